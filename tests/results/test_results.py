"""Waiving, and taking back with what it changes shown first."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.learning.models import Revocation
from lms.learning.service import (
    CompletionKind,
    Enrolment,
    Source,
    completions_at,
    completions_of,
    enrol,
)
from lms.people.service import Person
from lms.targets.service import figure, rule_of, sync_targets, target_at
from tests.recognition.conftest import Office
from tests.recognition.filing import approve, file_claim, results_of
from tests.support.browser import Browser, text_of
from tests.support.factories import NOON, People

TARGETS = Path(__file__).resolve().parents[2] / "courses" / "targets.yaml"
REASON = {"reason": "Quyết định 5/QĐ"}


def sent(resources: Resources, person: Person) -> Enrolment:
    """Send the person to the programme THU."""
    with resources.database.transaction() as session:
        return enrol(
            session,
            person_id=person.id,
            programme_key="thu",
            source=Source.HR,
            reason="Thử",
            due_on=None,
            actor=None,
            now=NOON,
        )


@pytest.fixture
def recognised(office: Office, people: People, resources: Resources) -> str:
    """Return the address at which An's recognised training is taken back."""
    with resources.database.transaction() as session:
        sync_targets(session, TARGETS, now=NOON)
    approve(office.dung, file_claim(office.binh, people.an))
    (done,) = results_of(resources, people.an)
    return f"/cong-nhan/ket-qua/{done.uuid}/thu-hoi"


def counted(resources: Resources, people: People, *, as_of: date | None = None) -> tuple[int, int]:
    """Return (trained, people) of the province in the first target."""
    now = utc_now()
    with resources.database.reading() as session:
        made = figure(
            session,
            rule=rule_of(target_at(session, key="t5", known_at=now)),
            organisation=people.province,
            as_of=as_of or local_day(now),
            known_at=now,
        )
        return made.total.whole.trained, made.total.whole.people


def test_a_waiver_closes_the_enrolment_and_never_counts(
    office: Office, people: People, resources: Resources
) -> None:
    enrolment = sent(resources, people.an)
    address = f"/cong-nhan/luot-hoc/{enrolment.uuid}/mien"
    assert "không được tính là đã bồi dưỡng" in text_of(office.binh.get(address))
    office.binh.post(address, {"reason": ""}, status=422)

    office.binh.post(address, REASON)

    (done,) = results_of(resources, people.an)
    assert (done.kind, done.enrolment_id) == (CompletionKind.WAIVED, enrolment.id)
    with resources.database.reading() as session:
        at = completions_at(as_of=local_day(utc_now()), known_at=utc_now())
        assert session.execute(at).all() == []
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "completion.waived")
        ).one()
        assert event.detail["reason"] == REASON["reason"]
    assert "Miễn học" in text_of(office.binh.get(f"/nhan-su/{people.an.uuid}"))
    office.binh.post(address, REASON, status=409)
    assert "Lượt học này đã đóng" in text_of(office.binh.get(address))


def test_nobody_waives_their_own(office: Office, people: People, resources: Resources) -> None:
    address = f"/cong-nhan/luot-hoc/{sent(resources, people.binh).uuid}/mien"
    office.binh.post(address, REASON, status=403)
    assert results_of(resources, people.binh) == []
    office.dung.post(address, REASON)


def test_the_consequences_stand_before_the_button(
    office: Office, people: People, resources: Resources, recognised: str
) -> None:
    assert counted(resources, people) == (1, 5)

    page = text_of(office.binh.get(recognised))

    assert "Không có giấy chứng nhận nào bị ảnh hưởng." in page
    assert "Chỉ tiêu 2025 Tỉnh A 1/5 (20,0%) 0/5 (0,0%)" in page
    assert "Chỉ tiêu 2025 Xã A 1/1 (100,0%) 0/1 (0,0%)" in page
    assert "Toàn quốc" not in page
    assert "Chỉ tiêu 2030" not in page


def test_what_a_target_does_not_count_changes_nothing_in_it(
    office: Office, people: People, resources: Resources, recognised: str, tmp_path: Path
) -> None:
    stricter = tmp_path / "targets.yaml"
    text = TARGETS.read_text(encoding="utf-8")
    stricter.write_text(text.replace("outside: true", "outside: false"), encoding="utf-8")
    with resources.database.transaction() as session:
        sync_targets(session, stricter, now=utc_now())
    assert counted(resources, people) == (0, 5)

    assert "Chỉ tiêu 2025" not in text_of(office.binh.get(recognised))


@pytest.mark.parametrize("case", [("tu-dau", 0), ("hom-nay", 1)], ids=["from the start", "today"])
def test_a_result_is_taken_back_from_its_day_or_from_today(
    office: Office, people: People, resources: Resources, recognised: str, case: tuple[str, int]
) -> None:
    since, then = case
    office.binh.post(recognised, {"since": since}, status=422)

    office.binh.post(recognised, {"since": since, **REASON})

    assert counted(resources, people) == (0, 5)
    assert counted(resources, people, as_of=date(2025, 12, 31)) == (then, 5)
    with resources.database.reading() as session:
        assert completions_of(session, person_id=people.an.id) == []
        (revocation,) = session.scalars(select(Revocation)).all()
        assert revocation.reason == REASON["reason"]
    office.binh.post(recognised, {"since": since, **REASON}, status=409)
    assert "Kết quả này đã bị thu hồi" in text_of(office.binh.get(recognised))
    assert "Thu hồi, không tính từ" in text_of(office.binh.get(f"/nhan-su/{people.an.uuid}"))
    approve(office.dung, file_claim(office.binh, people.an))
    assert counted(resources, people) == (1, 5)


def test_nobody_takes_back_their_own(office: Office, people: People, resources: Resources) -> None:
    approve(office.dung, file_claim(office.binh, people.binh))
    (done,) = results_of(resources, people.binh)
    address = f"/cong-nhan/ket-qua/{done.uuid}/thu-hoi"
    office.binh.post(address, {"since": "hom-nay", **REASON}, status=403)
    office.dung.post(address, {"since": "hom-nay", **REASON})


def test_others_may_not(
    office: Office,
    browser: Browser,
    people: People,
    resources: Resources,
    recognised: str,
) -> None:
    waiver = f"/cong-nhan/luot-hoc/{sent(resources, people.auditor).uuid}/mien"
    for path in (recognised, waiver):
        browser.get(path, status=302)
        office.of(people.chi).get(path, status=404)
        office.of(people.chi).post(path, {"since": "hom-nay", **REASON}, status=404)
        for person in (people.an, people.auditor, people.admin):
            office.of(person).get(path, status=403)
            office.of(person).post(path, {"since": "hom-nay", **REASON}, status=403)
        office.binh.post(path, REASON, status=400, token=False)
    office.binh.get(f"/cong-nhan/ket-qua/{UUID(int=7)}/thu-hoi", status=404)
    assert counted(resources, people) == (1, 5)
