"""Whom a row of a staff file means, and which of the posts held."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.people.service import Post, PostTerms, WorkingGroup, begin_post, end_post
from tests.roster.register import changes
from tests.support.browser import Browser
from tests.support.factories import BEGAN, NOON, People, add_staff
from tests.support.staff_files import (
    preview,
    problems_at,
    row,
    rows_at,
    upload,
)

NUMBER = "001185000017"


def test_the_same_person_twice_in_a_file_is_refused(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="YEN01")
    upload(binh, resources, row("Hồ Văn Yên", staff_code="YEN01", id_number="001085000018"))

    address = preview(
        binh,
        resources,
        row("Một", id_number=NUMBER),
        row("Một", id_number="001 185 000 017", staff_code="CB01"),
        row("Ba", staff_code="CB03"),
        row("Ba", staff_code="CB03", unit="Xã B"),  # one code, one province
        row("Hồ Văn Yên", staff_code="YEN01"),
        row("Hồ Văn Yên", id_number="001085000018"),  # one person, by code and by number
        row("Tám", staff_code="CB08", born_on="05/02/1985"),
        row("Tám", id_number="001185000019", born_on="05/02/1985"),  # likely one person
        row("Chín", id_number="001185000020", born_on="05/02/1985"),
        row("Chín", id_number="001185000021", born_on="05/02/1985"),  # two numbers, two people
    )

    found = [[text for _, text in problems] for problems in problems_at(resources, address)]
    said = [bool(texts) for texts in found]
    assert said == [False, True, False, True, False, True, False, True, False, False]
    assert "đã có ở hàng 2" in found[1][0]
    assert "Có thể trùng với hàng 8" in found[7][0]


def test_a_likely_duplicate_is_refused_until_code_and_number_say_otherwise(
    binh: Browser, resources: Resources
) -> None:
    known = {"born_on": "05/02/1985", "id_number": NUMBER, "staff_code": "CB01"}
    upload(binh, resources, row("Hồ Văn Yên", **known))

    address = preview(
        binh,
        resources,
        row("hồ văn yên", born_on="05/02/1985", staff_code="CB02"),
        row("Hồ Văn Yên", born_on="06/02/1985", staff_code="CB03"),
        row("Hồ Văn Yên", born_on="05/02/1985", staff_code="CB04", id_number="001085000018"),
    )

    assert [staged.action for staged in rows_at(resources, address)] == [
        "doubt",
        "create",
        "create",
    ]
    assert "Có thể trùng" in problems_at(resources, address)[0][0][1]


def test_people_are_matched_by_number_first_then_by_code(
    binh: Browser, resources: Resources
) -> None:
    upload(
        binh,
        resources,
        row("Một", id_number=NUMBER, staff_code="CB01"),
        row("Hai", staff_code="CB02"),
    )

    address = preview(binh, resources, row("Một", id_number=NUMBER, staff_code="MOI"))
    assert changes(resources, address) == {"staff_code": ("CB01", "MOI")}
    address = preview(binh, resources, row("Hai", id_number="001085000018", staff_code="CB02"))
    assert changes(resources, address) == {"id_number": ("", "********0018")}
    address = preview(binh, resources, row("Một", id_number=NUMBER, staff_code="CB02"))
    assert "hai người khác nhau" in problems_at(resources, address)[0][0][1]


def test_another_number_under_the_same_code_is_shown_or_refused_never_swallowed(
    binh: Browser, resources: Resources
) -> None:
    upload(binh, resources, row("Một", id_number=NUMBER, staff_code="CB01", born_on="05/02/1985"))

    address = preview(binh, resources, row("Một", id_number="001185000018", staff_code="CB01"))
    assert changes(resources, address) == {"id_number": ("********0017", "********0018")}
    for cells in ({"id_number": "001185000018"}, {"born_on": "06/02/1990"}):
        address = preview(binh, resources, row("Người Khác", staff_code="CB01", **cells))
        ((problem,),) = problems_at(resources, address)
        assert "người có họ tên và thông tin khác" in problem[1]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"unit": "Xã B"}, {"unit": ("Xã A", "Xã B")}),
        ({"group": "Thông tin cơ sở"}, {"group": ("Truyền thông", "Thông tin cơ sở")}),
        ({"category": "Viên chức"}, {"category": ("Công chức", "Viên chức")}),
        ({"full_time": "Kiêm nhiệm"}, {"full_time": ("Chuyên trách", "Kiêm nhiệm")}),
    ],
    ids=["unit", "group", "category", "full-time"],
)
def test_a_changed_post_begins_on_the_day_of_applying_or_on_the_day_written(
    binh: Browser,
    resources: Resources,
    people: People,
    cells: dict[str, str],
    expected: dict[str, tuple[str, str]],
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    today = short_date(local_day(utc_now()))

    address = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", **cells))
    assert changes(resources, address) == {**expected, "from": (short_date(BEGAN), today)}
    written = {**cells, "from": "01/10/2026"}
    address = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", **written))
    assert changes(resources, address) == {**expected, "from": (short_date(BEGAN), "01/10/2026")}
    written = {**cells, "from": short_date(BEGAN - timedelta(days=1))}
    address = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", **written))
    assert "trước ngày bắt đầu của vị trí đang giữ" in problems_at(resources, address)[0][0][1]


def test_a_person_of_another_province_shows_nothing(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        other = add_staff(session, resources.keys, "Bí Thị Mật", people.elsewhere)
        left = add_staff(session, resources.keys, "Đã Văn Rời", people.elsewhere)
        for person, number in ((other, NUMBER), (left, "001085000018")):
            person.id_number_index = resources.keys.fingerprint(
                number, context="people_person.id_number"
            )
            person.phone, person.born_on = "0999999999", date(1999, 9, 9)
        (post,) = session.scalars(select(Post).where(Post.person_id == left.id))
        end_post(session, post=post, valid_to=date(2026, 1, 1), source="test", actor=None, now=NOON)

    address = preview(
        binh,
        resources,
        row("Tôi Văn Đoán", id_number=NUMBER),
        row("Đã Văn Rời", id_number="001085000018", phone="0911111111", born_on="01/01/1990"),
    )

    first, second = rows_at(resources, address)
    assert first.problems[0]["vi"].startswith("Người này đang do đơn vị khác quản lý.")
    assert first.person_uuid is None
    assert [change[0] for change in second.changes] == ["from"]
    page = binh.get(address).text
    for secret in ("Bí Thị Mật", "Tỉnh C", "0999999999", "09/09/1999"):
        assert secret not in page


def test_a_stranger_found_by_number_needs_the_same_name(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        left = add_staff(session, resources.keys, "Đã Văn Rời", people.elsewhere)
        left.id_number_index = resources.keys.fingerprint(NUMBER, context="people_person.id_number")
        (post,) = session.scalars(select(Post).where(Post.person_id == left.id))
        day = date(2026, 1, 1)
        end_post(session, post=post, valid_to=day, source="test", actor=None, now=NOON)

    address = preview(binh, resources, row("Không Văn Biết", id_number=NUMBER))

    ((problem,),) = problems_at(resources, address)
    assert "người có họ tên và thông tin khác" in problem[1]
    assert "Rời" not in binh.get(address).text


def test_a_person_with_several_posts_needs_an_exact_row(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        person = add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
        terms = PostTerms(
            organisation_id=people.xa_b.id,
            working_group=WorkingGroup.GRASSROOTS,
            full_time=False,
            valid_from=BEGAN,
        )
        begin_post(session, person=person, terms=terms, source="test", actor=None, now=NOON)

    clear = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", title="Phó phòng"))
    unclear = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", unit="Tỉnh A"))

    assert changes(resources, clear) == {"title": ("Chuyên viên", "Phó phòng")}
    assert "đang giữ nhiều vị trí" in problems_at(resources, unclear)[0][0][1]
