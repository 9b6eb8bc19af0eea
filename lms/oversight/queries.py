"""What the auditor's pages read, in as few statements as there are kinds of things."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.accounts.service import Account, search_accounts
from lms.attestation.service import Attestation
from lms.core.audit import AuditEvent
from lms.core.clock import local_day
from lms.core.text import fold
from lms.credentials.service import Certificate
from lms.learning.service import Completion, CompletionKind, Enrolment
from lms.organisations.service import Organisation, below
from lms.oversight.rules import is_whole_country
from lms.people.service import Person, Post
from lms.recognition.service import Claim
from lms.roster.service import ChangeSet

CHUNK = 500
SUBJECTS: dict[str, tuple[InstrumentedAttribute[UUID], InstrumentedAttribute[int]]] = {
    "person": (Person.uuid, Person.id),
    "account": (Account.uuid, Account.person_id),
    "enrolment": (Enrolment.uuid, Enrolment.person_id),
    "completion": (Completion.uuid, Completion.person_id),
    "certificate": (Certificate.uuid, Certificate.person_id),
    "claim": (Claim.uuid, Claim.person_id),
}  # by kind of subject: how the person it is about is found


def about_people_called(text: str) -> ColumnElement[bool]:
    """Return the condition that an event is about somebody with this name or staff code."""
    wanted = fold(text).replace("%", "").replace("_", "")
    named = select(Person.id).where(
        or_(Person.fold_key.like(f"%{wanted}%"), Person.staff_code == text)
    )
    return or_(
        *(
            AuditEvent.subject_uuid.in_(select(uuid).where(person_id.in_(named)))
            for uuid, person_id in SUBJECTS.values()
        )
    )


def done_by_people_called(paths: Sequence[str], text: str, today: date) -> ColumnElement[bool]:
    """Return the condition that an event was done by somebody in scope with this name or code."""
    officers = search_accounts(paths, text=text, today=today).order_by(None)
    return AuditEvent.actor_uuid.in_(officers.with_only_columns(Account.uuid))


def person_ids(session: Session, kind: str, uuids: Collection[UUID]) -> dict[UUID, int]:
    """Return whom these subjects of one kind are about."""
    if kind not in SUBJECTS:
        return {}
    uuid, person_id = SUBJECTS[kind]
    wanted = select(uuid, person_id)
    parts = (session.execute(wanted.where(uuid.in_(some))) for some in _chunks(uuids))
    return {key: id_ for rows in parts for key, id_ in rows}


def people_by_id(session: Session, ids: Collection[int]) -> dict[int, Person]:
    """Return the persons."""
    return {
        person.id: person
        for some in _chunks(ids)
        for person in session.scalars(select(Person).where(Person.id.in_(some)))
    }


def units_by_uuid(session: Session, uuids: Collection[UUID]) -> dict[UUID, Organisation]:
    """Return the units."""
    return {
        unit.uuid: unit
        for some in _chunks(uuids)
        for unit in session.scalars(select(Organisation).where(Organisation.uuid.in_(some)))
    }


def officers(
    session: Session, uuids: Collection[UUID], *, paths: Sequence[str], today: date
) -> dict[UUID, str]:
    """Return the names of those of the accounts whose owners the auditor may know of."""
    known = search_accounts(paths, text="", today=today).order_by(None)
    if is_whole_country(paths):
        known = select(Account, Person).join(Person, Person.id == Account.person_id)
    return {
        account.uuid: person.full_name
        for some in _chunks(uuids)
        for account, person in session.execute(known.where(Account.uuid.in_(some)))
    }


def posts_in(
    session: Session, ids: Collection[int], paths: Sequence[str]
) -> dict[int, list[tuple[Post, str]]]:
    """Return all rows of the people's posts in `paths`, superseded too, with the unit's name."""
    found: dict[int, list[tuple[Post, str]]] = {}
    for some in _chunks(ids):
        rows = session.execute(
            select(Post, Organisation.name)
            .join(Organisation, Organisation.id == Post.organisation_id)
            .where(Post.person_id.in_(some), below(Organisation.path, paths))
            .order_by(Post.id)
        )
        for post, name in rows:
            found.setdefault(post.person_id, []).append((post, name))
    return found


def superseded_posts(
    paths: Sequence[str], *, since: datetime, until: datetime
) -> Select[Post, Person, Organisation]:
    """Select the rows of posts in `paths` that were superseded in the period, newest first."""
    return (
        select(Post, Person, Organisation)
        .join(Person, Person.id == Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(
            Post.superseded_at >= since,
            Post.superseded_at < until,
            below(Organisation.path, paths),
        )
        .order_by(Post.superseded_at.desc(), Post.id)
    )


def posts_written(
    session: Session, ids: Collection[int], *, since: datetime, until: datetime
) -> dict[tuple[int, datetime], list[Post]]:
    """Return what was written about the people's posts in the period, by person and moment."""
    found: dict[tuple[int, datetime], list[Post]] = {}
    for some in _chunks(ids):
        rows = select(Post).where(
            Post.person_id.in_(some), Post.recorded_at >= since, Post.recorded_at < until
        )
        for post in session.scalars(rows):
            found.setdefault((post.person_id, post.recorded_at), []).append(post)
    return found


