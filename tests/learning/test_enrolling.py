"""Sending people to programmes: one open enrolment each, kept, extended, released."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.core.audit import AuditEvent
from lms.core.errors import Conflict, NotFound
from lms.core.secrets import Keyring
from lms.learning.access import own_enrolment
from lms.learning.errors import EnrolmentClosed
from lms.learning.models import Enrolment
from lms.learning.service import (
    Source,
    enrol,
    enrolments_of,
    insert_enrolments,
    open_enrolment,
    release,
    visible_enrolment,
)
from tests.support.factories import NOON, People, found_country

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 31)


@pytest.fixture
def land(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


def send(
    session: Session, land: People, *, due_on: date | None = None, reason: str = "Kế hoạch"
) -> Enrolment:
    return enrol(
        session,
        person_id=land.an.id,
        programme_key="thu",
        source=Source.HR,
        reason=reason,
        due_on=due_on,
        actor=ACTOR,
        now=NOON,
    )


ACTOR = UUID(int=7)


def actions(session: Session) -> list[str]:
    kind = select(AuditEvent.action).where(AuditEvent.subject_kind == "enrolment")
    return list(session.scalars(kind.order_by(AuditEvent.id)))


def test_an_enrolment_says_who_why_and_until_when(session: Session, land: People) -> None:
    enrolment = send(session, land, due_on=JUNE, reason=" Kế hoạch  số 5 ")

    assert (enrolment.source, enrolment.reason, enrolment.due_on) == (
        Source.HR,
        "Kế hoạch số 5",
        JUNE,
    )
    assert (enrolment.enrolled_by, enrolment.enrolled_at) == (ACTOR, NOON)
    assert enrolment.version_id is None
    assert actions(session) == ["enrolment.opened"]


def test_sending_again_keeps_the_enrolment_and_moves_the_day(
    session: Session, land: People
) -> None:
    first = send(session, land, due_on=JUNE)

    assert send(session, land) is first
    assert first.due_on == JUNE, "no day given: the day stays"
    assert send(session, land, due_on=JUNE) is first
    assert send(session, land, due_on=JULY) is first
    assert first.due_on == JULY
    assert actions(session) == ["enrolment.opened", "enrolment.due_date_set"]


def test_after_completion_a_new_enrolment_is_a_new_row(session: Session, land: People) -> None:
    first = send(session, land)
    first.completed_at = NOON
    session.flush()  # as another request would find it

    second = send(session, land)

    assert second is not first
    listed = enrolments_of(session, person_id=land.an.id)
    assert list(listed) == [second, first], "what is open comes first"


def test_a_released_one_is_put_away_with_its_reason(session: Session, land: People) -> None:
    enrolment = send(session, land)

    release(session, enrolment=enrolment, reason="Chuyển  việc", actor=ACTOR, now=NOON)

    assert (enrolment.released_at, enrolment.release_reason) == (NOON, "Chuyển việc")
    assert enrolment.released_by is None, "whoever moved the person decided nothing about this"
    assert open_enrolment(session, person_id=land.an.id, programme_key="thu") is None
    assert list(enrolments_of(session, person_id=land.an.id)) == []
    assert actions(session) == ["enrolment.opened", "enrolment.released"]
    assert send(session, land) is not enrolment


def test_what_is_over_cannot_be_released(session: Session, land: People) -> None:
    enrolment = send(session, land)
    release(session, enrolment=enrolment, reason="Chuyển việc", actor=ACTOR, now=NOON)
    with pytest.raises(Conflict):
        release(session, enrolment=enrolment, reason="Lại", actor=ACTOR, now=NOON)
    assert enrolment.release_reason == "Chuyển việc"
    completed = send(session, land)
    completed.completed_at = NOON
    with pytest.raises(Conflict):
        release(session, enrolment=completed, reason="Muộn", actor=ACTOR, now=NOON)


def test_many_are_sent_at_once(session: Session, land: People) -> None:
    insert_enrolments(
        session,
        [(land.an.id, "thu", JUNE), (land.chi.id, "thu", None)],
        source=Source.HR,
        reason="Danh sách",
        actor=ACTOR,
        now=NOON,
    )
    insert_enrolments(session, [], source=Source.HR, reason="x", actor=ACTOR, now=NOON)

    found = open_enrolment(session, person_id=land.an.id, programme_key="thu")
    assert found is not None
    assert (found.due_on, found.reason) == (JUNE, "Danh sách")
    assert actions(session) == ["enrolment.opened"] * 2
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 2


def test_only_the_learner_gets_the_own_enrolment(session: Session, land: People) -> None:
    enrolment = send(session, land)

    assert own_enrolment(session, person_id=land.an.id, uuid=enrolment.uuid) is enrolment
    for person_id, uuid in ((land.binh.id, enrolment.uuid), (land.an.id, uuid4())):
        with pytest.raises(NotFound):
            own_enrolment(session, person_id=person_id, uuid=uuid)
    release(session, enrolment=enrolment, reason="x", actor=None, now=NOON)
    with pytest.raises(EnrolmentClosed):
        own_enrolment(session, person_id=land.an.id, uuid=enrolment.uuid)


def test_officers_get_enrolments_of_their_units_only(session: Session, land: People) -> None:
    enrolment = send(session, land)

    def look(*paths: str, lock: bool = False) -> Enrolment:
        return visible_enrolment(
            session, paths=paths, uuid=enrolment.uuid, today=NOON.date(), lock=lock
        )

    for path in (land.root.path, land.province.path, land.xa_a.path):
        assert look(path) is enrolment
        assert look(path, lock=True) is enrolment
    for paths in ((land.xa_b.path,), (land.elsewhere.path,), ()):
        with pytest.raises(NotFound):
            look(*paths)
