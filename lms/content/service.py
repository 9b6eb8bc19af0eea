"""What other rooms may ask of content, besides the shape of its documents (`document.py`)."""

from lms.content.codec import canonical, digest
from lms.content.problems import Problem
from lms.content.source import Courses, read_courses

__all__ = ["Courses", "Problem", "canonical", "digest", "read_courses"]
