"""What can be done with answers. `__all__` is the room's face."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, delete, insert, select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.minority.errors import AnswersChanged
from lms.minority.models import MinorityAnswer
from lms.people.service import Person, lock_people_from, read_as, records_of

__all__ = [
    "Answers",
    "all_answers",
    "answers_of",
    "forget_all",
    "record_answers",
    "record_look",
]

Answers = Mapping[UUID, bool | None]  # by person; None: not answered


def all_answers(session: Session) -> dict[int, bool]:
    """Return by person's id who belongs to an ethnic minority, of whom that is recorded.

    Of two records made one, either's yes counts until somebody answers for the person.
    """
    return _by_person(session, select(read_as(MinorityAnswer.person_id), MinorityAnswer.belongs))


def answers_of(session: Session, people: Iterable[Person]) -> dict[UUID, bool | None]:
    """Return what is recorded of each of these people."""
    asked = {person.id: person.uuid for person in people}
    known = _by_person(
        session,
        select(read_as(MinorityAnswer.person_id), MinorityAnswer.belongs).where(
            MinorityAnswer.person_id.in_(_records(asked))
        ),
    )
    return {uuid: known.get(person_id) for person_id, uuid in asked.items()}


def record_answers(
    session: Session,
    *,
    people: Sequence[Person],
    seen: Answers,
    wanted: Answers,
    actor: UUID,
    now: datetime,
) -> int:
    """Keep what is `wanted` of `people` where it is not what was `seen`; return of how many.

    That an answer was recorded is audited, what it was is not. Raises `AnswersChanged` if
    somebody else recorded another one; then nothing is kept.
    """
    changed = [one for one in people if wanted.get(one.uuid) != seen.get(one.uuid)]
    if not changed:
        return 0
    ids = {person.id for person in changed}
    lock_people_from(session, select(Person.uuid).where(Person.id.in_(ids)))
    if any(seen.get(uuid) != known for uuid, known in answers_of(session, changed).items()):
        raise AnswersChanged
    session.execute(delete(MinorityAnswer).where(MinorityAnswer.person_id.in_(_records(ids))))
    rows = [
        {"person_id": one.id, "belongs": belongs, "recorded_by": actor, "recorded_at": now}
        for one in changed
        if (belongs := wanted.get(one.uuid)) is not None
    ]
    if rows:
        session.execute(insert(MinorityAnswer), rows)
    audit.record_many(
        session,
        at=now,
        actor=actor,
        action="minority.recorded",
        kind="person",
        uuids=[person.uuid for person in changed],
    )
    return len(changed)


def record_look(session: Session, *, unit: UUID, people: int, actor: UUID, now: datetime) -> None:
    """Write down who looked at the answers of how many people of a unit."""
    audit.record(
        session,
        at=now,
        actor=actor,
        action="minority.read",
        subject=("organisation", unit),
        detail={"people": people},
    )


def forget_all(session: Session, *, now: datetime) -> int:
    """Delete every answer; return how many there were."""
    count = len(session.scalars(delete(MinorityAnswer).returning(MinorityAnswer.id)).all())
    audit.record(
        session,
        at=now,
        actor=None,
        action="minority.forgotten",
        subject=("person", None),
        detail={"people": count},
    )
    return count


def _by_person(session: Session, answers: Select[int, bool]) -> dict[int, bool]:
    found: dict[int, bool] = {}
    for person_id, belongs in session.execute(answers):
        found[person_id] = found.get(person_id, False) or belongs
    return found


def _records(ids: Iterable[int]) -> CompoundSelect[int]:
    return records_of(select(Person.id).where(Person.id.in_(sorted(ids))))
