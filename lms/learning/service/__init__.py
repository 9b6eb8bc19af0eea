"""What can be done with enrolments and completions. `__all__` is the room's face."""

from lms.learning.access import own_enrolment, visible_enrolment, visible_enrolments
from lms.learning.models import Completion, CompletionKind, Enrolment, Source
from lms.learning.rules import Course, StepState, days_left
from lms.learning.service.bulk import History, insert_histories
from lms.learning.service.completing import (
    complete_if_satisfied,
    completion_by_uuid,
    completion_of,
    completions_at,
    completions_of,
    is_revoked,
    revocations,
    revoke_completion,
)
from lms.learning.service.enrolling import (
    enrol,
    enrolments_of,
    extend,
    insert_enrolments,
    open_enrolment,
    release,
)
from lms.learning.service.progress import (
    course_of,
    courses_of,
    finish_lesson,
    open_lesson,
    quiz_step,
    require_lessons_done,
    settle_version,
    visit,
)

__all__ = [
    "Completion",
    "CompletionKind",
    "Course",
    "Enrolment",
    "History",
    "Source",
    "StepState",
    "complete_if_satisfied",
    "completion_by_uuid",
    "completion_of",
    "completions_at",
    "completions_of",
    "course_of",
    "courses_of",
    "days_left",
    "enrol",
    "enrolments_of",
    "extend",
    "finish_lesson",
    "insert_enrolments",
    "insert_histories",
    "is_revoked",
    "open_enrolment",
    "open_lesson",
    "own_enrolment",
    "quiz_step",
    "release",
    "require_lessons_done",
    "revocations",
    "revoke_completion",
    "settle_version",
    "visible_enrolment",
    "visible_enrolments",
    "visit",
]
