"""A visitor of the kit's own pages: An learns, Bình keeps the register."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.core.permissions import Grant, Principal, Role
from lms.core.resources import Resources
from lms.core.sessions import WebSession
from lms.web.sessions import cookie_name
from tests.support.browser import inspect

AN = UUID(int=1)
BINH = UUID(int=2)
ROOT = (Grant(Role.HR, 1, "/1/"),)
PEOPLE = {
    AN: Principal(1, AN, 1, UUID(int=11), "Nguyễn Văn An", "vi", large_text=False),
    BINH: Principal(2, BINH, 2, UUID(int=12), "Trần Thị Bình", "vi", large_text=False, grants=ROOT),
}


class Visitor:
    def __init__(self, app: Flask, resources: Resources) -> None:
        self.app, self.resources = app, resources
        self.base = resources.settings.public_url
        self.client = app.test_client()
        self.token = ""

    def sign_in(self, account: UUID = AN, **fields: str) -> TestResponse:
        self.get("/dang-nhap")
        return self.post("/dang-nhap", {"account": str(account), "next": "/thu/", **fields})

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._seen(self.client.get(path, base_url=self.base, headers=_names(headers)))

    def post(
        self, path: str, fields: Mapping[str, Any] | None = None, **headers: str
    ) -> TestResponse:
        headers.setdefault("origin", self.base)
        sent = {"csrf_token": self.token, **(fields or {})}
        answer = self.client.post(path, data=sent, base_url=self.base, headers=_names(headers))
        return self._seen(answer)

    def cookie(self) -> str | None:
        host = self.base.removeprefix("https://")
        found = self.client.get_cookie(cookie_name(self.app), domain=host)
        return found.value if found else None

    def sessions(self) -> int:
        with self.resources.database.reading() as session:
            return session.scalar(select(func.count()).select_from(WebSession)) or 0

    def age_sessions(self, by: timedelta) -> None:
        """Make every session look as if it had begun and been used `by` earlier."""
        with self.resources.database.transaction() as session:
            for row in session.scalars(select(WebSession)):
                row.created_at -= by
                row.seen_at -= by
                row.ends_at -= by

    def seen_at(self) -> datetime:
        with self.resources.database.reading() as session:
            return session.scalars(
                select(WebSession.seen_at).order_by(WebSession.seen_at.desc()).limit(1)
            ).one()

    def _seen(self, answer: TestResponse) -> TestResponse:
        """Check what holds for every answer, and take the form's token over."""
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        if answer.mimetype == "text/html" and not answer.content_encoding:
            page = BeautifulSoup(answer.text, "html.parser")
            if page.find("main"):
                language = str(page.html["lang"]) if page.html else "vi"
                faults = list(inspect(answer.text, page, language))
                assert not faults, faults
            field = page.select_one("input[name=csrf_token]")
            if field:
                self.token = str(field["value"])
        return answer


def _names(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
