"""Changes that raise a unit's percentage, found by reading what was superseded and written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from lms.attestation.service import Attestation
from lms.core.clock import local_day
from lms.learning.service import CompletionKind
from lms.organisations.service import SuccessionKind
from lms.oversight import queries
from lms.oversight.access import visible_successions
from lms.oversight.names import Way
from lms.oversight.rules import Held, is_backdated, way_of
from lms.oversight.service.log import start_of
from lms.people.service import Person, Post
from lms.recognition.service import Mutual, mutual_approvals

MOST = 20_000  # superseded posts that one page looks at
_FILE = "roster:"
_UNIT_WAYS = {
    SuccessionKind.MERGE: Way.UNIT_MERGED,
    SuccessionKind.CLOSE: Way.UNIT_MERGED,
    SuccessionKind.SPLIT: Way.UNIT_SPLIT,
    SuccessionKind.CARVE: Way.UNIT_SPLIT,
    SuccessionKind.TRANSFER: Way.UNIT_MOVED,
    SuccessionKind.REKIND: Way.UNIT_REKINDED,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one officer did on one day in one unit in one of the ways."""

    way: Way
    unit: str
    on: date
    officer: str  # "": nobody who may be named
    number: int  # people concerned; of mutual approval: files approved
    from_file: bool
    reasons: tuple[str, ...]
    people: tuple[Person, ...]  # by name where they may be


@dataclass(frozen=True, slots=True)
class _Change:
    """One of the changes that a finding is put together from."""

    way: Way
    unit: str
    at: datetime
    actor: UUID | None
    reason: str
    from_file: bool
    person: Person


def findings(
    session: Session, *, paths: Sequence[str], since: date, until: date, today: date
) -> list[Finding]:
    """Return the findings in scope of a period, both days included, the newest first.

    Of people who left, moved or changed, only those without a counted training at that moment are
    shown: without the others a percentage falls.
    """
    start, end = start_of(since), start_of(until + timedelta(days=1))
    units = list(_of_units(session, paths, start, end))
    followed = {(change.unit, change.at) for change in units}
    changes = [
        *units,
        *(c for c in _of_posts(session, paths, start, end) if (c.unit, c.at) not in followed),
        *_of_completions(session, paths, start, end),
    ]
    pairs = mutual_approvals(session, paths=paths, since=start, until=end)
    words = session.execute(queries.shorter_lists(paths, since=start, until=end)).all()
    actors = {change.actor for change in changes if change.actor}
    actors |= {officer for pair in pairs for officer in (pair.one, pair.other)}
    actors |= {word.attested_by for word, _ in words}
    names = queries.officers(session, actors, paths=paths, today=today)
    return [
        *(_mutual(pair, names, until) for pair in pairs),
        *(_shorter(word, unit.name, names) for word, unit in words),
        *_grouped(changes, names),
    ]


def _shorter(word: Attestation, unit: str, names: dict[UUID, str]) -> Finding:
    """Return a list that was confirmed with fewer people than the one before; how many fewer."""
    return Finding(
        way=Way.SHORTER,
        unit=unit,
        on=local_day(word.recorded_at),
        officer=names.get(word.attested_by, ""),
        number=(word.people_before or 0) - word.people,
        from_file=False,
        reasons=(word.fewer_reason,) if word.fewer_reason else (),
        people=(),
    )


def _mutual(pair: Mutual, names: dict[UUID, str], until: date) -> Finding:
    officers = " ↔ ".join(names.get(officer, "…") for officer in (pair.one, pair.other))
    return Finding(
        way=Way.MUTUAL,
        unit="",
        on=until,
        officer=officers,
        number=pair.by_one + pair.by_other,
        from_file=False,
        reasons=(),
        people=(),
    )


