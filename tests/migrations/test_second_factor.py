"""The tables of the second factor go and come again beside the accounts they refer to."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lms.core import migrate
from lms.core.db import Database, make_engine

PERSON = (
    "INSERT INTO people_person (id, uuid, full_name, sort_key, fold_key, recorded_at)"
    " VALUES (1, '00000000000000000000000000000001', 'A', 'a', 'a', '2026-01-02 00:00:00+00')"
)
ACCOUNT = (
    "INSERT INTO accounts_account (id, uuid, person_id, language, large_text, created_at) VALUES"
    " (1, '00000000000000000000000000000001', 1, 'vi', false, '2026-01-02 00:00:00+00')"
)
APP = (
    "INSERT INTO second_factor_app (id, account_id, secret, made_at, confirmed_at, last_step)"
    " VALUES (:id, 1, 'x', '2026-01-02 00:00:00+00', '2026-01-02 00:00:00+00', :last_step)"
)
CODE = "INSERT INTO second_factor_recovery_code (id, app_id, code_hmac) VALUES (:id, 1, 'x')"


@pytest.mark.live
def test_apps_and_codes_stay_single_up_down_and_up(database: Database) -> None:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    migrate.downgrade(url, "0027")
    engine = make_engine(url).execution_options(lms_writes=True)
    with engine.begin() as connection:
        connection.execute(text(PERSON))
        connection.execute(text(ACCOUNT))
    for _ in range(2):
        migrate.upgrade(url)
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(APP), {"id": 1, "last_step": None})
        with engine.begin() as connection:
            connection.execute(text(APP), {"id": 1, "last_step": 5})
            connection.execute(text(CODE), {"id": 1})
        for statement in (APP, CODE):
            with pytest.raises(IntegrityError), engine.begin() as connection:
                connection.execute(text(statement), {"id": 2, "last_step": 5})
        migrate.downgrade(url, "0027")
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM accounts_account")) == 1
    engine.dispose()
