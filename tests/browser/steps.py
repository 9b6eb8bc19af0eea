"""What stories begin with, and what people do in every one: sign in, sign out."""

from playwright.sync_api import Page, expect

from lms.core.permissions import Role
from tests.support.factories import (
    PASSWORD,
    People,
    add_staff,
    found_country,
    give_password,
)
from tests.support.site import Site


def found_with(site: Site, *officers: tuple[str, str, Role]) -> People:
    """Write the made-up country, and officers (staff code, name, role) of its province."""
    keys = site.resources.keys
    with site.resources.database.transaction() as session:
        country = found_country(session, keys)
        for code, name, role in officers:
            person = add_staff(
                session, keys, name, country.xa_a, role=role, over=country.province, staff_code=code
            )
            give_password(session, person)
    return country


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
