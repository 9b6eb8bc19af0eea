"""HR confirms the list of a unit; a later word supersedes; a shorter list says why."""

from datetime import date

from sqlalchemy import select

from lms.attestation.models import Attestation
from lms.attestation.service import attested_units, draft
from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.organisations.service import Organisation
from lms.people.models import Person, Post
from lms.people.service import PostTerms, WorkingGroup, begin_post, current_posts, end_post
from tests.register.test_changes import NEW
from tests.support.browser import Browser, text_of
from tests.support.factories import BEGAN, NOON, People, add_staff


def address(people: People, unit: str = "province") -> str:
    return f"/xac-nhan-danh-sach/{getattr(people, unit).uuid}"


def confirm(browser: Browser, path: str, *, status: int = 302, **fields: str) -> str:
    """Confirm the list as the page shows it; return the words of the answer."""
    field = browser.get(path).select_one("input[name=seen]")
    assert field is not None
    page = browser.post(path, {"seen": field["value"], **fields}, status=status)
    return text_of(page)


def words(resources: Resources) -> list[Attestation]:
    with resources.database.reading() as session:
        return list(session.scalars(select(Attestation).order_by(Attestation.id)))


def leave(resources: Resources, person: Person) -> None:
    with resources.database.transaction() as session:
        post = session.scalars(
            select(Post).where(Post.person_id == person.id, Post.superseded_at.is_(None))
        ).one()
        today = local_day(utc_now())
        end_post(session, post=post, valid_to=today, source="test", actor=None, now=utc_now())


def test_a_word_is_given_for_the_unit_and_all_below(
    binh: Browser, people: People, resources: Resources
) -> None:
    page = text_of(binh.get(address(people)))
    assert "Danh sách hôm nay: 5 người" in page
    assert "chưa xác nhận" in page

    confirm(binh, address(people))

    (word,) = words(resources)
    assert (word.people, word.groups, word.covers_all_staff) == (5, {"communication": 5}, False)
    assert word.period_on <= word.as_of < word.period_to
    assert len(word.digest) == 64
    page = text_of(binh.get(address(people)))
    assert "đã xác nhận" in page
    assert "Không có thay đổi." in page
    assert "đã xác nhận" in text_of(binh.get("/xac-nhan-danh-sach"))
    with resources.database.reading() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "register.attested")
        ).one()
        assert event.detail["people"] == 5


def test_a_later_word_supersedes_and_both_stay_known_in_their_time(
    binh: Browser, people: People, resources: Resources
) -> None:
    confirm(binh, address(people))
    between = utc_now()
    confirm(binh, address(people), covers_all_staff="y")

    first, second = words(resources)
    assert first.superseded_at == second.recorded_at
    assert second.covers_all_staff
    with resources.database.reading() as session:
        for moment, known in ((NOON, None), (between, False), (utc_now(), True)):
            found = attested_units(
                session,
                units=[people.province.id, people.xa_a.id],
                as_of=local_day(between),
                known_at=moment,
            )
            word = found.get(people.province.id)
            assert (word and word.covers_all_staff) == known
            assert people.xa_a.id not in found
        other_period = attested_units(
            session, units=[people.province.id], as_of=date(2025, 2, 1), known_at=utc_now()
        )
        assert other_period == {}


def test_a_shorter_list_needs_a_reason_and_is_handed_to_the_auditor(
    binh: Browser, people: People, resources: Resources
) -> None:
    confirm(binh, address(people))
    leave(resources, people.an)

    page = text_of(binh.get(address(people)))
    assert "Rời danh sách: 1" in page
    assert "Danh sách ngắn hơn lần trước" in page
    said = confirm(binh, address(people), status=422)
    assert "ngắn hơn lần xác nhận trước (5 người, nay 4)" in said
    confirm(binh, address(people), fewer_reason="Nghỉ hưu")

    first, second = words(resources)
    assert (first.fewer_reason, first.people_before) == (None, None)
    assert (second.people_before, second.people, second.fewer_reason) == (5, 4, "Nghỉ hưu")
    binh.sign_in(people.auditor)
    page = text_of(binh.get("/kiem-tra-giam-sat/tang-ty-le"))
    assert "Nghỉ hưu" in page


