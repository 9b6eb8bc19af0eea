"""Every page that a link leads to, as every role, at a desk and on a phone: axe finds nothing."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from lms.cli import TASKS
from lms.core import jobs
from lms.demo.load import ACCOUNTS, demo_password, load
from tests.support.site import Site, running_site

DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
PEOPLE = 40
MOST = 60  # pages a role; lists lead to many pages of one kind
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Yield the product with made-up people, their certificates issued."""
    folder = tmp_path_factory.mktemp("demo")
    with running_site(folder, database_url=None, queue_url=None) as site:
        for _ in load(site.resources, people=PEOPLE, if_empty=True):
            pass
        while jobs.run_due(site.resources, TASKS):
            pass
        yield site


@pytest.mark.parametrize("staff_code", [None, *(code for code, *_ in ACCOUNTS)])
def test_axe_finds_nothing(demo_site: Site, chromium: Browser, staff_code: str | None) -> None:
    context = chromium.new_context(viewport=DESK, locale="vi-VN")
    page = context.new_page()
    if staff_code is not None:
        page.goto(f"{demo_site.url}/dang-nhap")
        page.get_by_label("Số điện thoại hoặc mã cán bộ").fill(staff_code)
        page.get_by_label("Mật khẩu", exact=True).fill(demo_password(demo_site.resources.keys))
        page.get_by_role("button", name="Đăng nhập").click()
    seen = visit_everything(page, demo_site.url)
    context.close()
    assert len(seen) >= (5 if staff_code is None else 4), seen


def visit_everything(page: Page, home: str) -> dict[str, str]:
    """Follow the links from the front page, one of each kind of address, and look at each page."""
    waiting, seen = [f"{home}/"], dict[str, str]()
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if kind(address) in seen:
            continue
        answer = page.goto(address)
        assert answer is not None
        seen[kind(address)] = address
        assert answer.status == 200, (address, answer.status)
        for viewport in (PHONE, DESK):
            page.set_viewport_size(viewport)
            look_at(page, address)
        links = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        waiting += [
            urldefrag(link).url
            for link in links
            if link.startswith(home) and not is_file(link) and kind(link) not in seen
        ]
    return seen


def look_at(page: Page, address: str) -> None:
    """Run axe, and see that nothing sticks out of the window."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert not wide, f"{address} is wider than the window"


def is_file(link: str) -> bool:
    path = urlsplit(link).path
    is_named = Path(path).suffix in {".pdf", ".xlsx"} or path.endswith(("/xlsx", "/csv"))
    return is_named or "/tep/" in path


def kind(address: str) -> str:
    """Return the address without what tells one thing from another of its kind."""
    parts = urlsplit(address).path.strip("/").split("/")
    plain = ["…" if any(c.isdigit() for c in part) or len(part) > 20 else part for part in parts]
    return "/".join(plain)
