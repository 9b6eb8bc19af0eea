"""The people behind a figure, each with the sentence why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.learning.service import CompletionKind
from lms.people.service import Person, WorkingGroup, mask
from lms.targets import queries
from lms.targets.basis import Basis, Wanted
from lms.targets.reasons import Done, Held, Named, Part, State, explain

_AT_A_TIME = 1_000  # people explained with one pair of queries


def explain_people(
    session: Session,
    *,
    basis: Basis,
    people: Sequence[tuple[int, str]],
    wanted: Wanted,
) -> list[Named]:
    """Return each of `people` (id, name) with their posts in the unit, state and reason."""
    ids = [person for person, _ in people]
    aside = None if wanted.part is Part.OWN else wanted.part
    posts: defaultdict[int, list[Held]] = defaultdict(list)
    for person, unit, name, group, full_time, title in session.execute(
        queries.posts_of(basis, ids)
    ):
        held = Held(name, WorkingGroup(group), full_time, title, _aside(basis, unit))
        if wanted.state is State.OUTSIDE or held.aside == aside:
            posts[person].append(held)
    done: defaultdict[int, list[Done]] = defaultdict(list)
    rows = session.execute(queries.programmes_of(basis, ids))
    for person, vi, en, on, tags, in_depth, kind in rows:
        is_outside = kind == CompletionKind.RECOGNISED
        title = {"vi": vi, "en": en}
        done[person].append(Done(title, on, frozenset(tags), in_depth, is_outside))
    outside = wanted.state is State.OUTSIDE
    return [
        explain(basis.rule, name=name, posts=posts[id_], done=done[id_], outside=outside)
        for id_, name in people
    ]


def _aside(basis: Basis, unit: int) -> Part | None:
    """Return which part outside the official figure the unit is in; None: it is counted."""
    if unit in basis.apart:
        return Part.APART
    return Part.UNLISTED if unit in basis.unlisted else None


def all_names(session: Session, *, basis: Basis, wanted: Wanted) -> Iterator[tuple[Named, str]]:
    """Yield everybody behind a number, for a file, with the masked ID number.

    Memory holds their ids and a thousand names.
    """
    ids = session.scalars(queries.names(basis, wanted).with_only_columns(Person.id)).all()
    for start in range(0, len(ids), _AT_A_TIME):
        some = ids[start : start + _AT_A_TIME]
        rows = session.execute(
            select(Person.id, Person.full_name, Person.id_number_tail).where(Person.id.in_(some))
        )
        known = {id_: (name, tail) for id_, name, tail in rows}
        pairs = [(id_, known[id_][0]) for id_ in some]
        named = explain_people(session, basis=basis, people=pairs, wanted=wanted)
        yield from zip(named, (mask(known[id_][1]) for id_ in some), strict=True)
