"""Activation slips: one-time codes for the people a file brought in, given out once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.accounts.service import accounts_of, accounts_with_roles, make_codes
from lms.core import audit
from lms.core.documents import qr_svg
from lms.core.i18n import gettext, msgid
from lms.core.secrets import Keyring
from lms.people.service import Person
from lms.roster.errors import NotReady, SlipsTaken
from lms.roster.models import Action, ChangeSet, Row, State

SCAN = msgid("Mã QR mở trang kích hoạt, đã điền sẵn mã")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to one person on paper."""

    name: str
    staff_code: str | None
    code: str
    qr: str  # inline SVG; opens the activation page with the code behind the #


def take_slips(
    session: Session,
    keys: Keyring,
    *,
    change_set: ChangeSet,
    address: str,
    actor: UUID,
    now: datetime,
) -> list[Slip]:
    """Return a slip for everybody the file created who has no password yet; once.

    `address` is that of the activation page. Whoever holds a role by now is left out: their codes
    are an administrator's business.
    Raises `NotReady` before the file is applied, `SlipsTaken` the second time.
    """
    _take_once(session, change_set, now)
    created = select(Row.person_uuid).where(
        Row.change_set_id == change_set.id, Row.action == Action.CREATE
    )
    uuids = [uuid for uuid in session.scalars(created) if uuid is not None]
    pairs = accounts_of(session, uuids)
    trusted = accounts_with_roles(session, [account.id for account, _ in pairs])
    accounts = [account for account, _ in pairs if account.id not in trusted]
    codes = make_codes(session, keys, accounts=accounts, actor=actor, now=now)
    audit.record(
        session,
        at=now,
        actor=actor,
        action="roster.slips_taken",
        subject=("change_set", change_set.uuid),
        detail={"count": len(codes)},
    )
    return [
        _slip(person, codes[account.id], address)
        for account, person in pairs
        if account.id in codes
    ]


def _take_once(session: Session, change_set: ChangeSet, now: datetime) -> None:
    if change_set.state != State.APPLIED:
        raise NotReady
    taken = session.execute(
        update(ChangeSet)
        .where(ChangeSet.id == change_set.id, ChangeSet.slips_at.is_(None))
        .values(slips_at=now)
        .returning(ChangeSet.id)
    ).first()
    if taken is None:
        raise SlipsTaken


def _slip(person: Person, code: str, address: str) -> Slip:
    qr = qr_svg(f"{address}#{code}", alternative=gettext(SCAN))
    return Slip(person.full_name, person.staff_code, code, qr)
