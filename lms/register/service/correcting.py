"""A person's own data put right by hand; what was known before is kept and shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.i18n import gettext, msgid
from lms.core.permissions import Principal
from lms.core.secrets import Keyring
from lms.core.text import short_date
from lms.organisations.service import get_organisation, top_level_id
from lms.people.service import (
    SEX_NAMES,
    EarlierIdentity,
    Person,
    Sex,
    correct_person,
    earlier_identities,
    mask,
    posts_of,
)
from lms.register.service.adding import identity_from
from lms.staff_files.service import Entry

COLUMNS = {
    "full_name": msgid("Họ và tên"),
    "born_on": msgid("Ngày sinh"),
    "sex": msgid("Giới tính"),
    "id_number_cipher": msgid("Số định danh"),
    "staff_code": msgid("Mã cán bộ"),
    "email": msgid("E-mail"),
    "phone": msgid("Điện thoại"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of a person's own data: when, by whom, why, and what had stood there."""

    at: datetime
    officer: UUID | None  # account
    reason: str | None
    was: Sequence[tuple[str, str]]  # label (a msgid), earlier value, "" for none


def correct_identity(
    session: Session,
    keys: Keyring,
    *,
    person: Person,
    entry: Entry,
    reason: str,
    officer: Principal,
    now: datetime,
) -> list[str]:
    """Bring the person's own data to what was read; return the columns that changed.

    An ID number that is not given stays. Raises `IdNumberTaken` or `StaffCodeTaken`.
    """
    return correct_person(
        session,
        keys,
        person=person,
        identity=identity_from(entry, code_scope=_code_scope(session, person, entry)),
        reason=reason,
        actor=officer.account_uuid,
        now=now,
    )


def corrections_of(session: Session, person: Person) -> list[Correction]:
    """Return the corrections of the person's own data, the newest first."""
    found = []
    later: Person | EarlierIdentity = person
    for earlier in earlier_identities(session, person_id=person.id):
        was = [
            (label, _shown(earlier, column))
            for column, label in COLUMNS.items()
            if getattr(earlier, column) != getattr(later, column)
        ]
        reason, officer = earlier.reason, earlier.superseded_by
        found.append(Correction(earlier.superseded_at, officer, reason, was))
        later = earlier
    return found


def _code_scope(session: Session, person: Person, entry: Entry) -> int | None:
    """Return within which ministry or province the code is unique: where the newest post is."""
    posts = posts_of(session, person_id=person.id)
    if entry.staff_code == person.staff_code or not posts:
        return person.staff_code_scope
    return top_level_id(get_organisation(session, posts[0].organisation_id).path)


def _shown(earlier: EarlierIdentity, column: str) -> str:
    """Return an earlier value as people read it; of an ID number the last four digits."""
    if column == "id_number_cipher":
        return mask(earlier.id_number_tail)
    value = getattr(earlier, column)
    if isinstance(value, date):
        return short_date(value)
    if column == "sex" and value:
        return gettext(SEX_NAMES[Sex(value)])
    return str(value or "")
