"""Questions of each type for tests: made-up, written by Hypothesis, answered right and wrong."""

from typing import Any

from hypothesis import strategies as st

from lms.catalog.service import Gap, Option, Pair, Question, QuestionType, Quiz

KEYS = st.text("abcdefgh", min_size=1, max_size=3)
OBJECTIVES = st.sampled_from(["o1", "o2", "o3", "o4"])


def texts(text: str) -> dict[str, str]:
    return {"vi": text, "en": f"{text} (en)"}


def keys(fewest: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(KEYS, unique=True, min_size=fewest, max_size=most)


def options(names: list[str], right: set[str]) -> tuple[Option, ...]:
    return tuple(Option(name, texts(name), name in right, texts(f"vì {name}")) for name in names)


@st.composite
def questions(draw: st.DrawFn, key: str = "q", kind: QuestionType | None = None) -> Question:
    """A question that the check of `courses/` would accept."""
    kind = kind or draw(st.sampled_from(QuestionType))
    return Question(
        key=key,
        type=kind,
        prompt=texts("Hỏi?"),
        objective=draw(OBJECTIVES),
        lesson="m/bai",
        **draw(_parts(kind)),
    )


@st.composite
def _parts(draw: st.DrawFn, kind: QuestionType) -> dict[str, Any]:
    names = draw(keys(3, 5))
    match kind:
        case QuestionType.SINGLE:
            return {"options": options(names, {draw(st.sampled_from(names))})}
        case QuestionType.MULTIPLE:
            count = draw(st.integers(2, len(names) - 1))
            return {"options": options(names, set(draw(st.permutations(names))[:count]))}
        case QuestionType.TRUE_FALSE:
            return {"answer": draw(st.booleans()), "if_true": texts("t"), "if_false": texts("f")}
        case QuestionType.MATCH:
            count = draw(st.integers(2, len(names)))
            pairs = tuple(Pair(n, texts(f"L{n}"), texts(f"R{n}"), texts("v")) for n in names)
            extras = tuple(Option(n, texts(f"R{n}")) for n in names[count:])
            return {"pairs": pairs[:count], "distractors": extras}
        case QuestionType.ORDER:
            return {"items": tuple(Option(n, texts(n)) for n in names), "feedback": texts("v")}
        case QuestionType.GAP:
            return {"gaps": tuple(draw(_gaps(name)) for name in names)}


@st.composite
def _gaps(draw: st.DrawFn, key: str) -> Gap:
    if draw(st.booleans()):
        names = draw(keys(3, 5))
        return Gap(key, options(names, {draw(st.sampled_from(names))}))
    return Gap(key, accept={"vi": ("số liệu", "Con số"), "en": ("figure",)}, feedback=texts("v"))


@st.composite
def quizzes(draw: st.DrawFn) -> Quiz:
    """A bank of questions and how many of them an attempt draws."""
    bank = tuple(draw(questions(f"q{number}")) for number in range(draw(st.integers(1, 9))))
    return Quiz(
        key="m",
        draw=draw(st.integers(1, len(bank) + 2)),
        pass_mark=draw(st.sampled_from(["6/10", "7/10", "1/1"])),
        attempts=3,
        time_limit_minutes=None,
        questions=bank,
    )


def wrong_value(question: Question) -> Any:  # noqa: ANN401 - JSON
    """Return a complete answer that earns nothing."""
    wrong = [option.key for option in question.options if not option.correct]
    match question.type:
        case QuestionType.SINGLE:
            return wrong[0]
        case QuestionType.MULTIPLE:
            return wrong[:1]
        case QuestionType.TRUE_FALSE:
            return "false" if question.answer else "true"
        case QuestionType.MATCH:
            pairs = [pair.key for pair in question.pairs]
            return dict(zip(pairs, pairs[1:] + pairs[:1], strict=True))
        case QuestionType.ORDER:
            items = [item.key for item in question.items]
            return items[1:] + items[:1]
        case QuestionType.GAP:
            return {gap.key: _wrong_filling(gap) for gap in question.gaps}


def _wrong_filling(gap: Gap) -> str:
    return next((option.key for option in gap.options if not option.correct), "không phải")


def form_fields(question: Question, value: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return what the question's form sends for this answer."""
    match question.type:
        case QuestionType.SINGLE | QuestionType.MULTIPLE | QuestionType.TRUE_FALSE:
            return {"answer": value}
        case QuestionType.MATCH | QuestionType.GAP:
            return {f"answer-{key}": put for key, put in value.items()}
        case QuestionType.ORDER:
            return {f"answer-{key}": str(place) for place, key in enumerate(value, start=1)}
