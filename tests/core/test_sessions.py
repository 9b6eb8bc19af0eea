"""Who is signed in is kept on the server; an ended session is never revived."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from lms.core.columns import uuid7
from lms.core.sessions import (
    Lifetime,
    WebSession,
    end_session,
    end_sessions_of,
    find_session,
    needs_touch,
    save_data,
    start_session,
    sweep_sessions,
    token_hash,
    touch_session,
)

NOW = datetime(2026, 2, 5, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIFETIME = Lifetime(idle=30 * MINUTE, absolute=timedelta(hours=12))
AN, BINH = uuid7(), uuid7()


def start(session: Session, who: UUID | None = AN, now: datetime = NOW) -> str:
    token = start_session(session, account_uuid=who, data={}, lifetime=LIFETIME, now=now)
    session.flush()  # so that it can be found
    return token


def found(session: Session, token: str, now: datetime = NOW) -> WebSession:
    row = find_session(session, token=token, now=now)
    assert row is not None
    return row


def test_a_token_has_256_bits_and_only_its_hash_is_kept(session: Session) -> None:
    tokens = {start(session) for _ in range(20)}
    assert len(tokens) == 20
    rows = str(session.execute(text("SELECT * FROM core_session")).all())
    for token in tokens:
        assert len(token) == 43
        assert token not in rows
        assert token_hash(token) in rows


def test_a_session_is_found_by_its_token_only(session: Session) -> None:
    token = start(session)
    assert found(session, token).account_uuid == AN
    for other in ("", token[:-1], token_hash(token), token.swapcase()):
        assert find_session(session, token=other, now=NOW) is None


@pytest.mark.parametrize(
    ("seen_after", "asked_after", "lives"),
    [
        (0 * MINUTE, 30 * MINUTE, True),
        (0 * MINUTE, 30 * MINUTE + timedelta(seconds=1), False),
        (20 * MINUTE, 50 * MINUTE, True),
        (710 * MINUTE, 719 * MINUTE, True),
        (710 * MINUTE, 720 * MINUTE, False),
    ],
)
def test_a_session_ends_when_idle_and_after_twelve_hours(
    session: Session, seen_after: timedelta, asked_after: timedelta, *, lives: bool
) -> None:
    token = start(session)
    touch_session(session, session_id=found(session, token).id, now=NOW + seen_after)
    session.expire_all()
    assert (find_session(session, token=token, now=NOW + asked_after) is not None) is lives


def test_being_there_is_written_down_once_a_minute(session: Session) -> None:
    row = found(session, start(session))
    assert not needs_touch(row, NOW + 59 * timedelta(seconds=1))
    assert needs_touch(row, NOW + MINUTE)


def test_an_ended_session_is_not_revived_by_a_request_on_its_way(session: Session) -> None:
    token = start(session)
    row = found(session, token)
    session_id = row.id
    end_session(session, token=token)
    touch_session(session, session_id=session_id, now=NOW)
    save_data(session, session_id=session_id, data={"a": 1})
    end_session(session, token=token)
    assert find_session(session, token=token, now=NOW) is None
    assert session.scalars(select(WebSession)).all() == []


def test_all_sessions_of_an_account_end_but_one(session: Session) -> None:
    mine, others = [start(session) for _ in range(3)], [start(session, BINH), start(session, None)]
    assert end_sessions_of(session, account_uuid=AN, except_token=mine[0]) == 2
    assert found(session, mine[0]).account_uuid == AN
    assert end_sessions_of(session, account_uuid=AN) == 1
    assert end_sessions_of(session, account_uuid=AN) == 0
    for token in mine:
        assert find_session(session, token=token, now=NOW) is None
    for token in others:
        found(session, token)


def test_another_accounts_token_spares_nothing(session: Session) -> None:
    start(session)
    others = start(session, BINH)
    assert end_sessions_of(session, account_uuid=AN, except_token=others) == 1


def test_what_a_session_carries_is_replaced(session: Session) -> None:
    token = start(session)
    save_data(session, session_id=found(session, token).id, data={"words": "Đắc"})
    session.expire_all()
    assert found(session, token).data == {"words": "Đắc"}


def test_rows_of_ended_sessions_are_swept(session: Session) -> None:
    start(session, now=NOW - timedelta(hours=13))
    living = start(session)
    sweep_sessions(session, now=NOW)
    assert session.scalars(select(WebSession.token_hash)).all() == [token_hash(living)]
