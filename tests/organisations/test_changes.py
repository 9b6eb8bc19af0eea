"""Units move, merge, split and end from a day on; what was known before stays readable."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.audit import AuditEvent
from lms.core.secrets import Keyring
from lms.organisations.service import (
    BelowItself,
    DayToCome,
    Decision,
    HasUnitsBelow,
    NothingChanges,
    NothingToMerge,
    Organisation,
    OrganisationKind,
    RootStays,
    SuccessionKind,
    UnitBegan,
    UnitClosed,
    add_code,
    add_organisation,
    ancestors,
    branches_at,
    branches_now,
    children,
    close_organisation,
    codes_of,
    events_of,
    merge_organisations,
    move_organisation,
    rekind_organisation,
    split_organisation,
    successors_of,
    versions_at,
    versions_in_tree_of,
    versions_of,
)
from tests.support.factories import BEGAN, NOON, People, add_unit, found_country

NOW = NOON + timedelta(days=400)
TODAY = date(2026, 2, 6)  # of NOW in Việt Nam
DAY = date(2025, 7, 1)
EVE = DAY - timedelta(days=1)
BEFORE = NOW - timedelta(seconds=1)  # what was known


@pytest.fixture
def country(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


def decided(day: date = DAY, now: datetime = NOW) -> Decision:
    return Decision(effective_on=day, basis="Nghị quyết 202/2025/QH15", actor=None, now=now)


def new(
    session: Session, name: str, parent: Organisation, day: date = DAY, now: datetime = NOW
) -> Organisation:
    return add_organisation(
        session,
        parent=parent,
        name=name,
        kind=OrganisationKind.COMMUNE,
        valid_from=day,
        now=now,
        actor=None,
    )


def paths(session: Session, day: date, known: datetime = NOW) -> dict[int, str]:
    session.flush()
    found = session.execute(versions_at(as_of=day, known_at=known)).all()
    assert len({row[0] for row in found}) == len(found), "one version a unit"
    return {row[0]: row[2] for row in found}


def test_a_unit_moves_with_all_below(session: Session, country: People) -> None:
    hamlet = add_unit(session, "Thôn 1", OrganisationKind.DEPARTMENT, country.xa_a)
    old = hamlet.path
    move_organisation(
        session, organisation=country.xa_a, parent=country.elsewhere, decision=decided()
    )
    new_path = f"{country.elsewhere.path}{country.xa_a.id}/{hamlet.id}/"
    assert hamlet.path == new_path
    assert [unit.name for unit in ancestors(session, hamlet)][1:3] == ["Tỉnh C", "Xã A"]
    assert paths(session, EVE)[hamlet.id] == old
    assert paths(session, DAY)[hamlet.id] == new_path
    assert paths(session, DAY, BEFORE)[hamlet.id] == old
    assert hamlet.parent_id == country.xa_a.id


def test_what_happened_below_after_the_day_is_kept(session: Session, country: People) -> None:
    """A unit added, and one that ended, between the day and today move too."""
    later = DAY + timedelta(days=30)
    hamlet = new(session, "Thôn 1", country.xa_a, later, BEFORE)
    gone = add_unit(session, "Thôn 2", OrganisationKind.DEPARTMENT, country.xa_a)
    close_organisation(session, organisation=gone, decision=decided(later, BEFORE))
    move_organisation(
        session, organisation=country.xa_a, parent=country.elsewhere, decision=decided()
    )
    below = country.xa_a.path
    assert below.startswith(country.elsewhere.path)
    assert paths(session, EVE).get(hamlet.id) is None
    assert paths(session, EVE)[gone.id].startswith(country.province.path)
    assert paths(session, DAY)[gone.id] == f"{below}{gone.id}/" == gone.path
    assert gone.id not in paths(session, later)
    assert paths(session, later)[hamlet.id] == f"{below}{hamlet.id}/"


@pytest.mark.parametrize("case", ["itself", "below", "same", "root", "closed", "future", "early"])
def test_a_move_that_cannot_be_is_refused(session: Session, country: People, case: str) -> None:
    unit, parent, day = country.xa_a, country.elsewhere, DAY
    error: type[Exception] = BelowItself
    match case:
        case "itself":
            parent = unit
        case "below":
            parent = add_unit(session, "Thôn 1", OrganisationKind.DEPARTMENT, unit)
        case "same":
            parent, error = country.province, NothingChanges
        case "root":
            unit, error = country.root, RootStays
        case "closed":
            close_organisation(session, organisation=country.elsewhere, decision=decided())
            error = UnitClosed
        case "future":
            day, error = TODAY + timedelta(days=1), DayToCome
        case "early":
            parent = new(session, "Tỉnh Mới", country.root, DAY)
            day, error = EVE, UnitBegan
    with pytest.raises(error):
        move_organisation(session, organisation=unit, parent=parent, decision=decided(day))


def test_another_kind_holds_from_its_day(session: Session, country: People) -> None:
    press = OrganisationKind.PRESS
    rekind_organisation(session, organisation=country.xa_a, kind=press, decision=decided())
    kinds = {row[0]: row[4] for row in session.execute(versions_at(as_of=EVE, known_at=NOW))}
    assert kinds[country.xa_a.id] == OrganisationKind.COMMUNE
    assert country.xa_a.kind == press
    with pytest.raises(NothingChanges):
        rekind_organisation(session, organisation=country.xa_a, kind=press, decision=decided())


def test_two_units_become_one(session: Session, country: People) -> None:
    hamlet = add_unit(session, "Thôn 1", OrganisationKind.DEPARTMENT, country.xa_b)
    add_code(
        session,
        organisation=country.xa_a,
        scheme="commune",
        code="00123",
        valid_from=BEGAN,
        now=NOON,
    )
    united = new(session, "Xã Hợp Nhất", country.province)
    both = [country.xa_a, country.xa_b]
    merge_organisations(session, organisations=both, successor=united, decision=decided())
    assert [unit.name for unit in children(session, country.province)] == ["Xã Hợp Nhất"]
    assert hamlet.path == f"{united.path}{hamlet.id}/"
    assert country.xa_a.closed_on == DAY
    assert [(c.code, c.valid_to) for c in codes_of(session, country.xa_a.id)] == [("00123", DAY)]
    assert set(paths(session, EVE)) >= {country.xa_a.id, country.xa_b.id}
    assert not set(paths(session, DAY)) & {country.xa_a.id, country.xa_b.id}
    assert set(paths(session, DAY, BEFORE)) >= {country.xa_a.id, country.xa_b.id}
    (event,) = events_of(session, united.id)
    assert event.kind == SuccessionKind.MERGE
    assert {unit.name for unit in event.predecessors} == {"Xã A", "Xã B"}
    assert successors_of(session, country.xa_b.id) == [united]
    assert [v.valid_to for v in versions_of(session, country.xa_b.id)] == [DAY]


def test_a_unit_may_take_in_another(session: Session, country: People) -> None:
    both = [country.xa_a, country.xa_b]
    rows = merge_organisations(
        session, organisations=both, successor=country.xa_a, decision=decided()
    )
    assert [(row.predecessor_id, row.successor_id) for row in rows] == [
        (country.xa_b.id, country.xa_a.id)
    ]
    assert country.xa_a.closed_on is None
    for units in ([country.xa_a], []):
        with pytest.raises(NothingToMerge):
            merge_organisations(
                session, organisations=units, successor=country.xa_a, decision=decided()
            )
    with pytest.raises(UnitClosed):
        merge_organisations(session, organisations=both, successor=country.xa_a, decision=decided())


def test_a_unit_does_not_merge_into_one_below(session: Session, country: People) -> None:
    with pytest.raises(BelowItself):
        merge_organisations(
            session,
            organisations=[country.province],
            successor=country.xa_a,
            decision=decided(),
        )


def test_a_unit_becomes_several(session: Session, country: People) -> None:
    hamlet = add_unit(session, "Thôn 1", OrganisationKind.DEPARTMENT, country.xa_a)
    parts = [new(session, name, country.province) for name in ("Xã Một", "Xã Hai")]
    split_organisation(session, organisation=country.xa_a, successors=parts, decision=decided())
    assert hamlet.path == f"{parts[0].path}{hamlet.id}/"
    assert successors_of(session, country.xa_a.id) == parts
    with pytest.raises(NothingToMerge):
        split_organisation(
            session, organisation=country.xa_b, successors=parts[:1], decision=decided()
        )


def test_a_unit_ends_when_nothing_is_below(session: Session, country: People) -> None:
    with pytest.raises(HasUnitsBelow) as refused:
        close_organisation(session, organisation=country.province, decision=decided())
    assert "còn 2 đơn vị" in refused.value.sentence()
    close_organisation(session, organisation=country.xa_a, decision=decided())
    assert country.xa_a.id not in paths(session, DAY)
    assert successors_of(session, country.xa_a.id) == [country.province]


def test_a_unit_wrong_from_the_start_leaves_only_what_was_known(
    session: Session, country: People
) -> None:
    close_organisation(session, organisation=country.xa_a, decision=decided(BEGAN))
    assert country.xa_a.id not in paths(session, BEGAN)
    assert country.xa_a.id in paths(session, BEGAN, BEFORE)


def test_nothing_is_added_under_a_unit_before_it_was_there(
    session: Session, country: People
) -> None:
    with pytest.raises(DayToCome):
        new(session, "Xã Mai", country.province, TODAY + timedelta(days=1))
    with pytest.raises(UnitBegan):
        new(session, "Xã Xưa", country.province, BEGAN - timedelta(days=1))


def test_todays_tree_has_a_place_for_every_unit_of_the_past(
    session: Session, country: People
) -> None:
    parts = [new(session, name, country.province) for name in ("Xã Một", "Xã Hai")]
    split_organisation(session, organisation=country.xa_a, successors=parts, decision=decided())
    merge_organisations(
        session,
        organisations=[parts[0]],
        successor=country.xa_b,
        decision=decided(DAY + timedelta(days=5), NOW + timedelta(seconds=1)),
    )
    session.flush()
    late = NOW + timedelta(seconds=1)
    place = session.execute(versions_in_tree_of(day=TODAY, known_at=late)).all()
    assert len({row[0] for row in place}) == len(place)
    by_id = {row[0]: (row[1], row[2]) for row in place}
    assert by_id[country.xa_a.id] == (None, country.xa_b.path)
    assert by_id[parts[0].id] == (None, country.xa_b.path)
    known_before = session.execute(versions_in_tree_of(day=TODAY, known_at=NOW)).all()
    assert {row[0]: row[2] for row in known_before}[country.xa_a.id] == parts[0].path
    was = branches_now(session, organisation=country.province, as_of=EVE, today=TODAY, now=late)
    assert {b.name: b.was for b in was} == {"Xã Hai": (), "Xã B": ("Xã A", "Xã B")}
    then = branches_at(session, organisation=country.province, as_of=EVE, now=late)
    assert [b.name for b in then] == ["Xã A", "Xã B"]


def test_changes_are_written_down(session: Session, country: People) -> None:
    move_organisation(
        session, organisation=country.xa_a, parent=country.elsewhere, decision=decided()
    )
    merge_organisations(
        session, organisations=[country.xa_b], successor=country.xa_a, decision=decided()
    )
    changed = select(AuditEvent).where(
        AuditEvent.action.in_(["organisation.moved", "organisation.merged"])
    )
    events = session.scalars(changed.order_by(AuditEvent.id)).all()
    assert [event.subject_uuid for event in events] == [country.xa_a.uuid, country.xa_b.uuid]
    assert events[1].detail == {
        "valid_from": "2025-07-01",
        "successors": [str(country.xa_a.uuid)],
    }
