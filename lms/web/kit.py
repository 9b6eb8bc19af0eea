"""The kit put together: an application that has every part of this room and the rooms it is given.

`lms/app.py` gives it the real rooms; the tests of this room give it small ones.
"""

from collections.abc import Sequence
from datetime import timedelta
from types import ModuleType

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.core.resources import Resources
from lms.web import (
    error_pages,
    filters,
    guard,
    headers,
    menu,
    pages,
    panels,
    sessions,
    static_files,
    tx,
)

LARGEST_UPLOAD = 17 * 1024 * 1024  # a little above the largest file, to refuse it in words
OWN_ROOMS = (pages, static_files)


def make_app(
    resources: Resources,
    *,
    load_principal: guard.Loader,
    rooms: Sequence[ModuleType],
    shown: Sequence[panels.Panel] = (),
) -> Flask:
    """Build an application; each of `rooms` has `bp`, and `MENU` if it has entries for the menu.

    The order of the parts matters: what is set up first ends last, so the transaction of the
    request is committed after everything else has had its say about the answer.
    """
    settings = resources.settings
    app = Flask("lms", template_folder="web/templates", static_folder=None)
    app.config.update(
        SECRET_KEY=resources.keys.session,
        SESSION_COOKIE_SECURE=settings.https,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        WTF_CSRF_TIME_LIMIT=settings.session_absolute // timedelta(seconds=1),
        WTF_CSRF_SSL_STRICT=False,  # offices strip the Referer header; the token is the proof
    )
    if settings.trusted_proxies:  # else the address is the proxy's, and rate limits see one visitor
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    tx.init_app(app, resources)
    for part in (sessions, headers, error_pages, filters):
        part.init_app(app)
    guard.init_app(app, load_principal)
    CSRFProtect(app)
    menu.init_app(app, [item for room in rooms for item in getattr(room, "MENU", ())])
    panels.init_app(app, shown)
    for room in (*OWN_ROOMS, *rooms):
        app.register_blueprint(room.bp)
    return app
