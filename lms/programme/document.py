"""A programme exactly as published: one immutable document, addressed by its digest.

Made only from `courses/` (see `source.py`) or from its own JSON. Every text is
`{"vi": …, "en": …}`. Nothing here may change meaning once a version has been published: fields
are added with a default, never renamed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from lms.programme.codec import canonical, decode, digest

LANGUAGES = ("vi", "en")
Texts = dict[str, str]  # {"vi": …, "en": …}: plain text
BlockKind = Literal["html", "check", "video", "audio"]


class QuestionType(StrEnum):
    """What a question asks one to do."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCH = "match"
    ORDER = "order"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose, to put in order, or a right-hand side that matches nothing."""

    key: str  # unique in its question or gap
    text: Texts
    correct: bool = False
    feedback: Texts | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side and the right side that belongs to it; the right answer is the pair's key."""

    key: str
    left: Texts
    right: Texts
    feedback: Texts | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole in a sentence, `[[key]]` in the prompt: chosen from `options`, or typed.

    A typed answer is right if it equals one of `accept`, without regard to case and repeated
    spaces; tone marks count.
    """

    key: str
    options: tuple[Option, ...] = ()
    accept: Mapping[str, tuple[str, ...]] | None = None  # by language
    feedback: Texts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with its key and feedback; which fields are filled depends on `type`."""

    key: str  # unique in its quiz or lesson
    type: QuestionType
    prompt: Texts
    objective: str | None = None  # None in an inline check
    lesson: str | None = None  # full key of the lesson to read again
    options: tuple[Option, ...] = ()  # single, multiple
    answer: bool | None = None  # true_false
    if_true: Texts | None = None  # feedback to who said true
    if_false: Texts | None = None
    pairs: tuple[Pair, ...] = ()  # match
    distractors: tuple[Option, ...] = ()
    items: tuple[Option, ...] = ()  # order, written in the right order
    gaps: tuple[Gap, ...] = ()  # gap
    feedback: Texts | None = None  # order


@dataclass(frozen=True, slots=True)
class Quiz:
    """A module's bank of questions and how a test is drawn from it."""

    key: str  # the module's key
    draw: int
    pass_mark: str  # a fraction, as the author wrote it: "7/10"
    attempts: int
    time_limit_minutes: int | None
    questions: tuple[Question, ...]

    @property
    def pass_ratio(self) -> Fraction:
        """Return the share of the marks that passes, exact."""
        return Fraction(self.pass_mark)


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file kept by its digest."""

    digest: str  # SHA-256, 64 hex digits
    name: str
    content_type: str
    size: int  # bytes

    @property
    def address(self) -> str:
        """Return the path of the file on this site."""
        return f"/hoc-lieu/{self.digest}/{self.name}"


@dataclass(frozen=True, slots=True)
class Recording:
    """A video or a sound recording with its text versions."""

    source: MediaFile
    seconds: int
    transcript: str  # HTML, sanitised
    poster: MediaFile | None = None
    captions: MediaFile | None = None  # WebVTT in the block's language; every video has one
    audio: MediaFile | None = None  # the sound alone, for slow connections


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a lesson in one language: sanitised HTML, an inline check or a recording."""

    kind: BlockKind
    html: str = ""
    question: Question | None = None  # a check, with the texts of both languages
    recording: Recording | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson; `key` is "<module key>/<file stem>", unique in the programme."""

    key: str
    title: Texts
    minutes: int
    required: bool
    objectives: tuple[str, ...]
    blocks: Mapping[str, tuple[Block, ...]]  # by language

    @property
    def checks(self) -> tuple[Question, ...]:
        """Return the inline checks in reading order."""
        return tuple(b.question for b in self.blocks["vi"] if b.question is not None)


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do after a module."""

    key: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Module:
    """A module: lessons in order, then its quiz, if it has one."""

    key: str  # unique in courses/
    code: str
    title: Texts
    periods: int  # of 45 minutes
    tags: tuple[str, ...]
    objectives: tuple[Objective, ...]
    lessons: tuple[Lesson, ...]
    quiz: Quiz | None
    counts_as: str | None = None  # versions with the same name are equivalent

    @property
    def mark(self) -> str:
        """Return what two equivalent versions of a module have in common."""
        return f"as:{self.counts_as}" if self.counts_as else digest(canonical(self))


@dataclass(frozen=True, slots=True)
class Completion:
    """When a programme is done: the required lessons and all quizzes."""

    lessons: str = "required"
    quizzes: str = "all"


@dataclass(frozen=True, slots=True)
class Step:
    """One place on the flat way through a programme: a lesson or a module's quiz."""

    module: Module
    item: Lesson | Quiz

    @property
    def key(self) -> str:
        """Return "<module>/<lesson stem>" for a lesson, "<module>" for a quiz."""
        return self.item.key

    @property
    def title(self) -> Texts:
        """Return the lesson's title; a quiz bears its module's."""
        return self.item.title if isinstance(self.item, Lesson) else self.module.title


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A programme version, exactly as published."""

    key: str
    code: str
    title: Texts
    audience: Texts
    summary: Texts
    edition: int | None = None  # while not all modules are written
    content_code: int  # 1-5, content of fostering
    form: str
    made_for: tuple[str, ...]  # working groups
    in_depth: bool
    periods: int  # the sum of the modules'
    tags: tuple[str, ...]  # those of the modules, sorted
    completion: Completion = Completion()
    modules: tuple[Module, ...]

    def steps(self) -> tuple[Step, ...]:
        """Return the one flat order: each module's lessons, then its quiz."""
        return self._steps

    def step(self, key: str) -> Step | None:
        """Return the lesson or quiz with this key, or None."""
        place = self._places.get(key)
        return None if place is None else self._steps[place]

    def after(self, key: str) -> Step | None:
        """Return the step that follows the one with this key, or None after the last."""
        place = self._places[key] + 1
        return self._steps[place] if place < len(self._steps) else None

    def before(self, key: str) -> Step | None:
        """Return the step that precedes the one with this key, or None before the first."""
        place = self._places[key] - 1
        return self._steps[place] if place >= 0 else None

    @cached_property
    def module_marks(self) -> Mapping[str, str]:
        """Return by module key what tells whether it was learned at an equivalent version."""
        return {module.key: module.mark for module in self.modules}

    @cached_property
    def _steps(self) -> tuple[Step, ...]:
        order: list[Step] = []
        for module in self.modules:
            order += [Step(module, lesson) for lesson in module.lessons]
            if module.quiz is not None:
                order.append(Step(module, module.quiz))
        return tuple(order)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {step.key: place for place, step in enumerate(self._steps)}


def programme_from(document: Mapping[str, Any]) -> Programme:
    """Read a published document; it was validated before it was stored."""
    return decode(Programme, document)


def question_from(data: Mapping[str, Any]) -> Question:
    """Read a question of a quiz or an inline check."""
    return decode(Question, data)
