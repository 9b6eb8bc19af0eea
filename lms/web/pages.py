"""Pages that belong to no room: the door, help, privacy, accessibility, language, text size."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.urls import iri_to_uri

from lms.core.i18n import LANGUAGES, language
from lms.web.guard import LANGUAGE_COOKIE, SIGN_IN, TEXT_COOKIE, impersonal, public, visitor
from lms.web.menu import menu
from lms.web.tx import resources

bp = Blueprint("web", __name__)
YEAR_SECONDS = 365 * 24 * 3600


@bp.get("/")
@public
def show_door() -> ResponseReturnValue:
    """Lead to the first page of the visitor's role, else to their learning, else to sign in."""
    entries = sorted(menu(), key=lambda entry: entry.is_own)
    return redirect(entries[0].address if entries else url_for(SIGN_IN))


@bp.get("/huong-dan")
@public
def show_help() -> str:
    """Show how to use the system, for each role."""
    return render_template(f"web/show_help.{language()}.html")


@bp.get("/bao-ve-du-lieu")
@public
def show_privacy() -> str:
    """Show which personal data is kept, why, how long, and the rights of people."""
    return render_template(f"web/show_privacy.{language()}.html")


@bp.get("/kha-nang-tiep-can")
@public
def show_accessibility() -> str:
    """Show what was done so that everybody can use the system."""
    return render_template(f"web/show_accessibility.{language()}.html")


@bp.get("/tinh-trang")
@impersonal
def show_health() -> Response:
    """Answer a load balancer: the process lives and its database answers."""
    with resources().database.reading() as session:
        session.connection()
    return Response("ok\n", mimetype="text/plain")


@bp.get("/hien-thi")
@impersonal
def choose_display() -> ResponseReturnValue:
    """Remember the language or the text size of a visitor who is not signed in, and go back.

    A GET that sets a cookie: nothing is written here, and a link needs no session row.
    """
    response = make_response(redirect(local_path(request.args.get("next", "/"))))
    chosen = request.args.get("language")
    if chosen in LANGUAGES:
        _remember(response, LANGUAGE_COOKIE, chosen)
    if "text" in request.args:
        _remember(response, TEXT_COOKIE, "lon" if request.args["text"] == "large" else "thuong")
    return response


def _remember(response: Response, name: str, value: str) -> None:
    secure = resources().settings.https
    response.set_cookie(
        name, value, max_age=YEAR_SECONDS, secure=secure, httponly=True, samesite="Lax"
    )


def local_path(address: str) -> str:
    """Return `address` if it stays on this site, else the front door."""
    is_local = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if is_local and address.isprintable() else "/"


@bp.app_template_global()
def printable(address: str) -> str:
    """Return `address` as it may stand in HTML: control characters that were asked for as %XX."""
    return address if address.isprintable() else iri_to_uri(address)


@bp.app_context_processor
def common() -> dict[str, object]:
    """Give every template what the layout needs."""
    return {
        "principal": visitor(),
        "html_lang": language(),
        "support_phone": resources().settings.support_phone,
    }
