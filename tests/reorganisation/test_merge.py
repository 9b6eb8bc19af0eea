"""Units are merged together with the posts, codes and roles in them."""

import pytest
from sqlalchemy import select

from lms.accounts.service import RoleGrant
from lms.core.audit import AuditEvent
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.organisations.service import OrganisationKind, add_code, codes_of, set_contact
from lms.people.service import Person
from tests.reorganisation.desk import BASIS, ON, anew, make, posts, preview, unit_named
from tests.support.browser import Browser, text_of
from tests.support.factories import BEGAN, NOON, People, add_staff, add_unit, give_role

NEW = {"others": "Xã B", "name": "Xã Hợp Nhất", "code": "00123"}


@pytest.fixture(autouse=True)
def _filled(resources: Resources, people: People) -> None:
    """Let Xã A have a code, a contact, an HR officer and a hamlet."""
    with resources.database.transaction() as session:
        add_code(
            session,
            organisation=people.xa_a,
            scheme="commune",
            code="00123",
            valid_from=BEGAN,
            now=NOON,
        )
        give_role(session, people.an, Role.HR, people.xa_a)
        set_contact(
            session, organisation=people.xa_a, name="Lê Bình", phone="024", actor=None, now=NOON
        )
        add_unit(session, "Thôn 1", OrganisationKind.DEPARTMENT, people.xa_a)


