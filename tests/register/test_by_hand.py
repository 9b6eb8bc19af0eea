"""HR adds somebody by hand and puts own data right: nobody twice, nothing of before is lost."""

from typing import Any

from sqlalchemy import select

from lms.accounts.service import account_of
from lms.core.resources import Resources
from lms.people.service import Identity, Person, correct_person, parse_id_number, posts_of
from tests.people.test_id_numbers import NUMBER, TODAY
from tests.register.test_list import names
from tests.support.browser import Browser
from tests.support.factories import NOON, People

ADD = "/nhan-su/them"
NEW = {
    "name": "Đỗ Thị Ân",
    "born_on": "05/02/1985",
    "sex": "female",
    "id_number": "",
    "staff_code": "CB-07",
    "email": "an.do@lantoa.test",
    "phone": "0912 345 678",
    "unit": "Xã B",
    "group": "grassroots",
    "time": "kiem-nhiem",
    "category": "",
    "title": "",
    "start": "01/03/2025",
    "last": "",
    "reason": "Quyết định số 7",
}


def find(resources: Resources, name: str) -> list[Person]:
    with resources.database.reading() as session:
        found = select(Person).where(Person.full_name == name).order_by(Person.id)
        return list(session.scalars(found))


def identify(resources: Resources, person: Person, **known: Any) -> None:  # noqa: ANN401
    with resources.database.transaction() as session:
        correct_person(
            session,
            resources.keys,
            person=session.merge(person),
            identity=Identity(full_name=person.full_name, **known),
            actor=None,
            now=NOON,
        )


def test_somebody_new_is_found_at_once_with_post_and_account(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    assert browser.get("/nhan-su").select(f'a[href="{ADD}"]')
    browser.get(ADD)
    browser.post(ADD, NEW)
    page = browser.follow()
    for text in ("Quyết định số 7", "Nhập tay", "05/02/1985", "0912345678", "Tạo mã kích hoạt"):
        assert text in page.text
    (person,) = find(resources, "Đỗ Thị Ân")
    with resources.database.reading() as session:
        (post,) = posts_of(session, person_id=person.id)
        assert account_of(session, person.id) is not None
    assert (post.organisation_id, post.full_time) == (people.xa_b.id, False)
    assert person.staff_code_scope == people.province.id
    assert names(browser, "?tim=thi an") == ["Trần Thị An", "Đỗ Thị Ân"]


def test_every_problem_is_said_at_its_field(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    wrong = {"name": "Ân 7", "phone": "12", "email": "x", "staff_code": "", "id_number": "123"}
    page = browser.post(ADD, {**NEW, **wrong}, status=422)
    assert {str(tag["id"]) for tag in page.select(".err-t")} == {
        "name-loi",
        "phone-loi",
        "email-loi",
        "id_number-loi",
    }
    page = browser.post(ADD, {**NEW, "unit": "xa"}, status=422)
    offered = [str(tag["value"]) for tag in page.select("input[type=radio]")]
    assert offered == ["", "Xã A, Tỉnh A", "Xã B, Tỉnh A"]
    assert find(resources, "Đỗ Thị Ân") == []
    page = browser.post(ADD, {**NEW, "unit": ["xa", "Xã B, Tỉnh A"]})
    assert len(find(resources, "Đỗ Thị Ân")) == 1


def test_likely_the_same_person_is_shown_and_the_officer_decides(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    browser.post(ADD, NEW)
    twin = {**NEW, "name": "Đỗ Thị Ăn", "staff_code": "CB-08"}
    page = browser.post(ADD, twin, status=409)
    (box,) = page.select('input[name="others"]')
    assert "Xã B" in page.text
    browser.post(ADD, {**twin, "others": "x"}, status=409)
    browser.post(ADD, {**twin, "others": str(box["value"])})
    assert len(find(resources, "Đỗ Thị Ăn")) == 1
    page = browser.post(ADD, NEW, status=409)
    assert page.select_one('.note a[href^="/nhan-su/"]')
    assert len(find(resources, "Đỗ Thị Ân")) == 1


def test_a_match_elsewhere_shows_nothing_of_the_person(
    browser: Browser, people: People, resources: Resources
) -> None:
    identify(resources, people.chi, id_number=parse_id_number(NUMBER.digits, today=TODAY))
    browser.sign_in(people.binh)
    page = browser.post(ADD, {**NEW, "id_number": NUMBER.digits}, status=409)
    assert "do đơn vị khác quản lý" in page.text
    assert "Tỉnh C" not in page.text
    assert people.chi.full_name not in page.text


def test_a_correction_keeps_what_was_known_before(
    browser: Browser, people: People, resources: Resources
) -> None:
    identify(resources, people.an, id_number=parse_id_number(NUMBER.digits, today=TODAY))
    browser.sign_in(people.binh)
    address = f"/nhan-su/{people.an.uuid}/dinh-chinh"
    page = browser.get(address)
    assert "********" in page.text
    wanted = {"name": "Trần Thị Ân", "born_on": "01/01/1985", "sex": "", "staff_code": "CB-1"}
    wanted |= {"id_number": "", "email": "", "phone": "", "reason": " "}
    browser.post(address, wanted, status=422)
    browser.post(address, {**wanted, "reason": "Theo giấy khai sinh"})
    page = browser.follow()
    old = page.select_one("details s")
    assert old is not None
    assert old.text == "Trần Thị An"
    assert "Theo giấy khai sinh" in page.text
    assert names(browser, "?tim=thi an") == ["Trần Thị Ân"]
    with resources.database.reading() as session:
        an = session.get_one(Person, people.an.id)
    assert (an.staff_code, an.id_number_tail) == ("CB-1", NUMBER.digits[-4:])
    browser.post(f"/nhan-su/{people.binh.uuid}/dinh-chinh", {**wanted, "reason": "x"}, status=409)


def test_units_are_suggested_in_scope_only(browser: Browser, people: People) -> None:
    browser.sign_in(people.binh)
    browser.download("/nhan-su/don-vi?q=xa")
    assert browser.response is not None
    assert browser.response.get_json() == ["Xã A, Tỉnh A", "Xã B, Tỉnh A"]
    for text in ("x", "tinh c"):
        browser.download(f"/nhan-su/don-vi?q={text}")
        assert browser.response.get_json() == []
    page = browser.get("/nhan-su?don-vi=xa")
    assert page.select('main a[href*="X%C3%A3"]')


def test_others_may_not_add_or_correct(browser: Browser, people: People) -> None:
    address = f"/nhan-su/{people.an.uuid}/dinh-chinh"
    browser.sign_in(people.chi)
    browser.get(address, status=404)
    browser.post(address, {}, status=404)
    browser.sign_in(people.auditor)
    for path in (address, ADD):
        browser.get(path, status=403)
        browser.post(path, NEW, status=403)
