"""The people behind a figure, each with the sentence why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from lms.people.service import WorkingGroup
from lms.targets import queries
from lms.targets.queries import Basis, Part, Wanted
from lms.targets.reasons import Done, Held, Named, State, explain

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
    posts: defaultdict[int, list[Held]] = defaultdict(list)
    for person, unit, name, group, full_time, title in session.execute(
        queries.posts_of(basis, ids)
    ):
        held = Held(name, WorkingGroup(group), full_time, title, unit in basis.apart)
        if wanted.state is State.OUTSIDE or held.is_apart == (wanted.part is Part.APART):
            posts[person].append(held)
    done: defaultdict[int, list[Done]] = defaultdict(list)
    for person, vi, en, on, tags, in_depth in session.execute(queries.programmes_of(basis, ids)):
        done[person].append(Done({"vi": vi, "en": en}, on, frozenset(tags), in_depth))
    outside = wanted.state is State.OUTSIDE
    return [
        explain(basis.rule, name=name, posts=posts[id_], done=done[id_], outside=outside)
        for id_, name in people
    ]


def all_names(session: Session, *, basis: Basis, wanted: Wanted) -> Iterator[Named]:
    """Yield everybody behind a number, for a file; memory holds their ids and a thousand names."""
    people = [(id_, name) for id_, name in session.execute(queries.names(basis, wanted))]
    for start in range(0, len(people), _AT_A_TIME):
        some = people[start : start + _AT_A_TIME]
        yield from explain_people(session, basis=basis, people=some, wanted=wanted)
