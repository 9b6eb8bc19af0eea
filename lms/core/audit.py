"""The audit log: append-only, hash-chained by one sealer, checked by anyone.

An event is written in the transaction that causes it, without its link: a chain built inside
every transaction would make all writers wait for its head. The sealer (a job) links new events
in sequence within seconds and signs a checkpoint. Details hold uuids and plain facts, never a
name, an ID number or an address, so that erasing a person leaves the chain whole.
"""

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import ForeignKey, FromClause, Index, Text, func, insert, literal, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.core.columns import BigId, Document, Instant, PublicId, uuid7
from lms.core.db import Base

GENESIS = "0" * 64
BATCH = 5_000


class AuditEvent(Base):
    """Something that was done: who, when, what, to which thing. Written once."""

    __tablename__ = "core_audit_event"
    __table_args__ = (Index(None, "subject_uuid"), Index(None, "actor_uuid"), Index(None, "at"))

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    at: Mapped[Instant]
    actor_uuid: Mapped[UUID | None]  # an account; None: the system itself
    action: Mapped[str] = mapped_column(Text)  # "certificate.revoked"
    subject_kind: Mapped[str] = mapped_column(Text)  # "certificate"
    subject_uuid: Mapped[UUID | None]
    detail: Mapped[Document]


class AuditSeal(Base):
    """One link of the chain; `hash` covers the previous link and the whole event."""

    __tablename__ = "core_audit_seal"

    sequence: Mapped[BigId]  # 1, 2, 3 … without a gap
    event_id: Mapped[int] = mapped_column(ForeignKey("core_audit_event.id"), unique=True)
    hash: Mapped[str] = mapped_column(Text)


class AuditCheckpoint(Base):
    """A signed statement that the chain had this head at this moment."""

    __tablename__ = "core_audit_checkpoint"

    id: Mapped[BigId]
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(Text)
    at: Mapped[Instant]
    signature: Mapped[str] = mapped_column(Text)  # Ed25519 over "sequence:hash", hex


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the chain found; `fault` names the first bad place, None if all holds."""

    sealed: int
    unsealed: int
    checkpoints: int
    fault: str | None


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the chain is, and what the last check by the system found; None: none so far."""

    sealed: int
    sealed_at: datetime | None
    unsealed: int
    verified_at: datetime | None
    fault: str | None


