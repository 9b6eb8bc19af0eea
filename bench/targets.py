"""The figure by unit over a whole country, and its people as a workbook; SQLite and PostgreSQL.

Everybody on the made-up register is of the population of the 2030 target: the hardest case; see
`bench/support/country.py`.

Counted anew: as for a register of which nothing is kept. From what is kept: as the recurring task
leaves it. With 100 changed: the same after a hundred people completed something since. All must
find what the naive query of the same run finds, a join of persons, posts, completions and tags. The
control asks the naive query for each line by itself and must be slower than all of it at once.

Bars for 2,000,000 people (S3): today <= 200 ms on PostgreSQL, <= 500 ms on SQLite, any other day
<= 2 s. Workbook of 100,000 people (S5): <= 10 s, <= 200 MB.

    python bench/targets.py [--people 20000] [--only sqlite|postgresql]
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import xlsxwriter
from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.support.country import FAR, SERIES, UUID_OF, fill
from bench.support.runs import DATABASES, chosen_settings, peak_megabytes, seconds_of, settle
from config import Settings
from lms.core import migrate
from lms.core.memory import collect_rarely
from lms.core.resources import Resources
from lms.core.spreadsheets.writing import write_xlsx
from lms.figures.export import names_sheet
from lms.organisations.service import Organisation, get_organisation
from lms.targets.service import (
    Figure,
    Wanted,
    all_names,
    basis_of,
    figure,
    rule_of,
    target_at,
)
from lms.targets.tasks import keep_target

TODAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 5, tzinfo=UTC)
PAST = date(2026, 3, 31)
TIMES = 5
CELLS = 9  # of a person in the workbook
NAMED = 100_000  # people in the workbook
LINES = 3  # of the figure, in the control
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
    parser.add_argument("--only", choices=DATABASES)
    chosen = parser.parse_args()
    for name, settings in chosen_settings(chosen.only):
        _measure(name, settings, chosen.people)


def _measure(name: str, settings: Settings, people: int) -> None:
    migrate.upgrade(settings.database_url)
    resources = Resources.at(settings)
    began = time.perf_counter()
    with resources.database.transaction() as session:
        top = fill(session, settings.courses_dir / "targets.yaml", name, people)
    settle(resources)
    print(f"\n{name}, {people:,} people, made in {time.perf_counter() - began:.0f} s")
    print(f"{'what':44}{'ms':>10}")
    with resources.database.reading() as session:
        naive = _naive(session, "/1/%")
        _say("the naive query, the total alone", lambda: _naive(session, "/1/%"), times=1)
        _ask(session, top, "counted anew", naive, times=1)
        target = target_at(session, key="t8", known_at=NOW)
    _say("keeping it", lambda: keep_target(resources, target, NOW), times=1)
    settle(resources)
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
    seconds = seconds_of(lambda: [_naive(session, f"{path}%") for path in some])
    scaled = seconds / len(some) * len(made.children)
    print(f"{'control: the naive query line by line':44}{scaled * 1000:10.1f}", flush=True)


def _workbook(settings: Settings) -> None:
    """Write the people behind the figure to a file, in a process of its own."""
    collect_rarely()  # as the web server does
    resources = Resources.at(settings)
    with resources.database.reading() as session, tempfile.TemporaryFile() as file:
        rule = rule_of(target_at(session, key="t8", known_at=NOW))
        top = get_organisation(session, 1)  # the root, first made
        basis = basis_of(session, rule=rule, organisation=top, as_of=TODAY, known_at=NOW)
        people = islice(all_names(session, basis=basis, wanted=Wanted()), NAMED)
        sheet = names_sheet(people)
        seconds = seconds_of(lambda: write_xlsx(file, [sheet], title="Danh sách", made_at=NOW))
        count = min(NAMED, session.scalar(text("SELECT count(*) FROM people_person")) or 0)
    megabytes = f"{peak_megabytes():.0f} MB"
    print(f"{f'workbook of {count:,} people':44}{seconds * 1000:10.1f}   {megabytes}")
    _say(f"XlsxWriter alone, {count:,} x {CELLS} cells", lambda: _bare_workbook(count), times=1)


def _bare_workbook(rows: int) -> None:
    """Write as many texts as such a workbook has, cell by cell: the baseline."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet()
        for row in range(rows):
            for column in range(CELLS):
                sheet.write_string(row, column, f"Ủy ban nhân dân xã số {row}")
        book.close()


def _in_child(work: Callable[[Settings], None], settings: Settings) -> None:
    child = get_context("spawn").Process(target=work, args=(settings,))
    child.start()
    child.join()
    if child.exitcode:
        sys.exit(child.exitcode)


def _say(name: str, work: Callable[[], object], times: int = TIMES) -> None:
    median = statistics.median(seconds_of(work) for _ in range(times))
    print(f"{name:44}{median * 1000:10.1f}", flush=True)


if __name__ == "__main__":
    main()
