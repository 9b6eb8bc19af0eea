"""A lesson: one Markdown file a language, read together so that they say the same."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from lms.content import complaints as c
from lms.content.desk import Desk
from lms.content.fields import Fields
from lms.content.problems import Place
from lms.content.questions import merge_languages
from lms.content.render import Body, read_body
from lms.content.tree import parse_yaml
from lms.programme.document import LANGUAGES, Block, Lesson

_FRONT = re.compile(r"---\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_NO_BODY = Body((), {}, frozenset())


@dataclass(frozen=True, slots=True)
class _Version:
    """One language's file."""

    place: Place
    title: str = ""
    minutes: int = 0
    required: bool = False
    objectives: tuple[str, ...] = ()
    body: Body = _NO_BODY
    readable: bool = False


def read_lesson(
    folder: Path, module_key: str, stem: str, known: Collection[str], desk: Desk
) -> Lesson:
    """Read the lesson `stem` of a module whose objectives are `known`."""
    vi, en = (_read_version(folder, stem, language, known, desk) for language in LANGUAGES)
    blocks = {"vi": vi.body.blocks, "en": en.body.blocks}
    if vi.readable and en.readable:
        _compare(vi, en, desk)
        blocks = _with_whole_checks(vi, en, desk)
    return Lesson(
        key=f"{module_key}/{stem}",
        title={"vi": vi.title, "en": en.title},
        minutes=vi.minutes,
        required=vi.required,
        objectives=vi.objectives,
        blocks=blocks,
    )


def _read_version(
    folder: Path, stem: str, language: str, known: Collection[str], desk: Desk
) -> _Version:
    path = folder / f"{stem}.{language}.md"
    place, text = desk.place(path), desk.read(path)
    if text is None:
        return _Version(place)
    front = _FRONT.match(text)
    if front is None:
        desk.problems.add(place, c.NO_FRONT_MATTER)
        return _Version(place)
    fields = Fields(parse_yaml(front[1], desk.place(path, 2), desk.problems), desk.problems)
    title, minutes = fields.text("title"), fields.number("minutes", 1, 90)
    required = fields.flag("required")
    objectives = tuple(name for name, _ in fields.words("objectives", known))
    fields.done()
    start = desk.place(path, 1 + front[0].count("\n"))
    body = read_body(text[front.end() :], start, language, folder, desk)
    return _Version(place, title, minutes, required, objectives, body, readable=True)


def _compare(vi: _Version, en: _Version, desk: Desk) -> None:
    """Complain of whatever the two languages do not share."""
    for key in ("minutes", "required", "objectives"):
        one, other = getattr(vi, key), getattr(en, key)
        if one != other:
            desk.problems.add(en.place, c.LANGUAGES_DIFFER, key=key, vi=one)
    if vi.body.cited != en.body.cited:
        facts = ", ".join(sorted(vi.body.cited ^ en.body.cited))
        desk.problems.add(en.place, c.FACTS_DIFFER, facts=facts)
    if list(vi.body.checks) != list(en.body.checks):
        listed = " / ".join(", ".join(b.checks) or "–" for b in (vi.body, en.body))
        desk.problems.add(en.place, c.CHECKS_DIFFER, what=listed)


def _with_whole_checks(vi: _Version, en: _Version, desk: Desk) -> dict[str, tuple[Block, ...]]:
    """Return the blocks of both languages with each check in both languages."""
    whole = {}
    for key, check in vi.body.checks.items():
        other = en.body.checks.get(key)
        merged = merge_languages(check, other) if other else None
        if other and merged is None:
            desk.problems.add(en.body.places[key], c.CHECKS_DIFFER, what=key)
        whole[key] = merged or check
    return {
        language: tuple(
            replace(block, question=whole[block.question.key])
            if block.question and block.question.key in whole
            else block
            for block in version.body.blocks
        )
        for language, version in (("vi", vi), ("en", en))
    }