def record(
    session: Session,
    *,
    at: datetime,
    actor: UUID | None,
    action: str,
    subject: tuple[str, UUID | None],
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write an event; `subject` is (kind, uuid). No personal text in `detail`."""
    kind, uuid = subject
    session.add(
        AuditEvent(
            at=at,
            actor_uuid=actor,
            action=action,
            subject_kind=kind,
            subject_uuid=uuid,
            detail=dict(detail or {}),
        )
    )


def record_many(
    session: Session,
    *,
    at: datetime,
    actor: UUID | None,
    action: str,
    kind: str,
    uuids: Iterable[UUID],
) -> None:
    """Write one event without detail for each thing of the same kind."""
    events: list[dict[str, Any]] = [
        {
            "uuid": uuid7(),
            "at": at,
            "actor_uuid": actor,
            "action": action,
            "subject_kind": kind,
            "subject_uuid": uuid,
            "detail": {},
        }
        for uuid in uuids
    ]
    if events:
        session.execute(insert(AuditEvent), events)


def record_from(session: Session, staged: FromClause, *, at: datetime, actor: UUID | None) -> None:
    """Write events that were staged, in one statement.

    `staged` has `uuid`, `action`, `subject_kind`, `subject_uuid` and `detail`.
    """
    columns = ("uuid", "action", "subject_kind", "subject_uuid", "detail")
    moment, who = literal(at, AuditEvent.at.type), literal(actor, AuditEvent.actor_uuid.type)
    rows = select(*(staged.c[name] for name in columns), moment, who)
    session.execute(insert(AuditEvent).from_select([*columns, "at", "actor_uuid"], rows))


def link(previous: str, event: AuditEvent) -> str:
    """Return the hash (64 hex digits) that chains `event` to the link before it."""
    content = {
        "uuid": str(event.uuid),
        "at": event.at.isoformat(),
        "actor": str(event.actor_uuid),
        "action": event.action,
        "subject": [event.subject_kind, str(event.subject_uuid)],
        "detail": event.detail,
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(f"{previous}{canonical}".encode()).hexdigest()


def seal(session: Session, *, key: Ed25519PrivateKey, now: datetime) -> int:
    """Link up to `BATCH` new events and sign a checkpoint; return how many.

    Two sealers at once collide on the sequence number and the later one rolls back.
    """
    sequence, head = _head(session)
    sealed = select(AuditSeal.event_id)
    fresh = select(AuditEvent).where(AuditEvent.id.not_in(sealed)).order_by(AuditEvent.id)
    events = session.scalars(fresh.limit(BATCH)).all()
    for event in events:
        sequence += 1
        head = link(head, event)
        session.add(AuditSeal(sequence=sequence, event_id=event.id, hash=head))
    if events:
        signature = key.sign(f"{sequence}:{head}".encode()).hex()
        session.add(AuditCheckpoint(sequence=sequence, hash=head, at=now, signature=signature))
    return len(events)


def verify(session: Session, *, key: Ed25519PublicKey) -> Verification:
    """Walk the whole chain and every checkpoint; constant memory."""
    heads: dict[int, str] = {}
    marks = session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.sequence)).all()
    wanted = {mark.sequence for mark in marks}
    sequence, head, fault = 0, GENESIS, None
    with closing(_chain(session)) as chain:
        for expected, (seal_row, event) in enumerate(chain, start=1):
            sequence, head = expected, link(head, event)
            if seal_row.sequence != expected or seal_row.hash != head:
                fault = f"event {event.uuid}, link {seal_row.sequence}"
                break
            if sequence in wanted:
                heads[sequence] = head
    fault = fault or _bad_mark(marks, heads, key)
    total = session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    linked = session.scalar(select(func.count()).select_from(AuditSeal)) or 0
    return Verification(linked, total - linked, len(marks), fault)


def record_verification(session: Session, *, found: Verification, now: datetime) -> None:
    """Write down what a check found: the log says itself when it was last looked at."""
    record(
        session,
        at=now,
        actor=None,
        action="audit.verified",
        subject=("audit", None),
        detail={"count": found.sealed, "fault": found.fault or ""},
    )


def chain_state(session: Session) -> ChainState:
    """Return the state of the chain as it is written; this checks nothing."""
    sequence, _ = _head(session)
    total = session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    marked = session.scalar(select(func.max(AuditCheckpoint.at)))
    last = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.action == "audit.verified")
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    return ChainState(
        sealed=sequence,
        sealed_at=marked,
        unsealed=total - sequence,
        verified_at=last.at if last else None,
        fault=last.detail["fault"] if last else None,
    )


def _head(session: Session) -> tuple[int, str]:
    last = session.scalars(select(AuditSeal).order_by(AuditSeal.sequence.desc()).limit(1)).first()
    return (last.sequence, last.hash) if last else (0, GENESIS)


def _chain(session: Session) -> Generator[tuple[AuditSeal, AuditEvent], None, None]:
    """Yield the links in order; close it, or a server's cursor stays open."""
    joined = select(AuditSeal, AuditEvent).join(AuditEvent, AuditEvent.id == AuditSeal.event_id)
    rows = session.execute(joined.order_by(AuditSeal.sequence).execution_options(yield_per=1000))
    try:
        yield from rows
    finally:
        rows.close()


def _bad_mark(
    marks: Sequence[AuditCheckpoint], heads: Mapping[int, str], key: Ed25519PublicKey
) -> str | None:
    """Return the first checkpoint that does not hold: a cut tail leaves one without its link."""
    for mark in marks:
        try:
            key.verify(bytes.fromhex(mark.signature), f"{mark.sequence}:{mark.hash}".encode())
        except (InvalidSignature, ValueError):
            return f"checkpoint {mark.id}: signature"
        if heads.get(mark.sequence) != mark.hash:
            return f"checkpoint {mark.id}: link {mark.sequence}"
    return None
