"""Rules followed, a unit enrolled and letters planned among many people, on SQLite and PostgreSQL.

Baseline in the same run: reading the ids of all posts, by which every other step is divided. The
control looks at everybody as once a day, though nothing changed: a run with nothing new must take
a small part of it.

    python bench/enrolment.py [--people 100000] [--only sqlite|postgresql]
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import func, select, update

from bench.support.runs import DATABASES, chosen_settings, install, settle
from config import Settings
from lms.accounts.service import ensure_account, insert_accounts
from lms.catalog.service import current_programmes
from lms.core.clock import local_day, utc_now
from lms.core.columns import uuid7
from lms.core.resources import Resources
from lms.enrolment import tasks as following
from lms.enrolment.models import Mark
from lms.enrolment.service import Anchor, RuleTerms, make_rule
from lms.messages import tasks as messages
from lms.messages.models import Message
from lms.organisations.service import Organisation, OrganisationKind, add_organisation
from lms.people.service import (
    Identity,
    Person,
    Post,
    PostTerms,
    WorkingGroup,
    add_person,
    insert_people,
    insert_posts,
    person_row,
    revise_post,
)
from lms.selection import service
from lms.selection.access import Filters, staff

BEGAN = date(2025, 1, 1)
UNITS = 20
CHANGED = 1_000
CHUNK = 5_000


def main() -> None:
    """Print one table for each database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--only", choices=DATABASES)
    chosen = parser.parse_args()
    for name, settings in chosen_settings(chosen.only):
        _measure(name, settings, chosen.people)


def _measure(name: str, settings: Settings, count: int) -> None:
    account, unit = _install(settings, count)
    resources = Resources.at(settings)
    print(f"\n{name}, {count:,} people")
    print(f"{'step':42}{'s':>8}{'CPU s':>8}{'× baseline':>12}   came of it")
    baseline = _say("baseline: the ids of all posts", lambda: _all_posts(resources), None)
    _say(
        "follower, first run: everybody enrolled", lambda: following.follow(resources, {}), baseline
    )
    _look_again(resources, today=True)
    _say("follower, nothing new", lambda: following.follow(resources, {}), baseline)
    _change_posts(resources, min(CHANGED, count // 5))
    _say("follower, posts changed", lambda: following.follow(resources, {}), baseline)
    _look_again(resources, today=False)
    _say("control: everybody, nothing new", lambda: following.follow(resources, {}), baseline)
    _say("one unit enrolled by hand", lambda: _enrol_unit(resources, account, unit), baseline)
    settle(resources)
    _say("letters planned, one run", lambda: _plan(resources), baseline)
    resources.database.dispose()


def _install(settings: Settings, count: int) -> tuple[UUID, int]:
    """Write people, posts and accounts, and a rule; return the officer's account and a unit."""
    resources = install(settings)
    now = utc_now() - timedelta(days=2)
    with resources.database.transaction() as session:
        root = add_organisation(
            session, parent=None, name="Toàn quốc", kind=OrganisationKind.ROOT,
            valid_from=BEGAN, now=now, actor=None,
        )  # fmt: skip
        units = [
            add_organisation(
                session, parent=root, name=f"Tỉnh số {number}", kind=OrganisationKind.PROVINCE,
                valid_from=BEGAN, now=now, actor=None,
            )
            for number in range(UNITS)
        ]  # fmt: skip
        officer = Identity(full_name="Lê Văn Bình")
        person = add_person(session, resources.keys, identity=officer, actor=None, now=now)
        account = ensure_account(session, person_id=person.id, now=now).uuid
        rule = RuleTerms(
            name="Đo", organisation_id=root.id, clause="Đo", valid_from=BEGAN, due_days=900,
            programme_key=current_programmes(session)[0].programme_key, anchor=Anchor.HIRING,
        )  # fmt: skip
        make_rule(session, terms=rule, actor=account, now=now)
        ids = [unit.id for unit in units]
    for first in range(0, count, CHUNK):
        _add_people(resources, range(first, min(first + CHUNK, count)), ids)
    settle(resources)
    resources.database.dispose()
    return account, ids[0]


def _add_people(resources: Resources, numbers: range, units: list[int]) -> None:
    now = utc_now() - timedelta(days=2)
    identities = [Identity(full_name=f"Trần An {n}", email=f"an{n}@do.test") for n in numbers]
    with resources.database.transaction() as session:
        rows = [person_row(resources.keys, uuid=uuid7(), identity=one) for one in identities]
        people = list(insert_people(session, rows, now=now).values())
        posts = [
            PostTerms(
                organisation_id=units[number % len(units)],
                working_group=WorkingGroup.COMMUNICATION, full_time=True, valid_from=BEGAN,
            )
            for number in numbers
        ]  # fmt: skip
        pairs = list(zip(people, posts, strict=True))
        insert_posts(session, pairs, source="do", now=now)
        insert_accounts(session, people, now=now)


def _all_posts(resources: Resources) -> str:
    with resources.database.reading() as session:
        return f"{len(session.scalars(select(Post.id)).all()):,} posts"


def _look_again(resources: Resources, *, today: bool) -> None:
    """Let the last run lie an hour back; `today`: as one in which everybody was looked at."""
    now = utc_now()
    values = {"read_until": now - timedelta(hours=1)}
    if today:
        values["read_until"] = now + timedelta(minutes=11)  # beyond the overlap of runs
    day = local_day(now) if today else local_day(now) - timedelta(days=1)
    with resources.database.transaction() as session:
        session.execute(update(Mark).values(looked_on=day, **values))


def _change_posts(resources: Resources, count: int) -> None:
    """Correct the first day of so many posts."""
    with resources.database.transaction() as session:
        first = select(Post).where(Post.superseded_at.is_(None)).order_by(Post.id).limit(count)
        now = utc_now() + timedelta(minutes=2)
        for post in session.scalars(first).all():
            terms = PostTerms(
                organisation_id=post.organisation_id, working_group=post.working_group,
                full_time=post.full_time, valid_from=BEGAN + timedelta(days=30),
            )  # fmt: skip
            revise_post(
                session, post=post, terms=terms, source="do", reason="Đo", actor=None, now=now
            )


def _enrol_unit(resources: Resources, account: UUID, unit: int) -> str:
    now = utc_now()
    with resources.database.transaction() as session:
        path = session.get_one(Organisation, unit).path
        wanted = staff(path, filters=Filters(), today=local_day(now))
        people = session.scalars(wanted.with_only_columns(Person.id)).all()
        key = current_programmes(session)[1].programme_key
        chosen = service.choose(
            session, people=people, programme_key=key, again=False, today=local_day(now)
        )
        enrolled = service.enrol_chosen(
            session, chosen=chosen, programme_key=key, due_on=None, reason="Đo", actor=account,
            now=now,
        )  # fmt: skip
    return f"{enrolled:,} people"


def _plan(resources: Resources) -> str:
    day = utc_now().replace(hour=3)  # 10:00 in Việt Nam
    messages.plan_at(resources, day)
    with resources.database.reading() as session:
        count = session.scalar(select(func.count()).select_from(Message)) or 0
    return f"{count:,} letters"


def _say(name: str, work: Callable[[], str | None], baseline: float | None) -> float:
    """Print what a step took; return its seconds."""
    began, cpu = time.perf_counter(), time.process_time()
    came = work() or ""
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    ratio = f"{seconds / baseline:12.1f}" if baseline else " " * 12
    print(f"{name:42}{seconds:8.2f}{used:8.2f}{ratio}   {came}", flush=True)
    return seconds


if __name__ == "__main__":
    main()
