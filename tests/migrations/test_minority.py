"""The table of answers goes and comes again beside the people it is about; one answer each."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lms.core import migrate
from lms.core.db import Database, make_engine

PERSON = (
    "INSERT INTO people_person (id, uuid, full_name, sort_key, fold_key, recorded_at)"
    " VALUES (1, '00000000000000000000000000000001', 'A', 'a', 'a', '2026-01-02 00:00:00+00')"
)
ANSWER = (
    "INSERT INTO minority_answer (id, person_id, belongs, recorded_by, recorded_at) VALUES"
    " (:id, 1, true, '00000000000000000000000000000001', '2026-01-02 00:00:00+00')"
)


@pytest.mark.live
def test_answers_go_and_come_and_are_one_a_person(database: Database) -> None:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    migrate.downgrade(url, "0029")
    engine = make_engine(url).execution_options(lms_writes=True)
    with engine.begin() as connection:
        connection.execute(text(PERSON))
    for _ in range(2):
        migrate.upgrade(url)
        with engine.begin() as connection:
            connection.execute(text(ANSWER), {"id": 1})
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(ANSWER), {"id": 2})
        migrate.downgrade(url, "0029")
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM people_person")) == 1
    engine.dispose()
