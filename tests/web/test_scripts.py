"""The two scripts, in Chromium: answers save themselves, progress shows itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from lms.core.resources import Resources
from lms.web import kit
from tests.support import services
from tests.web.conftest import load
from tests.web.rooms import ROOMS
from tests.web.visitor import AN, Visitor

pytestmark = [pytest.mark.live, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]
SAVED = "Đã lưu câu 1 lúc 14:32"


@dataclass
class Site:
    """The kit on a port of this machine, and a browser in which An is signed in."""

    app: Flask
    resources: Resources
    context: BrowserContext

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(self.resources.settings.public_url + path)
        return page

    def sign_in(self) -> None:
        page = self.open("/dang-nhap")
        token = page.locator("main input[name=csrf_token]").get_attribute("value") or ""
        base = self.resources.settings.public_url
        page.request.post(
            f"{base}/dang-nhap", form={"csrf_token": token, "account": str(AN), "next": "/thu/"}
        )
        page.close()

    @property
    def answers(self) -> list[Any]:
        return list(self.app.config["ANSWERS"])


@pytest.fixture
def site(resources: Resources, chromium: Browser) -> Iterator[Site]:
    address = f"http://127.0.0.1:{services.free_port()}"
    settings = replace(resources.settings, public_url=address)
    resources = replace(resources, settings=settings)
    app = kit.make_app(resources, load_principal=load, rooms=ROOMS)
    app.config.update(ANSWERS=[], DONE=0)
    server = make_server("127.0.0.1", int(address.rpartition(":")[2]), app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    context = chromium.new_context(locale="vi-VN")
    context.set_default_timeout(15_000)
    site = Site(app, resources, context)
    site.sign_in()
    yield site
    context.close()
    server.shutdown()
    thread.join()


def test_a_chosen_answer_is_saved_at_once(site: Site) -> None:
    page = site.open("/thu/cau")
    page.get_by_label("a", exact=True).check()
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.get_by_label("b", exact=True).check()
    expect(page.locator("input[name=sequence]")).to_have_value("2")
    assert site.answers == ["a", "b"]
    assert page.evaluate("localStorage.length") == 0


def test_typed_words_are_saved_after_a_pause(site: Site) -> None:
    page = site.open("/thu/cau")
    page.get_by_label("Hoặc viết").press_sequentially("số liệu")
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert site.answers == ["số liệu"]


def test_without_a_connection_the_answer_waits_and_goes_out_by_itself(site: Site) -> None:
    page = site.open("/thu/cau")
    site.context.set_offline(offline=True)
    page.get_by_label("a", exact=True).check()
    expect(page.get_by_text("Mất kết nối")).to_be_visible()
    page.get_by_label("b", exact=True).check()
    site.context.set_offline(offline=False)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert site.answers == ["b"]


def test_an_answer_survives_closing_the_page_without_a_connection(site: Site) -> None:
    page = site.open("/thu/cau")
    site.context.set_offline(offline=True)
    page.get_by_label("b", exact=True).check()
    expect(page.get_by_text("Mất kết nối")).to_be_visible()
    page.close()
    site.context.set_offline(offline=False)
    page = site.open("/thu/cau")
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(page.get_by_label("b", exact=True)).to_be_checked()
    assert site.answers == ["b"]


def test_a_second_window_is_told_and_overwrites_nothing(site: Site) -> None:
    first, second = site.open("/thu/cau"), site.open("/thu/cau")
    second.get_by_label("b", exact=True).check()
    expect(second.get_by_text(SAVED)).to_be_visible()
    first.get_by_label("a", exact=True).check()
    expect(first.get_by_text("Dữ liệu đã thay đổi")).to_be_visible()
    assert site.answers == ["b"]


def test_after_a_new_sign_in_elsewhere_the_answer_goes_out_by_itself(site: Site) -> None:
    page = site.open("/thu/cau")
    Visitor(site.app, site.resources).age_sessions(timedelta(hours=1))
    page.get_by_label("a", exact=True).check()
    expect(page.get_by_text("Phiên đã hết")).to_be_visible()
    site.sign_in()
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert site.answers == ["a"]


def test_the_button_works_with_the_script_and_without(site: Site) -> None:
    page = site.open("/thu/cau")
    page.get_by_label("a", exact=True).check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", name="Thử")).to_be_visible()
    assert set(site.answers) == {"a"}


def test_progress_shows_itself_and_the_page_turns_when_it_is_done(site: Site) -> None:
    page = site.open("/thu/tien-do")
    site.app.config["DONE"] = 1200
    expect(page.get_by_text("Đã ghi 1.200 trên 2.000 hàng")).to_be_visible()
    expect(page.locator("progress")).to_have_js_property("value", 1200)
    site.app.config["DONE"] = 2000
    expect(page.get_by_text("Đã ghi xong.")).to_be_visible()
