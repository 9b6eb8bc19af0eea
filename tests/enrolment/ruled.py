"""Rules for tests, and what came of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.enrolment.models import Anchor, Rule
from lms.enrolment.service import RuleTerms, follow, make_rule
from lms.learning.service import Enrolment
from lms.organisations.service import Organisation
from lms.people.service import Person
from tests.support.factories import BEGAN, NOON

OFFICER = UUID(int=11)
TODAY = date(2025, 1, 2)  # NOON's


def rule_terms(unit: Organisation, **changes: object) -> RuleTerms:
    """Return a rule: everybody below `unit` to THU, 60 days after the start of the post."""
    values: dict[str, Any] = {
        "name": "Bồi dưỡng năm đầu",
        "organisation_id": unit.id,
        "programme_key": "thu",
        "clause": "Quyết định số 5/QĐ",
        "valid_from": BEGAN,
        "due_days": 60,
        "anchor": Anchor.POST_START,
    }
    return RuleTerms(**{**values, **changes})


def rule_for(
    session: Session, unit: Organisation, *, now: datetime = NOON, **changes: object
) -> Rule:
    """Make such a rule."""
    return make_rule(session, terms=rule_terms(unit, **changes), actor=OFFICER, now=now)


def follow_all(session: Session, people: Sequence[Person], now: datetime = NOON) -> tuple[int, ...]:
    """Follow the rules for these people; return how many were opened, moved, released."""
    session.flush()  # rules made a moment ago are read
    done = follow(session, people=[person.id for person in people], now=now)
    session.expire_all()
    return done.opened, done.moved, done.released


def enrolments(session: Session, person: Person) -> list[Enrolment]:
    """Return all enrolments of the person, released ones too."""
    own = select(Enrolment).where(Enrolment.person_id == person.id)
    return list(session.scalars(own.order_by(Enrolment.id)))
