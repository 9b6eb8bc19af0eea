"""A whole country of made-up people, posts and completions, written inside the database itself.

One person in fifty holds a second post in the next unit, one in twenty has moved (a superseded row
and two later ones), each has two completions, one in a hundred of them waived, one in two hundred
taken back. The tree has 34 provinces with communes and 22 ministries with departments.
"""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from lms.organisations.service import Organisation, OrganisationKind, add_organisation
from lms.targets.service import sync_targets

BEGAN = date(2025, 1, 1)
EARLY = datetime(2025, 1, 1, tzinfo=UTC)
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
SERIES = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :count) "
PERSONS = """INSERT INTO people_person (id, uuid, full_name, sort_key, fold_key, recorded_at)
{series} SELECT n, {uuid}, 'Nguyễn Văn ' || n, 'van ' || (n % 1000003 * 1009 % 1000003),
'nguyen van ' || n, '2025-01-01 00:00:00.000000' FROM s"""
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


def fill(session: Session, targets: Path, name: str, people: int) -> Organisation:
    """Write the country with a few statements, in the database itself."""
    sync_targets(session, targets, now=EARLY)
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
