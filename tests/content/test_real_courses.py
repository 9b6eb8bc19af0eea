"""The content that ships with the product has no mistakes."""

import re
from pathlib import Path

from lms.content.service import read_courses

ROOT = Path(__file__).parents[2] / "courses"
NOT_READ = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)


def test_the_real_courses_have_no_mistakes() -> None:
    courses = read_courses(ROOT)

    assert [str(problem) for problem in courses.problems] == []
    assert sorted(p.key for p in courses.programmes) == ["ttcs", "ttct", "ttdn"]
    for programme in courses.programmes:
        assert programme.edition == 1
        assert not programme.in_depth
        assert programme.periods == sum(module.periods for module in programme.modules)


def test_every_module_has_lessons_that_teach_and_a_bank_of_questions() -> None:
    for programme in read_courses(ROOT).programmes:
        for module in programme.modules:
            assert 3 <= len(module.lessons) <= 4
            assert module.quiz is not None
            assert len(module.quiz.questions) >= 15
            for lesson in module.lessons:
                assert lesson.checks
                html = "".join(block.html for block in lesson.blocks["vi"])
                assert '<svg class="dr"' in html or "<table" in html, lesson.key


def test_every_lesson_is_as_long_as_its_learners_have_time_for() -> None:
    for programme in read_courses(ROOT).programmes:
        least, most = (250, 400) if programme.key == "ttcs" else (400, 700)
        for lesson in (lesson for module in programme.modules for lesson in module.lessons):
            for language, blocks in lesson.blocks.items():
                text = NOT_READ.sub(" ", " ".join(block.html or "" for block in blocks))
                assert least <= len(text.split()) <= most, (lesson.key, language)
