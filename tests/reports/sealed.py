"""Sealing as a manager does it, and opening what comes of it."""

import json
from dataclasses import dataclass
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zipfile import ZipFile

from sqlalchemy import select

from lms.core.resources import Resources
from lms.reports.models import Report
from tests.support.browser import Browser
from tests.support.staff_files import work

DAY = "30/10/2025"


@dataclass(frozen=True)
class Files:
    """All files of a report, by ending, and where its page is."""

    address: str
    contents: dict[str, bytes]

    @property
    def statement(self) -> dict[str, Any]:
        """Return what was sealed."""
        return dict(json.loads(self.contents["json"]))


def figure_address(place: SimpleNamespace, tail: str = "", key: str = "t5") -> str:
    return f"/chi-tieu/{key}/{place.world.province.uuid}{tail}"


def ask(browser: Browser, place: SimpleNamespace, *, day: str = DAY, key: str = "t5") -> str:
    """Press the button; return the address of the report's page."""
    browser.post(f"{figure_address(place, '/bao-cao', key)}?ngay={day}")
    assert browser.response is not None
    return urlsplit(browser.response.headers["Location"]).path


def sealed(
    browser: Browser, resources: Resources, place: SimpleNamespace, *, day: str = DAY
) -> Files:
    """Seal the figure and take all its files in one."""
    address = ask(browser, place, day=day)
    work(resources)
    browser.get(address)
    return Files(address, unzipped(browser.download(f"{address}/tep/zip")))


def unzipped(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name.rpartition(".")[2]: archive.read(name) for name in archive.namelist()}


def report_at(resources: Resources, address: str) -> Report:
    uuid = UUID(address.rpartition("/")[2])
    with resources.database.reading() as session:
        return session.scalars(select(Report).where(Report.uuid == uuid)).one()
