"""Many persons and posts in a few statements, for files and demo data.

Rows are dictionaries by column name. Whoever calls has compared them with the register before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.core.columns import uuid7
from lms.core.secrets import Keyring
from lms.core.text import fold, nfc, sort_key
from lms.people.models import Person, Post
from lms.people.rules import PostTerms, one_phone
from lms.people.service.identities import write_name_parts
from lms.people.service.persons import ID_CONTEXT, Identity, id_fingerprint


def person_row(keys: Keyring, *, uuid: UUID, identity: Identity) -> dict[str, Any]:
    """Return a new person's row without `recorded_at`; the ID number is encrypted here."""
    number = identity.id_number
    name = nfc(identity.full_name)
    return {
        "uuid": uuid,
        "full_name": name,
        "sort_key": sort_key(name),
        "fold_key": fold(name),
        "born_on": identity.born_on,
        "sex": identity.sex,
        "id_number_cipher": keys.encrypt(number.digits, context=ID_CONTEXT) if number else None,
        "id_number_index": id_fingerprint(keys, number) if number else None,
        "id_number_tail": number.digits[-4:] if number else None,
        "email": identity.email.strip().lower() if identity.email else None,
        "phone": one_phone(identity.phone or "") or None,
        "staff_code": identity.staff_code,
        "staff_code_scope": identity.staff_code_scope if identity.staff_code else None,
    }


def insert_people(
    session: Session, rows: Sequence[dict[str, Any]], *, now: datetime
) -> dict[UUID, int]:
    """Write new persons and return their ids by uuid."""
    if rows:
        session.execute(insert(Person), [{**row, "recorded_at": now} for row in rows])
    ids: dict[UUID, int] = {}
    uuids = [row["uuid"] for row in rows]
    for start in range(0, len(uuids), 500):
        found = select(Person.uuid, Person.id).where(Person.uuid.in_(uuids[start : start + 500]))
        ids.update(session.execute(found).all())
        write_name_parts(session, found.with_only_columns(Person.id))
    return ids


def insert_posts(
    session: Session,
    posts: Sequence[tuple[int, PostTerms]],
    *,
    source: str,
    now: datetime,
    reason: str | None = None,
    actor: UUID | None = None,
) -> None:
    """Write new posts, each given as (person id, terms)."""
    rows = [
        {
            "uuid": uuid7(),
            "thread": uuid7(),
            "person_id": person_id,
            "organisation_id": terms.organisation_id,
            "working_group": terms.working_group,
            "full_time": terms.full_time,
            "category": terms.category,
            "title": nfc(terms.title) if terms.title else None,
            "valid_from": terms.valid_from,
            "valid_to": terms.valid_to,
            "source": source,
            "reason": reason,
            "recorded_by": actor,
            "recorded_at": now,
        }
        for person_id, terms in posts
    ]
    if rows:
        session.execute(insert(Post), rows)
