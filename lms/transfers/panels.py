"""The way from the register to requests, with how many wait."""

from sqlalchemy.orm import Session

from lms.core.clock import local_day, utc_now
from lms.core.permissions import Permission, Principal
from lms.transfers import service
from lms.web.panels import Content, Panel


def on_register(session: Session, principal: Principal, _subject: object) -> Content:
    """Lead to the requests."""
    paths, today = principal.scope(Permission.PERSON_WRITE), local_day(utc_now())
    waiting = service.count_waiting(session, paths=paths, today=today)
    return "transfers/_register.html", {"waiting": waiting}


PANELS = (Panel("register", 10, Permission.PERSON_WRITE, on_register),)
