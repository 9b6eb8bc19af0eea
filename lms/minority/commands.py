"""What is done with answers from a terminal."""

from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.minority.service import forget_all


def forget_answers(resources: Resources) -> int:
    """Delete every answer, when no report needs them any more; return how many there were."""
    with resources.database.transaction() as session:
        return forget_all(session, now=utc_now())
