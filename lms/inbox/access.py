"""The only way a view gets letters: one's own."""

from sqlalchemy import Select, select

from lms.messages.models import Message


def own_messages(person_id: int) -> Select[Message]:
    """Select what was sent to a person or waits for them, the newest first."""
    own = select(Message).where(Message.person_id == person_id)
    return own.order_by(Message.made_at.desc(), Message.id.desc())
