"""What `flask lms check-courses` and `flask lms publish` do; saying it is the command line's."""

import sys
from collections.abc import Iterator
from pathlib import Path

from lms.catalog.service import publish as publish_folder
from lms.content.service import Problem, read_courses
from lms.core.clock import utc_now
from lms.core.i18n import gettext, msgid
from lms.core.resources import Resources

NEW = msgid("%(code)s: đã công bố phiên bản %(number)d.")
UNCHANGED = msgid("%(code)s: không thay đổi, vẫn là phiên bản %(number)d.")


def check(courses_dir: Path) -> tuple[Problem, ...]:
    """Return every mistake in the content files, by file and line; each prints as one line."""
    return read_courses(courses_dir).problems


def publish(resources: Resources, courses_dir: Path) -> Iterator[str]:
    """Publish what changed and yield a line for each programme, or raise `CoursesBroken`."""
    with resources.database.transaction() as session:
        done = publish_folder(session, resources.files, courses_dir=courses_dir, now=utc_now())
    for result in done:
        line = NEW if result.is_new else UNCHANGED
        yield gettext(line, code=result.code, number=result.number)


if __name__ == "__main__":
    found = check(Path(sys.argv[1] if len(sys.argv) > 1 else "courses"))
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    sys.exit(1 if found else 0)
