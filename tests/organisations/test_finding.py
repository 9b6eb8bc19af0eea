"""What people type names a unit: a code, or the exact name, inside one's scope only."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from lms.core.secrets import Keyring
from lms.organisations.service import (
    AmbiguousUnit,
    CodeTaken,
    Decision,
    Organisation,
    OrganisationKind,
    UnitBecame,
    UnknownUnit,
    add_code,
    codes_of,
    find_organisation,
    find_plain_names,
    merge_organisations,
)
from tests.support.factories import BEGAN, NOON, People, add_unit, found_country

TODAY = date(2026, 1, 1)
LATER = NOON + timedelta(days=400)


@pytest.fixture
def country(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


def find(
    session: Session, text: str, *units: Organisation, root: bool = False, today: date = TODAY
) -> Organisation:
    paths = [unit.path for unit in units]
    return find_organisation(session, text=text, paths=paths, today=today, root=root)


def code(
    session: Session,
    unit: Organisation,
    text: str,
    scheme: str = "commune",
    day: date = BEGAN,
) -> None:
    add_code(session, organisation=unit, scheme=scheme, code=text, valid_from=day, now=NOON)
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
    assert find(session, "Trung tâm truyền thông, tỉnh A", country.root).name
    assert "Trung tâm Truyền thông (Tỉnh A)" in sentence
    assert "Trung tâm Truyền thông (Tỉnh C)" in sentence
    assert "Hãy dùng mã đơn vị" in sentence


def test_plain_names_of_a_long_list_are_found_at_once_as_one_by_one(
    session: Session, country: People
) -> None:
    hoa_binh = add_unit(session, "Xã Hòa Bình", OrganisationKind.COMMUNE, country.province)
    for parent in (country.province, country.xa_a):
        add_unit(session, "Trung tâm", OrganisationKind.PUBLIC_SERVICE_UNIT, parent)
    closed = add_unit(session, "Xã Cũ", OrganisationKind.COMMUNE, country.province)
    closed.closed_on = TODAY
    code(session, country.xa_b, "Xã A", scheme="internal")
    plain = {"Xã B": country.xa_b, "xã Hoà  Bình": hoa_binh, "Tỉnh A": country.province}
    doubtful = {"Xã A", "Trung tâm", "Xã Cũ", "Tỉnh C", "Toàn quốc", "Xã Hoa Bình", "Xã B, Tỉnh A"}
    paths = [country.province.path]

    found = find_plain_names(session, texts={*plain, *doubtful}, paths=paths)

    assert found == plain
    for text, unit in plain.items():
        assert find(session, text, country.province) == unit


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


def test_a_name_may_be_followed_by_those_above(session: Session, country: People) -> None:
    department = "Sở Văn hóa, Thể thao và Du lịch"
    for parent in (country.province, country.elsewhere):
        above = add_unit(session, department, OrganisationKind.DEPARTMENT, parent)
        add_unit(session, "Phòng Hành chính", OrganisationKind.DEPARTMENT, above)
    with pytest.raises(AmbiguousUnit) as refused:
        find(session, f"Phòng Hành chính, {department}", country.root)
    assert f"Phòng Hành chính ({department}, Tỉnh A)" in refused.value.sentence()
    found = find(session, f"Phòng hành chính, {department}, Tỉnh C", country.root)
    assert found.path.startswith(country.elsewhere.path)
    with pytest.raises(UnknownUnit):
        find(session, "Phòng Hành chính, Tỉnh C", country.root)


def test_a_name_can_be_looked_for_right_below_a_unit(session: Session, country: People) -> None:
    mine = add_unit(session, "Xã A", OrganisationKind.COMMUNE, country.elsewhere)
    paths = [country.root.path]
    for parent, unit in ((country.province, country.xa_a), (country.elsewhere, mine)):
        found = find_organisation(session, text="Xã A", paths=paths, today=TODAY, parent=parent)
        assert found == unit


@pytest.mark.parametrize("text", ["Xã Ea M’nang", "Xã Ea M'nang", "xã ea m’nang"])
def test_apostrophes_are_one(session: Session, country: People, text: str) -> None:
    unit = add_unit(session, "Xã Ea M'nang", OrganisationKind.COMMUNE, country.province)
    assert find(session, text, country.province) == unit


def test_a_unit_that_ended_is_named_with_what_it_has_become(
    session: Session, country: People
) -> None:
    code(session, country.xa_a, "00123")
    merge_organisations(
        session,
        organisations=[country.xa_a],
        successor=country.xa_b,
        decision=Decision(effective_on=TODAY, basis="x", actor=None, now=LATER),
    )
    for text in ("Xã A", "xã a, Tỉnh A"):
        with pytest.raises(UnknownUnit):
            find(session, text, country.province)
    with pytest.raises(UnitBecame) as refused:
        find(session, "Xã A", country.province)
    assert "từ ngày 01/01/2026, nay là: Xã B (Tỉnh A)" in refused.value.sentence()
    with pytest.raises(UnknownUnit):
        find(session, "00123", country.province)
    with pytest.raises(CodeTaken):
        code(session, country.elsewhere, "00123", day=TODAY - timedelta(days=1))
    code(session, country.elsewhere, "00123", day=TODAY)
    assert find(session, "00123", country.root) == country.elsewhere
