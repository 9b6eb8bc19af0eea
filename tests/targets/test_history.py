"""Random histories: figures are what a plain loop counts, and stay what they were, to the byte."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.attestation.service import Kind, attest, draft
from lms.core.clock import local_day
from lms.core.db import Database, insert_rows
from lms.core.errors import LmsError
from lms.core.secrets import Keyring
from lms.learning.service import Completion, CompletionKind, revoke_completion
from lms.organisations.service import Organisation, OrganisationKind, SuccessionKind
from lms.people.service import Person, Post, WorkingGroup, end_post, merge_people
from lms.reorganisation.service import Part, Request, Wish, carry_out
from lms.targets.models import Movement
from lms.targets.service import (
    Target,
    begin_keeping,
    forget,
    movements,
    open_months,
    rule_of,
    statement,
    sync_targets,
    targets_at,
)
from tests.support.courses import replace_in
from tests.support.length import sized
from tests.targets.plain import Plain
from tests.targets.world import FILE, World

BEGINNING = datetime(2025, 10, 1, 5, 0, tzinfo=UTC)
FIRST = date(2025, 8, 1)  # the days that events are about
SPAN = 150
EXAMPLES = sized(3, 100)
Question = tuple[Target, int, date, datetime]


@dataclass
class History:
    """A world in which anything may happen, one thing a day."""

    world: World
    dice: random.Random
    file: Path
    now: datetime = BEGINNING
    said: dict[tuple[object, ...], str] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    names: Iterator[int] = field(default_factory=lambda: iter(range(1, 999)))

    def __post_init__(self) -> None:
        world = self.world
        self.people = [world.person() for _ in range(8)]
        world.unit("Ban A", OrganisationKind.DEPARTMENT, world.commune)
        world.unit("Mặt trận", OrganisationKind.FRONT, world.province)
        self.programmes = [
            world.programme("Kỹ năng", "dcs"),
            world.programme("Chuyên sâu", "dcs", "st", in_depth=True),
            world.programme("Khoa học", "st", in_depth=True),
            world.programme("Quán triệt", "briefing"),
        ]
        for person in self.people:
            self.join(person)
            self.complete(person)

    def day(self) -> date:
        return FIRST + timedelta(days=self.dice.randrange(SPAN))

    def units(self) -> list[Organisation]:
        still = select(Organisation).where(Organisation.closed_on.is_(None))
        found = self.world.session.scalars(still.order_by(Organisation.id))
        return [unit for unit in found if unit.parent_id is not None]

    def join(self, person: Person) -> None:
        begins = self.day()
        ends = begins + timedelta(days=self.dice.randint(1, 90))
        self.world.post(
            person,
            self.dice.choice(self.units()),
            group=self.dice.choice(list(WorkingGroup)[:4]),
            full_time=self.dice.random() < 0.7,
            since=begins,
            until=self.dice.choice([None, ends]),
            now=self.now,
        )

    def leave(self, person: Person) -> None:
        """End a post, also by a day long past: a late correction."""
        known = select(Post).where(Post.person_id == person.id, Post.superseded_at.is_(None))
        for post in self.world.session.scalars(known.order_by(Post.id).limit(1)):
            end_post(
                self.world.session,
                post=post,
                valid_to=self.day(),
                source="test",
                actor=None,
                now=self.now,
            )

    def complete(self, person: Person) -> None:
        kind = self.dice.choice([*CompletionKind, CompletionKind.COMPLETED])
        programme = self.dice.choice(self.programmes)
        self.world.complete(person, programme, on=self.day(), kind=kind, now=self.now)

    def revoke(self, person: Person) -> None:
        own = select(Completion).where(Completion.person_id == person.id)
        for done in self.world.session.scalars(own.order_by(Completion.id.desc()).limit(1)):
            revoke_completion(
                self.world.session,
                completion=done,
                effective_on=self.day(),
                reason="Nhầm",
                actor=uuid4(),
                now=self.now,
            )

    def merge(self, person: Person) -> None:
        other = self.dice.choice(self.people)
        merge_people(
            self.world.session,
            survivor=other,
            duplicate=person,
            reason="Trùng",
            actor=None,
            now=self.now,
        )

    def withdraw(self, person: Person) -> None:
        if person.withdrawn_at is None:
            person.withdrawn_at = self.now

    def attest(self, _person: Person) -> None:
        session, unit = self.world.session, self.dice.choice(self.units())
        seen = draft(session, organisation=unit, months=6, now=self.now).seen
        attest(
            session,
            organisation=unit,
            months=6,
            seen=seen,
            explanations=dict.fromkeys(Kind, "Đã soát"),
            fewer_reason="Nghỉ việc",
            covers_all_staff=self.dice.random() < 0.7,
            actor=uuid4(),
            now=self.now,
        )

    def publish(self, _person: Person) -> None:
        text = FILE.read_text(encoding="utf-8")
        self.file.write_text(text, encoding="utf-8")
        match self.dice.randrange(3):
            case 0:
                replace_in(self.file, "threshold: 7/10", "threshold: 3/5")
            case 1:
                replace_in(self.file, "outside: true", "outside: false, to: 31/10/2025")
        sync_targets(self.world.session, self.file, now=self.now)

    def reorganise(self, _person: Person) -> None:
        units = self.units()
        unit, other, name = self.dice.choice(units), self.dice.choice(units), next(self.names)
        kind = self.dice.choice([kind for kind in SuccessionKind if kind != SuccessionKind.REKIND])
        day = min(self.day(), local_day(self.now))
        wish: dict[str, Any] = {"kind": kind, "effective_on": day, "basis": "Nghị quyết"}
        match kind:
            case SuccessionKind.MERGE:
                wish |= {"others": (other.name,), "name": f"Đơn vị {name}"}
            case SuccessionKind.TRANSFER:
                wish["target"] = other.name
            case SuccessionKind.RENAME:
                wish["name"] = f"Đơn vị {name}"
            case SuccessionKind.SPLIT | SuccessionKind.CARVE:
                wish["parts"] = tuple(Part(f"Đơn vị {name}.{n}", None) for n in range(2))
                wish["placed"] = {str(p.uuid): n % 2 for n, p in enumerate(self.people)}
        carry_out(
            self.world.session, Request(unit, Wish(**wish), None, (self.world.root.path,), self.now)
        )

    def keep(self, _person: Person) -> None:
        """Keep a target's movements, as the recurring task does."""
        session = self.world.session
        target = self.dice.choice(list(targets_at(session, known_at=self.now)))
        before, kept = begin_keeping(session, target=target, now=self.now)
        for rows in movements(session, kept, rule_of(target)):
            insert_rows(session, Movement, rows)
        open_months(session, kept=kept, now=self.now)
        for old in before:
            forget(session, old)

    def happen(self) -> None:
        self.now += timedelta(hours=self.dice.randint(1, 40))
        events: list[Callable[[Person], None]] = [
            self.join,
            self.leave,
            self.complete,
            self.revoke,
            self.merge,
            self.withdraw,
            self.attest,
            self.publish,
            self.reorganise,
            self.keep,
        ]
        try:
            with self.world.session.begin_nested():
                self.dice.choice(events)(self.dice.choice(self.people))
        except LmsError:
            return  # what the rooms refuse does not happen

    def ask(self, question: Question) -> str:
        target, unit, day, known = question
        return statement(
            self.world.session,
            target=target,
            organisation=self.world.session.get_one(Organisation, unit),
            as_of=day,
            known_at=known,
        )

    def look(self) -> None:
        """Ask of a random day, unit, target and moment; compare with the plain count."""
        session = self.world.session
        known = BEGINNING + (self.now - BEGINNING) * self.dice.choice([0.0, 0.5, 1.0, 1.0])
        target = self.dice.choice(list(targets_at(session, known_at=known)))
        unit = self.dice.choice([self.world.root, self.world.province, *self.units()])
        question = (target, unit.id, self.day(), known)
        text = self.ask(question)
        self.asked.append(question)
        self.said[self.key(question)] = text
        made = json.loads(text)
        plain = Plain(session)
        trained, not_yet, lines = plain.count(rule_of(target), unit.id, question[2], known)
        assert (set(made["trained"]), set(made["not_yet"])) == (trained, not_yet)
        assert made["total"]["whole"] == [len(trained | not_yet), len(trained)]
        uuids = {str(session.get_one(Organisation, id_).uuid): id_ for id_ in lines}
        for uuid, line in made["units"].items():
            assert tuple(line["whole"]) == lines[uuids[uuid]]
        assert tuple(made["own"]["whole"]) == lines[unit.id]

    def key(self, question: Question) -> tuple[object, ...]:
        return (question[0].id, *question[1:])


@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_a_figure_is_what_a_plain_loop_counts_and_never_changes(
    database: Database, keys: Keyring, tmp_path: Path, seed: int
) -> None:
    session = database.open(writes=True)
    try:
        world = World(session, keys)
        session.flush()
        history = History(world, random.Random(seed), tmp_path / "targets.yaml")  # noqa: S311
        for _ in range(8):
            for _ in range(3):
                history.happen()
            history.look()
        for question in history.asked:
            assert history.ask(question) == history.said[history.key(question)]
    finally:
        session.close()
