"""The preview says what each row would do, in words that help; nothing is written."""

import unicodedata
from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from sqlalchemy import func, select

from lms.core.resources import Resources
from lms.people.service import Person, Post
from lms.roster import service
from lms.roster.models import Row
from tests.roster.register import changes
from tests.support.browser import Browser
from tests.support.factories import People, add_staff
from tests.support.staff_files import (
    HEADINGS,
    change_set_at,
    preview,
    problems_at,
    row,
    rows_at,
    send,
    upload,
    work,
    workbook,
)

NUMBER = "001185000017"


def counted(resources: Resources) -> tuple[int, int]:
    with resources.database.reading() as session:
        people = session.scalar(select(func.count()).select_from(Person)) or 0
        return people, session.scalar(select(func.count()).select_from(Post)) or 0


def test_a_new_person_s_enrolment_is_shown_with_its_due_date(
    binh: Browser, resources: Resources
) -> None:
    cells = {"staff_code": "M1", "programme": "THU", "due_on": "31/12/2027"}
    address = preview(binh, resources, row("Mới", **cells))
    shown = changes(resources, address)
    assert (shown["programme"], shown["due_on"]) == (("", "THU"), ("", "31/12/2027"))
    assert "Hạn hoàn thành: – → 31/12/2027" in " ".join(binh.get(address).get_text(" ").split())


def test_each_row_says_what_it_would_do_and_nothing_is_written(
    binh: Browser, resources: Resources, people: People
) -> None:
    an = {"name": "Trần Thị An", "staff_code": "AN01"}
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Trần Văn Cũ", people.xa_a, staff_code="CU01")
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="YEN01")
    before = counted(resources)

    address = preview(
        binh,
        resources,
        row(**an),
        row("Trần Văn Cũ", staff_code="CU01", phone="0912345678"),
        row("Hồ Văn Yên", staff_code="YEN01"),
        row("Lỗi Thị Ô", unit=""),
    )

    actions = [staged.action for staged in rows_at(resources, address)]
    assert actions == ["create", "update", "unchanged", "error"]
    found = change_set_at(resources, address)
    assert found.counts == dict.fromkeys(["create", "update", "unchanged", "error"], 1)
    assert sum(found.counts.values()) == found.rows_total == found.rows_done == 4
    assert counted(resources) == before
    page = binh.get(address)
    text = " ".join(page.get_text(" ").split())
    assert "Ghi 2 thay đổi, bỏ qua 1 hàng lỗi" in text
    assert "Điện thoại: – → 0912345678" in text
    assert "Đơn vị: Ô này bắt buộc. Hãy điền giá trị." in text
    assert "Hồ Văn Yên" not in text
    assert "Hồ Văn Yên" in binh.get(f"{address}?loai=unchanged").text
    assert len(binh.get(f"{address}?loai=error").select("tbody tr")) == 1


def test_the_preview_can_be_downloaded(binh: Browser, resources: Resources) -> None:
    address = preview(binh, resources, row("=HYPERLINK(1)", staff_code="X1"), row(unit="Xã Z"))

    book = openpyxl.load_workbook(BytesIO(binh.download(f"{address}/ket-qua.xlsx")))

    rows = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
    assert rows[1][:3] == [2, "", "Lỗi, không ghi"]
    assert "Không tìm thấy đơn vị “Xã Z”" in str(rows[2][4])
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"name": ""}, "name", "bắt buộc"),
        ({"name": '=HYPERLINK("http://x.vn","A")'}, "name", "ký tự lạ"),
        ({"name": "A" * 101}, "name", "quá dài"),
        ({"name": "NguyÔn V¨n µnh"}, "name", "TCVN3"),
        ({"unit": "§¬n vÞ µ"}, "unit", "TCVN3"),
        ({"born_on": "31/02/1979"}, "born_on", "“31/02/1979” không phải ngày"),
        ({"born_on": "01/01/2999"}, "born_on", "không phải ngày"),
        ({"sex": "Khác"}, "sex", "Nam, Nữ"),
        ({"staff_code": "CB 01"}, "staff_code", "Mã cán bộ chỉ gồm"),
        ({"staff_code": ""}, "id_number", "Hãy điền một trong hai"),
        ({"id_number": "1185000017"}, "id_number", "đúng 12 chữ số"),
        ({"id_number": "01185000017"}, "id_number", "mất số 0 ở đầu"),
        ({"id_number": 1185000017}, "id_number", "12 chữ số"),
        ({"id_number": "OO1185000017"}, "id_number", "chữ O với số 0"),
        ({"id_number": "001985000017"}, "id_number", "Chữ số thứ tư"),
        ({"group": "Báo chí"}, "group", "Thông tin cơ sở"),
        ({"full_time": "Có"}, "full_time", "Chuyên trách, Kiêm nhiệm"),
        ({"category": "Sếp"}, "category", "Công chức"),
        ({"email": "em.vn"}, "email", "dấu @"),
        ({"phone": "912345678"}, "phone", "bắt đầu bằng số 0"),
        ({"phone": 912345678}, "phone", "bắt đầu bằng số 0"),
        ({"from": "05/02/2026", "to": "04/02/2026"}, "to", "đứng trước ngày bắt đầu"),
        ({"to": "04/02/2020"}, "to", "Ngày kết thúc đứng trước"),
        ({"programme": "KHAC"}, "programme", "THU"),
        ({"due_on": "01/01/2030"}, "due_on", "không có mã chương trình"),
        ({"unit": "Toàn quốc"}, "unit", "Không tìm thấy đơn vị"),
        ({"unit": "Tỉnh C"}, "unit", "Không tìm thấy đơn vị"),
    ],
)
def test_what_is_wrong_is_said_with_its_column_and_cure(
    binh: Browser, resources: Resources, cells: dict[str, str], column: str, said: str
) -> None:
    address = preview(binh, resources, row(**{"staff_code": "CB01", **cells}))

    ((problem, *more),) = problems_at(resources, address)

    assert problem[0] == column
    assert said in problem[1]
    assert not more


