"""Each way to raise a percentage, taken on the product's pages: where, by whom and why is seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.learning.service import open_enrolment
from lms.people.service import Person
from tests.attestation.test_attesting import address, confirm
from tests.oversight.test_findings import found, version
from tests.register.test_changes import NEW, post_address
from tests.reorganisation.desk import make, unit_named
from tests.support.browser import Browser
from tests.support.factories import BEGAN, People, add_staff

__all__ = ["version"]
WHY = "Quyết định số 12"
TODAY = local_day(utc_now())
YESTERDAY = short_date(TODAY - timedelta(days=1))
UNCHANGED = {**NEW, "unit": "Xã A", "start": short_date(BEGAN), "last": "", "reason": WHY}
Act = Callable[[Browser, People, Resources], None]


def change(act: str, **fields: str) -> Act:
    """Return what Bình does to An's post through one of its forms."""

    def carry_out(binh: Browser, people: People, resources: Resources) -> None:
        binh.post(post_address(people, resources, act), {**UNCHANGED, **fields})

    return carry_out


def merge(binh: Browser, people: People, resources: Resources) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Trần Thị An", people.xa_b, staff_code="CB-7")
    binh.post(f"/nhan-su/{people.an.uuid}/nhap-ho-so", {"other": "CB-7", "reason": WHY})


def waive(binh: Browser, people: People, resources: Resources) -> None:
    sent = {"programme": "thu", "due_on": "", "reason": "Kế hoạch năm"}
    binh.post(f"/nhan-su/{people.an.uuid}/cu-di-hoc", sent)
    with resources.database.reading() as session:
        enrolment = open_enrolment(session, person_id=people.an.id, programme_key="thu")
    assert enrolment is not None
    binh.post(f"/cong-nhan/luot-hoc/{enrolment.uuid}/mien", {"reason": WHY})


def attest_fewer(binh: Browser, people: People, resources: Resources) -> None:
    confirm(binh, address(people))
    change("thoi-giu", last=YESTERDAY)(binh, people, resources)
    confirm(binh, address(people), fewer_reason=WHY)


def reorganise(act: str, **fields: str) -> Act:
    """Return what the administrator does to Xã A through one of its forms."""

    def carry_out(admin: Browser, people: People, _resources: Resources) -> None:
        make(admin, people.xa_a, act, {"start": short_date(TODAY), "basis": WHY, **fields})

    return carry_out


@dataclass(frozen=True)
class Way:
    """What is done, by whom of the made-up country, and the unit whose percentage it raises."""

    act: Act
    unit: str = "Xã A"
    by: str = "binh"

    def take(self, app: Flask, people: People, resources: Resources) -> Person:
        """Do it in a browser; return who did it."""
        officer: Person = getattr(people, self.by)
        browser = Browser(app)
        browser.sign_in(officer)
        self.act(browser, people, resources)
        return officer


WAYS = {
    "Cho rời danh sách": Way(change("thoi-giu", last=YESTERDAY)),
    "Chuyển sang đơn vị khác": Way(change("chuyen", unit="Xã B", start=short_date(TODAY))),
    "Đổi ngày của vị trí": Way(change("dinh-chinh", start=short_date(BEGAN + timedelta(days=7)))),
    "Chuyên trách thành kiêm nhiệm": Way(change("dinh-chinh", time="kiem-nhiem")),
    "Đổi nhóm công tác": Way(change("dinh-chinh", group="other")),
    "Nhập hai hồ sơ": Way(merge, unit="Xã B"),
    "Cho miễn học": Way(waive),
    "danh sách ngắn hơn": Way(attest_fewer, unit="Tỉnh A"),
    "Sáp nhập, giải thể đơn vị": Way(reorganise("sap-nhap", target="Xã B"), by="admin"),
    "Chia tách đơn vị": Way(reorganise("chia-tach", parts="Xã Một\nXã Hai"), by="admin"),
    "Chuyển đơn vị sang cấp trên khác": Way(reorganise("chuyen", target="Tỉnh C"), by="admin"),
    "Đổi loại đơn vị": Way(reorganise("doi-loai", kind="press"), by="admin"),
}


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("way", WAYS)
def test_the_auditor_sees_it(app: Flask, people: People, resources: Resources, way: str) -> None:
    auditor = Browser(app)
    auditor.sign_in(people.auditor)
    assert found(auditor) == []

    officer = WAYS[way].take(app, people, resources)

    (line,) = (line for line in found(auditor) if way in line)
    for words in (WAYS[way].unit, officer.full_name, WHY, "1"):
        assert words in line


def test_a_unit_by_another_name_counts_as_before(
    app: Flask, people: People, resources: Resources
) -> None:
    Way(reorganise("doi-ten", name="Phường A"), by="admin").take(app, people, resources)
    assert unit_named(resources, "Phường A").id == people.xa_a.id
    auditor = Browser(app)
    auditor.sign_in(people.auditor)
    assert found(auditor) == []
