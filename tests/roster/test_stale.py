"""A register that changed meanwhile: nothing is written, and the page says which row and what."""

from datetime import timedelta

from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.organisations.service import get_organisation
from lms.people.service import current_posts, end_post, person_by_uuid
from lms.roster.models import State
from tests.support.browser import Browser
from tests.support.factories import People, add_staff, correct_post, give_role
from tests.support.staff_files import apply, change_set_at, preview, row, rows_at, work


def test_each_difference_is_shown_and_one_click_compares_again(
    binh: Browser, resources: Resources, people: People
) -> None:
    today = local_day(utc_now())
    with resources.database.transaction() as session:
        yen = add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
        vui = add_staff(session, resources.keys, "Hồ Văn Vui", people.xa_a, staff_code="Y2")
    address = preview(
        binh,
        resources,
        row("Hồ Văn Yên", staff_code="Y1", unit="Xã B"),
        row("Hồ Văn Vui", staff_code="Y2", phone="0912345678"),
        row("Mới", staff_code="M1"),
        row("Không liên quan", staff_code="M2"),
    )
    with resources.database.transaction() as session:
        (post,) = current_posts(session, person_id=yen.id, today=today)
        correct_post(
            session, post=post, title="Trưởng phòng", source="form", actor=None, now=utc_now()
        )
        changed = person_by_uuid(session, vui.uuid)
        assert changed is not None
        changed.email = "vui@xa-a.gov.vn"
        add_staff(session, resources.keys, "Lê Văn Kịp", people.xa_b, staff_code="M1")

    apply(binh, resources, address)

    found = change_set_at(resources, address)
    assert found.state == State.STALE
    drift = {r.number: r.drift for r in rows_at(resources, address) if r.drift}
    assert set(drift) == {2, 3, 4}
    page = " ".join(binh.get(address).get_text(" ").split())
    assert "Hàng 2, Hồ Văn Yên : Đơn vị: Xã A, Truyền thông, Chuyên viên, từ 01/01/2025 →" in page
    assert "Xã A, Truyền thông, Trưởng phòng, từ 01/01/2025" in page
    assert "E-mail: – → vui@xa-a.gov.vn" in page
    assert "vừa được ghi cho một người khác" in page

    binh.post(f"{address}/so-lai")
    work(resources)

    again = change_set_at(resources, address)
    assert again.state == State.READY
    assert again.counts == {"move": 2, "update": 1, "create": 1}
    assert not any(r.drift for r in rows_at(resources, address))


def test_nothing_is_said_of_somebody_who_went_elsewhere(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        yen = add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    address = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", unit="Xã B"))
    with resources.database.transaction() as session:
        (post,) = current_posts(session, person_id=yen.id, today=local_day(utc_now()))
        moved = end_post(
            session, post=post, valid_to=post.valid_from, source="t", actor=None, now=utc_now()
        )
        assert moved is None
        elsewhere = add_staff(session, resources.keys, "Khác", people.elsewhere)
        (theirs,) = current_posts(session, person_id=elsewhere.id, today=local_day(utc_now()))
        theirs.person_id = yen.id
        unit = get_organisation(session, people.elsewhere.id)

    apply(binh, resources, address)

    page = binh.get(address).text
    assert "Người này đang do đơn vị khác quản lý" in page
    assert unit.name not in page


def test_a_file_that_lets_the_last_administrator_leave_says_why_it_was_not_written(
    binh: Browser, resources: Resources, people: People
) -> None:
    yesterday = local_day(utc_now()) - timedelta(days=1)
    with resources.database.transaction() as session:
        admin = person_by_uuid(session, people.admin.uuid)
        assert admin is not None
        admin.staff_code, admin.staff_code_scope = "QT1", people.province.id
    leaves = row("Ngô Văn Hải", staff_code="QT1", unit="Xã B", to=short_date(yesterday))
    address = preview(binh, resources, leaves, row("Mới", staff_code="M1"))
    assert change_set_at(resources, address).counts == {"leave": 1, "create": 1}

    apply(binh, resources, address)

    assert change_set_at(resources, address).state == State.STALE
    page = binh.get(address).get_text(" ")
    assert "Chưa ghi gì" in page
    assert "quản trị hệ thống cuối cùng" in page
    assert "danh sách nhân sự đã thay đổi" not in page

    with resources.database.transaction() as session:
        give_role(session, people.an, Role.ADMIN, people.root)
    binh.post(f"{address}/so-lai")
    work(resources)
    assert "quản trị hệ thống cuối cùng" not in binh.get(address).get_text(" ")
    apply(binh, resources, address)
    assert change_set_at(resources, address).state == State.APPLIED
