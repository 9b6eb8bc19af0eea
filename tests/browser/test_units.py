"""Two communes become one, from the administrator's login to the figure by unit."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.text import short_date
from tests.browser.steps import found_with, sign_in, sign_out
from tests.support.site import Site

TODAY = short_date(local_day(utc_now()))
YESTERDAY = short_date(local_day(utc_now()) - timedelta(days=1))


def test_two_communes_become_one(site: Site, desk: Page) -> None:
    found_with(site, ("QT01", "Đỗ Văn Em", Role.ADMIN), ("QL01", "Hồ Thị Lan", Role.MANAGER))
    administrator_merges_them(site, desk)
    manager_reads_the_figures(site, desk)


def administrator_merges_them(site: Site, page: Page) -> None:
    """Fill in the form, look at the consequences, record the change."""
    sign_in(site, page, "QT01")
    page.goto(f"{site.url}/don-vi")
    page.get_by_role("link", name="Xã A").click()
    page.get_by_role("link", name="Sáp nhập").click()
    page.get_by_label("Sáp nhập cùng các đơn vị").fill("xã b")
    page.get_by_label("Tên đơn vị mới").fill("Xã Hòa Hợp")
    page.get_by_label("Có hiệu lực từ ngày").fill(TODAY)
    page.get_by_label("Căn cứ và lý do").fill("Nghị quyết 1")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="“Xã B” ngừng hoạt động")).to_be_visible()
    page.get_by_role("button", name="Ghi thay đổi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã Hòa Hợp")
    expect(page.get_by_text("Đã ghi thay đổi của đơn vị.")).to_be_visible()
    sign_out(page)


def manager_reads_the_figures(site: Site, page: Page) -> None:
    """Find the same people in the new unit today, in the old ones yesterday, and in both trees."""
    sign_in(site, page, "QL01")
    page.goto(f"{site.url}/chi-tieu")
    units = page.locator("table").last.locator("tbody")
    expect(units).to_contain_text("Xã Hòa Hợp")
    expect(units).not_to_contain_text("Xã A")
    total = page.locator("table").last.locator("tfoot .k-t").inner_text()
    page.get_by_label("Số liệu đến ngày").fill(YESTERDAY)
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(units).to_contain_text("Xã A")
    expect(units).not_to_contain_text("Xã Hòa Hợp")
    assert page.locator("table").last.locator("tfoot .k-t").inner_text() == total
    page.get_by_label("Xếp theo đơn vị").select_option("hiện nay")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(units).to_contain_text("Xã Hòa Hợp")
    expect(units).not_to_contain_text("Xã A")
    assert page.locator("table").last.locator("tfoot .k-t").inner_text() == total
