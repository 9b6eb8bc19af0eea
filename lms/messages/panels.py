"""Messages on the pages of lower rooms."""

from sqlalchemy.orm import Session

from lms.core.clock import local_day, utc_now
from lms.core.permissions import Permission, Principal
from lms.messages.access import messages_about
from lms.messages.names import KIND_NAMES
from lms.roster.service import ChangeSet
from lms.web.panels import Content, Panel

SHOWN = 50


def on_change_set(session: Session, principal: Principal, subject: ChangeSet) -> Content:
    """List what was sent to the people of a staff file since it was written.

    An undo cannot call these messages back.
    """
    if subject.applied_at is None:
        return None
    paths = principal.scope(Permission.MESSAGE_READ)
    sent = messages_about(
        paths,
        today=local_day(utc_now()),
        source=f"roster:{subject.uuid}",
        since=subject.applied_at,
    )
    rows = session.execute(sent.limit(SHOWN + 1)).all()
    if not rows:
        return None
    values = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "kind_names": KIND_NAMES}
    return "messages/_change_set.html", values


PANELS = (Panel("change_set", 10, Permission.MESSAGE_READ, on_change_set),)
