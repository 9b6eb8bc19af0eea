"""What a row of the file would change, given what the register knows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.i18n import msgid
from lms.core.text import short_date
from lms.people.service import CATEGORY_NAMES, GROUP_NAMES, SEX_NAMES, Person, Post
from lms.roster.cells import FULL_TIME_NAMES
from lms.roster.columns import Complaint, Entry, complaint

SEVERAL_POSTS = msgid(
    "Người này đang giữ nhiều vị trí. Hãy ghi đúng đơn vị và nhóm công tác của vị trí cần sửa."
)
BEFORE_POST = msgid(
    "Ngày bắt đầu đứng trước ngày bắt đầu của vị trí đang giữ (%(day)s). "
    "Hãy ghi ngày thay đổi, hoặc để trống để tính từ ngày ghi."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of the person a row names. No person: a new one."""

    person: Person | None
    posts: Sequence[Post]  # held today or to come, inside the officer's scope
    unit_names: dict[int, str]
    open_due_on: date | None = None  # of the open enrolment in the row's programme
    is_enrolled: bool = False
    has_completed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying the row does. Days are ISO text, so that the plan can be staged as JSON."""

    creates: bool
    identity: bool  # write the person's own data
    post: str | None  # "begin", "move", "correct", "end"
    post_id: int | None
    valid_from: date | None
    enrols: bool
    changes: tuple[tuple[str, str, str], ...]  # column key, before, after

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would change."""
        return not (self.creates or self.changes)


def compare(entry: Entry, known: Known, *, unit_id: int, today: date) -> Plan | Complaint:
    """Return the plan for a row without problems, or the one thing that stands against it."""
    if known.person is None:
        return _creation(entry, today)
    identity = _identity_changes(entry, known.person)
    post = _matching_post(entry, known.posts, unit_id)
    if isinstance(post, Complaint):
        return post
    move = _post_change(entry, post, known, unit_id=unit_id, today=today)
    if isinstance(move, Complaint):
        return move
    kind, valid_from, changes = move
    enrolment = _enrolment_changes(entry, known)
    return Plan(
        creates=False,
        identity=bool(identity),
        post=kind,
        post_id=post.id if post else None,
        valid_from=valid_from,
        enrols=bool(enrolment),
        changes=(*identity, *changes, *enrolment),
    )


def _creation(entry: Entry, today: date) -> Plan:
    start = entry.start or today
    return Plan(
        creates=True,
        identity=True,
        post="begin",
        post_id=None,
        valid_from=start,
        enrols=entry.programme is not None,
        changes=(("from", "", short_date(start)),),
    )


def _identity_changes(entry: Entry, person: Person) -> list[tuple[str, str, str]]:
    """Return corrections of name, birth date, sex and contact; an empty cell changes nothing."""
    pairs: list[tuple[str, Any, Any]] = [
        ("name", person.full_name, entry.name),
        ("born_on", person.born_on, entry.born_on),
        ("sex", person.sex, entry.sex),
        ("email", person.email, entry.email),
        ("phone", person.phone, entry.phone),
        ("staff_code", person.staff_code, entry.staff_code),
    ]
    if entry.id_number is not None and person.id_number_index is None:
        pairs.append(("id_number", None, f"********{entry.id_number.digits[-4:]}"))
    return [
        (key, _show(before), _show(after))
        for key, before, after in pairs
        if after is not None and after != before
    ]


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


def _post_change(
    entry: Entry, post: Post | None, known: Known, *, unit_id: int, today: date
) -> tuple[str | None, date | None, list[tuple[str, str, str]]] | Complaint:
    """Return (kind, first day, changes) of what happens to the post.

    A changed unit, group, category or full-time mark ends the old post and begins a new one; a
    start day equal to the old post's is what the file said before and means the day of applying.
    """
    if post is None:
        start = entry.start or today
        return "begin", start, [("from", "", short_date(start))]
    changes = [
        ("unit", known.unit_names.get(post.organisation_id, ""), known.unit_names.get(unit_id, "")),
        ("group", GROUP_NAMES[post.working_group], GROUP_NAMES[entry.group]),
        ("full_time", FULL_TIME_NAMES[post.full_time], FULL_TIME_NAMES[entry.full_time]),
    ]
    if entry.category is not None:
        before = CATEGORY_NAMES[post.category] if post.category else ""
        changes.append(("category", before, CATEGORY_NAMES[entry.category]))
    moved = [change for change in changes if change[1] != change[2]]
    if post.organisation_id != unit_id and not any(key == "unit" for key, _, _ in moved):
        moved.insert(0, changes[0])
    if moved:
        start = entry.start if entry.start and entry.start != post.valid_from else today
        if start < post.valid_from:
            return complaint("from", BEFORE_POST, day=short_date(post.valid_from))
        return "move", start, [*moved, ("from", short_date(post.valid_from), short_date(start))]
    if entry.valid_to is not None and entry.valid_to != post.valid_to:
        before = short_date(post.valid_to) if post.valid_to else ""
        return "end", None, [("to", before, short_date(entry.last_day or today))]
    if entry.title is not None and entry.title != post.title:
        return "correct", None, [("title", post.title or "", entry.title)]
    return None, None, []


def _enrolment_changes(entry: Entry, known: Known) -> list[tuple[str, str, str]]:
    if entry.programme is None or known.has_completed:
        return []
    if not known.is_enrolled:
        return [("programme", "", entry.programme)]
    if entry.due_on is not None and entry.due_on != known.open_due_on:
        before = short_date(known.open_due_on) if known.open_due_on else ""
        return [("due_on", before, short_date(entry.due_on))]
    return []
