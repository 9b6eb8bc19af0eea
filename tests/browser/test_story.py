"""The one story the product exists for, told in a browser from the staff list to the figure."""

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
from playwright.sync_api import Page, expect

from lms.accounts.service import ensure_account, grant_role, set_password
from lms.assessment.service import drawn_questions, open_attempt
from lms.catalog.service import Quiz, current_version, programme_document
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.credentials.service import DocumentType, add_issuer
from lms.learning.service import enrolments_of
from lms.organisations.service import OrganisationKind, add_code, add_organisation
from lms.people.service import Identity, add_person, find_by_id_number, parse_id_number
from tests.browser.steps import answer, sign_in, sign_out
from tests.support.factories import PASSWORD
from tests.support.pdfs import qr_code
from tests.support.site import Site
from tests.support.slips import words_of

LEARNER = "Nguyễn Thị Ánh Nguyệt"
ID_NUMBER = "001185000017"
PATIENCE_SECONDS = 60.0


def test_from_the_staff_list_to_the_figure(site: Site, desk: Page, tmp_path: Path) -> None:
    found_a_province(site)
    code = hr_uploads_the_list(site, desk, tmp_path)
    learner_opens_her_account(site, desk, code)
    learner_takes_the_programme(site, desk)
    pdf = learner_fetches_the_certificate(desk, tmp_path)
    anyone_checks_it(site, desk, pdf)
    manager_reads_the_figure(site, desk, tmp_path)


def found_a_province(site: Site) -> None:
    """Set up what an administrator sets up once: units, an HR officer, a manager, an issuer."""
    now = utc_now()
    today = local_day(now)
    with site.resources.database.transaction() as session:
        root = add_organisation(
            session,
            parent=None,
            name="Toàn quốc",
            kind=OrganisationKind.ROOT,
            valid_from=today.replace(year=2025),
            now=now,
            actor=None,
        )
        province = add_organisation(
            session,
            parent=root,
            name="Tỉnh Thử Nghiệm",
            kind=OrganisationKind.PROVINCE,
            valid_from=today.replace(year=2025),
            now=now,
            actor=None,
        )
        centre = add_organisation(
            session,
            parent=province,
            name="Trung tâm Truyền thông",
            kind=OrganisationKind.PUBLIC_SERVICE_UNIT,
            valid_from=today.replace(year=2025),
            now=now,
            actor=None,
        )
        add_code(
            session,
            organisation=centre,
            scheme="internal",
            code="TTTT",
            valid_from=today.replace(year=2025),
            now=now,
        )
        for staff_code, name, role in (
            ("HR01", "Trần Văn Bình", Role.HR),
            ("QL01", "Lê Thị Chi", Role.MANAGER),
        ):
            identity = Identity(full_name=name, staff_code=staff_code, staff_code_scope=province.id)
            person = add_person(
                session, site.resources.keys, identity=identity, actor=None, now=now
            )
            account = ensure_account(session, person_id=person.id, now=now)
            set_password(session, account=account, password=PASSWORD, now=now)
            grant_role(
                session,
                account=account,
                role=role,
                organisation=province,
                valid_from=today,
                valid_to=None,
                reason="Thử nghiệm",
                granter=None,
                now=now,
            )
        add_issuer(
            session,
            organisation=province,
            valid_from=today,
            fields={
                "superior_name": "Ủy ban nhân dân tỉnh Thử Nghiệm",
                "printed_name": "Sở Khoa học và Công nghệ",
                "place": "Thử Nghiệm",
                "signer_title": "Giám đốc",
                "signer_name": "Phạm Đức Dũng",
            },
            prints_birth_date=False,
            document_type=DocumentType.COMPLETION,
            assignment=None,
            actor=None,
            now=now,
        )


def hr_uploads_the_list(site: Site, page: Page, folder: Path) -> str:
    """Fill in the template, upload, look at the preview, apply; return the learner's code."""
    sign_in(site, page, "HR01")
    page.goto(f"{site.url}/nhan-su/nhap")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp mẫu").click()
    template, filled = folder / "mau.xlsx", folder / "danh-sach.xlsx"
    download.value.save_as(template)
    fill_in(template, filled)

    page.get_by_label("Tệp danh sách").set_input_files(filled)
    page.get_by_role("button", name="Tải lên và xem trước").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Xem trước", timeout=PATIENCE_SECONDS * 1000
    )
    expect(page.get_by_text("Đơn vị: Ô này bắt buộc.")).to_be_visible()
    page.get_by_role("button", name="Ghi 2 thay đổi, bỏ qua 1 hàng lỗi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Đã ghi", timeout=PATIENCE_SECONDS * 1000
    )
    page.get_by_role("button", name="In phiếu kích hoạt").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải phiếu kích hoạt").click()
    words = words_of(Path(download.value.path()).read_bytes())
    sign_out(page)
    code = re.search(r"\b([0-9A-Z]{4}-){2,}[0-9A-Z]{4}\b", words.partition(LEARNER)[2])
    assert code is not None, words
    return code.group()


