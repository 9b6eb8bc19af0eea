"""The menu: each room says what it offers to whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from lms.core.i18n import gettext
from lms.core.permissions import OWN, Permission
from lms.web.guard import visitor

_KEY = "lms.menu"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry: shown to who holds `permission` somewhere."""

    endpoint: str
    label: str  # msgid
    permission: Permission
    order: int
    also: tuple[str, ...] = ()  # further blueprints whose pages belong to the entry


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a page shows it."""

    text: str
    address: str
    here: bool
    is_own: bool  # about oneself, not about a role


def menu() -> list[Shown]:
    """Return the entries for the current visitor, in order."""
    who = visitor()
    if who is None:
        return []
    allowed = who.permissions
    room = (request.endpoint or "").partition(".")[0]
    return [
        Shown(
            text=gettext(item.label),
            address=url_for(item.endpoint),
            here=item.endpoint == request.endpoint
            or (item.endpoint.partition(".")[0] == room and room not in _shared_rooms())
            or room in item.also,
            is_own=item.permission in OWN,
        )
        for item in items()
        if item.permission in allowed
    ]


def items() -> list[MenuItem]:
    """Return every registered entry, in order."""
    found: list[MenuItem] = current_app.extensions[_KEY]
    return found


def _shared_rooms() -> set[str]:
    """Return the rooms with several entries: there only the page itself is marked."""
    rooms = [item.endpoint.partition(".")[0] for item in items()]
    return {room for room in rooms if rooms.count(room) > 1}


def init_app(app: Flask, entries: Sequence[MenuItem]) -> None:
    """Register the rooms' entries."""
    app.extensions[_KEY] = sorted(entries, key=lambda item: item.order)
    app.jinja_env.globals["menu"] = menu
