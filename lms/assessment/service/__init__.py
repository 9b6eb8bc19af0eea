"""What can be done with attempts. `__all__` is the room's face."""

from lms.assessment.errors import (
    AlreadyPassed,
    AnsweredElsewhere,
    AnswerMalformed,
    AttemptClosed,
    AttemptsLeft,
    NoAttemptsLeft,
)
from lms.assessment.grading import is_well_formed, mark, part_order, right_value
from lms.assessment.models import Attempt, Grade
from lms.assessment.service.attempts import (
    AttemptState,
    Saved,
    allow_one_more,
    answers_of,
    attempt_state,
    attempts_of,
    drawn_questions,
    find_attempt,
    grade_of,
    is_over,
    open_attempt,
    passed_quizzes,
    save_answer,
    start_attempt,
    submit_attempt,
)
from lms.assessment.service.bulk import Sat, insert_attempts
from lms.assessment.service.closing import overdue_attempts
from lms.assessment.service.reviewing import Reviewed, feedback, reviewed, say

__all__ = [
    "AlreadyPassed",
    "AnswerMalformed",
    "AnsweredElsewhere",
    "Attempt",
    "AttemptClosed",
    "AttemptState",
    "AttemptsLeft",
    "Grade",
    "NoAttemptsLeft",
    "Reviewed",
    "Sat",
    "Saved",
    "allow_one_more",
    "answers_of",
    "attempt_state",
    "attempts_of",
    "drawn_questions",
    "feedback",
    "find_attempt",
    "grade_of",
    "insert_attempts",
    "is_over",
    "is_well_formed",
    "mark",
    "open_attempt",
    "overdue_attempts",
    "part_order",
    "passed_quizzes",
    "reviewed",
    "right_value",
    "save_answer",
    "say",
    "start_attempt",
    "submit_attempt",
]
