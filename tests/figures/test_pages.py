"""The pages of targets: what a manager sees, and that nobody else does."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.targets.service import targets_at
from tests.support.browser import Browser
from tests.targets.world import NOW, World

DAY = "30/10/2025"


@pytest.fixture
def place(resources: Resources) -> SimpleNamespace:
    """A province of two communes: four people in one (one trained), one person in both."""
    with resources.database.transaction() as session:
        world = World(session, resources.keys)
        an = world.person("Trần Văn An")
        world.post(an, world.commune)
        world.complete(an, world.programme("Kỹ năng – phần 1", "dcs"))
        world.staff(world.commune, 2)
        both = world.person("=HYPERLINK(1)")
        for unit in (world.commune, world.other):
            world.post(both, unit)
        binh = world.manager("Lê Thị Bình", world.province)
        chi = world.manager("Phạm Văn Chi", world.ministry)
        hr = world.manager("Vũ Văn Đức", world.province, Role.HR)
    return SimpleNamespace(an=an, binh=binh, chi=chi, hr=hr, world=world)


def address(place: SimpleNamespace, tail: str = "", unit: str = "province", key: str = "t5") -> str:
    return f"/chi-tieu/{key}/{getattr(place.world, unit).uuid}{tail}?ngay={DAY}"


def test_a_manager_is_led_to_the_figure_of_the_own_unit(
    browser: Browser, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    browser.get("/chi-tieu", status=302)

    page = browser.follow()

    assert "Tỉnh Một" in page.text
    assert [a.text for a in page.select("nav.nav a[aria-current=page]")] == ["Chỉ tiêu"]


def test_the_page_shows_the_figure_the_units_and_the_reconciliation(
    browser: Browser, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)

    page = browser.get(address(place))

    text = " ".join(page.get_text(" ").split())
    assert "25,0%" in text
    assert "Còn thiếu 2 người" in text
    assert "1 / 4 người" in text
    assert "cộng các đơn vị được 5, hơn tổng số 1 vì 1 người" in text
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select("table")[-1].select("tbody tr")
    ]
    assert rows == [
        ["Xã A chưa xác nhận", "4", "1", "25,0%", "", "2"],
        ["Xã B chưa xác nhận", "1", "0", "0,0%", "", "1"],
    ]


def test_a_past_figure_says_that_it_was_corrected_later(
    browser: Browser, place: SimpleNamespace, resources: Resources
) -> None:
    browser.sign_in(place.binh)
    assert "điều chỉnh sau đó" not in browser.get(address(place)).text
    with resources.database.transaction() as session:
        late = place.world.again(session)
        late.post(late.person(), place.world.commune, now=NOW)

    page = browser.get(address(place))

    assert "1 / 4 người. Nay, theo hồ sơ đã bổ sung, là 1 / 5 người." in page.text


@pytest.mark.parametrize("day", ["31/02/2025", "hôm qua", "01/01/2999"])
def test_a_bad_day_is_refused_in_words_without_figures(
    browser: Browser, place: SimpleNamespace, day: str
) -> None:
    browser.sign_in(place.binh)

    page = browser.get(f"/chi-tieu/t5/{place.world.province.uuid}?ngay={day}", status=422)

    assert [day in error.text for error in page.select("#ngay-loi")] == [True]
    assert [field["value"] for field in page.select("#ngay")] == [day]
    assert not page.select("table")


def test_the_target_of_2030_names_what_is_missing(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.binh)

    text = browser.get(address(place, key="t8")).text

    assert "0 / 4 người" in text
    assert "nội dung khoa học, công nghệ (st, in_depth)" in text
    assert "mới có chương trình chưa chuyên sâu" in text


def test_nobody_to_train_is_said(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.chi)

    page = browser.get(address(place, unit="ministry"))

    assert "Không có đối tượng" in page.text
    assert "0,0%" not in page.text


def test_names_stand_behind_each_number(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.binh)

    page = browser.get(address(place, "/nguoi") + "&trang-thai=da-boi-duong")
    assert [cell.text for cell in page.select("tbody th")] == ["Trần Văn An"]
    assert "Đã hoàn thành “Kỹ năng – phần 1” ngày 01/09/2025." in page.text

    page = browser.get(address(place, "/nguoi") + "&trang-thai=chua")
    assert len(page.select("tbody tr")) == 3
    page = browser.get(address(place, "/nguoi", "other"))
    assert len(page.select("tbody tr")) == 1
    page = browser.get(address(place, "/nguoi") + "&trang-thai=ngoai-doi-tuong")
    assert not page.select("tbody tr")
    browser.get(address(place, "/nguoi") + "&trang-thai=khac", status=404)


def test_long_lists_of_names_come_in_pages(
    browser: Browser, place: SimpleNamespace, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        more = place.world.again(session)
        more.staff(place.world.commune, 60)
    browser.sign_in(place.binh)

    assert len(browser.get(address(place, "/nguoi")).select("tbody tr")) == 50
    assert len(browser.get(address(place, "/nguoi") + "&trang=2").select("tbody tr")) == 14


def test_the_workbook_says_what_the_screen_says(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.binh)

    book = load_workbook(BytesIO(browser.download(address(place, "/xlsx"))))

    assert book.sheetnames == ["Tổng hợp", "Theo đơn vị", "Danh sách", "Cách tính"]
    assert [cell.value for cell in book["Tổng hợp"][5]][:7] == [
        "Tổng số",
        4,
        1,
        0.25,
        0.7,
        2,
        "Chưa đạt",
    ]
    units = [[c.value for c in row[:4]] for row in book["Theo đơn vị"].iter_rows(min_row=5)]
    assert units[:2] == [["Xã A", 4, 1, 0.25], ["Xã B", 1, 0, 0]]
    assert units[3][:3] == ["Tổng số (mỗi người một lần)", 4, 1]
    names = [row[1].value for row in book["Danh sách"].iter_rows(min_row=5)]
    assert len(names) == 4
    assert "=HYPERLINK(1)" in names
    assert browser.response is not None
    assert "2025-10-30.xlsx" in browser.response.headers["Content-Disposition"]


def test_csv_says_what_the_screen_says(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.binh)

    text = browser.download(address(place, "/csv")).decode("utf-8-sig")
    rows = [line.split(";") for line in text.splitlines()]
    assert [row[:3] for row in rows[1:3]] == [["Xã A", "4", "1"], ["Xã B", "1", "0"]]
    assert rows[4][:3] == ["Tổng số (mỗi người một lần)", "4", "1"]

    text = browser.download(address(place, "/csv") + "&bang=nguoi").decode("utf-8-sig")
    assert len(text.splitlines()) == 5
    assert "'=HYPERLINK(1)" in text


@pytest.mark.parametrize("tail", ["", "/nguoi", "/xlsx", "/csv"])
def test_a_manager_elsewhere_sees_nothing(
    browser: Browser, place: SimpleNamespace, tail: str
) -> None:
    browser.sign_in(place.chi)

    browser.get(address(place, tail), status=404)
    browser.get(address(place, tail, "root"), status=404)
    browser.get(address(place, tail, "ministry", "t9"), status=404)


@pytest.mark.parametrize("tail", ["", "/nguoi", "/xlsx", "/csv"])
def test_it_takes_the_permission_and_a_sign_in(
    browser: Browser, place: SimpleNamespace, tail: str
) -> None:
    browser.get(address(place, tail), status=302)
    for person in (place.an, place.hr):
        browser.sign_in(person)
        browser.get(address(place, tail), status=403)


def test_units_above_appear_by_name_only(
    browser: Browser, place: SimpleNamespace, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        more = place.world.again(session)
        head = more.manager("Đỗ Thị Ánh", place.world.commune)
    browser.sign_in(head)

    page = browser.get(address(place, unit="commune"))

    assert [part.text for part in page.select("nav.crumb li")] == ["Toàn quốc", "Tỉnh Một", "Xã A"]
    assert not page.select("nav.crumb a")
    assert "Xã B" not in page.text


def test_before_any_target_is_published_the_page_says_so(
    browser: Browser, place: SimpleNamespace, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        for target in targets_at(session, known_at=NOW):
            session.delete(target)
    browser.sign_in(place.binh)

    assert "Chưa có chỉ tiêu nào" in browser.get("/chi-tieu").text


def test_it_speaks_english(browser: Browser, place: SimpleNamespace) -> None:
    browser.language = "en"
    browser.sign_in(place.binh)

    assert "25.0%" in browser.get(address(place)).text
    assert "Completed “Kỹ năng – phần 1 (en)”" in browser.get(address(place, "/nguoi")).text


def test_who_takes_a_file_is_written_down_without_names(
    browser: Browser, place: SimpleNamespace, resources: Resources
) -> None:
    typed = "001085000001"  # narrows nothing: an ID number must not get into the log so
    browser.sign_in(place.binh)
    for tail in ("/xlsx", "/csv"):
        browser.download(address(place, tail) + f"&bang={typed}&nhom={typed}")
    browser.download(address(place, "/csv") + "&bang=nguoi&trang-thai=chua")
    with resources.database.reading() as session:
        taken = select(AuditEvent).where(AuditEvent.action == "file.exported")
        events = session.scalars(taken.order_by(AuditEvent.id)).all()
    assert {event.subject_uuid for event in events} == {place.world.province.uuid}
    assert all(event.actor_uuid for event in events)
    what = {"target": "t5", "as_of": "2025-10-30"}
    assert [event.detail for event in events] == [
        {"file": "targets.xlsx", "rows": 4, **what},
        {"file": "targets.csv", "rows": 5, **what},
        {"file": "targets.csv", "rows": 3, **what, "bang": "nguoi", "trang-thai": "chua"},
    ]
