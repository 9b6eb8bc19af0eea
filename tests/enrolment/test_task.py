"""The follower's rounds: each minute whoever changed, once a day everybody, two workers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.enrolment.models import Mark
from lms.enrolment.service import people_to_look_at
from lms.enrolment.tasks import follow
from lms.learning.service import Enrolment
from lms.people.service import current_posts, end_post
from tests.enrolment.ruled import rule_for
from tests.support.factories import NOON, People, add_staff


def count(resources: Resources) -> int:
    open_ones = select(func.count()).where(Enrolment.released_at.is_(None))
    with resources.database.reading() as session:
        return session.scalar(open_ones) or 0


def looked_at(resources: Resources, minutes: int = 30) -> list[int]:
    with resources.database.reading() as session:
        return people_to_look_at(session, now=utc_now() + timedelta(minutes=minutes))


def settle(resources: Resources) -> None:
    """Follow everything, and let what was read lie an hour back."""
    follow(resources, {})
    with resources.database.transaction() as session:
        session.execute(update(Mark).values(looked_on=local_day(utc_now())))


def test_a_new_rule_a_new_person_and_a_leaver_are_noticed(
    resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        rule_for(session, people.province, now=utc_now())
    settle(resources)
    assert count(resources) == 5  # An, Bình and three more in the province

    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Đỗ Thị Én", people.xa_b)
        session.flush()  # the post is written as of long ago: the day's round finds it
        session.execute(update(Mark).values(looked_on=local_day(NOON)))
    follow(resources, {})
    assert count(resources) == 6

    with resources.database.transaction() as session:
        (post,) = current_posts(session, person_id=people.an.id, today=local_day(utc_now()))
        today = local_day(utc_now())
        end_post(session, post=post, valid_to=today, source="test", actor=None, now=utc_now())
    assert people.an.id in looked_at(resources, minutes=0)
    follow(resources, {})
    assert count(resources) == 5


@pytest.mark.usefixtures("people")
def test_when_nothing_changed_nobody_is_looked_at(resources: Resources) -> None:
    follow(resources, {})
    with resources.database.transaction() as session:
        session.execute(update(Mark).values(read_until=utc_now() + timedelta(minutes=20)))
    assert looked_at(resources, minutes=0) == []


def test_the_first_round_and_each_days_first_look_at_everybody(
    resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        rule_for(session, people.xa_a, now=utc_now())
    assert looked_at(resources, minutes=0) == [people.an.id]
    follow(resources, {})
    assert people.an.id in looked_at(resources, minutes=24 * 60)


@pytest.mark.live
def test_two_workers_at_once_enrol_each_person_once(resources: Resources, people: People) -> None:
    with resources.database.transaction() as session:
        rule_for(session, people.root, now=utc_now())
    with ThreadPoolExecutor(4) as workers:
        for done in [workers.submit(follow, resources, {}) for _ in range(4)]:
            done.result()
    assert count(resources) == 6
