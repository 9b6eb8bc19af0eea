"""A figure says which of its lists were confirmed, as known at its moment."""

from datetime import timedelta

from lms.attestation.service import attest, draft
from lms.core.columns import uuid7
from lms.figures.export import units_sheet
from lms.organisations.service import Organisation
from lms.targets.service import Confirmed, confirm, word_text
from tests.targets.world import DAY, EARLY, NOW, World

QUARTER = 3
SAID = NOW - timedelta(days=5)  # within the quarter of `DAY`


def say(world: World, unit: Organisation) -> None:
    """Let HR confirm the unit's list on `SAID`."""
    world.session.flush()  # what the test wrote last
    seen = draft(world.session, organisation=unit, months=QUARTER, now=SAID).seen
    attest(
        world.session,
        organisation=unit,
        months=QUARTER,
        seen=seen,
        explanations={},
        fewer_reason="",
        covers_all_staff=False,
        actor=uuid7(),
        now=SAID,
    )
    world.session.flush()  # the figure reads it


def made(world: World, **moment: object) -> Confirmed:
    return confirm(world.session, world.figure(**moment))  # type: ignore[arg-type]


def test_a_units_own_word_counts_for_its_line(world: World) -> None:
    world.staff(world.commune, 2)
    world.staff(world.other, 1)
    world.staff(world.province, 1)
    assert made(world).sentence.endswith("0/3 đơn vị đã xác nhận danh sách")

    say(world, world.commune)

    found = made(world)
    assert (found.done, found.lines, found.own) == (1, 3, None)
    assert list(found.children) == [world.commune.uuid]
    assert "quý IV/2025" in word_text(found.children[world.commune.uuid])


def test_a_word_from_above_covers_every_line(world: World) -> None:
    world.staff(world.commune, 2)
    world.staff(world.province, 1)
    say(world, world.province)
    found = made(world)
    assert (found.done, found.lines, found.sentence) == (2, 2, "")
    assert set(found.children) == {world.commune.uuid, world.other.uuid}
    assert confirm(world.session, world.figure(world.commune)).own is not None
    assert confirm(world.session, world.figure(world.root)).done == 1


def test_what_was_said_later_or_for_another_period_does_not_count(world: World) -> None:
    world.staff(world.commune, 2)
    say(world, world.commune)
    assert made(world).done == 1
    assert made(world, known_at=SAID - timedelta(seconds=1)).done == 0
    assert made(world, as_of=DAY - timedelta(days=60)).done == 0
    assert made(world, known_at=EARLY).done == 0


def test_the_file_says_what_the_page_says(world: World) -> None:
    world.staff(world.commune, 2)
    world.staff(world.other, 1)
    say(world, world.commune)
    figure = world.figure()
    sheet = units_sheet(figure, confirm(world.session, figure), unit="Tỉnh Một")
    last = {row[0]: row[-1] for row in sheet.rows}
    assert sheet.columns[-1].heading == "Xác nhận danh sách"
    assert str(last["Xã A"]).startswith("đã xác nhận ngày")
    assert last["Xã B"] == "chưa xác nhận"
    assert last["Tổng số (mỗi người một lần)"] == (
        "Số liệu tạm thời: 1/2 đơn vị đã xác nhận danh sách"
    )