def test_defects_are_settled_or_explained(
    binh: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        for person in (people.an, people.auditor):
            held = session.get_one(Person, person.id)
            held.fold_key, held.born_on = "tran thi an", date(1980, 1, 1)
        terms = PostTerms(
            organisation_id=people.elsewhere.id,
            working_group=WorkingGroup.OTHER,
            full_time=True,
            valid_from=BEGAN,
        )
        an = session.get_one(Person, people.an.id)
        begin_post(session, person=an, terms=terms, source="test", actor=None, now=NOON)

    page = binh.get(address(people))
    assert "Có thể trùng: cùng họ tên và ngày sinh: 1" in text_of(page)
    assert "Vị trí mâu thuẫn" in text_of(page)
    assert "Chưa xếp nhóm" not in text_of(page)  # that post is another province's affair
    assert page.select(f'a[href="/nhan-su/{people.an.uuid}"]')

    said = confirm(binh, address(people), status=422, duplicate="Hai người thật")
    assert said.count("chưa giải trình") == 2  # in the list above the form and at the field
    confirm(binh, address(people), duplicate="Hai người thật", contradiction="Biệt phái")

    (word,) = words(resources)
    assert word.defects["contradiction"] == {"count": 1, "explanation": "Biệt phái"}


def test_who_has_no_group_or_stands_in_a_closed_unit_is_explained(
    binh: Browser, people: People, resources: Resources
) -> None:
    today = local_day(utc_now())
    with resources.database.transaction() as session:
        (post,) = current_posts(session, person_id=people.an.id, today=today)
        post.working_group = WorkingGroup.OTHER
        session.get_one(Organisation, people.xa_a.id).closed_on = today
    page = text_of(binh.get(address(people)))
    assert "Chưa xếp nhóm công tác (nhóm Khác): 1" in page
    assert "Đang ở đơn vị đã ngừng hoạt động: 1" in page

    confirm(binh, address(people), status=422, no_group="Đang chờ quyết định")
    assert words(resources) == []
    moving = "Sẽ chuyển trong tháng"
    said = confirm(
        binh, address(people), status=422, no_group="Số 001085000001", closed_unit=moving
    )
    assert "như số định danh" in said
    confirm(binh, address(people), no_group="Đang chờ quyết định", closed_unit=moving)

    (word,) = words(resources)
    told = {kind: said["explanation"] for kind, said in word.defects.items()}
    assert told == {"no_group": "Đang chờ quyết định", "closed_unit": moving}
    assert moving in text_of(binh.get(address(people)))


def test_each_kind_of_defect_is_settled_on_the_page_that_it_leads_to(
    binh: Browser, people: People, resources: Resources
) -> None:
    """An has a twin and no group, the auditor a full post elsewhere too, Hải a closed unit."""
    today = local_day(utc_now())
    elsewhere = PostTerms(
        organisation_id=people.elsewhere.id,
        working_group=WorkingGroup.COMMUNICATION,
        full_time=True,
        valid_from=BEGAN,
    )
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Trần Thị An", people.xa_a, staff_code="CB-7")
        an, auditor = session.merge(people.an), session.merge(people.auditor)
        twin.born_on = an.born_on = date(1980, 1, 1)
        begin_post(session, person=auditor, terms=elsewhere, source="test", actor=None, now=NOON)
        (post,) = current_posts(session, person_id=an.id, today=today)
        post.working_group = WorkingGroup.OTHER
        session.get_one(Organisation, people.xa_b.id).closed_on = today

    def shown() -> int:
        return len(binh.get(address(people)).select("section[aria-labelledby=ra-soat] details"))

    def change(person: Person, what: str, **fields: str) -> None:
        with resources.database.reading() as session:
            post = current_posts(session, person_id=person.id, today=today)[0]
        at = f"/nhan-su/{person.uuid}"
        assert binh.get(address(people)).select(f'a[href="{at}"]')
        said = {**NEW, "start": "01/01/2025", **fields}
        binh.post(f"{at}/vi-tri/{post.uuid}/{what}", said)

    assert shown() == 4
    change(people.an, "dinh-chinh", unit="Xã A")
    assert shown() == 3
    change(people.auditor, "dinh-chinh", unit="Tỉnh A", time="kiem-nhiem")
    assert shown() == 2
    change(people.admin, "chuyen", unit="Xã A", start="01/03/2025")
    assert shown() == 1
    binh.post(f"/nhan-su/{people.an.uuid}/nhap-ho-so", {"other": "CB-7", "reason": "Trùng"})
    assert shown() == 0
    confirm(binh, address(people))
    (word,) = words(resources)
    assert word.defects == {}


def test_what_is_confirmed_is_what_was_seen(
    binh: Browser, people: People, resources: Resources
) -> None:
    field = binh.get(address(people)).select_one("input[name=seen]")
    assert field is not None
    leave(resources, people.an)
    page = binh.post(address(people), {"seen": field["value"]}, status=409)
    assert "đã thay đổi từ lúc mở trang" in page.text
    assert words(resources) == []


def test_an_explanation_covers_the_defects_that_were_seen_and_no_later_one(
    binh: Browser, people: People, resources: Resources
) -> None:
    pairs = [(people.an, people.auditor, "tran thi an"), (people.binh, people.admin, "le van binh")]

    def make_alike(one: Person, other: Person, fold_key: str) -> None:
        with resources.database.transaction() as session:
            for person in (one, other):
                held = session.get_one(Person, person.id)
                held.fold_key, held.born_on = fold_key, date(1980, 1, 1)

    make_alike(*pairs[0])
    field = binh.get(address(people)).select_one("input[name=seen]")
    assert field is not None
    make_alike(*pairs[1])
    said = {"seen": field["value"], "duplicate": "An: hai người thật"}
    page = binh.post(address(people), said, status=409)

    assert "đã thay đổi từ lúc mở trang" in page.text
    assert "Có thể trùng: cùng họ tên và ngày sinh: 2" in text_of(page)
    assert "An: hai người thật" in page.text  # what was typed is not lost
    assert words(resources) == []


def test_who_moves_between_units_is_named_so(
    binh: Browser, people: People, resources: Resources
) -> None:
    confirm(binh, address(people, "xa_a"))
    confirm(binh, address(people, "xa_b"))
    leave(resources, people.an)
    with resources.database.transaction() as session:
        terms = PostTerms(
            organisation_id=people.xa_b.id,
            working_group=WorkingGroup.COMMUNICATION,
            full_time=True,
            valid_from=local_day(utc_now()),
        )
        an = session.get_one(Person, people.an.id)
        begin_post(session, person=an, terms=terms, source="test", actor=None, now=utc_now())

    assert "Chuyển đi: 1 Trần Thị An" in text_of(binh.get(address(people, "xa_a")))
    assert "Chuyển đến: 1 Trần Thị An" in text_of(binh.get(address(people, "xa_b")))
    with resources.database.reading() as session:
        found = draft(session, organisation=people.province, months=3, now=utc_now())
        assert found.people == 5


def test_only_hr_of_the_unit_confirms_and_the_auditor_reads(
    browser: Browser, people: People
) -> None:
    browser.get(address(people), status=302)
    browser.sign_in(people.chi)
    browser.get(address(people), status=404)
    browser.post(address(people), {"seen": "x"}, status=404)
    browser.sign_in(people.auditor)
    assert not browser.get(address(people)).select("input[name=seen]")
    browser.post(address(people), {"seen": "x"}, status=403)
    browser.get("/xac-nhan-danh-sach")
    for person in (people.an, people.admin):
        browser.sign_in(person)
        browser.get(address(people), status=403)
        browser.post(address(people), {"seen": "x"}, status=403)
    browser.sign_in(people.binh)
    browser.get(address(people, "elsewhere"), status=404)
    browser.get(address(people, "root"), status=404)
    browser.post(address(people), {"seen": "x"}, status=400, token=False)


def test_in_english(app: object, people: People) -> None:
    reader = Browser(app, "en")  # type: ignore[arg-type]
    reader.sign_in(people.binh)
    confirm(reader, address(people))
    assert "confirmed" in text_of(reader.get(address(people)))
