"""The file: a reason, a second factor, an event before the first byte; full numbers only in it."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms.catalog.service import current_version
from lms.core.db import Base
from lms.core.permissions import Role
from lms.dossier.columns import FIELDS
from lms.learning.service import CompletionKind
from lms.people.service import Person
from lms.recognition.models import Claim, Evidence
from tests.dossier.desk import ANS_NUMBER, BINHS_NUMBER, DAY, FORM, REASON, TODAY, Desk
from tests.support.browser import Browser, text_of
from tests.support.factories import add_staff

WRONG = "Mã xác thực chưa đúng"


def test_a_row_says_everything_of_a_result(desk: Desk) -> None:
    uuid = desk.complete(desk.people.an)
    desk.certify(uuid)

    made = desk.export()

    assert (made["bo_cuc"], made["so_dong"]) == ("lantoa-ho-so-1", 1)
    assert made["xuat_luc"] == "2026-03-04T09:01:00+07:00"
    assert made["ket_qua"] == [
        {
            "thao_tac": "moi",
            "so_dinh_danh": ANS_NUMBER,
            "ho_ten": "Trần Thị An",
            "ngay_sinh": "1990-05-07",
            "ma_don_vi": "00017",
            "ten_don_vi": "Xã A",
            "ten_chuong_trinh": "Chương trình thử – phần 1",
            "ma_noi_dung": 5,
            "hinh_thuc": "Trực tuyến",
            "tu_ngay": "2026-02-28",
            "den_ngay": "2026-03-04",
            "so_tiet": 4,
            "don_vi_cap": "Sở Thử nghiệm",
            "loai_van_ban": "Giấy chứng nhận hoàn thành",
            "so_van_ban": "0001/2026/GCN",
            "ngay_van_ban": "2026-03-04",
            "ngay_thu_hoi": None,
            "ma_ket_qua": str(uuid),
        }
    ]


def test_training_from_elsewhere_goes_with_its_own_paper(desk: Desk) -> None:
    claim = uuid4()
    with desk.resources.database.transaction() as session:
        paper = Evidence(
            file_key="x", file_name="x", media_type="x", size=1, sha256="x", stored_at=desk.now
        )
        session.add(paper)
        session.flush()  # the claim needs its id
        session.add(
            Claim(
                uuid=claim,
                person_id=desk.people.an.id,
                organisation_id=desk.people.xa_a.id,
                programme_key="thu",
                version_id=current_version(session, "thu").id,
                training="Lớp kỹ năng số",
                issuer="Trường Chính trị",
                document="12/CN ngày 02/02/2026",
                covers="x",
                periods=16,
                started_on=TODAY,
                completed_on=TODAY,
                evidence_id=paper.id,
                filed_by=uuid4(),
                filed_at=desk.now,
            )
        )
    evidence = {
        "claim": str(claim),
        "issuer": "Trường Chính trị",
        "document": "12/CN ngày 02/02/2026",
        "periods": 16,
    }
    desk.complete(desk.people.an, kind=CompletionKind.RECOGNISED, evidence=evidence)

    (row,) = desk.export()["ket_qua"]

    assert row["ten_chuong_trinh"] == "Lớp kỹ năng số"
    assert (row["hinh_thuc"], row["so_tiet"]) == ("Ở nơi khác, được công nhận", 16)
    assert (row["don_vi_cap"], row["so_van_ban"]) == ("Trường Chính trị", "12/CN ngày 02/02/2026")
    assert (row["loai_van_ban"], row["ngay_van_ban"]) == ("Văn bản của đơn vị đào tạo", None)


def test_the_csv_opens_in_excel_with_exact_numbers_and_without_formulas(desk: Desk) -> None:
    with desk.resources.database.transaction() as session:
        session.get_one(Person, desk.people.an.id).full_name = "=2+3"
    desk.complete(desk.people.an)

    content = desk.download(format="csv")
    answer = desk.browser.response

    assert content.startswith(b"\xef\xbb\xbf")
    heading, row = csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert heading == list(FIELDS.values())
    assert row[1:4] == [f"'{ANS_NUMBER}", "'=2+3", "07/05/1990"]
    assert answer is not None
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert ANS_NUMBER not in answer.headers["Content-Disposition"]


def test_it_is_written_down_before_the_first_byte(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.complete(desk.people.an)
    seen: list[int] = []

    def looks(*_args: object, **_kwargs: object) -> Iterator[bytes]:
        seen.append(desk.sent())
        yield b"x"

    monkeypatch.setattr("lms.dossier.views.file_lines", looks)
    assert desk.download() == b"x"
    assert seen == [1]


def test_the_event_says_who_what_and_why_and_no_number_is_anywhere(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.complete(desk.people.an)
    desk.complete(desk.people.binh)
    made = desk.export()
    assert {row["so_dinh_danh"] for row in made["ket_qua"]} == {ANS_NUMBER, BINHS_NUMBER}

    (event,) = desk.events()

    assert (event.subject_kind, event.subject_uuid) == ("organisation", desk.people.province.uuid)
    assert event.detail == {
        "file": "dossier.json",
        "wanted": "chua-gui",
        "rows": 2,
        "reason": REASON,
    }
    with desk.resources.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            assert ANS_NUMBER not in str(session.execute(select(table)).all()), table
    assert ANS_NUMBER not in caplog.text


def test_each_number_is_read_for_its_own_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.complete(desk.people.an)
    desk.complete(desk.people.binh)
    monkeypatch.setattr("lms.dossier.lookup.AT_A_TIME", 1)
    assert len(desk.export()["ket_qua"]) == 2


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("code", "000000", WRONG),
        ("code", "", "Hãy điền mục này"),
        ("reason", "gửi", "ít nhất 10 ký tự"),
        ("reason", "Cho 0011 9000 0017", "số định danh"),
        ("unit", "Tỉnh C", "Tỉnh C"),
        ("since", "01/03/2026", "Chỉ điền ngày khi"),
        ("format", "xlsx", "Dạng tệp"),
    ],
)
def test_after_an_error_the_form_keeps_all_but_the_code(
    desk: Desk, field: str, text: str, told: str
) -> None:
    desk.complete(desk.people.an)

    page = desk.browser.post(FORM, desk.fields(**{field: text}), status=422)

    assert told in page.text
    kept = {one["name"]: one.get("value", "") for one in page.select("form.card input")}
    assert kept["code"] == ""
    typed = {"unit": "Tỉnh A", "reason": REASON, "since": ""} | {field: text}
    assert all(kept[name] == typed[name] for name in ("unit", "reason", "since"))
    assert desk.sent() == 0
    assert desk.actions() == ["moi"]


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("", "", "Hãy điền cả hai ngày"),
        ("02/03/2026", "", "Hãy điền cả hai ngày"),
        ("02/03/2026", "01/03/2026", "Ngày cuối phải"),
        ("31/02/2026", "01/03/2026", "Hãy viết ngày/tháng/năm"),
    ],
)
def test_days_that_make_no_sense_are_refused(desk: Desk, since: str, until: str, told: str) -> None:
    fields = desk.fields(wanted="tat-ca", since=since, until=until)
    assert told in desk.browser.post(FORM, fields, status=422).text


def test_all_of_some_days_tells_what_was_sent_before(desk: Desk) -> None:
    desk.complete(desk.people.an, on=TODAY - 40 * DAY)
    again, back = desk.complete(desk.people.an), desk.complete(desk.people.binh)
    desk.export()
    new, never = desk.complete(desk.people.binh), desk.complete(desk.people.binh)
    desk.take_back(back)
    desk.take_back(never)

    made = desk.export(wanted="tat-ca", since="01/03/2026", until="04/03/2026")

    told = {row["ma_ket_qua"]: row["thao_tac"] for row in made["ket_qua"]}
    assert told == {str(again): "gui-lai", str(new): "moi", str(back): "thu-hoi"}


def test_nothing_to_export_is_said_and_the_code_stays_good(desk: Desk) -> None:
    desk.complete(desk.people.manager)
    fields = desk.fields()
    page = desk.browser.post(FORM, fields, status=422)
    assert "Không có kết quả nào để xuất" in page.text
    assert desk.sent() == 0
    desk.complete(desk.people.an)
    desk.browser.post(FORM, fields, status=200)


def test_a_code_passes_once(desk: Desk) -> None:
    desk.complete(desk.people.an)
    fields = desk.fields()
    desk.browser.post(FORM, fields, status=200)
    desk.complete(desk.people.an)
    assert WRONG in desk.browser.post(FORM, fields, status=422).text
    assert desk.sent() == 1


def test_wrong_codes_are_counted(desk: Desk) -> None:
    desk.complete(desk.people.an)
    for _ in range(20):
        fields = desk.fields(code="000000")
        if desk.browser.status_of(FORM, fields) == 429:
            break
    else:
        pytest.fail("codes may be guessed without end")
    assert desk.sent() == 0


def test_without_a_second_factor_one_is_led_to_setting_it_up(desk: Desk, app: Flask) -> None:
    desk.complete(desk.people.an)
    with desk.resources.database.transaction() as session:
        other = add_staff(
            session, desk.resources.keys, "Mai Văn Khoa", desk.people.province, role=Role.DOSSIER
        )
    browser = Browser(app)
    browser.sign_in(other)
    page = browser.get(FORM)
    assert "Thiết lập xác thực hai bước" in text_of(page)
    assert not page.select("input[name=code]")
    browser.post(FORM, desk.fields(), status=403)
    assert desk.sent() == 0


def test_a_unit_below_is_taken_alone(desk: Desk) -> None:
    uuid = desk.complete(desk.people.an)
    desk.complete(desk.people.binh)
    made = desk.export(unit="00017")
    assert [row["ma_ket_qua"] for row in made["ket_qua"]] == [str(uuid)]


def test_two_officers_at_once_may_hand_out_the_same_and_the_page_stays_right(desk: Desk) -> None:
    """Two files with one result: the newest row counts, and what changed between waits."""
    uuid = desk.complete(desk.people.an)
    desk.export()
    desk.export(wanted="tat-ca", since="04/03/2026", until="04/03/2026")
    assert desk.sent() == 2
    assert "Mọi kết quả đã gửi" in desk.browser.get("/ho-so-can-bo").text
    desk.wait(timedelta(minutes=1))
    desk.certify(uuid)
    assert desk.actions() == ["thay-doi"]
