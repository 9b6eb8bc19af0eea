"""The tables of what was handed out go and come again beside the units they refer to."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lms.core import migrate
from lms.core.db import Database, make_engine
from tests.migrations.test_reports import UNIT

EXPORT = (
    "INSERT INTO dossier_export (id, uuid, organisation_id, wanted, since_on, format, reason,"
    " row_count, made_by, made_at) VALUES (:id, :uuid, 1, 'chua-gui', :since, 'csv', 'A', 1, :uuid,"
    " '2026-01-02 00:00:00+00')"
)
ALL = EXPORT.replace("chua-gui", "tat-ca")


@pytest.mark.live
def test_exports_say_their_days_up_down_and_up(database: Database) -> None:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    migrate.downgrade(url, "0028")
    engine = make_engine(url).execution_options(lms_writes=True)
    with engine.begin() as connection:
        connection.execute(text(UNIT))
    for _ in range(2):
        migrate.upgrade(url)
        with engine.begin() as connection:
            connection.execute(text(EXPORT), {"id": 1, "uuid": f"{1:032}", "since": None})
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(ALL), {"id": 2, "uuid": f"{2:032}", "since": "2026-01-01"})
        migrate.downgrade(url, "0028")
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM organisations_organisation")) == 1
    engine.dispose()
