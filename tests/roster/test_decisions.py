"""HR decides row by row who is meant, and what was recorded wrongly."""

from datetime import date

import pytest
from sqlalchemy import func, select

from lms.core.resources import Resources
from lms.people.service import Person, Post, posts_of
from tests.support.browser import Browser
from tests.support.factories import BEGAN, People, add_staff
from tests.support.staff_files import (
    apply,
    change_set_at,
    preview,
    problems_at,
    row,
    rows_at,
    upload,
    work,
)

BORN = {"born_on": "05/02/1985"}


def choose(browser: Browser, resources: Resources, address: str, **choices: str) -> None:
    """Choose for rows (`hang_2="other"`) and let the file be compared again."""
    browser.get(address)
    fields = {name.replace("_", "-"): value for name, value in choices.items()}
    browser.post(f"{address}/lua-chon", fields)
    work(resources)


def posts(resources: Resources, code: str) -> list[Post]:
    with resources.database.reading() as session:
        person = session.scalars(select(Person).where(Person.staff_code == code)).one()
        return list(reversed(posts_of(session, person_id=person.id)))


@pytest.mark.parametrize("name", ["Đỗ Thị Ngọc Ánh", "Do Thi Ngoc Anh", "Đỗ Thị Ngọc Ách"])
def test_a_likely_duplicate_is_refused_until_hr_says_who_it_is(
    binh: Browser, resources: Resources, name: str
) -> None:
    upload(binh, resources, row("Đỗ Thị Ngọc Ánh", staff_code="A1", **BORN))
    address = preview(binh, resources, row(name, staff_code="A2", **BORN))
    assert change_set_at(resources, address).counts == {"doubt": 1}
    (staged,) = rows_at(resources, address)
    (candidate,) = staged.candidates
    assert (candidate["name"], candidate["code"]) == ("Đỗ Thị Ngọc Ánh", "A1")
    assert "Là cùng một người: Đỗ Thị Ngọc Ánh, 05/02/1985, A1, Xã A" in binh.get(address).text

    choose(binh, resources, address, hang_2=candidate["uuid"])
    assert change_set_at(resources, address).counts == {"update": 1}
    apply(binh, resources, address)

    with resources.database.reading() as session:
        people = session.scalars(select(Person).where(Person.born_on == date(1985, 2, 5))).all()
    assert [(p.full_name, p.staff_code) for p in people] == [(name, "A2")]


def test_somebody_else_of_the_same_name_is_added(binh: Browser, resources: Resources) -> None:
    upload(binh, resources, row("Đỗ Thị Ngọc Ánh", staff_code="A1", **BORN))
    address = preview(
        binh,
        resources,
        row("Đỗ Thị Ngọc Ánh", staff_code="A2", **BORN),
        row("Lê An", staff_code="A3", **BORN),
        row("Lê An", staff_code="A4", **BORN),
    )
    assert change_set_at(resources, address).counts == {"doubt": 2, "create": 1}
    assert "Có thể trùng với hàng 3" in problems_at(resources, address)[2][0][1]

    choose(binh, resources, address, hang_2="other", hang_4="other", hang_3="other")
    assert change_set_at(resources, address).counts == {"create": 3}
    apply(binh, resources, address)

    with resources.database.reading() as session:
        count = select(func.count()).where(Person.born_on == date(1985, 2, 5))
        assert session.scalar(count) == 4


def test_people_of_other_officers_are_no_candidates(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        person = add_staff(session, resources.keys, "Đỗ Thị Ngọc Ánh", people.elsewhere)
        person.born_on = date(1985, 2, 5)
    address = preview(binh, resources, row("Đỗ Thị Ngọc Ánh", staff_code="A2", **BORN))
    assert change_set_at(resources, address).counts == {"create": 1}


def test_a_mistake_of_the_record_is_corrected_from_the_posts_own_start(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    address = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", unit="Xã B"))
    assert change_set_at(resources, address).counts == {"move": 1}

    choose(binh, resources, address, hang_2="correction")
    assert change_set_at(resources, address).counts == {"correct": 1}
    choose(binh, resources, address, hang_2="move")
    assert change_set_at(resources, address).counts == {"move": 1}
    choose(binh, resources, address, hang_2="correction")
    (old,) = posts(resources, "Y1")
    apply(binh, resources, address)

    (post,) = posts(resources, "Y1")
    assert (post.organisation_id, post.valid_from, post.valid_to) == (people.xa_b.id, BEGAN, None)
    assert (post.thread, post.title) == (old.thread, "Chuyên viên")


def test_what_was_not_asked_is_not_taken(binh: Browser, resources: Resources) -> None:
    upload(binh, resources, row("Đỗ Thị Ngọc Ánh", staff_code="A1", **BORN))
    address = preview(binh, resources, row("Đỗ Thị Ngọc Ánh", staff_code="A2", **BORN))
    with resources.database.reading() as session:
        other = session.scalars(select(Person.uuid).where(Person.full_name == "Trần Thị An")).one()
    for choice in (str(other), "correction", "nonsense", ""):
        choose(binh, resources, address, hang_2=choice, hang_x="other", hang_99="other")
        assert change_set_at(resources, address).counts == {"doubt": 1}
        assert change_set_at(resources, address).decisions == {}


def test_a_written_file_is_not_decided_again(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = upload(binh, resources, row(staff_code="A1"))
    binh.get(address)
    binh.post(f"{address}/lua-chon", {"hang-2": "other"}, status=409)
    binh.post(f"{address}/so-lai", status=409)
    binh.sign_in(people.chi)
    binh.get("/nhan-su/nhap")
    binh.post(f"{address}/lua-chon", {"hang-2": "other"}, status=404)
    binh.post(f"{address}/so-lai", status=404)
