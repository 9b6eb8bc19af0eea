"""Undoing takes back what a file wrote, by adding; what was known in between stays known."""

from datetime import date, timedelta

from sqlalchemy import select

from lms.accounts.models import ActivationCode
from lms.accounts.service import account_of, current_grants
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.learning.models import Enrolment
from lms.people.service import Person, Post, posts_at
from lms.reports.service import request_report
from lms.roster import service
from lms.roster.models import ChangeSet, State
from lms.targets.service import TreeOf, sync_targets
from tests.support.browser import Browser
from tests.support.factories import People, add_staff, correct_post, give_role
from tests.support.slips import ask, codes_of, printed
from tests.support.staff_files import change_set_at, preview, row, rows_at, upload, work
from tests.targets.world import FILE

NUMBER = "001185000017"
AS_OF = date(2027, 6, 1)
Known = set[tuple[str, int, str, bool, str | None, date, date | None]]


def undo(browser: Browser, resources: Resources, address: str) -> State:
    """Click on “Hoàn tác”, let the worker do it, return what came of it."""
    browser.get(address)
    browser.post(f"{address}/hoan-tac")
    work(resources)
    return State(change_set_at(resources, address).state)


def register(resources: Resources, known_at: object = None) -> Known:
    """Return the posts held on a day as known at a moment: what figures read."""
    posts = posts_at(as_of=AS_OF, known_at=known_at or utc_now()).subquery()  # type: ignore[arg-type]
    columns = posts.c
    with resources.database.reading() as session:
        rows = session.execute(
            select(
                Person.full_name,
                columns.organisation_id,
                columns.working_group,
                columns.full_time,
                columns.title,
                columns.valid_from,
                columns.valid_to,
            ).join(Person, Person.id == columns.person_id)
        )
        return {tuple(line) for line in rows}


def people_now(resources: Resources) -> set[tuple[object, ...]]:
    with resources.database.reading() as session:
        living = select(Person).where(Person.withdrawn_at.is_(None))
        return {
            (p.uuid, p.full_name, p.born_on, p.phone, p.staff_code, p.id_number_index)
            for p in session.scalars(living)
        }


