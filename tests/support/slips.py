"""Activation slips as HR gets them: asked for, printed by the worker, downloaded, looked at."""

import pypdfium2
import zxingcpp

from lms.core.resources import Resources
from tests.support.browser import Browser
from tests.support.staff_files import work


def ask(browser: Browser, resources: Resources, address: str) -> None:
    """Press the button on the page of the staff file and let the worker print."""
    browser.get(address)
    browser.post(f"{address}/phieu-kich-hoat")
    work(resources)


def take(browser: Browser, address: str) -> bytes:
    """Download the printed file from its page."""
    browser.get(f"{address}/phieu-kich-hoat")
    browser.post(f"{address}/phieu-kich-hoat/tai-ve", status=200)
    assert browser.response is not None
    return browser.response.get_data()


def printed(browser: Browser, resources: Resources, address: str) -> bytes:
    """Return the file of a new sheet."""
    ask(browser, resources, address)
    return take(browser, address)


def words_of(content: bytes) -> str:
    """Return the text of all pages."""
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def qr_codes_of(content: bytes) -> list[str]:
    """Return what the QR codes say, seen at 150 dots an inch, from the top, left before right."""
    found = []
    for page in pypdfium2.PdfDocument(content):
        codes = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
        places = [(c.position.top_left.y // 100, c.position.top_left.x, c.text) for c in codes]
        found += [text for _, _, text in sorted(places)]
    return found


def codes_of(content: bytes) -> list[str]:
    """Return the one-time codes on the slips, in their order."""
    return [text.partition("#")[2] for text in qr_codes_of(content)]
