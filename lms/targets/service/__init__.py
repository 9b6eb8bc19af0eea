"""What can be done with targets. `__all__` is the room's face."""

from lms.targets.basis import Basis, TreeOf, Wanted
from lms.targets.counting import Line, line_of
from lms.targets.errors import TargetsBroken, UnknownTarget
from lms.targets.models import Movement, Target
from lms.targets.queries import names, qualifying, standing_places, trained_people
from lms.targets.reasons import (
    STATE_NAMES,
    Named,
    Part,
    State,
    post_words,
    tag_words,
    time_words,
)
from lms.targets.rules import Register, Rule, Who
from lms.targets.service.confirming import Confirmed, confirm, word_text
from lms.targets.service.figures import Child, Figure, Missing, basis_of, figure
from lms.targets.service.keeping import (
    begin_keeping,
    forget,
    is_stale,
    movements,
    open_months,
)
from lms.targets.service.people import all_names, explain_people
from lms.targets.service.statement import statement, statement_of
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
    "Movement",
    "Named",
    "Part",
    "Register",
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
    "begin_keeping",
    "check_targets",
    "confirm",
    "explain_people",
    "figure",
    "forget",
    "is_stale",
    "line_of",
    "movements",
    "names",
    "open_months",
    "post_words",
    "qualifying",
    "rule_of",
    "standing_places",
    "statement",
    "statement_of",
    "sync_targets",
    "tag_words",
    "target_at",
    "targets_at",
    "time_words",
    "trained_people",
    "word_text",
]
