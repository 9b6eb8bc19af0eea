"""Server-side sessions: the cookie holds a random token, everything else is in the database.

A visitor gets a row only when something must be remembered (the secret of a form, a message).
Reading, touching and saving use short transactions of their own, apart from the view's.
"""

from collections.abc import Iterator, MutableMapping
from typing import Any
from uuid import UUID

from flask import Flask, Request, Response, current_app, g, session
from flask.sessions import SessionInterface, SessionMixin
from typing_extensions import override

from lms.core import sessions as store
from lms.core.clock import utc_now
from lms.core.sessions import Lifetime
from lms.web.tx import db, resources

SHARED = "shared"


class ServerSession(MutableMapping[str, Any], SessionMixin):
    """What one browser's session carries, and which row keeps it."""

    def __init__(self, row: store.WebSession | None = None, token: str | None = None) -> None:
        self.row_id = row.id if row else None
        self.account_uuid: UUID | None = row.account_uuid if row else None
        self.token = token
        self.modified = False
        self._data: dict[str, Any] = dict(row.data) if row else {}

    @override
    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    @override
    def __setitem__(self, key: str, value: Any) -> None:
        self._data[key] = value
        self.modified = True

    @override
    def __delitem__(self, key: str) -> None:
        del self._data[key]
        self.modified = True

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    @override
    def __len__(self) -> int:
        return len(self._data)

    def data(self) -> dict[str, Any]:
        """Return what is saved."""
        return dict(self._data)


class DatabaseSessions(SessionInterface):
    """Flask's way to our session rows."""

    @override
    def open_session(self, app: Flask, request: Request) -> ServerSession:
        token = request.cookies.get(cookie_name(app))
        if not token:
            return ServerSession()
        now = utc_now()
        with resources().database.reading() as database:
            row = store.find_session(database, token=token, now=now)
            if row is None:
                g.session_ended = True
                return ServerSession()
            stale = store.needs_touch(row, now) and "X-Poll" not in request.headers
        if stale:
            with resources().database.transaction() as database:
                store.touch_session(database, session_id=row.id, now=now)
        return ServerSession(row, token)

    @override
    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, ServerSession) or not session.modified:
            return
        with resources().database.transaction() as database:
            if session.row_id is not None:
                store.save_data(database, session_id=session.row_id, data=session.data())
                return
            session.token = store.start_session(
                database,
                account_uuid=session.account_uuid,
                data=session.data(),
                lifetime=_lifetime(shared=True),
                now=utc_now(),
            )
        set_cookie(app, response, session.token)


def cookie_name(app: Flask) -> str:
    """Return the cookie's name; the prefix makes browsers keep it to this host and TLS."""
    return "__Host-lantoa" if app.config["SESSION_COOKIE_SECURE"] else "lantoa"


def set_cookie(app: Flask, response: Response, token: str) -> None:
    """Give the browser its token."""
    response.set_cookie(
        cookie_name(app),
        token,
        secure=app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
        path="/",
    )


def sign_in(account_uuid: UUID, *, shared_computer: bool) -> None:
    """Begin a session for the account under a new token; the one before sign-in dies.

    Written with the request's own transaction, like everything else of the view.
    """
    current = current_session()
    data = {SHARED: shared_computer}
    if current.token is not None:
        store.end_session(db.session, token=current.token)
    token = store.start_session(
        db.session,
        account_uuid=account_uuid,
        data=data,
        lifetime=_lifetime(shared=shared_computer),
        now=utc_now(),
    )
    _replace(current, token, account_uuid, data)


def sign_out() -> None:
    """End the session; its token is never good again."""
    current = current_session()
    if current.token is not None:
        store.end_session(db.session, token=current.token)
    _replace(current, None, None, {})


def current_session() -> ServerSession:
    """Return the request's session object itself."""
    found = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    assert isinstance(found, ServerSession)  # noqa: S101 - set by our own interface
    return found


def _replace(
    current: ServerSession, token: str | None, account_uuid: UUID | None, data: dict[str, Any]
) -> None:
    """Make the request's session the new one; the cookie follows with the answer."""
    for key in list(current):
        del current[key]
    current.update(data)
    current.token, current.account_uuid = token, account_uuid
    current.row_id, current.modified = None, False
    g.new_token = token or ""


def _lifetime(*, shared: bool) -> Lifetime:
    settings = resources().settings
    idle = settings.session_idle_shared if shared else settings.session_idle
    return Lifetime(idle=idle, absolute=settings.session_absolute)


def _send_token(response: Response) -> Response:
    token = g.pop("new_token", None)
    if token:
        set_cookie(current_app, response, token)
    elif token == "":
        response.delete_cookie(cookie_name(current_app), path="/")
    return response


def init_app(app: Flask) -> None:
    """Use server-side sessions in `app`."""
    app.session_interface = DatabaseSessions()
    app.after_request(_send_token)
