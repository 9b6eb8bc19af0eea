"""Waiving and taking back, and what taking back would change, before it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalog.service import version_tags
from lms.core.clock import local_day
from lms.core.errors import Conflict
from lms.core.permissions import Principal
from lms.credentials.service import Certificate, certificates_of
from lms.learning.service import (
    Completion,
    CompletionKind,
    Enrolment,
    completions_at,
    revoke_completion,
    waive,
)
from lms.organisations.service import Organisation, ancestors, get_organisation
from lms.people.service import Post, WorkingGroup, posts_at, surviving_id
from lms.results.errors import AlreadyRevoked, OwnResult
from lms.targets.service import Rule, figure, rule_of, targets_at

__all__ = ["Consequences", "Effect", "consequences", "revoke", "waive_enrolment"]


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure that would have one trained person less."""

    rule: Rule
    unit: Organisation
    people: int
    trained: int  # as it is now


@dataclass(frozen=True, slots=True)
class Consequences:
    """What taking a completion back would change."""

    certificates: Sequence[Certificate]  # now in force, void afterwards
    effects: Sequence[Effect]


def waive_enrolment(
    session: Session, *, enrolment: Enrolment, reason: str, officer: Principal, now: datetime
) -> None:
    """Satisfy the enrolment without training; the caller holds the row. Raises `OwnResult`."""
    if surviving_id(session, enrolment.person_id) == officer.person_id:
        raise OwnResult
    waive(session, enrolment=enrolment, reason=reason, actor=officer.account_uuid, now=now)


def revoke(
    session: Session,
    *,
    completion: Completion,
    from_start: bool,
    reason: str,
    officer: Principal,
    now: datetime,
) -> None:
    """Take the completion back, from its own day on if it was wrong from the start, else from now.

    Raises `OwnResult` or `AlreadyRevoked`; the caller holds the row.
    """
    if surviving_id(session, completion.person_id) == officer.person_id:
        raise OwnResult
    try:
        revoke_completion(
            session,
            completion=completion,
            effective_on=completion.completed_on if from_start else local_day(now),
            reason=reason,
            actor=officer.account_uuid,
            now=now,
        )
    except Conflict as error:
        raise AlreadyRevoked from error


def consequences(
    session: Session, *, completion: Completion, paths: Sequence[str], now: datetime
) -> Consequences:
    """Return which certificates and which figures of units in `paths` would change as of today."""
    own = certificates_of(session, person_id=completion.person_id)
    in_force = [
        certificate
        for certificate in own
        if certificate.completion_id == completion.id
        and certificate.revoked_at is None
        and certificate.replaced_at is None
    ]
    return Consequences(in_force, _effects(session, completion, paths, now))


def _effects(
    session: Session, completion: Completion, paths: Sequence[str], now: datetime
) -> list[Effect]:
    today = local_day(now)
    person_id = surviving_id(session, completion.person_id)
    held = posts_at(as_of=today, known_at=now).where(Post.person_id == person_id)
    posts = session.scalars(held).all()
    done = _done(session, person_id, today, now)
    found: list[Effect] = []
    for rule in (rule_of(target) for target in targets_at(session, known_at=now)):
        units = {
            post.organisation_id
            for post in posts
            if rule.counts_post(WorkingGroup(post.working_group), full_time=post.full_time)
        }
        counted = [
            (id_, facts)
            for id_, kind, facts in done
            if rule.outside or kind != CompletionKind.RECOGNISED
        ]
        rest = [facts for id_, facts in counted if id_ != completion.id]
        if rule.is_met_by(facts for _, facts in counted) and not rule.is_met_by(rest):
            found += _figures(session, rule, units, paths, now)
    return found


def _done(
    session: Session, person_id: int, today: date, now: datetime
) -> list[tuple[int, CompletionKind, tuple[str, bool, date]]]:
    """Return (completion id, kind, (tag, in depth, day)) of what the person completed."""
    done = completions_at(as_of=today, known_at=now).subquery()
    tag = version_tags().subquery()
    rows = (
        select(done.c.completion_id, done.c.kind, tag.c.tag, tag.c.in_depth, done.c.completed_on)
        .join(tag, tag.c.version_id == done.c.version_id)
        .where(done.c.person_id == person_id)
    )
    found = session.execute(rows)
    return [(id_, kind, (name, bool(deep), on)) for id_, kind, name, deep, on in found]


def _figures(
    session: Session, rule: Rule, units: set[int], paths: Sequence[str], now: datetime
) -> list[Effect]:
    """Return the figures in scope that count a post in `units`, the widest first."""
    chain = {
        unit.id: unit
        for unit_id in units
        for unit in ancestors(session, get_organisation(session, unit_id))
        if unit.path.startswith(tuple(paths))
    }
    effects = []
    for unit in sorted(chain.values(), key=lambda unit: (len(unit.path), unit.id)):
        made = figure(session, rule=rule, organisation=unit, as_of=local_day(now), known_at=now)
        if units - made.basis.apart:
            effects.append(Effect(rule, unit, made.total.whole.people, made.total.whole.trained))
    return effects
