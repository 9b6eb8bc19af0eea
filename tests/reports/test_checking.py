"""Anyone can check a report; whoever runs the system can count it anew."""

from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from lms.cli import group
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.core.storage import Folder
from lms.reports.models import Report
from lms.reports.service import faults, files_of
from tests.reports.sealed import Files, report_at, sealed
from tests.support.browser import Browser, text_of


def public(resources: Resources, files: Files) -> str:
    return f"/bao-cao-kiem-tra/{report_at(resources, files.address).token}"


def send(browser: Browser, address: str, content: bytes, status: int = 200) -> str:
    browser.get(address)
    file = FileStorage(BytesIO(content), "bao-cao.pdf")
    return text_of(browser.post(address, {"file": file}, status=status))


def test_the_public_page_repeats_the_totals_and_names_nobody(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    files = sealed(browser, resources, place)
    browser.post("/dang-xuat")

    page = text_of(browser.get(public(resources, files)))

    report = report_at(resources, files.address)
    for shown in ("0001/2026/BCCT", "Tỉnh Một", "3 / 7 người", str(report.digest)):
        assert shown in page
    assert "Không thay đổi từ khi khóa" in page
    assert "Lê Thị Bình" not in page
    assert "đã có báo cáo mới hơn" not in page


def test_it_says_when_a_newer_report_takes_the_place(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    first = sealed(browser, resources, place)
    sealed(browser, resources, place, day="31/10/2025")
    browser.post("/dang-xuat")

    page = browser.get(public(resources, first))

    assert "đã có báo cáo mới hơn" in page.text
    assert "Báo cáo 0002/2026/BCCT" in page.text


def test_a_file_is_compared_byte_by_byte(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    files = sealed(browser, resources, place)
    browser.post("/dang-xuat")
    address = public(resources, files)

    for content in files.contents.values():
        assert "Tệp đúng là bản của báo cáo này" in send(browser, address, content)
    changed = files.contents["pdf"] + b" "
    assert "Không phải tệp của báo cáo này" in send(browser, address, changed)
    assert "Hãy chọn tệp báo cáo cần kiểm tra." in send(browser, address, b"", status=422)


def test_an_unknown_address_says_what_to_do(browser: Browser) -> None:
    page = browser.get("/bao-cao-kiem-tra/khong-co", status=404)
    assert "Hãy quét lại mã QR" in page.text
    browser.post("/bao-cao-kiem-tra/khong-co", status=404)


def test_a_stored_file_that_was_changed_is_seen_by_everybody(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    files = sealed(browser, resources, place)
    report = report_at(resources, files.address)
    with resources.database.reading() as session:
        (stored,) = [file for file in files_of(session, report) if file.kind == "json"]
    assert isinstance(resources.files, Folder)
    path: Path = resources.files.path(stored.key)
    path.write_bytes(path.read_bytes().replace(b"[7,3]", b"[7,5]"))

    assert "không còn khớp mã kiểm tra" in browser.get(files.address).text
    assert "Đừng dùng số liệu này" in browser.get(public(resources, files)).text
    with resources.database.reading() as session:
        assert [why for _, why in faults(session, resources.files)] == ["file"]
        path.unlink()
        assert [why for _, why in faults(session, resources.files)] == ["file"]


def test_counted_anew_after_any_change_it_is_the_same(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    files = sealed(browser, resources, place)
    with resources.database.transaction() as session:
        world = place.world.again(session)
        late = world.person("Ngô Thị Sáu")
        world.post(late, world.commune, since=date(2025, 2, 1), now=utc_now())
        world.complete(late, place.skills, now=utc_now())

    again = sealed(browser, resources, place)

    totals = [one.statement["total"]["whole"] for one in (files, again)]
    assert totals == [[7, 3], [8, 4]]
    with resources.database.reading() as session:
        assert [why for _, why in faults(session, resources.files)] == ["", ""]


def test_the_command_names_the_report_that_differs(
    browser: Browser, resources: Resources, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(place.binh)
    sealed(browser, resources, place)
    monkeypatch.setattr("lms.cli._resources", lambda: resources)

    right = CliRunner().invoke(group, ["check-reports"])
    with resources.database.transaction() as session:
        session.scalars(select(Report)).one().digest = "0" * 64
    wrong = CliRunner().invoke(group, ["check-reports"])

    assert (right.exit_code, wrong.exit_code) == (0, 1)
    assert "1 báo cáo, tất cả đúng." in right.stdout
    assert "0001/2026/BCCT" in wrong.stdout
    assert "SỐ LIỆU KHÁC" in wrong.stdout
