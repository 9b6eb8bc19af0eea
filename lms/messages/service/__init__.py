"""What can be done with messages. `__all__` is the room's face."""

from lms.messages.service.making import plan_letters
from lms.messages.service.requesting import Refusal, request_activation, try_again
from lms.messages.service.sending import (
    Ready,
    claim_due,
    compose,
    record_failure,
    record_sent,
    release,
)

__all__ = [
    "Ready",
    "Refusal",
    "claim_due",
    "compose",
    "plan_letters",
    "record_failure",
    "record_sent",
    "release",
    "request_activation",
    "try_again",
]