def first_trained(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    """Return when each person's first training that counts was written down."""
    return {
        person_id: at
        for some in _chunks(ids)
        for person_id, at in session.execute(
            select(Completion.person_id, func.min(Completion.recorded_at))
            .where(
                Completion.person_id.in_(some),
                Completion.kind != CompletionKind.WAIVED,
                Completion.superseded_at.is_(None),
            )
            .group_by(Completion.person_id)
        )
    }


def odd_completions(
    paths: Sequence[str], *, since: datetime, until: datetime
) -> Select[Completion, Person]:
    """Select what was written down in the period and may be back-dated or is a waiver.

    Of people who ever had a post in `paths`.
    """
    there = (
        select(Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(below(Organisation.path, paths))
    )
    return (
        select(Completion, Person)
        .join(Person, Person.id == Completion.person_id)
        .where(
            Completion.recorded_at >= since,
            Completion.recorded_at < until,
            Completion.person_id.in_(there),
            or_(
                Completion.kind != CompletionKind.COMPLETED,
                Completion.completed_on < func.date(Completion.recorded_at),
            ),
        )
        .order_by(Completion.recorded_at.desc(), Completion.id)
    )


def causes(
    session: Session, uuids: Collection[UUID], *, since: datetime, until: datetime
) -> dict[tuple[UUID, datetime], tuple[UUID | None, str]]:
    """Return who did what was written about these subjects, and why: (account, reason)."""
    found: dict[tuple[UUID, datetime], tuple[UUID | None, str]] = {}
    for some in _chunks(uuids):
        rows = session.execute(
            select(AuditEvent.subject_uuid, AuditEvent.at, AuditEvent.actor_uuid, AuditEvent.detail)
            .where(
                AuditEvent.subject_uuid.in_(some),
                AuditEvent.at >= since,
                AuditEvent.at < until,
            )
            .order_by(AuditEvent.id)
        )
        for subject, at, actor, detail in rows:
            if subject is not None:
                reason = detail.get("reason") or found.get((subject, at), (None, ""))[1]
                found[subject, at] = (actor, str(reason))
    return found


def shorter_lists(
    paths: Sequence[str], *, since: datetime, until: datetime
) -> Select[Attestation, Organisation]:
    """Select the lists confirmed in the period with fewer people than the one before."""
    return (
        select(Attestation, Organisation)
        .join(Organisation, Organisation.id == Attestation.organisation_id)
        .where(
            Attestation.recorded_at >= since,
            Attestation.recorded_at < until,
            Attestation.people < Attestation.people_before,
            below(Organisation.path, paths),
        )
        .order_by(Attestation.recorded_at.desc(), Attestation.id)
    )


def merges(
    session: Session, *, since: datetime, until: datetime
) -> dict[datetime, tuple[UUID | None, str]]:
    """Return who merged two records of one person, and why, by the moment of it."""
    rows = session.execute(
        select(AuditEvent.at, AuditEvent.actor_uuid, AuditEvent.detail).where(
            AuditEvent.action == "person.merged",
            AuditEvent.at >= since,
            AuditEvent.at < until,
        )
    )
    return {at: (actor, str(detail.get("reason", ""))) for at, actor, detail in rows}


def undone_files(session: Session, *, since: datetime, until: datetime) -> dict[datetime, UUID]:
    """Return who undid a staff file, by the moment at which it was undone."""
    rows = select(ChangeSet.undone_at, ChangeSet.made_by).where(
        ChangeSet.undone_at >= since, ChangeSet.undone_at < until
    )
    return {at: maker for at, maker in session.execute(rows) if at is not None}


def people_of_unit(session: Session, unit: Organisation, at: datetime) -> Sequence[Person]:
    """Return who was known to be in the unit or below it until just before `at`, by given name."""
    there = (
        select(Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(
            or_(Post.organisation_id == unit.id, below(Organisation.path, [unit.path])),
            Post.recorded_at < at,
            or_(Post.superseded_at.is_(None), Post.superseded_at >= at),
            or_(Post.valid_to.is_(None), Post.valid_to > local_day(at)),
        )
    )
    return session.scalars(
        select(Person).where(Person.id.in_(there)).order_by(Person.sort_key, Person.id)
    ).all()


def makers_of_files(session: Session, uuids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return which account sent each staff file in."""
    return {
        uuid: maker
        for some in _chunks(uuids)
        for uuid, maker in session.execute(
            select(ChangeSet.uuid, ChangeSet.made_by).where(ChangeSet.uuid.in_(some))
        )
    }


def _chunks(things: Collection[Any]) -> Iterator[Sequence[Any]]:
    listed = list(things)
    yield from (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))
