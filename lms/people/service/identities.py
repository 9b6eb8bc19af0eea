"""What follows when a person's own data are written: the old are kept, the name can be found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from lms.core.text import nfc
from lms.people.models import EarlierIdentity, NamePart, Person

OWN = (
    "full_name",
    "born_on",
    "sex",
    "id_number_cipher",
    "id_number_tail",
    "email",
    "phone",
    "staff_code",
)  # what `EarlierIdentity` keeps


class _Position(FunctionElement[int]):
    """Where a text first holds another, from 1; 0: nowhere."""

    inherit_cache = True


@compiles(_Position)
def _strpos(element: _Position, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    return f"strpos({compiler.process(element.clauses, **how)})"


@compiles(_Position, "sqlite")
def _instr(element: _Position, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    return f"instr({compiler.process(element.clauses, **how)})"


def identity_of(person: Person) -> dict[str, Any]:
    """Return the person's own data as they are now, by column."""
    return {name: getattr(person, name) for name in OWN}


def keep_earlier(
    session: Session,
    person_id: int,
    was: dict[str, Any],
    *,
    reason: str | None,
    actor: UUID | None,
    now: datetime,
) -> None:
    """Keep what was known of a person until now."""
    session.add(
        EarlierIdentity(
            person_id=person_id,
            superseded_at=now,
            superseded_by=actor,
            reason=nfc(reason) if reason else None,
            **was,
        )
    )


def earlier_identities(session: Session, *, person_id: int) -> Sequence[EarlierIdentity]:
    """Return what was known of the person before, the newest first."""
    own = select(EarlierIdentity).where(EarlierIdentity.person_id == person_id)
    return session.scalars(
        own.order_by(EarlierIdentity.superseded_at.desc(), EarlierIdentity.id.desc())
    ).all()


def write_name_parts(session: Session, people: Select[int]) -> None:
    """Write anew under which parts of their names the persons with these ids are found."""
    session.execute(
        delete(NamePart)
        .where(NamePart.person_id.in_(people))
        .execution_options(synchronize_session=False)
    )
    name = (
        select(Person.id, Person.fold_key.label("part"))
        .where(Person.id.in_(people))
        .cte("name", recursive=True)
    )
    space = _Position(name.c.part, " ")
    rest = select(name.c.id, func.substr(name.c.part, space + 1)).where(space > 0)
    parts = name.union_all(rest)
    session.execute(
        insert(NamePart).from_select(["part", "person_id"], select(parts.c.part, parts.c.id))
    )
