"""What is done with messages from a terminal."""

from lms.core.clock import utc_now
from lms.core.columns import uuid7
from lms.core.mail import MailFailure, outgoing
from lms.core.resources import Resources
from lms.messages.letters import Envelope, lay_out, trial_mail
from lms.messages.names import reason_words


def send_trial(resources: Resources, address: str) -> str | None:
    """Send a message to `address` now, at any hour; return why it did not go, or None."""
    settings, uuid = resources.settings, uuid7()
    envelope = Envelope(
        sender=settings.mail_from,
        public_url=settings.public_url,
        support_phone=settings.support_phone,
    )
    try:
        letter = lay_out(
            trial_mail(name=""), address=address, uuid=uuid, now=utc_now(), envelope=envelope
        )
        with outgoing(settings.mail_url) as place:
            place.send(letter, key=f"trial/{uuid}")
    except MailFailure as failure:
        return f"{reason_words(failure.code)} [{failure.code}]"
    return None
