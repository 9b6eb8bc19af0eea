"""Whatever is done to people's posts in whatever order, what was known at a moment stays known."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.core.errors import LmsError, NotFound
from lms.core.secrets import Keyring
from lms.organisations.service import Organisation
from lms.people.service import (
    Person,
    Post,
    PostTerms,
    WorkingGroup,
    add_concurrent_post,
    holds_after,
    kept_person,
    merge_people,
    move_post,
    posts_at,
    posts_of,
    return_person,
    revise_post,
    surviving_id,
)
from lms.register.service import leave, take_back
from tests.support.factories import NOON, add_staff, found_country
from tests.support.length import sized

STEPS = sized(25, 60)
PEOPLE = 4
MINUTE = timedelta(minutes=1)
ACTOR = UUID(int=7)  # an account
Known = frozenset[tuple[int, int, str]]


@dataclass
class Register:
    """Some people, whom things befall, and what was known at each moment."""

    session: Session
    rng: Random
    units: tuple[Organisation, ...]
    people: list[Person]
    now: datetime = NOON + timedelta(days=400)
    known: dict[tuple[datetime, date], Known] = field(default_factory=dict)
    rows: dict[int, tuple[Any, ...]] = field(default_factory=dict)

    def day(self) -> date:
        """Return a day within a year of today."""
        return local_day(self.now) + timedelta(days=self.rng.randint(-200, 200))

    def terms(self) -> PostTerms:
        start = self.day()
        later = start + timedelta(days=self.rng.randint(1, 150))
        return PostTerms(
            organisation_id=self.rng.choice(self.units).id,
            working_group=self.rng.choice([*WorkingGroup]),
            full_time=self.rng.random() < 0.5,
            valid_from=start,
            valid_to=self.rng.choice([None, None, later]),
        )

    def how(self) -> dict[str, Any]:
        return {"source": "form", "reason": "Thử", "actor": ACTOR, "now": self.now}

    def post(self, person: Person) -> Post:
        return self.rng.choice(list(posts_of(self.session, person_id=person.id)))

    def act(self) -> None:
        """Do something to somebody; what is refused changes nothing."""
        person = self.rng.choice(self.people)
        acts: list[Callable[[], object]] = [
            lambda: add_concurrent_post(
                self.session, person=person, terms=self.terms(), **self.how()
            ),
            lambda: return_person(self.session, person=person, terms=self.terms(), **self.how()),
            lambda: move_post(
                self.session, post=self.post(person), terms=self.terms(), **self.how()
            ),
            lambda: revise_post(
                self.session, post=self.post(person), terms=self.terms(), **self.how()
            ),
            lambda: leave(self.session, post=self.post(person), valid_to=self.day(), **self.how()),
            lambda: take_back(self.session, post=self.post(person), **self.how()),
            lambda: self.merge(person),
        ]
        weights = [4, 3, 5, 4, 4, 2, len(self.people) > 1]
        try:
            with self.session.begin_nested():
                self.rng.choices(acts, weights)[0]()
        except LmsError:
            self.session.expire_all()

    def merge(self, person: Person) -> None:
        other = self.rng.choice([one for one in self.people if one is not person])
        merge_people(
            self.session, survivor=person, duplicate=other, reason="Thử", actor=None, now=self.now
        )
        self.people.remove(other)

    def seen(self, known_at: datetime, day: date) -> Known:
        found = self.session.scalars(posts_at(as_of=day, known_at=known_at))
        return frozenset((p.person_id, p.organisation_id, p.working_group) for p in found)

    def note(self) -> None:
        """Remember what is known of some days, and each row as it was written."""
        for day in (self.day(), local_day(self.now)):
            self.known[self.now, day] = self.seen(self.now, day)
        for post in self.session.scalars(select(Post)):
            content = (post.thread, post.organisation_id, post.valid_from, post.valid_to)
            assert self.rows.setdefault(post.id, content) == content

    def check(self) -> None:
        """See that nothing known has changed, and that everybody is where one would look."""
        for (known_at, day), was in self.known.items():
            assert self.seen(known_at, day) == was
        in_force = self.session.scalars(select(Post).where(Post.superseded_at.is_(None))).all()
        assert len({post.thread for post in in_force}) == len(in_force)
        assert all(post.valid_to is None or post.valid_from < post.valid_to for post in in_force)
        today = local_day(self.now)
        for person in self.people:
            assert surviving_id(self.session, person.id) == person.id
            found = kept_person(self.session, paths=["/"], uuid=person.uuid, today=today)
            assert found is person
            posts = posts_of(self.session, person_id=person.id)
            held = [post for post in posts if post.valid_to is None or post.valid_to > today]
            assert holds_after(self.session, person_id=person.id, day=today) == bool(held)


@pytest.mark.parametrize("seed", range(sized(2, 30)))
def test_what_was_known_stays_known_and_nobody_is_lost(
    session: Session, keys: Keyring, seed: int
) -> None:
    country = found_country(session, keys)
    units = (country.province, country.xa_a, country.xa_b, country.elsewhere)
    people = [add_staff(session, keys, f"Trần An {n}", country.xa_a) for n in range(PEOPLE)]
    register = Register(session, Random(seed), units, people)  # noqa: S311 - made-up data
    for step in range(1, STEPS + 1):
        register.act()
        register.note()
        register.now += MINUTE
        if step % 10 == 0 or step == STEPS:
            register.check()
    merged = [one for one in session.scalars(select(Person)) if one not in register.people]
    for person in merged:
        if surviving_id(session, person.id) != person.id:
            with pytest.raises(NotFound):
                kept_person(session, paths=["/"], uuid=person.uuid, today=local_day(register.now))
