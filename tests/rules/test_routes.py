"""Rules that hold for every route, so that nobody has to remember them."""

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from config import Settings
from lms.app import create_app
from lms.core.permissions import Permission
from lms.core.resources import Resources
from lms.web.guard import PUBLIC
from lms.web.menu import MenuItem
from tests.support.browser import Browser
from tests.support.routes import LISTED, lines, policy

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def _pages(app: Flask) -> list[Rule]:
    """Return the routes of signed-in people's pages that need no parameter."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and policy(app, rule.endpoint) != PUBLIC
    ]


def test_every_view_declares_itspolicy(app: Flask) -> None:
    known = {*Permission, PUBLIC}
    assert [name for name in app.view_functions if policy(app, name) not in known] == []


def test_a_view_without_a_policy_is_refused(settings: Settings, resources: Resources) -> None:
    app = create_app(settings, resources)
    app.add_url_rule("/quen-khai-bao", "forgotten", lambda: "bí mật")
    Browser(app).get("/quen-khai-bao", status=401)


def test_no_route_appears_or_vanishes_unnoticed(app: Flask) -> None:
    """A public endpoint is one more line that ends in “public”: look twice before adding it."""
    listed = LISTED.read_text(encoding="utf-8").splitlines()
    assert lines(app) == listed, "make routes, and say why in the change"


def test_paths_are_kebab_case_and_parameters_typed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]*>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), rule.rule
        for parameter in re.findall(r"<([^>]*)>", rule.rule):
            assert ":" in parameter, f"{rule.rule}: say <type:{parameter}>"


def test_no_primary_key_is_in_an_address(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert not re.search(r"<int:(\w+_)?id>", rule.rule), rule.rule


def test_every_page_is_in_the_menu_or_linked_from_one(app: Flask) -> None:
    items: list[MenuItem] = app.extensions["lms.menu"]
    in_menu = {item.endpoint for item in items}
    templates = "".join(
        path.read_text(encoding="utf-8") for path in Path("lms").rglob("templates/**/*.html")
    )
    for rule in _pages(app):
        room, _, name = rule.endpoint.rpartition(".")
        linked = re.search(rf"""["']({re.escape(room)})?\.{re.escape(name)}["']""", templates)
        assert rule.endpoint in in_menu or linked, f"nothing leads to {rule.endpoint}"


@pytest.mark.parametrize("path", ["/khong-co", "/hoc-tap/khong-phai-uuid"])
def test_an_unknown_path_is_not_found(browser: Browser, path: str) -> None:
    assert "Không tìm thấy trang" in browser.get(path, status=404).text
