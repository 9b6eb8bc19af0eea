"""Five thousand people are enrolled in one short transaction."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.core.clock import utc_now
from lms.core.columns import uuid7
from lms.core.resources import Resources
from lms.enrolment.tasks import follow
from lms.learning.service import Enrolment, Source
from lms.people.service import (
    Identity,
    PostTerms,
    WorkingGroup,
    insert_people,
    insert_posts,
    person_row,
)
from lms.sending.service import Sending, send_many
from tests.enrolment.ruled import rule_for
from tests.support.factories import BEGAN, NOON, People

MANY = 5_000
ENOUGH_SECONDS = 2.0


@pytest.fixture
def ids(resources: Resources, people: People) -> list[int]:
    """Return the ids of many people with a post in Xã A."""
    with resources.database.transaction() as session:
        rows = [
            person_row(resources.keys, uuid=uuid7(), identity=Identity(full_name=f"Lê An {n}"))
            for n in range(MANY)
        ]
        ids = list(insert_people(session, rows, now=NOON).values())
        terms = PostTerms(
            organisation_id=people.xa_a.id,
            working_group=WorkingGroup.GRASSROOTS,
            full_time=True,
            valid_from=BEGAN,
        )
        insert_posts(session, [(id_, terms) for id_ in ids], source="test", now=NOON)
    return ids


def test_a_unit_of_five_thousand_takes_two_seconds_at_most(
    resources: Resources, ids: list[int]
) -> None:
    wanted = [Sending(id_, "thu", None, "Kế hoạch") for id_ in ids]
    started = time.process_time()
    with resources.database.transaction() as session:
        first = send_many(session, wanted, source=Source.HR, actor=None, now=NOON)
    assert time.process_time() - started < ENOUGH_SECONDS
    assert len(first) == MANY
    with resources.database.transaction() as session:
        assert send_many(session, wanted[:9], source=Source.HR, actor=None, now=NOON) == set()


@pytest.mark.usefixtures("ids")
def test_a_rule_reaches_all_of_them(resources: Resources, people: People) -> None:
    with resources.database.transaction() as session:
        rule_for(
            session,
            people.xa_a,
            now=utc_now(),
            working_groups=[WorkingGroup.GRASSROOTS],
            valid_from=BEGAN + timedelta(days=1),
        )
    follow(resources, {})
    with resources.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Enrolment)) == MANY
