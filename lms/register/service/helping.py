"""Help on the spot: a new code, one more try."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms.accounts.service import Account, ensure_account, grants_to_come, make_code
from lms.assessment.service import allow_one_more
from lms.catalog.service import Quiz
from lms.core.clock import local_day
from lms.core.errors import NotFound
from lms.core.permissions import Grant, Principal, Role
from lms.core.secrets import Keyring
from lms.learning.service import Enrolment, course_of, quiz_step
from lms.organisations.service import get_organisation
from lms.people.service import Person, surviving_id
from lms.register.errors import HoldsMore, OwnAttempt


def new_code(
    session: Session, keys: Keyring, *, person: Person, officer: Principal, now: datetime
) -> str:
    """Return a new one-time code for the person's account, made if there is none.

    Raises `HoldsMore` if the account may do what the officer may not.
    """
    account = ensure_account(session, person_id=person.id, now=now)
    require_covered(session, account=account, officer=officer, now=now)
    return make_code(session, keys, account=account, actor=officer.account_uuid, now=now)


def require_covered(
    session: Session, *, account: Account, officer: Principal, now: datetime
) -> None:
    """Raise `HoldsMore` if the account may do, or will, what the officer may not."""
    held = grants_to_come(session, account_id=account.id, today=local_day(now))
    grants = [
        Grant(Role(g.role), g.organisation_id, get_organisation(session, g.organisation_id).path)
        for g in held
    ]
    if not officer.covers(grants):
        raise HoldsMore


def open_one_more(
    session: Session,
    *,
    enrolment: Enrolment,
    module_key: str,
    reason: str,
    officer: Principal,
    now: datetime,
) -> None:
    """Open one more try at a module's quiz, with a reason; raises `OwnAttempt` or `NotFound`."""
    if surviving_id(session, enrolment.person_id) == officer.person_id:
        raise OwnAttempt
    quiz = quiz_step(course_of(session, enrolment), module_key).item
    if not isinstance(quiz, Quiz):
        raise NotFound
    allow_one_more(
        session,
        sitting=enrolment.uuid,
        quiz=quiz,
        reason=reason,
        actor=officer.account_uuid,
        now=now,
    )
