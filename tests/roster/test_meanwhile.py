"""What changed between preview and apply keeps everything from being written."""

from sqlalchemy import select

from lms.accounts.models import Account, RoleGrant
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import (
    Person,
    Post,
    current_posts,
)
from lms.roster.models import State
from tests.roster.register import count
from tests.support.browser import Browser
from tests.support.factories import People, add_staff, correct_post, give_role
from tests.support.staff_files import (
    apply,
    change_set_at,
    preview,
    row,
)


def stale(binh: Browser, resources: Resources, address: str) -> None:
    before = count(resources, Person), count(resources, Post)
    apply(binh, resources, address)
    assert (count(resources, Person), count(resources, Post)) == before
    assert change_set_at(resources, address).state == State.STALE
    assert "Chưa ghi gì: danh sách nhân sự đã thay đổi" in binh.get(address).text
    binh.post(f"{address}/ghi", status=409)


def test_a_register_that_changed_meanwhile_makes_the_preview_stale(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        yen = add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    moved = row("Hồ Văn Yên", staff_code="Y1", unit="Xã B")
    renamed = row("Hồ Văn Yến", staff_code="Y1")
    new = row(staff_code="MOI")
    addresses = [preview(binh, resources, new, cells) for cells in (moved, renamed)]
    with resources.database.transaction() as session:
        (post,) = current_posts(session, person_id=yen.id, today=local_day(utc_now()))
        correct_post(session, post=post, title="Khác", source="form", actor=None, now=utc_now())
    for address in addresses:
        stale(binh, resources, address)


def test_somebody_added_meanwhile_makes_the_preview_stale(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = preview(binh, resources, row(staff_code="CB00"), row("Hai", staff_code="CB01"))
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="CB01")
    stale(binh, resources, address)


def test_an_officer_who_lost_the_unit_meanwhile_writes_nothing(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = preview(binh, resources, row(staff_code="CB01"))
    with resources.database.transaction() as session:
        give_role(session, people.binh, Role.HR, people.xa_b)
        account = session.scalars(
            select(Account.id).where(Account.person_id == people.binh.id)
        ).one()
        grant = session.scalars(
            select(RoleGrant).where(
                RoleGrant.account_id == account, RoleGrant.organisation_id == people.province.id
            )
        ).one()
        grant.ended_at, grant.ended_by = utc_now(), None
    binh.sign_in(people.binh)  # a change of roles ended the session
    stale(binh, resources, address)
