"""The country of the room's tests is the one of rules."""

from tests.enrolment.conftest import people

__all__ = ["people"]
