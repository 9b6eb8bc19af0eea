"""Many rows into one of the room's own tables, as fast as the driver takes them."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from lms.core.db import Base


def insert_rows(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert `rows`, past the mapper: nothing reads them back as objects in this session."""
    if rows:
        session.connection().execute(insert(cast("Table", table.__table__)), list(rows))
