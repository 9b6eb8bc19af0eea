"""Recognition by two people, in a browser: one files, the other decides, the figure follows."""

from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from lms.accounts.service import ensure_account, grant_role, set_password
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.organisations.service import OrganisationKind, add_organisation
from lms.people.service import (
    Identity,
    PostTerms,
    WorkingGroup,
    add_person,
    begin_post,
)
from tests.browser.steps import sign_in, sign_out
from tests.support.factories import PASSWORD
from tests.support.site import Site

LEARNER = "Trần Thị An"
BEGAN = date(2025, 1, 1)


def test_one_files_another_approves_and_the_figure_follows(
    site: Site, desk: Page, tmp_path: Path
) -> None:
    found_an_office(site)
    address = an_officer_files(site, desk, tmp_path)
    the_officer_cannot_decide(desk)
    another_approves(site, desk, address, tmp_path)
    the_figure_follows(site, desk)


def found_an_office(site: Site) -> None:
    """Set up a province with two HR officers, the second one a manager too, and An."""
    now = utc_now()
    with site.resources.database.transaction() as session:
        above = None
        for name, kind in (
            ("Toàn quốc", OrganisationKind.ROOT),
            ("Tỉnh Thử Nghiệm", OrganisationKind.PROVINCE),
        ):
            above = add_organisation(
                session, parent=above, name=name, kind=kind, valid_from=BEGAN, now=now, actor=None
            )
        assert above is not None
        for code, name, roles in (
            ("HR01", "Lê Văn Bình", (Role.HR,)),
            ("HR02", "Phạm Thị Chi", (Role.HR, Role.MANAGER)),
            ("CB01", LEARNER, ()),
        ):
            identity = Identity(full_name=name, staff_code=code, staff_code_scope=above.id)
            person = add_person(
                session, site.resources.keys, identity=identity, actor=None, now=now
            )
            account = ensure_account(session, person_id=person.id, now=now)
            set_password(session, account=account, password=PASSWORD, now=now)
            terms = PostTerms(
                organisation_id=above.id,
                working_group=WorkingGroup.COMMUNICATION,
                full_time=not roles,
                valid_from=BEGAN,
            )
            begin_post(session, person=person, terms=terms, source="test", actor=None, now=now)
            for role in roles:
                grant_role(
                    session,
                    account=account,
                    role=role,
                    organisation=above,
                    valid_from=local_day(now),
                    valid_to=None,
                    reason="Thử nghiệm",
                    granter=None,
                    now=now,
                )


def an_officer_files(site: Site, page: Page, folder: Path) -> str:
    """Fill in the form on An's page, with a paper; return the file's address."""
    paper = folder / "chung-nhan.pdf"
    paper.write_bytes(b"%PDF-1.7 the paper")
    sign_in(site, page, "HR01")
    page.goto(f"{site.url}/nhan-su")
    page.get_by_role("link", name=LEARNER).first.click()
    page.get_by_role("link", name="Nộp hồ sơ công nhận").click()
    page.get_by_label("Tên khóa học").fill("Truyền thông số cơ bản")
    page.get_by_label("Đơn vị tổ chức").fill("Học viện Báo chí và Tuyên truyền")
    page.get_by_label("Số, ngày quyết định hoặc chứng nhận").fill("12/QĐ, 02/09/2025")
    page.get_by_label("Từ ngày").fill("25/08/2025")
    page.get_by_label("Ngày hoàn thành").fill("01/09/2025")
    page.get_by_label("Số tiết").fill("40")
    page.get_by_label("Nội dung đã học").fill("Viết tin, làm phim ngắn, an toàn thông tin")
    page.get_by_label("Minh chứng").set_input_files(paper)
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_text("Đã nộp hồ sơ. Một người khác sẽ duyệt.")).to_be_visible()
    return page.url


def the_officer_cannot_decide(page: Page) -> None:
    expect(page.get_by_role("button", name="Duyệt")).to_have_count(0)
    expect(page.get_by_role("button", name="Rút hồ sơ")).to_be_visible()
    sign_out(page)


def another_approves(site: Site, page: Page, address: str, folder: Path) -> None:
    """Open the file from the list, look at the paper, approve."""
    sign_in(site, page, "HR02")
    page.goto(f"{site.url}/cong-nhan")
    page.get_by_role("link", name=LEARNER).click()
    assert page.url == address
    with page.expect_download() as download:
        page.get_by_role("link", name="chung-nhan.pdf").click()
    fetched = folder / "fetched.pdf"
    download.value.save_as(fetched)
    assert fetched.read_bytes() == b"%PDF-1.7 the paper"
    page.get_by_role("button", name="Duyệt").click()
    expect(page.get_by_text("Đã ghi quyết định.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Đã công nhận")


def the_figure_follows(site: Site, page: Page) -> None:
    """An counts as trained; nobody has confirmed the list yet, then HR does."""
    page.goto(f"{site.url}/chi-tieu")
    expect(page.locator("main")).to_contain_text("1 / 1 người")
    expect(page.locator("main")).to_contain_text("0/1 đơn vị đã xác nhận")
    page.goto(f"{site.url}/xac-nhan-danh-sach")
    page.locator("main").get_by_role("link", name="Tỉnh Thử Nghiệm").click()
    page.get_by_role("button", name="Xác nhận 3 người này").click()
    expect(page.get_by_text("Đã xác nhận danh sách.")).to_be_visible()
    page.goto(f"{site.url}/chi-tieu")
    expect(page.locator("main")).to_contain_text("đã xác nhận ngày")
    sign_out(page)
