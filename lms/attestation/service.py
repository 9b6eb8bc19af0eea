"""What can be done with attestations. `__all__` is the room's face."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.attestation import queries
from lms.attestation.errors import FewerUnexplained, ListChanged, Unexplained
from lms.attestation.models import Attestation
from lms.attestation.rules import (
    KIND_NAMES,
    Changes,
    Defect,
    Kind,
    Period,
    compare,
    counts,
    digest,
    find_defects,
    listed,
    period_of,
    seal,
)
from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.text import nfc
from lms.organisations.service import Organisation
from lms.people.service import WorkingGroup

__all__ = [
    "KIND_NAMES",
    "SHOWN",
    "Attestation",
    "Changes",
    "Defect",
    "Draft",
    "Kind",
    "Period",
    "Quality",
    "Word",
    "attest",
    "attested_units",
    "draft",
    "history",
    "lists_of_all_staff",
    "names_of",
    "period_of",
    "quality_at",
]

names_of = queries.names_of
SHOWN = 50  # people named of each kind of change or defect


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be confirmed now."""

    period: Period
    people: int
    groups: Mapping[WorkingGroup, int]
    digest: str  # of the list
    seen: str  # names the list and its defects, to notice that either became another one
    defects: Mapping[Kind, Sequence[Defect]]  # kinds that there are
    last: Attestation | None
    changes: Changes | None  # None: the first time

    @property
    def is_shorter(self) -> bool:
        """Tell whether fewer people are in the list than in the last one."""
        return self.last is not None and self.people < self.last.people


@dataclass(frozen=True, slots=True)
class Quality:
    """How many people a unit's list had on a day, and how many of them in each kind of defect."""

    people: int
    defects: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Word:
    """That a unit's list was confirmed: on which day, for which period."""

    on: date
    period: Period
    covers_all_staff: bool


def draft(session: Session, *, organisation: Organisation, months: int, now: datetime) -> Draft:
    """Return what HR would confirm now: the list as of today, what is odd, what changed."""
    today = local_day(now)
    path = queries.path_at(session, organisation.id, as_of=today, known_at=now)
    posts = queries.posts_below(session, path, as_of=today, known_at=now)
    people = listed(posts)
    last = session.scalars(queries.current(organisation.id).limit(1)).first()
    odd = find_defects(posts)
    defects: dict[Kind, list[Defect]] = {}
    for defect in odd:
        defects.setdefault(defect.kind, []).append(defect)
    return Draft(
        period=period_of(today, months),
        people=len(people),
        groups=counts(people),
        digest=digest(people),
        seen=seal(people, odd),
        defects=defects,
        last=last,
        changes=_changes(session, last, people, today, now) if last else None,
    )


def quality_at(
    session: Session, *, organisation: Organisation, as_of: date, known_at: datetime
) -> Quality:
    """Return how good the unit's list was on `as_of`, as known at `known_at`."""
    path = queries.path_at(session, organisation.id, as_of=as_of, known_at=known_at)
    posts = queries.posts_below(session, path, as_of=as_of, known_at=known_at)
    found: dict[Kind, set[UUID]] = {}
    for defect in find_defects(posts):
        found.setdefault(defect.kind, set()).update(person for person, _ in defect.people)
    return Quality(len(listed(posts)), {kind: len(people) for kind, people in found.items()})


def attest(
    session: Session,
    *,
    organisation: Organisation,
    months: int,
    seen: str,
    explanations: Mapping[Kind, str],
    fewer_reason: str,
    covers_all_staff: bool,
    actor: UUID,
    now: datetime,
) -> Attestation:
    """Write down HR's word for the draft that was `seen`; it supersedes the period's last.

    Raises `ListChanged`, `Unexplained` or `FewerUnexplained`; then nothing is written.
    """
    found = draft(session, organisation=organisation, months=months, now=now)
    if found.seen != seen:
        raise ListChanged
    if any(not explanations.get(kind, "").strip() for kind in found.defects):
        raise Unexplained
    if found.is_shorter and found.last is not None and not fewer_reason.strip():
        raise FewerUnexplained(before=found.last.people, now=found.people)
    word = _word(found, organisation, explanations, actor, now)
    word.covers_all_staff = covers_all_staff
    word.fewer_reason = nfc(fewer_reason) if found.is_shorter else None
    for old in session.scalars(
        queries.current(organisation.id).where(Attestation.period_on == found.period.first)
    ):
        old.superseded_at = now
    try:
        with session.begin_nested():
            session.flush()  # the old word leaves before the new one comes: one current a period
            session.add(word)
    except IntegrityError as error:
        raise ListChanged from error
    _record(session, word, organisation, actor=actor, now=now)
    return word