def test_who_stands_in_a_sealed_report_cannot_be_undone(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = upload(
        binh,
        resources,
        row("Chuyên Trách", staff_code="R1", full_time="Chuyên trách"),
        row("Kiêm Nhiệm", staff_code="R2", full_time="Kiêm nhiệm"),
    )
    with resources.database.transaction() as session:
        (target,) = [one for one in sync_targets(session, FILE, now=utc_now()) if one.key == "t5"]
        request_report(
            session,
            target=target,
            organisation=people.province,
            as_of=local_day(utc_now()),
            tree=TreeOf.THE_DAY,
            actor=None,
            now=utc_now(),
        )

    assert undo(binh, resources, address) == State.APPLIED

    said = [found.obstacles for found in rows_at(resources, address)]
    assert "báo cáo đã khóa số liệu" in str(said[0])
    assert not said[1]


def test_register_and_figures_are_as_before_and_those_in_between_still_answer(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        for code in ("Y1", "Y2", "Y3"):
            add_staff(session, resources.keys, f"Hồ Văn {code[0]}ên", people.xa_a, staff_code=code)
    before, folk = register(resources), people_now(resources)

    address = upload(
        binh,
        resources,
        row("Nguyễn Thị Mới", id_number=NUMBER, staff_code="M1", programme="THU"),
        row("Hồ Văn Yên", staff_code="Y1", unit="Xã B", phone="0912345678"),
        row("Hồ Văn Yên", staff_code="Y2", title="Trưởng phòng"),
        row("Hồ Văn Yên", staff_code="Y3", to="31/12/2026", programme="THU"),
    )
    between, then = register(resources), utc_now()
    assert between != before
    ask(binh, resources, address)

    assert undo(binh, resources, address) == State.UNDONE

    assert register(resources) == before
    assert people_now(resources) == folk
    assert register(resources, then) == between
    assert "Đã hoàn tác lúc" in binh.get(address).text
    assert "Nguyễn Thị Mới" not in binh.get("/nhan-su").text
    with resources.database.reading() as session:
        assert all(e.released_at for e in session.scalars(select(Enrolment)))
        assert all(code.revoked_at for code in session.scalars(select(ActivationCode)))
        gone = session.scalars(select(Person).where(Person.full_name == "Nguyễn Thị Mới")).one()
    assert gone.withdrawn_at is not None


def test_an_undone_file_can_be_written_again(binh: Browser, resources: Resources) -> None:
    rows = [row("Một", staff_code="M1", id_number=NUMBER), row("Hai", staff_code="M2")]
    undo(binh, resources, upload(binh, resources, *rows))

    again = upload(binh, resources, *rows)

    assert change_set_at(resources, again).counts == {"create": 2}
    assert change_set_at(resources, again).state == State.APPLIED


def test_undoing_twice_or_late_is_refused(binh: Browser, resources: Resources) -> None:
    first = upload(binh, resources, row("Một", staff_code="M1"))
    late = upload(binh, resources, row("Hai", staff_code="M2"))
    assert undo(binh, resources, first) == State.UNDONE
    assert not binh.get(first).select(f'form[action="{first}/hoan-tac"]')
    assert "chưa sẵn sàng" in binh.post(f"{first}/hoan-tac", status=409).text
    with resources.database.transaction() as session:
        uuid = change_set_at(resources, late).uuid
        found = session.scalars(select(ChangeSet).where(ChangeSet.uuid == uuid)).one()
        found.applied_at = utc_now() - timedelta(hours=25)
    assert not binh.get(late).select(f'form[action="{late}/hoan-tac"]')
    assert "quá 24 giờ" in binh.post(f"{late}/hoan-tac", status=409).text
    preview_only = preview(binh, resources, row("Ba", staff_code="M3"))
    binh.get(preview_only)
    binh.post(f"{preview_only}/hoan-tac", status=409)


def test_it_is_refused_where_somebody_has_built_on_it_and_says_so_row_by_row(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    address = upload(
        binh,
        resources,
        row("Người Mở", staff_code="M1"),
        row("Người Học", staff_code="M2", programme="THU"),
        row("Hồ Văn Yên", staff_code="Y1", unit="Xã B"),
        row("Người Đổi", staff_code="M3"),
        row("Người Yên", staff_code="M4"),
    )
    after = register(resources)
    code = codes_of(printed(binh, resources, address))[2]
    with resources.database.transaction() as session:
        enrolment = session.scalars(select(Enrolment)).one()
        enrolment.last_step = "mo-dau/bai-1"
        enrolment.completed_at = utc_now()
        changed = session.scalars(select(Person).where(Person.staff_code == "M3")).one()
        changed.phone = "0912345678"
        post = session.scalars(
            select(Post)
            .join(Person, Person.id == Post.person_id)
            .where(
                Person.staff_code == "Y1",
                Post.superseded_at.is_(None),
                Post.organisation_id == people.xa_b.id,
            )
        ).one()
        correct_post(session, post=post, title="Khác", source="t", actor=None, now=utc_now())
    secret = "Mua xuân 2026, đi học."
    binh.post("/dang-xuat")
    binh.get("/kich-hoat")
    binh.post("/kich-hoat", {"code": code, "password": secret, "repeat": secret})
    binh.sign_in(people.binh)
    after = register(resources)

    assert undo(binh, resources, address) == State.APPLIED

    assert register(resources) == after
    said = {
        r.number: " ".join(o["vi"] for o in r.obstacles or ()) for r in rows_at(resources, address)
    }
    assert sum("đã kích hoạt tài khoản" in text for text in said.values()) == 1
    assert "đã mở bài học" in said[3]
    assert "Vị trí của người này đã được sửa" in said[4]
    assert "Thông tin của người này đã được sửa" in said[5]
    page = binh.get(address).text
    assert "Chưa hoàn tác gì" in page


def test_a_strangers_file_is_not_undone(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = upload(binh, resources, row("Một", staff_code="M1"))
    binh.sign_in(people.chi)
    binh.get("/nhan-su/nhap")
    binh.post(f"{address}/hoan-tac", status=404)
    binh.sign_in(people.manager)
    binh.post(f"{address}/hoan-tac", status=403)


def test_plans_are_forgotten_when_undoing_is_over(binh: Browser, resources: Resources) -> None:
    address = upload(binh, resources, row("Một", staff_code="M1", id_number=NUMBER))
    service.forget_rows(resources, now=utc_now() + timedelta(hours=23))
    assert all(r.plan for r in rows_at(resources, address))
    service.forget_rows(resources, now=utc_now() + timedelta(hours=25))
    assert not any(r.plan for r in rows_at(resources, address))
    assert change_set_at(resources, address).file_key is None


def test_an_officer_who_lost_the_unit_undoes_nothing(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = upload(binh, resources, row("Một", staff_code="M1"))
    with resources.database.transaction() as session:
        account = account_of(session, people.binh.id)
        assert account is not None
        for grant in current_grants(session, account_id=account.id, today=local_day(utc_now())):
            grant.ended_at = utc_now()
        give_role(session, people.binh, Role.HR, people.xa_b)
    binh.sign_in(people.binh)
    assert undo(binh, resources, address) == State.APPLIED
    assert "không còn trong phạm vi của bạn" in binh.get(address).text
