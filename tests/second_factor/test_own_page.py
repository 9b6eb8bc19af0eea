"""The page of one's own second factor: set up, new recovery codes, removed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import zxingcpp
from bs4 import BeautifulSoup
from flask import Flask
from PIL import Image
from sqlalchemy import select

from lms.accounts.service import ensure_account
from lms.core.audit import AuditEvent
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.people.service import Person
from lms.second_factor.models import AuthenticatorApp
from lms.second_factor.rules import SETUP_LIFE
from lms.second_factor.service import has_second_factor
from tests.support.browser import Browser, text_of
from tests.support.factories import PASSWORD, People, give_password
from tests.support.second_factor import add_second_factor, code_now

PAGE = "/tai-khoan/xac-thuc-hai-buoc"
FORMS = ("bat-dau", "xac-nhan", "ma-du-phong", "bo")
WRONG = "Mã xác thực chưa đúng"

Clock = Callable[[timedelta], None]


@dataclass(frozen=True)
class Factor:
    """What the pages showed and what was typed when a factor was set up."""

    secret: str
    code: str  # used up
    recovery: Sequence[str]


@pytest.fixture
def an(browser: Browser, people: People, resources: Resources) -> Browser:
    """An's browser; she has a password and nothing else."""
    with resources.database.transaction() as session:
        give_password(session, people.an)
    browser.sign_in(people.an)
    return browser


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the pages' clock stand still, and go on by so much."""
    start = utc_now()

    def go_on(time: timedelta) -> None:
        monkeypatch.setattr("lms.second_factor.views.utc_now", lambda: start + time)

    go_on(timedelta(0))
    return go_on


def secret_on(page: BeautifulSoup) -> str:
    """Return the secret, as it is typed."""
    typed = page.select_one("p.code")
    assert typed is not None
    return text_of(typed).replace(" ", "")


def codes_on(page: BeautifulSoup) -> Sequence[str]:
    return [text_of(item) for item in page.select("li .code")]


def set_up(browser: Browser) -> Factor:
    """Set the factor up through the pages."""
    secret = secret_on(browser.post(f"{PAGE}/bat-dau", {"password": PASSWORD}, status=200))
    code = code_now(secret, utc_now())
    done = browser.post(f"{PAGE}/xac-nhan", {"code": code}, status=200)
    return Factor(secret, code, codes_on(done))


def is_set_up(resources: Resources, person: Person) -> bool:
    with resources.database.transaction() as session:
        account = ensure_account(session, person_id=person.id, now=utc_now())
        return has_second_factor(session, account_id=account.id)


def actions(resources: Resources) -> Sequence[str]:
    with resources.database.reading() as session:
        return session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.action.startswith("second_factor."))
            .order_by(AuditEvent.id)
        ).all()


def test_it_is_set_up_with_password_qr_code_and_a_right_code(
    an: Browser, people: People, resources: Resources
) -> None:
    assert "Thiết lập xác thực hai bước" in text_of(an.get("/tai-khoan"))
    an.get(PAGE)
    page = an.post(f"{PAGE}/bat-dau", {"password": PASSWORD}, status=200)
    secret = secret_on(page)
    (link,) = page.select("a[href^='otpauth:']")
    address = urlsplit(str(link["href"]))
    assert parse_qs(address.query)["secret"] == [secret]
    assert unquote(address.path) == "/Lan Tỏa:Trần Thị An"
    assert not is_set_up(resources, people.an)

    done = an.post(f"{PAGE}/xac-nhan", {"code": code_now(secret, utc_now())}, status=200)

    assert len(set(codes_on(done))) == 10
    assert is_set_up(resources, people.an)
    assert "Còn 10 mã dự phòng chưa dùng" in text_of(an.get(PAGE))
    assert "Quản lý xác thực hai bước" in text_of(an.get("/tai-khoan"))
    assert actions(resources) == ["second_factor.set_up", "second_factor.codes_made"]


def test_the_drawn_code_holds_the_address(an: Browser) -> None:
    page = an.post(f"{PAGE}/bat-dau", {"password": PASSWORD}, status=200)
    (link,) = page.select("a[href^='otpauth:']")
    (path,) = page.select("svg[role=img] path")
    dark = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", str(path["d"]))]
    side = max(x for x, _y in dark) + 9  # with the quiet zone on both sides
    drawn = Image.new("L", (side, side), 255)
    for x, y in dark:
        drawn.putpixel((x + 4, y + 4), 0)
    (read,) = zxingcpp.read_barcodes(drawn.resize((4 * side, 4 * side)))
    assert read.text == link["href"]


