"""Nothing is printed with a gap: HR sees who waits, why and what to do, and sets it right."""

from datetime import timedelta

from lms.credentials.service import DocumentType, current_issuer
from tests.credentials.office import PRINTED, Office, today
from tests.support.browser import Browser, text_of

WAITING = "/chung-nhan/dang-cho"
ISSUERS = "/chung-nhan/don-vi-cap"


def save(office: Office) -> str:
    return f"{ISSUERS}/{office.people.province.uuid}"


def test_hr_sees_who_waits_why_and_what_to_do(browser: Browser, bare_office: Office) -> None:
    office = bare_office
    office.complete(office.people.an, office.people.binh)
    office.work()
    browser.sign_in(office.people.binh)
    assert "2 người đang chờ giấy chứng nhận" in browser.get("/chung-nhan/quan-ly").text
    rows = [text_of(row) for row in browser.get(WAITING).select("tbody tr")]
    assert [row.split(" Xã")[0].split(" Tỉnh")[0] for row in rows] == ["Trần Thị An", "Lê Văn Bình"]
    for part in ("Xã A", "Chương trình thử", "Chưa có đơn vị cấp", "ở trang Đơn vị cấp"):
        assert part in rows[0]
    browser.sign_in(office.people.auditor)
    assert len(browser.get(WAITING).select("tbody tr")) == 2
    browser.sign_in(office.people.chi)
    assert "Không ai phải chờ" in browser.get(WAITING).text


def test_in_english_too(app_in_english: Browser, bare_office: Office) -> None:
    bare_office.complete(bare_office.people.an)
    bare_office.work()
    app_in_english.sign_in(bare_office.people.binh)
    page = text_of(app_in_english.get(WAITING))
    assert "Trial programme" in page
    assert "ask the unit above" in page


def test_a_completion_taken_back_waits_for_nothing(browser: Browser, bare_office: Office) -> None:
    (uuid,) = bare_office.complete(bare_office.people.an)
    bare_office.work()
    bare_office.take_back(uuid)
    browser.sign_in(bare_office.people.binh)
    assert "Không ai phải chờ" in browser.get(WAITING).text


def test_the_learner_is_told_that_it_waits(browser: Browser, bare_office: Office) -> None:
    office = bare_office
    office.complete(office.people.an)
    browser.sign_in(office.people.an)
    link = browser.get("/hoc-tap").select_one('main a[href^="/hoc-tap/"]')
    assert link is not None
    programme = str(link["href"])
    assert "đang được tạo" in browser.get(programme).text
    office.work()
    assert "đang chờ cơ quan bổ sung" in browser.get(programme).text


def test_saving_an_issuer_issues_what_waited(browser: Browser, bare_office: Office) -> None:
    office = bare_office
    office.complete(office.people.an)
    office.work()
    browser.sign_in(office.people.binh)
    assert len(browser.get(ISSUERS).select("main form")) == 1

    browser.post(save(office), PRINTED | {"is_diploma": "y", "assignment": "Số 12/QĐ ngày 1/2"})

    assert "Đã lưu thông tin in" in browser.follow().text
    office.work()
    certificate = office.certificate()
    assert certificate.number == f"0001/{today().year}/CC"
    assert certificate.snapshot["title"] == "CHỨNG CHỈ"
    page = browser.get(ISSUERS)
    boxes = {str(box["name"]): box.has_attr("checked") for box in page.select("[type=checkbox]")}
    assert boxes == {"is_diploma": True, "prints_birth_date": False}
    values = {str(box["name"]): str(box.get("value")) for box in page.select("input.in")}
    assert PRINTED.items() <= values.items()
    assert values["assignment"] == "Số 12/QĐ ngày 1/2"


def test_a_form_with_gaps_names_the_fields(browser: Browser, bare_office: Office) -> None:
    office = bare_office
    browser.sign_in(office.people.binh)
    for field in ("printed_name", "place", "signer_title", "signer_name"):
        page = browser.post(save(office), PRINTED | {field: " "}, status=422)
        (link,) = page.select(".note a")
        (named,) = page.select(f'main input[id="{str(link["href"])[1:]}"]')
        assert named["name"] == field
        assert named["aria-invalid"] == "true"
    wrong = (
        PRINTED | {"start": "31/02/2026"},
        PRINTED | {"is_diploma": "y"},
        PRINTED | {"place": "x" * 61},
    )
    for fields in wrong:
        assert browser.post(save(office), fields, status=422).select(".note a")
    with office.resources.database.reading() as session:
        assert not current_issuer(session, organisation_id=office.people.province.id, day=today())


def test_settings_begin_on_their_day(browser: Browser, office: Office) -> None:
    browser.sign_in(office.people.binh)
    later = today() + timedelta(days=30)
    start = {"start": later.strftime("%d/%m/%Y"), "signer_name": "Trần Thị An"}
    browser.post(save(office), PRINTED | start)
    with office.resources.database.reading() as session:
        unit = office.people.province.id
        now = current_issuer(session, organisation_id=unit, day=today())
        then = current_issuer(session, organisation_id=unit, day=later)
    assert now is not None
    assert then is not None
    assert (now.signer_name, then.signer_name) == ("Phạm Đức Dũng", "Trần Thị An")
    assert now.document_type == DocumentType.COMPLETION


def test_only_hr_in_scope_sets_them(browser: Browser, bare_office: Office) -> None:
    office = bare_office
    browser.get(ISSUERS, status=302)
    browser.sign_in(office.people.chi)
    browser.post(save(office), PRINTED, status=404)
    for person in (office.people.an, office.people.manager, office.people.auditor):
        browser.sign_in(person)
        browser.get(ISSUERS, status=403)
        browser.post(save(office), PRINTED, status=403)
