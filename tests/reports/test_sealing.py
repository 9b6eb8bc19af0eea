"""Sealing a figure: who may, what is written down, when it is final, what changed since."""

import json
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text

from lms.attestation.service import attest, draft
from lms.core.audit import AuditEvent
from lms.core.clock import utc_now
from lms.core.columns import uuid7
from lms.core.jobs import Job
from lms.core.resources import Resources
from lms.core.version import VERSION
from lms.reports.errors import StillWriting
from lms.reports.models import Report, ReportFile
from lms.reports.service import make_report
from lms.targets.service import TreeOf
from tests.reports.sealed import ask, figure_address, report_at, sealed
from tests.support.browser import Browser, text_of
from tests.support.staff_files import work
from tests.targets.world import NOW, World

SAID = NOW - timedelta(days=5)  # within the quarter of the report's day


def confirm_list(resources: Resources, place: SimpleNamespace) -> None:
    """Let HR confirm the province's list."""
    with resources.database.transaction() as session:
        unit = place.world.province
        attest(
            session,
            organisation=unit,
            months=3,
            seen=draft(session, organisation=unit, months=3, now=SAID).seen,
            explanations={},
            fewer_reason="",
            covers_all_staff=False,
            actor=uuid7(),
            now=SAID,
        )


def test_two_clicks_lead_from_the_figure_to_the_files(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    page = browser.get(f"{figure_address(place)}?ngay=30/10/2025")
    (form,) = page.select('form[action*="/bao-cao"]')
    assert form["action"] == f"{figure_address(place, '/bao-cao')}?ngay=30/10/2025"

    address = ask(browser, place)
    waiting = browser.follow()
    assert waiting.select_one("[data-progress-url]") is not None
    work(resources)

    page = browser.get(f"{address}?tai=co")
    link = page.select_one("a[data-download]")
    assert link is not None
    assert link["href"] == f"{address}/tep/zip"
    assert "0001/2026/BCCT" in page.text
    assert "3 / 7 người" in text_of(page)
    told = json.loads(browser.download(f"{address}/tien-do"))
    assert told == {"done": 0, "total": 0, "finished": True}


def test_everything_that_was_sealed_is_written_down(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)

    files = sealed(browser, resources, place)

    report = report_at(resources, files.address)
    assert (report.as_of, report.tree) == (date(2025, 10, 30), TreeOf.THE_DAY)
    assert report.sealed_at is not None
    assert report.known_at < report.sealed_at
    assert report.code_version is not None
    assert report.code_version.startswith(f"{VERSION}+")
    with resources.database.reading() as session:
        (event,) = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "report.sealed")
        ).all()
        exports = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "file.exported")
        ).all()
    assert event.detail["digest"] == report.digest
    assert event.subject_uuid == report.uuid
    assert [export.detail["file"] for export in exports] == ["report.zip"]


def test_numbers_have_no_gap_and_a_second_click_is_the_same_report(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)

    first, again = ask(browser, place), ask(browser, place)
    work(resources)
    second = ask(browser, place)
    work(resources)

    assert first == again != second
    numbers = [report_at(resources, address).number for address in (first, second)]
    assert numbers == ["0001/2026/BCCT", "0002/2026/BCCT"]


@pytest.mark.parametrize("who", ["chi", "duc"])
def test_who_may_not_seal_there_is_refused(
    browser: Browser, place: SimpleNamespace, who: str
) -> None:
    browser.sign_in(getattr(place, who))
    status = {"chi": 404, "duc": 403}[who]
    browser.post(f"{figure_address(place, '/bao-cao')}?ngay=30/10/2025", status=status)


