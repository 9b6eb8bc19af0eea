"""Authorization at the route: every view declares its policy, or the request is refused."""

from collections.abc import Callable
from typing import TypeVar, cast
from uuid import UUID

import flask_login
from flask import Flask, Request, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from typing_extensions import override

from lms.core.i18n import use_language
from lms.core.permissions import Permission, Principal
from lms.web.sessions import current_session
from lms.web.tx import resources

View = TypeVar("View", bound=Callable[..., object])
Loader = Callable[[Session, UUID], Principal | None]
PUBLIC = "public"
LANGUAGE_COOKIE = "ngon-ngu"
TEXT_COOKIE = "co-chu"


class SignedIn(flask_login.UserMixin):  # type: ignore[misc]
    """Flask-Login's user: the principal of one request, no live row behind it."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal

    @override
    def get_id(self) -> str:
        return str(self.principal.account_uuid)


def visitor() -> Principal | None:
    """Return whoever makes the current request, or None if nobody is signed in."""
    user = flask_login.current_user  # noqa: TID251 - the one place
    return cast("Principal", user.principal) if user.is_authenticated else None


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
        if request.method == "GET" and policy is not None:
            return redirect(url_for("accounts.show_sign_in", next=request.full_path.rstrip("?")))
        abort(401)
    if policy not in who.permissions:
        abort(403)
    return None


def _choose_language() -> None:
    who = visitor()
    use_language(who.language if who else request.cookies.get(LANGUAGE_COOKIE, "vi"))
    g.large_text = who.large_text if who else request.cookies.get(TEXT_COOKIE) == "lon"


def init_app(app: Flask, load: Loader) -> None:
    """Put the guard in front of every view; `load` finds the principal of an account."""
    manager = flask_login.LoginManager()
    manager.session_protection = None  # the token in the database is the whole truth

    def of_request(_request: Request) -> SignedIn | None:
        account_uuid = current_session().account_uuid
        if account_uuid is None:
            return None
        with resources().database.reading() as session:
            found = load(session, account_uuid)
        return SignedIn(found) if found else None

    manager.request_loader(of_request)
    manager.init_app(app, add_context_processor=False)
    app.before_request(_choose_language)
    app.before_request(enforce)
