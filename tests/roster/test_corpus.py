"""Whatever a staff file holds: refused or read in clear words, nothing changed, within limits."""

import time
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.accounts.service import account_of
from lms.core import audit
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.people.service import Person, Post
from lms.roster import service
from lms.roster.models import ChangeSet, Row, State
from tests.core import hostile
from tests.roster import corpus
from tests.support.factories import found_country

CASES: list[corpus.Case | hostile.Case] = [*corpus.cases(), *hostile.cases()]
PARTS = 8
LIMIT_SECONDS = 10.0


def test_there_are_more_than_two_hundred_and_fifty() -> None:
    assert len(CASES) > 250
    assert len({(type(case), case.name) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("part", range(PARTS))
def test_each_file_is_refused_or_read_in_clear_words(resources: Resources, part: int) -> None:
    with resources.database.transaction() as session:
        people = found_country(session, resources.keys)
        account = account_of(session, people.binh.id)
    assert account is not None
    before = register(resources)
    for case in CASES[part::PARTS]:
        began = time.process_time()
        found, rows = look_at(resources, account, case.content)
        assert time.process_time() - began < LIMIT_SECONDS, case.name
        assert register(resources) == before, case.name
        sentences = said(found, rows)
        assert all(text.strip() and "%(" not in text for text in sentences), case.name
        assert not any(corpus.NUMBER in text for text in [*sentences, *shown(rows)]), case.name
        if found.state == State.READY:
            assert sum(found.counts.values()) == found.rows_total == len(rows), case.name
        else:
            assert (found.state, rows) == (State.REFUSED, []), case.name
            assert found.file_key is None
        if isinstance(case, corpus.Case):
            assert (found.state == State.REFUSED) == case.refused, (case.name, sentences)
            assert case.said in " ".join(sentences), (case.name, sentences)


def look_at(
    resources: Resources, account: Account, content: bytes
) -> tuple[ChangeSet, Sequence[Row]]:
    """Upload and prepare; return what came of it."""
    with resources.database.transaction() as session:
        made = service.upload(
            session,
            resources,
            content=content,
            file_name="danh-sach.xlsx",
            is_whole=False,
            account_uuid=account.uuid,
            now=utc_now(),
        )
    service.prepare(resources, made.uuid)
    with resources.database.reading() as session:
        found = session.scalars(select(ChangeSet).where(ChangeSet.id == made.id)).one()
        return found, session.scalars(select(Row).where(Row.change_set_id == made.id)).all()


def register(resources: Resources) -> list[int | None]:
    """Return how much there is of what a preview must not touch."""
    with resources.database.reading() as session:
        tables: list[type[Any]] = [Person, Post, Account]
        counts = [session.scalar(select(func.count()).select_from(t)) for t in tables]
        events = select(func.count()).where(audit.AuditEvent.subject_kind != "change_set")
        return [*counts, session.scalar(events)]


def said(found: ChangeSet, rows: Sequence[Row]) -> list[str]:
    """Return every sentence, in both languages."""
    of_rows = [
        text for row in rows for p in (*row.problems, *row.warnings) for text in (p["vi"], p["en"])
    ]
    return [*of_rows, *(found.refusal or {}).values()]


def shown(rows: Sequence[Row]) -> list[str]:
    return [str(text) for row in rows for text in (row.name, row.changes, row.candidates)]
