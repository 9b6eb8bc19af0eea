"""Slips that were taken before stay known as taken, up and down."""

import pytest
from sqlalchemy import text

from lms.core import migrate
from lms.core.db import Database, make_engine

FILE = (
    "INSERT INTO roster_change_set (id, uuid, made_by, file_name, is_whole, state, rows_total,"
    " rows_done, counts, ignored, withheld, decisions, created_at, slips_at) VALUES"
    " (:id, :uuid, '00000000000000000000000000000003', 'a.xlsx', false, 'applied', 1, 1,"
    """ '{"create": 1}', '[]', '[]', '{}', '2026-01-01', :slips_at)"""
)


@pytest.mark.live
def test_a_sheet_taken_before_is_one_that_was_taken(database: Database) -> None:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    migrate.downgrade(url, "0023")
    engine = make_engine(url)
    with engine.execution_options(lms_writes=True).begin() as connection:
        for number, slips_at in enumerate(("2026-01-02", None), start=1):
            values = {"id": number, "uuid": f"{number:032}", "slips_at": slips_at}
            connection.execute(text(FILE), values)
    for _ in range(2):
        migrate.upgrade(url)
        with engine.connect() as connection:
            told = "SELECT change_set_id, taken_at = asked_at, file_key FROM slips_sheet"
            sheets = connection.execute(text(told))
            assert [tuple(sheet) for sheet in sheets] == [(1, True, None)]
        migrate.downgrade(url, "0023")
    engine.dispose()
