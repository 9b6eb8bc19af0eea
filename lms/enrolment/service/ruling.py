"""Making, changing and ending rules. A changed rule is a further revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.core import audit, jobs
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.text import nfc
from lms.enrolment.errors import RuleChanged, RuleEnded
from lms.enrolment.models import Anchor, DueKind, Rule
from lms.people.service import Category, WorkingGroup

NEW = {"id", "uuid", "valid_to", "made_by", "change_reason", "recorded_at", "superseded_at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms:
    """What an officer says when making a rule. Fixed: `due_on`; else `due_days` after `anchor`."""

    name: str
    organisation_id: int
    programme_key: str
    clause: str
    valid_from: date
    working_groups: Sequence[WorkingGroup] = ()
    categories: Sequence[Category] = ()
    full_time_only: bool = False
    due_on: date | None = None
    due_days: int | None = None
    anchor: Anchor | None = None
    valid_to: date | None = None


def draft(terms: RuleTerms, *, thread: UUID | None, actor: UUID, now: datetime) -> Rule:
    """Return the rule as it would be written; nothing is stored."""
    fixed = terms.due_on is not None
    return Rule(
        uuid=uuid7(),
        thread=thread or uuid7(),
        name=nfc(terms.name),
        organisation_id=terms.organisation_id,
        working_groups=sorted(terms.working_groups),
        categories=sorted(terms.categories),
        full_time_only=terms.full_time_only,
        programme_key=terms.programme_key,
        due_kind=DueKind.FIXED if fixed else DueKind.RELATIVE,
        due_on=terms.due_on,
        due_days=None if fixed else terms.due_days,
        anchor=None if fixed else terms.anchor,
        clause=nfc(terms.clause),
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        made_by=actor,
        recorded_at=now,
    )


def make_rule(session: Session, *, terms: RuleTerms, actor: UUID, now: datetime) -> Rule:
    """Write a new rule; it is followed by a job."""
    rule = draft(terms, thread=None, actor=actor, now=now)
    return _write(session, rule, "enrolment_rule.made", now)


def change_rule(
    session: Session, *, rule: Rule, terms: RuleTerms, reason: str, actor: UUID, now: datetime
) -> Rule:
    """Supersede the rule by a revision; raises `RuleChanged` or `RuleEnded`."""
    fresh = draft(terms, thread=rule.thread, actor=actor, now=now)
    _supersede(session, rule, now)
    fresh.change_reason = nfc(reason)
    return _write(session, fresh, "enrolment_rule.changed", now)


def end_rule(
    session: Session, *, rule: Rule, valid_to: date, reason: str, actor: UUID, now: datetime
) -> Rule:
    """Let the rule hold no longer from `valid_to` on; raises `RuleChanged` or `RuleEnded`."""
    fresh = ended(rule, valid_to=valid_to, actor=actor, now=now)
    _supersede(session, rule, now)
    fresh.change_reason = nfc(reason)
    return _write(session, fresh, "enrolment_rule.ended", now)


def ended(rule: Rule, *, valid_to: date, actor: UUID, now: datetime) -> Rule:
    """Return the revision that ends the rule; nothing is stored."""
    said = {c.key: getattr(rule, c.key) for c in Rule.__table__.columns if c.key not in NEW}
    ends = max(valid_to, rule.valid_from)
    return Rule(**said, uuid=uuid7(), valid_to=ends, made_by=actor, recorded_at=now)


def revisions(session: Session, *, thread: UUID) -> Sequence[Rule]:
    """Return every revision of a rule, the newest first."""
    own = select(Rule).where(Rule.thread == thread)
    return session.scalars(own.order_by(Rule.id.desc())).all()


def has_ended(rule: Rule, today: date) -> bool:
    """Tell whether the rule holds no longer."""
    return rule.valid_to is not None and rule.valid_to <= today


def _supersede(session: Session, rule: Rule, now: datetime) -> None:
    if has_ended(rule, local_day(now)):
        raise RuleEnded
    superseded = session.execute(
        update(Rule)
        .where(Rule.id == rule.id, Rule.superseded_at.is_(None))
        .values(superseded_at=now)
        .returning(Rule.id)
    ).first()
    if superseded is None:
        raise RuleChanged


def _write(session: Session, rule: Rule, action: str, now: datetime) -> Rule:
    detail = {"revision": str(rule.uuid), "programme": rule.programme_key}
    if rule.change_reason:
        detail["reason"] = rule.change_reason
    session.add(rule)
    audit.record(
        session,
        at=now,
        actor=rule.made_by,
        action=action,
        subject=("enrolment_rule", rule.thread),
        detail=detail,
    )
    jobs.enqueue(session, name="enrolment.follow", payload={}, now=now)
    return rule
