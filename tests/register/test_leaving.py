"""Leaving the last post, and the merge of two records: roles, enrolments, the way in."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.errors import LastAdministrator, RecordMerged
from lms.accounts.models import RoleGrant
from lms.accounts.service import account_of as find_account
from lms.accounts.service import principal_of, sign_in
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Principal, Role
from lms.core.resources import Resources
from lms.learning.service import Enrolment, Source, enrol, enrolments_of, finish_lesson
from lms.people.service import Person, current_posts, get_person
from lms.register.errors import HoldsMore, OwnRecord
from lms.register.service import Departure, leave, merge, settle_departures
from tests.support.factories import (
    PASSWORD,
    People,
    add_staff,
    give_password,
    give_role,
)


def send(resources: Resources, person: Person) -> None:
    with resources.database.transaction() as session:
        enrol(
            session,
            person_id=person.id,
            programme_key="thu",
            source=Source.HR,
            reason="Kế hoạch",
            due_on=None,
            actor=None,
            now=utc_now(),
        )


def leaves(resources: Resources, person: Person, valid_to: date) -> Departure:
    with resources.database.transaction() as session:
        (post,) = current_posts(session, person_id=person.id, today=local_day(utc_now()))
        return leave(
            session,
            post=post,
            valid_to=valid_to,
            source="form",
            reason="Nghỉ hưu",
            actor=None,
            now=utc_now(),
        )


def is_open(resources: Resources, person: Person) -> bool:
    with resources.database.reading() as session:
        return bool(enrolments_of(session, person_id=person.id))


def test_with_the_last_post_roles_and_enrolments_end_but_not_the_account(
    people: People, resources: Resources
) -> None:
    send(resources, people.manager)
    done = leaves(resources, people.manager, local_day(utc_now()))
    assert done.has_left
    assert len(done.released) == 1
    assert not is_open(resources, people.manager)
    with resources.database.reading() as session:
        account = find_account(session, people.manager.id)
        assert account is not None
        today = local_day(utc_now())
        principal = principal_of(session, account_uuid=account.uuid, today=today)
        assert principal is not None
        assert principal.grants == ()


def test_a_day_to_come_ends_roles_on_it_and_releases_then(
    people: People, resources: Resources
) -> None:
    send(resources, people.manager)
    day = local_day(utc_now()) + timedelta(days=10)
    done = leaves(resources, people.manager, day)
    assert (done.has_left, done.released) == (True, ())
    with resources.database.transaction() as session:
        ended = select(RoleGrant.ended_at).where(RoleGrant.role == Role.MANAGER)
        assert session.scalars(ended).all() == [None]
        assert settle_departures(session, now=utc_now()) == 0
        assert settle_departures(session, now=utc_now() + timedelta(days=70)) == 1
        assert settle_departures(session, now=utc_now() + timedelta(days=70)) == 0
        assert session.scalars(ended).all() != [None]
    assert not is_open(resources, people.manager)


def test_with_another_post_nothing_else_ends(people: People, resources: Resources) -> None:
    send(resources, people.an)
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Trần Thị An", people.xa_b)
        an = get_person(session, people.an.id)
        merge(session, survivor=an, duplicate=twin, **how(people, session))
        posts = current_posts(session, person_id=an.id, today=local_day(utc_now()))
        done = leave(
            session,
            post=posts[0],
            valid_to=local_day(utc_now()),
            source="form",
            reason="Thôi kiêm nhiệm",
            actor=None,
            now=utc_now(),
        )
    assert not done.has_left
    assert is_open(resources, people.an)


def test_the_last_administrator_does_not_leave(people: People, resources: Resources) -> None:
    with pytest.raises(LastAdministrator):
        leaves(resources, people.admin, local_day(utc_now()))


def how(people: People, session: Session) -> dict[str, Any]:
    return {"reason": "Trùng", "officer": officer(people, session), "now": utc_now()}


def officer(people: People, session: Session) -> Principal:
    account = find_account(session, people.binh.id)
    assert account is not None
    found = principal_of(
        session,
        account_uuid=account.uuid,
        today=local_day(utc_now()),
    )
    assert found is not None
    return found


def test_a_merged_account_is_told_where_to_go(people: People, resources: Resources) -> None:
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Trần An", people.xa_b, staff_code="CB-9")
        an = get_person(session, people.an.id)
        an.staff_code = "CB-8"
        give_password(session, twin)
        enrol_both(session, an, twin)
        merge(session, survivor=an, duplicate=twin, **how(people, session))
        assert len(enrolments_of(session, person_id=people.an.id)) == 1
        (kept,) = enrolments_of(session, person_id=people.an.id)
        assert kept.person_id == twin.id
    with resources.database.reading() as session, pytest.raises(RecordMerged) as told:
        sign_in(
            session,
            resources.keys,
            name="CB-9",
            password=PASSWORD,
            address="127.0.0.1",
            now=utc_now(),
        )
    assert "hồ sơ khác của bạn" in told.value.sentence()


def enrol_both(session: Session, an: Person, twin: Person) -> None:
    """Enrol both; the twin has read a lesson, so hers is the one that goes further."""
    opened: list[Enrolment] = [
        enrol(
            session,
            person_id=person.id,
            programme_key="thu",
            source=Source.HR,
            reason="Kế hoạch",
            due_on=None,
            actor=None,
            now=utc_now(),
        )
        for person in (an, twin)
    ]
    finish_lesson(
        session,
        enrolment=opened[1],
        lesson_key="t1/01-bai",
        now=utc_now(),
    )


def test_nobody_merges_their_own_record_nor_one_that_holds_more(
    people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        with pytest.raises(OwnRecord):
            merge(session, survivor=people.binh, duplicate=people.an, **how(people, session))
        give_role(session, people.an, Role.MANAGER, people.xa_a)
        with pytest.raises(HoldsMore):
            merge(session, survivor=people.manager, duplicate=people.an, **how(people, session))
