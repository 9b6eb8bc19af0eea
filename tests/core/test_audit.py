"""The audit log: whatever is changed in it afterwards is found."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.core.audit import (
    AuditCheckpoint,
    AuditEvent,
    AuditSeal,
    Verification,
    chain_state,
    record,
    record_many,
    seal,
    verify,
)
from lms.core.clock import VIETNAM
from lms.core.columns import uuid7
from lms.core.resources import Resources
from lms.core.tasks import seal_audit, verify_audit

NOW = datetime(2026, 2, 5, 3, 4, 5, 678_901, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ACTOR = uuid7()


def write(session: Session, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        record(
            session,
            at=NOW + timedelta(seconds=number),
            actor=ACTOR if number % 2 else None,
            action="thing.done",
            subject=("thing", uuid7()),
            detail={"number": number, "words": "Đắc “ạ”", "list": [1, None, {"b": 2, "a": 0.5}]},
        )
        session.flush()  # one after the other, so that their ids are in order


def check(session: Session, key: Ed25519PrivateKey = KEY) -> Verification:
    session.flush()  # what the test changed
    session.expire_all()
    return verify(session, key=key.public_key())


@pytest.fixture
def chain(session: Session) -> Session:
    """Ten events, sealed in two goes."""
    write(session, 6)
    assert seal(session, key=KEY, now=NOW) == 6
    write(session, 4, first=6)
    session.flush()  # so that the next sealing sees them
    assert seal(session, key=KEY, now=NOW) == 4
    session.flush()  # so that what follows sees the seals
    return session


def test_an_untouched_chain_holds(chain: Session) -> None:
    assert check(chain) == Verification(sealed=10, unsealed=0, checkpoints=2, fault=None)


def test_an_empty_log_holds(session: Session) -> None:
    assert seal(session, key=KEY, now=NOW) == 0
    assert check(session) == Verification(sealed=0, unsealed=0, checkpoints=0, fault=None)


def test_events_that_wait_are_reported_as_such(chain: Session) -> None:
    write(chain, 3, first=10)
    assert check(chain) == Verification(sealed=10, unsealed=3, checkpoints=2, fault=None)
    seal(chain, key=KEY, now=NOW)
    assert check(chain) == Verification(sealed=13, unsealed=0, checkpoints=3, fault=None)


def _event(session: Session, number: int) -> int:
    return session.scalars(select(AuditSeal.event_id).where(AuditSeal.sequence == number)).one()


def _edit(column: str, value: object) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        event = AuditEvent.id == _event(session, 4)
        session.execute(update(AuditEvent).where(event).values({column: value}))

    return change


def _cut_out(session: Session) -> None:
    event_id = _event(session, 4)
    session.execute(delete(AuditSeal).where(AuditSeal.sequence == 4))
    session.execute(delete(AuditEvent).where(AuditEvent.id == event_id))


def _cut_out_and_close_the_gap(session: Session) -> None:
    _cut_out(session)
    for number in range(5, 11):
        moved = update(AuditSeal).where(AuditSeal.sequence == number)
        session.execute(moved.values(sequence=number - 1))


def _swap(session: Session) -> None:
    for old, new in ((4, 1000), (5, 4), (1000, 5)):
        session.execute(update(AuditSeal).where(AuditSeal.sequence == old).values(sequence=new))


def _cut_tail(session: Session) -> None:
    session.execute(delete(AuditSeal).where(AuditSeal.sequence > 8))


def _cut_tail_with_events(session: Session) -> None:
    events = [_event(session, number) for number in (9, 10)]
    _cut_tail(session)
    session.execute(delete(AuditEvent).where(AuditEvent.id.in_(events)))


def _cut_all(session: Session) -> None:
    session.execute(delete(AuditSeal))
    session.execute(delete(AuditEvent))


def _change_a_link(session: Session) -> None:
    session.execute(update(AuditSeal).where(AuditSeal.sequence == 4).values(hash="0" * 64))


def _change_a_checkpoint(session: Session) -> None:
    first = AuditCheckpoint.sequence == 6
    session.execute(update(AuditCheckpoint).where(first).values(hash="0" * 64))


def _move_a_checkpoint(session: Session) -> None:
    first = AuditCheckpoint.sequence == 6
    session.execute(update(AuditCheckpoint).where(first).values(sequence=5))


def _spoil_a_signature(session: Session) -> None:
    first = AuditCheckpoint.sequence == 6
    session.execute(update(AuditCheckpoint).where(first).values(signature="không phải hex"))


TAMPERINGS: dict[str, tuple[Callable[[Session], None], str]] = {
    "action": (_edit("action", "thing.undone"), "link 4"),
    "actor": (_edit("actor_uuid", uuid7()), "link 4"),
    "actor removed": (_edit("actor_uuid", None), "link 4"),
    "moment": (_edit("at", NOW), "link 4"),
    "subject": (_edit("subject_uuid", uuid7()), "link 4"),
    "kind of subject": (_edit("subject_kind", "person"), "link 4"),
    "detail": (_edit("detail", {"number": 99}), "link 4"),
    "name of the event": (_edit("uuid", uuid7()), "link 4"),
    "event removed": (_cut_out, "link 5"),
    "event removed, gap closed": (_cut_out_and_close_the_gap, "link 4"),
    "two swapped": (_swap, "link 4"),
    "tail cut": (_cut_tail, "link 10"),
    "tail cut with its events": (_cut_tail_with_events, "link 10"),
    "all removed": (_cut_all, "link 6"),
    "link changed": (_change_a_link, "link 4"),
    "checkpoint changed": (_change_a_checkpoint, "signature"),
    "checkpoint moved": (_move_a_checkpoint, "signature"),
    "signature spoilt": (_spoil_a_signature, "signature"),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_a_tampering_is_found_and_its_place_named(chain: Session, kind: str) -> None:
    tamper, place = TAMPERINGS[kind]
    tamper(chain)
    fault = check(chain).fault
    assert fault is not None
    assert place in fault


def test_the_bad_event_is_named(chain: Session) -> None:
    bad = chain.get_one(AuditEvent, _event(chain, 4)).uuid
    _edit("action", "thing.undone")(chain)
    assert str(bad) in str(check(chain).fault)


def test_a_chain_written_anew_lacks_the_signature(chain: Session) -> None:
    _edit("action", "thing.undone")(chain)
    chain.execute(delete(AuditSeal))
    chain.execute(delete(AuditCheckpoint))
    forger = Ed25519PrivateKey.generate()
    chain.expire_all()
    seal(chain, key=forger, now=NOW)
    assert check(chain, forger).fault is None
    assert "signature" in str(check(chain).fault)


def test_the_moment_is_the_same_in_every_zone(session: Session) -> None:
    at = NOW.astimezone(VIETNAM)
    record(session, at=at, actor=None, action="thing.done", subject=("thing", None))
    session.flush()  # the sealer is another process: it reads from the database
    session.expire_all()
    seal(session, key=KEY, now=NOW)
    assert check(session).fault is None


def test_many_events_of_a_kind_are_written_at_once(session: Session) -> None:
    subjects = [uuid7() for _ in range(5)]
    kind = {"at": NOW, "actor": ACTOR, "action": "thing.done", "kind": "thing"}
    record_many(session, uuids=subjects, **kind)  # type: ignore[arg-type]
    record_many(session, uuids=list[UUID](), **kind)  # type: ignore[arg-type]
    found = session.scalars(select(AuditEvent.subject_uuid).order_by(AuditEvent.id)).all()
    assert found == subjects


def test_an_event_is_gone_with_the_transaction_that_caused_it(resources: Resources) -> None:
    with suppress(RuntimeError), resources.database.transaction() as session:
        write(session, 1)
        raise RuntimeError
    with resources.database.reading() as session:
        assert session.scalars(select(AuditEvent)).all() == []


def test_the_recurring_work_seals_what_is_new(resources: Resources) -> None:
    with resources.database.transaction() as session:
        write(session, 3)
    seal_audit(resources, {})
    seal_audit(resources, {})
    with resources.database.reading() as session:
        found = verify(session, key=resources.keys.signing_key.public_key())
    assert found == Verification(sealed=3, unsealed=0, checkpoints=1, fault=None)


def test_the_log_says_when_it_was_last_checked(resources: Resources) -> None:
    with resources.database.transaction() as session:
        write(session, 1)
        assert chain_state(session).verified_at is None
    seal_audit(resources, {})
    verify_audit(resources, {})
    with resources.database.reading() as session:
        state = chain_state(session)
    assert (state.sealed, state.unsealed, state.fault) == (1, 1, "")
    assert state.sealed_at is not None
    assert state.verified_at is not None


def test_a_broken_chain_is_written_down(resources: Resources) -> None:
    with resources.database.transaction() as session:
        write(session, 1)
    seal_audit(resources, {})
    with resources.database.transaction() as session:
        session.execute(update(AuditEvent).values(action="thing.undone"))
    verify_audit(resources, {})
    with resources.database.reading() as session:
        assert (chain_state(session).fault or "").startswith("event ")
