"""Who completes, what is issued: a made-up country with a published course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select, update

from lms.catalog.service import Programme, current_version, publish_programme
from lms.cli import TASKS
from lms.core import jobs
from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.jobs import Job
from lms.core.resources import Resources
from lms.credentials import tasks
from lms.credentials.models import Certificate, Waiting
from lms.credentials.service import DocumentType, add_issuer, issue
from lms.learning.service import Completion, CompletionKind, History, insert_histories
from lms.learning.service import revoke_completion as take_back
from lms.organisations.service import Organisation
from lms.people.service import Person
from tests.support.factories import BEGAN, People

PRINTED = {
    "superior_name": "Ủy ban nhân dân tỉnh A",
    "printed_name": "Sở Thử nghiệm",
    "place": "Tỉnh A",
    "signer_title": "Giám đốc",
    "signer_name": "Phạm Đức Dũng",
}
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Office:
    """Writes what the certificates follow from, and looks at what came of it."""

    resources: Resources
    people: People
    programme: Programme

    def open(self) -> None:
        """Publish the course."""
        with self.resources.database.transaction() as session:
            publish_programme(session, programme=self.programme, now=utc_now())

    def set_issuer(
        self,
        unit: Organisation | None = None,
        *,
        since: date = BEGAN,
        prints_birth_date: bool = False,
        assignment: str | None = None,
        **printed: str,
    ) -> None:
        """Let the province, or `unit`, issue."""
        with self.resources.database.transaction() as session:
            add_issuer(
                session,
                organisation=unit or self.people.province,
                valid_from=since,
                fields=PRINTED | printed,
                prints_birth_date=prints_birth_date,
                document_type=DocumentType.DIPLOMA if assignment else DocumentType.COMPLETION,
                assignment=assignment,
                actor=None,
                now=utc_now(),
            )

    def complete(
        self, *people: Person, kind: CompletionKind = CompletionKind.COMPLETED
    ) -> list[UUID]:
        """Let people have completed the course an hour ago; return the completions' uuids."""
        now = utc_now()
        with self.resources.database.transaction() as session:
            version = current_version(session, self.programme.key)
            histories = [
                History(
                    person_id=person.id,
                    programme_key=self.programme.key,
                    version_id=version.id,
                    reason="Kế hoạch năm",
                    enrolled_at=now - 48 * HOUR,
                    due_on=None,
                    lessons=[("t1/01-bai", now - 24 * HOUR)],
                    completed_at=now - HOUR,
                )
                for person in people
            ]
            insert_histories(session, histories, now=now)
            own = Completion.person_id.in_([person.id for person in people])
            session.execute(update(Completion).where(own).values(kind=kind))
            return list(session.scalars(select(Completion.uuid).where(own)))

    def take_back(self, uuid: UUID, reason: str = "Làm bài hộ") -> None:
        """Revoke a completion."""
        now = utc_now()
        with self.resources.database.transaction() as session:
            completion = session.scalars(select(Completion).where(Completion.uuid == uuid)).one()
            take_back(
                session,
                completion=completion,
                effective_on=completion.completed_on,
                reason=reason,
                actor=self.people.binh.uuid,
                now=now,
            )

    def work(self) -> None:
        """Do all that waits for the worker."""
        while jobs.run_due(self.resources, TASKS):
            pass

    def lose_jobs(self) -> None:
        """Forget every job, as if none had ever been written."""
        with self.resources.database.transaction() as session:
            session.execute(Job.__table__.delete())  # type: ignore[attr-defined]

    def sweep(self) -> None:
        """Sweep, and do what that found."""
        tasks.sweep(self.resources, {})
        self.work()

    def let_time_pass(self, by: timedelta = HOUR) -> None:
        """Make every certificate one that was issued earlier."""
        with self.resources.database.transaction() as session:
            for certificate in session.scalars(select(Certificate)):
                certificate.issued_at -= by

    def certificates(self) -> Sequence[Certificate]:
        """Return all certificates in the order of their making."""
        with self.resources.database.reading() as session:
            return session.scalars(select(Certificate).order_by(Certificate.id)).all()

    def certificate(self) -> Certificate:
        """Return the only one."""
        (found,) = self.certificates()
        return found

    def waiting(self) -> Sequence[Waiting]:
        """Return what waits."""
        with self.resources.database.reading() as session:
            return session.scalars(select(Waiting).order_by(Waiting.id)).all()

    def events(self, action: str) -> Sequence[AuditEvent]:
        """Return the audit events of one kind."""
        with self.resources.database.reading() as session:
            found = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)
            return session.scalars(found).all()

    def pdf(self, certificate: Certificate) -> bytes:
        """Return the stored file."""
        assert certificate.pdf_key is not None
        return self.resources.files.read(certificate.pdf_key)

    def issued(self, person: Person) -> Certificate:
        """Let the person complete the course, and return the certificate before it is printed."""
        (uuid,) = self.complete(person)
        self.lose_jobs()
        with self.resources.database.transaction() as session:
            key = self.resources.keys.signing_key
            found = issue(session, completion_uuid=uuid, key=key, now=utc_now())
            assert found is not None
            return found

    def printed(self, person: Person) -> Certificate:
        """Let the person complete the course, and return the certificate as the worker made it."""
        self.complete(person)
        self.work()
        return next(c for c in reversed(self.certificates()) if c.person_id == person.id)


def today() -> date:
    """Return the day in Việt Nam."""
    return local_day(utc_now())
