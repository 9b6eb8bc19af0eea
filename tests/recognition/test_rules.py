"""Papers by their bytes, names without numbers, who approved whom."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.text import holds_id_number
from lms.recognition.columns import read_entry
from lms.recognition.errors import TrainingDates, TrainingNotOver
from lms.recognition.rules import (
    Kind,
    check_days,
    kept_name,
    kind_of,
    mutual_pairs,
    table_name,
)
from tests.recognition.filing import row

ACCOUNTS = [UUID(int=number) for number in range(1, 5)]
PDF = Kind("application/pdf", "pdf")


@pytest.mark.parametrize(
    ("content", "ending"),
    [(b"%PDF-1.4", "pdf"), (b"\x89PNG\r\n\x1a\n.", "png"), (b"\xff\xd8\xff\xe0", "jpg")],
)
def test_a_paper_is_known_by_its_first_bytes(content: bytes, ending: str) -> None:
    kind = kind_of(content)
    assert kind is not None
    assert kind.ending == ending
    assert kind_of(b" " + content) is None


@given(st.text(max_size=400))
def test_a_kept_name_is_short_printable_and_has_its_ending(name: str) -> None:
    kept = kept_name(name, PDF)
    assert kept.endswith(".pdf")
    assert len(kept) <= 160
    assert kept.isprintable()
    assert "/" not in kept
    assert not holds_id_number(kept)


@given(st.integers(0, 10**12 - 1), st.sampled_from(["", " ", ".", "-"]))
def test_no_name_keeps_an_id_number(number: int, between: str) -> None:
    digits = between.join(f"{number:012d}")
    assert holds_id_number(f"CCCD {digits}")
    assert not holds_id_number(table_name(f"{digits}.xlsx"))
    assert not holds_id_number(kept_name(f"giấy {digits}.pdf", PDF))


def test_days_must_make_sense() -> None:
    today = date(2026, 5, 1)
    check_days(started_on=today, completed_on=today, today=today)
    with pytest.raises(TrainingDates):
        check_days(started_on=today, completed_on=date(2026, 4, 30), today=today)
    with pytest.raises(TrainingNotOver):
        check_days(started_on=today, completed_on=date(2026, 5, 2), today=today)


@given(st.lists(st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS)), max_size=40))
def test_a_pair_is_mutual_when_each_approved_the_other(decided: list[tuple[UUID, UUID]]) -> None:
    approved = [(filed, by) for filed, by in decided if filed != by]
    pairs = {(pair.one, pair.other): pair for pair in mutual_pairs(approved)}
    for one in ACCOUNTS:
        for other in ACCOUNTS:
            counts = approved.count((other, one)), approved.count((one, other))
            if one < other and all(counts):
                assert (pairs[one, other].by_one, pairs[one, other].by_other) == counts
            else:
                assert (one, other) not in pairs


@given(st.dictionaries(st.sampled_from([*row(), "id_number", "staff_code"]), st.text(max_size=40)))
def test_any_row_can_be_read_and_no_id_number_is_repeated(cells: dict[str, str]) -> None:
    entry = read_entry(2, cells, today=date(2026, 5, 1))
    for found in entry.problems:
        assert not holds_id_number(found.value)
        assert all(found.texts.values())
    if not entry.problems:
        assert entry.id_number or entry.staff_code
        assert entry.started_on <= entry.completed_on
