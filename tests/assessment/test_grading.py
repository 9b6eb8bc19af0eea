"""Drawing and marking, whatever the questions: fair, repeatable, within 0 and 1."""

import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.grading import (
    TYPED_LENGTH,
    draw,
    is_well_formed,
    mark,
    mark_all,
    part_order,
    right_value,
)
from lms.catalog.service import Gap, Question, QuestionType, Quiz
from tests.support.questions import options, questions, quizzes, texts, wrong_value

SEEDS = st.integers(0, 2**31 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from("abcdefgh"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=6,
)


def part_keys(question: Question) -> dict[str, set[str]]:
    match question.type:
        case QuestionType.SINGLE | QuestionType.MULTIPLE:
            return {"options": {option.key for option in question.options}}
        case QuestionType.TRUE_FALSE:
            return {}
        case QuestionType.MATCH:
            extras = {extra.key for extra in question.distractors}
            return {"right": {pair.key for pair in question.pairs} | extras}
        case QuestionType.ORDER:
            return {"items": {item.key for item in question.items}}
        case QuestionType.GAP:
            return {g.key: {option.key for option in g.options} for g in question.gaps if g.options}


@given(questions())
def test_the_right_answer_gets_one(question: Question) -> None:
    assert is_well_formed(question, right_value(question))
    assert mark(question, right_value(question)) == 1


@given(questions())
def test_no_answer_and_a_wrong_answer_get_nothing(question: Question) -> None:
    assert mark(question, None) == 0
    assert is_well_formed(question, wrong_value(question))
    assert mark(question, wrong_value(question)) == 0


@given(questions(), JSON)
def test_whatever_comes_in_is_judged_and_what_is_accepted_gets_a_mark(
    question: Question, value: object
) -> None:
    if is_well_formed(question, value):
        assert 0 <= mark(question, value) <= 1


@given(questions(), st.data())
def test_every_mixed_answer_lies_between_nothing_and_one(
    question: Question, data: st.DataObject
) -> None:
    right, wrong = right_value(question), wrong_value(question)
    value = data.draw(st.sampled_from([right, wrong]))
    if isinstance(right, dict):
        value = {key: data.draw(st.sampled_from([right[key], wrong[key]])) for key in right}
        share = Fraction(sum(value[key] == right[key] for key in right), len(right))
        assert mark(question, value) == share
    assert is_well_formed(question, value)
    assert 0 <= mark(question, value) <= 1


@given(questions(kind=QuestionType.MULTIPLE), st.data())
def test_a_wrong_tick_takes_away_as_much_as_a_right_one_gives(
    question: Question, data: st.DataObject
) -> None:
    right = [option.key for option in question.options if option.correct]
    wrong = [option.key for option in question.options if not option.correct]
    hits = data.draw(st.lists(st.sampled_from(right), unique=True))
    misses = data.draw(st.lists(st.sampled_from(wrong), unique=True))

    expected = max(Fraction(len(hits) - len(misses), len(right)), Fraction(0))

    assert mark(question, hits + misses) == expected


@given(questions(kind=QuestionType.MULTIPLE))
def test_ticking_everything_is_never_the_full_mark(question: Question) -> None:
    assert mark(question, [option.key for option in question.options]) < 1


@pytest.mark.parametrize(
    ("typed", "fills"),
    [
        ("số liệu", 1),
        ("  Số   LIỆU ", 1),
        (unicodedata.normalize("NFD", "số liệu"), 1),
        ("figure", 1),
        ("so lieu", 0),
        ("", 0),
    ],
)
def test_typed_words_count_without_case_and_spaces_but_with_tone_marks(
    typed: str, fills: int
) -> None:
    gap = Gap("g", accept={"vi": ("số liệu",), "en": ("Figure",)})
    question = Question(key="q", type=QuestionType.GAP, prompt=texts("[[g]]"), gaps=(gap,))

    assert mark(question, {"g": typed}) == fills


def test_typed_words_have_a_longest_length() -> None:
    question = Question(
        key="q",
        type=QuestionType.GAP,
        prompt=texts("[[g]]"),
        gaps=(Gap("g", accept={"vi": ("a",)}),),
    )
    assert is_well_formed(question, {"g": "a" * TYPED_LENGTH})
    assert not is_well_formed(question, {"g": "a" * (TYPED_LENGTH + 1)})


@given(questions(), SEEDS)
def test_shuffling_keeps_every_part_and_the_same_seed_the_same_order(
    question: Question, seed: int
) -> None:
    order = part_order(question, seed)

    assert {place: set(keys) for place, keys in order.items()} == part_keys(question)
    assert all(len(keys) == len(set(keys)) for keys in order.values())
    assert part_order(question, seed) == order


@given(questions(kind=QuestionType.ORDER), SEEDS)
def test_the_right_order_is_never_what_one_is_shown(question: Question, seed: int) -> None:
    assert part_order(question, seed)["items"] != right_value(question)


@given(quizzes(), SEEDS)
def test_the_same_seed_draws_the_same(quiz: Quiz, seed: int) -> None:
    assert draw(quiz, seed) == draw(quiz, seed)


@given(quizzes(), SEEDS)
def test_a_draw_has_the_wanted_number_of_different_questions_with_all_their_parts(
    quiz: Quiz, seed: int
) -> None:
    bank = {question.key: question for question in quiz.questions}
    drawn = draw(quiz, seed)

    assert len(drawn) == min(quiz.draw, len(bank))
    assert len({entry["key"] for entry in drawn}) == len(drawn)
    for entry in drawn:
        parts = {place: set(keys) for place, keys in entry["order"].items()}
        assert parts == part_keys(bank[entry["key"]])


@given(quizzes(), SEEDS)
def test_every_objective_has_its_turn_before_one_has_a_second(quiz: Quiz, seed: int) -> None:
    bank = {question.key: question.objective for question in quiz.questions}
    counts = dict.fromkeys(bank.values(), 0)
    for entry in draw(quiz, seed):
        counts[bank[entry["key"]]] += 1
    in_bank = {name: list(bank.values()).count(name) for name in counts}

    for name, count in counts.items():
        others = [other for rival, other in counts.items() if rival != name]
        assert count == in_bank[name] or count + 1 >= max(others, default=0)


def test_two_seeds_draw_differently_sooner_or_later() -> None:
    bank = tuple(
        Question(
            key=f"q{number}",
            type=QuestionType.SINGLE,
            prompt=texts("?"),
            options=options(["a", "b", "c"], {"a"}),
        )
        for number in range(10)
    )
    quiz = Quiz("m", 5, "7/10", 3, None, bank)

    assert len({str(draw(quiz, seed)) for seed in range(20)}) > 15


@given(quizzes(), SEEDS, st.data())
def test_the_score_is_the_exact_mean_and_passes_from_the_pass_mark_on(
    quiz: Quiz, seed: int, data: st.DataObject
) -> None:
    bank = {question.key: question for question in quiz.questions}
    drawn = draw(quiz, seed)
    right = data.draw(st.sets(st.sampled_from([entry["key"] for entry in drawn])))

    marks = mark_all(quiz, drawn, {key: right_value(bank[key]) for key in right})

    assert marks.score == Fraction(len(right), len(drawn))
    assert marks.passed == (marks.score >= Fraction(quiz.pass_mark))
    assert set(marks.by_question) == {entry["key"] for entry in drawn}


def test_seven_of_ten_passes_and_a_third_less_does_not() -> None:
    bank = tuple(
        Question(
            key=f"q{number}",
            type=QuestionType.SINGLE,
            prompt=texts("?"),
            options=options(["a", "b", "c"], {"a"}),
        )
        for number in range(10)
    )
    quiz = Quiz("m", 10, "7/10", 3, None, bank)
    drawn = draw(quiz, 1)

    assert mark_all(quiz, drawn, {f"q{n}": "a" for n in range(7)}).passed
    assert not mark_all(quiz, drawn, {f"q{n}": "a" for n in range(6)}).passed
