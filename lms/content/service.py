"""What other rooms may ask of content, besides the shape of its documents (`document.py`).

`Desk`, `Fields` and `parse_yaml` read any YAML file of `courses/` with line, cause and cure.
"""

from lms.content.desk import Desk
from lms.content.fields import Fields
from lms.content.problems import Complaint, Problem, Problems
from lms.content.source import TAGS, Courses, read_courses
from lms.content.tree import parse_yaml
from lms.programme.codec import canonical, digest

__all__ = [
    "TAGS",
    "Complaint",
    "Courses",
    "Desk",
    "Fields",
    "Problem",
    "Problems",
    "canonical",
    "digest",
    "parse_yaml",
    "read_courses",
]
