"""Headers on every answer, gzip, and static files."""

import gzip

import pytest

from lms.web.headers import FIXED
from lms.web.static_files import asset
from tests.web.visitor import Visitor

EVERYWHERE = (
    "/",
    "/dang-nhap",
    "/huong-dan",
    "/tinh-trang",
    "/khong-co",
    "/thu/",
    "/thu/hong",
    "/thu/mat-co-so-du-lieu",
    "/thu/chua-khai-bao",
    f"/tinh/{asset('app.css').digest}/app.css",
    "/tinh/0/app.css",
)


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_every_header(visitor: Visitor, path: str) -> None:
    for answer in (visitor.get(path), visitor.client.post(path, base_url=visitor.base)):
        for name, value in FIXED.items():
            assert answer.headers[name] == value
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        assert "Cache-Control" in answer.headers


def test_pages_of_signed_in_people_are_not_stored(visitor: Visitor) -> None:
    assert visitor.get("/huong-dan").headers["Cache-Control"] == "private, no-cache"
    visitor.sign_in()
    assert visitor.get("/huong-dan").headers["Cache-Control"] == "no-store"
    assert visitor.get("/thu/ten").headers["Cache-Control"] == "no-store"


def test_static_files_have_their_hash_in_the_address_and_stay_for_a_year(visitor: Visitor) -> None:
    page = visitor.get("/dang-nhap").text
    address = f"/tinh/{asset('app.css').digest}/app.css"
    assert address in page
    answer = visitor.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    for name in ("app.css", "../kit.py", ".."):
        assert visitor.get(f"/tinh/0000000000000000/{name}").status_code == 404


def test_the_style_sheet_names_its_fonts_with_their_hashes(visitor: Visitor) -> None:
    css = visitor.get(f"/tinh/{asset('app.css').digest}/app.css").text
    font = asset("noto-sans-vietnamese-400.woff2")
    address = f"/tinh/{font.digest}/noto-sans-vietnamese-400.woff2"
    assert f"url({address})" in css
    assert "url(fonts/" not in css
    assert visitor.get(address).mimetype == "font/woff2"


def test_text_goes_out_packed_and_small_answers_do_not(visitor: Visitor) -> None:
    plain = visitor.get("/huong-dan")
    packed = visitor.get("/huong-dan", accept_encoding="gzip, deflate, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data).startswith(b"<!doctype html>")
    assert len(packed.data) < len(plain.data) / 2
    font = "noto-sans-latin-400.woff2"
    for path in ("/tinh-trang", f"/tinh/{asset(font).digest}/{font}"):
        assert "Content-Encoding" not in visitor.get(path, accept_encoding="gzip").headers
    refused = visitor.get("/huong-dan", accept_encoding="gzip;q=0")
    assert "Content-Encoding" not in refused.headers


def test_a_first_visit_is_light(visitor: Visitor) -> None:
    page = visitor.get("/dang-nhap", accept_encoding="gzip")
    parts = [asset(name).packed for name in ("app.css", "mark.svg", "quiz.js")]
    assert len(page.data) + sum(map(len, parts)) < 16_000


def test_a_download_has_its_vietnamese_name(visitor: Visitor) -> None:
    visitor.sign_in()
    answer = visitor.get("/thu/tep")
    disposition = answer.headers["Content-Disposition"]
    assert 'filename="danh-sach-dak-lak.xlsx"' in disposition
    assert "filename*=UTF-8''Danh%20s%C3%A1ch%20%C4%90%E1%BA%AFk%20L%E1%BA%AFk.xlsx" in disposition
    assert answer.headers["Cache-Control"] == "no-store"
