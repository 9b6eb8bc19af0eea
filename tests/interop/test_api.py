"""Other systems read through a key what its maker may read, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import RoleGrant
from lms.accounts.service import account_of
from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.interop.models import ApiKey
from lms.learning.models import Revocation
from lms.people.service import Person
from tests.support.browser import Browser, text_of
from tests.targets.world import World

EARLIER = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@pytest.fixture
def place(resources: Resources) -> SimpleNamespace:
    """Three people in Xã A, one trained; Bình manages, Đức is HR of the province."""
    with resources.database.transaction() as session:
        world = World(session, resources.keys)
        people = world.staff(world.commune, 3)
        skills = world.programme("Kỹ năng", "dcs")
        done = world.complete(people[0], skills, now=EARLIER)
        elsewhere = world.staff(world.ministry, 1)
        world.complete(elsewhere[0], skills, now=EARLIER)
        binh = world.manager("Lê Thị Bình", world.province)
        duc = world.manager("Vũ Văn Đức", world.province, Role.HR)
    return SimpleNamespace(world=world, people=people, done=done, binh=binh, duc=duc, skills=skills)


def make_key(browser: Browser, person: Person, **fields: str) -> str:
    browser.sign_in(person)
    page = browser.get("/khoa-api")
    option = page.select_one("select[name=unit] option")
    assert option is not None
    last = local_day(utc_now()) + timedelta(days=30)
    sent = {"name": "Trục dữ liệu", "unit": option["value"], "last_day": f"{last:%d/%m/%Y}"}
    page = browser.post("/khoa-api", {**sent, **fields}, status=200)
    secret = page.select_one("p.sha")
    assert secret is not None
    return text_of(secret)


def ask(app: Flask, path: str, key: str | None, *, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = app.test_client().get(
        f"/api/v1/{path}", headers=headers, base_url="https://lantoa.test"
    )
    assert answer.status_code == status, answer.get_data()
    assert answer.is_json
    return answer.get_json()


def test_a_managers_key_reads_targets_and_figures(
    app: Flask, browser: Browser, place: SimpleNamespace
) -> None:
    key = make_key(browser, place.binh)

    targets = ask(app, "targets", key)["targets"]
    figure = ask(app, "figures/t5?as_of=2026-06-01", key)

    assert {target["key"] for target in targets} == {"t2", "t5", "t8"}
    assert figure["organisation"]["name"] == "Tỉnh Một"
    assert (figure["total"]["people"], figure["total"]["trained"]) == (3, 1)
    assert figure["total"]["needed"] == 2
    assert next((unit["name"], unit["people"]) for unit in figure["units"]) == ("Xã A", 3)
    assert figure["provisional"] is True
    ask(app, "completions", key, status=401)


def test_a_figure_is_of_the_unit_day_and_moment_asked_for(
    app: Flask, browser: Browser, place: SimpleNamespace
) -> None:
    key, world = make_key(browser, place.binh), place.world
    before = ask(
        app,
        f"figures/t5?organisation={world.commune.uuid}&as_of=2026-06-01"
        "&known_at=2026-01-01T00:00:00%2B07:00",
        key,
    )
    assert (before["total"]["people"], before["total"]["trained"]) == (3, 0)
    ask(app, f"figures/t5?organisation={world.ministry.uuid}", key, status=404)
    ask(app, "figures/khong-co", key, status=404)


@pytest.mark.parametrize(
    "query", ["as_of=31-02-2026", "known_at=hom-qua", "known_at=2026-01-01T00:00", "organisation=x"]
)
def test_a_parameter_that_cannot_be_read_is_named(
    app: Flask, browser: Browser, place: SimpleNamespace, query: str
) -> None:
    told = ask(app, f"figures/t5?{query}", make_key(browser, place.binh), status=422)
    name, _, text = query.partition("=")
    assert f"“{name}”" in told["message"]
    assert text in told["message"]


def test_completions_come_in_order_and_each_once(
    app: Flask,
    browser: Browser,
    place: SimpleNamespace,
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with resources.database.transaction() as session:
        world = place.world.again(session)
        for number, person in enumerate(place.people[1:], start=1):
            world.complete(person, place.skills, now=EARLIER + timedelta(days=number))
        session.add(
            Revocation(
                completion_id=place.done.id,
                effective_on=date(2026, 2, 1),
                reason="test",
                revoked_by=place.done.uuid,
                recorded_at=EARLIER + timedelta(days=1),
            )
        )
    key = make_key(browser, place.duc)
    monkeypatch.setattr("lms.interop.api_views.LIMIT", 2)

    first = ask(app, "completions?since=2026-01-01T00:00:00Z", key)
    second = ask(app, f"completions?after={first['next'].replace('+', '%2B')}", key)
    third = ask(app, f"completions?after={second['next'].replace('+', '%2B')}", key)

    items = first["items"] + second["items"]
    assert sorted(item["kind"] for item in items) == ["completed"] * 3 + ["revoked"]
    assert [item["at"] for item in items] == sorted(item["at"] for item in items)
    assert {item["person"] for item in items} == {str(person.uuid) for person in place.people}
    (revoked,) = [item for item in items if item["kind"] == "revoked"]
    assert (revoked["uuid"], revoked["effective_on"]) == (str(place.done.uuid), "2026-02-01")
    assert third == {"items": [], "next": second["next"]}
    assert "Trần" not in str(items)
    ask(app, "completions?after=x", key, status=422)
    ask(app, "figures/t5", key, status=401)


def test_what_was_recorded_this_minute_waits(
    app: Flask, browser: Browser, place: SimpleNamespace, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        place.world.again(session).complete(place.people[1], place.skills, now=utc_now())
    told = ask(app, "completions", make_key(browser, place.duc))
    assert len(told["items"]) == 1


def test_a_key_that_ended_ran_out_or_outlived_its_makers_role_opens_nothing(
    app: Flask, browser: Browser, place: SimpleNamespace, resources: Resources
) -> None:
    ended, old, orphan = (make_key(browser, place.binh, name=name) for name in ("A", "B", "C"))
    *_, last = browser.get("/khoa-api").select("tbody tr")  # the newest is the first
    (form,) = last.select("form")
    browser.post(str(form["action"]))
    browser.post(str(form["action"]))
    with resources.database.transaction() as session:
        session.scalars(select(ApiKey).where(ApiKey.name == "B")).one().valid_to = date(2026, 1, 1)
    ask(app, "targets", orphan)
    with resources.database.transaction() as session:
        account = account_of(session, place.binh.id)
        assert account is not None
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)):
            grant.ended_at = utc_now()
    for key in (ended, old, orphan, "lt_sai", None):
        assert "Khóa API" in ask(app, "targets", key, status=401)["message"]


def test_guessing_keys_is_slowed_down(app: Flask, place: SimpleNamespace) -> None:
    statuses = set()
    for number in range(160):
        answer = app.test_client().get(
            "/api/v1/targets",
            headers={"Authorization": f"Bearer lt_{number}"},
            base_url="https://lantoa.test",
        )
        statuses.add(answer.status_code)
    assert statuses == {401, 429}
    assert place.world.root is not None


def test_each_answer_is_written_down(
    app: Flask, browser: Browser, place: SimpleNamespace, resources: Resources
) -> None:
    key = make_key(browser, place.duc)
    ask(app, "completions", key)
    with resources.database.reading() as session:
        (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "api.read")).all()
        (row,) = session.scalars(select(ApiKey)).all()
    assert event.subject_uuid == row.uuid
    assert event.detail == {"file": "completions", "rows": 1}
    assert key not in row.secret_index


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"last_day": "01/01/2020"}, "sau hôm nay và không quá một năm"),
        ({"last_day": "01/01/2099"}, "sau hôm nay và không quá một năm"),
        ({"last_day": ""}, "Dùng đến hết ngày"),
        ({"name": ""}, "Tên hệ thống dùng khóa"),
    ],
)
def test_a_key_that_cannot_be_is_refused_in_words(
    browser: Browser, place: SimpleNamespace, fields: dict[str, str], says: str
) -> None:
    browser.sign_in(place.binh)
    browser.get("/khoa-api")
    sent = {
        "name": "Trục",
        "unit": str(place.world.province.uuid),
        "last_day": f"{local_day(utc_now()) + timedelta(days=9):%d/%m/%Y}",
    }
    page = browser.post("/khoa-api", {**sent, **fields}, status=422)
    assert says in text_of(page.select_one("[role=alert]") or page)


def test_a_unit_out_of_scope_gets_no_key(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.binh)
    browser.get("/khoa-api")
    last = f"{local_day(utc_now()) + timedelta(days=9):%d/%m/%Y}"
    for unit in (str(place.world.ministry.uuid), "x"):
        browser.post("/khoa-api", {"name": "A", "unit": unit, "last_day": last}, status=404)
