"""What a change of units would mean, before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.accounts.service import RoleGrant, grants_over
from lms.core.clock import local_day
from lms.core.text import short_date
from lms.credentials.service import current_issuer
from lms.organisations.service import (
    Organisation,
    SuccessionKind,
    children,
    codes_of,
    count_below,
    own_contact,
    require_changeable,
    require_place,
)
from lms.people.service import Person, WorkingGroup, count_people, groups_from, people_from
from lms.reorganisation.errors import HasStaff
from lms.reorganisation.service.asking import Request, find_units


@dataclass(frozen=True, slots=True)
class Ending:
    """A unit that will end, and what is in it."""

    unit: Organisation
    below: Sequence[Organisation]
    people: Sequence[Person]  # hold a post in the unit itself on the day or later
    grants: Sequence[tuple[RoleGrant, Person]]
    codes: Sequence[str]
    has_contact: bool
    has_issuer: bool


@dataclass(frozen=True, slots=True)
class Placing:
    """Who and what has to be placed when a unit is split; `places` by their number."""

    places: Sequence[str]
    people: Sequence[Person]
    groups: Mapping[WorkingGroup, int]  # and how many people are in each
    below: Sequence[Organisation]


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a change would do."""

    endings: Sequence[Ending]
    receivers: Sequence[str]  # names of the units that receive, the main one first
    units_below: int
    people: int  # at or below the unit itself, today or to come
    placing: Placing | None = None


def foresee(session: Session, request: Request) -> Foresight:
    """Return what the request would do; raises what `carry_out` would, where it can tell.

    For a day to come: what it would do to the units as they are now.
    """
    found, wish = find_units(session, request), request.wish
    request = request.on_its_day()
    for unit in found.ending or (request.unit,):
        require_changeable(session, organisation=unit, decision=request.decision)
    for place in (found.target, found.parent):
        if place is not None:
            require_place(session, place, day=wish.effective_on)
    if wish.kind == SuccessionKind.CLOSE:
        refuse_staff(session, request)
    names = [found.target.name] if found.target else [wish.name] if wish.name else []
    return Foresight(
        endings=[_ending(session, unit, request) for unit in found.ending],
        receivers=[part.name for part in wish.parts] or names,
        units_below=count_below(session, request.unit),
        people=count_people(session, path=request.unit.path, today=request.today),
        placing=_placing(session, request),
    )


def summary(session: Session, *, organisation: Organisation, now: datetime) -> Foresight:
    """Return what is in a unit today."""
    return Foresight(
        endings=(),
        receivers=(),
        units_below=count_below(session, organisation),
        people=count_people(session, path=organisation.path, today=local_day(now)),
    )


def refuse_staff(session: Session, request: Request) -> None:
    """Raise `HasStaff` if people hold posts in the unit on the day or later."""
    unit, day = request.unit, request.wish.effective_on
    count = len(people_from(session, organisation_id=unit.id, day=day))
    if count:
        raise HasStaff(name=unit.name, day=short_date(day), count=count)


def _placing(session: Session, request: Request) -> Placing | None:
    unit, wish = request.unit, request.wish
    if wish.kind not in {SuccessionKind.SPLIT, SuccessionKind.CARVE}:
        return None
    stays = [unit.name] if wish.kind == SuccessionKind.CARVE else []
    groups = groups_from(session, organisation_id=unit.id, day=wish.effective_on)
    people = people_from(session, organisation_id=unit.id, day=wish.effective_on)
    return Placing(
        places=[*stays, *(part.name for part in wish.parts)],
        people=people,
        groups=Counter(groups[person.id] for person in people),
        below=children(session, unit),
    )


def _ending(session: Session, unit: Organisation, request: Request) -> Ending:
    issuer = current_issuer(session, organisation_id=unit.id, day=request.today)
    return Ending(
        unit=unit,
        below=children(session, unit),
        people=people_from(session, organisation_id=unit.id, day=request.wish.effective_on),
        grants=grants_over(session, organisation_id=unit.id, today=request.today),
        codes=[c.code for c in codes_of(session, unit.id) if c.valid_to is None],
        has_contact=own_contact(session, unit) is not None,
        has_issuer=issuer is not None,
    )
