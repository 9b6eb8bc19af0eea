"""A month with the real tables: what the send log says keeps both promises."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from lms.accounts.service import account_of, ensure_account
from lms.core.clock import local_day
from lms.learning.service import Enrolment, extend, release
from lms.messages.models import Kind, Topic
from lms.messages.service import request_activation
from lms.people.service import Person
from tests.messages.world import DAY, MORNING, World
from tests.support.factories import NOON, add_staff

WEEK = timedelta(days=7)
DAYS = 25
KEYS = ("mot", "hai", "ba", "bon")


def staff(world: World) -> list[Person]:
    with world.resources.database.transaction() as session:
        made = [
            add_staff(
                session,
                world.resources.keys,
                f"Đỗ Văn {number}",
                world.people.xa_a,
                email=f"so{number}@xa-a.test",
            )
            for number in range(5)
        ]
        for person in made:
            ensure_account(session, person_id=person.id, now=NOON)
    return made


def happen(world: World, people: list[Person], rng: Random, number: int) -> None:
    """Send some to programmes, extend or release some enrolments, ask for a code."""
    now = MORNING + number * DAY
    today = local_day(now)
    for person in people:
        if rng.random() < 0.3:
            due_on = today + rng.randint(1, 12) * DAY
            world.enrol(person, rng.choice(KEYS), due_on=due_on, now=now)
    with world.resources.database.transaction() as session:
        officer = account_of(session, world.people.binh.id)
        assert officer is not None
        for enrolment in session.scalars(select(Enrolment).order_by(Enrolment.id)):
            if enrolment.released_at is None and rng.random() < 0.02:
                release(session, enrolment=enrolment, reason="Thử", actor=None, now=now)
            elif enrolment.released_at is None and rng.random() < 0.03:
                due_on = today + rng.randint(1, 9) * DAY
                extend(session, enrolment=enrolment, due_on=due_on, reason="x", actor=None, now=now)
        if rng.random() < 0.2:
            chosen = [rng.choice(people).id]
            request_activation(session, person_ids=chosen, weekly=3, actor=officer.uuid, now=now)


def unreminded(world: World, today: date) -> int:
    """Return for how many days the most neglected overdue enrolment has not been named."""
    sent = {m.id: local_day(m.sent_at) for m in world.log() if m.sent_at is not None}
    named: dict[object, date] = {}
    for line in world.lines():
        if line.message_id in sent and line.topic == Topic.OVERDUE:
            named[line.subject_uuid] = sent[line.message_id]
    with world.resources.database.reading() as session:
        late = select(Enrolment).where(Enrolment.released_at.is_(None), Enrolment.due_on < today)
        waits = [
            (today - max(enrolment.due_on + DAY, named.get(enrolment.uuid, date.min))).days
            for enrolment in session.scalars(late)
            if enrolment.due_on is not None
        ]
    return max(waits, default=0)


def test_nobody_is_over_budget_and_nobody_overdue_is_forgotten(world: World) -> None:
    people, rng = staff(world), Random(1169)  # noqa: S311 - made-up lives
    for number in range(DAYS):
        if number < DAYS - 12:
            happen(world, people, rng, number)
        world.work(MORNING + number * DAY)
        world.work(MORNING + number * DAY + timedelta(hours=3))
        assert unreminded(world, local_day(MORNING + number * DAY)) <= 7
    days = defaultdict(list)
    for message in world.log():
        if message.sent_at is not None:
            days[message.person_id].append(local_day(message.sent_at))
    for sent in days.values():
        assert max(sum(first <= day < first + WEEK for day in sent) for first in sent) <= 3
    kinds = {message.kind for message in world.log()}
    assert kinds == {Kind.LETTER, Kind.ACTIVATION}
    assert len(world.office.letters) == sum(map(len, days.values()))
    letters = [m.unique_key for m in world.log() if m.kind == Kind.LETTER]
    assert len(letters) == len(set(letters))