def _grouped(changes: Iterable[_Change], names: dict[UUID, str]) -> list[Finding]:
    groups: dict[tuple[date, str, Way, UUID | None, bool], list[_Change]] = {}
    for change in changes:
        key = (local_day(change.at), change.unit, change.way, change.actor, change.from_file)
        groups.setdefault(key, []).append(change)
    found = [
        Finding(
            way=way,
            unit=unit,
            on=day,
            officer=names.get(actor, "") if actor else "",
            number=len({c.person.id for c in some}),
            from_file=from_file,
            reasons=tuple(dict.fromkeys(c.reason for c in some if c.reason)),
            people=tuple({c.person.id: c.person for c in some}.values()),
        )
        for (day, unit, way, actor, from_file), some in groups.items()
    ]
    return sorted(found, key=lambda f: (-f.on.toordinal(), f.unit, f.way))


def _of_units(
    session: Session, paths: Sequence[str], start: datetime, end: datetime
) -> Iterator[_Change]:
    """Yield the people of units that were merged, split, closed, moved or made another kind."""
    seen: set[tuple[int, datetime]] = set()
    for row, unit in session.execute(visible_successions(paths, since=start, until=end)):
        if (unit.id, row.recorded_at) in seen:
            continue  # a split has a row for each part
        seen.add((unit.id, row.recorded_at))
        way = _UNIT_WAYS[SuccessionKind(row.kind)]
        for person in queries.people_of_unit(session, unit, row.recorded_at):
            at, by = row.recorded_at, row.recorded_by
            yield _Change(way, unit.name, at, by, row.basis, from_file=False, person=person)


def _of_posts(
    session: Session, paths: Sequence[str], start: datetime, end: datetime
) -> Iterator[_Change]:
    superseded = queries.superseded_posts(paths, since=start, until=end).limit(MOST)
    rows = session.execute(superseded).all()
    people = {person.id for _, person, _ in rows}
    written = queries.posts_written(session, people, since=start, until=end)
    trained = queries.first_trained(session, people)
    uuids = {person.uuid for _, person, _ in rows}
    causes = queries.causes(session, uuids, since=start, until=end)
    makers = queries.makers_of_files(session, set(_files(written.values())))
    merges = queries.merges(session, since=start, until=end)
    undone = queries.undone_files(session, since=start, until=end)
    for post, person, unit in rows:
        at = post.superseded_at
        if at is None or (person.id in trained and trained[person.id] <= at):
            continue
        if at in merges:
            by, why = merges[at]
            yield _Change(Way.PEOPLE_MERGED, unit.name, at, by, why, from_file=False, person=person)
            continue
        if at in undone:
            yield _Change(Way.UNDONE, unit.name, at, undone[at], "", from_file=True, person=person)
            continue
        after = written.get((person.id, at), [])
        way = way_of(_held(post), [_held(other) for other in after])
        if way is not None:
            actor, reason = causes.get((person.uuid, at), (None, ""))
            reason = reason or next((new.reason for new in after if new.reason), "")
            file = next(_files([after]), None)
            actor = actor or (makers.get(file) if file else None)
            yield _Change(way, unit.name, at, actor, reason, file is not None, person)


def _of_completions(
    session: Session, paths: Sequence[str], start: datetime, end: datetime
) -> Iterator[_Change]:
    rows = session.execute(queries.odd_completions(paths, since=start, until=end)).all()
    posts = queries.posts_in(session, {person.id for _, person in rows}, paths)
    uuids = {completion.uuid for completion, _ in rows}
    causes = queries.causes(session, uuids, since=start, until=end)
    for completion, person in rows:
        at = completion.recorded_at
        if completion.kind == CompletionKind.WAIVED:
            way = Way.WAIVED
        elif is_backdated(completion.completed_on, local_day(at)):
            way = Way.BACKDATED
        else:
            continue
        actor, reason = causes.get((completion.uuid, at), (None, ""))
        _, unit = posts[person.id][-1]
        yield _Change(way, unit, at, actor, reason, from_file=False, person=person)


def _files(written: Iterable[Sequence[Post]]) -> Iterator[UUID]:
    """Yield the staff files from which these rows came."""
    for posts in written:
        for post in posts:
            if post.source.startswith(_FILE):
                yield UUID(post.source.removeprefix(_FILE))


def _held(post: Post) -> Held:
    return Held(
        thread=post.thread,
        organisation_id=post.organisation_id,
        group=post.working_group,
        full_time=post.full_time,
        valid_from=post.valid_from,
        valid_to=post.valid_to,
    )
