"""Somebody new on the register, by hand: who it may be already, and writing it down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.accounts.service import ensure_account
from lms.core.clock import local_day
from lms.core.permissions import Permission, Principal
from lms.core.secrets import Keyring
from lms.organisations.service import get_organisation, top_level_id
from lms.people.service import (
    Identity,
    Person,
    add_concurrent_post,
    add_person,
    return_person,
)
from lms.register.service.changing import SOURCE, Asked, terms_asked
from lms.staff_files.service import Complaint, Doubt, Entry, Lookup, Register, read_entry

ROW = 0  # of the only row there is
PLACE = {"unit": "-", "group": "other", "full_time": "full-time"}  # a file's row must name them


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Whom the data may mean. Nothing at all: somebody new."""

    wrong: Complaint | None = None  # why it cannot be
    here: Person | None = None  # on the register, in the officer's scope
    likely: Sequence[tuple[Person, Sequence[str]]] = ()  # in scope too, with their units
    left: Person | None = None  # was in another unit once; nothing of it may be shown


def read_identity(cells: Mapping[str, str], *, today: date) -> Entry:
    """Read what a form says of a person, as a staff file's row is read."""
    return read_entry(ROW, {**PLACE, **cells}, today=today)


def look_for(
    session: Session,
    keys: Keyring,
    *,
    entry: Entry,
    others: frozenset[str],
    officer: Principal,
    today: date,
) -> Found:
    """Look for the person on the register: by ID number, by staff code, by birth date and name.

    `others` are the records of which the officer says that they are other people's.
    """
    register = Register(officer.scope(Permission.PERSON_WRITE), today)
    lookup = Lookup(session, keys, register)
    known = lookup.known([entry])[ROW]
    if isinstance(known, Complaint):
        return Found(wrong=known)
    if isinstance(known, Doubt):
        new = [one for one in known.candidates if str(one.uuid) not in others]
        everyone = [(one, lookup.units_of(one)) for one in known.candidates]
        return Found(likely=everyone if new else ())
    if known.person is None:
        return Found()
    return Found(left=known.person) if known.is_stranger else Found(here=known.person)


def add_by_hand(
    session: Session,
    keys: Keyring,
    *,
    entry: Entry,
    left: Person | None,
    asked: Asked,
    reason: str,
    officer: Principal,
    now: datetime,
) -> Person:
    """Put somebody on the register with a post and an account that a one-time code will open.

    `left`: who comes back from elsewhere keeps the record there is. Raises what stands against
    the person or the post.
    """
    terms = terms_asked(session, asked, officer, local_day(now))
    actor = officer.account_uuid
    person = left
    if person is None:
        unit = get_organisation(session, terms.organisation_id)
        identity = identity_from(entry, code_scope=top_level_id(unit.path))
        person = add_person(session, keys, identity=identity, actor=actor, now=now)
    give = return_person if left else add_concurrent_post
    give(session, person=person, terms=terms, source=SOURCE, reason=reason, actor=actor, now=now)
    ensure_account(session, person_id=person.id, now=now)
    return person


def identity_from(entry: Entry, *, code_scope: int | None) -> Identity:
    """Return what was read; a staff code is unique in the ministry or province `code_scope`."""
    return Identity(
        full_name=entry.name,
        born_on=entry.born_on,
        sex=entry.sex,
        id_number=entry.id_number,
        email=entry.email,
        phone=entry.phone,
        staff_code=entry.staff_code,
        staff_code_scope=code_scope if entry.staff_code else None,
    )
