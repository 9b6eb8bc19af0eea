"""A programme exactly as published: one immutable document, addressed by its digest.

Made only from `courses/` (see `source.py`) or from its own JSON (see `codec.py`). Every text is
`{"vi": …, "en": …}`. Nothing here may change meaning once a version has been published: fields
are added with a default, never renamed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

LANGUAGES = ("vi", "en")
Texts = dict[str, str]  # {"vi": …, "en": …}: plain text unless the field says HTML


class QuestionType(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCH = "match"
    ORDER = "order"
    GAP = "gap"


class BlockKind(StrEnum):
    """What a stretch of a lesson is."""

    HTML = "html"
    CHECK = "check"
    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice; `key` is unique in its question or gap."""

    key: str
    text: Texts
    feedback: Texts
    correct: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that belong together; the right answer to `left` is this pair's `key`."""

    key: str
    left: Texts
    right: Texts
    feedback: Texts


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to put in order, or a right-hand side that matches nothing."""

    key: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole in the prompt, written `[[key]]` there: chosen from `options`, or typed.

    A typed answer is right if it equals one of `accept` in any language, without regard to case
    and repeated spaces; tone marks count.
    """

    key: str
    options: tuple[Option, ...] = ()
    accept: Mapping[str, tuple[str, ...]] | None = None
    feedback: Texts | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a quiz, or an unscored check in a lesson (no `objective`, no `lesson`).

    Filled per type: single, multiple: `options`; true_false: `answer`, `if_true`, `if_false`
    (feedback to who said so); match: `pairs`, `distractors`; order: `items` in the right order,
    `feedback`; gap: `gaps`.
    """

    key: str  # unique in its quiz or lesson
    type: QuestionType
    prompt: Texts
    objective: str | None = None  # key in the module's `objectives`
    lesson: str | None = None  # full key of the lesson to read again
    options: tuple[Option, ...] = ()
    answer: bool | None = None
    if_true: Texts | None = None
    if_false: Texts | None = None
    pairs: tuple[Pair, ...] = ()
    distractors: tuple[Item, ...] = ()
    items: tuple[Item, ...] = ()
    gaps: tuple[Gap, ...] = ()
    feedback: Texts | None = None


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file kept by its digest; its address is `/hoc-lieu/<digest>/<name>`."""

    digest: str  # SHA-256, 64 hex digits
    name: str
    content_type: str
    size: int  # bytes

    @property
    def address(self) -> str:
        """The path of the file on this site."""
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
    """A stretch of a lesson in one language: sanitised `html`, a check or a recording."""

    kind: BlockKind
    html: str = ""
    question: Question | None = None
    recording: Recording | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson; the checks in both languages' blocks are the same questions."""

    key: str  # "<module key>/<file stem>", unique in the programme
    title: Texts
    minutes: int
    required: bool
    objectives: tuple[str, ...]
    blocks: Mapping[str, tuple[Block, ...]]  # by language

    @property
    def checks(self) -> tuple[Question, ...]:
        """The lesson's inline checks in reading order."""
        return tuple(b.question for b in self.blocks["vi"] if b.question is not None)


@dataclass(frozen=True, slots=True)
class Objective:
    """What a module enables its learners to do."""

    key: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Quiz:
    """A module's quiz: `draw` questions out of the bank, `attempts` tries."""

    key: str  # the module's key
    draw: int
    pass_mark: str  # a fraction, "7/10"
    attempts: int
    questions: tuple[Question, ...]
    time_limit_minutes: int | None = None

    @property
    def pass_ratio(self) -> Fraction:
        """The share of the marks that passes, exact."""
        return Fraction(self.pass_mark)


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a programme, of `periods` times 45 minutes."""

    key: str  # unique in courses/
    code: str
    title: Texts
    periods: int
    tags: tuple[str, ...]
    objectives: tuple[Objective, ...]
    lessons: tuple[Lesson, ...]
    quiz: Quiz | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """When a programme is done: which lessons and which quizzes it takes."""

    lessons: str = "required"
    quizzes: str = "all"


@dataclass(frozen=True, slots=True)
class Step:
    """A place on the one way through a programme: a lesson or a module's quiz."""

    module: Module
    item: Lesson | Quiz

    @property
    def key(self) -> str:
        """The lesson's or the quiz's key; unique in the programme (only lessons' have a slash)."""
        return self.item.key

    @property
    def title(self) -> Texts:
        """The lesson's title; a quiz bears its module's."""
        return self.item.title if isinstance(self.item, Lesson) else self.module.title


@dataclass(frozen=True)
class Programme:
    """A whole programme as one version of it was published."""

    key: str
    code: str
    title: Texts
    audience: Texts
    summary: Texts
    content_code: int  # 1-5, content of fostering
    form: str
    made_for: tuple[str, ...]  # working groups
    in_depth: bool
    periods: int  # the sum of the modules'
    tags: tuple[str, ...]  # those of the modules, sorted
    completion: Completion
    modules: tuple[Module, ...]
    edition: int | None = None  # while not all modules are written

    def steps(self) -> tuple[Step, ...]:
        """Return the one flat order: each module's lessons, then its quiz."""
        return self._steps

    def step(self, key: str) -> Step | None:
        """Return the lesson or quiz with this key, or None."""
        return self._by_key.get(key)

    def after(self, key: str) -> Step | None:
        """Return the step that follows `key`, or None after the last."""
        return self._neighbour(key, 1)

    def before(self, key: str) -> Step | None:
        """Return the step that precedes `key`, or None before the first."""
        return self._neighbour(key, -1)

    def _neighbour(self, key: str, distance: int) -> Step | None:
        keys = [step.key for step in self._steps]
        place = keys.index(key) + distance
        return self._steps[place] if 0 <= place < len(keys) else None

    @cached_property
    def _steps(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        for module in self.modules:
            steps += [Step(module, lesson) for lesson in module.lessons]
            if module.quiz is not None:
                steps.append(Step(module, module.quiz))
        return tuple(steps)

    @cached_property
    def _by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self._steps}
