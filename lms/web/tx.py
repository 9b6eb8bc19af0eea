"""The request's way to the database: one session a request, ended before the answer goes out.

A GET reads; a POST, or a GET declared with `writes=True`, writes. Whatever was written is
committed if the answer is below 400 and rolled back otherwise. Who is asking is looked up before
that, in `db.reading`: a GET goes on with the same session, a POST ends it and opens a writing one,
so that a request which is refused at the door never takes the write lock.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from lms.core.db import run_after_commit
from lms.core.resources import Resources

_KEY = "lms.resources"
_REFUSED = 400


class RequestDatabase:
    """`db.session`: opened at first use, ended by the edge."""

    @property
    def session(self) -> Session:
        """Return the request's one session."""
        if "session" not in g:
            if _writes():
                self.end_reading()
                g.session = resources().database.open(writes=True)
            else:
                g.session = self.reading
        return cast("Session", g.session)

    @property
    def reading(self) -> Session:
        """Return the session in which the edge itself looks up who is asking."""
        if "reading" not in g:
            g.reading = resources().database.open(writes=False)
        return cast("Session", g.reading)

    def end_reading(self) -> None:
        """Give the reading session's connection back; nothing read in it is used any more."""
        reading = g.pop("reading", None)
        if reading is not None:
            reading.close()


db = RequestDatabase()


def resources() -> Resources:
    """Return the database, files, keys and settings of the application."""
    return cast("Resources", current_app.extensions[_KEY])


def transaction() -> AbstractContextManager[Session]:
    """Open a transaction of its own, for what must stay although the request is refused.

    The request's own session must not have been used for writing before.
    """
    if "session" not in g:
        db.end_reading()
    return resources().database.transaction()


def forget() -> None:
    """Drop the request's sessions without writing: the database failed, or nobody waits."""
    session = g.pop("session", None)
    if session is not None:
        session.close()
    db.end_reading()


def _writes() -> bool:
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        return True
    view: Callable[..., object] | None = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "writes", False))


def _finish(response: Response) -> Response:
    session = g.pop("session", None)
    if session is not None and response.status_code < _REFUSED:
        with session:
            session.commit()
            run_after_commit(session)
    elif session is not None:
        session.close()
    db.end_reading()
    return response


def _abandon(_error: BaseException | None) -> None:
    forget()


def init_app(app: Flask, resources: Resources) -> None:
    """Give `app` its resources; must be the first part set up, so that it ends last."""
    app.extensions[_KEY] = resources
    app.after_request(_finish)
    app.teardown_request(_abandon)
