"""Authorization at the route: every view declares its policy, or the request is refused.

Flask-Login is fenced in here: it only asks, once a request, whose session row the cookie names.
Its remember-me cookie, session protection and messages are not used.
"""

from collections.abc import Callable
from typing import TypeVar, cast
from uuid import UUID

import flask_login
from flask import Flask, Request, abort, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from typing_extensions import override

from lms.core.i18n import DEFAULT, gettext, msgid, use_language
from lms.core.permissions import Permission, Principal
from lms.web.sessions import current_session
from lms.web.tx import db

View = TypeVar("View", bound=Callable[..., object])
Loader = Callable[[Session, UUID], Principal | None]
PUBLIC = "public"
SIGN_IN = "accounts.show_sign_in"
LANGUAGE_COOKIE = "ngon-ngu"
TEXT_COOKIE = "co-chu"
ENDED = msgid(
    "Phiên đăng nhập đã kết thúc vì lâu không thao tác. "
    "Hãy đăng nhập lại; trang đang xem sẽ mở ra sau đó."
)


class SignedIn(flask_login.UserMixin):  # type: ignore[misc]
    """Flask-Login's user: the principal of one request, no live row behind it."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal

    @override
    def get_id(self) -> str:
        return str(self.principal.account_uuid)


def visitor() -> Principal | None:
    """Return whoever makes the current request, or None if nobody is signed in."""
    if "visitor" not in g:
        user = flask_login.current_user  # noqa: TID251 - the one place
        g.visitor = user.principal if user.is_authenticated else None
    return cast("Principal | None", g.visitor)


def principal() -> Principal:
    """Return whoever makes the current request; the guard has made sure there is somebody."""
    found = visitor()
    if found is None:
        abort(401)
    return found


def requires(permission: Permission, *, writes: bool = False) -> Callable[[View], View]:
    """Declare that a view needs `permission`; `writes` marks a GET that writes."""
    return _declare(permission, writes=writes)


def public(view: View) -> View:
    """Declare that a view needs no sign-in. Each use is listed in tests/rules/test_routes.py."""
    return _declare(PUBLIC, writes=False)(view)


def impersonal(view: View) -> View:
    """Declare that a view needs no sign-in and is the same for all: nobody is looked up."""
    view.__dict__["impersonal"] = True
    return public(view)


def _declare(policy: str, *, writes: bool) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__dict__["policy"] = policy
        view.__dict__["writes"] = writes
        return view

    return mark


def enforce() -> ResponseReturnValue | None:
    """Check the current request against its view's policy; refuse a view that declares none."""
    if request.endpoint is None:
        return None  # no such address: routing answers 404
    policy = getattr(current_app.view_functions[request.endpoint], "policy", None)
    if policy == PUBLIC:
        return None
    who = visitor()
    if who is None:
        if policy is not None and request.method in ("GET", "HEAD") and not wants_json():
            return _to_sign_in()
        abort(401)
    if policy not in who.permissions:
        abort(403)
    return None


def wants_json() -> bool:
    """Tell whether a script is asking, rather than a person's browser."""
    is_script = request.accept_mimetypes.best == "application/json"
    return is_script or request.path.startswith("/api/")


def _to_sign_in() -> ResponseReturnValue:
    if current_session().ended:
        flash(gettext(ENDED), "info")
    return redirect(url_for(SIGN_IN, next=request.full_path.rstrip("?")))


def _meet() -> None:
    """Learn who is asking, and in which language and text size to answer."""
    use_language(request.cookies.get(LANGUAGE_COOKIE, DEFAULT))
    g.large_text = request.cookies.get(TEXT_COOKIE) == "lon"
    if getattr(current_app.view_functions.get(request.endpoint or ""), "impersonal", False):
        g.visitor = None
    who = visitor()
    if who is not None:
        use_language(who.language)
        g.large_text = who.large_text


def init_app(app: Flask, load: Loader) -> None:
    """Put the guard in front of every view; `load` finds the principal of an account."""
    manager = flask_login.LoginManager()
    manager.session_protection = None  # the token in the database is the whole truth

    def of_request(_request: Request) -> SignedIn | None:
        account_uuid = current_session().account_uuid
        found = load(db.reading, account_uuid) if account_uuid is not None else None
        return SignedIn(found) if found else None

    manager.request_loader(of_request)
    # Not `manager.init_app`: its hook would read the session for every response, for the
    # remember-me cookie that we do not have; a cookie of that name from elsewhere is not looked at.
    app.config["REMEMBER_COOKIE_NAME"] = None
    app.login_manager = manager  # type: ignore[attr-defined]
    app.before_request(_meet)
    app.before_request(enforce)
