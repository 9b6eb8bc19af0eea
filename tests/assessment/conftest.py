"""One quiz of every type of question, of which everything is drawn."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lms.catalog.service import Quiz
from lms.content.service import read_courses
from tests.support.courses import write_courses

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@pytest.fixture
def quiz(tmp_path: Path) -> Quiz:
    """Return the quiz of the made-up course: six questions, three attempts, 7/10 to pass."""
    found = read_courses(write_courses(tmp_path)).programmes[0].modules[0].quiz
    assert found is not None
    return found


@pytest.fixture
def sitting() -> UUID:
    """Return somebody's reference to their attempts."""
    return uuid4()
