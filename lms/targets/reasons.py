"""Why somebody is in a figure or not, in words. No session, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.i18n import gettext, msgid, pick
from lms.core.text import short_date
from lms.people.service import GROUP_NAMES, WorkingGroup
from lms.programme.document import Texts
from lms.targets.rules import Rule, Who

TAG_NAMES = {
    "dcs": msgid("kỹ năng truyền thông số"),
    "st": msgid("nội dung khoa học, công nghệ"),
    "briefing": msgid("quán triệt Nghị quyết số 57-NQ/TW"),
}
FULL_TIME = msgid("chuyên trách")
PART_TIME = msgid("kiêm nhiệm")


class State(StrEnum):
    """How a person stands to a target; also the value in addresses."""

    TRAINED = "da-boi-duong"
    NOT_YET = "chua"
    OUTSIDE = "ngoai-doi-tuong"


class Part(StrEnum):
    """Which part of a unit's figure; also the value in addresses."""

    OWN = "rieng"  # posts in the unit itself
    APART = "khoi-rieng"  # outside the official figure
    UNLISTED = "chua-toan-the"  # in units without the complete list that the target needs


STATE_NAMES = {
    State.TRAINED: msgid("Đã bồi dưỡng"),
    State.NOT_YET: msgid("Chưa bồi dưỡng"),
    State.OUTSIDE: msgid("Không thuộc đối tượng"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A post on the day of the figure. `aside`: the part outside the official figure."""

    unit: str
    group: WorkingGroup
    full_time: bool
    title: str | None
    aside: Part | None


@dataclass(frozen=True, slots=True)
class Done:
    """A programme completed by the day of the figure, not taken back, not waived."""

    title: Texts
    on: date
    tags: frozenset[str]
    in_depth: bool
    is_outside: bool = False  # recognised training from elsewhere


@dataclass(frozen=True, slots=True)
class Named:
    """A person behind a figure. No identity number, birth date, contact or score."""

    name: str
    posts: tuple[Held, ...]
    state: State
    reason: str


def is_counted(rule: Rule, post: Held) -> bool:
    """Tell whether the rule's population contains who holds `post`, whatever the unit's kind."""
    who = rule.groups.get(post.group)
    return who is Who.EVERYONE or (who is Who.FULL_TIME and post.full_time)


def covering(rule: Rule, done: Sequence[Done]) -> tuple[tuple[Done, ...], frozenset[str]]:
    """Return the earliest programmes that cover the rule's tags, and the tags still missing."""
    missing = frozenset(rule.tags)
    used = []
    for programme in sorted(done, key=lambda one: one.on):
        if programme.tags & missing and _fault(rule, programme) is None:
            used.append(programme)
            missing -= programme.tags
    return tuple(used), missing


def explain(
    rule: Rule, *, name: str, posts: Sequence[Held], done: Sequence[Done], outside: bool
) -> Named:
    """Return the person with the sentence why; `outside`: as one who is not counted."""
    if outside:
        reasons = dict.fromkeys(_why_not_counted(rule, post) for post in posts)
        return Named(name, tuple(posts), State.OUTSIDE, " ".join(reasons))
    counted = tuple(post for post in posts if is_counted(rule, post))
    used, missing = covering(rule, done)
    population = gettext(
        "Thuộc đối tượng: %(posts)s.",
        posts="; ".join(dict.fromkeys(post_words(post) for post in counted)),
    )
    reason = _why_not_trained(rule, done, missing) if missing else _why_trained(used)
    state = State.NOT_YET if missing else State.TRAINED
    return Named(name, counted, state, f"{population} {reason}")


def post_words(post: Held) -> str:
    """Write a post as "Thông tin cơ sở, kiêm nhiệm"."""
    return f"{gettext(GROUP_NAMES[post.group])}, {gettext(time_words(full_time=post.full_time))}"


def time_words(*, full_time: bool) -> str:
    """Return the msgid for full-time or part-time work."""
    return FULL_TIME if full_time else PART_TIME


def tag_words(tags: Sequence[str]) -> str:
    """Write tags as a list of contents."""
    return ", ".join(gettext(TAG_NAMES[tag]) for tag in tags)


def _fault(rule: Rule, done: Done) -> str | None:
    """Return the msgid that says why the programme does not count at all, or None if it does."""
    if done.on < rule.counts_from:
        return msgid("“%(title)s” hoàn thành ngày %(day)s, trước ngày bắt đầu tính %(start)s")
    if rule.counts_to is not None and done.on > rule.counts_to:
        return msgid("“%(title)s” hoàn thành ngày %(day)s, sau ngày cuối cùng được tính %(end)s")
    if done.is_outside and not rule.outside:
        return msgid("“%(title)s” ngày %(day)s là bồi dưỡng ở nơi khác, không được tính")
    if rule.tags and not done.tags & frozenset(rule.tags):
        return msgid("“%(title)s” hoàn thành ngày %(day)s, không có nội dung được tính")
    if rule.in_depth and not done.in_depth:
        return msgid("“%(title)s” hoàn thành ngày %(day)s, chưa phải chương trình chuyên sâu")
    return None


def _why_trained(used: Sequence[Done]) -> str:
    own = msgid("“%(title)s” ngày %(day)s")
    recognised = msgid("“%(title)s” ngày %(day)s (bồi dưỡng ở nơi khác, đã được công nhận)")
    programmes = "; ".join(
        gettext(
            recognised if one.is_outside else own, title=pick(one.title), day=short_date(one.on)
        )
        for one in used
    )
    return gettext("Đã hoàn thành %(programmes)s.", programmes=programmes)


def _why_not_trained(rule: Rule, done: Sequence[Done], missing: frozenset[str]) -> str:
    if not done:
        return gettext("Chưa hoàn thành chương trình nào.")
    facts = "; ".join(
        gettext(
            _fault(rule, one) or msgid("“%(title)s” hoàn thành ngày %(day)s, được tính"),
            title=pick(one.title),
            day=short_date(one.on),
            start=short_date(rule.counts_from),
            end=short_date(rule.counts_to or rule.counts_from),
        )
        for one in sorted(done, key=lambda one: one.on)
    )
    left = tag_words([tag for tag in rule.tags if tag in missing])
    return gettext("Chưa đủ: %(facts)s. Còn thiếu: %(left)s.", facts=facts, left=left)


def _why_not_counted(rule: Rule, post: Held) -> str:
    if not is_counted(rule, post):
        if post.group in rule.groups:
            message = msgid("%(group)s kiêm nhiệm: chỉ tính người chuyên trách.")
        else:
            message = msgid("Nhóm công tác “%(group)s” không thuộc đối tượng của chỉ tiêu này.")
        return gettext(message, group=gettext(GROUP_NAMES[post.group]))
    if post.aside is Part.UNLISTED:
        return gettext("%(unit)s chưa có danh sách toàn thể được xác nhận.", unit=post.unit)
    return gettext("%(unit)s được thống kê riêng, ngoài số liệu chính thức.", unit=post.unit)
