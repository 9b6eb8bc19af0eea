"""The figure by unit over a whole country, and its people as a workbook; SQLite and PostgreSQL.

Everybody on the made-up register is of the population of the 2030 target: the hardest case. One
person in fifty holds a second post in the next unit, one in twenty has moved (a superseded row and
two later ones), each has two completions, one in a hundred of them waived, one in two hundred taken
back. The tree has 34 provinces with communes and 22 ministries with departments.

Counted anew: as for a register of which nothing is kept. From what is kept: as the recurring task
leaves it. With 100 changed: the same after a hundred people completed something since. All must
find what the naive query of the same run finds, a join of persons, posts, completions and tags. The
control asks the naive query for each line by itself and must be slower than all of it at once.

Bars for 2,000,000 people (S3): today <= 200 ms on PostgreSQL, <= 500 ms on SQLite, any other day
<= 2 s. Workbook of 100,000 people (S5): <= 10 s, <= 200 MB.

    python bench/targets.py [--people 20000] [--only sqlite|postgresql]
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Settings, load_settings
from lms.core import migrate
from lms.core.resources import Resources
from lms.core.spreadsheets.writing import write_xlsx
from lms.figures.export import names_sheet
from lms.organisations.service import Organisation, OrganisationKind, add_organisation, get_root
from lms.targets.service import (
    Figure,
    Wanted,
    all_names,
    basis_of,
    figure,
    rule_of,
    sync_targets,
    target_at,
)
from lms.targets.tasks import keep_target
from tests.support import services

BEGAN = date(2025, 1, 1)
EARLY = datetime(2025, 1, 1, tzinfo=UTC)
TODAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 5, tzinfo=UTC)
PAST = date(2026, 3, 31)
TIMES = 5
UUID_OF = {
    "sqlite": "printf('%032x', {n})",
    "postgresql": "lpad(to_hex(({n})::bigint), 32, '0')::uuid",
}
DAY_OF = {
    "sqlite": "date('2025-07-01', '+' || (n % 500) || ' days')",
    "postgresql": "date '2025-07-01' + (n % 500)::int",
}
YES = {"sqlite": "1", "postgresql": "true"}
FAR = 100_000_000  # between the numbers that uuids are made of
NAMED = 100_000  # people in the workbook
LINES = 3  # of the figure, in the control
SERIES = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :count) "
PERSONS = """INSERT INTO people_person (id, uuid, full_name, sort_key, fold_key, recorded_at)
{series} SELECT n, {uuid}, 'Nguyễn Văn ' || n, 'van ' || (n * 7919 % 1000003), 'nguyen van ' || n,
'2025-01-01 00:00:00.000000' FROM s"""
POST = """INSERT INTO people_post (uuid, thread, person_id, organisation_id, working_group,
full_time, valid_from, valid_to, source, recorded_at, superseded_at)
{series} SELECT {uuid}, {uuid}, n, (SELECT unit_id FROM unit WHERE place = (n * {step} + {shift})
% :units), CASE WHEN n % 5 < 2 THEN 'communication' WHEN n % 5 < 4 THEN 'grassroots'
ELSE 'external' END, {yes}, {begins}, {ends}, 'bench', {known}, {until} FROM s WHERE {where}"""
COMPLETION = """INSERT INTO learning_completion (uuid, person_id, programme_key, version_id, kind,
started_on, completed_on, evidence, recorded_at)
{series} SELECT {uuid}, n, 'p{version}', {version}, CASE WHEN n % 100 = {version} THEN 'waived' ELSE
'completed' END, '2025-07-01', {day}, '{{}}', '2025-07-01 00:00:00.000000' FROM s
WHERE n % 10 < {tenths}"""
REVOCATION = """INSERT INTO learning_revocation (completion_id, effective_on, reason, revoked_by,
recorded_at) SELECT id, '2026-01-15', 'bench', {uuid}, '2026-01-15 00:00:00.000000'
FROM learning_completion WHERE id % 200 = 0"""
VERSION = """INSERT INTO catalog_programme_version (id, uuid, programme_key, number, digest, code,
title_vi, title_en, in_depth, periods, tags, document, published_at) VALUES (:id, {uuid}, :key, 1,
:digest, :key, :key, :key, {yes}, 4, '[]', '{{}}', '2025-01-01 00:00:00.000000')"""
NAIVE = """SELECT count(DISTINCT p.id), count(DISTINCT CASE WHEN (
SELECT count(DISTINCT g.tag) FROM learning_completion c
JOIN catalog_programme_tag g ON g.version_id = c.version_id
WHERE c.person_id = p.id AND c.completed_on BETWEEN '2025-06-16' AND :day AND c.kind <> 'waived'
AND NOT EXISTS (SELECT 1 FROM learning_revocation r WHERE r.completion_id = c.id
AND r.effective_on <= :day)) = 2 THEN p.id END)
FROM people_person p JOIN people_post h ON h.person_id = p.id
JOIN organisations_organisation o ON o.id = h.organisation_id
WHERE h.valid_from <= :day AND (h.valid_to IS NULL OR h.valid_to > :day)
AND h.superseded_at IS NULL AND (h.working_group <> 'communication' OR h.full_time)
AND o.path LIKE :path"""
LATE = """INSERT INTO learning_completion (uuid, person_id, programme_key, version_id, kind,
started_on, completed_on, evidence, recorded_at)
{series} SELECT {uuid}, n * :step, 'p1', 1, 'completed', '2026-11-20', '2026-11-20', '{{}}',
'2026-11-20 04:59:00.000000' FROM s"""


def main() -> None:
    """Print one table for each database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args()
    for name in ("sqlite", "postgresql"):
        if chosen.only in (None, name):
            with _settings(name) as settings:
                _measure(name, settings, chosen.people)