def test_a_wrong_password_shows_no_secret(
    an: Browser, people: People, resources: Resources
) -> None:
    page = an.post(f"{PAGE}/bat-dau", {"password": "sai"}, status=422)
    assert "Mật khẩu đang dùng chưa đúng" in text_of(page)
    assert page.select_one("p.code") is None
    an.post(f"{PAGE}/bat-dau", {"password": ""}, status=422)
    assert not is_set_up(resources, people.an)


def test_guessing_the_password_here_and_on_the_account_page_counts_together(an: Browser) -> None:
    for _ in range(5):
        an.post(f"{PAGE}/bat-dau", {"password": "sai"}, status=422)
    refused = an.post(f"{PAGE}/bat-dau", {"password": PASSWORD}, status=429)
    assert "Hãy đợi 1 phút" in text_of(refused)
    new = {"old": PASSWORD, "password": f"{PASSWORD} mới", "repeat": f"{PASSWORD} mới"}
    an.post("/tai-khoan/mat-khau", new, status=429)


def test_an_unconfirmed_secret_is_shown_once_and_counts_for_an_hour(
    an: Browser, people: People, resources: Resources, later: Clock
) -> None:
    secret = secret_on(an.post(f"{PAGE}/bat-dau", {"password": PASSWORD}, status=200))
    wrong = an.post(f"{PAGE}/xac-nhan", {"code": "000000"}, status=422)
    assert "Mã chưa đúng hoặc đã hết hạn" in text_of(wrong)
    for page in (wrong, an.get(PAGE)):
        assert secret[:8] not in text_of(page).replace(" ", "")
        assert page.select_one("form[action$=xac-nhan]") is not None
    later(SETUP_LIFE)
    code = {"code": code_now(secret, utc_now() + SETUP_LIFE)}
    assert "đã quá một giờ" in text_of(an.post(f"{PAGE}/xac-nhan", code, status=422))
    assert an.get(PAGE).select_one("form[action$=xac-nhan]") is None
    assert not is_set_up(resources, people.an)


def test_beginning_again_ends_the_secret_before(an: Browser) -> None:
    old = secret_on(an.post(f"{PAGE}/bat-dau", {"password": PASSWORD}, status=200))
    new = secret_on(an.post(f"{PAGE}/bat-dau", {"password": PASSWORD}, status=200))
    an.post(f"{PAGE}/xac-nhan", {"code": code_now(old, utc_now())}, status=422)
    an.post(f"{PAGE}/xac-nhan", {"code": code_now(new, utc_now())}, status=200)


def test_a_second_window_does_not_set_it_up_twice(an: Browser) -> None:
    code = set_up(an).code
    for form, data in (("bat-dau", {"password": PASSWORD}), ("xac-nhan", {"code": code})):
        page = an.post(f"{PAGE}/{form}", data, status=409)
        assert "đã được thiết lập" in text_of(page)


def test_new_recovery_codes_need_a_code_that_was_not_used(an: Browser) -> None:
    factor = set_up(an)
    used = an.post(f"{PAGE}/ma-du-phong", {"lam-lai-code": factor.code}, status=422)
    assert WRONG in text_of(used)
    old = factor.recovery
    new = codes_on(an.post(f"{PAGE}/ma-du-phong", {"lam-lai-code": old[0]}, status=200))
    assert len({*new, *old}) == 20
    an.post(f"{PAGE}/ma-du-phong", {"lam-lai-code": old[1]}, status=422)
    an.post(f"{PAGE}/ma-du-phong", {"lam-lai-code": new[1]}, status=200)


def test_removing_needs_password_and_code(
    an: Browser, people: People, resources: Resources
) -> None:
    codes = set_up(an).recovery
    for password, code in (("sai", codes[0]), (PASSWORD, "000000"), (PASSWORD, "")):
        an.post(f"{PAGE}/bo", {"bo-password": password, "bo-code": code}, status=422)
    assert is_set_up(resources, people.an)
    an.post(f"{PAGE}/bo", {"bo-password": PASSWORD, "bo-code": codes[0]})
    assert "Đã bỏ xác thực hai bước" in text_of(an.follow())
    assert not is_set_up(resources, people.an)
    assert actions(resources)[-2:] == ["second_factor.code_used", "second_factor.removed"]
    set_up(an)


