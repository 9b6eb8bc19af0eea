"""What a row of the file would change, given what the register knows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.i18n import msgid
from lms.core.text import short_date
from lms.organisations.service import Organisation
from lms.people.service import CATEGORY_NAMES, GROUP_NAMES, SEX_NAMES, Person, Post, mask
from lms.staff_files.cells import FULL_TIME_NAMES
from lms.staff_files.columns import Complaint, Entry, complaint
from lms.staff_files.known import Known

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
class Move:
    """What happens to a post.

    "begin"; "move": it ends and another begins on `start`; "correct": what was recorded is wrong
    from `start` on, its own first day; "title"; "end"; None for nothing.
    """

    kind: str | None = None
    start: date | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying the row does."""

    creates: bool
    rewrites: bool  # the person's own data
    move: Move
    post: Post | None  # which the move is about
    enrols: bool
    changes: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would change."""
        return not (self.creates or self.changes)


def compare(
    entry: Entry, known: Known, *, unit: Organisation, today: date, corrects: bool = False
) -> Plan | Complaint:
    """Return the plan for a row without problems, or the one thing that stands against it.

    `corrects`: a difference of the post is a mistake of the record, not a move.
    """
    if known.person is None:
        return _creation(entry, today)
    identity = _identity_changes(entry, known, known.person)
    post = _matching_post(entry, known.posts, unit.id)
    if isinstance(post, Complaint):
        return post
    if post is None:
        move = _return(entry, known, unit_id=unit.id, today=today)
    else:
        move = _post_change(entry, post, known, unit=unit, today=today, corrects=corrects)
    if isinstance(move, Complaint):
        return move
    enrolment = _enrolment_changes(entry, known)
    return Plan(
        creates=False,
        rewrites=bool(identity),
        move=move,
        post=post,
        enrols=bool(enrolment),
        changes=(*identity, *move.changes, *enrolment),
    )


def _creation(entry: Entry, today: date) -> Plan | Complaint:
    move = _beginning(entry, today)
    if isinstance(move, Complaint):
        return move
    return Plan(
        creates=True,
        rewrites=False,
        move=move,
        post=None,
        enrols=entry.programme is not None,
        changes=(*move.changes, *_first_enrolment(entry)),
    )


def _first_enrolment(entry: Entry) -> list[Change]:
    if entry.programme is None:
        return []
    due = [("due_on", "", short_date(entry.due_on))] if entry.due_on else []
    return [("programme", "", entry.programme), *due]


def _beginning(entry: Entry, today: date) -> Move | Complaint:
    start = entry.start or today
    if entry.valid_to is not None and entry.valid_to <= start:
        return complaint("to", NEVER_HELD, day=short_date(start))
    days = [("from", "", short_date(start))]
    if entry.last_day is not None:
        days.append(("to", "", short_date(entry.last_day)))
    return Move("begin", start, tuple(days))


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
    entry: Entry, post: Post, known: Known, *, unit: Organisation, today: date, corrects: bool
) -> Move | Complaint:
    """Return what happens to the post the person holds.

    A changed unit, group, category or full-time mark ends the old post and begins a new one; a
    start day equal to the old post's is what the file said before and means the day of applying.
    """
    moved = _moved(entry, post, known, unit)
    if moved:
        return _corrected(entry, post, moved) if corrects else _move(entry, post, moved, today)
    title: tuple[Change, ...] = ()
    if entry.title is not None and entry.title != post.title:
        title = (("title", post.title or "", entry.title),)
    if entry.last_day is not None and entry.valid_to != post.valid_to:
        if entry.last_day < post.valid_from:
            return complaint("to", NEVER_HELD, day=short_date(post.valid_from))
        return Move("end", None, (*title, ("to", _last(post.valid_to), short_date(entry.last_day))))
    return Move("title", None, title) if title else Move()


def _move(entry: Entry, post: Post, moved: Sequence[Change], today: date) -> Move | Complaint:
    start = entry.start if entry.start and entry.start != post.valid_from else today
    if start < post.valid_from:
        return complaint("from", BEFORE_POST, day=short_date(post.valid_from))
    if entry.valid_to is not None and entry.valid_to <= start:
        return complaint("to", NEVER_HELD, day=short_date(start))
    days = ("from", short_date(post.valid_from), short_date(start))
    return Move("move", start, (*moved, days))


def _corrected(entry: Entry, post: Post, moved: Sequence[Change]) -> Move | Complaint:
    """Return the correction of a post from its own first day, or from the row's."""
    start = entry.start or post.valid_from
    changes = list(moved)
    if start != post.valid_from:
        changes.append(("from", short_date(post.valid_from), short_date(start)))
    end = entry.valid_to or post.valid_to
    if end is not None and end <= start:
        return complaint("to", NEVER_HELD, day=short_date(start))
    if end != post.valid_to:
        changes.append(("to", _last(post.valid_to), _last(end)))
    return Move("correct", start, tuple(changes))


def _last(end: date | None) -> str:
    return short_date(end - date.resolution) if end else ""


def _moved(entry: Entry, post: Post, known: Known, unit: Organisation) -> list[Change]:
    """Return what makes the row another post than the one held."""
    moved: list[Change] = []
    if post.organisation_id != unit.id:
        moved.append(("unit", known.unit_names.get(post.organisation_id, ""), unit.name))
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
    if known.enrolment is None:
        return _first_enrolment(entry)
    was = known.enrolment.due_on
    if entry.due_on is not None and entry.due_on != was:
        return [("due_on", short_date(was) if was else "", short_date(entry.due_on))]
    return []
