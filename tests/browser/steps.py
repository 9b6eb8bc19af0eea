"""What people do in every story: sign in, sign out."""

from playwright.sync_api import Page, expect

from tests.support.factories import PASSWORD
from tests.support.site import Site


def sign_in(site: Site, page: Page, name: str) -> None:
    """Sign in with a staff code."""
    page.goto(f"{site.url}/dang-nhap")
    page.get_by_label("Số điện thoại hoặc mã cán bộ").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: not url.endswith("/dang-nhap"))


def sign_out(page: Page) -> None:
    """Sign out; the front page is there again."""
    page.get_by_role("button", name="Đăng xuất").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
