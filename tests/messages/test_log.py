"""The send log: HR sees what was sent to the people in scope, and lets failures be tried again."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.accounts.service import account_of, ensure_account
from lms.core.audit import AuditEvent
from lms.core.clock import utc_now
from lms.core.mail import LetterRefused
from lms.learning.service import Source, enrol
from lms.messages import service
from lms.messages.models import Kind, Lane
from lms.messages.service.making import insert_messages, message_row
from lms.people.service import Person, Post
from lms.roster.service import ChangeSet
from lms.roster.service import State as ChangeState
from tests.messages.world import World
from tests.support.browser import Browser, text_of
from tests.support.factories import NOON, add_staff

LOG = "/thu-bao"


def tell(world: World, *people: Person) -> None:
    """Enrol and plan now: the pages look at today's clock."""
    now = utc_now()
    for person in people:
        world.enrol(person, now=now)
    with world.resources.database.transaction() as session:
        ids = [person.id for person in people]
        service.plan_letters(session, person_ids=ids, weekly=3, now=now)


def send(world: World) -> None:
    now = utc_now()
    with world.resources.database.transaction() as session:
        for id_ in service.claim_due(session, now=now, limit=20):
            service.record_sent(session, message_id=id_, channel="smtp", now=now)


def fail(world: World) -> str:
    now = utc_now()
    with world.resources.database.transaction() as session:
        for id_ in service.claim_due(session, now=now, limit=20):
            failure = LetterRefused("550")
            service.record_failure(session, message_id=id_, failure=failure, now=now)
    return f"{LOG}/{world.log()[0].uuid}/gui-lai"


def names(browser: Browser, query: str = "") -> list[str]:
    return [cell.text for cell in browser.get(f"{LOG}{query}").select("tbody th")]


def test_it_lists_who_was_sent_what_and_how_it_went(browser: Browser, world: World) -> None:
    tell(world, world.people.an)
    browser.sign_in(world.people.binh)
    page = text_of(browser.get(LOG))
    assert "Trần Thị An" in page
    assert "Thư báo học tập: được cử đi học" in page
    assert names(browser, "?tinh-trang=cho-gui") == ["Trần Thị An"]
    assert names(browser, "?tinh-trang=da-gui") == []
    send(world)
    assert names(browser, "?tinh-trang=da-gui") == ["Trần Thị An"]
    assert names(browser, "?loai=activation") == []
    assert names(browser, "?loai=letter&tim=tran thi") == ["Trần Thị An"]
    assert names(browser, "?tim=khac") == []
    assert names(browser, "?tinh-trang=x&loai=y") == ["Trần Thị An"]
    assert "an@xa-a.test" not in browser.get(LOG).text


def test_each_sees_the_own_part_of_the_country(browser: Browser, world: World) -> None:
    tell(world, world.people.an)
    browser.sign_in(world.people.chi)
    assert names(browser) == []
    browser.sign_in(world.people.auditor)
    assert names(browser) == ["Trần Thị An"]
    for person in (world.people.an, world.people.manager, world.people.admin):
        browser.sign_in(person)
        browser.get(LOG, status=403)


def test_strangers_sign_in(browser: Browser) -> None:
    for path in (LOG, f"{LOG}/kich-hoat", f"{LOG}/khong-co-dia-chi"):
        browser.get(path, status=302)


def test_a_failure_says_why_and_is_tried_again(browser: Browser, world: World) -> None:
    tell(world, world.people.an)
    address = fail(world)
    browser.sign_in(world.people.binh)
    page = browser.get(f"{LOG}?tinh-trang=khong-gui-duoc")
    assert "Máy chủ thư từ chối" in text_of(page)
    assert page.select_one(f"form[action='{address}']")
    browser.post(address)
    assert "Chờ gửi" in text_of(browser.follow())
    assert (world.message.failed_at, world.message.tries) == (None, 0)
    with world.resources.database.reading() as session:
        (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "message.retried"))
    assert event.subject_uuid == world.message.uuid
    browser.post(address, status=409)


