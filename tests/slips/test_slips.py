"""Activation slips are printed by the worker, taken once, and leave no code behind."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.accounts.models import ActivationCode
from lms.core.audit import AuditEvent
from lms.core.clock import utc_now
from lms.core.jobs import Job
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.core.storage import Folder
from lms.people.service import Person
from lms.slips import service
from lms.slips.models import SlipSheet
from lms.slips.tasks import print_sheet
from tests.support.browser import Browser
from tests.support.factories import People, give_role
from tests.support.slips import ask, codes_of, printed, qr_codes_of, take, words_of
from tests.support.staff_files import preview, row, upload, work

SECRET = "Mua xuân 2026, đi học."


def find(resources: Resources, code: str) -> Person:
    with resources.database.reading() as session:
        return session.scalars(select(Person).where(Person.staff_code == code)).one()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("slips/*") if path.is_file()]


def opens(browser: Browser, code: str, status: int = 302) -> None:
    browser.post("/dang-xuat")
    browser.get("/kich-hoat")
    browser.post("/kich-hoat", {"code": code, "password": SECRET, "repeat": SECRET}, status=status)


def test_slips_are_for_new_people_who_hold_no_role(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = upload(binh, resources, row("Một", staff_code="CB01"), row("Hai", staff_code="CB02"))
    with resources.database.transaction() as session:
        give_role(session, find(resources, "CB01"), Role.ADMIN, people.root)
    assert binh.get(address).select(f'form[action="{address}/phieu-kich-hoat"]')

    content = printed(binh, resources, address)

    (qr,) = qr_codes_of(content)
    where, _, code = qr.partition("#")
    assert where == "https://lantoa.test/kich-hoat"
    words = words_of(content)
    assert all(text in words for text in ("Hai", "CB02", code))
    assert "Một" not in words
    opens(binh, code)
    assert "Hai" in binh.get("/hoc-tap").text


def test_no_code_stays_in_a_job_a_row_a_file_or_the_log(
    binh: Browser, resources: Resources, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = upload(binh, resources, row("Hai", staff_code="CB02"))
    ask(binh, resources, address)
    (kept,) = files(tmp_path)
    cipher = kept.read_bytes()
    assert b"PDF" not in cipher
    assert b"255044462d" not in cipher  # the same in hexadecimal digits

    (code,) = codes_of(take(binh, address))

    assert files(tmp_path) == []
    with resources.database.reading() as session:
        rows = [
            *session.scalars(select(ActivationCode)),
            *session.scalars(select(Job)),
            *session.scalars(select(AuditEvent)),
            *session.scalars(select(SlipSheet)),
        ]
        assert code not in str([vars(one) for one in rows])
        told = select(AuditEvent.action, AuditEvent.detail)
        slips = session.execute(told.where(AuditEvent.action.like("slips.%"))).all()
    assert code not in caplog.text
    assert sorted((action, detail.get("count")) for action, detail in slips) == [
        ("slips.asked", None),
        ("slips.printed", 1),
        ("slips.taken", 1),
    ]


def test_a_second_press_says_who_took_them_and_new_codes_end_the_old_ones(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = upload(binh, resources, row("Hai", staff_code="CB02"))
    (old,) = codes_of(printed(binh, resources, address))

    refused = binh.post(f"{address}/phieu-kich-hoat/tai-ve", status=409)

    assert f"{people.binh.full_name} đã tải phiếu" in refused.text
    assert "in lại với mã mới" in refused.text
    page = binh.get(f"{address}/phieu-kich-hoat")
    assert f"{people.binh.full_name} đã tải phiếu lúc" in page.text
    (new,) = codes_of(printed(binh, resources, address))
    opens(binh, old, status=422)
    opens(binh, new)


def test_pressed_twice_they_are_printed_once(binh: Browser, resources: Resources) -> None:
    address = upload(binh, resources, row("Hai", staff_code="CB02"))
    binh.get(address)
    for _ in range(2):
        binh.post(f"{address}/phieu-kich-hoat")
    page = binh.follow()
    assert "Đang in phiếu" in page.text
    assert binh.download(f"{address}/phieu-kich-hoat/tien-do").count(b"false") == 1
    binh.post(f"{address}/phieu-kich-hoat/tai-ve", status=409)
    work(resources)
    assert b"true" in binh.download(f"{address}/phieu-kich-hoat/tien-do")
    ask(binh, resources, address)
    with resources.database.reading() as session:
        assert len(session.scalars(select(SlipSheet)).all()) == 1


def test_printing_that_failed_loses_nothing(
    binh: Browser, resources: Resources, tmp_path: Path
) -> None:
    address = upload(binh, resources, row("Hai", staff_code="CB02"))
    binh.get(address)
    binh.post(f"{address}/phieu-kich-hoat")
    with resources.database.reading() as session:
        payload = {"sheet": str(session.scalars(select(SlipSheet.uuid)).one())}
    blocked = tmp_path / "full"
    blocked.touch()
    with pytest.raises(OSError, match="full"):
        print_sheet(replace(resources, files=Folder(blocked)), payload)
    assert files(tmp_path) == []

    work(resources)

    (code,) = codes_of(take(binh, address))
    opens(binh, code)


def test_what_nobody_fetched_is_gone_after_a_day(
    binh: Browser, resources: Resources, tmp_path: Path
) -> None:
    address = upload(binh, resources, row("Hai", staff_code="CB02"))
    ask(binh, resources, address)
    now = utc_now()
    service.forget_sheets(resources, now=now + timedelta(hours=23))
    assert len(files(tmp_path)) == 1
    with resources.database.transaction() as session:
        session.scalars(select(SlipSheet)).one().made_at = now - timedelta(hours=25)

    assert "bị xóa sau 24 giờ" in binh.get(f"{address}/phieu-kich-hoat").text
    binh.post(f"{address}/phieu-kich-hoat/tai-ve", status=409)
    service.forget_sheets(resources, now=now)

    assert files(tmp_path) == []
    assert len(codes_of(printed(binh, resources, address))) == 1


def test_whoever_has_activated_needs_no_slip(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = upload(binh, resources, row("Hai", staff_code="CB02"))
    (code,) = codes_of(printed(binh, resources, address))
    opens(binh, code)
    binh.sign_in(people.binh)
    ask(binh, resources, address)
    assert "Không ai cần phiếu" in binh.get(f"{address}/phieu-kich-hoat").text


def test_without_new_people_written_there_are_no_slips(binh: Browser, resources: Resources) -> None:
    address = preview(binh, resources, row(staff_code="CB01"))
    assert "Không có phiếu để in" in binh.get(f"{address}/phieu-kich-hoat").text
    binh.get(address)
    for tail in ("", "/tai-ve"):
        refused = binh.post(f"{address}/phieu-kich-hoat{tail}", status=409)
        assert "chưa được ghi" in refused.text


def test_only_the_files_officer_comes_to_them(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = upload(binh, resources, row("Hai", staff_code="CB02"))
    ask(binh, resources, address)
    for tail in ("", "/tai-ve"):
        binh.post(f"{address}/phieu-kich-hoat{tail}", status=400, token=False)
    binh.sign_in(people.chi)
    binh.get("/nhan-su/nhap")
    binh.get(f"{address}/phieu-kich-hoat", status=404)
    for tail in ("", "/tai-ve"):
        binh.post(f"{address}/phieu-kich-hoat{tail}", status=404)
