"""Figures say what was so on a day, as known at a moment, and say it for ever."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from lms.attestation.service import Kind, attest, draft
from lms.learning.service import CompletionKind, revoke_completion
from lms.organisations.service import Organisation, OrganisationKind
from lms.people.service import WorkingGroup, end_post
from lms.targets.service import Missing
from tests.targets.world import DAY, EARLY, GRASSROOTS, NOW, World, counts

LATER = datetime(2025, 11, 2, tzinfo=UTC)


def test_the_share_counts_posts_held_and_programmes_completed_by_the_day(world: World) -> None:
    dcs = world.programme("Kỹ năng – phần 1", "dcs")
    an, binh = world.staff(world.commune, 2)
    world.complete(an, dcs, on=date(2025, 9, 1))
    world.complete(binh, dcs, on=DAY + timedelta(days=1))

    assert counts(world.figure()) == (1, 2)
    assert counts(world.figure(as_of=DAY + timedelta(days=1))) == (2, 2)
    assert counts(world.figure(as_of=date(2025, 8, 31))) == (0, 2)
    assert counts(world.figure(as_of=date(2024, 12, 31))) == (0, 0)


def test_who_left_counts_neither_above_nor_below_the_line(world: World) -> None:
    (an,) = world.staff(world.commune, 1)
    leaver = world.person()
    world.post(leaver, world.commune, until=date(2025, 10, 1))
    dcs = world.programme("Kỹ năng", "dcs")
    world.complete(an, dcs)
    world.complete(leaver, dcs)

    assert counts(world.figure(as_of=date(2025, 9, 30))) == (2, 2)
    assert counts(world.figure(as_of=date(2025, 10, 1))) == (1, 1)


def test_who_moved_counts_in_the_new_unit_from_that_day(world: World) -> None:
    an = world.person()
    world.post(an, world.commune, until=date(2025, 10, 1))
    world.post(an, world.other, since=date(2025, 10, 1))

    before = world.figure(as_of=date(2025, 9, 30))
    after = world.figure(as_of=date(2025, 10, 1))

    assert {c.name: c.line.whole.people for c in before.children} == {"Xã A": 1, "Xã B": 0}
    assert {c.name: c.line.whole.people for c in after.children} == {"Xã A": 0, "Xã B": 1}


def test_two_posts_count_once_in_the_whole_and_once_in_each_unit(world: World) -> None:
    an = world.person()
    for unit in (world.commune, world.other, world.province):
        world.post(an, unit)
    world.staff(world.commune, 2)
    world.complete(an, world.programme("Kỹ năng", "dcs"))

    made = world.figure()

    assert counts(made) == (1, 3)
    assert {c.name: c.line.whole.people for c in made.children} == {"Xã A": 3, "Xã B": 1}
    assert made.own.whole.people == 1
    assert (made.in_several, made.counted_again) == (1, 2)


def test_part_time_communicators_do_not_count_but_part_time_grassroots_staff_do(
    world: World,
) -> None:
    world.post(world.person(), world.commune, full_time=False)
    world.post(world.person(), world.commune, group=GRASSROOTS, full_time=False)
    world.post(world.person(), world.commune, group=WorkingGroup.LEADER)

    assert world.figure().total.whole.people == 0
    t8 = world.figure(key="t8")
    assert t8.total.whole.people == 1
    assert t8.total.groups[GRASSROOTS].people == 1


def test_an_edition_counts_for_2025_and_never_for_2030(world: World) -> None:
    (an,) = world.staff(world.commune, 1)
    world.complete(an, world.programme("Phần 1", "dcs", "st"))

    assert counts(world.figure()) == (1, 1)
    made = world.figure(key="t8")
    assert counts(made) == (0, 1)
    assert made.missing == (Missing("dcs", is_shallow=True), Missing("st", is_shallow=True))


def test_programmes_in_depth_count_for_2030_once_they_cover_both_contents(world: World) -> None:
    an, binh = world.staff(world.commune, 2)
    skills = world.programme("Chuyên sâu truyền thông", "dcs", in_depth=True)
    assert world.figure(key="t8").missing == (Missing("st", is_shallow=False),)
    science = world.programme("Chuyên sâu khoa học", "st", in_depth=True)
    for programme in (skills, science):
        world.complete(an, programme)
    world.complete(binh, skills)

    made = world.figure(key="t8")

    assert counts(made) == (1, 2)
    assert made.missing == ()


def test_training_before_the_decision_does_not_count(world: World) -> None:
    an, binh = world.staff(world.commune, 2)
    dcs = world.programme("Kỹ năng", "dcs")
    world.complete(an, dcs, on=date(2025, 6, 15))
    world.complete(binh, dcs, on=date(2025, 6, 16))

    assert counts(world.figure()) == (1, 2)


def test_a_waiver_does_not_count_and_recognised_training_does(world: World) -> None:
    an, binh = world.staff(world.commune, 2)
    dcs = world.programme("Kỹ năng", "dcs")
    world.complete(an, dcs, kind=CompletionKind.WAIVED)
    world.complete(binh, dcs, kind=CompletionKind.RECOGNISED)

    assert counts(world.figure()) == (1, 2)


def test_a_revocation_takes_the_completion_away_from_its_day_on(world: World) -> None:
    (an,) = world.staff(world.commune, 1)
    completion = world.complete(an, world.programme("Kỹ năng", "dcs"))
    revoke_completion(
        world.session,
        completion=completion,
        effective_on=date(2025, 10, 1),
        reason="Nhầm người",
        actor=uuid4(),
        now=LATER,
    )

    assert counts(world.figure(as_of=date(2025, 9, 30))) == (1, 1)
    assert counts(world.figure(as_of=date(2025, 10, 1))) == (0, 1)
    assert counts(world.figure(as_of=date(2025, 10, 1), known_at=EARLY)) == (1, 1)


def test_a_late_correction_leaves_the_figure_as_it_was_known(world: World) -> None:
    an, binh = world.staff(world.commune, 2)
    leaving = world.post(world.person(), world.commune)
    dcs = world.programme("Kỹ năng", "dcs")
    world.complete(an, dcs)
    then = world.figure(known_at=EARLY)

    end_post(
        world.session,
        post=leaving,
        valid_to=date(2025, 9, 1),
        source="test",
        actor=None,
        now=LATER,
    )
    world.complete(binh, dcs, now=LATER)

    assert counts(then) == (1, 3)
    assert world.figure(known_at=EARLY) == then
    assert counts(world.figure(known_at=NOW)) == (2, 2)


def test_party_front_and_press_are_counted_apart_with_all_below_them(world: World) -> None:
    party = world.unit("Đảng ủy", OrganisationKind.PARTY, world.province)
    office = world.unit("Văn phòng Đảng ủy", OrganisationKind.DEPARTMENT, party)
    (an,) = world.staff(office, 1)
    (binh,) = world.staff(world.commune, 1)
    both = world.person()
    world.post(both, office)
    world.post(both, world.commune)
    world.complete(an, world.programme("Kỹ năng", "dcs"))

    made = world.figure()

    assert counts(made) == (0, 2)
    assert (made.apart.whole.trained, made.apart.whole.people) == (1, 2)
    assert made.in_several == 0
    inside = world.figure(office)
    assert (counts(inside), inside.apart.whole.people) == ((0, 0), 2)
    assert binh.id != both.id


def test_nobody_to_train_is_neither_reached_nor_missed(world: World) -> None:
    made = world.figure(world.ministry)

    assert made.total.reached is None
    assert (counts(made), made.total.needed) == ((0, 0), 0)


def test_units_that_need_most_come_first(world: World) -> None:
    world.staff(world.other, 10)
    world.staff(world.commune, 2)

    assert [(c.name, c.line.needed) for c in world.figure().children] == [("Xã B", 7), ("Xã A", 2)]


def test_the_root_sees_the_whole_country(world: World) -> None:
    world.staff(world.commune, 2)
    world.staff(world.ministry, 1)

    made = world.figure(world.root)

    assert counts(made) == (0, 3)
    assert {c.name: c.line.whole.people for c in made.children} == {"Tỉnh Một": 2, "Bộ Hai": 1}


def test_all_staff_count_only_where_a_list_of_all_staff_was_confirmed(world: World) -> None:
    an, _ = world.staff(world.commune, 2)
    world.post(world.person(), world.commune, group=WorkingGroup.OTHER, full_time=False)
    world.staff(world.other, 4)
    world.complete(an, world.programme("Quán triệt", "briefing"))
    assert world.figure(key="t2").lacks_list

    confirm_all(world, world.commune)
    made = world.figure(key="t2", as_of=date(2025, 11, 3))

    assert (counts(made), made.total.needed, made.unlisted.whole.people) == ((1, 3), 2, 4)
    assert {c.name: (c.line.whole.people, c.lacks_list) for c in made.children} == {
        "Xã A": (3, False),
        "Xã B": (0, True),
    }
    before = world.figure(key="t2", as_of=date(2025, 11, 3), known_at=LATER)
    assert before.lacks_list


def confirm_all(world: World, unit: Organisation) -> None:
    seen = draft(world.session, organisation=unit, months=3, now=NOW)
    attest(
        world.session,
        organisation=unit,
        months=3,
        seen=seen.seen,
        explanations=dict.fromkeys(Kind, "Đã soát"),
        fewer_reason="",
        covers_all_staff=True,
        actor=uuid4(),
        now=NOW,
    )
