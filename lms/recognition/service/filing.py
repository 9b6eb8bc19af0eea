"""A whole file of past trainings: filed by one officer, decided by another, in few statements."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.errors import NotFound
from lms.core.permissions import Permission, Principal
from lms.core.text import nfc
from lms.learning.service import recognise, trained_days
from lms.people.service import Person, belongs_to, visible_people
from lms.recognition.access import claimants
from lms.recognition.errors import (
    NotPending,
    NotReady,
    OwnFiling,
    OwnTraining,
    RegisterMoved,
)
from lms.recognition.lookup import pending_places
from lms.recognition.models import Batch, BatchState, Claim, Outcome, Row
from lms.recognition.service.claims import earned_from, not_yet

AT_A_TIME = 500


def file_batch(session: Session, *, batch: Batch, officer: Principal, now: datetime) -> None:
    """File every good row for a second person to decide; asked twice, they are filed once.

    The caller holds the row of the file. Raises `NotReady`, or `RegisterMoved` if a row is no
    longer what the trial run showed; then nothing is filed.
    """
    if batch.state == BatchState.FILED:
        return
    if batch.state != BatchState.READY or not batch.counts.get(Outcome.NEW):
        raise NotReady
    wanted = select(Row.plan).where(Row.batch_id == batch.id, Row.outcome == Outcome.NEW)
    claims = [_claim(plan, batch, now) for plan in session.scalars(wanted.order_by(Row.number))]
    _require_unmoved(session, claims, officer, local_day(now))
    try:
        with session.begin_nested():
            session.execute(insert(Claim), claims)
    except IntegrityError as error:
        raise RegisterMoved(count=1) from error
    batch.state, batch.filed_at = BatchState.FILED, now
    uuids = [claim["uuid"] for claim in claims]
    actor = officer.account_uuid
    audit.record_many(
        session, at=now, actor=actor, action="recognition.filed", kind="claim", uuids=uuids
    )
    _record(session, batch, "recognition.batch_filed", actor=actor, now=now)


def decide_batch(
    session: Session,
    *,
    batch: Batch,
    approve: bool,
    reason: str,
    officer: Principal,
    now: datetime,
) -> None:
    """Approve or refuse all that the file holds; the caller holds its row.

    Raises `OwnFiling`, `OwnTraining`, `NotFound` if somebody in it is out of the officer's scope,
    `NotPending`, or `RegisterMoved` if somebody has got the same result meanwhile.
    """
    if batch.filed_by == officer.account_uuid:
        raise OwnFiling
    if batch.state != BatchState.FILED:
        raise NotPending
    claims = session.scalars(_pending(batch).order_by(Claim.id).with_for_update()).all()
    own = _pending(batch).where(belongs_to(Claim.person_id, officer.person_id))
    if session.scalars(own).first() is not None:
        raise OwnTraining
    _require_scope(session, batch, officer, local_day(now))
    came = _recognised(session, claims, officer, now) if approve else {}
    values: dict[str, Any] = {
        "approved": approve,
        "decided_by": officer.account_uuid,
        "decided_at": now,
        "decision_reason": nfc(reason) or None,
    }
    rows = [{"id": c.id, "completion_uuid": came.get(c.id), **values} for c in claims]
    session.execute(update(Claim), rows)
    batch.state = BatchState.APPROVED if approve else BatchState.REFUSED
    batch.decided_by, batch.decided_at = officer.account_uuid, now
    batch.decision_reason = nfc(reason) or None
    word = "approved" if approve else "refused"
    _close(session, batch, claims, word, actor=officer.account_uuid, now=now)


def _recognised(
    session: Session, claims: Sequence[Claim], officer: Principal, now: datetime
) -> dict[int, UUID]:
    """Write the completions of all claims and return them by the claims' ids."""
    fresh = not_yet(session, claims)
    if len(fresh) != len(claims):
        raise RegisterMoved(count=len(claims) - len(fresh))
    earned = {claim.id: earned_from(claim) for claim in claims}
    recognise(session, list(earned.values()), actor=officer.account_uuid, now=now)
    return {id_: training.uuid for id_, training in earned.items()}


def withdraw_batch(session: Session, *, batch: Batch, officer: Principal, now: datetime) -> None:
    """Take back a file that nobody decided; the caller holds its row. Raises `NotPending`."""
    if batch.state != BatchState.FILED:
        raise NotPending
    claims = session.scalars(_pending(batch)).all()
    session.execute(update(Claim), [{"id": claim.id, "withdrawn_at": now} for claim in claims])
    batch.state = BatchState.WITHDRAWN
    _close(session, batch, claims, "withdrawn", actor=officer.account_uuid, now=now)


def _pending(batch: Batch) -> Select[Claim]:
    return select(Claim).where(
        Claim.batch_id == batch.id, Claim.decided_at.is_(None), Claim.withdrawn_at.is_(None)
    )


def _claim(plan: dict[str, Any], batch: Batch, now: datetime) -> dict[str, Any]:
    return {
        **plan,
        "uuid": uuid7(),
        "batch_id": batch.id,
        "covers": plan["training"],
        "started_on": date.fromisoformat(plan["started_on"]),
        "completed_on": date.fromisoformat(plan["completed_on"]),
        "evidence_id": batch.evidence_id,
        "filed_by": batch.filed_by,
        "filed_at": now,
    }


def _require_unmoved(
    session: Session, claims: Sequence[dict[str, Any]], officer: Principal, today: date
) -> None:
    """Raise `RegisterMoved` if people left the scope or got the result since the trial run."""
    people = sorted({claim["person_id"] for claim in claims})
    scope = officer.scope(Permission.COMPLETION_FILE)
    seen: set[int] = set()
    known = trained_days(session, people=people)
    for start in range(0, len(people), AT_A_TIME):
        some = people[start : start + AT_A_TIME]
        inside = visible_people(scope, today=today).where(Person.id.in_(some))
        seen |= set(session.scalars(inside.with_only_columns(Person.id)))
        known |= pending_places(session, some)
    moved = [
        claim
        for claim in claims
        if claim["person_id"] not in seen
        or (claim["person_id"], claim["programme_key"], claim["completed_on"]) in known
    ]
    if moved:
        raise RegisterMoved(count=len(moved))


def _require_scope(session: Session, batch: Batch, officer: Principal, today: date) -> None:
    scope = officer.scope(Permission.COMPLETION_APPROVE)
    people = claimants(scope, today=today)
    strangers = select(func.count()).where(
        Claim.batch_id == batch.id, Claim.person_id.not_in(people)
    )
    if session.scalar(strangers):
        raise NotFound


def _close(
    session: Session,
    batch: Batch,
    claims: Sequence[Claim],
    word: str,
    *,
    actor: UUID,
    now: datetime,
) -> None:
    """Write down what became of the file and of everybody in it."""
    audit.record_many(
        session,
        at=now,
        actor=actor,
        action=f"recognition.{word}",
        kind="claim",
        uuids=[claim.uuid for claim in claims],
    )
    _record(session, batch, f"recognition.batch_{word}", actor=actor, now=now)


def _record(session: Session, batch: Batch, action: str, *, actor: UUID, now: datetime) -> None:
    detail: dict[str, object] = {"rows": batch.counts.get(Outcome.NEW, 0)}
    if batch.decision_reason:
        detail["reason"] = batch.decision_reason
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=("recognition_batch", batch.uuid),
        detail=detail,
    )
