"""One person's training from elsewhere: filed by one officer, decided by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.catalog.service import current_version
from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.errors import NotFound
from lms.core.permissions import Permission, Principal
from lms.core.resources import Resources
from lms.core.text import nfc
from lms.learning.service import CompletionKind, Earned, recognise, trained_days
from lms.organisations.service import Organisation, below, get_organisation
from lms.people.service import (
    Person,
    belongs_to,
    posts_of,
    surviving_id,
)
from lms.recognition.access import Shown, claims_shown
from lms.recognition.errors import (
    AlreadyFiled,
    AlreadyRecognised,
    NotPending,
    OwnFiling,
    OwnTraining,
)
from lms.recognition.lookup import pending_places
from lms.recognition.models import Batch, Claim
from lms.recognition.rules import Mutual, check_days, mutual_pairs
from lms.recognition.service.evidence import keep_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What an officer says about a training from elsewhere."""

    programme_key: str  # ours, to which it is equal
    training: str
    issuer: str
    document: str
    covers: str
    periods: int
    started_on: date
    completed_on: date


def file_claim(
    session: Session,
    resources: Resources,
    *,
    person: Person,
    training: Training,
    content: bytes,
    file_name: str,
    officer: Principal,
    now: datetime,
) -> Claim:
    """File a training with its paper for a second person to decide.

    Raises what `keep_evidence` raises, `TrainingDates`, `TrainingNotOver`, `AlreadyRecognised` or
    `AlreadyFiled`.
    """
    check_days(
        started_on=training.started_on, completed_on=training.completed_on, today=local_day(now)
    )
    place = (person.id, training.programme_key, training.completed_on)
    if place in trained_days(session, people=[person.id]):
        raise AlreadyRecognised
    if place in pending_places(session, [person.id]):
        raise AlreadyFiled
    evidence = keep_evidence(session, resources, content=content, file_name=file_name, now=now)
    claim = _claim(person, training, officer, now)
    claim.organisation_id = _unit_of(session, person, officer)
    claim.version_id = current_version(session, training.programme_key).id
    claim.evidence_id = evidence.id
    try:
        with session.begin_nested():
            session.add(claim)
    except IntegrityError as error:
        raise AlreadyFiled from error
    _record(session, claim, "recognition.filed", actor=officer.account_uuid, now=now)
    return claim


def decide_claim(
    session: Session,
    *,
    claim: Claim,
    approve: bool,
    reason: str,
    officer: Principal,
    now: datetime,
) -> None:
    """Approve or refuse what somebody else filed; the caller holds the row.

    Raises `OwnFiling`, `OwnTraining`, `NotPending` or `AlreadyRecognised`.
    """
    if claim.filed_by == officer.account_uuid:
        raise OwnFiling
    if surviving_id(session, claim.person_id) == officer.person_id:
        raise OwnTraining
    if claim.batch_id is not None:
        raise NotFound  # a file is decided as a whole
    _require_pending(claim)
    if approve:
        earned = earned_from(claim)
        if not_yet(session, [claim]) != [claim]:
            raise AlreadyRecognised
        recognise(session, [earned], actor=officer.account_uuid, now=now)
        claim.completion_uuid = earned.uuid
    claim.approved, claim.decided_by, claim.decided_at = approve, officer.account_uuid, now
    claim.decision_reason = nfc(reason) or None
    action = "recognition.approved" if approve else "recognition.refused"
    _record(session, claim, action, actor=officer.account_uuid, now=now)


def withdraw_claim(session: Session, *, claim: Claim, officer: Principal, now: datetime) -> None:
    """Take back what the officer filed and nobody decided; raises `NotFound` or `NotPending`."""
    if claim.filed_by != officer.account_uuid or claim.batch_id is not None:
        raise NotFound
    _require_pending(claim)
    claim.withdrawn_at = now
    _record(session, claim, "recognition.withdrawn", actor=officer.account_uuid, now=now)


def claims_of(session: Session, *, person_id: int) -> Sequence[Claim]:
    """Return everything that was filed about the person, the newest first."""
    about = select(Claim).where(belongs_to(Claim.person_id, person_id))
    return session.scalars(about.order_by(Claim.filed_at.desc(), Claim.id.desc())).all()


def batch_of(session: Session, claim: Claim) -> Batch | None:
    """Return the file that the claim came in, None if it was filed by itself."""
    return session.get_one(Batch, claim.batch_id) if claim.batch_id is not None else None


def count_shown(session: Session, principal: Principal, shown: Shown, *, today: date) -> int:
    """Return how many claims a tab of the list has."""
    claims = claims_shown(principal, shown, today=today).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(claims)) or 0


def not_yet(session: Session, claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims whose result the person does not have already."""
    known = trained_days(session, people=[claim.person_id for claim in claims])
    return [c for c in claims if (c.person_id, c.programme_key, c.completed_on) not in known]


def earned_from(claim: Claim) -> Earned:
    """Return the completion that an approved claim becomes; it counts from the training's end."""
    return Earned(
        person_id=claim.person_id,
        programme_key=claim.programme_key,
        version_id=claim.version_id,
        kind=CompletionKind.RECOGNISED,
        started_on=claim.started_on,
        completed_on=claim.completed_on,
        evidence={
            "claim": str(claim.uuid),
            "issuer": claim.issuer,
            "document": claim.document,
            "periods": claim.periods,
        },
    )


def mutual_approvals(
    session: Session, *, paths: Sequence[str], since: datetime, until: datetime
) -> list[Mutual]:
    """Return the pairs of officers who approved each other's files from `since` to before `until`.

    Only files about people who were at or below `paths` when they were filed. A list of many
    people counts once for each of them.
    """
    rows = (
        select(Claim.filed_by, Claim.decided_by)
        .join(Organisation, Organisation.id == Claim.organisation_id)
        .where(Claim.approved.is_(True), Claim.decided_at >= since, Claim.decided_at < until)
        .where(below(Organisation.path, paths))
    )
    return mutual_pairs((filed, by) for filed, by in session.execute(rows) if by is not None)


def _claim(person: Person, training: Training, officer: Principal, now: datetime) -> Claim:
    return Claim(
        uuid=uuid7(),  # now, not at the flush: the audit names it
        person_id=person.id,
        programme_key=training.programme_key,
        training=nfc(training.training),
        issuer=nfc(training.issuer),
        document=nfc(training.document),
        covers=nfc(training.covers),
        periods=training.periods,
        started_on=training.started_on,
        completed_on=training.completed_on,
        filed_by=officer.account_uuid,
        filed_at=now,
    )


def _unit_of(session: Session, person: Person, officer: Principal) -> int:
    """Return the unit of the person's newest post in the officer's scope."""
    paths = officer.scope(Permission.COMPLETION_FILE)
    for post in posts_of(session, person_id=person.id):
        if get_organisation(session, post.organisation_id).path.startswith(paths):
            return post.organisation_id
    raise NotFound


def _require_pending(claim: Claim) -> None:
    if claim.decided_at is not None or claim.withdrawn_at is not None:
        raise NotPending


def _record(session: Session, claim: Claim, action: str, *, actor: UUID, now: datetime) -> None:
    detail = {"programme": claim.programme_key, "completed_on": claim.completed_on.isoformat()}
    if claim.decision_reason:
        detail["reason"] = claim.decision_reason
    audit.record(
        session, at=now, actor=actor, action=action, subject=("claim", claim.uuid), detail=detail
    )