def test_a_retry_keeps_within_the_week(browser: Browser, world: World) -> None:
    tell(world, world.people.an)
    address, now = fail(world), utc_now()
    with world.resources.database.transaction() as session:
        for number in (1, 2):
            row = message_row(
                key=f"letter:{number}",
                person_id=world.people.an.id,
                kind=Kind.LETTER,
                lane=Lane.OTHER,
                now=now,
            )
            insert_messages(session, [{**row, "sent_at": now}])
    browser.sign_in(world.people.binh)
    assert "đủ 3 thư trong 7 ngày" in text_of(browser.post(address, status=409))


def test_only_hr_of_the_unit_may_retry(browser: Browser, world: World) -> None:
    tell(world, world.people.an)
    address = fail(world)
    browser.sign_in(world.people.chi)
    browser.post(address, status=404)
    browser.sign_in(world.people.binh)
    browser.post(f"{LOG}/{uuid4()}/gui-lai", status=404)
    browser.post(address, status=400, token=False)
    for person in (world.people.auditor, world.people.an):
        browser.sign_in(person)
        browser.post(address, status=403)
    assert world.message.failed_at is not None


def test_who_cannot_be_written_to_is_listed(browser: Browser, world: World) -> None:
    people = world.people
    with world.resources.database.transaction() as session:
        enrol(
            session,
            person_id=people.manager.id,
            programme_key="thu",
            source=Source.HR,
            reason="Kế hoạch năm",
            due_on=None,
            actor=None,
            now=utc_now(),
        )
    browser.sign_in(people.binh)
    path = f"{LOG}/khong-co-dia-chi"
    listed = [cell.text for cell in browser.get(path).select("tbody th")]
    assert people.manager.full_name in listed
    assert people.an.full_name not in listed
    assert "Ai cũng có thư điện tử" in text_of(browser.get(f"{path}?tim=khongco"))
    browser.sign_in(people.chi)
    page = browser.get(path)
    assert people.manager.full_name not in page.text
    browser.sign_in(people.admin)
    browser.get(path, status=403)


def test_the_pages_are_there_in_english(app: Flask, world: World) -> None:
    tell(world, world.people.an)
    browser = Browser(app, "en")
    browser.sign_in(world.people.binh)
    assert "Learning notice: enrolled" in text_of(browser.get(LOG))
    browser.get(f"{LOG}/kich-hoat")
    browser.get(f"{LOG}/khong-co-dia-chi")


def test_codes_are_sent_to_those_ticked(browser: Browser, world: World) -> None:
    browser.sign_in(world.people.binh)
    path = f"{LOG}/kich-hoat"
    page = browser.get(path)
    boxes = [str(box["value"]) for box in page.select("input[name=nguoi]")]
    assert boxes == [str(world.people.an.uuid)]
    assert "Hãy chọn ít nhất một người" in text_of(browser.post(path, status=422))
    browser.post(path, {"nguoi": boxes[0]})
    assert "1 thư có mã kích hoạt sẽ được gửi" in text_of(browser.follow())
    assert world.message.requested_by is not None
    browser.post(path, {"nguoi": boxes[0]})
    assert "đã có thư đang chờ gửi" in text_of(browser.follow())
    send(world)
    assert names(browser, "?loai=activation") == ["Trần Thị An"]


def test_nobody_outside_the_list_gets_a_code(browser: Browser, world: World) -> None:
    path = f"{LOG}/kich-hoat"
    browser.sign_in(world.people.chi)
    browser.post(path, {"nguoi": str(world.people.an.uuid)}, status=422)
    browser.post(path, {"nguoi": "khong-phai-uuid"}, status=422)
    browser.post(path, {"tat-ca": "1"}, status=422)
    browser.sign_in(world.people.binh)
    browser.post(path, {"tat-ca": "1", "tim": "khongco"}, status=422)
    browser.post(f"{path}?tep={uuid4()}", {"tat-ca": "1"}, status=422)
    for person in (world.people.an, world.people.auditor, world.people.manager):
        browser.sign_in(person)
        browser.get(path, status=403)
        browser.post(path, {"tat-ca": "1"}, status=403)
    assert world.log() == []


