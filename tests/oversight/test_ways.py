"""Each way to raise a percentage, taken on HR's pages: the auditor sees where, by whom and why."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.learning.service import open_enrolment
from tests.attestation.test_attesting import address, confirm
from tests.oversight.test_findings import found, version
from tests.register.test_changes import NEW, post_address
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


WAYS = {
    "Cho rời danh sách": (change("thoi-giu", last=YESTERDAY), "Xã A"),
    "Chuyển sang đơn vị khác": (change("chuyen", unit="Xã B", start=short_date(TODAY)), "Xã A"),
    "Đổi ngày của vị trí": (
        change("dinh-chinh", start=short_date(BEGAN + timedelta(days=7))),
        "Xã A",
    ),
    "Chuyên trách thành kiêm nhiệm": (change("dinh-chinh", time="kiem-nhiem"), "Xã A"),
    "Đổi nhóm công tác": (change("dinh-chinh", group="other"), "Xã A"),
    "Nhập hai hồ sơ": (merge, "Xã B"),
    "Cho miễn học": (waive, "Xã A"),
    "danh sách ngắn hơn": (attest_fewer, "Tỉnh A"),
}


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("way", WAYS)
def test_the_auditor_sees_it(app: Flask, people: People, resources: Resources, way: str) -> None:
    act, unit = WAYS[way]
    auditor, binh = Browser(app), Browser(app)
    auditor.sign_in(people.auditor)
    binh.sign_in(people.binh)
    assert found(auditor) == []

    act(binh, people, resources)

    (line,) = (line for line in found(auditor) if way in line)
    for words in (unit, "Lê Văn Bình", WHY, "1"):
        assert words in line
