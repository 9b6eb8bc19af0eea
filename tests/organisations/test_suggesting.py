"""A text that names no unit: what may have been meant, inside the scope only."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.core.secrets import Keyring
from lms.organisations.models import OrganisationCode
from lms.organisations.service import add_code, suggest_organisations
from tests.support.factories import BEGAN, NOON, People, found_country


@pytest.fixture
def people(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


def test_near_names_are_named_with_the_unit_above(session: Session, people: People) -> None:
    paths = [people.province.path]
    assert suggest_organisations(session, text="Xa  AA", paths=paths) == ["Xã A (Tỉnh A)"]
    assert suggest_organisations(session, text="Phòng khám", paths=paths) == []
    assert suggest_organisations(session, text="Xã A", paths=[people.elsewhere.path]) == []


def test_a_code_of_other_days_is_named_with_its_days(session: Session, people: People) -> None:
    add_code(
        session,
        organisation=people.xa_a,
        scheme="commune",
        code="00123",
        valid_from=BEGAN,
        now=NOON,
    )
    session.flush()  # the row is changed below past the session
    paths = [people.province.path]
    (said,) = suggest_organisations(session, text="00123", paths=paths)
    assert said == "Xã A, mang mã này từ 01/01/2025"
    session.execute(update(OrganisationCode).values(valid_to=date(2025, 7, 1)))
    (said,) = suggest_organisations(session, text="00123", paths=paths)
    assert said == "Xã A, mang mã này từ 01/01/2025 đến 30/06/2025"
    assert suggest_organisations(session, text="00123", paths=[people.elsewhere.path]) == []
