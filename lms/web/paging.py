"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of many: `items` of page `number` (from 1), `total` in all."""

    items: Sequence[T]
    number: int
    total: int
    size: int = SIZE

    @property
    def last(self) -> int:
        """Return the number of the last page, at least 1."""
        return max(-(-self.total // self.size), 1)

    def address(self, number: int) -> str:
        """Return the address of another page of the same list."""
        arguments: dict[str, Any] = {**request.args.to_dict(), **(request.view_args or {})}
        return url_for(request.endpoint or "", **{**arguments, "trang": number})


def page_number() -> int:
    """Return the page asked for, 1 if none or nonsense."""
    return max(request.args.get("trang", 1, type=int), 1)


def page_of(session: Session, query: Select[*tuple[Any, ...]], *, number: int) -> Page[Any]:
    """Return one page of `query`'s rows (entities if it selects one entity)."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = session.execute(query.limit(SIZE).offset((number - 1) * SIZE)).all()
    single = all(len(row) == 1 for row in rows)
    return Page([row[0] if single else row for row in rows], number, total)