def history(session: Session, *, organisation: Organisation) -> Sequence[Attestation]:
    """Return the unit's attestations, superseded ones too, the newest first."""
    own = select(Attestation).where(Attestation.organisation_id == organisation.id)
    newest = own.order_by(Attestation.recorded_at.desc(), Attestation.id.desc())
    return session.scalars(newest.limit(SHOWN)).all()


def lists_of_all_staff(session: Session, *, as_of: date, known_at: datetime) -> dict[int, bool]:
    """Return of each unit with a word for the period of `as_of` whether it covers all staff."""
    held = queries.in_force(as_of=as_of, known_at=known_at)
    said = held.with_only_columns(Attestation.organisation_id, Attestation.covers_all_staff)
    return dict(session.execute(said.order_by(Attestation.period_on, Attestation.id)).all())


def attested_units(
    session: Session, *, units: Collection[int], as_of: date, known_at: datetime
) -> dict[int, Word]:
    """Return which of `units` had confirmed their own list for the period of `as_of`.

    As known at `known_at`: what is confirmed or superseded later changes nothing.
    """
    held = queries.in_force(as_of=as_of, known_at=known_at).where(
        Attestation.organisation_id.in_(sorted(units))
    )
    return {
        row.organisation_id: Word(
            local_day(row.recorded_at), Period(row.period_on, row.period_to), row.covers_all_staff
        )
        for row in session.scalars(held.order_by(Attestation.period_on, Attestation.id))
    }


def _changes(
    session: Session,
    last: Attestation,
    people: Mapping[UUID, frozenset[WorkingGroup]],
    today: date,
    now: datetime,
) -> Changes:
    day, moment = last.as_of, last.known_at
    path = queries.path_at(session, last.organisation_id, as_of=day, known_at=moment)
    before = listed(queries.posts_below(session, path, as_of=day, known_at=moment))
    came, went = people.keys() - before.keys(), before.keys() - people.keys()
    return compare(
        before,
        people,
        elsewhere_before=queries.holding_on(session, came, as_of=day, known_at=moment),
        elsewhere_now=queries.holding_on(session, went, as_of=today, known_at=now),
    )


def _word(
    found: Draft,
    organisation: Organisation,
    explanations: Mapping[Kind, str],
    actor: UUID,
    now: datetime,
) -> Attestation:
    return Attestation(
        uuid=uuid7(),  # now, not at the flush: the audit names it
        organisation_id=organisation.id,
        period_on=found.period.first,
        period_to=found.period.after,
        as_of=local_day(now),
        known_at=now,
        people=found.people,
        groups={group.value: number for group, number in found.groups.items()},
        digest=found.digest,
        defects={
            kind.value: {"count": len(some), "explanation": nfc(explanations[kind])}
            for kind, some in found.defects.items()
        },
        people_before=found.last.people if found.last else None,
        attested_by=actor,
        recorded_at=now,
    )


def _record(
    session: Session, word: Attestation, organisation: Organisation, *, actor: UUID, now: datetime
) -> None:
    detail: dict[str, object] = {
        "organisation": str(organisation.uuid),
        "period": word.period_on.isoformat(),
        "people": word.people,
        "digest": word.digest,
    }
    if word.fewer_reason:
        detail |= {"before": word.people_before, "reason": word.fewer_reason}
    audit.record(
        session,
        at=now,
        actor=actor,
        action="register.attested",
        subject=("attestation", word.uuid),
        detail=detail,
    )
