"""Small numbers are hidden, and nothing that is shown brings them back."""

from hypothesis import given
from hypothesis import strategies as st

from lms.publication.rules import LEAST, Line, publishable, together


@st.composite
def countries(draw: st.DrawFn) -> list[Line]:
    """Provinces of any size, many of them small."""
    sizes = st.one_of(st.integers(0, 12), st.integers(0, 500))
    people = draw(st.lists(sizes, max_size=12))
    return [
        Line((f"Tỉnh {number}",), size, draw(st.integers(0, size)))
        for number, size in enumerate(people)
    ]


@given(countries())
def test_no_line_says_too_much_and_a_pool_is_of_several(lines: list[Line]) -> None:
    for line in publishable(lines):
        assert line.trained >= LEAST
        assert line.people - line.trained >= LEAST


@given(countries())
def test_whoever_is_hidden_cannot_be_told_from_another(lines: list[Line]) -> None:
    shown = publishable(lines)
    if not shown:
        return
    pools = [line for line in shown if len(line.names) > 1]
    alone = {line.names[0]: line for line in shown if len(line.names) == 1}
    given_ = {line.names[0]: line for line in lines if line.people}
    assert len(pools) <= 1
    for name, line in given_.items():
        assert (name in alone) != any(name in pool.names for pool in pools)
        assert name not in alone or alone[name] == line
    # All that is known of the hidden ones is their sum: so it fits as well, had one of them
    # a person less and another a person more.
    assert together(shown).people == sum(line.people for line in lines)
    assert together(shown).trained == sum(line.trained for line in lines)


def test_a_single_small_province_takes_the_next_smallest_with_it() -> None:
    lines = [Line(("A",), 100, 50), Line(("B",), 60, 30), Line(("C",), 9, 8)]
    assert publishable(lines) == [Line(("A",), 100, 50), Line(("C", "B"), 69, 38)]


def test_where_all_are_small_their_sum_is_shown_if_large_enough() -> None:
    assert publishable([Line(("A",), 6, 3), Line(("B",), 6, 3)]) == [Line(("A", "B"), 12, 6)]
    assert publishable([Line(("A",), 6, 1), Line(("B",), 6, 1)]) == []
    assert publishable([Line(("A",), 6, 3)]) == []
    assert publishable([Line(("A",), 0, 0)]) == []