def test_an_auditor_reads_and_a_manager_elsewhere_finds_nothing(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    address = sealed(browser, resources, place).address

    browser.sign_in(place.duc)
    assert "0001/2026/BCCT" in browser.get("/bao-cao").text
    browser.get(address)
    assert not browser.get(figure_address(place)).select('form[action*="/bao-cao"]')

    browser.sign_in(place.chi)
    assert "0001/2026/BCCT" not in browser.get("/bao-cao").text
    browser.get(address, status=404)
    browser.download(f"{address}/tep/xlsx", status=404)


def test_hr_does_not_see_reports(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.hr)
    browser.get("/bao-cao", status=403)


def test_a_day_that_is_none_is_refused_in_words(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.binh)
    page = browser.post(f"{figure_address(place, '/bao-cao')}?ngay=31/02/2025", status=422)
    assert "31/02/2025" in page.text


def test_a_figure_is_provisional_until_its_lists_are_confirmed(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    first = sealed(browser, resources, place)
    assert "Mới có 0/2 đơn vị xác nhận danh sách." in text_of(browser.get(first.address))

    confirm_list(resources, place)
    second = sealed(browser, resources, place)

    assert not report_at(resources, first.address).final
    assert report_at(resources, second.address).final
    assert "Số liệu chính thức" in text_of(browser.get(second.address))


def test_a_list_with_many_defects_keeps_it_provisional(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    confirm_list(resources, place)
    with resources.database.transaction() as session:
        world: World = place.world.again(session)
        twice = world.person("Lý Văn Hai")
        for unit in (world.province, world.ministry):
            world.post(twice, unit)  # full-time in two places: a contradiction
    browser.sign_in(place.binh)

    files = sealed(browser, resources, place)

    page = text_of(browser.get(files.address))
    assert "1 trên 8 người trong danh sách có thể trùng" in page
    assert not report_at(resources, files.address).final


def test_a_later_report_says_what_changed_and_takes_the_place(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    first = sealed(browser, resources, place)
    with resources.database.transaction() as session:
        world = place.world.again(session)
        new = world.person("Trịnh Thị Lan")
        world.post(new, world.commune, since=date(2025, 11, 1))
        world.complete(new, place.skills, on=date(2025, 11, 10))

    second = sealed(browser, resources, place, day="30/11/2025")

    report = report_at(resources, second.address)
    assert report.snapshot is not None
    assert report.snapshot["previous"] == "0001/2026/BCCT"
    assert report.snapshot["changes"]["den"] == [1, 1]
    before = [first.statement["total"]["whole"], second.statement["total"]["whole"]]
    assert before == [[7, 3], [8, 4]]
    page = text_of(browser.get(first.address))
    assert "Đã có báo cáo mới hơn" in page
    assert "Báo cáo 0002/2026/BCCT, số liệu đến ngày 30/11/2025" in page
    assert "Thay đổi so với báo cáo 0001/2026/BCCT" in text_of(browser.get(second.address))


def test_a_worker_cut_off_anywhere_goes_on_with_the_same_number(
    browser: Browser, resources: Resources, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(place.binh)
    address = ask(browser, place)
    uuid = report_at(resources, address).uuid
    with monkeypatch.context() as cut:
        cut.setattr("lms.reports.service.making.make_files", _cut_off)
        with pytest.raises(ConnectionError):
            make_report(resources, uuid, now=utc_now())
    assert report_at(resources, address).number == "0001/2026/BCCT"

    make_report(resources, uuid, now=utc_now())
    make_report(resources, uuid, now=utc_now())

    with resources.database.reading() as session:
        assert len(session.scalars(select(ReportFile)).all()) == 5
        assert [r.number for r in session.scalars(select(Report))] == ["0001/2026/BCCT"]


def _cut_off(*_arguments: object) -> None:
    raise ConnectionError


@pytest.mark.live
def test_what_was_recorded_before_is_waited_for(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    database = resources.database
    if database.bind.dialect.name == "sqlite":  # one writes at a time: there is none to wait for
        return
    browser.sign_in(place.binh)
    with database.transaction() as writing:
        writing.execute(text("CREATE TABLE unfinished (id int)"))
        address = ask(browser, place)
        with pytest.raises(StillWriting):
            make_report(resources, report_at(resources, address).uuid, now=utc_now())
    make_report(resources, report_at(resources, address).uuid, now=utc_now())
    assert report_at(resources, address).printed_at is not None


def test_a_report_that_cannot_be_made_says_so_and_can_be_asked_for_again(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    address = ask(browser, place)
    with resources.database.transaction() as session:
        for job in session.scalars(select(Job).where(Job.name == "reports.make")):
            job.failed_at = utc_now()

    page = browser.get(address)

    assert "Chưa lập được báo cáo" in page.text
    browser.get(f"{address}/tep/pdf", status=409)
    assert ask(browser, place) != address
