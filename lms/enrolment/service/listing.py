"""What the pages list beside rules: open enrolments, exceptions, who made what."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from lms.accounts.service import Account
from lms.catalog.service import current_programmes, programme_document
from lms.core.clock import local_day
from lms.core.errors import Conflict
from lms.core.text import fold
from lms.enrolment import queries
from lms.enrolment.access import (
    cannot_be_met,
    in_two_rules,
    open_enrolments,
    without_account,
    without_unit,
)
from lms.enrolment.models import Rule
from lms.enrolment.rules import days_needed, earliest_end
from lms.learning.service import DueChange, Enrolment
from lms.organisations.service import Organisation, below
from lms.people.service import Person, Post, belongs_to, held_on
from lms.sending.service import due_changes

KINDS = ("han", "don-vi", "tai-khoan", "hai-quy-tac")
SOON = timedelta(days=14)

Listed = Select[Enrolment, Person]


def exceptions(
    session: Session, *, paths: Sequence[str], today: date, off: Collection[date]
) -> Mapping[str, Listed]:
    """Return the queue of each kind: cannot be met, without unit, without account, two rules.

    On days in `off` nobody works, beside weekends and public holidays.
    """
    ends = {
        version.programme_key: earliest_end(
            today, days_needed(programme_document(session, version.id).periods), off
        )
        for version in current_programmes(session)
    }
    rules = queries.terms_in_force(session, today=today)
    return {
        "han": cannot_be_met(paths, earliest_ends=ends, today=today),
        "don-vi": without_unit(paths, today=today),
        "tai-khoan": without_account(paths, today=today),
        "hai-quy-tac": in_two_rules(paths, rules=rules, today=today),
    }


def count_of(session: Session, queue: Listed) -> int:
    """Return how many rows a queue has."""
    counted = queue.order_by(None).with_only_columns(Enrolment.id).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def filtered(
    query: Listed, *, programme_key: str | None, text: str, due: str, today: date
) -> Listed:
    """Narrow the open enrolments; `due` is qua-han, sap-den, khong-han or anything for all."""
    if programme_key:
        query = query.where(Enrolment.programme_key == programme_key)
    if text:
        wanted = fold(text).replace("%", "").replace("_", "")
        query = query.where(or_(Person.fold_key.like(f"%{wanted}%"), Person.staff_code == text))
    match due:
        case "qua-han":
            return query.where(Enrolment.due_on < today)
        case "sap-den":
            return query.where(Enrolment.due_on.between(today, today + SOON))
        case "khong-han":
            return query.where(Enrolment.due_on.is_(None))
        case _:
            return query


def meant(
    session: Session,
    *,
    everything: Listed | None,
    expected: int,
    ticked: Sequence[UUID],
    paths: Sequence[str],
    today: date,
) -> Sequence[Enrolment]:
    """Return all that the filters show, or those ticked and in scope.

    Raises `Conflict` if the filters show another number than the page did.
    """
    if everything is None:
        own = open_enrolments(paths, today=today).where(Enrolment.uuid.in_(ticked))
        gone = without_unit(paths, today=today).where(Enrolment.uuid.in_(ticked))
        found = {e.id: e for e in session.scalars(own)} | {e.id: e for e in session.scalars(gone)}
        return list(found.values())
    shown = session.scalars(everything).all()
    if len(shown) != expected:
        raise Conflict
    return shown


def places_of(
    session: Session, people: Sequence[Person], *, paths: Sequence[str], now: datetime
) -> Mapping[int, str]:
    """Return the names of the units in scope where each person holds a post today."""
    rows = session.execute(
        select(Post.person_id, Organisation.name)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(
            Post.person_id.in_([person.id for person in people]),
            held_on(local_day(now)),
            below(Organisation.path, paths),
        )
        .order_by(Post.valid_from, Post.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, name in rows:
        found[person_id].append(name)
    return {person_id: "; ".join(names) for person_id, names in found.items()}


def officers(session: Session, accounts: Sequence[UUID | None]) -> Mapping[UUID, str]:
    """Return the names behind accounts."""
    wanted = [uuid for uuid in accounts if uuid is not None]
    rows = select(Account.uuid, Person.full_name).join(Person, Person.id == Account.person_id)
    return dict(session.execute(rows.where(Account.uuid.in_(wanted))).all())


def counts_of(session: Session, *, thread: UUID) -> Mapping[str, int]:
    """Return how many enrolments of a rule are open, completed and released."""
    state = select(
        func.count(Enrolment.id),
        func.count(Enrolment.completed_at),
        func.count(Enrolment.released_at),
    ).where(Enrolment.rule_uuid == thread)
    total, completed, released = session.execute(state).one()
    return {"open": total - completed - released, "completed": completed, "released": released}


def uuids(texts: Sequence[str]) -> list[UUID]:
    """Return the uuids among what a form sent."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


@dataclass(frozen=True, slots=True)
class Story:
    """One enrolment and why it is as it is."""

    enrolment: Enrolment
    rule: Rule | None
    officer: str | None  # who enrolled, or made the rule
    changes: Sequence[tuple[DueChange, str | None]]  # later due dates, by whom
    released_by: str | None


def story_of(session: Session, *, person_id: int) -> list[Story]:
    """Return every enrolment of the person, released ones too, the newest first."""
    own = select(Enrolment).where(belongs_to(Enrolment.person_id, person_id))
    enrolments = session.scalars(own.order_by(Enrolment.id.desc())).all()
    threads = {one.rule_uuid for one in enrolments if one.rule_uuid is not None}
    newest = select(Rule).where(Rule.thread.in_(threads), Rule.superseded_at.is_(None))
    rules = {rule.thread: rule for rule in session.scalars(newest)}
    changes = {one.id: due_changes(session, enrolment_id=one.id) for one in enrolments}
    names = officers(
        session,
        [
            *(rule.made_by for rule in rules.values()),
            *(one.enrolled_by for one in enrolments),
            *(one.released_by for one in enrolments),
            *(change.changed_by for found in changes.values() for change in found),
        ],
    )
    return [_story(one, rules, changes[one.id], names) for one in enrolments]


def _story(
    enrolment: Enrolment,
    rules: Mapping[UUID, Rule],
    changes: Sequence[DueChange],
    names: Mapping[UUID, str],
) -> Story:
    rule = rules.get(enrolment.rule_uuid) if enrolment.rule_uuid else None
    by = rule.made_by if rule else enrolment.enrolled_by
    return Story(
        enrolment=enrolment,
        rule=rule,
        officer=names.get(by) if by else None,
        changes=[(c, names.get(c.changed_by) if c.changed_by else None) for c in changes],
        released_by=names.get(enrolment.released_by) if enrolment.released_by else None,
    )