def test_all_on_the_list_get_one(browser: Browser, world: World) -> None:
    browser.sign_in(world.people.binh)
    browser.post(f"{LOG}/kich-hoat", {"tat-ca": "1"})
    told = text_of(browser.follow())
    assert "1 thư có mã kích hoạt" in told
    assert len(world.log()) == 1


@pytest.mark.parametrize("place", ["letters.py", "week.py", "service/sending.py"])
def test_every_link_in_a_message_leads_somewhere(app: Flask, place: str) -> None:
    source = (Path("lms/messages") / place).read_text(encoding="utf-8")
    paths = re.findall(r'f?"(/[a-z-]+(?:/\{[a-z_.]+\})*)"', source)
    assert paths
    adapter = app.url_map.bind("lantoa.test")
    for path in paths:
        adapter.match(re.sub(r"\{[a-z_.]+\}", str(uuid4()), path), method="GET")


def _file(world: World) -> str:
    """Let An's post have come with an applied file of Bình's."""
    with world.resources.database.transaction() as session:
        officer = account_of(session, world.people.binh.id)
        assert officer is not None
        change_set = ChangeSet(
            made_by=officer.uuid,
            file_name="thang-3.xlsx",
            state=ChangeState.APPLIED,
            created_at=NOON,
            applied_at=NOON,
        )
        session.add(change_set)
        session.flush()  # gives it its uuid
        source = f"roster:{change_set.uuid}"
        own = Post.person_id == world.people.an.id
        session.execute(update(Post).where(own).values(source=source))
        return str(change_set.uuid)


def test_the_list_is_narrowed_to_who_is_new_in_a_file(browser: Browser, world: World) -> None:
    file = _file(world)
    with world.resources.database.transaction() as session:
        other = add_staff(session, world.resources.keys, "Đỗ Văn Tư", world.people.xa_b)
        ensure_account(session, person_id=other.id, now=NOON)
    browser.sign_in(world.people.binh)
    page = browser.get(f"{LOG}/kich-hoat")
    assert len(page.select("tbody tr")) == 2
    assert "không có" in text_of(page.select("tbody")[0])
    assert page.select_one(f"option[value='{file}']")
    page = browser.get(f"{LOG}/kich-hoat?tep={file}")
    assert [text_of(cell) for cell in page.select("tbody th")] == ["Trần Thị An"]
    browser.post(f"{LOG}/kich-hoat?tep={file}", {"tat-ca": "1"})
    assert world.message.person_id == world.people.an.id


def test_the_page_of_a_file_lists_what_was_sent_since(browser: Browser, world: World) -> None:
    file = _file(world)
    browser.sign_in(world.people.binh)
    path = f"/nhan-su/nhap/{file}"
    assert "không thu thư lại được" not in browser.get(path).text
    tell(world, world.people.an, world.people.binh)
    send(world)
    page = browser.get(path)
    assert "không thu thư lại được" in page.text
    assert [text_of(item).split(":")[0] for item in page.select("details.card li")] == [
        "Trần Thị An"
    ]


def test_a_learner_sees_the_letters_sent_to_them_and_nobody_elses(
    browser: Browser, world: World
) -> None:
    tell(world, world.people.an, world.people.binh)
    send(world)
    browser.sign_in(world.people.an)
    account = browser.get("/tai-khoan")
    (link,) = (a for a in account.select("a") if "Xem thư đã gửi cho tôi" in a.text)
    letters = browser.get(str(link["href"]))
    (row,) = letters.select("tbody tr")
    assert "được cử đi học" in row.text
    assert "Đã gửi" in row.text
    browser.sign_in(world.people.chi)
    assert "Chưa có thư nào" in browser.get(str(link["href"])).text
