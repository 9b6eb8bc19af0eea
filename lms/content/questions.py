"""Questions of quizzes and inline checks, read from YAML."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from lms.content import complaints as c
from lms.content.fields import Fields, plain_text
from lms.programme.codec import Plain, encode
from lms.programme.document import (
    LANGUAGES,
    Gap,
    Option,
    Pair,
    Question,
    QuestionType,
    Texts,
    question_from,
)

SEVERAL = 2
_PLACE = re.compile(r"\[\[([^\]]*)\]\]")


class QuestionReader:
    """Reads questions in both languages (a quiz) or in one (`language`: a lesson's check)."""

    def __init__(self, language: str | None = None) -> None:
        self._language = language
        self._fewest = 3 if language is None else 2  # a check may offer two ways only
        self._types: Mapping[QuestionType, Callable[[Fields], dict[str, Plain]]] = {
            QuestionType.SINGLE: self._single,
            QuestionType.MULTIPLE: self._multiple,
            QuestionType.TRUE_FALSE: self._true_false,
            QuestionType.MATCH: self._match,
            QuestionType.ORDER: self._order,
            QuestionType.GAP: self._gap,
        }

    def read(self, fields: Fields, key: str, **more: Plain) -> Question:
        """Return the question in `fields`, whose own key is under `key`; `more` goes into it."""
        name = fields.name(key)
        kind = fields.choice("type", tuple(QuestionType))
        prompt = self._texts(fields, "prompt")
        if not kind:
            fields.forgive()
            return Question(key=name, type=QuestionType.SINGLE, prompt=prompt, **more)
        filled = self._types[QuestionType(kind)](fields)
        question = Question(key=name, type=QuestionType(kind), prompt=prompt, **more, **filled)
        _check_places(fields, question)
        return question

    def _texts(self, fields: Fields, key: str) -> Texts:
        if self._language is None:
            return fields.texts(key)
        return {self._language: fields.text(key)}

    def _options(self, fields: Fields) -> tuple[Option, ...]:
        options = tuple(
            Option(
                entry.name("key"),
                self._texts(entry, "text"),
                entry.flag("correct", needed=False),
                self._texts(entry, "feedback"),
            )
            for entry in fields.children("options", self._fewest, 5)
        )
        _check_different(fields, "options", (o.key for o in options))
        _check_wording(fields, "options", (o.text for o in options))
        return options

    def _single(self, fields: Fields) -> dict[str, Plain]:
        options = self._options(fields)
        _check_one_correct(fields, options)
        return {"options": options}

    def _multiple(self, fields: Fields) -> dict[str, Plain]:
        options = self._options(fields)
        count = sum(option.correct for option in options)
        if options and not SEVERAL <= count < len(options):
            fields.complain(c.SOME_CORRECT, "options")
        return {"options": options}

    def _true_false(self, fields: Fields) -> dict[str, Plain]:
        return {
            "answer": fields.flag("answer"),
            "if_true": self._texts(fields, "if_true"),
            "if_false": self._texts(fields, "if_false"),
        }

    def _match(self, fields: Fields) -> dict[str, Plain]:
        pairs = tuple(
            Pair(
                entry.name("key"),
                self._texts(entry, "left"),
                self._texts(entry, "right"),
                self._texts(entry, "feedback"),
            )
            for entry in fields.children("pairs", 3, 5)
        )
        others = tuple(
            Option(entry.name("key"), self._texts(entry, "text"))
            for entry in fields.children("distractors", 1, 3, needed=False)
        )
        _check_different(fields, "pairs", [p.key for p in pairs] + [o.key for o in others])
        _check_wording(fields, "pairs", (pair.left for pair in pairs))
        _check_wording(fields, "pairs", [p.right for p in pairs] + [o.text for o in others])
        return {"pairs": pairs, "distractors": others}

    def _order(self, fields: Fields) -> dict[str, Plain]:
        items = tuple(
            Option(entry.name("key"), self._texts(entry, "text"))
            for entry in fields.children("items", 3, 6)
        )
        _check_different(fields, "items", (item.key for item in items))
        _check_wording(fields, "items", (item.text for item in items))
        return {"items": items, "feedback": self._texts(fields, "feedback")}

    def _gap(self, fields: Fields) -> dict[str, Plain]:
        gaps = tuple(self._one_gap(entry) for entry in fields.children("gaps", 1, 6))
        _check_different(fields, "gaps", (gap.key for gap in gaps))
        return {"gaps": gaps}

    def _one_gap(self, fields: Fields) -> Gap:
        key, chosen, typed = fields.name("key"), fields.has("options"), fields.has("accept")
        if chosen == typed:
            fields.has("feedback")
            fields.complain(c.GAP_KIND, "key")
            return Gap(key)
        if typed:
            accept = self._accept(fields)
            return Gap(key, accept=accept, feedback=self._texts(fields, "feedback"))
        options = self._options(fields)
        _check_one_correct(fields, options)
        return Gap(key, options)

    def _accept(self, fields: Fields) -> dict[str, tuple[str, ...]]:
        """Return the typed answers that count as right, by language."""
        if self._language is not None:
            return {self._language: _answers(fields, "accept")}
        inner = fields.child("accept")
        if inner is None:
            return {}
        accepted = {language: _answers(inner, language) for language in LANGUAGES}
        inner.done()
        return accepted


def merge_languages(vi: Question, en: Question) -> Question | None:
    """Return the check of both languages as one question, or None if they do not agree."""
    merged = _merge(encode(vi), encode(en))
    return question_from(merged) if merged is not None else None


def _merge(vi: Plain, en: Plain) -> Plain:
    """Merge two plain values that differ only in their language; None if in more."""
    if isinstance(vi, dict) and isinstance(en, dict):
        if set(vi) == {"vi"} and set(en) == {"en"}:
            return {**vi, **en}
        parts = {key: _merge(vi[key], en.get(key)) for key in vi}
        return parts if vi.keys() == en.keys() and None not in parts.values() else None
    if isinstance(vi, list) and isinstance(en, list) and len(vi) == len(en):
        items = [_merge(one, other) for one, other in zip(vi, en, strict=True)]
        return items if None not in items else None
    return vi if vi == en else None


def _answers(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(plain_text(node, key, fields.problems) for node in fields.items(key, 1, 20))


def _check_one_correct(fields: Fields, options: tuple[Option, ...]) -> None:
    count = sum(option.correct for option in options)
    if options and count != 1:
        fields.complain(c.ONE_CORRECT, "options", count=count)


def _check_different(fields: Fields, at: str, names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if name and count > 1:
            fields.complain(c.DUPLICATE_KEY, at, key=name)


def _check_wording(fields: Fields, key: str, texts: Iterable[Texts]) -> None:
    listed = list(texts)
    for language in LANGUAGES:
        counts = Counter(text.get(language, "").casefold() for text in listed)
        for text, count in counts.items():
            if text and count > 1:
                fields.complain(c.SAME_TEXT, key, text=text)


def _check_places(fields: Fields, question: Question) -> None:
    expected = sorted(gap.key for gap in question.gaps)
    for language, text in question.prompt.items():
        if text and sorted(_PLACE.findall(text)) != expected:
            listed = " ".join(f"[[{key}]]" for key in expected) or "–"
            fields.complain(c.GAP_PLACES, "prompt", language=language, expected=listed)
