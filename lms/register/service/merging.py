"""Merging two records of one person: the register, the way in, the open enrolments."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import account_of, end_roles_from, revoke_codes_of
from lms.core.i18n import msgid
from lms.core.permissions import Principal
from lms.core.sessions import end_sessions_of
from lms.learning.service import Enrolment, course_of, open_enrolments, release
from lms.people.service import Merge, Person, merge_people
from lms.register.errors import OwnRecord
from lms.register.service.helping import require_covered

TWICE = msgid("Hai hồ sơ của một người đã nhập làm một; giữ lượt học đi xa hơn")


def merge(
    session: Session,
    *,
    survivor: Person,
    duplicate: Person,
    reason: str,
    officer: Principal,
    now: datetime,
) -> Merge:
    """Make two records of one person one; the duplicate's account can no longer sign in.

    Of two open enrolments in one programme the one that went further stays. Raises `OwnRecord`,
    `HoldsMore`, or as `merge_people`.
    """
    if officer.person_id in (survivor.id, duplicate.id):
        raise OwnRecord
    for person in (survivor, duplicate):
        account = account_of(session, person.id)
        if account is not None:
            require_covered(session, account=account, officer=officer, now=now)
    merged = merge_people(
        session,
        survivor=survivor,
        duplicate=duplicate,
        reason=reason,
        actor=officer.account_uuid,
        now=now,
    )
    _close_account(session, duplicate, officer=officer, now=now)
    _keep_one_each(session, survivor, officer=officer, now=now)
    return merged


def _close_account(
    session: Session, duplicate: Person, *, officer: Principal, now: datetime
) -> None:
    """End roles, codes and sessions; signing in says from then on where to go."""
    uuid = select(Person.uuid).where(Person.id == duplicate.id)
    end_roles_from(session, uuid, actor=officer.account_uuid, now=now)
    revoke_codes_of(session, uuid, now=now)
    account = account_of(session, duplicate.id)
    if account is not None:
        end_sessions_of(session, account_uuid=account.uuid)


def _keep_one_each(
    session: Session, survivor: Person, *, officer: Principal, now: datetime
) -> None:
    best: dict[str, Enrolment] = {}
    for enrolment in open_enrolments(session, person_id=survivor.id):
        known = best.get(enrolment.programme_key)
        if known is None:
            best[enrolment.programme_key] = enrolment
            continue
        further = _steps(session, enrolment) > _steps(session, known)
        best[enrolment.programme_key] = enrolment if further else known
        release(
            session,
            enrolment=known if further else enrolment,
            reason=TWICE,
            actor=officer.account_uuid,
            now=now,
        )


def _steps(session: Session, enrolment: Enrolment) -> int:
    return course_of(session, enrolment).steps_done
