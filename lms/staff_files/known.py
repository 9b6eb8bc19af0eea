"""What is known of the person whom a row names, as the comparing parts pass it on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from lms.learning.service import Enrolment
from lms.people.service import Person, Post
from lms.staff_files.columns import Complaint

Decisions = Mapping[int, UUID | None]  # row → the person it means; None: somebody new


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that HR has to decide: it may mean one of `candidates`, all in scope, or nobody."""

    complaint: Complaint
    candidates: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of the person a row names. No person: a new one."""

    person: Person | None
    posts: Sequence[Post] = ()  # held today or to come, inside the officer's scope
    unit_names: Mapping[int, str] = field(default_factory=dict)
    past: Sequence[Post] = ()  # held before, inside the officer's scope
    held: Sequence[Post] = ()  # all of them, anywhere: to see whether anything has changed since
    is_stranger: bool = False  # never inside the officer's scope: nothing known may be shown
    has_other_number: bool = False  # than the row's, or none yet
    enrolment: Enrolment | None = None  # the open one in the row's programme
    has_completed: bool = False


NOBODY = Known(None)
