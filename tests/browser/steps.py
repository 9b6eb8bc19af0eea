"""What stories begin with, and what people do in them."""

from playwright.sync_api import Page, expect

from lms.assessment.service import right_value
from lms.catalog.service import Question, QuestionType
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


def answer(page: Page, question: Question) -> None:  # noqa: C901 - one case a type
    """Give the right answer, the way the question's form asks for it."""
    value = right_value(question)
    match question.type:
        case QuestionType.SINGLE | QuestionType.TRUE_FALSE:
            page.locator(f'[name="answer"][value="{value}"]').check()
        case QuestionType.MULTIPLE:
            for key in list(value):  # type: ignore[call-overload]
                page.locator(f'[name="answer"][value="{key}"]').check()
        case QuestionType.ORDER:
            for place, key in enumerate(list(value), start=1):  # type: ignore[call-overload]
                page.locator(f'[name="answer-{key}"]').select_option(str(place))
        case QuestionType.MATCH:
            for key, right in dict(value).items():  # type: ignore[call-overload]
                page.locator(f'[name="answer-{key}"]').select_option(right)
        case QuestionType.GAP:
            for key, word in dict(value).items():  # type: ignore[call-overload]
                field = page.locator(f'[name="answer-{key}"]')
                if field.evaluate("field => field.tagName") == "SELECT":
                    field.select_option(word)
                else:
                    field.fill(word)
