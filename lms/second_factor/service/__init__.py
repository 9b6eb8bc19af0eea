"""What can be done with the second factor of an account. `__all__` is the room's face."""

from lms.second_factor.service.checking import (
    Standing,
    check_second_factor,
    has_second_factor,
    record_wrong_code,
    standing_of,
)
from lms.second_factor.service.setting_up import (
    begin_setup,
    confirm_setup,
    remove_second_factor,
    renew_recovery_codes,
    reset_second_factor,
)

__all__ = [
    "Standing",
    "begin_setup",
    "check_second_factor",
    "confirm_setup",
    "has_second_factor",
    "record_wrong_code",
    "remove_second_factor",
    "renew_recovery_codes",
    "reset_second_factor",
    "standing_of",
]
