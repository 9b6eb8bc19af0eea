"""What a question's form sends, as the value of an answer."""

from collections.abc import Sequence
from typing import Protocol, assert_never

from lms.catalog.service import Question, QuestionType
from lms.core.text import nfc

FIELD = "answer"


class Sent(Protocol):
    """As much of a sent form as this module needs."""

    def getlist(self, key: str, /) -> list[str]:
        """Return all values sent under `key`."""


def answer_value(question: Question, sent: Sent) -> object | None:
    """Return the answer in the form, or None if nothing was chosen.

    The value's shape is the one that `lms.assessment.grading` describes.
    """
    match question.type:
        case QuestionType.SINGLE | QuestionType.TRUE_FALSE:
            return _first(sent, FIELD) or None
        case QuestionType.MULTIPLE:
            return sorted(set(sent.getlist(FIELD))) or None
        case QuestionType.MATCH:
            return _by_key([pair.key for pair in question.pairs], sent) or None
        case QuestionType.ORDER:
            return _in_order([item.key for item in question.items], sent)
        case QuestionType.GAP:
            return _by_key([gap.key for gap in question.gaps], sent) or None
        case _:
            assert_never(question.type)


def entered_value(question: Question, sent: Sent) -> object | None:
    """Return what to show again of a form that could not be saved.

    As `answer_value`, but an order with places missing or given twice is {key: place as chosen}.
    """
    if question.type is QuestionType.ORDER:
        return _by_key([item.key for item in question.items], sent)
    return answer_value(question, sent)


def _by_key(keys: Sequence[str], sent: Sent) -> dict[str, str]:
    values = {key: _first(sent, f"{FIELD}-{key}") for key in keys}
    return {key: value for key, value in values.items() if value}


def _in_order(keys: Sequence[str], sent: Sent) -> list[str] | None:
    """Return the keys by the place given to each; None while a place is missing or given twice."""
    places = {key: _first(sent, f"{FIELD}-{key}") for key in keys}
    wanted = {str(place) for place in range(1, len(keys) + 1)}
    if set(places.values()) != wanted:
        return None
    return sorted(keys, key=lambda key: int(places[key]))


def _first(sent: Sent, name: str) -> str:
    """Return the first value in one Unicode form, without characters that nobody can see."""
    text = next(iter(sent.getlist(name)), "")
    return nfc("".join(c for c in text if c.isprintable() or c.isspace()))
