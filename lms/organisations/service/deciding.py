"""What every change of a unit has: a day, a basis, an author; and what it leaves behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.text import nfc, short_date
from lms.organisations.errors import DayToCome, RootStays, UnitBegan, UnitClosed
from lms.organisations.models import (
    Organisation,
    OrganisationVersion,
    Succession,
    SuccessionKind,
)
from lms.organisations.service.tree import hold

_PLAIN = ("organisation_id", "parent_id", "path", "name", "short_name", "kind", "valid_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """From which day a change holds, on what basis, and who writes it down when."""

    effective_on: date
    basis: str
    actor: UUID | None
    now: datetime


def require_changeable(
    session: Session, *, organisation: Organisation, decision: Decision
) -> OrganisationVersion:
    """Return what holds of the unit now; whoever changes it waits for who is at it.

    Raises `RootStays`, `DayToCome`, `UnitClosed`, or `UnitBegan` for a day before the one on which
    the present name, kind and place began.
    """
    hold(session, organisation)
    if organisation.parent_id is None:
        raise RootStays
    if decision.effective_on > local_day(decision.now):
        raise DayToCome(day=short_date(decision.effective_on))
    if organisation.closed_on is not None:
        raise UnitClosed(name=organisation.name)
    current = session.scalars(
        select(OrganisationVersion).where(
            OrganisationVersion.organisation_id == organisation.id,
            OrganisationVersion.superseded_at.is_(None),
            OrganisationVersion.valid_to.is_(None),
        )
    ).one()
    if decision.effective_on < current.valid_from:
        raise UnitBegan(name=organisation.name, day=short_date(current.valid_from))
    return current


def stop(session: Session, current: OrganisationVersion, decision: Decision) -> None:
    """Let what holds now hold until the day only; on its own first day, never."""
    current.superseded_at = decision.now
    if decision.effective_on > current.valid_from:
        kept = {name: getattr(current, name) for name in _PLAIN}
        session.add(
            OrganisationVersion(**kept, valid_to=decision.effective_on, recorded_at=decision.now)
        )


_ACTIONS = {
    SuccessionKind.MERGE: "organisation.merged",
    SuccessionKind.SPLIT: "organisation.split",
    SuccessionKind.CLOSE: "organisation.closed",
    SuccessionKind.CARVE: "organisation.carved",
    SuccessionKind.RENAME: "organisation.renamed",
    SuccessionKind.TRANSFER: "organisation.moved",
    SuccessionKind.REKIND: "organisation.rekinded",
}


def write_down(
    session: Session,
    before: Sequence[Organisation],
    after: Sequence[Organisation],
    kind: SuccessionKind,
    decision: Decision,
) -> list[Succession]:
    """Write down who became whom; the first of `after` is the main successor."""
    rows = [
        Succession(
            uuid=uuid7(),  # now, not at the flush: posts that follow name it
            predecessor_id=one.id,
            successor_id=other.id,
            kind=kind,
            is_main=other is after[0],
            effective_on=decision.effective_on,
            basis=nfc(decision.basis),
            recorded_at=decision.now,
            recorded_by=decision.actor,
        )
        for one in before
        for other in after
    ]
    session.add_all(rows)
    for one in before:
        audit.record(
            session,
            at=decision.now,
            actor=decision.actor,
            action=_ACTIONS[kind],
            subject=("organisation", one.uuid),
            detail={
                "valid_from": decision.effective_on.isoformat(),
                "successors": [str(other.uuid) for other in after],
            },
        )
    return rows
