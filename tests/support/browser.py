"""A browser for tests: whatever the test is about, each page it is given must be a good one."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse, encode_multipart

from lms.accounts.service import ensure_account
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.core.sessions import Lifetime, start_session
from lms.people.service import Person
from lms.web.sessions import cookie_name
from lms.web.tx import resources

SECRET = "a" * 40  # of the forms, until a page brings its own
FIELDS = ("input", "select", "textarea")
POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls")  # name another's id
NAMES_FIELD = ("aria-label", "aria-labelledby", "title")
RESOURCES = {"script": "src", "link": "href", "img": "src", "video": "src", "audio": "src"}


class Browser:
    """Get and post as a visitor or as a person; every HTML answer is inspected."""

    def __init__(self, app: Flask, language: str = "vi", session: str | None = None) -> None:
        """Begin a session; or go on with `session`, in another window of the same browser."""
        self.language = language
        self.response: TestResponse | None = None  # the last one
        self._app = app
        self._client = app.test_client()
        with app.app_context():
            self._resources: Resources = resources()
        self._base = self._resources.settings.public_url
        self._address = self._base + "/"
        signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
        self._token = str(signer.dumps(SECRET))
        if session is None:
            self._begin(None)
        else:
            self._hold(session)

    def another_window(self) -> "Browser":
        """Return another window of the same browser: the same session, its own last page."""
        return Browser(self._app, self.language, self._session)

    def sign_in(self, person: Person) -> None:
        """Go on as `person`, who has an account from now on."""
        self._begin(person)

    def get(self, path: str, *, status: int = 200) -> BeautifulSoup:
        """Open a page."""
        return self._open("GET", path, status)

    def post(
        self,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        status: int = 302,
        token: bool = True,
    ) -> BeautifulSoup:
        """Send a form, with the token of the last page (without: `token=False`)."""
        fields = dict(data or {})
        if token:
            fields.setdefault("csrf_token", self._token)
        return self._open("POST", path, status, fields)

    def ask(
        self, path: str, data: Mapping[str, Any], *, status: int = 200, token: bool = True
    ) -> Any:  # noqa: ANN401 - JSON
        """Send a form as a page's own script does; return the JSON that comes back."""
        fields = {"csrf_token": self._token, **data} if token else dict(data)
        self._open("POST", path, status, fields, accept="application/json")
        assert self.response is not None
        assert self.response.is_json, self.response.mimetype
        return self.response.get_json()

    def status_of(
        self,
        path: str,
        data: Mapping[str, Any],
        *,
        method: str = "POST",
        accept: str = "text/html",
    ) -> int:
        """Send a form, or only ask, and return the answer's status, whatever it is."""
        fields = {"csrf_token": self._token, **data} if method == "POST" else None
        headers = {"Referer": self._address, "Accept": accept}
        return self._client.open(
            path, method=method, data=fields, base_url=self._base, headers=headers
        ).status_code

    def download(self, path: str, *, status: int = 200) -> bytes:
        """Fetch a file."""
        self._open("GET", path, status)
        assert self.response is not None
        return self.response.get_data()

    def follow(self) -> BeautifulSoup:
        """Open the page to which the last answer leads."""
        assert self.response is not None
        return self.get(self.response.headers["Location"])

    def _begin(self, person: Person | None) -> None:
        settings, now = self._resources.settings, utc_now()
        with self._resources.database.transaction() as session:
            account = ensure_account(session, person_id=person.id, now=now) if person else None
            token = start_session(
                session,
                account_uuid=account.uuid if account else None,
                data={"csrf_token": SECRET},
                lifetime=Lifetime(settings.session_idle, settings.session_absolute),
                now=now,
            )
            if account:
                account.language = self.language
        self._hold(token)

    def _hold(self, session: str) -> None:
        self._session = session
        host = urlsplit(self._base).hostname or "localhost"
        self._client.set_cookie(cookie_name(self._app), session, domain=host, secure=True)

    def _open(
        self,
        method: str,
        path: str,
        status: int,
        data: Mapping[str, Any] | None = None,
        accept: str = "text/html",
    ) -> BeautifulSoup:
        content, kind = _body(data)
        response = self._client.open(
            path,
            method=method,
            data=content,
            content_type=kind,
            base_url=self._base,
            headers={"Referer": self._address, "Accept": accept},
        )
        self.response = response
        assert response.status_code == status, f"{response.status}: {response.get_data()[:2000]!r}"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        if response.mimetype != "text/html" or response.is_json or 300 <= status < 400:
            return BeautifulSoup("", "html.parser")
        self._address = urljoin(self._base, path)
        page = BeautifulSoup(response.text, "html.parser")
        faults = [*inspect(response.text, page, self.language), *self._dead_addresses(page)]
        assert not faults, f"{path}: " + "; ".join(faults)
        field = page.find("input", attrs={"name": "csrf_token"})
        if field is not None:
            self._token = str(field["value"])
        return page

    def _dead_addresses(self, page: BeautifulSoup) -> Iterator[str]:
        """Yield links and forms that lead nowhere in the application."""
        adapter = self._app.url_map.bind(urlsplit(self._base).netloc)
        ids = {str(tag["id"]) for tag in page.find_all(id=True)}
        hrefs = [str(tag["href"]) for tag in page.find_all("a", href=True)]
        inner = [href for href in hrefs if href.startswith("#")]
        yield from (f"{href} names nothing" for href in inner if href[1:] not in ids)
        links = [("GET", href) for href in dict.fromkeys(hrefs) if href not in inner]
        forms = [
            (str(tag.get("method", "get")).upper(), str(tag["action"]))
            for tag in page.find_all("form", action=True)
        ]
        for method, address in links + forms:
            parts = urlsplit(urljoin(self._address, address))
            if parts.scheme not in ("http", "https") or parts.netloc != urlsplit(self._base).netloc:
                continue
            try:
                adapter.match(parts.path, method=method)
            except RequestRedirect:
                continue
            except HTTPException as error:
                yield f"{method} {address} leads nowhere ({error.code})"


