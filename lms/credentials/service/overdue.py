"""What a lost job, a killed worker or a late setting left behind; read by the sweep."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from lms.core import jobs
from lms.core.clock import local_day
from lms.credentials.models import Certificate, Issuer, Waiting
from lms.credentials.rules import CERTIFIED
from lms.learning.service import Completion, revocations
from lms.organisations.service import Organisation
from lms.people.service import Post, read_as

MOST = 500  # jobs on their way at a time
PATIENCE = timedelta(minutes=10)  # a job may take so long before somebody looks after it


def overdue_completions(session: Session, *, now: datetime, limit: int) -> Sequence[UUID]:
    """Return completions without a certificate, though their job is long past.

    Picked at random, so that some that always fail keep no others out.
    """
    missing = select(Completion.uuid).where(
        Completion.kind.in_(CERTIFIED),
        Completion.superseded_at.is_(None),
        Completion.recorded_at < now - PATIENCE,
        ~exists().where(
            Certificate.completion_id == Completion.id, Certificate.replaces_id.is_(None)
        ),
        ~exists().where(Waiting.completion_id == Completion.id),
        _stands(),
    )
    return session.scalars(missing.order_by(func.random()).limit(limit)).all()


def unprinted_certificates(session: Session, *, now: datetime, limit: int) -> Sequence[int]:
    """Return the ids of certificates that have a number and, though it is long past, no PDF."""
    unprinted = select(Certificate.id).where(
        Certificate.pdf_key.is_(None), Certificate.issued_at < now - PATIENCE
    )
    return session.scalars(unprinted.order_by(func.random()).limit(limit)).all()


def ready_completions(session: Session, *, day: date, limit: int) -> Sequence[UUID]:
    """Return completions that wait, though there is now a post and an issuer above it.

    One question whatever the number that waits. It may name one that has to wait on, when an
    issuer's newest settings are less complete than earlier ones: issuing it finds that out.
    """
    unit, above = aliased(Organisation), aliased(Organisation)
    has_issuer = (
        select(Post.id)
        .join(unit, unit.id == Post.organisation_id)
        .join(above, unit.path.startswith(above.path))
        .join(Issuer, Issuer.organisation_id == above.id)
        .where(
            Post.person_id == read_as(Completion.person_id),
            Post.superseded_at.is_(None),
            Post.valid_from <= Completion.completed_on,
            or_(Post.valid_to.is_(None), Post.valid_to > Completion.completed_on),
            Issuer.valid_from <= day,
            Issuer.printed_name != "",
            Issuer.place != "",
            Issuer.signer_title != "",
            Issuer.signer_name != "",
        )
        .exists()
    )
    waiting = select(Completion.uuid).join(Waiting, Waiting.completion_id == Completion.id)
    return session.scalars(waiting.where(has_issuer, _stands()).limit(limit)).all()


def take_up_again(session: Session, *, now: datetime) -> None:
    """Enqueue what is overdue or can go on, each at most once an hour.

    While many jobs are on their way, nothing is added: they are not lost, only waiting.
    """
    room = MOST - jobs.unfinished(session, "credentials.issue", "credentials.print")
    if room <= 0:
        return
    for certificate in unprinted_certificates(session, now=now, limit=room):
        _enqueue(session, "credentials.print", {"certificate": certificate}, now=now)
    for uuid in (
        *overdue_completions(session, now=now, limit=room),
        *ready_completions(session, day=local_day(now), limit=room),
    ):
        _enqueue(session, "credentials.issue", {"completion": str(uuid)}, now=now)


def retry_waiting(session: Session, *, now: datetime) -> None:
    """Issue at once what no longer has to wait; the sweep sees to the rest of a long list."""
    for uuid in ready_completions(session, day=local_day(now), limit=MOST):
        payload = {"completion": str(uuid)}
        jobs.enqueue(session, name="credentials.issue", payload=payload, now=now)


def _enqueue(session: Session, name: str, payload: dict[str, Any], *, now: datetime) -> None:
    (what,) = payload.values()
    key = f"{name}:{what}:{now:%Y%m%d%H}"
    jobs.enqueue(session, name=name, payload=payload, now=now, unique_key=key)


def _stands() -> ColumnElement[bool]:
    gone = revocations().subquery()
    return ~exists().where(gone.c.completion_id == Completion.id)