def fill_in(template: Path, target: Path) -> None:
    """Write three rows into the template: two good ones and one without a unit."""
    book = openpyxl.load_workbook(template)
    sheet = book.active
    assert sheet is not None
    headings = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    top = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == headings[0])
    places = {str(cell.value).rstrip(" ✱"): cell.column for cell in sheet[top] if cell.value}
    people = (
        {
            "Họ và tên": LEARNER,
            "Số định danh": ID_NUMBER,
            "Đơn vị": "TTTT",
            "Nhóm công tác": "Truyền thông",
            "Chuyên trách/kiêm nhiệm": "Chuyên trách",
            "Mã chương trình": "TTCS",
            "Hạn hoàn thành": "31/12/2099",
        },
        {
            "Họ và tên": "Vũ Văn Em",
            "Mã cán bộ": "CB02",
            "Đơn vị": "Trung tâm Truyền thông",
            "Nhóm công tác": "Truyền thông",
            "Chuyên trách/kiêm nhiệm": "Chuyên trách",
        },
        {"Họ và tên": "Đỗ Thị Giang", "Mã cán bộ": "CB03", "Nhóm công tác": "Truyền thông"},
    )
    for row, person in enumerate(people, start=top + 1):
        for heading, value in person.items():
            sheet.cell(row, places[heading], value)
    book.save(target)


def learner_opens_her_account(site: Site, page: Page, code: str) -> None:
    """Open the account with the one-time code; two clicks lead to the first lesson."""
    page.goto(f"{site.url}/kich-hoat")
    page.get_by_label("Mã kích hoạt").fill(code.lower())
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Kích hoạt và bắt đầu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc học của tôi")
    page.get_by_role("link", name="Bắt đầu học").click()


def learner_takes_the_programme(site: Site, page: Page) -> None:
    """Read every lesson in turn and pass every quiz, as the pages lead."""
    with site.resources.database.reading() as session:
        version = current_version(session, "ttcs")
        steps = programme_document(session, version.id).steps()
    for step in steps:
        if isinstance(step.item, Quiz):
            page.get_by_role("button", name="Bắt đầu lần 1").click()
            answer_everything(site, page, step.item)
            page.get_by_role("button", name="Nộp bài").click()
            expect(page.locator("#ket-qua")).to_contain_text("Đạt")
            if step is not steps[-1]:
                page.get_by_role("link", name="Học tiếp:").click()
        else:
            expect(page.get_by_role("heading", level=1)).to_have_text(step.title["vi"])
            page.locator(".pager button").click()


def answer_everything(site: Site, page: Page, quiz: Quiz) -> None:
    """Give the right answer to each question, the way its form asks for it."""
    with site.resources.database.reading() as session:
        hers = parse_id_number(ID_NUMBER, today=local_day(utc_now()))
        person = find_by_id_number(session, site.resources.keys, hers)
        assert person is not None
        (enrolment,) = enrolments_of(session, person_id=person.id)
        attempt = open_attempt(session, sitting=enrolment.uuid, quiz_key=quiz.key)
        assert attempt is not None
        questions = [question for question, _ in drawn_questions(attempt, quiz)]
    for number, question in enumerate(questions, start=1):
        page.wait_for_url(f"**/cau/{number}")
        answer(page, question)
        page.locator(".pager button").click()


def learner_fetches_the_certificate(page: Page, folder: Path) -> Path:
    """Wait for the worker to print it, then download the PDF."""
    page.get_by_role("link", name="Xem giấy chứng nhận và chương trình").click()
    wait_for(page, page.get_by_role("link", name="Xem và tải giấy chứng nhận"))
    page.get_by_role("link", name="Xem và tải giấy chứng nhận").click()
    wait_for(page, page.get_by_role("link", name="Tải bản PDF"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bản PDF").click()
    pdf = folder / "chung-nhan.pdf"
    download.value.save_as(pdf)
    sign_out(page)
    return pdf


def anyone_checks_it(site: Site, page: Page, pdf: Path) -> None:
    """Decode the QR code from a picture of the page and open what it says, signed in or not."""
    address = qr_code(pdf.read_bytes())
    assert address.startswith(site.url)
    page.goto(address)
    expect(page.get_by_role("heading", name="Có hiệu lực")).to_be_visible()
    main = page.locator("main").inner_text()
    assert LEARNER in main
    assert "0001/" in main
    assert ID_NUMBER not in page.content()
    page.goto(f"{site.url}/xac-minh")
    page.get_by_label("Tệp PDF giấy chứng nhận").set_input_files(pdf)
    page.get_by_role("button", name="Kiểm tra tệp").click()
    expect(page.get_by_role("heading", name="Tệp PDF đúng là bản đã cấp")).to_be_visible()
    assert urlsplit(page.url).path.startswith("/xac-minh/")


def manager_reads_the_figure(site: Site, page: Page, folder: Path) -> None:
    """Open the target: one of two trained; export it and find the same figures in Excel."""
    sign_in(site, page, "QL01")
    expect(page.locator("main")).to_contain_text("1/2")
    expect(page.locator("main")).to_contain_text("50,0%")
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    exported = folder / "chi-tieu.xlsx"
    download.value.save_as(exported)
    book = openpyxl.load_workbook(exported)
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert LEARNER in cells
    assert ID_NUMBER not in cells


def wait_for(page: Page, thing: object) -> None:
    """Reload until the thing is there: what a person would do."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not thing.count():  # type: ignore[attr-defined]
        assert time.monotonic() < end, page.locator("main").inner_text()
        page.wait_for_timeout(500)
        page.reload()
