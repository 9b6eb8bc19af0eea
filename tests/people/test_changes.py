"""What befalls posts: moves, posts beside others, leaving, coming back, corrections."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.audit import AuditEvent
from lms.core.errors import Conflict, LmsError
from lms.core.secrets import Keyring
from lms.organisations.service import Organisation, UnitClosed
from lms.people.errors import MoveTooEarly, PostOver, RootHoldsNoPosts, StillHolds
from lms.people.service import (
    Person,
    Post,
    PostDates,
    PostTerms,
    SamePost,
    WorkingGroup,
    add_concurrent_post,
    holds_after,
    kept_person,
    leave_post,
    move_post,
    posts_of,
    return_person,
    revise_post,
    terms_of,
)
from tests.people.test_posts import LATER, MOVED, held, own_post
from tests.support.factories import BEGAN, People, found_country

DAY = timedelta(days=1)
HOW: dict[str, Any] = {"source": "form", "reason": "Quyết định số 12", "actor": None, "now": LATER}


@pytest.fixture
def country(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


def terms(unit: Organisation, start: date = MOVED, **more: Any) -> PostTerms:  # noqa: ANN401 - a post's columns
    given = {"working_group": WorkingGroup.COMMUNICATION, "full_time": True, **more}
    return PostTerms(organisation_id=unit.id, valid_from=start, **given)


def leave(session: Session, person: Person, day: date = MOVED) -> Post | None:
    return leave_post(session, post=own_post(session, person), valid_to=day, **HOW)


def test_a_move_ends_one_post_and_begins_another(session: Session, country: People) -> None:
    old = own_post(session, country.an)
    new = move_post(session, post=old, terms=terms(country.xa_b), **HOW)
    assert held(session, country.an, MOVED - DAY, LATER) == [country.xa_a.id]
    assert held(session, country.an, MOVED, LATER) == [country.xa_b.id]
    assert held(session, country.an, MOVED, LATER - DAY) == [country.xa_a.id]
    assert (new.reason, new.source) == ("Quyết định số 12", "form")
    assert new.thread != old.thread
    with pytest.raises(Conflict):
        move_post(session, post=old, terms=terms(country.xa_b), **HOW)


def test_a_move_has_a_day_between(session: Session, country: People) -> None:
    post = own_post(session, country.an)
    with pytest.raises(MoveTooEarly) as refused:
        move_post(session, post=post, terms=terms(country.xa_b, BEGAN), **HOW)
    assert "01/01/2025" in refused.value.sentence()
    ended = leave(session, country.an)
    assert ended is not None
    with pytest.raises(PostOver) as over:
        move_post(session, post=ended, terms=terms(country.xa_b, MOVED + DAY), **HOW)
    assert "28/02/2025" in over.value.sentence()


def test_a_post_beside_another_may_be_past_or_to_come(session: Session, country: People) -> None:
    past = terms(country.xa_b, BEGAN, valid_to=MOVED)
    for wanted in (past, terms(country.elsewhere, LATER.date() + 100 * DAY)):
        add_concurrent_post(session, person=country.an, terms=wanted, **HOW)
    assert [post.organisation_id for post in posts_of(session, person_id=country.an.id)] == [
        country.elsewhere.id,
        country.xa_b.id,
        country.xa_a.id,
    ]


def test_twice_the_same_full_time_post_is_refused(session: Session, country: People) -> None:
    def add(**more: Any) -> None:  # noqa: ANN401 - a post's columns
        wanted = terms(country.xa_a, **more)
        add_concurrent_post(session, person=country.an, terms=wanted, **HOW)

    with pytest.raises(SamePost) as refused:
        add()
    assert "“Xã A”" in refused.value.sentence()
    add(full_time=False)
    add(working_group=WorkingGroup.SPOKESPERSON)
    with pytest.raises(PostDates):
        add(working_group=WorkingGroup.LEADER, valid_to=MOVED)


def test_no_post_is_held_in_the_root_or_in_a_closed_unit(session: Session, country: People) -> None:
    country.xa_b.closed_on = MOVED + DAY
    refused: list[tuple[Organisation, date | None, type[LmsError]]] = [
        (country.root, None, RootHoldsNoPosts),
        (country.xa_b, None, UnitClosed),
        (country.xa_b, MOVED + 2 * DAY, UnitClosed),
    ]
    for unit, last, error in refused:
        with pytest.raises(error):
            add_concurrent_post(session, person=country.an, terms=terms(unit, valid_to=last), **HOW)
    wanted = terms(country.xa_b, valid_to=MOVED + DAY)
    add_concurrent_post(session, person=country.an, terms=wanted, **HOW)


def test_who_left_is_kept_by_the_last_unit_and_may_come_back(
    session: Session, country: People
) -> None:
    an, today = country.an, LATER.date()
    with pytest.raises(StillHolds):
        return_person(session, person=an, terms=terms(country.xa_b), **HOW)
    leave(session, an)
    assert not holds_after(session, person_id=an.id, day=MOVED)
    assert holds_after(session, person_id=an.id, day=MOVED - DAY)

    def kept(unit: Organisation) -> bool:
        try:
            return kept_person(session, paths=[unit.path], uuid=an.uuid, today=today) is an
        except LmsError:
            return False

    assert kept(country.xa_a)
    assert not kept(country.xa_b)
    return_person(session, person=an, terms=terms(country.xa_b, MOVED + 9 * DAY), **HOW)
    assert kept(country.xa_b)
    assert not kept(country.xa_a)
    assert held(session, an, MOVED, LATER) == []


def test_one_leaves_a_post_that_is_held(session: Session, country: People) -> None:
    with pytest.raises(PostDates):
        leave(session, country.an, BEGAN)
    post = leave(session, country.an)
    assert post is not None
    with pytest.raises(PostOver):
        leave_post(session, post=post, valid_to=MOVED + DAY, **HOW)


def test_a_correction_holds_from_the_posts_own_start(session: Session, country: People) -> None:
    old = own_post(session, country.an)
    right = replace(terms_of(old), full_time=False, valid_from=BEGAN - 30 * DAY)
    new = revise_post(session, post=old, terms=right, **HOW)
    assert (new.thread, old.superseded_at, new.full_time) == (old.thread, LATER, False)
    assert held(session, country.an, BEGAN - DAY, LATER) == [country.xa_a.id]
    assert held(session, country.an, BEGAN - DAY, LATER - DAY) == []
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "post.corrected")).one()
    assert event.detail["columns"] == ["full_time", "valid_from"]
    with pytest.raises(Conflict):
        revise_post(session, post=old, terms=right, **HOW)
