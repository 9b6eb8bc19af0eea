"""Activation slips of a staff file: asked for, printed by the worker, taken once, forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lms.accounts.service import (
    Account,
    accounts_of,
    accounts_with_roles,
    make_codes,
    principal_of,
)
from lms.core import audit, jobs
from lms.core.clock import local_day, local_time
from lms.core.columns import uuid7
from lms.core.db import after_commit
from lms.core.permissions import Permission
from lms.core.resources import Resources
from lms.people.service import Person, visible_people
from lms.roster.service import Action, ChangeSet, Row, State
from lms.slips.errors import NothingToPrint, NotPrinted, SheetTaken
from lms.slips.models import SlipSheet
from lms.slips.pdf import Slip, slips_file

__all__ = [
    "SlipSheet",
    "forget_sheets",
    "has_slips",
    "is_there",
    "is_under_way",
    "latest_sheet",
    "print_sheet",
    "request_sheet",
    "take_sheet",
    "taker",
]

KEPT = timedelta(hours=24)
PATIENCE = timedelta(minutes=15)  # then a sheet that is not made may be asked for anew
FILE_CONTEXT = "slips_sheet.file"


def has_slips(change_set: ChangeSet) -> bool:
    """Tell whether the file was written, stands, and brought in somebody new."""
    return change_set.state == State.APPLIED and change_set.counts.get(Action.CREATE, 0) > 0


def latest_sheet(session: Session, change_set: ChangeSet) -> SlipSheet | None:
    """Return the sheet that counts, or None if none was ever asked for."""
    own = select(SlipSheet).where(SlipSheet.change_set_id == change_set.id)
    return session.scalars(own.order_by(SlipSheet.id.desc()).limit(1)).first()


def is_under_way(sheet: SlipSheet, now: datetime) -> bool:
    """Tell whether the worker may be expected to finish the sheet."""
    return sheet.made_at is None and sheet.asked_at > now - PATIENCE


def is_there(sheet: SlipSheet, now: datetime) -> bool:
    """Tell whether the sheet can be downloaded."""
    if sheet.made_at is None or sheet.taken_at is not None or not sheet.slip_count:
        return False
    return sheet.made_at > now - KEPT


def taker(session: Session, sheet: SlipSheet) -> str:
    """Return the name of whoever took the sheet, "" for nobody."""
    named = select(Person.full_name).join(Account, Account.person_id == Person.id)
    return session.scalar(named.where(Account.uuid == sheet.taken_by)) or ""


def request_sheet(
    session: Session, *, change_set: ChangeSet, actor: UUID, now: datetime
) -> SlipSheet:
    """Have new codes made and printed; while a sheet is under way or waits, that one counts.

    `change_set` is locked by the caller. Raises `NothingToPrint`.
    """
    if not has_slips(change_set):
        raise NothingToPrint
    latest = latest_sheet(session, change_set)
    if latest is not None and (is_under_way(latest, now) or is_there(latest, now)):
        return latest
    sheet = SlipSheet(uuid=uuid7(), change_set_id=change_set.id, asked_by=actor, asked_at=now)
    session.add(sheet)
    jobs.enqueue(
        session,
        name="slips.print",
        payload={"sheet": str(sheet.uuid)},
        now=now,
        unique_key=f"slips.print:{sheet.uuid}",
    )
    audit.record(
        session,
        at=now,
        actor=actor,
        action="slips.asked",
        subject=("change_set", change_set.uuid),
    )
    return sheet


def print_sheet(resources: Resources, sheet_uuid: UUID, *, now: datetime) -> None:
    """Make the codes, print them, and keep the file encrypted until it is taken.

    Codes are in clear in this process's memory only. A run that is cut off loses nothing: the
    next one makes other codes, and the earlier ones are dead. Of two runs at once the later
    counts.
    """
    key = f"slips/{uuid7()}"
    begun = _begin(resources, sheet_uuid, key, now)
    if begun is None:
        return
    slips, superseded = begun
    if superseded is not None:
        resources.files.delete(superseded)
    if slips:
        address = f"{resources.settings.public_url}/kich-hoat"
        content = slips_file(slips, address=address, made_at=now)
        resources.files.write(key, resources.keys.encrypt(content.hex(), context=FILE_CONTEXT))
    if not _finish(resources, sheet_uuid, key, len(slips), now):
        resources.files.delete(key)


def _begin(
    resources: Resources, sheet_uuid: UUID, key: str, now: datetime
) -> tuple[list[Slip], str | None] | None:
    """Return the slips with new codes and the key of an earlier run; None: no sheet to print."""
    with resources.database.transaction() as session:
        sheet, change_set = session.execute(
            select(SlipSheet, ChangeSet)
            .join(ChangeSet, ChangeSet.id == SlipSheet.change_set_id)
            .where(SlipSheet.uuid == sheet_uuid)
            .with_for_update()
        ).one()
        counts = latest_sheet(session, change_set)
        if sheet.made_at is not None or counts is not sheet or not has_slips(change_set):
            return None
        superseded, sheet.file_key = sheet.file_key, key
        slips = _slips(session, resources, change_set, sheet.asked_by, now)
        return slips, superseded


def _slips(
    session: Session, resources: Resources, change_set: ChangeSet, actor: UUID, now: datetime
) -> list[Slip]:
    """Make a code for everybody the file created, in the officer's scope, without a password.

    Whoever holds a role by now is left out: their codes are an administrator's business.
    """
    principal = principal_of(session, account_uuid=actor, today=local_day(now))
    paths = principal.scope(Permission.ACCOUNT_ACTIVATE) if principal else ()
    created = select(Row.person_uuid).where(
        Row.change_set_id == change_set.id, Row.action == Action.CREATE
    )
    near = visible_people(paths, today=local_day(now)).where(Person.uuid.in_(created))
    pairs = accounts_of(session, [person.uuid for person in session.scalars(near)])
    trusted = accounts_with_roles(session, [account.id for account, _ in pairs])
    accounts = [account for account, _ in pairs if account.id not in trusted]
    codes = make_codes(session, resources.keys, accounts=accounts, actor=actor, now=now)
    return _in_order(pairs, codes)


def _in_order(pairs: Sequence[tuple[Account, Person]], codes: dict[int, str]) -> list[Slip]:
    return [
        Slip(person.full_name, person.staff_code, codes[account.id])
        for account, person in pairs
        if account.id in codes
    ]


def _finish(
    resources: Resources, sheet_uuid: UUID, key: str, slip_count: int, now: datetime
) -> bool:
    """Offer the printed file; False if a later run has taken over."""
    with resources.database.transaction() as session:
        made = session.scalars(
            update(SlipSheet)
            .where(
                SlipSheet.uuid == sheet_uuid,
                SlipSheet.file_key == key,
                SlipSheet.made_at.is_(None),
            )
            .values(made_at=now, slip_count=slip_count)
            .returning(SlipSheet)
        ).one_or_none()
        if made is None:
            return False
        audit.record(
            session,
            at=now,
            actor=made.asked_by,
            action="slips.printed",
            subject=("change_set", session.get_one(ChangeSet, made.change_set_id).uuid),
            detail={"count": slip_count},
        )
        return True


def take_sheet(
    session: Session, resources: Resources, *, change_set: ChangeSet, actor: UUID, now: datetime
) -> bytes:
    """Return the printed file, this once; it is deleted when the transaction has ended.

    `change_set` is locked by the caller. Raises `NothingToPrint` after an undo, `NotPrinted`
    before it is made and after 24 hours, `SheetTaken` the second time.
    """
    if not has_slips(change_set):
        raise NothingToPrint
    sheet = latest_sheet(session, change_set)
    if sheet is not None and sheet.taken_at is not None:
        moment = f"{local_time(sheet.taken_at):%H:%M %d/%m/%Y}"
        raise SheetTaken(name=taker(session, sheet), moment=moment)
    if sheet is None or not is_there(sheet, now) or sheet.file_key is None:
        raise NotPrinted
    key = sheet.file_key
    sheet.taken_at, sheet.taken_by = now, actor
    audit.record(
        session,
        at=now,
        actor=actor,
        action="slips.taken",
        subject=("change_set", change_set.uuid),
        detail={"count": sheet.slip_count},
    )
    after_commit(session, lambda: resources.files.delete(key))
    cipher = resources.files.read(key)
    return bytes.fromhex(resources.keys.decrypt(cipher, context=FILE_CONTEXT))


def forget_sheets(resources: Resources, *, now: datetime) -> None:
    """Delete files that were taken, that waited 24 hours, or whose printing was given up."""
    old = now - KEPT
    given_up = SlipSheet.made_at.is_(None) & (SlipSheet.asked_at < old)
    over = or_(SlipSheet.taken_at.is_not(None), SlipSheet.made_at < old, given_up)
    with resources.database.transaction() as session:
        keys = []
        for sheet in session.scalars(
            select(SlipSheet).where(SlipSheet.file_key.is_not(None), over)
        ):
            keys.append(str(sheet.file_key))
            sheet.file_key = None
    for key in keys:
        resources.files.delete(key)
