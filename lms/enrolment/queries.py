"""What following a rule reads: rules in force, posts, enrolments, completions of some people."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.orm import Session

from lms.catalog.service import ProgrammeVersion
from lms.core.clock import local_day
from lms.core.i18n import msgid
from lms.enrolment.models import DueKind, Rule
from lms.enrolment.rules import Current, Fixed, Held, Relative, Terms
from lms.learning.service import Enrolment, Source
from lms.organisations.service import Organisation, OrganisationVersion
from lms.people.service import (
    Category,
    Person,
    Post,
    WorkingGroup,
    held_on,
    read_as,
)
from lms.sending.service import (
    closed_by_hand,
    completed_by,
    filed_under,
    set_by_hand,
)

Key = tuple[int, str]  # person id, programme key
# Kept with the enrolment, in Vietnamese, as it was.
RULE_REASON = msgid("Theo quy tắc “%(name)s”, căn cứ %(clause)s")


def in_force(today: date) -> Select[Rule]:
    """Select the rules that hold today, as known now."""
    return select(Rule).where(
        Rule.superseded_at.is_(None),
        Rule.valid_from <= today,
        or_(Rule.valid_to.is_(None), Rule.valid_to > today),
    )


def terms_in_force(session: Session, *, today: date) -> list[Terms]:
    """Return the rules that hold today; those of programmes never published wait."""
    rules = session.scalars(in_force(today).order_by(Rule.id)).all()
    return terms_of(session, rules)


def terms_of(session: Session, rules: Sequence[Rule]) -> list[Terms]:
    """Return rules as far as they decide; `recorded_at` of one not stored yet counts as given."""
    if not rules:
        return []
    made: dict[UUID, datetime] = dict(
        session.execute(select(Rule.thread, func.min(Rule.recorded_at)).group_by(Rule.thread)).all()
    )
    first = select(ProgrammeVersion.programme_key, func.min(ProgrammeVersion.published_at))
    published = dict(session.execute(first.group_by(ProgrammeVersion.programme_key)).all())
    units = {rule.organisation_id for rule in rules}
    rows = select(Organisation.id, Organisation.path).where(Organisation.id.in_(units))
    paths = dict(session.execute(rows).all())
    return [
        _terms(
            rule,
            path=paths[rule.organisation_id],
            published_on=local_day(published[rule.programme_key]),
            made_at=made.get(rule.thread, rule.recorded_at),
        )
        for rule in rules
        if rule.programme_key in published
    ]


def _terms(rule: Rule, *, path: str, published_on: date, made_at: datetime) -> Terms:
    return Terms(
        thread=rule.thread,
        programme_key=rule.programme_key,
        path=path,
        groups=frozenset(WorkingGroup(name) for name in rule.working_groups),
        categories=frozenset(Category(name) for name in rule.categories),
        full_time_only=rule.full_time_only,
        due=_due(rule),
        begins=rule.valid_from,
        published_on=published_on,
        made_at=made_at,
        reason=RULE_REASON % {"name": rule.name, "clause": rule.clause},
    )


def _due(rule: Rule) -> Fixed | Relative:
    if rule.due_kind == DueKind.FIXED or rule.due_days is None or rule.anchor is None:
        return Fixed(rule.due_on or rule.valid_from)
    return Relative(rule.due_days, rule.anchor)


def posts_of_people(session: Session, ids: Sequence[int]) -> dict[int, list[Held]]:
    """Return all posts of these people as known now, past and future ones too."""
    rows = session.execute(
        select(
            Post.person_id,
            Organisation.path,
            Post.working_group,
            Post.category,
            Post.full_time,
            Post.valid_from,
            Post.valid_to,
        )
        .join(Organisation, Organisation.id == Post.organisation_id)
        .join(Person, Person.id == Post.person_id)
        .where(Post.person_id.in_(ids), Post.superseded_at.is_(None), Person.withdrawn_at.is_(None))
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for person_id, path, group, category, full_time, valid_from, valid_to in rows:
        held = Held(path, group, category, full_time, valid_from, valid_to)
        found[person_id].append(held)
    return found


def current_of(session: Session, ids: Sequence[int]) -> dict[Key, Current]:
    """Return the open enrolments of these people."""
    filed = filed_under(ids).subquery()
    rows = session.execute(
        select(
            Enrolment.id,
            filed.c.person_id,
            Enrolment.programme_key,
            Enrolment.rule_uuid,
            Enrolment.due_on,
        )
        .join(filed, filed.c.record_id == Enrolment.person_id)
        .where(*_open())
    ).all()
    by_hand = set_by_hand(session, [row.id for row in rows if row.rule_uuid is not None])
    return {
        (row.person_id, row.programme_key): Current(
            row.id, row.rule_uuid, row.due_on, by_hand.get(row.id)
        )
        for row in rows
    }


def trained_in(session: Session, ids: Sequence[int], *, today: date) -> set[Key]:
    """Return (person, programme) of completions in force, waivers too."""
    return set(session.execute(completed_by(ids, today=today)).all())


def taken_out(session: Session, ids: Sequence[int]) -> dict[Key, list[datetime]]:
    """Return when an officer took these people out of programmes."""
    found: dict[Key, list[datetime]] = defaultdict(list)
    for person_id, key, at in session.execute(closed_by_hand(ids)):
        if at is not None:
            found[person_id, key].append(at)
    return found


def everybody(terms: Sequence[Terms], *, today: date) -> Select[int]:
    """Select the people whom these rules may mean, and who is enrolled by any rule."""
    paths = [Organisation.path.like(f"{path}%") for path in sorted({one.path for one in terms})]
    by_rule = select(read_as(Enrolment.person_id).label("id")).where(
        Enrolment.source == Source.RULE, *_open()
    )
    if not paths:
        return by_rule.distinct()
    holders = (
        select(Post.person_id.label("id"))
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(or_(*paths), held_on(today))
    )
    return select(union(holders, by_rule).subquery().c.id)


def enrolled_by(threads: Sequence[UUID]) -> Select[int]:
    """Select the people with an open enrolment by one of these rules."""
    person = read_as(Enrolment.person_id)
    return select(person).where(Enrolment.rule_uuid.in_(threads), *_open()).distinct()


def holders_of_changed_posts(since: datetime) -> Select[int]:
    """Select the people whose posts were written or corrected since that moment."""
    of = select(Post.person_id.label("id"))
    changed = union(of.where(Post.recorded_at >= since), of.where(Post.superseded_at >= since))
    return select(changed.subquery().c.id)


def withdrawn_since(since: datetime) -> Select[int]:
    """Select the people who turned out never to have been ours."""
    return select(Person.id).where(Person.withdrawn_at >= since)


def tree_changed(session: Session, since: datetime) -> bool:
    """Tell whether units were added, moved or closed since that moment."""
    version = OrganisationVersion
    changed = or_(version.recorded_at >= since, version.superseded_at >= since)
    return session.scalar(select(version.id).where(changed).limit(1)) is not None


def rules_changed(session: Session, since: datetime) -> Sequence[UUID]:
    """Return the threads of rules written since that moment."""
    changed = or_(Rule.recorded_at >= since, Rule.superseded_at >= since)
    return session.scalars(select(Rule.thread).where(changed).distinct()).all()


def _open() -> Sequence[ColumnElement[Any]]:
    return (Enrolment.completed_at.is_(None), Enrolment.released_at.is_(None))
