"""Targets as versions: from the file into the table, and as known at a moment."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.content.service import Problem, canonical, digest
from lms.core import audit
from lms.targets.errors import TargetsBroken, UnknownTarget
from lms.targets.models import Target
from lms.targets.reading import read_targets
from lms.targets.rules import Register, Rule, rule_document, rule_from


def check_targets(path: Path) -> tuple[Problem, ...]:
    """Return every mistake of the targets' file."""
    return read_targets(path).problems


def sync_targets(session: Session, path: Path, now: datetime) -> Sequence[Target]:
    """Bring the table to what the file says and return the new versions.

    A changed target is a new version; one that left the file is superseded. Raises
    `TargetsBroken` if the file has any mistake.
    """
    reading = read_targets(path)
    if reading.problems:
        problems = reading.problems
        raise TargetsBroken(count=len(problems), first=str(problems[0]), problems=problems)
    current = {target.key: target for target in targets_at(session, known_at=now)}
    wanted = {rule.key: rule for rule in reading.rules}
    addresses = {key: digest(canonical(rule_document(rule))) for key, rule in wanted.items()}
    for key, target in current.items():
        if target.digest != addresses.get(key):
            target.superseded_at = now
    session.flush()  # the old version leaves before the new one comes: one current a key
    changed = [key for key in wanted if key not in current or current[key].digest != addresses[key]]
    return [_add_version(session, wanted[key], addresses[key], now) for key in changed]


def targets_at(session: Session, *, known_at: datetime) -> Sequence[Target]:
    """Return the targets as known at a moment: those that any register can answer, then by day."""
    known = select(Target).where(
        Target.recorded_at <= known_at,
        or_(Target.superseded_at.is_(None), Target.superseded_at > known_at),
    )
    return sorted(session.scalars(known), key=_order)


def _order(target: Target) -> tuple[bool, date, str]:
    rule = rule_of(target)
    return rule.register is Register.ALL_STAFF, rule.due_on, target.key


def target_at(session: Session, *, key: str, known_at: datetime) -> Target:
    """Return the target as known at a moment, or raise `UnknownTarget`."""
    found = [t for t in targets_at(session, known_at=known_at) if t.key == key]
    if not found:
        raise UnknownTarget
    return found[0]


def rule_of(target: Target) -> Rule:
    """Return what the target says."""
    return rule_from(target.document)


def _add_version(session: Session, rule: Rule, address: str, now: datetime) -> Target:
    last = session.scalar(select(func.max(Target.number)).where(Target.key == rule.key)) or 0
    target = Target(
        key=rule.key,
        number=last + 1,
        digest=address,
        document=rule_document(rule),
        recorded_at=now,
    )
    session.add(target)
    audit.record(
        session,
        at=now,
        actor=None,
        action="target.published",
        subject=("target", None),
        detail={"key": rule.key, "number": target.number, "digest": address},
    )
    return target
