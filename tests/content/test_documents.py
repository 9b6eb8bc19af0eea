"""A programme becomes one document with one digest, and comes back from it unchanged."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from lms.content.service import read_courses
from lms.programme.codec import canonical, digest
from lms.programme.document import Programme, QuestionType, programme_from
from tests.support.courses import replace_in, write_courses


def read(folder: Path) -> Programme:
    return read_courses(write_courses(folder)).programmes[0]


def test_a_document_comes_back_from_its_json(tmp_path: Path) -> None:
    programme = read(tmp_path)
    text = canonical(programme)
    assert programme_from(json.loads(text)) == programme
    assert canonical(programme_from(json.loads(text))) == text


def test_the_same_files_give_the_same_digest(tmp_path: Path) -> None:
    assert digest(canonical(read(tmp_path / "a"))) == digest(canonical(read(tmp_path / "b")))


def test_a_comma_changes_the_digest(tmp_path: Path) -> None:
    before = digest(canonical(read(tmp_path)))
    root = tmp_path / "courses"
    replace_in(root / "thu/01-mot/01-bai.vi.md", "Hết.", "Hết,")
    (changed,) = read_courses(root).programmes
    assert digest(canonical(changed)) != before


def test_line_ends_do_not_change_the_digest(tmp_path: Path) -> None:
    before = digest(canonical(read(tmp_path)))
    for path in (tmp_path / "courses").rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (changed,) = read_courses(tmp_path / "courses").programmes
    assert digest(canonical(changed)) == before


def test_the_way_through_is_lessons_then_quiz(tmp_path: Path) -> None:
    programme = read(tmp_path)
    assert [step.key for step in programme.steps()] == ["t1/01-bai", "t1"]
    lesson, quiz = programme.steps()
    assert programme.step("t1") == quiz
    assert programme.step("t1/x") is None
    assert programme.after("t1/01-bai") == quiz
    assert programme.after("t1") is None
    assert programme.before("t1") == lesson
    assert programme.before("t1/01-bai") is None
    assert (lesson.title["en"], quiz.title["en"]) == ("First lesson", "Module one")
    assert programme.periods == 4
    assert programme.tags == ("dcs",)


def test_a_quiz_says_how_it_is_drawn_and_passed(tmp_path: Path) -> None:
    quiz = read(tmp_path).modules[0].quiz
    assert quiz is not None
    assert (quiz.key, quiz.draw, quiz.attempts) == ("t1", 6, 3)
    assert quiz.pass_mark == "7/10"
    assert quiz.pass_ratio == Fraction(7, 10)
    assert [question.type for question in quiz.questions] == list(QuestionType)
    by_key = {question.key: question for question in quiz.questions}
    assert by_key["q1"].lesson == "t1/01-bai"
    gaps = by_key["q6"].gaps
    assert gaps[1].accept == {"vi": ("số liệu", "con số"), "en": ("figure",)}
    assert by_key["q3"].answer is True
    assert [pair.key for pair in by_key["q4"].pairs] == ["a", "b", "c"]


def test_a_field_at_its_default_is_left_out(tmp_path: Path) -> None:
    programme = read(tmp_path)
    assert '"edition":1' in canonical(programme)
    assert '"edition"' not in canonical(replace(programme, edition=None))
