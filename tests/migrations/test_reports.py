"""The tables of reports go and come again beside what they refer to."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lms.core import migrate
from lms.core.db import Database, make_engine

UNIT = (
    "INSERT INTO organisations_organisation (id, uuid, name, sort_key, fold_key, kind, path)"
    " VALUES (1, '00000000000000000000000000000001', 'Toàn quốc', 'a', 'a', 'root', '/1/')"
)
TARGET = (
    "INSERT INTO targets_target (id, key, number, digest, document, recorded_at)"
    " VALUES (1, 't5', 1, 'x', '{}', '2026-01-01 00:00:00+00')"
)
REPORT = (
    "INSERT INTO reports_report (id, uuid, token, organisation_id, target_id, as_of, known_at,"
    " tree, sealed_at, year, serial, number, digest) VALUES (:id, :uuid, :token, 1, 1,"
    " '2026-01-01', '2026-01-02 00:00:00+00', 'khi-do', '2026-01-02 00:00:00+00', 2026, :serial,"
    " :number, 'd')"
)


def values(number: int, **other: object) -> dict[str, object]:
    return {
        "id": number,
        "uuid": f"{number:032}",
        "token": f"token {number}",
        "serial": number,
        "number": f"{number:04}/2026/BCCT",
        **other,
    }


@pytest.mark.live
def test_reports_keep_their_rules_up_down_and_up(database: Database) -> None:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    migrate.downgrade(url, "0025")
    engine = make_engine(url).execution_options(lms_writes=True)
    with engine.begin() as connection:
        for statement in (UNIT, TARGET):
            connection.execute(text(statement))
    for _ in range(2):
        migrate.upgrade(url)
        with engine.begin() as connection:
            connection.execute(text(REPORT), values(1))
        for wrong in (
            values(2, serial=1),
            values(3, token="token 1"),
            values(4) | {"number": None},
        ):
            with pytest.raises(IntegrityError), engine.begin() as connection:
                connection.execute(text(REPORT), wrong)
        migrate.downgrade(url, "0025")
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM targets_target")) == 1
    engine.dispose()
