"""The tests' browser finds what it should: a page that is good, and each way to be bad."""

import pytest
from bs4 import BeautifulSoup

from tests.support.browser import inspect

GOOD = """<!doctype html>
<html lang="vi"><head><title>Trang học – Lan Tỏa</title></head>
<body><h1 id="a">Trang học</h1><p>Chữ</p>
<form action="/gui" method="post"><input type="hidden" name="csrf_token" value="x">
<label for="ten">Tên</label><input id="ten" name="ten"></form></body></html>"""


def _faults(text: str) -> list[str]:
    return list(inspect(text, BeautifulSoup(text, "html.parser")))


def test_a_good_page_has_no_fault() -> None:
    assert _faults(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("<!doctype html>\n", "", "expected-doctype-but-got-start-tag"),
        ("<p>Chữ</p>", "<p><div>Chữ</div></p>", "not HTML5"),
        ('lang="vi"', 'lang="en"', "lang=vi"),
        ("<p>Chữ</p>", "<h1>Chữ</h1>", "2 h1"),
        ("<title>Trang học", "<title>Trang khác", "does not start with the h1"),
        ("<p>Chữ</p>", '<p id="a">Chữ</p>', "id a repeats"),
        ("<p>Chữ</p>", '<p aria-describedby="b">Chữ</p>', "aria-describedby=b names nothing"),
        (' action="/gui"', "", "does not say where it goes"),
        ('name="csrf_token"', 'name="khac"', "no csrf_token"),
        ('for="ten"', 'for="a"', "field ten has no label"),
        ("<p>Chữ</p>", '<p style="color:red">Chữ</p>', "attribute style"),
        ("<p>Chữ</p>", '<p onclick="x()">Chữ</p>', "attribute onclick"),
        ("<p>Chữ</p>", '<img alt="" src="https://khac.test/a.png">', "fetches from"),
        ("<p>Chữ</p>", "<script>x()</script>", "an inline <script>"),
        ("<p>Chữ</p>", '<img src="/a.png">', "no alt"),
    ],
)
def test_a_bad_page_is_told_from_a_good_one(good: str, bad: str, fault: str) -> None:
    assert any(fault in found for found in _faults(GOOD.replace(good, bad)))