def test_all_that_is_wrong_in_a_row_is_said_at_once(binh: Browser, resources: Resources) -> None:
    address = preview(binh, resources, row(name="", unit="Xã Z", born_on="x", email="y"))
    (found,) = problems_at(resources, address)
    assert {column for column, _ in found} == {"name", "unit", "born_on", "email", "id_number"}


def test_problems_are_kept_in_both_languages(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = preview(binh, resources, row(staff_code="CB01", unit=""))
    binh.language = "en"
    binh.sign_in(people.binh)
    assert "Unit: This cell is required." in binh.get(address).text


def test_a_formula_is_refused(binh: Browser, resources: Resources) -> None:
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS.values())
    for column, key in enumerate(HEADINGS):
        sheet.write(1, column, row(staff_code="CB01").get(key))
    sheet.write_formula(1, 0, '=HYPERLINK("http://x.vn","Em")', None, "Nguyễn Văn Em")
    book.close()
    send(binh, target.getvalue())
    assert binh.response is not None
    address = binh.response.headers["Location"]
    work(resources)

    (staged,) = rows_at(resources, address)

    assert [(p["column"], p["vi"]) for p in staged.problems] == [
        ("name", "Ô này là công thức. Hãy chép và dán lại dưới dạng giá trị (Paste Values).")
    ]


def test_names_typed_on_other_keyboards_are_the_same_name(
    binh: Browser, resources: Resources
) -> None:
    name = "Nguyễn  Thị Ánh Nguyệt"
    upload(binh, resources, row(unicodedata.normalize("NFD", name), staff_code="CB01"))
    with resources.database.reading() as session:
        assert session.scalars(
            select(Person.full_name).where(Person.staff_code == "CB01")
        ).one() == ("Nguyễn Thị Ánh Nguyệt")
    address = preview(binh, resources, row("Nguyễn Thị Ánh Nguyệt", staff_code="CB01", unit="xã a"))
    assert change_set_at(resources, address).counts == {"unchanged": 1}


def test_days_phones_and_choices_may_be_written_in_many_ways(
    binh: Browser, resources: Resources
) -> None:
    address = upload(
        binh,
        resources,
        row(
            staff_code="CB01",
            born_on=date(1985, 2, 5),
            id_number="001 085 000017",
            phone="+84 912.345.678",
            group="truyen thong",
            full_time="chuyên trách",
            sex="nam",
            email="EM@Xa-A.gov.vn",
        ),
        row("Hai", staff_code="CB02", born_on="5-2-1985", phone="84 24 3943 6131"),
    )
    assert change_set_at(resources, address).state == "applied"
    with resources.database.reading() as session:
        new = select(Person).where(Person.staff_code.like("CB%"))
        one, two = session.scalars(new.order_by(Person.staff_code))
    assert (one.born_on, one.phone, one.email) == (
        date(1985, 2, 5),
        "0912345678",
        "em@xa-a.gov.vn",
    )
    assert (two.born_on, two.phone) == (date(1985, 2, 5), "02439436131")


def test_odd_id_numbers_are_only_warned_about(binh: Browser, resources: Resources) -> None:
    address = preview(
        binh, resources, row(id_number="099185000017", born_on="05/02/1980", sex="Nam")
    )
    (staged,) = rows_at(resources, address)
    assert staged.action == "create"
    assert len(staged.warnings) == 3
    assert "Năm sinh trong số định danh khác" in binh.get(address).text


def test_other_officers_files_are_not_found(
    browser: Browser, binh: Browser, resources: Resources, people: People
) -> None:
    address = preview(binh, resources, row(staff_code="CB01"))
    browser.sign_in(people.chi)
    for tail in ("", "/tien-do", "/ket-qua.xlsx"):
        browser.get(address + tail, status=404)
    browser.post(f"{address}/ghi", {}, status=404)
    assert "danh-sach.xlsx" not in browser.get("/nhan-su/nhap").text
    browser.sign_in(people.an)
    browser.get(address, status=403)


def test_a_csv_in_unicode_is_read_too(binh: Browser, resources: Resources) -> None:
    text = "Họ và tên;Mã cán bộ;Đơn vị;Nhóm công tác;Chuyên trách/kiêm nhiệm\r\n"
    text += "Nguyễn Văn Em;CB01;Xã A;Truyền thông;Chuyên trách\r\n"
    send(binh, text.encode("utf-8-sig"), name="danh-sach.csv", kind="text/csv")
    assert binh.response is not None
    address = binh.response.headers["Location"]
    work(resources)
    assert change_set_at(resources, address).counts == {"create": 1}


def test_a_killed_reading_starts_again_from_nothing(binh: Browser, resources: Resources) -> None:
    send(binh, workbook([row(staff_code="CB01")]))
    assert binh.response is not None
    address = binh.response.headers["Location"]

    with resources.database.transaction() as session:
        session.add(
            Row(
                change_set_id=change_set_at(resources, address).id,
                number=2,
                action="error",
                name="Dở dang",
                changes=[],
                problems=[],
                warnings=[],
            )
        )
    uuid = change_set_at(resources, address).uuid
    service.prepare(resources, uuid)
    service.prepare(resources, uuid)

    assert [staged.name for staged in rows_at(resources, address)] == ["Nguyễn Văn Em"]
