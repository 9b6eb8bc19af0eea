"""What can be done with answers. `__all__` is the room's face."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CompoundSelect, delete, insert, select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.minority.errors import AnswersChanged
from lms.minority.models import MinorityAnswer
from lms.people.service import Person, lock_people_from, read_as, records_of

__all__ = [
    "Answers",
    "answers_of",
    "forget_all",
    "minority_people",
    "record_answers",
    "record_look",
]

Answers = Mapping[UUID, bool | None]  # by person; None: not answered


def minority_people(session: Session) -> set[int]:
    """Return the ids of the persons who belong to an ethnic minority, as known now.

    Of two records made one, either's answer counts until somebody answers for the person.
    """
    yes = select(read_as(MinorityAnswer.person_id)).where(MinorityAnswer.belongs)
    return set(session.scalars(yes))


def answers_of(session: Session, people: Iterable[Person]) -> dict[UUID, bool | None]:
    """Return what is recorded of each of these people."""
    asked = {person.id: person.uuid for person in people}
    rows = session.execute(
        select(read_as(MinorityAnswer.person_id), MinorityAnswer.belongs).where(
            MinorityAnswer.person_id.in_(_records(asked))
        )
    )
    found: dict[UUID, bool | None] = dict.fromkeys(asked.values())
    for person_id, belongs in rows:
        found[asked[person_id]] = bool(found[asked[person_id]]) or belongs
    return found


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


def _records(ids: Iterable[int]) -> CompoundSelect[int]:
    return records_of(select(Person.id).where(Person.id.in_(sorted(ids))))
