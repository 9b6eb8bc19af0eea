"""Who hands out which role where: inside one's own part, never to oneself, never the last one's."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lms.accounts.errors import (
    GrantDates,
    GrantHeld,
    GrantOutlasts,
    GrantTooWide,
    GrantToSelf,
)
from lms.accounts.service import (
    accounts_with_roles,
    visible_accounts,
)
from lms.core.errors import Conflict
from lms.core.permissions import Permission, Role
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.core.sessions import find_session
from lms.organisations.service import Organisation
from lms.people.service import Person
from tests.accounts.world import (
    TODAY,
    account,
    events,
    give,
    open_session,
    own_grant,
    principal,
    take,
)
from tests.support.factories import NOON, People, add_staff

DAY = timedelta(days=1)


@pytest.fixture
def em(session: Session, keys: Keyring, country: People) -> Person:
    """An administrator of the province."""
    return add_staff(session, keys, "Đỗ Văn Em", country.province, role=Role.ADMIN)


def test_a_role_holds_over_a_unit_and_all_below(session: Session, country: People) -> None:
    give(session, country.admin, country.an, Role.HR, country.province)
    who = principal(session, country.an)
    assert who.scope(Permission.PERSON_READ) == (country.province.path,)
    assert who.scope(Permission.GRANT_WRITE) == ()
    assert Permission.ACCOUNT_OWN in who.permissions


def test_a_role_holds_from_its_first_day_to_the_day_before_its_end(
    session: Session, country: People
) -> None:
    end = TODAY + 10 * DAY
    give(session, country.admin, country.an, Role.HR, country.province, valid_to=end)
    assert principal(session, country.an, TODAY - DAY).grants == ()
    assert principal(session, country.an, TODAY).grants
    assert principal(session, country.an, end - DAY).grants
    assert principal(session, country.an, end).grants == ()


@pytest.mark.parametrize("role", Role)
def test_inside_ones_part_every_role_can_be_given(
    session: Session, country: People, em: Person, role: Role
) -> None:
    for unit in (country.province, country.xa_b):
        give(session, em, country.an, role, unit)
    assert len(principal(session, country.an).grants) == 2


@pytest.mark.parametrize("role", Role)
def test_nobody_grants_beyond_their_own_part(
    session: Session, country: People, em: Person, role: Role
) -> None:
    for unit in (country.root, country.elsewhere):
        with pytest.raises(GrantTooWide):
            give(session, em, country.an, role, unit)
    for person in (country.binh, country.manager, country.auditor):
        with pytest.raises(GrantTooWide):
            give(session, person, country.an, role, country.province)
    assert principal(session, country.an).grants == ()


def test_nobody_grants_to_themselves_or_takes_from_themselves(
    session: Session, country: People, em: Person
) -> None:
    with pytest.raises(GrantToSelf):
        give(session, country.admin, country.admin, Role.HR, country.root)
    with pytest.raises(GrantToSelf):
        take(session, em, own_grant(session, em))
    assert principal(session, em).grants


def test_a_role_is_held_once_and_ends_after_it_begins(session: Session, country: People) -> None:
    give(session, country.admin, country.an, Role.HR, country.xa_a)
    with pytest.raises(GrantHeld):
        give(session, country.admin, country.an, Role.HR, country.xa_a)
    give(session, country.admin, country.an, Role.HR, country.xa_b)
    give(session, country.admin, country.an, Role.MANAGER, country.xa_a)
    with pytest.raises(GrantDates) as refused:
        give(session, country.admin, country.an, Role.ADMIN, country.xa_a, valid_to=TODAY)
    assert "01/01/2025" in refused.value.sentence()


def test_what_is_given_ends_with_the_right_to_give_it(
    session: Session, keys: Keyring, country: People
) -> None:
    end = TODAY + 10 * DAY
    temp = add_staff(session, keys, "Đỗ Văn Em", country.province)
    give(session, None, temp, Role.ADMIN, country.province, valid_to=end)
    for valid_to in (None, end + DAY):
        with pytest.raises(GrantOutlasts) as refused:
            give(session, temp, country.an, Role.HR, country.xa_a, valid_to=valid_to)
        assert "hết ngày 11/01/2025" in refused.value.sentence()
    give(session, temp, country.an, Role.HR, country.xa_a, valid_to=end)
    give(session, None, temp, Role.ADMIN, country.xa_b)
    give(session, temp, country.an, Role.HR, country.xa_b)
    with pytest.raises(GrantOutlasts):
        give(session, temp, country.an, Role.HR, country.province)


def test_a_role_is_taken_away_at_once_and_once(
    session: Session, country: People, em: Person
) -> None:
    grant = own_grant(session, country.binh)
    take(session, em, grant)
    assert principal(session, country.binh).grants == ()
    ended_by = grant.ended_by
    with pytest.raises(Conflict):
        take(session, country.admin, grant)
    assert grant.ended_by == ended_by == account(session, em).uuid
    give(session, em, country.binh, Role.HR, country.province)


def test_a_role_elsewhere_is_out_of_reach(session: Session, country: People, em: Person) -> None:
    with pytest.raises(GrantTooWide):
        take(session, em, own_grant(session, country.chi))
    with pytest.raises(GrantTooWide):
        take(session, em, own_grant(session, country.admin))
    with pytest.raises(GrantTooWide):
        take(session, country.binh, own_grant(session, country.manager))


def test_a_changed_role_ends_the_sessions(session: Session, country: People) -> None:
    token = open_session(session, country.an)
    grant = give(session, country.admin, country.an, Role.HR, country.xa_a)
    assert find_session(session, token=token, now=NOON) is None
    token = open_session(session, country.an)
    others = open_session(session, country.binh)
    take(session, country.admin, grant)
    assert find_session(session, token=token, now=NOON) is None
    assert find_session(session, token=others, now=NOON) is not None


def test_roles_given_and_taken_are_written_down(resources: Resources, people: People) -> None:
    with resources.database.transaction() as session:
        grant = give(session, people.admin, people.an, Role.HR, people.xa_a)
        take(session, people.admin, grant)
        admin, an = account(session, people.admin), account(session, people.an)
    for action in ("grant.given", "grant.ended"):
        event = events(resources, action)[-1]
        assert (event.actor_uuid, event.subject_uuid) == (admin.uuid, an.uuid)
        assert event.detail == {"role": "hr", "organisation": str(people.xa_a.uuid)}


def test_accounts_are_seen_through_posts_and_roles_that_are_not_over(
    session: Session, country: People
) -> None:
    def seen(unit: Organisation) -> set[str]:
        found = session.execute(visible_accounts([unit.path], today=TODAY))
        return {person.full_name for _, person in found}

    give(session, country.admin, country.an, Role.HR, country.xa_a)
    grant = give(session, country.admin, country.chi, Role.MANAGER, country.xa_a)
    assert seen(country.xa_a) == {"Trần Thị An", "Phạm Thị Chi"}
    assert seen(country.elsewhere) == {"Phạm Thị Chi"}
    take(session, country.admin, grant)
    assert seen(country.xa_a) == {"Trần Thị An"}
    assert "Ngô Văn Hải" in seen(country.xa_b)


def test_accounts_with_roles_are_told_from_those_without(session: Session, country: People) -> None:
    an, binh = account(session, country.an), account(session, country.binh)
    assert accounts_with_roles(session, [an.id, binh.id]) == {binh.id}
    give(session, country.admin, country.an, Role.HR, country.xa_a, valid_from=TODAY + DAY)
    take(session, country.admin, own_grant(session, country.binh))
    assert accounts_with_roles(session, [an.id, binh.id]) == {an.id}
    assert accounts_with_roles(session, []) == set()
