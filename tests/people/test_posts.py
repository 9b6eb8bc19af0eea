"""Posts on two time axes: when it was so, and when we knew."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.audit import AuditEvent
from lms.core.errors import Conflict, NotFound
from lms.core.secrets import Keyring
from lms.organisations.service import Organisation
from lms.people.service import (
    Person,
    Post,
    PostDates,
    PostTerms,
    WorkingGroup,
    begin_post,
    current_posts,
    end_post,
    insert_posts,
    posts_at,
    posts_of,
    visible_people,
    visible_person,
)
from tests.support.factories import BEGAN, NOON, People, correct_post, found_country

DAY = timedelta(days=1)
LATER = NOON + timedelta(days=100)
MOVED = date(2025, 3, 1)


@pytest.fixture
def country(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


def begin(
    session: Session,
    person: Person,
    unit: Organisation,
    start: date = BEGAN,
    *,
    last: date | None = None,
    now: datetime = NOON,
) -> Post:
    terms = PostTerms(
        organisation_id=unit.id,
        working_group=WorkingGroup.GRASSROOTS,
        full_time=False,
        valid_from=start,
        valid_to=last,
    )
    return begin_post(session, person=person, terms=terms, source="test", actor=None, now=now)


def end(session: Session, post: Post, day: date, now: datetime = LATER) -> Post | None:
    return end_post(session, post=post, valid_to=day, source="test", actor=None, now=now)


def held(session: Session, person: Person, as_of: date, known_at: datetime) -> list[int]:
    posts = session.scalars(posts_at(as_of=as_of, known_at=known_at))
    return [post.organisation_id for post in posts if post.person_id == person.id]


def own_post(session: Session, person: Person) -> Post:
    (post,) = posts_of(session, person_id=person.id)
    return post


def test_a_move_changes_what_was_so_but_not_what_was_known(
    session: Session, country: People
) -> None:
    an = country.an
    end(session, own_post(session, an), MOVED)
    begin(session, an, country.xa_b, MOVED, now=LATER)
    a, b = country.xa_a.id, country.xa_b.id
    assert held(session, an, MOVED - DAY, LATER) == [a]
    assert held(session, an, MOVED, LATER) == [b]
    assert held(session, an, MOVED, LATER - timedelta(seconds=1)) == [a]
    assert held(session, an, BEGAN - DAY, LATER) == []
    assert held(session, an, BEGAN, NOON - timedelta(seconds=1)) == []
    assert held(session, an, BEGAN, NOON) == [a]


def test_a_post_that_never_was_is_only_remembered(session: Session, country: People) -> None:
    assert end(session, own_post(session, country.an), BEGAN) is None
    assert held(session, country.an, BEGAN, LATER) == []
    assert held(session, country.an, BEGAN, NOON) == [country.xa_a.id]
    assert posts_of(session, person_id=country.an.id) == []


def test_revisions_share_a_thread(session: Session, country: People) -> None:
    first = own_post(session, country.an)
    second = correct_post(
        session, post=first, title="Phó phòng", source="test", actor=None, now=LATER
    )
    third = end(session, second, MOVED, LATER + DAY)
    assert third is not None
    assert first.thread == second.thread == third.thread
    assert len({first.uuid, second.uuid, third.uuid}) == 3
    assert (third.title, third.valid_from, third.valid_to) == ("Phó phòng", BEGAN, MOVED)
    assert first.title == "Chuyên viên"
    assert held(session, country.an, BEGAN, LATER + DAY) == [country.xa_a.id]


def test_what_was_superseded_is_not_superseded_again(session: Session, country: People) -> None:
    post = own_post(session, country.an)
    end(session, post, MOVED)
    with pytest.raises(Conflict):
        end(session, post, MOVED + DAY)
    with pytest.raises(Conflict):
        correct_post(session, post=post, title="Khác", source="test", actor=None, now=LATER)
    assert len(posts_of(session, person_id=country.an.id)) == 1


@pytest.mark.parametrize("day", [MOVED, MOVED - DAY])
def test_a_post_does_not_end_before_it_begins(session: Session, country: People, day: date) -> None:
    with pytest.raises(PostDates) as refused:
        begin(session, country.an, country.xa_b, MOVED, last=day)
    assert "01/03/2025" in refused.value.sentence()
    one_day = begin(session, country.an, country.xa_b, MOVED, last=MOVED + DAY)
    assert one_day in current_posts(session, person_id=country.an.id, today=MOVED)


def test_the_audit_names_each_revision(session: Session, country: People) -> None:
    post = own_post(session, country.an)
    corrected = correct_post(session, post=post, title="Khác", source="x", actor=None, now=LATER)
    end(session, corrected, MOVED)
    own = select(AuditEvent).where(AuditEvent.subject_uuid == country.an.uuid)
    events = session.scalars(own.order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == [
        "person.added",
        "post.begun",
        "post.corrected",
        "post.ended",
    ]
    named = [event.detail["post"] for event in events[1:]]
    assert named == [str(post.uuid), str(post.uuid), str(corrected.uuid)]


def test_several_posts_at_once_are_normal(session: Session, country: People) -> None:
    begin(session, country.an, country.xa_b)
    today = current_posts(session, person_id=country.an.id, today=BEGAN)
    assert [post.organisation_id for post in today] == [country.xa_a.id, country.xa_b.id]
    found = session.scalars(visible_people([country.province.path], today=BEGAN)).all()
    assert found.count(country.an) == 1


def test_many_posts_at_once(session: Session, country: People) -> None:
    terms = PostTerms(
        organisation_id=country.xa_b.id,
        working_group=WorkingGroup.OTHER,
        full_time=True,
        valid_from=MOVED,
        title=" Trưởng  thôn ",
    )
    insert_posts(session, [(country.an.id, terms), (country.binh.id, terms)], source="x", now=NOON)
    insert_posts(session, [], source="x", now=NOON)
    assert held(session, country.an, MOVED, NOON) == [country.xa_a.id, country.xa_b.id]
    assert posts_of(session, person_id=country.binh.id)[0].title == "Trưởng thôn"


def test_people_are_seen_through_posts_of_today_and_to_come(
    session: Session, country: People
) -> None:
    def sees(unit: Organisation, today: date) -> bool:
        return country.an in session.scalars(visible_people([unit.path], today=today)).all()

    end(session, own_post(session, country.an), MOVED)
    begin(session, country.an, country.elsewhere, MOVED + 10 * DAY, now=LATER)
    assert sees(country.province, MOVED - DAY)
    assert not sees(country.province, MOVED)
    assert sees(country.elsewhere, MOVED)
    assert not sees(country.xa_b, MOVED - DAY)


def test_a_person_elsewhere_or_withdrawn_is_not_found(session: Session, country: People) -> None:
    def find(unit: Organisation) -> Person:
        paths = [unit.path]
        return visible_person(session, paths=paths, uuid=country.an.uuid, today=BEGAN)

    assert find(country.province) is country.an
    for unit in (country.elsewhere, country.xa_b):
        with pytest.raises(NotFound):
            find(unit)
    country.an.withdrawn_at = NOON
    with pytest.raises(NotFound):
        find(country.province)
    assert session.scalars(visible_people([], today=BEGAN)).all() == []
