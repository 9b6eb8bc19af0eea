"""A programme that lists a module of another one."""

from pathlib import Path

import pytest

from lms.content.service import read_courses
from tests.support.courses import replace_in, share_module, write_courses


def test_both_programmes_have_the_same_module(tmp_path: Path) -> None:
    root = share_module(write_courses(tmp_path))
    found = read_courses(root)
    assert [str(problem) for problem in found.problems] == []
    other, first = sorted(found.programmes, key=lambda programme: programme.key)
    assert other.modules == first.modules
    assert other.module_marks == first.module_marks
    assert other.periods == 4


def test_a_declared_equivalent_is_known_by_its_name(tmp_path: Path) -> None:
    root = share_module(write_courses(tmp_path))
    replace_in(root / "thu/01-mot/module.yaml", "periods: 4", 'periods: 4\ncounts_as: "2026"')
    marks = {p.key: p.module_marks for p in read_courses(root).programmes}
    assert marks["thu"] == marks["chung"] == {"t1": "as:2026"}


@pytest.mark.parametrize(
    "wrong", ["{from: thu/02-hai}", "{from: chung/01-mot}", "{from: ../thu}", "{from: thu}"]
)
def test_a_module_that_is_not_there_is_named_with_its_line(tmp_path: Path, wrong: str) -> None:
    root = share_module(write_courses(tmp_path))
    replace_in(root / "chung/programme.yaml", "{from: thu/01-mot}", wrong)
    (problem, *_) = read_courses(root).problems
    assert problem.file == "courses/chung/programme.yaml"
    assert "không phải học phần của một chương trình khác" in str(problem)


def test_a_module_listed_twice_is_a_mistake(tmp_path: Path) -> None:
    root = share_module(write_courses(tmp_path))
    twice = "{from: thu/01-mot}, {from: thu/01-mot}"
    replace_in(root / "chung/programme.yaml", "{from: thu/01-mot}", twice)
    assert read_courses(root).problems != ()
