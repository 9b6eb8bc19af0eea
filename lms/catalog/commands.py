"""What `flask lms check-courses` and `flask lms publish` do; saying it is the command line's."""

import sys
from collections.abc import Sequence
from pathlib import Path

from lms.catalog.problems import Problem
from lms.catalog.service import Publication, publish
from lms.catalog.source import read_courses
from lms.core.clock import utc_now
from lms.core.resources import Resources


def check_courses(courses_dir: Path) -> tuple[Problem, ...]:
    """Return every mistake in the content files, by file and line."""
    return read_courses(courses_dir).problems


def publish_courses(resources: Resources) -> Sequence[Publication]:
    """Publish what changed in the content files or raise `CoursesBroken`."""
    with resources.database.transaction() as session:
        return publish(
            session, resources.files, courses_dir=resources.settings.courses_dir, now=utc_now()
        )


if __name__ == "__main__":
    found = check_courses(Path(sys.argv[1] if len(sys.argv) > 1 else "courses"))
    for problem in found:
        sys.stdout.write(problem.sentence() + "\n")
    sys.exit(1 if found else 0)
