"""Nearly the same name: one letter more, less or other, tone marks left aside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.staff_files.rules import SHORTEST, is_near

NAMES = st.text(alphabet="abcdeghiklmnopqrstuvxy ", min_size=SHORTEST + 1, max_size=30)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("do thi ngoc anh", "do thi ngoc anh", True),
        ("do thi ngoc anh", "do thi ngoc ang", True),
        ("do thi ngoc anh", "do thi ngoc anhh", True),
        ("do thi ngoc anh", "o thi ngoc anh", True),
        ("do thi ngoc anh", "do thi ngoc anhxy", False),
        ("do thi ngoc anh", "do thi ngoc xyh", False),
        ("le an", "le am", False),
        ("le an", "le an", True),
    ],
)
def test_one_slip_of_the_fingers_is_near(one: str, other: str, *, near: bool) -> None:
    assert is_near(one, other) is near
    assert is_near(other, one) is near


@given(NAMES, st.data())
def test_any_one_letter_changed_added_or_left_out_is_near(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abc"))
    for other in (
        name[:place] + letter + name[place:],
        name[:place] + letter + name[place + 1 :],
        name[:place] + name[place + 1 :],
    ):
        assert is_near(name, other)
        assert is_near(other, name)


@given(NAMES, NAMES)
def test_near_is_mutual(one: str, other: str) -> None:
    assert is_near(one, other) == is_near(other, one)