def text_of(page: Tag) -> str:
    """Return the words of a page or of a part of it, with single spaces."""
    return " ".join(page.get_text(" ").split())


def _body(data: Mapping[str, Any] | None) -> tuple[Mapping[str, Any] | bytes | None, str | None]:
    """Return what is sent and its type; a form with a file is put together in memory."""
    fields = dict(data or {})
    files = {name: value for name, value in fields.items() if isinstance(value, tuple)}
    if not files:
        return data, None
    for name, (stream, filename, kind) in files.items():
        fields[name] = FileStorage(stream, filename, content_type=kind)
    boundary, content = encode_multipart(fields)
    return content, f'multipart/form-data; boundary="{boundary}"'


def inspect(text: str, page: BeautifulSoup, language: str = "vi") -> Iterator[str]:
    """Yield what is wrong with a page of ours, whatever it shows."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    for (line, column), code, _values in parser.errors:
        yield f"not HTML5: {code} at {line}:{column}"
    root = page.find("html")
    if not isinstance(root, Tag) or root.get("lang") != language:
        yield f"<html> does not say lang={language}"
    tags = page.find_all(name=True)
    headings = [tag for tag in tags if tag.name == "h1"]
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif not _words(page.title).startswith(_words(headings[0])):
        yield f"the title {_words(page.title)!r} does not start with the h1 {_words(headings[0])!r}"
    yield from _ids(tags)
    yield from _forms(tags)
    yield from _unsafe(tags)


def _words(tag: Tag | None) -> str:
    return " ".join(tag.get_text().split()) if tag else ""


def _ids(tags: Sequence[Tag]) -> Iterator[str]:
    count = Counter(str(tag["id"]) for tag in tags if tag.get("id"))
    yield from (f"id {name} repeats" for name, times in sorted(count.items()) if times > 1)
    for tag in tags:
        for attribute in POINTERS:
            for name in str(tag.get(attribute, "")).split():
                if name not in count:
                    yield f"{attribute}={name} names nothing"


def _forms(tags: Sequence[Tag]) -> Iterator[str]:
    labelled = {str(tag["for"]) for tag in tags if tag.name == "label" and tag.get("for")}
    for tag in tags:
        if tag.name == "form":
            if not tag.get("action"):
                yield "a form does not say where it goes"
            posts = str(tag.get("method", "get")).lower() == "post"
            if posts and not tag.find("input", attrs={"name": "csrf_token"}):
                yield f"the form to {tag.get('action')} has no csrf_token"
        elif tag.name in FIELDS and tag.get("type") not in ("hidden", "submit", "button"):
            named = any(tag.get(name) for name in NAMES_FIELD) or tag.find_parent("label")
            if not named and str(tag.get("id")) not in labelled:
                yield f"field {tag.get('name')} has no label"


def _unsafe(tags: Sequence[Tag]) -> Iterator[str]:
    """Yield what the content security policy would stop, and pictures without words."""
    for tag in tags:
        for name in tag.attrs:
            if name == "style" or re.fullmatch("on[a-z]+", name):
                yield f"<{tag.name}> has the attribute {name}"
        source = RESOURCES.get(tag.name)
        if source and re.match(r"(https?:)?//|data:", str(tag.get(source, ""))):
            yield f"<{tag.name}> fetches from {str(tag[source])[:60]}"
        inline = tag.name == "style" or (tag.name == "script" and not tag.get("src"))
        if inline and tag.get("type") != "application/json":
            yield f"an inline <{tag.name}>"
        if tag.name == "img" and tag.get("alt") is None:
            yield "a picture has no alt"
