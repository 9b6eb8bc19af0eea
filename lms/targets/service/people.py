"""The people behind a figure, each with the sentence why."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.learning.service import CompletionKind
from lms.people.service import Person, WorkingGroup, mask
from lms.programme.document import Texts
from lms.targets import queries
from lms.targets.basis import Basis, Wanted
from lms.targets.reasons import Done, Held, Named, Part, State, explain

_AT_A_TIME = 1_000  # people explained with one pair of queries
_Programme = tuple[Texts, frozenset[str], bool]  # title, tags, in depth


def explain_people(
    session: Session,
    *,
    basis: Basis,
    people: Sequence[tuple[int, str]],
    wanted: Wanted,
) -> list[Named]:
    """Return each of `people` (id, name) with their posts in the unit, state and reason."""
    return _Explaining(session, basis, wanted).explain(people)


@dataclass(slots=True)
class _Explaining:
    """Explains people, some at a time; what units and programmes are called is asked once."""

    session: Session
    basis: Basis
    wanted: Wanted
    _units: dict[int, str | None] = field(default_factory=dict)  # None: not below the unit
    _programmes: dict[int, _Programme] = field(default_factory=dict)

    def explain(self, people: Sequence[tuple[int, str]]) -> list[Named]:
        """Return each of `people` (id, name) with posts, state and reason."""
        ids = [person for person, _ in people]
        posts, done = self._posts(ids), self._done(ids)
        outside = self.wanted.state is State.OUTSIDE
        return [
            explain(self.basis.rule, name=name, posts=posts[id_], done=done[id_], outside=outside)
            for id_, name in people
        ]

    def _posts(self, ids: Sequence[int]) -> Mapping[int, list[Held]]:
        """Return the posts in the unit and below, in the part that is wanted, by person."""
        rows = self.session.execute(queries.posts_of(self.basis, ids)).all()
        if missing := {unit for _, unit, *_ in rows} - self._units.keys():
            named = self.session.execute(queries.unit_names(self.basis, missing))
            self._units |= dict.fromkeys(missing) | dict(named.all())
        part = None if self.wanted.part is Part.OWN else self.wanted.part
        posts: defaultdict[int, list[Held]] = defaultdict(list)
        for person, unit, group, full_time, title in rows:
            name, aside = self._units[unit], _aside(self.basis, unit)
            if name is not None and (self.wanted.state is State.OUTSIDE or aside == part):
                posts[person].append(Held(name, WorkingGroup(group), full_time, title, aside))
        return posts

    def _done(self, ids: Sequence[int]) -> Mapping[int, list[Done]]:
        """Return what each completed, by person."""
        rows = self.session.execute(queries.completions_of(self.basis, ids)).all()
        if missing := {version for _, version, *_ in rows} - self._programmes.keys():
            found = self.session.execute(queries.programmes(missing))
            for version, vi, en, tags, in_depth in found:
                self._programmes[version] = ({"vi": vi, "en": en}, frozenset(tags), in_depth)
        done: defaultdict[int, list[Done]] = defaultdict(list)
        for person, version, on, kind in rows:
            title, tags, in_depth = self._programmes[version]
            is_outside = kind == CompletionKind.RECOGNISED
            done[person].append(Done(title, on, tags, in_depth, is_outside))
        return done


def _aside(basis: Basis, unit: int) -> Part | None:
    """Return which part outside the official figure the unit is in; None: it is counted."""
    if unit in basis.apart:
        return Part.APART
    return Part.UNLISTED if unit in basis.unlisted else None


def all_names(session: Session, *, basis: Basis, wanted: Wanted) -> Iterator[tuple[Named, str]]:
    """Yield everybody behind a number, for a file, with the masked ID number.

    Memory holds their ids and a thousand names.
    """
    explaining = _Explaining(session, basis, wanted)
    wanted_ids = queries.names(basis, wanted).with_only_columns(Person.id)
    ids = array("q", session.scalars(wanted_ids.execution_options(yield_per=_AT_A_TIME)))
    for start in range(0, len(ids), _AT_A_TIME):
        some = ids[start : start + _AT_A_TIME].tolist()
        rows = session.execute(
            select(Person.id, Person.full_name, Person.id_number_tail).where(Person.id.in_(some))
        )
        known = {id_: (name, tail) for id_, name, tail in rows}
        pairs = [(id_, known[id_][0]) for id_ in some]
        named = explaining.explain(pairs)
        yield from zip(named, (mask(known[id_][1]) for id_ in some), strict=True)
