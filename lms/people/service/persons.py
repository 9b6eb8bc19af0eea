"""Persons one at a time: who they are, how they are found."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.secrets import Keyring
from lms.core.text import fold, nfc, sort_key
from lms.people.errors import IdNumberTaken, StaffCodeTaken
from lms.people.models import Person, Sex
from lms.people.rules import IdNumber, one_phone
from lms.people.service.identities import identity_of, keep_earlier, write_name_parts
from lms.people.service.unique import written_now

ID_CONTEXT = "people_person.id_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What is known of a person apart from posts. None: not known."""

    full_name: str
    born_on: date | None = None
    sex: Sex | None = None
    id_number: IdNumber | None = None
    email: str | None = None
    phone: str | None = None
    staff_code: str | None = None
    staff_code_scope: int | None = None  # id of the ministry or province


def add_person(
    session: Session, keys: Keyring, *, identity: Identity, actor: UUID | None, now: datetime
) -> Person:
    """Put a person on the register; raises `IdNumberTaken` or `StaffCodeTaken`."""
    person = Person(full_name="", sort_key="", fold_key="", recorded_at=now)
    with written_now(session, staff_code=identity.staff_code):
        _write_identity(session, keys, person, identity)
        session.add(person)
    write_name_parts(session, select(Person.id).where(Person.id == person.id))
    audit.record(
        session, at=now, actor=actor, action="person.added", subject=("person", person.uuid)
    )
    return person


def correct_person(
    session: Session,
    keys: Keyring,
    *,
    person: Person,
    identity: Identity,
    actor: UUID | None,
    now: datetime,
    reason: str | None = None,
) -> list[str]:
    """Bring the person's own data to `identity`; return the names of the columns that changed.

    What was known before is kept. An ID number that is not given stays.
    Raises `IdNumberTaken` or `StaffCodeTaken`.
    """
    columns = ("full_name", "born_on", "sex", "id_number_index", "email", "phone", "staff_code")
    before, was = {name: getattr(person, name) for name in columns}, identity_of(person)
    with written_now(session, staff_code=identity.staff_code):
        _write_identity(session, keys, person, identity)
    changed = [name for name in columns if getattr(person, name) != before[name]]
    if changed:
        keep_earlier(session, person.id, was, reason=reason, actor=actor, now=now)
        write_name_parts(session, select(Person.id).where(Person.id == person.id))
        audit.record(
            session,
            at=now,
            actor=actor,
            action="person.corrected",
            subject=("person", person.uuid),
            detail={"columns": changed},
        )
    return changed


def get_person(session: Session, person_id: int) -> Person:
    """Return the person with this id; it must exist."""
    return session.get_one(Person, person_id)


def person_by_uuid(session: Session, uuid: UUID) -> Person | None:
    """Return the person, whoever asks: for tasks, never for a view."""
    return session.scalars(select(Person).where(Person.uuid == uuid)).one_or_none()


def id_fingerprint(keys: Keyring, number: IdNumber) -> str:
    """Return the keyed hash under which the number is found."""
    return keys.fingerprint(number.digits, context=ID_CONTEXT)


def find_by_id_number(session: Session, keys: Keyring, number: IdNumber) -> Person | None:
    """Return the person with this number, in scope or not: for matching, never for display."""
    index = id_fingerprint(keys, number)
    return session.scalars(select(Person).where(Person.id_number_index == index)).one_or_none()


def reveal_id_number(
    session: Session, keys: Keyring, *, person: Person, reason: str, actor: UUID, now: datetime
) -> str:
    """Return the full number ("" if there is none) and write down who asked and why."""
    audit.record(
        session,
        at=now,
        actor=actor,
        action="person.id_number_revealed",
        subject=("person", person.uuid),
        detail={"reason": nfc(reason)},
    )
    if person.id_number_cipher is None:
        return ""
    return keys.decrypt(person.id_number_cipher, context=ID_CONTEXT)


def _write_identity(session: Session, keys: Keyring, person: Person, identity: Identity) -> None:
    name = nfc(identity.full_name)
    person.full_name, person.sort_key, person.fold_key = name, sort_key(name), fold(name)
    person.born_on, person.sex = identity.born_on, identity.sex
    person.email = identity.email.strip().lower() if identity.email else None
    person.phone = one_phone(identity.phone or "") or None
    code = (identity.staff_code, identity.staff_code_scope)
    if identity.staff_code is None:
        person.staff_code = person.staff_code_scope = None
    elif code != (person.staff_code, person.staff_code_scope):
        _take_staff_code(session, person, identity)
    number = identity.id_number
    if number is not None and person.id_number_index != id_fingerprint(keys, number):
        other = find_by_id_number(session, keys, number)
        if other is not None and other is not person:
            raise IdNumberTaken
        person.id_number_cipher = keys.encrypt(number.digits, context=ID_CONTEXT)
        person.id_number_index = id_fingerprint(keys, number)
        person.id_number_tail = number.digits[-4:]


def _take_staff_code(session: Session, person: Person, identity: Identity) -> None:
    holder = session.scalars(
        select(Person).where(
            Person.staff_code_scope == identity.staff_code_scope,
            Person.staff_code == identity.staff_code,
        )
    ).first()
    if holder is not None and holder is not person:
        raise StaffCodeTaken(code=identity.staff_code)
    person.staff_code = identity.staff_code
    person.staff_code_scope = identity.staff_code_scope
