"""CPU per request of the register's pages among 1,000 and among 100,000 people.

On SQLite and on PostgreSQL, where the CPU of its server processes is added. Bar: no page takes more
than twice as much among 100,000 people. The officer keeps the register of the whole country, the
hardest case. The last line is a control: the same list, counted to the end and paged by number, as
lists mostly are; it must fail the bar.

    python bench/register.py [--people 100000] [--requests 20] [--only sqlite|postgresql]
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from bench.support.runs import DATABASES, fresh_settings, install, settle
from config import Settings
from lms.accounts.service import ensure_account, grant_role, set_password
from lms.app import create_app
from lms.core.clock import utc_now
from lms.core.memory import collect_rarely
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.demo.people import make_people
from lms.demo.units import SINCE, add_units
from lms.learning.service import Source, enrol
from lms.people.service import (
    Identity,
    Person,
    Post,
    add_person,
    insert_people,
    insert_posts,
    person_row,
    visible_people,
)

SMALL = 1_000
BATCH = 5_000
ROUNDS = 3
BAR = 2
PASSWORD = "Trâu 9 sừng, Ếch 2 chân"  # noqa: S105 - of a database that is thrown away
LEFT_SHARE, TO_COME_SHARE = 20, 20  # one in so many has left, or is to come
PAGES = {
    "list, first page": "",
    "list, last page": "?cuoi=1",
    "name, rare": "?tim=thi thuy linh",
    "name, frequent": "?tim=nguyen",
    "name, given": "?tim=an",
    "name, nobody": "?tim=khong co ai",
    "staff code": "?tim=MAU-000500",
    "unit, a province": "?don-vi={province}",
    "unit, a commune": "?don-vi={commune}",
    "group, frequent": "?nhom=grassroots",
    "group, rare": "?nhom=leader",
    "group, nobody": "?nhom=spokesperson",
    "full-time": "?che-do=chuyen-trach",
    "group and part-time": "?nhom=communication&che-do=kiem-nhiem",
    "province, group, name": "?don-vi={province}&nhom=communication&tim=nguyen",
    "to come": "?trang-thai=sap-toi",
    "has left": "?trang-thai=da-thoi",
    "a person": "/{person}",
    "a person, correction": "/{person}/dinh-chinh",
    "add a person": "/them",
    "units suggested": "/don-vi?q=xa",
}
CONTROL = "control: counted, by number"


@dataclass(frozen=True)
class Site:
    """An installation with people in it."""

    resources: Resources
    client: FlaskClient
    names: dict[str, str]


def main() -> None:
    """Print one table for each database; end with an error if the control holds the bar."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--only", choices=DATABASES)
    chosen = parser.parse_args()
    collect_rarely()  # as the web server does
    for name in DATABASES:
        if chosen.only in (None, name):
            _compare(name, chosen.people, chosen.requests)


def _compare(name: str, people: int, requests: int) -> None:
    with _site(name, SMALL) as few, _site(name, people) as many:
        print(f"\n{name:34}{SMALL:>10,}{people:>10,}{'ratio':>8}   (ms CPU a request)")
        for page, path in PAGES.items():
            _report(page, _visit(few, path), _visit(many, path), requests)
        control = _report(CONTROL, partial(_count, few), partial(_count, many), requests)
        few.resources.database.dispose()
        many.resources.database.dispose()
    if control <= BAR:
        sys.exit("the control seems to hold the bar")


def _report(
    name: str,
    few: Callable[[], object],
    many: Callable[[], object],
    requests: int,
) -> float:
    small, large = _cpu(few, requests), _cpu(many, requests)
    mark = "" if large <= BAR * small else "   over"
    print(f"{name:34}{small:10.2f}{large:10.2f}{large / small:8.2f}{mark}", flush=True)
    return large / small


def _visit(site: Site, path: str) -> Callable[[], object]:
    address = "/nhan-su" + path.format(**site.names)

    def visit() -> None:
        answer = site.client.get(address)
        if answer.status_code != 200:  # noqa: PLR2004
            raise LookupError(address, answer.status_code)

    visit.__dict__["site"] = site
    return visit