@contextmanager
def _settings(name: str) -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as folder:
        if name == "sqlite":
            yield load_settings({"DATA_DIR": folder})
            return
        with services.postgresql() as server, services.new_database(server) as address:
            yield load_settings({"DATA_DIR": folder, "DATABASE_URL": address})


def _measure(name: str, settings: Settings, people: int) -> None:
    migrate.upgrade(settings.database_url)
    resources = Resources.at(settings)
    began = time.perf_counter()
    with resources.database.transaction() as session:
        top = _fill(session, settings, name, people)
    _settle(resources, name)
    print(f"\n{name}, {people:,} people, made in {time.perf_counter() - began:.0f} s")
    print(f"{'what':44}{'ms':>10}")
    with resources.database.reading() as session:
        naive = _naive(session, "/1/%")
        _say("the naive query, the total alone", lambda: _naive(session, "/1/%"), times=1)
        _ask(session, top, "counted anew", naive, times=1)
        target = target_at(session, key="t8", known_at=NOW)
    _say("keeping it", lambda: keep_target(resources, target, NOW), times=1)
    _settle(resources, name)
    with resources.database.reading() as session:
        _ask(session, top, "from what is kept", naive)
    with resources.database.transaction() as session:
        late = LATE.format(series=SERIES, uuid=UUID_OF[name].format(n=f"n + {FAR * 50}"))
        session.execute(text(late), {"count": 100, "step": people // 100})
    with resources.database.reading() as session:
        _ask(session, top, "with 100 changed", _naive(session, "/1/%"))
        _control(session, top)
    resources.database.dispose()
    _in_child(_workbook, settings)


def _ask(
    session: Session, top: Organisation, how: str, naive: tuple[int, int], times: int = TIMES
) -> None:
    rule = rule_of(target_at(session, key="t8", known_at=NOW))

    def ask(day: date) -> Figure:
        return figure(session, rule=rule, organisation=top, as_of=day, known_at=NOW)

    whole = ask(TODAY).total.whole
    if (whole.people, whole.trained) != naive:
        sys.exit(f"{how}: {whole}, the naive query finds {naive}")
    _say(f"figure by unit, {how}", lambda: ask(TODAY), times)
    _say(f"the same of a past day, {how}", lambda: ask(PAST), times)


def _naive(session: Session, path: str) -> tuple[int, int]:
    row = session.execute(text(NAIVE), {"day": TODAY.isoformat(), "path": path}).one()
    return row[0], row[1]


def _control(session: Session, top: Organisation) -> None:
    """Ask the naive query for some lines one by one, and scale to all of them."""
    rule = rule_of(target_at(session, key="t8", known_at=NOW))
    made = figure(session, rule=rule, organisation=top, as_of=TODAY, known_at=NOW)
    units = session.execute(
        text("SELECT path FROM organisations_organisation WHERE parent_id = :top ORDER BY id"),
        {"top": top.id},
    ).scalars()
    some = list(units)[:LINES]
    seconds = _timed(lambda: [_naive(session, f"{path}%") for path in some])
    scaled = seconds / len(some) * len(made.children)
    print(f"{'control: the naive query line by line':44}{scaled * 1000:10.1f}", flush=True)


def _workbook(settings: Settings) -> None:
    """Write the people behind the figure to a file, in a process of its own."""
    resources = Resources.at(settings)
    with resources.database.reading() as session, tempfile.TemporaryFile() as file:
        rule = rule_of(target_at(session, key="t8", known_at=NOW))
        top = get_root(session)
        basis = basis_of(session, rule=rule, organisation=top, as_of=TODAY, known_at=NOW)
        people = islice(all_names(session, basis=basis, wanted=Wanted()), NAMED)
        sheet = names_sheet(people)
        seconds = _timed(lambda: write_xlsx(file, [sheet], title="Danh sách", made_at=NOW))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{f'workbook of up to {NAMED:,} people':44}{seconds * 1000:10.1f}   {peak:.0f} MB")


def _in_child(work: Callable[[Settings], None], settings: Settings) -> None:
    child = get_context("spawn").Process(target=work, args=(settings,))
    child.start()
    child.join()
    if child.exitcode:
        sys.exit(child.exitcode)


def _say(name: str, work: Callable[[], object], times: int = TIMES) -> None:
    median = statistics.median(_timed(work) for _ in range(times))
    print(f"{name:44}{median * 1000:10.1f}", flush=True)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _fill(session: Session, settings: Settings, name: str, people: int) -> Organisation:
    """Write the country with a few statements, in the database itself."""
    sync_targets(session, settings.courses_dir / "targets.yaml", now=EARLY)
    top, units = _units(session)
    numbers = iter(range(20))

    def run(statement: str, **words: object) -> None:
        uuid = UUID_OF[name].format(n=f"n + {FAR * next(numbers)}")
        fields = {"series": SERIES, "yes": YES[name], "uuid": uuid, "day": DAY_OF[name], **words}
        made = text(statement.format(**fields))
        given = {"count": people, "units": units}
        session.execute(made, {key: given[key] for key in made.compile().params})

    _programmes(session, name)
    run(PERSONS)
    usual = {
        "step": 1,
        "shift": 0,
        "begins": "'2025-01-01'",
        "ends": "NULL",
        "until": "NULL",
        "known": "'2025-01-01 00:00:00.000000'",
        "where": "n % 20 <> 3",
    }
    run(POST, **usual)
    run(POST, **usual | {"where": "n % 50 = 1", "shift": 1})
    moved = usual | {"where": "n % 20 = 3"}
    run(POST, **moved | {"until": "'2026-02-01 00:00:00.000000'"})
    late = moved | {"known": "'2026-02-01 00:00:00.000000'"}
    run(POST, **late | {"ends": "'2026-02-01'"})
    run(POST, **late | {"begins": "'2026-02-01'", "step": 5, "shift": 1})
    for version, tenths in ((1, 6), (2, 8), (3, 6)):
        run(COMPLETION, version=version, tenths=tenths)
    run(REVOCATION, uuid=UUID_OF[name].format(n="id"))
    return top


def _programmes(session: Session, name: str) -> None:
    for version, tags in {1: ("dcs", "st"), 2: ("dcs",), 3: ("st",)}.items():
        session.execute(
            text(VERSION.format(uuid=UUID_OF[name].format(n=version), yes=YES[name])),
            {"id": version, "key": f"p{version}", "digest": f"{version:064d}"},
        )
        session.execute(
            text("INSERT INTO catalog_programme_tag (version_id, tag) VALUES (:version, :tag)"),
            [{"version": version, "tag": tag} for tag in tags],
        )


def _units(session: Session) -> tuple[Organisation, int]:
    """Make the tree, and a table of its lowest units by number."""
    top = _unit(session, None, "Toàn quốc", OrganisationKind.ROOT)
    low: list[int] = []
    for number in range(34):
        province = _unit(session, top, f"Tỉnh {number}", OrganisationKind.PROVINCE)
        communes = (
            _unit(session, province, f"Xã {n}", OrganisationKind.COMMUNE) for n in range(98)
        )
        low.extend(unit.id for unit in communes)
    for number in range(22):
        ministry = _unit(session, top, f"Bộ {number}", OrganisationKind.MINISTRY)
        departments = (
            _unit(session, ministry, f"Vụ {n}", OrganisationKind.DEPARTMENT) for n in range(20)
        )
        low.extend(unit.id for unit in departments)
    session.execute(text("CREATE TEMPORARY TABLE unit (place bigint PRIMARY KEY, unit_id bigint)"))
    session.execute(
        text("INSERT INTO unit VALUES (:place, :unit)"),
        [{"place": place, "unit": unit} for place, unit in enumerate(low)],
    )
    return top, len(low)


def _unit(
    session: Session, parent: Organisation | None, name: str, kind: OrganisationKind
) -> Organisation:
    return add_organisation(
        session, parent=parent, name=name, kind=kind, valid_from=BEGAN, now=EARLY, actor=None
    )


def _settle(resources: Resources, name: str) -> None:
    """Let the database look at what it holds, as its own routine would by night."""
    engine = resources.database.bind.engine
    statement = "VACUUM ANALYZE" if name == "postgresql" else "ANALYZE"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


if __name__ == "__main__":
    main()
