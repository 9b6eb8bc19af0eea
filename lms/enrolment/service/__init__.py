"""What can be done with enrolment rules and many enrolments. `__all__` is the room's face."""

from lms.enrolment.errors import NobodyChosen
from lms.enrolment.models import Anchor, DueKind, Rule
from lms.enrolment.service.choosing import (
    extend_chosen,
    names_of,
    release_chosen,
    seen,
)
from lms.enrolment.service.following import Followed, follow, note_look, people_to_look_at
from lms.enrolment.service.listing import (
    KINDS,
    count_of,
    counts_of,
    exceptions,
    filtered,
    meant,
    officers,
    places_of,
    story_of,
    uuids,
)
from lms.enrolment.service.previewing import Preview, preview
from lms.enrolment.service.ruling import (
    RuleTerms,
    change_rule,
    draft,
    end_rule,
    ended,
    has_ended,
    make_rule,
    revisions,
)

__all__ = [
    "KINDS",
    "Anchor",
    "DueKind",
    "Followed",
    "NobodyChosen",
    "Preview",
    "Rule",
    "RuleTerms",
    "change_rule",
    "count_of",
    "counts_of",
    "draft",
    "end_rule",
    "ended",
    "exceptions",
    "extend_chosen",
    "filtered",
    "follow",
    "has_ended",
    "make_rule",
    "meant",
    "names_of",
    "note_look",
    "officers",
    "people_to_look_at",
    "places_of",
    "preview",
    "release_chosen",
    "revisions",
    "seen",
    "story_of",
    "uuids",
]
