"""Background work of the room: issue, print, and pick up what a lost job left behind."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from lms.core import jobs
from lms.core.clock import utc_now
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.credentials import service
from lms.credentials.models import Certificate


def issue(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Issue the certificate of payload["completion"] and print it; safe to repeat."""
    with resources.database.transaction() as session:
        certificate = service.issue(
            session,
            completion_uuid=UUID(payload["completion"]),
            key=resources.keys.signing_key,
            now=utc_now(),
        )
    if certificate is not None:
        _print(resources, certificate)


def print_reissued(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Print the certificate with the id payload["certificate"]."""
    with resources.database.reading() as session:
        certificate = session.get_one(Certificate, payload["certificate"])
    _print(resources, certificate)


def sweep(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Enqueue again what should have been issued long ago."""
    now = utc_now()
    with resources.database.transaction() as session:
        for uuid in service.overdue_completions(session, now=now):
            key = f"credentials.issue:{uuid}:{now:%Y%m%d%H}"
            jobs.enqueue(
                session,
                name="credentials.issue",
                payload={"completion": str(uuid)},
                now=now,
                unique_key=key,
            )


def _print(resources: Resources, certificate: Certificate) -> None:
    if certificate.pdf_key is not None:
        return
    content = service.render(certificate, public_url=resources.settings.public_url)
    key = f"certificates/{certificate.year}/{certificate.uuid}.pdf"
    resources.files.write(key, content)
    with resources.database.transaction() as session:
        service.record_pdf(session, certificate_id=certificate.id, key=key, content=content)


TASKS = (
    Task("credentials.issue", issue),
    Task("credentials.print", print_reissued),
    Task("credentials.sweep", sweep, every=timedelta(minutes=10)),
)