def test_the_preview_says_what_will_happen_and_writes_nothing(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    text = text_of(preview(browser, people.xa_a, "sap-nhap", NEW))
    assert "“Xã A” ngừng hoạt động" in text
    assert "“Xã B” ngừng hoạt động" in text
    assert "1 người giữ vị trí tại đơn vị" in text
    assert "1 đơn vị trực thuộc chuyển sang “Xã Hợp Nhất”" in text
    assert "Mã 00123 hết hiệu lực" in text
    assert "1 quyền tại đơn vị kết thúc" in text
    assert "Trần Thị An – Cán bộ tổ chức" in text
    assert "Liên hệ hỗ trợ đăng nhập" in text
    assert anew(resources, people.xa_a).closed_on is None
    assert posts(resources, people.an)[0].valid_to is None


def test_two_communes_become_one(browser: Browser, people: People, resources: Resources) -> None:
    browser.sign_in(people.admin)
    make(browser, people.xa_a, "sap-nhap", NEW)
    page = text_of(browser.follow())
    assert "Đã ghi thay đổi" in page
    assert f"Sáp nhập , từ ngày 01/07/2025 : Xã A ; Xã B → Xã Hợp Nhất {BASIS}".replace(
        " ", ""
    ) in page.replace(" ", "")
    united = unit_named(resources, "Xã Hợp Nhất")
    for person in (people.an, people.admin):
        old, new = posts(resources, person)
        assert (old.valid_from, old.valid_to) == (BEGAN, ON)
        assert (new.organisation_id, new.valid_from, new.valid_to) == (united.id, ON, None)
        assert (new.title, new.working_group) == (old.title, old.working_group)
    with resources.database.reading() as session:
        assert [code.code for code in codes_of(session, united.id)] == ["00123"]
        grants = select(RoleGrant).where(RoleGrant.organisation_id == people.xa_a.id)
        assert [grant.ended_at is not None for grant in session.scalars(grants)] == [True]
        followed = select(AuditEvent.subject_uuid).where(AuditEvent.action == "post.followed")
        assert set(session.scalars(followed)) == {people.an.uuid, people.admin.uuid}
    assert "Nay là: Xã Hợp Nhất" in text_of(browser.get(f"/don-vi/{people.xa_a.uuid}"))
    browser.get(f"/don-vi/{people.xa_a.uuid}/thay-doi/doi-ten", status=404)


def test_a_commune_takes_in_its_neighbour(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    make(browser, people.xa_a, "sap-nhap", {"target": "Xã B"})
    assert [post.organisation_id for post in posts(resources, people.an)] == [
        people.xa_a.id,
        people.xa_b.id,
    ]
    assert len(posts(resources, people.admin)) == 1


def test_posts_to_come_begin_in_the_successor(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    make(browser, people.xa_a, "sap-nhap", {"target": "Xã B", "start": "01/01/2025"})
    (post,) = posts(resources, people.an)
    assert (post.organisation_id, post.valid_from) == (people.xa_b.id, BEGAN)


def test_staff_codes_follow_into_another_province(
    browser: Browser, people: People, resources: Resources
) -> None:
    def staff(name: str, unit: object, code: str) -> Person:
        with resources.database.transaction() as session:
            return add_staff(session, resources.keys, name, unit, staff_code=code)  # type: ignore[arg-type]

    mine, twin = staff("Đỗ Em", people.xa_a, "CB1"), staff("Hồ Giang", people.province, "CB2")
    staff("Bùi Khánh", people.elsewhere, "CB2")
    browser.sign_in(people.admin)
    make(browser, people.province, "sap-nhap", {"target": "Tỉnh C"})
    with resources.database.reading() as session:
        scopes = {
            person.id: person.staff_code_scope
            for person in session.scalars(select(Person).where(Person.staff_code.is_not(None)))
        }
    assert scopes[mine.id] == people.elsewhere.id
    assert scopes[twin.id] == people.province.id  # the code is borne there already
    assert anew(resources, people.xa_a).path.startswith(people.elsewhere.path)


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({}, 422, "Hãy ghi đơn vị nhận đã có"),
        ({"name": "Xã Mới"}, 422, "ít nhất hai đơn vị"),
        ({"name": "Xã Mới", "target": "Xã B"}, 422, "Chỉ ghi một trong hai"),
        ({"name": "Xã Mới", "others": "Xã Không Có"}, 422, "Không tìm thấy đơn vị"),
        ({"target": "Xã A"}, 422, "ít nhất hai đơn vị"),
        ({"target": "Thôn 1"}, 409, "“Thôn 1” thuộc “Xã A”"),
        ({"target": "Xã B", "start": "31/12/2024"}, 409, "có từ ngày 01/01/2025"),
        ({"target": "Xã B", "start": ""}, 422, "Hãy điền mục này"),
        ({"target": "Xã B", "basis": " "}, 422, "Hãy điền mục này"),
    ],
)
def test_a_merger_that_cannot_be_is_refused(  # noqa: PLR0917 - pytest gives them by name
    browser: Browser,
    people: People,
    resources: Resources,
    fields: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    browser.sign_in(people.admin)
    refused = preview(browser, people.xa_a, "sap-nhap", fields, status=status)
    assert sentence in text_of(refused)
    assert anew(resources, people.xa_a).closed_on is None


def test_a_code_in_use_refuses_the_whole_merger(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        add_code(
            session,
            organisation=people.elsewhere,
            scheme="internal",
            code="TC",
            valid_from=BEGAN,
            now=NOON,
        )
    browser.sign_in(people.admin)
    refused = make(browser, people.xa_a, "sap-nhap", {**NEW, "code": "TC"}, status=409)
    assert "Mã TC đang thuộc đơn vị “Tỉnh C”" in text_of(refused)
    assert anew(resources, people.xa_a).closed_on is None
    assert posts(resources, people.an)[0].valid_to is None


def test_units_out_of_scope_are_not_found(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        em = add_staff(session, resources.keys, "Đỗ Em", people.xa_a, role=Role.ADMIN)
    browser.sign_in(em)
    refused = preview(browser, people.xa_a, "sap-nhap", {"target": "Xã B"}, status=422)
    assert "Không tìm thấy đơn vị “Xã B”" in text_of(refused)
    with resources.database.transaction() as session:
        give_role(session, em, Role.ADMIN, people.xa_b)
    browser.sign_in(em)
    refused = preview(browser, people.xa_a, "sap-nhap", NEW, status=403)
    assert "Đơn vị cấp trên “Tỉnh A” nằm ngoài phạm vi" in text_of(refused)
    make(browser, people.xa_a, "sap-nhap", {"target": "Xã B"})
