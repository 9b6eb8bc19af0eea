"""Whether tests run in their long form, as `make prove` asks for."""

import hypothesis

IS_LONG = hypothesis.settings.get_current_profile_name() == "prove"


def sized(short: int, long: int) -> int:
    """Return what the form of this run calls for."""
    return long if IS_LONG else short
