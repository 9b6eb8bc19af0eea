"""The web application, put together. The only module that knows every room."""

from importlib import import_module
from types import ModuleType
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from lms import dispatch
from lms.accounts.service import principal_of
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Principal
from lms.core.resources import Resources
from lms.web import kit


def _existing(*names: str) -> tuple[ModuleType, ...]:
    """Return the modules of `names` that this version of the product has."""
    found = []
    for name in names:
        try:
            found.append(import_module(f"lms.{name}"))
        except ImportError as missing:
            if not (missing.name or "").startswith("lms"):
                raise
    return tuple(found)


ROOMS = _existing(
    "accounts.views",
    "accounts.admin_views",
    "organisations.views",
    "catalog.views",
    "learning.views",
    "learning.quiz_views",
    "credentials.views",
    "credentials.public_views",
    "roster.register_views",
    "roster.views",
    "targets.views",
)
PANELS = tuple(panel for room in _existing("credentials.panels") for panel in room.PANELS)
COMMANDS = tuple(room.group for room in _existing("cli"))


def create_app(settings: Settings, resources: Resources | None = None) -> Flask:
    """Build the application from `settings`; two calls give two independent applications."""
    if resources is None:
        sender = dispatch.sender(settings.queue_url) if settings.uses_redis else None
        resources = Resources.at(settings, sender)
    app = kit.make_app(resources, load_principal=_principal, rooms=ROOMS, shown=PANELS)
    app.url_build_error_handlers.append(_not_here)
    for group in COMMANDS:
        app.cli.add_command(group)
    return app


def _not_here(_error: Exception, _endpoint: str, _values: dict[str, object]) -> str:
    """Lead to the front door where a page's room is not installed."""
    return "/"


def _principal(session: Session, account_uuid: UUID) -> Principal | None:
    return principal_of(session, account_uuid=account_uuid, today=local_day(utc_now()))
