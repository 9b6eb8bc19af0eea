"""Drawing and marking: pure functions over questions and answers.

An answer's value by type: single and true_false, the chosen key ("true" / "false"); multiple, a
list of keys; match, {left key: right key}; order, the keys as put in order; gap, {gap key: chosen
key or typed text}. Marks are exact fractions from 0 to 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, assert_never

from lms.catalog.service import Gap, Question, QuestionType, Quiz
from lms.core.i18n import pick
from lms.core.text import nfc

NOTHING = Fraction(0)
TYPED_LENGTH = 200  # characters of a typed answer, at most


@dataclass(frozen=True, slots=True)
class Marks:
    """The outcome of an attempt."""

    by_question: Mapping[str, Fraction]
    score: Fraction  # mean of the questions' marks
    passed: bool


def draw(quiz: Quiz, seed: int) -> list[dict[str, Any]]:
    """Return the questions of an attempt with the order of their parts, the same for one seed.

    Every objective gets its turn before one gets a second question. Each entry is
    {"key": question key, "order": {"options" | "right" | "items" | gap key: [keys]}}.
    """
    rng = Random(seed)  # noqa: S311 - fairness, not secrecy: the seed stays on the server
    by_objective: dict[str | None, list[Question]] = {}
    for question in rng.sample(quiz.questions, len(quiz.questions)):
        by_objective.setdefault(question.objective, []).append(question)
    turns = rng.sample(list(by_objective.values()), len(by_objective))
    chosen: list[Question] = []
    while len(chosen) < min(quiz.draw, len(quiz.questions)):
        chosen += [group.pop() for group in turns if group]
    chosen = rng.sample(chosen[: quiz.draw], min(quiz.draw, len(chosen)))
    return [{"key": question.key, "order": _shuffle(question, rng)} for question in chosen]


def part_order(question: Question, seed: int) -> dict[str, list[str]]:
    """Return an order of the question's parts, the same for one seed: as an entry of `draw`."""
    return _shuffle(question, Random(seed))  # noqa: S311 - as above


def _shuffle(question: Question, rng: Random) -> dict[str, list[str]]:
    def mixed(keys: Sequence[str]) -> list[str]:
        return rng.sample(keys, len(keys))

    match question.type:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            return {"options": mixed([option.key for option in question.options])}
        case QuestionType.TRUE_FALSE:
            return {}
        case QuestionType.MATCH:
            rights = [pair.key for pair in question.pairs]
            return {"right": mixed(rights + [extra.key for extra in question.distractors])}
        case QuestionType.ORDER:
            return {"items": _disorder([item.key for item in question.items], rng)}
        case QuestionType.GAP:
            return {
                gap.key: mixed([option.key for option in gap.options])
                for gap in question.gaps
                if gap.options
            }
        case _:
            assert_never(question.type)


def _disorder(keys: list[str], rng: Random) -> list[str]:
    """Mix so that the right order is not shown by chance."""
    mixed = list(keys)
    while mixed == keys:
        rng.shuffle(mixed)
    return mixed


def mark(question: Question, value: Any) -> Fraction:  # noqa: ANN401, PLR0911 - JSON, by type
    """Return the mark (0-1) of an answer's value; None is no answer.

    A wrong choice in a multiple question takes away as much as a right one gives, not below 0.
    Matches, places in an order and gaps count each for itself.
    """
    if value is None:
        return NOTHING
    match question.type:
        case QuestionType.SINGLE:
            right = {option.key for option in question.options if option.correct}
            return Fraction(value in right)
        case QuestionType.MULTIPLE:
            return _mark_multiple(question, value)
        case QuestionType.TRUE_FALSE:
            return Fraction(value == ("true" if question.answer else "false"))
        case QuestionType.MATCH:
            hits = sum(value.get(pair.key) == pair.key for pair in question.pairs)
            return Fraction(hits, len(question.pairs))
        case QuestionType.ORDER:
            keys = [item.key for item in question.items]
            hits = sum(put == key for put, key in zip(value, keys, strict=False))
            return Fraction(hits, len(keys))
        case QuestionType.GAP:
            hits = sum(fills(gap, value.get(gap.key)) for gap in question.gaps)
            return Fraction(hits, len(question.gaps))
        case _:
            assert_never(question.type)


