"""Somebody moves to another unit: her page says so, and the figures of both units follow."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.text import short_date
from tests.browser.steps import found_with, sign_in, sign_out
from tests.support.site import Site

TODAY = short_date(local_day(utc_now()))
YESTERDAY = short_date(local_day(utc_now()) - timedelta(days=1))


def test_an_moves_from_one_commune_to_another(site: Site, desk: Page) -> None:
    found_with(site, ("HR01", "Đỗ Văn Em", Role.HR), ("QL01", "Hồ Thị Lan", Role.MANAGER))
    officer_moves_her(site, desk)
    manager_sees_both_days(site, desk)


def officer_moves_her(site: Site, page: Page) -> None:
    """Find her without tone marks, say where she goes, and read what her page says then."""
    sign_in(site, page, "HR01")
    page.goto(f"{site.url}/nhan-su")
    page.get_by_label("Họ tên hoặc mã cán bộ").fill("tran thi an")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Trần Thị An").click()
    page.get_by_role("link", name="Chuyển", exact=True).click()
    page.get_by_label("Đơn vị").fill("xã b")
    page.get_by_label("Ngày bắt đầu").fill(TODAY)
    page.get_by_label("Lý do, căn cứ").fill("Quyết định 12")
    page.get_by_role("button", name="Chuyển vị trí").click()
    expect(page.get_by_text("Đã ghi thay đổi.")).to_be_visible()
    posts = page.get_by_role("region", name="Vị trí công tác").get_by_role("listitem")
    expect(posts.filter(has_text="Đang giữ")).to_contain_text("Xã B")
    expect(posts.filter(has_text="Đã thôi giữ")).to_contain_text("Xã A")
    expect(posts.filter(has_text="Đang giữ")).to_contain_text("Quyết định 12")
    sign_out(page)


def manager_sees_both_days(site: Site, page: Page) -> None:
    """Count her in the new unit today and in the old one yesterday, once in the whole on both."""
    sign_in(site, page, "QL01")
    page.goto(f"{site.url}/chi-tieu")
    assert people_by_unit(page) == {"Xã A": "2", "Xã B": "2"}
    total = page.locator("tfoot .k-t").inner_text()
    page.get_by_label("Số liệu đến ngày").fill(YESTERDAY)
    page.get_by_role("button", name="Xem", exact=True).click()
    assert people_by_unit(page) == {"Xã A": "3", "Xã B": "1"}
    assert page.locator("tfoot .k-t").inner_text() == total


def people_by_unit(page: Page) -> dict[str, str]:
    rows = page.locator("table").last.locator("tbody tr").filter(has_text="Xã ")
    return {
        row.get_by_role("rowheader").locator("a").inner_text(): row.locator(".k-t").inner_text()
        for row in rows.all()
    }
