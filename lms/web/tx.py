"""The request's way to the database: one session a request, ended before the answer goes out.

A GET reads; a POST, or a GET declared with `writes=True`, writes. Whatever was written is
committed if the answer is below 400 and rolled back otherwise.
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
            g.session = resources().database.open(writes=_writes())
        return cast("Session", g.session)


db = RequestDatabase()


def resources() -> Resources:
    """Return the database, files, keys and settings of the application."""
    return cast("Resources", current_app.extensions[_KEY])


def transaction() -> AbstractContextManager[Session]:
    """Open a transaction of its own, for what must stay although the request is refused.

    The request's own session must not have been used for writing before.
    """
    return resources().database.transaction()


def _writes() -> bool:
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        return True
    view: Callable[..., object] | None = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "writes", False))


def _finish(response: Response) -> Response:
    session = g.pop("session", None)
    if session is None:
        return response
    with session:
        if response.status_code < _REFUSED:
            session.commit()
            run_after_commit(session)
        else:
            session.rollback()
    return response


def _abandon(_error: BaseException | None) -> None:
    session = g.pop("session", None)
    if session is not None:
        session.close()


def init_app(app: Flask, resources: Resources) -> None:
    """Give `app` its resources; must be the first part set up, so that it ends last."""
    app.extensions[_KEY] = resources
    app.after_request(_finish)
    app.teardown_request(_abandon)
