"""What waits: new results, changed ones, those taken back after they were sent."""

from datetime import date, timedelta

from bs4 import BeautifulSoup
from flask import Flask

from lms.core.permissions import Role
from lms.learning.service import CompletionKind
from lms.organisations.service import Decision, Organisation, merge_organisations
from tests.dossier.desk import ANS_NUMBER, DAY, FORM, NOW, PAGE, Desk
from tests.support.browser import Browser, text_of
from tests.support.factories import add_staff, give_role

MISSING, EXPORTS = f"{PAGE}/thieu-so-dinh-danh", f"{PAGE}/da-xuat"


def counts(page: BeautifulSoup) -> tuple[int, ...]:
    """Return how many are ready, how many of them late, how many lack a number."""
    return tuple(int(text_of(number)) for number in page.select(".kpis b"))


def rows(page: BeautifulSoup) -> list[str]:
    return [text_of(row) for row in page.select("tbody tr")]


def test_what_waits_is_counted_and_listed_oldest_first(desk: Desk) -> None:
    desk.complete(desk.people.binh, recorded=NOW - DAY)
    desk.complete(desk.people.an, on=date(2026, 2, 20), recorded=NOW - 6 * DAY)
    desk.complete(desk.people.manager, recorded=NOW - 9 * DAY)

    page = desk.browser.get(PAGE)

    assert counts(page) == (2, 1, 1)
    an, binh = rows(page)
    assert "Trần Thị An ********0017 Xã A Chương trình thử – phần 1 20/02/2026 Mới 4" in an
    assert "Quá hạn" in an
    assert binh.startswith("Lê Văn Bình")
    assert "Quá hạn" not in binh
    assert ANS_NUMBER not in page.text


def test_who_has_no_id_number_is_listed_apart_and_never_dropped(desk: Desk) -> None:
    desk.complete(desk.people.manager)
    page = desk.browser.get(MISSING)
    assert [row.split(" Tỉnh A")[0] for row in rows(page)] == ["Vũ Văn Dũng"]
    assert "Cán bộ tổ chức bổ sung số định danh" in page.text
    assert not page.select("tbody a")

    desk.identify(desk.people.manager, "001085000033")
    assert counts(desk.browser.get(MISSING)) == (1, 0, 0)
    assert desk.actions() == ["moi"]


def test_hr_with_the_role_is_led_to_the_person(desk: Desk) -> None:
    desk.complete(desk.people.manager)
    with desk.resources.database.transaction() as session:
        give_role(session, desk.people.binh, Role.DOSSIER, desk.people.province)
    desk.browser.sign_in(desk.people.binh)
    link = desk.browser.get(MISSING).select_one("tbody a")
    assert link is not None
    assert str(desk.people.manager.uuid) in str(link["href"])


def test_a_waiver_is_no_training(desk: Desk) -> None:
    desk.complete(desk.people.an, kind=CompletionKind.WAIVED)
    assert counts(desk.browser.get(PAGE)) == (0, 0, 0)


def test_what_was_sent_waits_no_more_until_it_changes(desk: Desk) -> None:
    uuid = desk.complete(desk.people.an)
    desk.certify(uuid)
    assert desk.actions() == ["moi"]
    assert counts(desk.browser.get(PAGE)) == (0, 0, 0)

    desk.wait(timedelta(minutes=5))
    desk.certify(uuid)
    assert "Thay đổi" in rows(desk.browser.get(PAGE))[0]
    assert desk.actions() == ["thay-doi"]
    assert counts(desk.browser.get(PAGE)) == (0, 0, 0)


def test_a_certificate_that_comes_later_and_a_corrected_number_are_changes(desk: Desk) -> None:
    uuid = desk.complete(desk.people.an)
    assert desk.actions() == ["moi"]
    desk.certify(uuid)
    assert desk.actions() == ["thay-doi"]
    desk.identify(desk.people.an, "001190000033")
    (row,) = desk.export()["ket_qua"]
    assert (row["thao_tac"], row["so_dinh_danh"]) == ("thay-doi", "001190000033")
    assert counts(desk.browser.get(PAGE)) == (0, 0, 0)


