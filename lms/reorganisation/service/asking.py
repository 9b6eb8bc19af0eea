"""What an administrator asks for, and the units it names: all in the administrator's scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.clock import VIETNAM, local_day
from lms.core.errors import NotFound
from lms.core.text import one_spelling
from lms.organisations.service import (
    BelowItself,
    Decision,
    NothingToMerge,
    Organisation,
    OrganisationKind,
    SuccessionKind,
    find_organisation,
    get_organisation,
    visible_organisation,
)
from lms.reorganisation.errors import (
    NoPart,
    NoReceiver,
    ParentOutOfReach,
    TooFewParts,
    TwoReceivers,
)

LEAST = 2  # units that make one, or parts that a unit is split into


@dataclass(frozen=True, slots=True)
class Part:
    """A new unit that takes a part of one that is split."""

    name: str
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for; units are named as people type them."""

    kind: SuccessionKind
    effective_on: date
    basis: str
    name: str = ""
    short_name: str | None = None
    code: str | None = None
    unit_kind: OrganisationKind | None = None
    target: str = ""  # the unit above, or the one that receives
    others: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    # who and what goes to which place: of a unit that goes on, 0 is the unit itself
    placed: Mapping[str, int] = field(default_factory=dict)  # person's uuid → number
    groups: Mapping[str, int] = field(default_factory=dict)  # working group of the others → number
    below: Mapping[str, int] = field(default_factory=dict)  # uuid of a unit right below → number


@dataclass(frozen=True, slots=True)
class Request:
    """A wish about a unit, by an account that administers what lies at `paths`, at a moment."""

    unit: Organisation
    wish: Wish
    actor: UUID | None
    paths: Sequence[str]
    now: datetime

    @property
    def today(self) -> date:
        """Return the day of the request."""
        return local_day(self.now)

    @property
    def is_to_come(self) -> bool:
        """Return whether the day has not come."""
        return self.wish.effective_on > self.today

    def on_its_day(self) -> "Request":
        """Return the request as it will be made when its day has come."""
        begins = datetime.combine(self.wish.effective_on, time(), VIETNAM)
        return replace(self, now=max(self.now, begins))

    @property
    def decision(self) -> Decision:
        """Return day, basis and author as `organisations` takes them."""
        return Decision(
            effective_on=self.wish.effective_on,
            basis=self.wish.basis,
            actor=self.actor,
            now=self.now,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The units that a wish names."""

    ending: tuple[Organisation, ...] = ()
    target: Organisation | None = None
    parent: Organisation | None = None  # of new units


def find_units(session: Session, request: Request) -> Found:
    """Find the units, in the administrator's scope only.

    Raises `UnknownUnit`, `AmbiguousUnit`, `NothingToMerge` and the errors of this room.
    """
    unit, wish = request.unit, request.wish
    target = _find(session, request, wish.target) if wish.target else None
    match wish.kind:
        case SuccessionKind.CLOSE:
            return Found((unit,))
        case SuccessionKind.SPLIT:
            names = {one_spelling(part.name) for part in wish.parts} - {""}
            if len(names) < max(LEAST, len(wish.parts)):
                raise TooFewParts
            return Found((unit,), None, _parent_in_scope(session, request))
        case SuccessionKind.CARVE:
            names = {one_spelling(part.name) for part in wish.parts} - {""}
            if not names or len(names) < len(wish.parts):
                raise NoPart
            return Found((), None, _parent_in_scope(session, request))
        case SuccessionKind.MERGE:
            return _merging(session, request, target)
        case _:
            return Found((), target)


def _merging(session: Session, request: Request, target: Organisation | None) -> Found:
    unit, wish = request.unit, request.wish
    if target is None and not wish.name:
        raise NoReceiver
    if target is not None and wish.name:
        raise TwoReceivers
    others = [_find(session, request, text) for text in wish.others]
    together = {one.id: one for one in (unit, *others)}
    ending = tuple(one for one in together.values() if one is not target)
    if not ending or (target is None and len(ending) < LEAST):
        raise NothingToMerge
    for one in ending:
        if target is not None and target.path.startswith(one.path):
            raise BelowItself(name=one.name, successor=target.name)
    return Found(ending, target, None if target else _parent_in_scope(session, request))


def _find(session: Session, request: Request, text: str) -> Organisation:
    """Find a unit; only a unit that moves may come to lie right below the root."""
    is_move = request.wish.kind == SuccessionKind.TRANSFER
    return find_organisation(
        session, text=text, paths=request.paths, today=request.today, root=is_move
    )


def _parent_in_scope(session: Session, request: Request) -> Organisation | None:
    """Return the unit above, under which new ones are made; None above the root."""
    if request.unit.parent_id is None:
        return None
    above = get_organisation(session, request.unit.parent_id)
    try:
        return visible_organisation(session, paths=request.paths, uuid=above.uuid)
    except NotFound as error:
        raise ParentOutOfReach(name=above.name) from error
