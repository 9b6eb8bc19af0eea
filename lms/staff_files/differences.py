"""What differs between a person as known when compared and as known now, in words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from lms.core.i18n import LANGUAGES, gettext, in_language, raw_gettext
from lms.core.text import short_date
from lms.people.service import GROUP_NAMES, SEX_NAMES, mask
from lms.staff_files.columns import complaint
from lms.staff_files.lookup import ELSEWHERE
from lms.staff_files.units import Register
from lms.staff_files.writes import Content

OWN = {
    "full_name": "name",
    "born_on": "born_on",
    "sex": "sex",
    "id_number_tail": "id_number",
    "email": "email",
    "phone": "phone",
    "staff_code": "staff_code",
}
Said = list[dict[str, str]]  # [{"column", "vi", "en"}, …]


def differences(was: Content, is_now: Content, register: Register) -> Said:
    """Return the fields that differ; nothing about somebody who has left the officer's scope."""
    if not _mine(is_now, register):
        return [complaint("name", ELSEWHERE).as_json()]
    said = [
        {"column": key, **_both(lambda n=name: (_own(was, n), _own(is_now, n)))}
        for name, key in OWN.items()
        if was[name] != is_now[name]
    ]
    before, after = _mine(was, register), _mine(is_now, register)
    gone = [post for post in before if post not in after]
    come = [post for post in after if post not in before]
    if gone or come:
        texts = _both(lambda: (_posts(gone, register), _posts(come, register)))
        said.append({"column": "unit", **texts})
    return said


def _mine(person: Content, register: Register) -> list[Content]:
    return [
        {name: value for name, value in post.items() if name != "id"}
        for post in person["posts"]
        if register.is_mine(post["organisation_id"])
    ]


def _both(texts: Any) -> dict[str, str]:  # noqa: ANN401 - a function that gives was and is
    said = {}
    for language in LANGUAGES:
        with in_language(language):
            was, is_now = texts()
            said[language] = f"{was or '–'} → {is_now or '–'}"
    return said


def _own(person: Content, name: str) -> str:
    value = person[name]
    if value is None:
        return ""
    if name == "born_on":
        return short_date(date.fromisoformat(value))
    if name == "id_number_tail":
        return mask(value)
    return raw_gettext(SEX_NAMES[value]) if name == "sex" else str(value)


def _posts(posts: Iterable[Content], register: Register) -> str:
    return "; ".join(_post(post, register) for post in posts)


def _post(post: Content, register: Register) -> str:
    """Return a post in words: unit, group, title, days."""
    words = [
        register.name(post["organisation_id"]),
        raw_gettext(GROUP_NAMES[post["working_group"]]),
    ]
    if post["title"]:
        words.append(post["title"])
    first = short_date(date.fromisoformat(post["valid_from"]))
    if post["valid_to"] is None:
        words.append(gettext("từ %(day)s", day=first))
    else:
        last = date.fromisoformat(post["valid_to"]) - date.resolution
        words.append(f"{first}–{short_date(last)}")
    return ", ".join(words)
