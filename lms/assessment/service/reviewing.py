"""Answers in words: what was chosen, what would have been right, why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.assessment.grading import right_value
from lms.assessment.service.attempts import Saved
from lms.catalog.service import Question, QuestionType, Texts
from lms.core.i18n import gettext, pick


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
