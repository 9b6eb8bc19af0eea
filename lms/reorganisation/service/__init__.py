"""What can be done: foresee what a change of units means, carry it out, or keep it for its day.

`__all__` is the room's face.
"""

from lms.reorganisation.access import visible_plan
from lms.reorganisation.models import Plan
from lms.reorganisation.service.asking import Part, Request, Wish
from lms.reorganisation.service.carrying_out import carry_out
from lms.reorganisation.service.foreseeing import Ending, Foresight, Placing, foresee, summary
from lms.reorganisation.service.planning import (
    ToCome,
    carry_out_plan,
    due_plans,
    note_failure,
    plan_change,
    plans_of,
    read_plan,
    withdraw_plan,
)

__all__ = [
    "Ending",
    "Foresight",
    "Part",
    "Placing",
    "Plan",
    "Request",
    "ToCome",
    "Wish",
    "carry_out",
    "carry_out_plan",
    "due_plans",
    "foresee",
    "note_failure",
    "plan_change",
    "plans_of",
    "read_plan",
    "summary",
    "visible_plan",
    "withdraw_plan",
]
