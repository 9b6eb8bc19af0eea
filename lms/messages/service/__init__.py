"""What can be done with messages. `__all__` is the room's face."""

from lms.messages.names import Refusal
from lms.messages.service.digests import plan_digests
from lms.messages.service.making import plan_letters
from lms.messages.service.requesting import MOST_AT_ONCE, request_activation, try_again
from lms.messages.service.sending import (
    Ready,
    claim_due,
    compose,
    record_failure,
    record_sent,
    release,
    topics_of,
)

__all__ = [
    "MOST_AT_ONCE",
    "Ready",
    "Refusal",
    "claim_due",
    "compose",
    "plan_digests",
    "plan_letters",
    "record_failure",
    "record_sent",
    "release",
    "request_activation",
    "topics_of",
    "try_again",
]
