"""A small world in which time is told: plan and send as the worker does, at a given moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms.accounts.service import ensure_account
from lms.catalog.service import current_version, publish
from lms.core.resources import Resources
from lms.credentials.models import DocumentType
from lms.credentials.service import add_issuer, issue, record_pdf
from lms.learning.service import Completion, CompletionKind, Source, enrol
from lms.messages import tasks
from lms.messages.models import Line, Message
from lms.people.service import Person
from tests.support.courses import write_courses
from tests.support.factories import BEGAN, NOON, People, found_country
from tests.support.mail import PostOffice

MONDAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 9:00 in Việt Nam
DAY = timedelta(days=1)
TITLE = "Chương trình thử – phần 1"


@dataclass
class World:
    """The country, its mail server, and the worker."""

    resources: Resources
    people: People
    office: PostOffice

    def enrol(
        self, person: Person, key: str = "thu", *, due_on: date | None = None, now: datetime
    ) -> UUID:
        with self.resources.database.transaction() as session:
            return enrol(
                session,
                person_id=person.id,
                programme_key=key,
                source=Source.HR,
                reason="Kế hoạch năm",
                due_on=due_on,
                actor=None,
                now=now,
            ).uuid

    def certify(self, person: Person, *, now: datetime) -> UUID:
        """Let the person complete the programme and have the certificate printed."""
        keys = self.resources.keys
        with self.resources.database.transaction() as session:
            completion = Completion(
                person_id=person.id,
                enrolment_id=None,
                programme_key="thu",
                version_id=current_version(session, "thu").id,
                kind=CompletionKind.COMPLETED,
                started_on=MONDAY,
                completed_on=MONDAY,
                evidence={},
                recorded_at=now,
            )
            session.add(completion)
            session.flush()  # gives it its uuid
            made = issue(session, completion_uuid=completion.uuid, key=keys.signing_key, now=now)
            assert made is not None
            record_pdf(session, certificate_id=made.id, key="x", pdf=b"%PDF")
            return made.uuid

    def work(self, now: datetime = MORNING) -> None:
        """Plan and send as the worker does at this moment."""
        tasks.plan_at(self.resources, now)
        tasks.send_at(self.resources, now)

    def plan(self, now: datetime = MORNING) -> None:
        tasks.plan_at(self.resources, now)

    def send(self, now: datetime = MORNING) -> None:
        tasks.send_at(self.resources, now)

    def log(self) -> list[Message]:
        with self.resources.database.reading() as session:
            return list(session.scalars(select(Message).order_by(Message.id)))

    def lines(self) -> list[Line]:
        with self.resources.database.reading() as session:
            return list(session.scalars(select(Line).order_by(Line.id)))

    @property
    def message(self) -> Message:
        (message,) = self.log()
        return message


def found_world(resources: Resources, folder: Path, office: PostOffice) -> World:
    """Write the country; An and Bình have addresses and accounts."""
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=write_courses(folder), now=NOON)
        people = found_country(session, resources.keys)
        people.an.email, people.binh.email = "an@xa-a.test", "binh@tinh-a.test"
        for person in (people.an, people.binh):
            ensure_account(session, person_id=person.id, now=NOON)
        add_issuer(
            session,
            organisation=people.province,
            valid_from=BEGAN,
            fields={
                "superior_name": "",
                "printed_name": "Sở Văn hóa tỉnh A",
                "place": "Tỉnh A",
                "signer_title": "Giám đốc",
                "signer_name": "Nguyễn Văn Ký",
            },
            prints_birth_date=False,
            document_type=DocumentType.COMPLETION,
            assignment=None,
            actor=None,
            now=NOON,
        )
    return World(resources, people, office)
