"""Suspending, and codes on the spot: only within what one may give, never for oneself."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lms.accounts.errors import (
    GrantToSelf,
    HoldsElsewhere,
    OwnCode,
)
from lms.accounts.service import (
    renew_code,
    suspend,
    unsuspend,
)
from lms.core.permissions import Role
from lms.core.secrets import Keyring
from lms.core.sessions import find_session
from lms.people.service import Person
from tests.accounts.world import TODAY, account, give, open_session, principal, take
from tests.support.factories import NOON, People, add_staff

DAY = timedelta(days=1)


@pytest.fixture
def em(session: Session, keys: Keyring, country: People) -> Person:
    """An administrator of the province."""
    return add_staff(session, keys, "Đỗ Văn Em", country.province, role=Role.ADMIN)


def test_whoever_holds_a_role_elsewhere_is_not_suspended_nor_given_a_code(
    session: Session, keys: Keyring, country: People, em: Person
) -> None:
    """Else the province's administrator could become the country's."""
    by = principal(session, em)
    admin = account(session, country.admin)  # with a post in the province
    with pytest.raises(HoldsElsewhere):
        suspend(session, account=admin, actor=by, today=TODAY, now=NOON)
    with pytest.raises(HoldsElsewhere):
        renew_code(session, keys, account=admin, granter=by, now=NOON)
    admin.suspended_at = NOON
    with pytest.raises(HoldsElsewhere):
        unsuspend(session, account=admin, actor=by, today=TODAY, now=NOON)


def test_a_role_to_come_elsewhere_counts_too_one_that_is_over_does_not(
    session: Session, keys: Keyring, country: People, em: Person
) -> None:
    by, an = principal(session, em), account(session, country.an)
    to_come = give(
        session, country.admin, country.an, Role.HR, country.elsewhere, valid_from=TODAY + DAY
    )
    with pytest.raises(HoldsElsewhere):
        renew_code(session, keys, account=an, granter=by, now=NOON)
    take(session, country.admin, to_come)
    renew_code(session, keys, account=an, granter=by, now=NOON)


def test_nobody_suspends_themselves_or_makes_a_code_for_themselves(
    session: Session, keys: Keyring, country: People
) -> None:
    by, own = principal(session, country.admin), account(session, country.admin)
    with pytest.raises(GrantToSelf):
        suspend(session, account=own, actor=by, today=TODAY, now=NOON)
    with pytest.raises(OwnCode):
        renew_code(session, keys, account=own, granter=by, now=NOON)
    assert own.suspended_at is None


def test_suspending_ends_the_sessions_and_restoring_gives_the_roles_back(
    session: Session, country: People, em: Person
) -> None:
    token, own = open_session(session, country.binh), account(session, country.binh)
    by = principal(session, em)
    suspend(session, account=own, actor=by, today=TODAY, now=NOON)
    suspend(session, account=own, actor=by, today=TODAY, now=NOON + DAY)
    assert own.suspended_at == NOON
    assert find_session(session, token=token, now=NOON) is None
    unsuspend(session, account=own, actor=by, today=TODAY, now=NOON)
    unsuspend(session, account=own, actor=by, today=TODAY, now=NOON)
    assert principal(session, country.binh).grants
