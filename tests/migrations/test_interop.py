"""The table of API keys goes and comes again beside the units it refers to."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lms.core import migrate
from lms.core.db import Database, make_engine
from tests.migrations.test_reports import UNIT

KEY = (
    "INSERT INTO interop_key (id, uuid, name, secret_index, organisation_id, valid_to, made_by,"
    " made_at) VALUES (:id, :uuid, 'A', :secret, 1, '2027-01-01', :uuid, '2026-01-02 00:00:00+00')"
)


@pytest.mark.live
def test_keys_stay_single_up_down_and_up(database: Database) -> None:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    migrate.downgrade(url, "0026")
    engine = make_engine(url).execution_options(lms_writes=True)
    with engine.begin() as connection:
        connection.execute(text(UNIT))
    for _ in range(2):
        migrate.upgrade(url)
        with engine.begin() as connection:
            connection.execute(text(KEY), {"id": 1, "uuid": f"{1:032}", "secret": "x"})
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(KEY), {"id": 2, "uuid": f"{2:032}", "secret": "x"})
        migrate.downgrade(url, "0026")
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM organisations_organisation")) == 1
    engine.dispose()
