"""Two days compared: the changes add up to the difference of the totals, to the person."""

from datetime import date
from random import Random

import pytest

from lms.core.resources import Resources
from lms.figures.comparing import Change, Comparison, changed, compare, names_of
from lms.learning.service import Revocation
from lms.people.service import WorkingGroup
from lms.targets.service import basis_of
from tests.support.browser import Browser
from tests.targets.world import DAY, NOW, World

BEFORE, BETWEEN = date(2025, 8, 1), date(2025, 9, 15)
TRAINED_LATE = date(2025, 10, 1)


def compared(world: World, before: date = BEFORE, after: date = DAY) -> Comparison:
    first, last = world.figure(as_of=before), world.figure(as_of=after)
    return compare(world.session, before=(first.basis, first.total), after=(last.basis, last.total))


def names(world: World, change: Change) -> list[str]:
    first, last = (
        basis_of(
            world.session,
            rule=world.rule("t5"),
            organisation=world.province,
            as_of=day,
            known_at=NOW,
        )
        for day in (BEFORE, DAY)
    )
    return [name for _, name in world.session.execute(names_of(changed(change, first, last)))]


def fill(world: World) -> None:
    """Let one person come, leave, pass, lose it and move, and one do nothing."""
    programme = world.programme("Kỹ năng", "dcs")
    world.post(world.person("Đến"), world.commune, since=BETWEEN)
    world.post(world.person("Đi"), world.commune, until=BETWEEN)
    passed, lost, moved, stays = (world.person(name) for name in ("Đạt", "Mất", "Chuyển", "Ở"))
    for person in (passed, lost, stays):
        world.post(person, world.commune)
    world.post(moved, world.commune, until=BETWEEN)
    world.post(moved, world.other, since=BETWEEN)
    world.complete(passed, programme, on=TRAINED_LATE)
    completion = world.complete(lost, programme, on=date(2025, 7, 1))
    world.session.add(
        Revocation(
            completion_id=completion.id, effective_on=BETWEEN, reason="test",
            revoked_by=lost.uuid, recorded_at=completion.recorded_at,
        )
    )  # fmt: skip
    world.complete(stays, programme, on=date(2025, 7, 1))


def test_each_change_names_its_people_and_the_sums_agree(world: World) -> None:
    fill(world)
    found = {change: names(world, change) for change in Change}
    assert found == {
        Change.CAME: ["Đến"],
        Change.LEFT: ["Đi"],
        Change.PASSED: ["Đạt"],
        Change.LOST: ["Mất"],
        Change.MOVED: ["Chuyển"],
    }
    made = compared(world)
    assert {change: count.people for change, count in made.counts.items()} == dict.fromkeys(
        Change, 1
    )
    assert made.before.whole.people + made.people == made.after.whole.people
    assert made.before.whole.trained + made.trained == made.after.whole.trained == 2


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happened_the_sums_agree(world: World, seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - made-up data
    programme = world.programme("Kỹ năng", "dcs")
    units = (world.commune, world.other, world.province, world.ministry)
    days = [date(2025, month, day) for month in range(6, 11) for day in (1, 17)]
    for _ in range(25):
        person = world.person()
        for _ in range(rng.randint(1, 2)):
            start, end = sorted(rng.sample(days, 2))
            group = rng.choice([WorkingGroup.COMMUNICATION, WorkingGroup.GRASSROOTS])
            world.post(
                person, rng.choice(units), group=group, since=start,
                until=rng.choice([None, end]),
            )  # fmt: skip
        if rng.random() < 0.7:
            world.complete(person, programme, on=rng.choice(days))
    for _ in range(4):
        before, after = sorted(rng.sample(days, 2))
        made = compared(world, before, after)
        assert made.before.whole.people + made.people == made.after.whole.people
        assert made.before.whole.trained + made.trained == made.after.whole.trained


def test_the_page_shows_the_sums_and_whose_they_are(browser: Browser, resources: Resources) -> None:
    with resources.database.transaction() as session:
        world = World(session, resources.keys)
        fill(world)
        binh = world.manager("Lê Thị Bình", world.province)
        chi = world.manager("Phạm Văn Chi", world.ministry)
        address = f"/chi-tieu/t5/{world.province.uuid}/so-sanh?tu=01/08/2025&ngay=30/10/2025"
    browser.sign_in(binh)
    page = browser.get(address)
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select("table")[0].select("tbody tr, tfoot tr")
    ]
    assert rows == [
        ["Ngày 01/08/2025", "5", "2"],
        ["Vào đối tượng", "+1", "0"],
        ["Ra khỏi đối tượng", "\N{MINUS SIGN}1", "0"],
        ["Đạt thêm", "–", "+1"],
        ["Không còn được tính là đã bồi dưỡng", "–", "\N{MINUS SIGN}1"],
        ["Chuyển trong phạm vi đơn vị (1 người, không đổi tổng số)", "–", "–"],
        ["Ngày 30/10/2025", "5", "2"],
    ]
    assert "Đạt thêm (1)" in page.text
    assert page.select("table")[1].select_one("tbody th").text == "Đến"  # type: ignore[union-attr]
    left = browser.get(f"{address}&ai=di")
    assert [th.text for th in left.select("table")[1].select("tbody th")] == ["Đi"]
    browser.get(f"{address}&ai=ai-do", status=404)
    turned = f"/chi-tieu/t5/{world.province.uuid}/so-sanh?tu=30/10/2025&ngay=01/08/2025"
    assert "Vào đối tượng (1)" in browser.get(turned).text
    browser.sign_in(chi)
    browser.get(address, status=404)


def test_a_bad_day_is_said_and_the_text_kept(browser: Browser, resources: Resources) -> None:
    with resources.database.transaction() as session:
        world = World(session, resources.keys)
        binh = world.manager("Lê Thị Bình", world.province)
        address = f"/chi-tieu/t5/{world.province.uuid}/so-sanh"
    browser.sign_in(binh)
    page = browser.get(f"{address}?tu=hôm qua&ngay=30/10/2025", status=422)
    assert "hôm qua" in page.select_one("#ngay-loi").text  # type: ignore[union-attr]
    assert [field["value"] for field in page.select("#tu")] == ["hôm qua"]
    alone = browser.get(f"{address}?tu=hôm qua", status=422)
    assert [field["value"] for field in alone.select("#ngay")] == [""]
    browser.get(address)