def _count(site: Site) -> None:
    """Count everybody, then read the page in the middle by its number; then show a page."""
    listed = visible_people(["/"], today=date.today()).order_by(Person.sort_key)  # noqa: DTZ011
    with site.resources.database.reading() as session:
        total = session.scalar(select(func.count()).select_from(listed.subquery())) or 0
        session.scalars(listed.offset(total // 2).limit(50)).all()
    site.client.get("/nhan-su")


def _cpu(visit: Callable[[], object], requests: int) -> float:
    """Return the CPU of one call in milliseconds, ours and the server's."""
    site = visit.args[0] if isinstance(visit, partial) else visit.__dict__["site"]
    for _ in range(3):
        visit()
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time() + _server_seconds(site)
        for _ in range(requests):
            visit()
        rounds.append((time.process_time() + _server_seconds(site) - began) * 1000 / requests)
    return statistics.median(rounds)


def _server_seconds(site: Site) -> float:
    """Return the CPU that this database's server processes have used; 0 for SQLite."""
    if site.resources.database.bind.dialect.name == "sqlite":
        return 0.0
    with site.resources.database.reading() as session:
        found = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        pids = session.scalars(found).all()
    ticks = 0
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        except OSError:
            continue  # it has ended, or belongs to another machine
        fields = stat.split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def _site(name: str, people: int) -> Iterator[Site]:
    with fresh_settings(name) as settings:
        resources = _install(settings, people)
        app = create_app(settings, resources)
        client = app.test_client()
        page = client.get("/dang-nhap").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        sent = {"name": "DO-01", "password": PASSWORD, "csrf_token": token}
        client.post("/dang-nhap", data=sent)
        yield Site(resources, client, _names(resources))


def _install(settings: Settings, people: int) -> Resources:
    resources = install(settings)
    now, rng = utc_now(), Random(1169)  # noqa: S311 - made-up data
    with resources.database.transaction() as session:
        units = add_units(session, now=now)
        identity = Identity(
            full_name="Lê Văn Bình", staff_code="DO-01", staff_code_scope=units.provinces[0].id
        )
        officer = add_person(session, resources.keys, identity=identity, actor=None, now=now)
        account = ensure_account(session, person_id=officer.id, now=now)
        set_password(session, account=account, password=PASSWORD, now=now)
        grant_role(
            session, account=account, role=Role.HR, organisation=units.root, valid_from=SINCE,
            valid_to=None, reason="Đo", granter=None, now=now,
        )  # fmt: skip
    made = make_people(rng, units, people)
    for start in range(0, people, BATCH):
        batch = made[start : start + BATCH]
        rows = [person_row(resources.keys, uuid=one.uuid, identity=one.identity) for one in batch]
        with resources.database.transaction() as session:
            ids = insert_people(session, rows, now=now)
            insert_posts(session, [(ids[o.uuid], o.terms) for o in batch], source="do", now=now)
    _leave_and_come(resources)
    return resources


def _leave_and_come(resources: Resources) -> None:
    """Let some have left and some begin next month; tell the server what there is."""
    today = utc_now().date()
    with resources.database.transaction() as session:
        posts = session.query(Post)
        posts.filter(Post.id % LEFT_SHARE == 0).update({"valid_to": today - timedelta(days=30)})
        posts.filter(Post.id % TO_COME_SHARE == 1).update(
            {"valid_from": today + timedelta(days=30)}
        )
        person = session.scalars(select(Person).where(Person.staff_code == "MAU-000500")).one()
        enrol(
            session, person_id=person.id, programme_key="ttct", source=Source.HR, reason="Đo",
            due_on=None, actor=None, now=utc_now(),
        )  # fmt: skip
    settle(resources)


def _names(resources: Resources) -> dict[str, str]:
    with resources.database.reading() as session:
        found = session.execute(
            text(
                "SELECT p.name, u.name FROM organisations_organisation u"
                " JOIN organisations_organisation p ON p.id = u.parent_id"
                " WHERE u.kind = 'commune' AND p.kind = 'province' ORDER BY u.id LIMIT 1"
            )
        ).one()
        person = session.scalars(select(Person).where(Person.staff_code == "MAU-000500")).one()
    return {"province": found[0], "commune": f"{found[1]}, {found[0]}", "person": str(person.uuid)}


if __name__ == "__main__":
    main()
