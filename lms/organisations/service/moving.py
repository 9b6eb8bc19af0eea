"""All below a unit comes to lie below another, in a few statements."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.core.columns import UtcDateTime
from lms.organisations.models import Organisation, OrganisationVersion
from lms.organisations.service.deciding import Decision

_COLUMNS = (
    "organisation_id",
    "parent_id",
    "path",
    "name",
    "short_name",
    "kind",
    "valid_from",
    "valid_to",
    "recorded_at",
)


def move_below(
    session: Session, paths: tuple[str, str], parents: tuple[int, int], decision: Decision
) -> None:
    """Let all below the first path lie below the second from the day on.

    What lay right below the first of `parents` will lie right below the second.
    """
    session.flush()  # the statements below read what was written
    _move_units(session, paths, parents)  # first: its locks keep others from the versions
    version, day = OrganisationVersion, decision.effective_on
    concerned = and_(
        version.path.like(f"{paths[0]}%"),
        version.path != paths[0],
        version.superseded_at.is_(None),
        or_(version.valid_to.is_(None), version.valid_to > day),
    )
    for rows in (_before(concerned, decision), _after(concerned, paths, parents, decision)):
        session.execute(insert(version).from_select(_COLUMNS, rows))
    session.execute(
        update(version).where(concerned).values(superseded_at=decision.now),
        execution_options={"synchronize_session": False},
    )


def _before(concerned: ColumnElement[bool], decision: Decision) -> Select[*tuple[Any, ...]]:
    """Select the versions until the day."""
    version = OrganisationVersion
    return select(
        version.organisation_id,
        version.parent_id,
        version.path,
        version.name,
        version.short_name,
        version.kind,
        version.valid_from,
        literal(decision.effective_on, Date()),
        literal(decision.now, UtcDateTime()),
    ).where(concerned, version.valid_from < decision.effective_on)


def _after(
    concerned: ColumnElement[bool],
    paths: tuple[str, str],
    parents: tuple[int, int],
    decision: Decision,
) -> Select[*tuple[Any, ...]]:
    """Select the versions from the day on, in their new place."""
    version, day = OrganisationVersion, literal(decision.effective_on, Date())
    return select(
        version.organisation_id,
        case((version.parent_id == parents[0], parents[1]), else_=version.parent_id),
        _moved(version.path, paths),
        version.name,
        version.short_name,
        version.kind,
        case((version.valid_from < decision.effective_on, day), else_=version.valid_from),
        version.valid_to,
        literal(decision.now, UtcDateTime()),
    ).where(concerned)


def _moved(path: InstrumentedAttribute[str], paths: tuple[str, str]) -> ColumnElement[str]:
    old, new = paths
    return literal(new, Text()) + func.substr(path, len(old) + 1, type_=Text())


def _move_units(session: Session, paths: tuple[str, str], parents: tuple[int, int]) -> None:
    old, _ = paths
    moved = update(Organisation).where(Organisation.path.like(f"{old}%"), Organisation.path != old)
    session.execute(
        moved.values(
            path=_moved(Organisation.path, paths),
            parent_id=case(
                (Organisation.parent_id == parents[0], parents[1]), else_=Organisation.parent_id
            ),
        ),
        execution_options={"synchronize_session": "fetch"},
    )
