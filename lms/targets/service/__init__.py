"""What can be done with targets. `__all__` is the room's face."""

from lms.targets.errors import TargetsBroken, UnknownTarget
from lms.targets.models import Target
from lms.targets.queries import Basis, Part, TreeOf, Wanted, names
from lms.targets.reasons import STATE_NAMES, Named, State, post_words, tag_words, time_words
from lms.targets.rules import Line, Rule, Who, line_of
from lms.targets.service.confirming import Confirmed, confirm, word_text
from lms.targets.service.figures import Child, Figure, Missing, basis_of, figure
from lms.targets.service.people import all_names, explain_people
from lms.targets.service.versions import (
    check_targets,
    rule_of,
    sync_targets,
    target_at,
    targets_at,
)

__all__ = [
    "STATE_NAMES",
    "Basis",
    "Child",
    "Confirmed",
    "Figure",
    "Line",
    "Missing",
    "Named",
    "Part",
    "Rule",
    "State",
    "Target",
    "TargetsBroken",
    "TreeOf",
    "UnknownTarget",
    "Wanted",
    "Who",
    "all_names",
    "basis_of",
    "check_targets",
    "confirm",
    "explain_people",
    "figure",
    "line_of",
    "names",
    "post_words",
    "rule_of",
    "sync_targets",
    "tag_words",
    "target_at",
    "targets_at",
    "time_words",
    "word_text",
]
