"""What people type names a unit: a code, or the exact name, inside one's scope only."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from lms.core.secrets import Keyring
from lms.organisations.service import (
    AmbiguousUnit,
    CodeTaken,
    Organisation,
    OrganisationKind,
    UnknownUnit,
    add_code,
    codes_of,
    find_organisation,
)
from tests.support.factories import BEGAN, NOON, People, add_unit, found_country

TODAY = date(2026, 1, 1)


@pytest.fixture
def country(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


def find(
    session: Session, text: str, *units: Organisation, root: bool = False, today: date = TODAY
) -> Organisation:
    paths = [unit.path for unit in units]
    return find_organisation(session, text=text, paths=paths, today=today, root=root)


def code(session: Session, unit: Organisation, text: str, scheme: str = "commune") -> None:
    add_code(session, organisation=unit, scheme=scheme, code=text, valid_from=BEGAN, now=NOON)
    session.flush()  # so that it can be found


def test_a_code_names_a_unit_and_its_zeros_count(session: Session, country: People) -> None:
    code(session, country.xa_a, "00123")
    assert find(session, " 00123 ", country.province) == country.xa_a
    with pytest.raises(UnknownUnit):
        find(session, "123", country.province)
    assert [known.code for known in codes_of(session, country.xa_a.id)] == ["00123"]


def test_a_code_holds_from_its_first_day(session: Session, country: People) -> None:
    code(session, country.xa_a, "00123")
    with pytest.raises(UnknownUnit):
        find(session, "00123", country.province, today=BEGAN - timedelta(days=1))
    assert find(session, "00123", country.province, today=BEGAN) == country.xa_a


def test_a_code_belongs_to_one_unit(session: Session, country: People) -> None:
    code(session, country.xa_a, "00123")
    with pytest.raises(CodeTaken) as refused:
        code(session, country.xa_b, "00123")
    assert "Xã A" in refused.value.sentence()
    code(session, country.xa_b, "00123", scheme="internal")


def test_a_code_comes_before_a_name(session: Session, country: People) -> None:
    code(session, country.xa_b, "Xã A", scheme="internal")
    assert find(session, "Xã A", country.province) == country.xa_b


@pytest.mark.parametrize(
    "text", ["Xã Hoà Bình", "xã hòa bình", " XÃ  HÒA BÌNH ", "Xa\u0303 Hoa\u0300 Bi\u0300nh"]
)
def test_one_name_has_several_spellings(session: Session, country: People, text: str) -> None:
    unit = add_unit(session, "Xã Hòa Bình", OrganisationKind.COMMUNE, country.province)
    assert find(session, text, country.province) == unit


@pytest.mark.parametrize("text", ["Xã Hoa Bình", "Hòa Bình", "Xã Hòa", "", "%", "Xã Hòa_Bình"])
def test_a_name_is_exact_with_its_marks(session: Session, country: People, text: str) -> None:
    add_unit(session, "Xã Hòa Bình", OrganisationKind.COMMUNE, country.province)
    with pytest.raises(UnknownUnit):
        find(session, text, country.province)


def test_equal_names_are_listed_with_the_unit_above(session: Session, country: People) -> None:
    for parent in (country.province, country.elsewhere):
        add_unit(session, "Trung tâm Truyền thông", OrganisationKind.PUBLIC_SERVICE_UNIT, parent)
    with pytest.raises(AmbiguousUnit) as refused:
        find(session, "Trung tâm truyền thông", country.root)
    sentence = refused.value.sentence()
    assert "Trung tâm Truyền thông (Tỉnh A)" in sentence
    assert "Trung tâm Truyền thông (Tỉnh C)" in sentence
    assert "Hãy dùng mã đơn vị" in sentence


def test_units_out_of_scope_are_neither_found_nor_named(session: Session, country: People) -> None:
    code(session, country.xa_a, "00123")
    for text in ("Xã A", "00123"):
        with pytest.raises(UnknownUnit):
            find(session, text, country.elsewhere)
        with pytest.raises(UnknownUnit):
            find(session, text)
    mine = add_unit(session, "Xã A", OrganisationKind.COMMUNE, country.elsewhere)
    assert find(session, "Xã A", country.elsewhere) == mine
    assert find(session, "Xã A", country.province) == country.xa_a


def test_a_unit_and_what_is_below_are_in_scope_but_not_its_neighbour(
    session: Session, country: People
) -> None:
    assert find(session, "Xã A", country.xa_a) == country.xa_a
    with pytest.raises(UnknownUnit):
        find(session, "Xã B", country.xa_a)
    with pytest.raises(UnknownUnit):
        find(session, "Tỉnh A", country.xa_a)


def test_nobody_works_at_the_root_but_a_role_may_cover_it(
    session: Session, country: People
) -> None:
    with pytest.raises(UnknownUnit):
        find(session, "Toàn quốc", country.root)
    assert find(session, "Toàn quốc", country.root, root=True) == country.root
    with pytest.raises(UnknownUnit):
        find(session, "Toàn quốc", country.province, root=True)


def test_a_closed_unit_is_not_found_from_its_last_day_on(session: Session, country: People) -> None:
    country.xa_a.closed_on = TODAY
    eve = TODAY - timedelta(days=1)
    assert find(session, "Xã A", country.province, today=eve) == country.xa_a
    with pytest.raises(UnknownUnit):
        find(session, "Xã A", country.province, today=TODAY)
