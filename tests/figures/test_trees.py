"""Figures of a past day by the units of that day, or by today's."""

from datetime import date, timedelta

from lms.core.resources import Resources
from lms.organisations.service import Decision, Organisation, OrganisationKind, merge_organisations
from lms.targets.service import Part, TreeOf, Wanted, all_names, basis_of
from tests.support.browser import Browser, text_of
from tests.targets.world import DAY, NOW, World

MERGER = date(2025, 10, 31)  # the day after DAY


def united(world: World) -> Organisation:
    """Let Xã A and Xã B, with a person each, become Xã Hợp Nhất."""
    for unit in (world.commune, world.other):
        world.staff(unit, 1)
    new = world.unit("Xã Hợp Nhất", OrganisationKind.COMMUNE, world.province)
    merge_organisations(
        world.session,
        organisations=[world.commune, world.other],
        successor=new,
        decision=Decision(effective_on=MERGER, basis="x", actor=None, now=NOW - timedelta(days=1)),
    )
    world.session.flush()
    return new


def test_people_of_units_that_ended_stand_in_what_these_became(world: World) -> None:
    unit = united(world)
    then = {c.name: c.line.whole.people for c in world.figure().children}
    assert then == {"Xã A": 1, "Xã B": 1, "Xã Hợp Nhất": 0}
    basis = basis_of(
        world.session,
        rule=world.rule("t5"),
        organisation=unit,
        as_of=DAY,
        known_at=NOW,
        tree=TreeOf.TODAY,
    )
    people = [one for one, _ in all_names(world.session, basis=basis, wanted=Wanted(part=Part.OWN))]
    assert len(people) == 2
    assert {post.unit for person in people for post in person.posts} == {"Xã Hợp Nhất"}


def test_the_page_offers_both_trees(browser: Browser, resources: Resources) -> None:
    with resources.database.transaction() as session:
        world = World(session, resources.keys)
        united(world)
        binh = world.manager("Lê Thị Bình", world.province)
    browser.sign_in(binh)
    address = f"/chi-tieu/t5/{world.province.uuid}?ngay=30/10/2025"
    then = text_of(browser.get(address))
    assert "Xã A" in then
    now = browser.get(f"{address}&cay=hien-nay")
    rows = [text_of(row) for row in now.select("table")[-1].select("tbody tr")]
    assert rows
    assert all("Xã Hợp Nhất" in row for row in rows)
    assert "Xếp theo cây đơn vị hiện nay" in text_of(now)
    assert all("cay=hien-nay" in str(a["href"]) for a in now.select("tbody a"))
