"""What can be done with enrolment rules. `__all__` is the room's face."""

from lms.enrolment.models import Anchor, DueKind, Rule
from lms.enrolment.service.following import Followed, follow, note_look, people_to_look_at
from lms.enrolment.service.ruling import (
    RuleTerms,
    change_rule,
    end_rule,
    ended,
    has_ended,
    make_rule,
    revisions,
)

__all__ = [
    "Anchor",
    "DueKind",
    "Followed",
    "Rule",
    "RuleTerms",
    "change_rule",
    "end_rule",
    "ended",
    "follow",
    "has_ended",
    "make_rule",
    "note_look",
    "people_to_look_at",
    "revisions",
]
