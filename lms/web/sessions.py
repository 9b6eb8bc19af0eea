"""Server-side sessions: the cookie holds a random token, everything else is in the database.

A visitor gets a row only when something must be remembered (the secret of a form, a message).
The row is looked up at first use, so a style sheet or an error page costs no query. Touching and
saving use short transactions of their own, apart from the view's.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from typing_extensions import override

from lms.core import sessions as store
from lms.core.clock import utc_now
from lms.core.sessions import Lifetime
from lms.web.tx import db, resources

SHARED = "shared"
POLL = "X-Poll"  # sent by the page's own script: waiting for progress is not using the system
_REFUSED = 400


class ServerSession(SessionMixin):
    """What one browser's session carries, and which row keeps it."""

    def __init__(self, token: str | None) -> None:
        self.token = token  # None: nothing to remember so far
        self.modified = False
        self._ended = False
        self._loaded = token is None
        self._account_uuid: UUID | None = None
        self._data: dict[str, Any] = {}

    @property
    def account_uuid(self) -> UUID | None:
        """Whose session it is; None before sign-in."""
        self._load()
        return self._account_uuid

    @property
    def ended(self) -> bool:
        """Whether the browser showed a token that is no longer good."""
        self._load()
        return self._ended

    def become(self, token: str | None, account_uuid: UUID | None, data: dict[str, Any]) -> None:
        """Be another session from now on; the row of that one is written by the caller."""
        self.token, self._account_uuid, self._data = token, account_uuid, data
        self._loaded, self.modified, self._ended = True, False, False

    def data(self) -> dict[str, Any]:
        """Return what is saved."""
        self._load()
        return self._data

    def _load(self) -> None:
        if self._loaded or self.token is None:
            return
        self._loaded = True
        now = utc_now()
        row = store.find_session(db.reading, token=self.token, now=now)
        if row is None:
            self.token, self._ended = None, True
            return
        self._account_uuid, self._data = row.account_uuid, dict(row.data)
        if store.needs_touch(row, now) and POLL not in request.headers:
            db.end_reading()
            with resources().database.transaction() as database:
                store.touch_session(database, session_id=row.id, now=now)

    @override
    def __getitem__(self, key: str) -> Any:
        return self.data()[key]

    @override
    def __setitem__(self, key: str, value: Any) -> None:
        self.data()[key] = value
        self.modified = True

    @override
    def __delitem__(self, key: str) -> None:
        del self.data()[key]
        self.modified = True

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self.data())

    @override
    def __len__(self) -> int:
        return len(self.data())


class DatabaseSessions(SessionInterface):
    """Flask's way to our session rows."""

    @override
    def open_session(self, app: Flask, request: Request) -> ServerSession:
        return ServerSession(request.cookies.get(cookie_name(app)) or None)

    @override
    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, ServerSession) or not session.modified:
            return
        with resources().database.transaction() as database:
            if session.token is None:
                session.token = store.start_session(
                    database,
                    account_uuid=None,
                    data=session.data(),
                    lifetime=_lifetime(shared=None),
                    now=utc_now(),
                )
                set_cookie(app, response, session.token)
                return
            row = store.find_session(database, token=session.token, now=utc_now())
            if row is not None:
                store.save_data(database, session_id=row.id, data=session.data())


def cookie_name(app: Flask) -> str:
    """Return the cookie's name; the prefix makes browsers keep it to this host and TLS."""
    return "__Host-lantoa" if app.config["SESSION_COOKIE_SECURE"] else "lantoa"


def set_cookie(app: Flask, response: Response, token: str) -> None:
    """Give the browser its token, until the browser closes."""
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
    data: dict[str, object] = {SHARED: shared_computer}
    if current.token is not None:
        store.end_session(db.session, token=current.token)
    token = store.start_session(
        db.session,
        account_uuid=account_uuid,
        data=data,
        lifetime=_lifetime(shared=shared_computer),
        now=utc_now(),
    )
    current.become(token, account_uuid, dict(data))
    g.new_token = token


def sign_out() -> None:
    """End the session; its token is never good again."""
    current = current_session()
    if current.token is not None:
        store.end_session(db.session, token=current.token)
    current.become(None, None, {})
    g.new_token = None


def current_session() -> ServerSession:
    """Return the request's session object itself."""
    found = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    assert isinstance(found, ServerSession)  # noqa: S101 - set by our own interface
    return found


def _lifetime(*, shared: bool | None) -> Lifetime:
    """Return how long a session lasts; None: before sign-in, when there is nothing to guard."""
    settings = resources().settings
    if shared is None:
        return Lifetime(idle=settings.session_absolute, absolute=settings.session_absolute)
    idle = settings.session_idle_shared if shared else settings.session_idle
    return Lifetime(idle=idle, absolute=settings.session_absolute)


def _send_token(response: Response) -> Response:
    """Send the cookie of a sign-in or sign-out that will be committed."""
    if "new_token" not in g or response.status_code >= _REFUSED:
        return response
    token = g.pop("new_token")
    if token:
        set_cookie(current_app, response, token)
    else:
        response.delete_cookie(
            cookie_name(current_app),
            path="/",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response


def init_app(app: Flask) -> None:
    """Use server-side sessions in `app`."""
    app.session_interface = DatabaseSessions()
    app.after_request(_send_token)
