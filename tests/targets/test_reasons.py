"""Everybody behind a number comes with the sentence why."""

from datetime import date

from lms.organisations.service import OrganisationKind
from lms.targets.service import Named, State, Wanted, all_names, basis_of
from tests.targets.world import DAY, GRASSROOTS, NOW, World


def people(world: World, wanted: Wanted, key: str = "t5") -> dict[str, Named]:
    basis = basis_of(
        world.session, rule=world.rule(key), organisation=world.province, as_of=DAY, known_at=NOW
    )
    return {one.name: one for one, _ in all_names(world.session, basis=basis, wanted=wanted)}


def test_the_trained_are_named_with_programme_and_day(world: World) -> None:
    an = world.person("Trần Văn An")
    world.post(an, world.commune)
    world.complete(an, world.programme("Kỹ năng – phần 1", "dcs"), on=date(2025, 9, 1))

    found = people(world, Wanted(state=State.TRAINED))

    assert found["Trần Văn An"].reason == (
        "Thuộc đối tượng: Truyền thông, chuyên trách. "
        "Đã hoàn thành “Kỹ năng – phần 1” ngày 01/09/2025."
    )
    assert found["Trần Văn An"].posts[0].unit == "Xã A"


def test_whoever_is_not_yet_trained_is_told_what_is_missing(world: World) -> None:
    an, binh = world.person("Trần Văn An"), world.person("Lê Thị Bình")
    for person in (an, binh):
        world.post(person, world.commune)
    world.complete(an, world.programme("Sớm", "dcs"), on=date(2025, 6, 1))

    found = people(world, Wanted(state=State.NOT_YET))

    assert "trước ngày bắt đầu tính 16/06/2025" in found["Trần Văn An"].reason
    assert found["Lê Thị Bình"].reason.endswith("Chưa hoàn thành chương trình nào.")
    assert list(found) == ["Trần Văn An", "Lê Thị Bình"]  # by given name


def test_for_2030_shallow_and_partial_training_is_named(world: World) -> None:
    an = world.person("Trần Văn An")
    world.post(an, world.commune, group=GRASSROOTS, full_time=False)
    world.complete(an, world.programme("Phần 1", "dcs"))
    world.complete(an, world.programme("Chuyên sâu", "dcs", in_depth=True))
    world.complete(an, world.programme("Quán triệt", "briefing", in_depth=True))

    (found,) = people(world, Wanted(), "t8").values()

    assert "“Phần 1” hoàn thành ngày 01/09/2025, chưa phải chương trình chuyên sâu" in found.reason
    assert "“Chuyên sâu” hoàn thành ngày 01/09/2025, được tính" in found.reason
    assert "“Quán triệt” hoàn thành ngày 01/09/2025, không có nội dung được tính" in found.reason
    assert found.reason.endswith("Còn thiếu: nội dung khoa học, công nghệ.")


def test_who_is_not_counted_is_named_with_the_rule(world: World) -> None:
    party = world.unit("Đảng ủy", OrganisationKind.PARTY, world.province)
    an, binh, duc = (world.person(name) for name in ("Trần An", "Lê Bình", "Vũ Đức"))
    world.post(an, world.commune, full_time=False)
    world.post(binh, world.commune, group=GRASSROOTS)
    world.post(duc, party)

    found = people(world, Wanted(state=State.OUTSIDE))

    assert "chỉ tính người chuyên trách" in found["Trần An"].reason
    assert "không thuộc đối tượng" in found["Lê Bình"].reason
    assert "Đảng ủy được thống kê riêng" in found["Vũ Đức"].reason
    assert people(world, Wanted()) == {}
