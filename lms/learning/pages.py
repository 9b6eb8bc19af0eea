"""What the quiz pages show, put together from an attempt. Values in, values out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

from lms.assessment.service import Saved, right_value
from lms.catalog.service import Question, QuestionType, Texts
from lms.core.i18n import gettext, pick


@dataclass(frozen=True, slots=True)
class Place:
    """One question's place in the list beside a quiz."""

    number: int
    answered: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One question in the review after handing in. `answer` is None while it must stay hidden."""

    number: int
    question: Question
    chosen: str
    answer: str | None
    feedback: str
    mark: Fraction

    @property
    def right(self) -> bool:
        """Tell whether the question got its full mark."""
        return self.mark == 1


def places(
    drawn: Sequence[tuple[Question, Mapping[str, Any]]], saved: Mapping[str, Saved], here: int
) -> list[Place]:
    """Return the list of questions; `here` is the number of the one shown, 0 for none."""
    return [
        Place(number, question.key in saved, number == here)
        for number, (question, _) in enumerate(drawn, start=1)
    ]


def resume_at(
    drawn: Sequence[tuple[Question, Mapping[str, Any]]], saved: Mapping[str, Saved]
) -> int | None:
    """Return the number of the question to go on with; None when all are answered.

    The first one without an answer after the one answered last, else the first without one.
    """
    numbers = {question.key: number for number, (question, _) in enumerate(drawn, start=1)}
    unanswered = [number for key, number in numbers.items() if key not in saved]
    newest = max(saved, key=lambda key: saved[key].sequence, default=None)
    last = numbers[newest] if newest is not None else 0
    return next((n for n in unanswered if n > last), next(iter(unanswered), None))


def reviewed(
    drawn: Sequence[tuple[Question, Mapping[str, Any]]],
    saved: Mapping[str, Saved],
    marks: Mapping[str, str],
    *,
    with_answers: bool,
) -> list[Reviewed]:
    """Return every question with what was chosen and why it is right or wrong."""
    result = []
    for number, (question, _) in enumerate(drawn, start=1):
        value = saved[question.key].value if question.key in saved else None
        mark = Fraction(marks[question.key])
        shown = with_answers or mark == 1
        result.append(
            Reviewed(
                number=number,
                question=question,
                chosen=say(question, value),
                answer=say(question, right_value(question)) if shown else None,
                feedback=" ".join(feedback(question, value, whole=shown)),
                mark=mark,
            )
        )
    return result


def say(question: Question, value: Any) -> str:  # noqa: ANN401 - JSON
    """Return an answer's value in words, "" for none."""
    if value is None:
        return ""
    match question.type:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            chosen = [value] if isinstance(value, str) else value
            return "; ".join(pick(o.text) for o in question.options if o.key in chosen)
        case QuestionType.TRUE_FALSE:
            return gettext("Đúng") if value == "true" else gettext("Sai")
        case QuestionType.MATCH:
            rights = {pair.key: pair.right for pair in question.pairs}
            rights |= {extra.key: extra.text for extra in question.distractors}
            put = ((pair.left, value.get(pair.key)) for pair in question.pairs)
            return "; ".join(f"{pick(left)} → {pick(rights[key])}" for left, key in put if key)
        case QuestionType.ORDER:
            texts = {item.key: item.text for item in question.items}
            return "; ".join(f"{n}. {pick(texts[key])}" for n, key in enumerate(value, start=1))
        case QuestionType.GAP:
            return "; ".join(
                _gap_text(gap.options, value.get(gap.key, "")) for gap in question.gaps
            )


def _gap_text(options: Sequence[Any], put: str) -> str:
    return next((pick(option.text) for option in options if option.key == put), put)


def feedback(question: Question, value: Any, *, whole: bool) -> list[str]:  # noqa: ANN401 - JSON
    """Return the sentences that go with an answer.

    `whole` tells everything; without it only why a wrong choice is wrong, and nothing that says
    what would have been right.
    """
    texts: list[Texts | None] = []
    match question.type:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            chosen = [value] if isinstance(value, str) else value or []
            texts = [
                option.feedback
                for option in question.options
                if (option.key in chosen and not option.correct) or (whole and option.correct)
            ]
        case QuestionType.TRUE_FALSE:
            said = {"true": question.if_true, "false": question.if_false}
            right = "true" if question.answer else "false"
            told = [value, right] if whole else [value]
            texts = [said[key] for key in dict.fromkeys(told) if key is not None]
        case QuestionType.MATCH:
            put = value or {}
            wrong = [pair for pair in question.pairs if put.get(pair.key) != pair.key]
            texts = [pair.feedback for pair in wrong] if whole else []
        case QuestionType.ORDER:
            texts = [question.feedback] if whole else []
        case QuestionType.GAP:
            texts = _gap_feedback(question, value or {}, whole=whole)
    return [pick(text) for text in texts if text]


def _gap_feedback(
    question: Question, value: Mapping[str, str], *, whole: bool
) -> list[Texts | None]:
    texts: list[Texts | None] = []
    for gap in question.gaps:
        put = value.get(gap.key)
        texts += [
            option.feedback
            for option in gap.options
            if (option.key == put and not option.correct) or (whole and option.correct)
        ]
        texts += [gap.feedback] if whole else []
    return texts


def ten_points(score: Decimal) -> str:
    """Return a score (0-1) out of ten, cut to one place: 0.7500 gives "7,5"."""
    tenths = int(score * 100)
    whole, rest = divmod(tenths, 10)
    point = gettext(",")
    return f"{whole}{point}{rest}" if rest else str(whole)


def in_order(things: Sequence[Any], keys: Sequence[str] | None) -> Sequence[Any]:
    """Return what has a key in the order of `keys`; without keys, as the author wrote it."""
    if not keys:
        return things
    return sorted(things, key=lambda thing: keys.index(thing.key))


def chosen_places(value: Any) -> Mapping[str, str]:  # noqa: ANN401 - JSON
    """Return {key: place} of an order, complete (a list of keys) or as a form had it."""
    if isinstance(value, list):
        return {key: str(place) for place, key in enumerate(value, start=1)}
    return value or {}


def numbered_gaps(prompt: str) -> str:
    """Return a prompt with its holes shown as "…(1)…"; the fields below bear the numbers."""
    numbers = count(1)
    return re.sub(r"\[\[[^\]]+\]\]", lambda _: f"…({next(numbers)})…", prompt)


def duration(minutes: int) -> str:
    """Say a number of minutes: 130 gives "2 giờ 10 phút"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)d phút", minutes=rest)
    if not rest:
        return gettext("%(hours)d giờ", hours=hours)
    return gettext("%(hours)d giờ %(minutes)d phút", hours=hours, minutes=rest)
