"""Asking for all whom a staff file names and another unit keeps, with the posts of their rows."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.core.permissions import Permission, Principal
from lms.core.secrets import Keyring
from lms.organisations.service import Organisation
from lms.people.service import PostTerms
from lms.roster.service import ChangeSet, cells_of, rows_about
from lms.staff_files.service import ELSEWHERE, Entry, Register, read_entry
from lms.transfers.errors import KeptHere
from lms.transfers.models import Kind
from lms.transfers.service.asking import Wish, ask


def count_kept_elsewhere(session: Session, change_set: ChangeSet) -> int:
    """Return of how many rows another unit keeps the person."""
    return sum(1 for _ in rows_about(session, change_set, ELSEWHERE))


def ask_for_rows(
    session: Session,
    keys: Keyring,
    *,
    change_set: ChangeSet,
    kind: Kind,
    reason: str,
    officer: Principal,
    now: datetime,
) -> int:
    """Ask for each of them whose row says enough of the post; return for how many.

    Raises `TooMany`; then nothing may be kept.
    """
    today = local_day(now)
    register = Register(officer.scope(Permission.PERSON_WRITE), today)
    count = 0
    for row in rows_about(session, change_set, ELSEWHERE):
        cells = cells_of(keys, row)
        entry = read_entry(row.number, cells, today=today)
        terms = _terms(session, register, entry, today)
        if terms is None:
            continue
        wish = Wish(
            name=entry.name,
            id_number=cells.get("id_number", ""),
            staff_code=cells.get("staff_code", ""),
            kind=kind,
            terms=terms,
            reason=reason,
        )
        try:
            ask(session, keys, wish=wish, officer=officer, now=now)
        except KeptHere:  # since the file was compared
            continue
        count += 1
    return count


def _terms(session: Session, register: Register, entry: Entry, today: date) -> PostTerms | None:
    unit = register.unit(session, entry.unit) if entry.unit else None
    if entry.problems or not isinstance(unit, Organisation):
        return None
    return PostTerms(
        organisation_id=unit.id,
        working_group=entry.group,
        full_time=entry.full_time,
        category=entry.category,
        title=entry.title,
        valid_from=entry.start or today,
    )
