"""What a row of the file would change, given what the register knows. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from lms.core.i18n import msgid
from lms.core.text import short_date
from lms.people.service import CATEGORY_NAMES, GROUP_NAMES, SEX_NAMES, Person, Post, mask
from lms.roster.cells import FULL_TIME_NAMES
from lms.roster.columns import Complaint, Entry, complaint

SEVERAL_POSTS = msgid(
    "Người này đang giữ nhiều vị trí. Hãy ghi đúng đơn vị và nhóm công tác của vị trí cần sửa."
)
BEFORE_POST = msgid(
    "Ngày bắt đầu đứng trước ngày bắt đầu của vị trí đang giữ (%(day)s). "
    "Hãy ghi ngày thay đổi, hoặc để trống để tính từ ngày ghi."
)
NEVER_HELD = msgid(
    "Ngày kết thúc đứng trước ngày bắt đầu của vị trí (%(day)s). "
    "Hãy sửa ngày kết thúc, hoặc ghi cả ngày bắt đầu."
)
HELD_BEFORE = msgid(
    "Người này đã thôi giữ vị trí ở đơn vị này, ngày cuối %(day)s. "
    "Nếu trở lại, hãy ghi ngày bắt đầu mới; nếu không, hãy xóa hàng."
)

Change = tuple[str, str, str]  # column key, before, after


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of the person a row names. No person: a new one."""

    person: Person | None
    posts: Sequence[Post]  # held today or to come, inside the officer's scope
    unit_names: dict[int, str]
    past: Sequence[Post] = ()  # held before, inside the officer's scope
    is_stranger: bool = False  # never inside the officer's scope: nothing known may be shown
    has_other_number: bool = False  # than the row's, or none yet
    open_due_on: date | None = None  # of the open enrolment in the row's programme
    is_enrolled: bool = False
    has_completed: bool = False
    seen: str = ""  # see `seen`


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying the row does."""

    creates: bool
    identity: bool  # write the person's own data
    post: str | None  # "begin", "move", "correct", "end"
    post_id: int | None
    valid_from: date | None
    enrols: bool
    changes: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would change."""
        return not (self.creates or self.changes)


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to a post: "begin", "move", "correct", "end", or None for nothing."""

    kind: str | None = None
    start: date | None = None
    changes: tuple[Change, ...] = ()


def seen(person: Person, posts: Sequence[Post]) -> str:
    """Return a digest of what a row is compared with: own data and posts of the person.

    If it differs when the row is applied, the register has changed since the preview.
    """
    own = (person.full_name, person.born_on, person.sex, person.email, person.phone)
    names = (person.staff_code, person.id_number_index, *sorted(post.id for post in posts))
    return sha256(json.dumps([*own, *names], default=str).encode()).hexdigest()


def compare(entry: Entry, known: Known, *, unit_id: int, today: date) -> Plan | Complaint:
    """Return the plan for a row without problems, or the one thing that stands against it."""
    if known.person is None:
        return _creation(entry, today)
    identity = _identity_changes(entry, known, known.person)
    post = _matching_post(entry, known.posts, unit_id)
    if isinstance(post, Complaint):
        return post
    if post is None:
        move = _return(entry, known, unit_id=unit_id, today=today)
    else:
        move = _post_change(entry, post, known, unit_id=unit_id, today=today)
    if isinstance(move, Complaint):
        return move
    enrolment = _enrolment_changes(entry, known)
    return Plan(
        creates=False,
        identity=bool(identity),
        post=move.kind,
        post_id=post.id if post else None,
        valid_from=move.start,
        enrols=bool(enrolment),
        changes=(*identity, *move.changes, *enrolment),
    )


def _creation(entry: Entry, today: date) -> Plan | Complaint:
    move = _beginning(entry, today)
    if isinstance(move, Complaint):
        return move
    return Plan(
        creates=True,
        identity=True,
        post=move.kind,
        post_id=None,
        valid_from=move.start,
        enrols=entry.programme is not None,
        changes=move.changes,
    )


def _beginning(entry: Entry, today: date) -> Move | Complaint:
    start = entry.start or today
    if entry.valid_to is not None and entry.valid_to <= start:
        return complaint("to", NEVER_HELD, day=short_date(start))
    return Move("begin", start, (("from", "", short_date(start)),))


def _identity_changes(entry: Entry, known: Known, person: Person) -> list[Change]:
    """Return corrections of name, birth date, sex and contact; an empty cell changes nothing."""
    if known.is_stranger:
        return []
    pairs: list[tuple[str, Any, Any]] = [
        ("name", person.full_name, entry.name),
        ("born_on", person.born_on, entry.born_on),
        ("sex", person.sex, entry.sex),
        ("email", person.email, entry.email),
        ("phone", person.phone, entry.phone),
        ("staff_code", person.staff_code, entry.staff_code),
    ]
    changes = [
        (key, _show(before), _show(after))
        for key, before, after in pairs
        if after is not None and after != before
    ]
    if entry.id_number is not None and known.has_other_number:
        after = mask(entry.id_number.digits[-4:])
        changes.append(("id_number", mask(person.id_number_tail), after))
    return changes


def _show(value: Any) -> str:  # noqa: ANN401 - any cell's value
    if value is None:
        return ""
    if isinstance(value, date):
        return short_date(value)
    return SEX_NAMES.get(value, str(value))


def _matching_post(entry: Entry, posts: Sequence[Post], unit_id: int) -> Post | Complaint | None:
    """Return the post that the row speaks of; None if the person holds none here."""
    here = [post for post in posts if post.organisation_id == unit_id]
    same_group = [post for post in here if post.working_group == entry.group]
    for candidates in (same_group, here, posts):
        if len(candidates) == 1:
            return candidates[0]
    return complaint("unit", SEVERAL_POSTS) if posts else None


def _return(entry: Entry, known: Known, *, unit_id: int, today: date) -> Move | Complaint:
    """Return what begins for somebody who holds no post here: nothing, if it has ended since."""
    here = [post for post in known.past if post.organisation_id == unit_id]
    for post in here:
        if post.working_group == entry.group and post.valid_to == entry.valid_to:
            return Move()  # what the file says has come to pass
    last = max((post.valid_to for post in here if post.valid_to), default=None)
    if last is not None and (entry.start or today) < last:
        return complaint("from", HELD_BEFORE, day=short_date(last - date.resolution))
    return _beginning(entry, today)


def _post_change(
    entry: Entry, post: Post, known: Known, *, unit_id: int, today: date
) -> Move | Complaint:
    """Return what happens to the post the person holds.

    A changed unit, group, category or full-time mark ends the old post and begins a new one; a
    start day equal to the old post's is what the file said before and means the day of applying.
    """
    moved = _moved(entry, post, known, unit_id)
    if moved:
        start = entry.start if entry.start and entry.start != post.valid_from else today
        if start < post.valid_from:
            return complaint("from", BEFORE_POST, day=short_date(post.valid_from))
        if entry.valid_to is not None and entry.valid_to <= start:
            return complaint("to", NEVER_HELD, day=short_date(start))
        days = ("from", short_date(post.valid_from), short_date(start))
        return Move("move", start, (*moved, days))
    title: tuple[Change, ...] = ()
    if entry.title is not None and entry.title != post.title:
        title = (("title", post.title or "", entry.title),)
    if entry.last_day is not None and entry.valid_to != post.valid_to:
        if entry.last_day < post.valid_from:
            return complaint("to", NEVER_HELD, day=short_date(post.valid_from))
        before = short_date(post.valid_to - date.resolution) if post.valid_to else ""
        return Move("end", None, (*title, ("to", before, short_date(entry.last_day))))
    return Move("correct", None, title) if title else Move()


def _moved(entry: Entry, post: Post, known: Known, unit_id: int) -> list[Change]:
    """Return what makes the row another post than the one held."""
    names = known.unit_names
    moved: list[Change] = []
    if post.organisation_id != unit_id:
        moved.append(("unit", names.get(post.organisation_id, ""), names.get(unit_id, "")))
    if post.working_group != entry.group:
        moved.append(("group", GROUP_NAMES[post.working_group], GROUP_NAMES[entry.group]))
    if post.full_time != entry.full_time:
        before, after = FULL_TIME_NAMES[post.full_time], FULL_TIME_NAMES[entry.full_time]
        moved.append(("full_time", before, after))
    if entry.category is not None and entry.category != post.category:
        was = CATEGORY_NAMES[post.category] if post.category else ""
        moved.append(("category", was, CATEGORY_NAMES[entry.category]))
    return moved


def _enrolment_changes(entry: Entry, known: Known) -> list[Change]:
    if entry.programme is None or known.has_completed:
        return []
    if not known.is_enrolled:
        return [("programme", "", entry.programme)]
    if entry.due_on is not None and entry.due_on != known.open_due_on:
        before = short_date(known.open_due_on) if known.open_due_on else ""
        return [("due_on", before, short_date(entry.due_on))]
    return []
