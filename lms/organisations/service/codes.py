"""Official codes, and finding the unit that a text means."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lms.core.text import fold, nfc, one_spelling
from lms.organisations.access import below, visible_organisations
from lms.organisations.errors import AmbiguousUnit, CodeTaken, UnknownUnit
from lms.organisations.models import Organisation, OrganisationCode, OrganisationKind


def add_code(
    session: Session,
    *,
    organisation: Organisation,
    scheme: str,
    code: str,
    valid_from: date,
    now: datetime,
) -> None:
    """Give the unit an official code; raises `CodeTaken` if another bears it on that day."""
    holder = session.scalars(
        _codes_on(valid_from, code).where(
            OrganisationCode.scheme == scheme, Organisation.id != organisation.id
        )
    ).first()
    if holder is not None:
        raise CodeTaken(code=code, name=holder.name)
    session.add(
        OrganisationCode(
            organisation_id=organisation.id,
            scheme=scheme,
            code=code.strip(),
            valid_from=valid_from,
            recorded_at=now,
        )
    )


def codes_of(session: Session, organisation_id: int) -> Sequence[OrganisationCode]:
    """Return the unit's codes as known now, oldest first."""
    known = select(OrganisationCode).where(
        OrganisationCode.organisation_id == organisation_id,
        OrganisationCode.superseded_at.is_(None),
    )
    return session.scalars(known.order_by(OrganisationCode.valid_from)).all()


def find_organisation(
    session: Session, *, text: str, paths: Sequence[str], today: date, root: bool = False
) -> Organisation:
    """Return the unit in scope that `text` names: by code, else by exact name with tone marks.

    Hoà and Hòa are one spelling, letter case does not count. `root` True: the root, where nobody
    works, may be meant too. Raises `UnknownUnit` or `AmbiguousUnit`; units outside `paths` are
    never named.
    """
    wanted = nfc(text)
    by_code = session.scalars(
        _codes_on(today, wanted).where(below(Organisation.path, paths)).distinct()
    ).all()
    open_units = visible_organisations(paths).where(Organisation.fold_key == fold(wanted))
    if not root:
        open_units = open_units.where(Organisation.kind != OrganisationKind.ROOT)
    found = list(by_code) or [
        unit
        for unit in session.scalars(open_units).all()
        if one_spelling(unit.name) == one_spelling(wanted)
    ]
    found = [unit for unit in found if unit.closed_on is None or unit.closed_on > today]
    if not found:
        raise UnknownUnit(text=wanted)
    if len(found) > 1:
        names = "; ".join(_with_parent(session, unit) for unit in found[:5])
        raise AmbiguousUnit(text=wanted, candidates=names)
    return found[0]


def _codes_on(day: date, code: str) -> Select[Organisation]:
    return (
        select(Organisation)
        .join(OrganisationCode, OrganisationCode.organisation_id == Organisation.id)
        .where(
            OrganisationCode.code == code.strip(),
            OrganisationCode.superseded_at.is_(None),
            OrganisationCode.valid_from <= day,
            or_(OrganisationCode.valid_to.is_(None), OrganisationCode.valid_to > day),
        )
    )


def _with_parent(session: Session, unit: Organisation) -> str:
    parent = session.get_one(Organisation, unit.parent_id) if unit.parent_id else unit
    return f"{unit.name} ({parent.name})"
