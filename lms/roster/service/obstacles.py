"""What somebody has built since on what a file wrote: those rows cannot be undone."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Subquery, select
from sqlalchemy.orm import Session

from lms.accounts.service import opened_accounts, people_with_roles
from lms.core.i18n import msgid
from lms.learning.service import begun_enrolments, moved_due_dates, people_begun
from lms.people.service import later_posts, other_people
from lms.reports.service import people_reported
from lms.roster.service.drift import OUT_OF_REACH, units_out_of_reach
from lms.roster.service.writing import Staged
from lms.staff_files.service import complaint

ACTIVATED = msgid("Người này đã kích hoạt tài khoản.")
HOLDS_ROLE = msgid("Người này đã được giao vai trò.")
BEGAN = msgid("Người này đã mở bài học, hoàn thành hoặc đã được cho thôi học.")
DUE_MOVED = msgid("Hạn hoàn thành đã được đổi sau đó.")
EDITED = msgid("Thông tin của người này đã được sửa sau đó.")
REPORTED = msgid("Người này có trong một báo cáo đã khóa số liệu sau khi ghi tệp.")
POSTS_EDITED = msgid("Vị trí của người này đã được sửa sau đó.")
Said = dict[int, list[dict[str, str]]]  # row → [{"column", "vi", "en"}, …]


def obstacles(
    session: Session, staged: Staged, *, since: datetime, officer: UUID, now: datetime
) -> Said:
    """Return why rows cannot be undone; empty if nothing is in the way."""
    found: Said = {}
    created = staged.people("new")
    uuids = select(created.c.uuid)
    whole = staged.people("was", "new")
    _say(found, _numbers(session, created, opened_accounts(session, uuids)), "name", ACTIVATED)
    _say(found, _numbers(session, created, people_with_roles(session, uuids)), "name", HOLDS_ROLE)
    _say(found, _numbers(session, created, people_begun(session, uuids)), "programme", BEGAN)
    opened, moved = staged.enrolments(opens=True), staged.enrolments(opens=False)
    _say(found, session.scalars(begun_enrolments(opened)), "programme", BEGAN)
    for enrolments in (opened, moved):
        _say(found, session.scalars(moved_due_dates(enrolments)), "due_on", DUE_MOVED)
    _say(found, session.scalars(later_posts(whole, after=since)), "unit", POSTS_EDITED)
    reported = people_reported(session, select(whole.c.uuid), since=since)
    _say(found, _numbers(session, whole, reported), "name", REPORTED)
    was, becomes = staged.people("was"), staged.people("becomes")
    kept = select(was).where(was.c.uuid.not_in(select(becomes.c.uuid))).subquery()
    for people in (created, becomes, kept):
        _say(found, session.scalars(other_people(people)), "name", EDITED)
    posts, far = staged.posts(), units_out_of_reach(session, staged, officer, now=now)
    rows = select(posts.c.number).where(posts.c.organisation_id.in_(far)).distinct()
    _say(found, session.scalars(rows), "unit", OUT_OF_REACH)
    return found


def _numbers(session: Session, people: Subquery, uuids: Iterable[object]) -> list[int]:
    """Return the rows of `people` that are about these."""
    wanted = set(uuids)
    if not wanted:
        return []
    rows = session.execute(select(people.c.uuid, people.c.number))
    return [number for uuid, number in rows if uuid in wanted]


def _say(found: Said, numbers: Iterable[int], column: str, message: str) -> None:
    said = complaint(column, message).as_json()
    for number in numbers:
        known = found.setdefault(number, [])
        if said not in known:
            known.append(said)
