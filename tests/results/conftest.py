"""The country and the office of recognition."""

from tests.recognition.conftest import office, people

__all__ = ["office", "people"]
