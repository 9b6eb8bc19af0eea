"""The audit log, from which nothing is ever taken out, holds nobody's ID number."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.permissions import Role
from lms.core.resources import Resources
from tests.oversight.test_findings import version
from tests.oversight.test_ways import WAYS
from tests.people.test_id_numbers import NUMBER
from tests.recognition.filing import approve, file_claim, try_out
from tests.recognition.filing import row as training
from tests.register.test_by_hand import ADD, identify
from tests.register.test_by_hand import NEW as SOMEBODY
from tests.register.test_changes import NEW, post_address
from tests.roster.test_undo import undo
from tests.support.browser import Browser
from tests.support.factories import People, give_role
from tests.support.staff_files import row, upload
from tests.transfers.wishes import ask

__all__ = ["version"]
CANARY = NUMBER.digits
WITH_NUMBER = f"Trùng số {CANARY[:6]} {CANARY[6:]}"


def log(resources: Resources) -> str:
    with resources.database.reading() as session:
        events = session.execute(select(AuditEvent.__table__).order_by(AuditEvent.id)).all()
        return "\n".join(str(tuple(event)) for event in events)


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("way", WAYS)
def test_no_way_to_raise_a_percentage_writes_the_number_down(
    app: Flask, people: People, resources: Resources, way: str
) -> None:
    identify(resources, people.an, id_number=NUMBER)
    before = log(resources)
    WAYS[way].take(app, people, resources)
    done = log(resources).removeprefix(before)
    assert done
    assert CANARY[1:] not in done  # as a spreadsheet leaves it


@pytest.mark.usefixtures("version")
def test_what_is_done_about_somebody_does_not_write_the_number_down(
    app: Flask, people: People, resources: Resources
) -> None:
    identify(resources, people.an, id_number=NUMBER)
    binh = Browser(app)
    binh.sign_in(people.binh)
    binh.post(f"/nhan-su/{people.an.uuid}/so-dinh-danh", {"reason": "Đối chiếu"}, status=200)
    ask(Browser(app), people, id_number=CANARY, staff_code="")
    undo(
        binh,
        resources,
        upload(binh, resources, row("Trần Thị An", id_number=CANARY, title="Phó phòng")),
    )
    binh.get(ADD)
    binh.post(ADD, {**SOMEBODY, "id_number": CANARY}, status=409)
    file_claim(binh, people.an)
    done = log(resources)
    for action in ("id_number_revealed", "transfer.asked", "roster.undone", "recognition.filed"):
        assert action in done
    assert CANARY[1:] not in done


@pytest.mark.usefixtures("version")
def test_a_list_of_trainings_does_not_write_the_numbers_down(
    app: Flask, people: People, resources: Resources
) -> None:
    identify(resources, people.an, id_number=NUMBER)
    with resources.database.transaction() as session:
        give_role(session, people.manager, Role.HR, people.province)
    binh, dung = Browser(app), Browser(app)
    binh.sign_in(people.binh)
    dung.sign_in(people.manager)
    address = try_out(binh, resources, training(id_number=CANARY, name="Trần Thị An"))
    binh.post(f"{address}/trinh")
    approve(dung, address)
    done = log(resources)
    for action in ("recognition.batch_approved", "completion.recognised"):
        assert action in done
    assert CANARY[1:] not in done


def of_an(act: str, **fields: str) -> Callable[[Browser, People], str]:
    """Return what sends a form of An's page with the number in its reason."""

    def send(binh: Browser, people: People) -> str:
        sent = {**fields, "reason": WITH_NUMBER}
        return binh.post(f"/nhan-su/{people.an.uuid}/{act}", sent, status=422).text

    return send


def make_rule(binh: Browser, people: People) -> str:
    sent = {"name": "Năm đầu", "programme": "thu", "clause": WITH_NUMBER}
    return binh.post(f"/ghi-danh/quy-tac-moi/{people.xa_a.uuid}", sent, status=422).text


REFUSED = {
    "another post": of_an("vi-tri-moi", **NEW),
    "merge": of_an("nhap-ho-so", other="CB-7"),
    "reveal": of_an("so-dinh-danh"),
    "send": of_an("cu-di-hoc", programme="thu", due_on=""),
    "rule": make_rule,
}


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("form", REFUSED)
def test_a_reason_with_a_number_is_refused(
    binh: Browser, people: People, resources: Resources, form: str
) -> None:
    identify(resources, people.an, id_number=NUMBER)
    before = log(resources)
    assert "dãy số dài như số định danh" in REFUSED[form](binh, people)
    assert log(resources) == before


def test_a_post_is_not_moved_for_a_reason_with_a_number(
    binh: Browser, people: People, resources: Resources
) -> None:
    address = post_address(people, resources, "chuyen")
    page = binh.post(address, {**NEW, "reason": WITH_NUMBER}, status=422)
    assert page.select("#reason-loi")
    assert "post.ended" not in log(resources)
