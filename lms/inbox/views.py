"""The letters sent to oneself."""

from flask import Blueprint, render_template

from lms.core.permissions import Permission
from lms.inbox.access import own_messages
from lms.messages.names import KIND_NAMES, STATE_NAMES, TOPIC_NAMES, reason_words, state_of
from lms.messages.service import topics_of
from lms.web.guard import principal, requires
from lms.web.paging import page_number, page_of
from lms.web.tx import db

bp = Blueprint("inbox", __name__, url_prefix="/thu-cua-toi", template_folder="templates")


@bp.get("")
@requires(Permission.ACCOUNT_OWN)
def list_own() -> str:
    """Show which letters were sent to oneself, about what, when and how far they are."""
    page = page_of(db.session, own_messages(principal().person_id), number=page_number())
    return render_template(
        "inbox/list_own.html",
        page=page,
        topics=topics_of(db.session, [message.id for message in page.items]),
        state_names=STATE_NAMES,
        kind_names=KIND_NAMES,
        topic_names=TOPIC_NAMES,
        state_of=state_of,
        reason_words=reason_words,
    )
