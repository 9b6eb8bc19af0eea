"""What higher rooms add to a lower room's page, without the lower one knowing them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask, current_app, render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from lms.core.permissions import Permission, Principal
from lms.web.guard import principal
from lms.web.tx import db

Place = Literal[
    "home",
    "person",
    "result",
    "organisation",
    "change_set",
    "refused_rows",
    "account",
    "administered",
    "figure",
    "register",
]
Content = tuple[str, Mapping[str, Any]] | None
_KEY = "lms.panels"


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page at `place`; `content` returns template and values, or None for nothing."""

    place: Place
    order: int
    permission: Permission
    content: Callable[[Session, Principal, Any], Content]


def panels(place: Place, subject: object) -> Markup:
    """Return the HTML of all panels at `place` about `subject`; none leaves no gap."""
    who = principal()
    parts = []
    for panel in current_app.extensions[_KEY]:
        if panel.place == place and panel.permission in who.permissions:
            found = panel.content(db.session, who, subject)
            if found is not None:
                template, values = found
                parts.append(render_template(template, **values))
    return Markup("").join(Markup(part) for part in parts)  # noqa: S704 - our own templates


def init_app(app: Flask, registered: Sequence[Panel]) -> None:
    """Register the rooms' panels."""
    app.extensions[_KEY] = sorted(registered, key=lambda panel: panel.order)
    app.jinja_env.globals["panels"] = panels
