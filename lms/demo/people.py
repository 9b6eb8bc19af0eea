"""Made-up people and how far each has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from lms.assessment.service import Sat
from lms.catalog.service import Lesson, Programme, Quiz
from lms.core.clock import VIETNAM
from lms.core.columns import uuid7
from lms.demo.names import full_name
from lms.demo.units import SINCE, Units
from lms.learning.service import History
from lms.organisations.service import Organisation
from lms.people.service import Category, Identity, IdNumber, PostTerms, Sex, WorkingGroup

REASON = "Dữ liệu mẫu: cử đi học theo kế hoạch năm"
PROGRAMMES = {
    WorkingGroup.COMMUNICATION: "ttct",
    WorkingGroup.GRASSROOTS: "ttcs",
    WorkingGroup.EXTERNAL: "ttdn",
}
SHARES = (  # of each hundred people: how far they came
    ("none", 14),
    ("enrolled", 20),
    ("learning", 24),
    ("failed", 5),
    ("done", 37),
)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One person of the demo."""

    uuid: UUID
    identity: Identity
    terms: PostTerms


def make_people(rng: Random, units: Units, count: int) -> list[MadeUp]:
    """Return `count` people: a fifth in central and provincial bodies, the rest in communes."""
    return [_person(rng, units, number) for number in range(1, count + 1)]


def _person(rng: Random, units: Units, number: int) -> MadeUp:
    female = rng.random() < 0.5  # noqa: PLR2004 - half of them
    kind = rng.random()
    unit, group, full_time = _place(rng, units, kind)
    name = full_name(rng, female=female)
    born_on = date(rng.randint(1966, 2002), rng.randint(1, 12), rng.randint(1, 28))
    identity = Identity(
        full_name=name,
        born_on=born_on,
        sex=Sex.FEMALE if female else Sex.MALE,
        id_number=_id_number(number, born_on.year, female=female),
        staff_code=f"MAU-{number:06d}",
        staff_code_scope=int(unit.path.strip("/").split("/")[1]),
    )
    terms = PostTerms(
        organisation_id=unit.id,
        working_group=group,
        full_time=full_time,
        category=rng.choice((Category.CIVIL_SERVANT, Category.PUBLIC_EMPLOYEE)),
        title=None,
        valid_from=SINCE + timedelta(days=rng.choice((0, 0, 0, 60, 200, 400))),
    )
    return MadeUp(uuid7(), identity, terms)


def _id_number(number: int, year: int, *, female: bool) -> IdNumber | None:
    """Return a number that nobody has, as no province is 000; none for every tenth person."""
    if number % 10 == 0:
        return None
    century = 2 * (year // 1000 - 1) + female
    return IdNumber(f"000{century}{year % 100:02d}{number:06d}")


def _place(rng: Random, units: Units, kind: float) -> tuple[Organisation, WorkingGroup, bool]:
    if kind < 0.08:  # noqa: PLR2004 - shares of the whole, here and below
        return rng.choice(units.central), WorkingGroup.COMMUNICATION, True
    if kind < 0.24:  # noqa: PLR2004
        return rng.choice(units.provincial), WorkingGroup.COMMUNICATION, rng.random() < 0.85  # noqa: PLR2004
    if kind < 0.30:  # noqa: PLR2004
        return rng.choice(units.provincial + units.central), WorkingGroup.EXTERNAL, True
    if kind < 0.33:  # noqa: PLR2004
        return rng.choice(units.communes), WorkingGroup.LEADER, False
    return rng.choice(units.communes), WorkingGroup.GRASSROOTS, rng.random() < 0.2  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Offer:
    """A published programme with the id of its version."""

    programme: Programme
    version_id: int


def make_history(
    rng: Random, person_id: int, offer: Offer, *, stage: str, now: datetime
) -> History | None:
    """Return what the person has done by `now`; None for who was never sent."""
    if stage == "none":
        return None
    enrolled_at = _office_hour(rng, now - timedelta(days=rng.randint(30, 300)))
    due_on = (enrolled_at + timedelta(days=rng.choice((60, 90, 180)))).date()
    base = History(
        person_id=person_id,
        programme_key=offer.programme.key,
        version_id=offer.version_id,
        reason=REASON,
        enrolled_at=enrolled_at,
        due_on=due_on,
    )
    return base if stage == "enrolled" else _go(rng, base, offer.programme, stage, now)


def pick_stage(rng: Random) -> str:
    """Return how far a person came, by the shares above."""
    names = [name for name, _ in SHARES]
    return rng.choices(names, [weight for _, weight in SHARES])[0]


def _go(rng: Random, base: History, programme: Programme, stage: str, now: datetime) -> History:
    """Walk through the programme, a step every day or two, until the stage or today is reached."""
    at = base.enrolled_at + timedelta(days=rng.randint(1, 10))
    steps = programme.steps()
    stop = len(steps) if stage == "done" else rng.randint(1, len(steps) - 1)
    lessons: list[tuple[str, datetime]] = []
    attempts: list[Sat] = []
    for step in steps[:stop]:
        at = min(at + timedelta(hours=rng.randint(1, 30)), now - timedelta(minutes=30))
        if isinstance(step.item, Lesson):
            lessons.append((step.key, at))
            continue
        attempts += _sit(rng, base.uuid, step.item, at, passes=True)
    unfinished = next((s.item for s in steps[stop:] if isinstance(s.item, Quiz)), None)
    if stage == "failed" and unfinished is not None:
        rest = [s for s in steps[stop:] if isinstance(s.item, Lesson)]
        lessons += [(s.key, at) for s in rest if s.module.key == unfinished.key]
        attempts += _sit(rng, base.uuid, unfinished, at, passes=False)
    done = attempts[-1].started_at + timedelta(minutes=10) if stage == "done" else None
    return History(
        person_id=base.person_id,
        programme_key=base.programme_key,
        version_id=base.version_id,
        reason=base.reason,
        enrolled_at=base.enrolled_at,
        due_on=base.due_on,
        uuid=base.uuid,
        lessons=lessons,
        attempts=attempts,
        completed_at=done,
    )


def _sit(rng: Random, sitting: UUID, quiz: Quiz, at: datetime, *, passes: bool) -> Sequence[Sat]:
    """Return the attempts at a quiz: failed ones first, at most what is allowed."""
    failures = rng.choice((0, 0, 0, 1)) if passes else quiz.attempts
    missed = quiz.draw // 2 + 1
    sat = [
        Sat(sitting, quiz, number, rng.getrandbits(31), missed, at - timedelta(minutes=20))
        for number in range(1, failures + 1)
    ]
    if passes:
        few = rng.choice((0, 0, 1, 2))
        sat.append(Sat(sitting, quiz, failures + 1, rng.getrandbits(31), few, at))
    return sat


def _office_hour(rng: Random, moment: datetime) -> datetime:
    day = moment.astimezone(VIETNAM).date()
    return datetime.combine(day, time(rng.randint(7, 16), rng.randint(0, 59)), VIETNAM)