def test_what_is_taken_back_is_told_only_to_who_was_told_before(desk: Desk) -> None:
    sent, unsent = desk.complete(desk.people.an), None
    desk.export()
    unsent = desk.complete(desk.people.binh)
    desk.take_back(sent)
    desk.take_back(unsent)

    assert "Thu hồi" in rows(desk.browser.get(PAGE))[0]
    (row,) = desk.export()["ket_qua"]

    assert (row["ma_ket_qua"], row["thao_tac"]) == (str(sent), "thu-hoi")
    assert row["ngay_thu_hoi"] == "2026-03-04"
    assert counts(desk.browser.get(PAGE)) == (0, 0, 0)


def test_past_exports_say_who_when_and_why(desk: Desk) -> None:
    desk.complete(desk.people.an)
    desk.export()
    desk.export(wanted="tat-ca", since="01/03/2026", until="31/03/2026", unit="Xã A", format="json")

    second, first = rows(desk.browser.get(EXPORTS))

    assert first == ("09:01 04/03/2026 Đặng Thị Hạnh Tỉnh A Chưa gửi, JSON 1 Cập nhật hồ sơ quý I")
    assert "Xã A Hoàn thành từ 01/03/2026 đến 31/03/2026, JSON 1" in second
    assert ANS_NUMBER not in first + second


def test_nothing_of_other_units_is_seen(desk: Desk, app: Flask) -> None:
    desk.complete(desk.people.an)
    desk.export()
    desk.complete(desk.people.an)
    with desk.resources.database.transaction() as session:
        stranger = add_staff(
            session, desk.resources.keys, "Mai Văn Khoa", desk.people.elsewhere, role=Role.DOSSIER
        )
    other = Browser(app)
    other.sign_in(stranger)
    assert counts(other.get(PAGE)) == (0, 0, 0)
    assert rows(other.get(EXPORTS)) == []
    desk.complete(desk.people.chi)
    assert counts(desk.browser.get(PAGE)) == (1, 0, 0)


def test_only_the_role_opens_the_pages_and_the_role_opens_no_others(desk: Desk, app: Flask) -> None:
    for path in ("/nhan-su", "/cong-nhan", "/so-lieu/chi-tieu", "/khoa-api"):
        assert desk.browser.status_of(path, {}, method="GET") in (403, 404), path
    visitor = Browser(app)
    for person in (desk.people.binh, desk.people.manager, desk.people.auditor, desk.people.admin):
        visitor.sign_in(person)
        for path in (PAGE, MISSING, EXPORTS, FORM):
            visitor.get(path, status=403)
    visitor.post(FORM, {}, status=403)


def test_who_held_no_post_on_the_day_is_found_where_the_newest_post_is(desk: Desk) -> None:
    desk.complete(desk.people.an, on=date(2024, 6, 1))
    (row,) = desk.export()["ket_qua"]
    assert (row["ten_don_vi"], row["ma_don_vi"]) == ("Xã A", None)


def test_what_was_earned_in_a_unit_that_ended_waits_where_it_went_under_its_old_name(
    desk: Desk,
) -> None:
    desk.complete(desk.people.chi, on=date(2026, 2, 20))
    desk.identify(desk.people.chi, "001190000041")
    with desk.resources.database.transaction() as session:
        merge_organisations(
            session,
            organisations=[session.get_one(Organisation, desk.people.elsewhere.id)],
            successor=session.get_one(Organisation, desk.people.province.id),
            decision=Decision(effective_on=date(2026, 3, 1), basis="NQ 1", actor=None, now=NOW),
        )
    assert counts(desk.browser.get(PAGE)) == (1, 0, 0)
    (row,) = desk.export()["ket_qua"]
    assert row["ten_don_vi"] == "Tỉnh C"
