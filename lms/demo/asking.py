"""Two requests for people, one each way between two provinces, so that their pages show."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import account_of, grant_role, principal_of
from lms.core.clock import local_day
from lms.core.permissions import Role
from lms.core.secrets import Keyring
from lms.demo.units import SINCE, Units
from lms.organisations.service import Organisation
from lms.people.service import Person, PostTerms, WorkingGroup, visible_people
from lms.transfers.service import Kind, Wish, ask

REASON = "Dữ liệu mẫu: theo quyết định điều động"


def ask_for_people(session: Session, keys: Keyring, units: Units, *, now: datetime) -> None:
    """Let the HR of the first province and of another that has people ask for each other's."""
    here, today = units.provinces[0], local_day(now)
    officer = session.scalars(select(Person).where(Person.staff_code == "MAU-TOCHUC")).one()
    for there in units.provinces[1:]:
        theirs = _people(session, there, now)
        if len(theirs) > 1:
            break
    else:
        return
    other, wanted = theirs
    ours = [person for person in _people(session, here, now, most=20) if person is not officer]
    account = account_of(session, other.id)
    if account is None:
        return
    grant_role(
        session, account=account, role=Role.HR, organisation=there, valid_from=SINCE, valid_to=None,
        reason="Dữ liệu mẫu", granter=None, now=now,
    )  # fmt: skip
    for asker, person, unit in ((officer, wanted, here), (other, ours[0], there)):
        account = account_of(session, asker.id)
        principal = account and principal_of(session, account_uuid=account.uuid, today=today)
        if principal:
            ask(session, keys, wish=_wish(person, unit, now), officer=principal, now=now)


def _people(session: Session, unit: Organisation, now: datetime, most: int = 2) -> list[Person]:
    people = visible_people([unit.path], today=local_day(now)).where(Person.staff_code.is_not(None))
    return list(session.scalars(people.order_by(Person.id).limit(most)))


def _wish(person: Person, unit: Organisation, now: datetime) -> Wish:
    terms = PostTerms(
        organisation_id=unit.id,
        working_group=WorkingGroup.COMMUNICATION,
        full_time=True,
        title="Phó Trưởng phòng",
        valid_from=local_day(now),
    )
    return Wish(
        name=person.full_name,
        id_number="",
        staff_code=person.staff_code or "",
        kind=Kind.MOVE,
        terms=terms,
        reason=REASON,
    )