def test_wrong_codes_are_counted_although_the_request_is_refused(an: Browser) -> None:
    codes = set_up(an).recovery
    for _ in range(5):
        an.post(f"{PAGE}/ma-du-phong", {"lam-lai-code": "000000"}, status=422)
    refused = an.post(f"{PAGE}/ma-du-phong", {"lam-lai-code": codes[0]}, status=429)
    assert "Hãy đợi 1 phút" in text_of(refused)
    an.post(f"{PAGE}/bo", {"bo-password": PASSWORD, "bo-code": codes[0]}, status=429)


def test_guessing_the_first_code_is_slow_too(an: Browser) -> None:
    secret = secret_on(an.post(f"{PAGE}/bat-dau", {"password": PASSWORD}, status=200))
    for _ in range(5):
        an.post(f"{PAGE}/xac-nhan", {"code": "000000"}, status=422)
    an.post(f"{PAGE}/xac-nhan", {"code": code_now(secret, utc_now())}, status=429)


def test_without_a_factor_there_is_nothing_to_renew_or_remove(an: Browser) -> None:
    an.post(f"{PAGE}/ma-du-phong", {"lam-lai-code": "000000"}, status=403)
    an.post(f"{PAGE}/bo", {"bo-password": PASSWORD, "bo-code": "000000"}, status=403)
    page = an.post(f"{PAGE}/xac-nhan", {"code": "000000"}, status=422)
    assert "chưa bắt đầu" in text_of(page)


def test_the_factor_of_one_is_not_that_of_another(
    an: Browser, app: Flask, people: People, resources: Resources
) -> None:
    set_up(an)
    binh = Browser(app)
    with resources.database.transaction() as session:
        give_password(session, people.binh)
    binh.sign_in(people.binh)
    assert "Chưa thiết lập" in text_of(binh.get("/tai-khoan"))
    set_up(binh)


def test_a_secret_is_in_no_log_and_kept_only_as_cipher(
    an: Browser, resources: Resources, caplog: pytest.LogCaptureFixture
) -> None:
    factor = set_up(an)
    with resources.database.reading() as session:
        (app,) = session.scalars(select(AuthenticatorApp)).all()
        events = [str(event.detail) for event in session.scalars(select(AuditEvent))]
    told = caplog.text + "".join(events)
    assert not any(word in told for word in (factor.secret, *factor.recovery))
    assert re.fullmatch("[A-Z2-7]{32}", factor.secret)
    assert factor.secret.encode() not in app.secret


def test_strangers_sign_in_first(app: Flask) -> None:
    stranger = Browser(app)
    stranger.get(PAGE, status=302)
    for form in FORMS:
        stranger.post(f"{PAGE}/{form}", {}, status=401)


def test_forms_without_their_token_are_refused(
    an: Browser, people: People, resources: Resources
) -> None:
    codes = set_up(an).recovery
    data = {"password": PASSWORD, "code": codes[0], "bo-password": PASSWORD, "bo-code": codes[0]}
    for form in FORMS:
        an.post(f"{PAGE}/{form}", data, status=400, token=False)
    assert is_set_up(resources, people.an)


def test_all_is_said_in_english_too(an: Browser) -> None:
    an.post("/tai-khoan/hien-thi", {"language": "en", "next": PAGE})
    an.language = "en"
    assert "Two-step verification" in text_of(an.get(PAGE))
    codes = set_up(an).recovery
    assert len(codes) == 10
    assert "10 recovery codes are unused" in text_of(an.get(PAGE))


def test_the_tests_own_app_shows_an_unused_code(
    people: People, resources: Resources, an: Browser
) -> None:
    now = utc_now()
    with resources.database.transaction() as session:
        account = ensure_account(session, person_id=people.an.id, now=now)
        secret = add_second_factor(session, resources.keys, account.id, now)
    an.post(f"{PAGE}/ma-du-phong", {"lam-lai-code": code_now(secret, utc_now())}, status=200)
