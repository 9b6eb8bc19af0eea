"""What was filed under a record that was merged is the survivor's, for every room that asks."""

from datetime import timedelta

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from lms.core.clock import local_day, utc_now
from lms.core.columns import uuid7
from lms.core.resources import Resources
from lms.enrolment.service import story_of
from lms.learning.service import Enrolment, Source, enrol, insert_enrolments_from
from lms.messages.queries import standings, to_write_to
from lms.people.service import Person, merge_people
from tests.support.factories import People, add_staff, give_password


def merged(session: Session, resources: Resources, people: People) -> Person:
    """Return An's record, into which one with an overdue enrolment was merged."""
    twin = add_staff(session, resources.keys, "Trần Thị An", people.xa_b, email="an@lantoa.test")
    now = utc_now()
    enrol(
        session,
        person_id=twin.id,
        programme_key="thu",
        source=Source.HR,
        reason="Kế hoạch",
        due_on=local_day(now) - timedelta(days=3),
        actor=None,
        now=now,
    )
    an = session.get_one(Person, people.an.id)
    merge_people(session, survivor=an, duplicate=twin, reason="Trùng", actor=None, now=now)
    give_password(session, an)
    return an


def test_reminders_files_and_the_page_read_it_as_the_survivors(
    people: People, resources: Resources
) -> None:
    now = utc_now()
    with resources.database.transaction() as session:
        an = merged(session, resources, people)
        assert to_write_to(session, now=now, limit=10) == [an.id]
        (standing,) = standings(session, [an.id], now=now)[an.id]
        (story,) = story_of(session, person_id=an.id)
        assert story.enrolment.uuid == standing.uuid
        staged = select(
            literal(uuid7(), Enrolment.uuid.type).label("uuid"),
            literal(an.uuid, Enrolment.uuid.type).label("person_uuid"),
            literal("thu").label("programme_key"),
            literal(None, Enrolment.due_on.type).label("due_on"),
        ).subquery()
        insert_enrolments_from(session, staged, source=Source.HR, reason="Tệp", actor=None, now=now)
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 1
