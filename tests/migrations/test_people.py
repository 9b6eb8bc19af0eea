"""People written before go through the room's migrations, up and down."""

import pytest
from sqlalchemy import text

from lms.core import migrate
from lms.core.db import Database, make_engine

PERSON = (
    "INSERT INTO people_person (id, uuid, full_name, sort_key, fold_key, recorded_at) VALUES"
    " (1, '00000000000000000000000000000001', 'Trần Thị An', 'a', 'tran thi an', '2025-01-01')"
)
UNIT = (
    "INSERT INTO organisations_organisation (id, uuid, name, kind, path, sort_key, fold_key)"
    " VALUES (1, '00000000000000000000000000000002', 'Toàn quốc', 'root', '/1/', 'a', 'toan quoc')"
)
POST = (
    "INSERT INTO people_post (id, uuid, thread, person_id, organisation_id, working_group,"
    " full_time, valid_from, source, recorded_at) VALUES (1, '00000000000000000000000000000003',"
    " '00000000000000000000000000000004', 1, 1, 'communication', true, '2025-01-01', 'form',"
    " '2025-01-01')"
)


@pytest.mark.live
def test_people_and_posts_stay_and_names_are_found(database: Database) -> None:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    migrate.downgrade(url, "0011")
    engine = make_engine(url)
    with engine.execution_options(lms_writes=True).begin() as connection:
        for row in (PERSON, UNIT, POST):
            connection.execute(text(row))
    for _ in range(2):
        migrate.upgrade(url)
        with engine.connect() as connection:
            post = connection.execute(text("SELECT source, reason, recorded_by FROM people_post"))
            assert tuple(post.one()) == ("form", None, None)
            parts = connection.scalars(text("SELECT part FROM people_name_part ORDER BY part"))
            assert list(parts) == ["an", "thi an", "tran thi an"]
        migrate.downgrade(url, "0011")
    engine.dispose()
