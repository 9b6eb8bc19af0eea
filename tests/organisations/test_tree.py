"""The tree of units, and what each was called when, as known when."""

import threading
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.core.audit import AuditEvent
from lms.core.errors import LmsError, NotFound
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.organisations.service import (
    DayToCome,
    Decision,
    Organisation,
    OrganisationKind,
    OrganisationVersion,
    UnitBegan,
    UnitClosed,
    ancestors,
    children,
    get_root,
    rename_organisation,
    top_level,
    tops,
    versions_at,
    visible_organisation,
    visible_organisations,
)
from tests.support.factories import BEGAN, NOON, People, add_unit, found_country

LATER = NOON + timedelta(days=400)
TODAY = date(2026, 2, 6)  # of LATER in Việt Nam
MERGER = date(2025, 7, 1)


@pytest.fixture
def country(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


def rename(
    session: Session, unit: Organisation, name: str, day: date, now: datetime = LATER
) -> None:
    rename_organisation(
        session,
        organisation=unit,
        name=name,
        short_name=None,
        decision=Decision(effective_on=day, basis="Nghị quyết 1", actor=None, now=now),
    )


def name_of(session: Session, unit: Organisation, as_of: date, known_at: datetime) -> list[str]:
    found = session.execute(versions_at(as_of=as_of, known_at=known_at))
    return [name for id_, _parent, _path, name, _kind in found if id_ == unit.id]


def test_a_path_holds_the_ids_from_the_root(session: Session, country: People) -> None:
    assert country.xa_a.path == f"/{country.root.id}/{country.province.id}/{country.xa_a.id}/"
    above = [unit.name for unit in ancestors(session, country.xa_a)]
    assert above == ["Toàn quốc", "Tỉnh A", "Xã A"]
    assert top_level(session, country.xa_a) == country.province
    assert top_level(session, country.root) == country.root
    assert get_root(session) == country.root
    assert list(tops(session, [country.xa_b.path, country.elsewhere.path])) == [
        country.xa_b,
        country.elsewhere,
    ]


def test_children_are_listed_by_name_without_the_closed(session: Session, country: People) -> None:
    names = ["Xã Đông", "Xã Dung", "Xã Ân", "Xã An", "Phường Ba"]
    for name in names:
        add_unit(session, name, OrganisationKind.COMMUNE, country.elsewhere)
    listed = [unit.name for unit in children(session, country.elsewhere)]
    assert listed == ["Phường Ba", "Xã An", "Xã Ân", "Xã Dung", "Xã Đông"]
    country.xa_a.closed_on = BEGAN
    assert [unit.name for unit in children(session, country.province)] == ["Xã B"]


def test_names_are_kept_composed(session: Session, country: People) -> None:
    unit = add_unit(session, " Xa\u0303  Ea\u0302 ", OrganisationKind.COMMUNE, country.province)
    assert unit.name == "Xã Eâ"


def test_there_is_one_root(session: Session, country: People) -> None:
    assert country.root.parent_id is None
    with pytest.raises(IntegrityError):
        add_unit(session, "Toàn quốc", OrganisationKind.ROOT, None)


def test_nothing_is_added_below_a_closed_unit(session: Session, country: People) -> None:
    country.xa_a.closed_on = BEGAN
    with pytest.raises(UnitClosed):
        add_unit(session, "Thôn 1", OrganisationKind.DEPARTMENT, country.xa_a)


def test_a_scope_is_a_unit_and_all_below(session: Session, country: People) -> None:
    def seen(*units: Organisation) -> set[str]:
        query = visible_organisations([unit.path for unit in units])
        return {unit.name for unit in session.scalars(query)}

    assert seen(country.province) == {"Tỉnh A", "Xã A", "Xã B"}
    assert seen(country.xa_a, country.elsewhere) == {"Xã A", "Tỉnh C"}
    assert seen() == set()
    with pytest.raises(NotFound):
        visible_organisation(session, paths=[country.elsewhere.path], uuid=country.xa_a.uuid)


def test_a_path_is_no_prefix_of_another_id(session: Session, country: People) -> None:
    """Unit 1 must not see units 10 to 19."""
    many = [
        add_unit(session, f"Xã {number}", OrganisationKind.COMMUNE, country.province)
        for number in range(12)
    ]
    for unit in many:
        query = visible_organisations([unit.path])
        assert [found.id for found in session.scalars(query)] == [unit.id]


def test_a_new_name_holds_from_its_day_and_is_known_from_now(
    session: Session, country: People
) -> None:
    rename(session, country.xa_a, "Phường A", MERGER)
    eve, before = MERGER - timedelta(days=1), LATER - timedelta(seconds=1)
    assert country.xa_a.name == "Phường A"
    assert name_of(session, country.xa_a, eve, LATER) == ["Xã A"]
    assert name_of(session, country.xa_a, MERGER, LATER) == ["Phường A"]
    assert name_of(session, country.xa_a, MERGER, before) == ["Xã A"]
    assert name_of(session, country.xa_a, BEGAN - timedelta(days=1), LATER) == []
    assert name_of(session, country.xa_a, BEGAN, NOON - timedelta(seconds=1)) == []


def test_a_name_wrong_from_the_start_leaves_no_trace_but_what_was_known(
    session: Session, country: People
) -> None:
    rename(session, country.xa_a, "Phường A", BEGAN)
    assert name_of(session, country.xa_a, BEGAN, LATER) == ["Phường A"]
    assert name_of(session, country.xa_a, BEGAN, NOON) == ["Xã A"]


def test_a_new_name_does_not_begin_before_the_present_one(
    session: Session, country: People
) -> None:
    rename(session, country.xa_a, "Phường A", MERGER)
    with pytest.raises(UnitBegan) as refused:
        rename(session, country.xa_a, "Phường Á", MERGER - timedelta(days=1))
    assert "01/07/2025" in refused.value.sentence()


def test_a_new_name_does_not_begin_in_the_future(session: Session, country: People) -> None:
    with pytest.raises(DayToCome):
        rename(session, country.xa_a, "Phường A", TODAY + timedelta(days=1))
    assert country.xa_a.name == "Xã A"
    rename(session, country.xa_a, "Phường A", TODAY)


def test_adding_and_renaming_are_written_down(session: Session, country: People) -> None:
    rename(session, country.xa_a, "Phường A", MERGER)
    own = select(AuditEvent.action).where(AuditEvent.subject_uuid == country.xa_a.uuid)
    actions = session.scalars(own.order_by(AuditEvent.id)).all()
    assert actions == ["organisation.added", "organisation.renamed"]


@pytest.mark.live
def test_two_renames_at_once_leave_one_name(resources: Resources) -> None:
    with resources.database.transaction() as session:
        unit_id = found_country(session, resources.keys).xa_a.id
    refused: list[LmsError] = []
    start = threading.Barrier(4)

    def work(number: int) -> None:
        start.wait()
        try:
            with resources.database.transaction() as session:
                unit = session.get_one(Organisation, unit_id)
                rename(session, unit, f"Phường {number}", MERGER)
        except LmsError as error:
            refused.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with resources.database.reading() as session:
        unit = session.get_one(Organisation, unit_id)
        versions = select(OrganisationVersion).where(
            OrganisationVersion.organisation_id == unit_id,
            OrganisationVersion.superseded_at.is_(None),
        )
        found = sorted(session.scalars(versions), key=lambda version: version.valid_from)
    assert not refused
    assert [version.name for version in found] == ["Xã A", unit.name]
    assert unit.name.startswith("Phường ")
