"""A list of units from Excel: previewed, written, unchanged when sent again."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import delete, update

from lms.core.clock import utc_now
from lms.core.jobs import Job
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.gazetteer.models import UnitFile
from lms.gazetteer.tasks import sweep
from lms.organisations.service import OrganisationKind, add_code, codes_of, events_of
from tests.gazetteer.desk import (
    HEADINGS,
    Cells,
    actions,
    find,
    preview,
    problem,
    row,
    send,
    staged,
    workbook,
    write,
)
from tests.support.browser import Browser, text_of
from tests.support.factories import BEGAN, NOON, People, add_staff, add_unit
from tests.support.staff_files import saved, work

LIST = (
    row("Phòng Văn thư", "SO-1", "phòng", code="P-1"),  # stands before its parent
    row("Sở Nội vụ", "Tỉnh A", "Sở, cục, vụ, phòng, ban", code="SO-1", start="01/07/2025"),
    row("Xã Hoà Mới", "Tỉnh A", code="00123"),
    row("Phường A", "Tỉnh A", code="A-1", short_name="PA"),
)


@pytest.fixture
def admin(browser: Browser, people: People, resources: Resources) -> Browser:
    with resources.database.transaction() as session:
        add_code(
            session,
            organisation=people.xa_a,
            scheme="commune",
            code="A-1",
            valid_from=BEGAN,
            now=NOON,
        )
    browser.sign_in(people.admin)
    return browser


def test_a_list_is_previewed_written_and_unchanged_afterwards(
    admin: Browser, people: People, resources: Resources
) -> None:
    address = preview(admin, resources, *LIST)
    page = text_of(admin.get(address))
    assert actions(resources, address) == ["create", "create", "create", "update"]
    assert "Tên đơn vị: Xã A → Phường A" in page
    assert "Tên viết tắt: – → PA" in page
    assert "Ghi 4 thay đổi" in page
    assert "Đã ghi 4 thay đổi" in write(admin, resources, address)
    paths = [people.root.path]
    office = find(resources, "P-1", paths)
    department = find(resources, "SO-1", paths)
    assert office.path == f"{people.province.path}{department.id}/{office.id}/"
    assert find(resources, "Xã Hòa Mới", paths).name == "Xã Hoà Mới"
    with resources.database.reading() as session:
        assert [e.basis for e in events_of(session, people.xa_a.id)] == ["Công văn 1"]
    spelt = row("Xã Hòa Mới", "Tỉnh A", code="00123")  # another spelling of one name
    again = preview(admin, resources, LIST[0], LIST[1], spelt, LIST[3])
    assert set(actions(resources, again)) == {"unchanged"}
    assert "0 thay đổi" in text_of(admin.get(again))


def test_units_move_and_change_codes(admin: Browser, people: People, resources: Resources) -> None:
    address = preview(
        admin,
        resources,
        row("Cụm A", "Tỉnh A", "phòng"),
        row("Xã A", "Cụm A", code="A-1"),
        row("Xã B", "Tỉnh A", code="B-9"),
    )
    assert actions(resources, address) == ["create", "update", "update"]
    write(admin, resources, address)
    paths = [people.root.path]
    assert find(resources, "A-1", paths).parent_id == find(resources, "Cụm A", paths).id
    with resources.database.reading() as session:
        assert [code.code for code in codes_of(session, people.xa_b.id)] == ["B-9"]


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"name": ""}, "name", "bắt buộc"),
        ({"name": "x" * 201}, "name", "nhiều nhất 200"),
        ({"name": "X· Míi"}, "name", "bảng mã của tệp sang Unicode"),  # TCVN3
        ({"name": "Phöôøng 1"}, "name", "TCVN3 hoặc VNI"),  # VNI
        ({"kind": "làng"}, "kind", "Không hiểu loại “làng”"),
        ({"kind": ""}, "kind", "bắt buộc"),
        ({"parent": "Tỉnh Z"}, "parent", "Không tìm thấy đơn vị “Tỉnh Z”"),
        ({"parent": "Trung tâm"}, "parent", "Trung tâm (Tỉnh A); Trung tâm (Tỉnh C)"),
        ({"start": "32/01/2026"}, "start", "Không hiểu ngày"),
        ({"start": "01/01/2099"}, "start", "chưa tới"),
        ({"start": "31/12/2024"}, "start", "có từ ngày 01/01/2025"),
        ({"name": "Phường A", "code": "A-1", "start": "31/12/2024"}, "start", "01/01/2025"),
        ({"name": "Xã A", "code": "A-1", "parent": "Tỉnh C"}, "parent", "bộ, tỉnh khác"),
        ({"name": "Tỉnh A", "parent": "Xã A", "code": "TA"}, "parent", "“Xã A” thuộc “Tỉnh A”"),
    ],
)
def test_a_wrong_row_says_what_and_how_to_mend(  # noqa: PLR0917 - pytest gives them by name
    admin: Browser, people: People, resources: Resources, cells: Cells, column: str, sentence: str
) -> None:
    with resources.database.transaction() as session:
        add_code(
            session,
            organisation=people.province,
            scheme="province",
            code="TA",
            valid_from=BEGAN,
            now=NOON,
        )
        for parent in (people.province, people.elsewhere):
            add_unit(session, "Trung tâm", OrganisationKind.PUBLIC_SERVICE_UNIT, parent)
    address = preview(admin, resources, {**row("Xã Mới", "Tỉnh A"), **cells})
    found = problem(resources, address)
    assert found[0] == column
    assert sentence in found[1]
    assert sentence in text_of(admin.get(address))


def test_rows_that_contradict_each_other_are_refused(
    admin: Browser, people: People, resources: Resources
) -> None:
    address = preview(
        admin,
        resources,
        row("Xã Một", "Tỉnh A"),
        row("xã một", "Tỉnh A"),
        row("Phòng 1", "Phòng 2", "phòng"),
        row("Phòng 2", "Phòng 1", "phòng"),
        row("Tổ", "Phòng 1", "phòng"),
    )
    found = staged(resources, address)
    assert [action for action, _ in found] == ["create", "error", "error", "error", "error"]
    assert "đã có ở hàng 2" in found[1][1][0][1]
    assert any("đi thành vòng" in problems[0][1] for _, problems in found[2:4])
    assert people.province is not None


def test_errors_are_left_out_and_the_rest_is_written(
    admin: Browser, people: People, resources: Resources
) -> None:
    address = preview(admin, resources, row("Xã Một", "Tỉnh A"), row("", "Tỉnh A"))
    assert "Ghi 1 thay đổi, bỏ qua 1 hàng lỗi" in text_of(admin.get(address))
    assert "Đã ghi 1 thay đổi" in write(admin, resources, address)
    assert find(resources, "Xã Một", [people.root.path]).name == "Xã Một"
    book = openpyxl.load_workbook(BytesIO(admin.download(f"{address}/ket-qua.xlsx")))
    assert "Ô này bắt buộc" in str([c.value for r in book.worksheets[0].iter_rows() for c in r])


def test_units_that_changed_meanwhile_stop_the_writing(
    admin: Browser, people: People, resources: Resources
) -> None:
    address = preview(admin, resources, row("Xã Một", "Tỉnh A"))
    with resources.database.transaction() as session:
        add_unit(session, "Xã Một", OrganisationKind.COMMUNE, people.province)
    page = write(admin, resources, address)
    assert "Chưa ghi gì" in page
    assert "hàng 2" in page


def test_only_the_own_part_of_the_tree_is_reached(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        em = add_staff(session, resources.keys, "Đỗ Em", people.province, role=Role.ADMIN)
        add_code(
            session,
            organisation=people.elsewhere,
            scheme="internal",
            code="TC",
            valid_from=BEGAN,
            now=NOON,
        )
    browser.sign_in(em)
    address = preview(
        browser,
        resources,
        row("Xã Mới"),
        row("Xã Khác", "Toàn quốc"),
        row("Tỉnh C", code="TC"),
    )
    found = staged(resources, address)
    assert [action for action, _ in found] == ["create", "error", "error"]
    assert "Không tìm thấy đơn vị" in found[1][1][0][1]
    assert "ngoài phạm vi quản trị" in found[2][1][0][1]
    browser.sign_in(people.admin)
    for path in (address, f"{address}/tien-do", f"{address}/ket-qua.xlsx"):
        browser.get(path, status=404)
    browser.post(f"{address}/ghi", status=404)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no table", "Tệp không đọc được"),
        (workbook(), "không có hàng dữ liệu"),
        (workbook(row("Xã"), headings={"name": "Tên"}), "Thiếu cột bắt buộc: Loại đơn vị"),
        (workbook(row("Xã"), headings={"name": "Tên", "kind": "Tên đơn vị"}), "hai lần"),
    ],
)
def test_a_file_that_is_none_is_refused(
    admin: Browser, resources: Resources, content: bytes, sentence: str
) -> None:
    address = send(admin, content)
    work(resources)
    assert sentence in text_of(admin.get(address))
    admin.post(f"{address}/ghi", status=409)


def test_a_file_and_a_basis_are_needed(admin: Browser) -> None:
    admin.get("/don-vi/nhap")
    assert "Chưa chọn tệp" in text_of(admin.post("/don-vi/nhap", {"basis": "x"}, status=422))
    send(admin, workbook(row("Xã")), basis=" ", status=422)


def test_the_template_reads_back(admin: Browser, resources: Resources) -> None:
    book = openpyxl.load_workbook(BytesIO(admin.download("/don-vi/nhap/mau.xlsx")))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS.values())
    for column, value in enumerate(("X-1", "Xã Mới", "", "Xã, phường, đặc khu", "Tỉnh A"), 1):
        sheet.cell(2, column, value)
    address = send(admin, saved(book))
    work(resources)
    assert actions(resources, address) == ["create"]
    admin.get(f"{address}/tien-do")
    assert admin.response is not None
    assert admin.response.json == {"done": 0, "total": 0, "finished": True}


def test_only_administrators_send_lists(app: Flask, browser: Browser, people: People) -> None:
    for person in (people.an, people.binh, people.manager, people.auditor):
        browser.sign_in(person)
        for path in ("/don-vi/nhap", "/don-vi/nhap/mau.xlsx"):
            browser.get(path, status=403)
        browser.post("/don-vi/nhap", {"basis": "x"}, status=403)
    stranger = Browser(app)
    stranger.get("/don-vi/nhap", status=302)
    stranger.post("/don-vi/nhap", {"basis": "x"}, status=401)


def test_lost_work_is_asked_for_again_and_old_previews_are_forgotten(
    admin: Browser, resources: Resources
) -> None:
    lost = send(admin, workbook(row("Xã Một", "Tỉnh A")))
    with resources.database.transaction() as session:
        session.execute(delete(Job).where(Job.name == "gazetteer.read"))
        session.execute(update(UnitFile).values(created_at=utc_now() - timedelta(hours=2)))
    work(resources)
    assert "Xã Một" not in text_of(admin.get(lost))
    sweep(resources, {})
    work(resources)
    assert actions(resources, lost) == ["create"]
    with resources.database.transaction() as session:
        session.execute(update(UnitFile).values(created_at=utc_now() - timedelta(days=31)))
    sweep(resources, {})
    assert "bản xem trước đã được xóa" in text_of(admin.get(lost))
    assert actions(resources, lost) == []
