"""One administrator of the whole country always remains."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.errors import (
    LastAdministrator,
)
from lms.accounts.models import RoleGrant
from lms.accounts.service import (
    Account,
    end_grant,
    suspend,
)
from lms.core.errors import LmsError
from lms.core.permissions import Principal, Role
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.people.service import Person
from tests.accounts.world import (
    TODAY,
    account,
    give,
    own_grant,
    principal,
    take,
)
from tests.support.factories import NOON, People, add_staff, found_country

DAY = timedelta(days=1)


def second_admin(
    session: Session, keys: Keyring, country: People, **dates: object
) -> tuple[Person, RoleGrant]:
    person = add_staff(session, keys, "Phó Hải", country.province)
    return person, give(session, None, person, Role.ADMIN, country.root, **dates)


def test_one_of_two_administrators_can_be_removed(
    session: Session, keys: Keyring, country: People
) -> None:
    second, _ = second_admin(session, keys, country)
    take(session, second, own_grant(session, country.admin))
    assert principal(session, country.admin).grants == ()


def test_the_last_administrator_for_good_cannot_be_removed_or_suspended(
    session: Session, keys: Keyring, country: People
) -> None:
    """One whose role runs out by itself does not count as remaining."""
    temporary, _ = second_admin(session, keys, country, valid_to=TODAY + DAY)
    with pytest.raises(LastAdministrator):
        take(session, temporary, own_grant(session, country.admin))
    own, by = account(session, country.admin), principal(session, temporary)
    with pytest.raises(LastAdministrator):
        suspend(session, account=own, actor=by, today=TODAY, now=NOON)
    assert principal(session, country.admin).grants


@pytest.mark.parametrize("gone", ["suspended", "withdrawn"])
def test_an_administrator_who_cannot_sign_in_does_not_count(
    session: Session, keys: Keyring, country: People, gone: str
) -> None:
    second, grant = second_admin(session, keys, country)
    by = principal(session, second)
    if gone == "suspended":
        account(session, second).suspended_at = NOON
    else:
        second.withdrawn_at = NOON
    session.flush()  # as if it had happened in another request meanwhile
    last = own_grant(session, country.admin)
    with pytest.raises(LastAdministrator):
        end_grant(session, grant=last, granter=by, today=TODAY, now=NOON)
    take(session, country.admin, grant)


def test_others_are_suspended_and_lose_roles_while_there_is_one_administrator(
    session: Session, country: People
) -> None:
    by = principal(session, country.admin)
    for person in (country.an, country.chi):
        suspend(session, account=account(session, person), actor=by, today=TODAY, now=NOON)
    take(session, country.admin, own_grant(session, country.binh))


@pytest.mark.live
@pytest.mark.parametrize("way", ["take", "suspend", "both"])
def test_two_administrators_who_remove_each_other_at_once_leave_one(
    resources: Resources, way: str
) -> None:
    with resources.database.transaction() as session:
        country = found_country(session, resources.keys)
        second, _ = second_admin(session, resources.keys, country)
        people = [country.admin, second]
        who = [principal(session, person) for person in people]
    start, refused = threading.Barrier(2), list[LmsError]()

    def work(number: int, by: Principal, other: Person) -> None:
        start.wait()
        try:
            with resources.database.transaction() as session:
                if way == "take" or (way == "both" and number):
                    grant = own_grant(session, other)
                    end_grant(session, grant=grant, granter=by, today=TODAY, now=NOON)
                else:
                    own = account(session, other)
                    suspend(session, account=own, actor=by, today=TODAY, now=NOON)
        except LmsError as error:
            refused.append(error)

    threads = [
        threading.Thread(target=work, args=(0, who[0], people[1])),
        threading.Thread(target=work, args=(1, who[1], people[0])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(error) for error in refused] == [LastAdministrator]
    with resources.database.reading() as session:
        left = select(RoleGrant.account_id).join(Account, Account.id == RoleGrant.account_id)
        left = left.where(
            RoleGrant.role == Role.ADMIN,
            RoleGrant.ended_at.is_(None),
            Account.suspended_at.is_(None),
        )
        assert len(session.scalars(left).all()) == 1
