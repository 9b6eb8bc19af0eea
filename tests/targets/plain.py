"""Figures counted the obvious way: whole tables read into memory, loops, no SQL conditions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.attestation.service import Attestation
from lms.catalog.service import ProgrammeVersion
from lms.learning.models import Completion, Revocation
from lms.organisations.models import OrganisationVersion
from lms.people.service import Merge, Person, Post
from lms.targets.rules import Register, Rule, Who


class Known(Protocol):
    """A row as known over a time."""

    recorded_at: Any
    superseded_at: Any


class Valid(Protocol):
    """A row that was so over a time."""

    valid_from: Any
    valid_to: Any


@dataclass
class Plain:
    """All that is on record, and one question after the other."""

    session: Session

    def __post_init__(self) -> None:
        self.posts = self.session.scalars(select(Post)).all()
        self.people = {one.id: one for one in self.session.scalars(select(Person))}
        self.merges = self.session.scalars(select(Merge)).all()
        self.completions = self.session.scalars(select(Completion)).all()
        self.revocations = self.session.scalars(select(Revocation)).all()
        self.units = self.session.scalars(select(OrganisationVersion)).all()
        self.words = self.session.scalars(select(Attestation)).all()
        self.programmes = {one.id: one for one in self.session.scalars(select(ProgrammeVersion))}

    def count(
        self, rule: Rule, top: int, day: date, known: datetime
    ) -> tuple[set[str], set[str], dict[int, tuple[int, int]]]:
        """Return the uuids of those trained and of those not yet, and (people, trained) by line.

        A line is a unit right below `top`, or `top` itself for posts there.
        """
        parents, kinds = {}, {}
        for unit in self.units:
            if knows(unit, known) and holds(unit, day):
                parents[unit.organisation_id] = unit.parent_id
                kinds[unit.organisation_id] = unit.kind
        lines: dict[int, set[int]] = {top: set()}
        lines |= {unit: set() for unit, parent in parents.items() if parent == top}
        for post in self.posts:
            chain = upwards(post.organisation_id, parents)
            if (
                top in chain
                and knows(post, known)
                and holds(post, day)
                and is_meant(rule, post)
                and not self.is_withdrawn(post.person_id, known)
                and not any(kinds[unit] in rule.apart for unit in chain)
                and (rule.register is not Register.ALL_STAFF or self.is_listed(chain, day, known))
            ):
                before = chain[: chain.index(top)]
                lines[before[-1] if before else top].add(post.person_id)
        everybody = set[int]().union(*lines.values())
        trained = {person for person in everybody if self.is_trained(rule, person, day, known)}
        return (
            {str(self.people[person].uuid) for person in trained},
            {str(self.people[person].uuid) for person in everybody - trained},
            {unit: (len(who), len(who & trained)) for unit, who in lines.items()},
        )

    def is_withdrawn(self, person: int, known: datetime) -> bool:
        gone = self.people[person].withdrawn_at
        return gone is not None and gone <= known

    def is_listed(self, chain: list[int], day: date, known: datetime) -> bool:
        for unit in chain:
            said = [
                word.covers_all_staff
                for word in self.words
                if word.organisation_id == unit
                and word.period_on <= day < word.period_to
                and knows(word, known)
            ]
            if said:
                return said[-1]
        return False

    def is_trained(self, rule: Rule, person: int, day: date, known: datetime) -> bool:
        filed = {person} | {
            merge.duplicate_id
            for merge in self.merges
            if merge.survivor_id == person and knows(merge, known)
        }
        if any(merge.duplicate_id == person and knows(merge, known) for merge in self.merges):
            return False  # what is filed here is the other record's
        found: set[str] = set()
        for done in self.completions:
            programme = self.programmes[done.version_id]
            if (
                done.person_id in filed
                and knows(done, known)
                and done.kind in (("completed", "recognised") if rule.outside else ("completed",))
                and rule.counts_from <= done.completed_on <= min(day, rule.counts_to or day)
                and (programme.in_depth or not rule.in_depth)
                and not any(
                    back.completion_id == done.id
                    and back.effective_on <= day
                    and knows(back, known)
                    for back in self.revocations
                )
            ):
                found |= set(programme.tags)
        return found >= set(rule.tags)


def knows(row: Known, known: datetime) -> bool:
    return row.recorded_at <= known and (row.superseded_at is None or known < row.superseded_at)


def holds(row: Valid, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def is_meant(rule: Rule, post: Post) -> bool:
    who = rule.groups.get(post.working_group)
    return who is Who.EVERYONE or (who is Who.FULL_TIME and post.full_time)


def upwards(unit: int, parents: dict[int, int | None]) -> list[int]:
    """Return the unit and all above it, as they stood; nothing for a unit that did not exist."""
    chain: list[int] = []
    above: int | None = unit
    while above is not None and above in parents:
        chain.append(above)
        above = parents[above]
    return chain