def _mark_multiple(question: Question, chosen: Sequence[str]) -> Fraction:
    right = {option.key for option in question.options if option.correct}
    hits, misses = len(right & set(chosen)), len(set(chosen) - right)
    return max(Fraction(hits - misses, len(right)), NOTHING)


def fills(gap: Gap, put: str | None) -> bool:
    """Tell whether `put` (a key, or typed text) fills the gap; case and spaces do not count."""
    if put is None:
        return False
    if gap.options:
        return any(option.correct and option.key == put for option in gap.options)
    typed = nfc(put).casefold()
    accepted = [word for words in (gap.accept or {}).values() for word in words]
    return any(nfc(word).casefold() == typed for word in accepted)


def is_well_formed(question: Question, value: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether `value` has the shape of an answer and names only what the question offers.

    No value of JSON makes it raise.
    """
    options = [option.key for option in question.options]
    match question.type:
        case QuestionType.SINGLE:
            return value in options
        case QuestionType.MULTIPLE:
            return _are_among(value, options) and bool(value)
        case QuestionType.TRUE_FALSE:
            return value in ("true", "false")
        case QuestionType.MATCH:
            lefts = [pair.key for pair in question.pairs]
            rights = lefts + [extra.key for extra in question.distractors]
            return isinstance(value, dict) and all(
                left in lefts and right in rights for left, right in value.items()
            )
        case QuestionType.ORDER:
            return _are_among(value, [item.key for item in question.items])
        case QuestionType.GAP:
            gaps = {gap.key: gap for gap in question.gaps}
            return isinstance(value, dict) and all(
                key in gaps and _may_fill(gaps[key], put) for key, put in value.items()
            )
        case _:
            assert_never(question.type)


def _are_among(value: Any, keys: Sequence[str]) -> bool:  # noqa: ANN401 - JSON
    """Tell whether `value` is a list of some of the keys, each at most once."""
    if not isinstance(value, list) or not all(key in keys for key in value):
        return False
    return len(value) == len(set(value))


def _may_fill(gap: Gap, put: Any) -> bool:  # noqa: ANN401 - JSON
    if gap.options:
        return any(put == option.key for option in gap.options)
    return isinstance(put, str) and len(put) <= TYPED_LENGTH


def mark_all(
    quiz: Quiz, drawn: Sequence[Mapping[str, Any]], answers: Mapping[str, object]
) -> Marks:
    """Mark an attempt; `answers` maps question keys to the newest value of each."""
    bank = {question.key: question for question in quiz.questions}
    marks = {entry["key"]: mark(bank[entry["key"]], answers.get(entry["key"])) for entry in drawn}
    score = sum(marks.values(), NOTHING) / len(marks)
    return Marks(marks, score, score >= quiz.pass_ratio)


def right_value(question: Question) -> object:
    """Return the value that gets the full mark."""
    match question.type:
        case QuestionType.SINGLE:
            return next(option.key for option in question.options if option.correct)
        case QuestionType.MULTIPLE:
            return [option.key for option in question.options if option.correct]
        case QuestionType.TRUE_FALSE:
            return "true" if question.answer else "false"
        case QuestionType.MATCH:
            return {pair.key: pair.key for pair in question.pairs}
        case QuestionType.ORDER:
            return [item.key for item in question.items]
        case QuestionType.GAP:
            return {gap.key: _filling(gap) for gap in question.gaps}


def _filling(gap: Gap) -> str:
    if gap.options:
        return next(option.key for option in gap.options if option.correct)
    return pick({lang: words[0] for lang, words in (gap.accept or {}).items()})
