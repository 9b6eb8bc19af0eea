"""The desk of Hạnh, who hands results over, on a Wednesday; who completed what before it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.catalog.service import current_version
from lms.core.audit import AuditEvent
from lms.core.resources import Resources
from lms.credentials.models import Certificate
from lms.credentials.service import issue, reissue
from lms.dossier.models import Export, Sent
from lms.learning.models import Completion
from lms.learning.service import CompletionKind, revoke_completion
from lms.people.service import Identity, Person, correct_person, parse_id_number
from tests.support.browser import Browser
from tests.support.factories import People
from tests.support.second_factor import code_now

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)  # Wednesday, 9:00 in Việt Nam
TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
PAGE, FORM = "/ho-so-can-bo", "/ho-so-can-bo/xuat"
ANS_NUMBER, BINHS_NUMBER = "001190000017", "079085000025"
REASON = "Cập nhật hồ sơ quý I"


@dataclass
class Desk:
    """Lets people complete the course and Hạnh take results out, as time goes on."""

    resources: Resources
    people: People
    hanh: Person
    secret: str  # of her app
    browser: Browser  # hers
    patch: pytest.MonkeyPatch
    now: datetime = NOW

    def wait(self, time: timedelta) -> None:
        """Let the pages' clock go on."""
        self.now += time
        self.patch.setattr("lms.dossier.views.utc_now", lambda: self.now)

    def identify(self, person: Person, number: str) -> None:
        """Write down an ID number, or correct it."""
        with self.resources.database.transaction() as session:
            known = session.get_one(Person, person.id)
            identity = Identity(
                full_name=known.full_name,
                born_on=date(1990, 5, 7),
                id_number=parse_id_number(number, today=TODAY),
            )
            correct_person(
                session,
                self.resources.keys,
                person=known,
                identity=identity,
                actor=None,
                now=self.now,
            )

    def complete(
        self,
        person: Person,
        *,
        on: date = TODAY,
        recorded: datetime | None = None,
        kind: CompletionKind = CompletionKind.COMPLETED,
        evidence: Mapping[str, Any] | None = None,
    ) -> UUID:
        """Let the person have completed the course in five days."""
        with self.resources.database.transaction() as session:
            completion = Completion(
                person_id=person.id,
                programme_key="thu",
                version_id=current_version(session, "thu").id,
                kind=kind,
                started_on=on - 4 * DAY,
                completed_on=on,
                evidence=dict(evidence or {}),
                recorded_at=recorded or self.now,
            )
            session.add(completion)
            session.flush()  # gives it its uuid
            return completion.uuid

    def certify(self, uuid: UUID) -> None:
        """Issue the certificate, or another one in place of it."""
        with self.resources.database.transaction() as session:
            key = self.resources.keys.signing_key
            completion = session.scalars(select(Completion).where(Completion.uuid == uuid)).one()
            of_it = select(Certificate).where(Certificate.completion_id == completion.id)
            known = session.scalars(of_it.order_by(Certificate.id.desc())).first()
            if known is None:
                assert issue(session, completion_uuid=uuid, key=key, now=self.now)
                return
            reissue(
                session,
                certificate=known,
                reason="Sai tên",
                key=key,
                actor=self.people.binh.uuid,
                actor_person_id=self.people.binh.id,
                now=self.now,
            )

    def take_back(self, uuid: UUID) -> None:
        """Revoke a completion from its own day on."""
        with self.resources.database.transaction() as session:
            completion = session.scalars(select(Completion).where(Completion.uuid == uuid)).one()
            revoke_completion(
                session,
                completion=completion,
                effective_on=completion.completed_on,
                reason="Làm bài hộ",
                actor=self.people.binh.uuid,
                now=self.now,
            )

    def fields(self, **other: str) -> dict[str, str]:
        """Return a form filled in well, with a code that was not used; time goes on by a minute."""
        self.wait(timedelta(minutes=1))
        usual = {"unit": "Tỉnh A", "wanted": "chua-gui", "format": "json", "reason": REASON}
        return {**usual, "code": code_now(self.secret, self.now), **other}

    def export(self, **other: str) -> dict[str, Any]:
        """Take results out; return the JSON."""
        made: dict[str, Any] = json.loads(self.download(**other))
        return made

    def download(self, **other: str) -> bytes:
        """Take results out; return the file."""
        self.browser.post(FORM, self.fields(**other), status=200)
        assert self.browser.response is not None
        return self.browser.response.get_data()

    def actions(self, **other: str) -> list[str]:
        """Take results out; return what each row asks for."""
        return [row["thao_tac"] for row in self.export(**other)["ket_qua"]]

    def sent(self) -> int:
        """Return how many rows are recorded as sent."""
        with self.resources.database.reading() as session:
            assert session.query(Export).count() == len(self.events())
            return session.query(Sent).count()

    def events(self) -> list[AuditEvent]:
        """Return what the audit log says of exports."""
        with self.resources.database.reading() as session:
            found = select(AuditEvent).where(AuditEvent.action == "dossier.exported")
            return [*session.scalars(found.order_by(AuditEvent.id))]
