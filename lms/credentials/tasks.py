"""Background work of the room: issue, print, and pick up what a lost job left behind."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

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


def print_pdf(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Print the certificate with the id payload["certificate"]; safe to repeat."""
    with resources.database.reading() as session:
        certificate = session.get_one(Certificate, payload["certificate"])
    _print(resources, certificate)


def revoke(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Revoke the certificates of completions that were taken back."""
    with resources.database.transaction() as session:
        service.revoke_with_completions(session, now=utc_now())


def sweep(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Take up again what should have been done long ago, or can be done now."""
    revoke(resources, payload)
    with resources.database.transaction() as session:
        service.take_up_again(session, now=utc_now())


def _print(resources: Resources, certificate: Certificate) -> None:
    if certificate.pdf_key is not None:
        return
    pdf = service.render(certificate, public_url=resources.settings.public_url)
    key = service.store_pdf(resources.files, certificate, pdf)
    with resources.database.transaction() as session:
        service.record_pdf(session, certificate_id=certificate.id, key=key, pdf=pdf)


TASKS = (
    Task("credentials.issue", issue),
    Task("credentials.print", print_pdf),
    Task("credentials.revoke", revoke),
    Task("credentials.sweep", sweep, every=timedelta(minutes=10)),
)
