"""Enrolments made before there were rules go through the migration, up and down."""

import pytest
from sqlalchemy import text

from lms.core import migrate
from lms.core.db import Database, make_engine


@pytest.mark.live
def test_enrolments_stay_through_up_and_down(database: Database) -> None:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    migrate.downgrade(url, "0014")
    engine = make_engine(url)
    with engine.execution_options(lms_writes=True).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO people_person (id, uuid, full_name, sort_key, fold_key, recorded_at)"
                " VALUES (1, '00000000000000000000000000000001', 'An', 'a', 'an',"
                " '2025-01-01 00:00:00+00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO learning_enrolment"
                " (id, uuid, person_id, programme_key, source, reason, enrolled_at)"
                " VALUES (1, '00000000000000000000000000000002', 1, 'thu', 'hr', 'Kế hoạch',"
                " '2025-01-01 00:00:00+00')"
            )
        )
    migrate.upgrade(url)
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT reason, rule_uuid, released_by FROM learning_enrolment")
        ).one()
    assert tuple(row) == ("Kế hoạch", None, None)
    migrate.downgrade(url, "0014")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT reason FROM learning_enrolment")) == "Kế hoạch"
    engine.dispose()
