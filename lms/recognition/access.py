"""The only way a view gets a claim or a file: through the people it is about."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, func, or_, select, union
from sqlalchemy.orm import Session

from lms.accounts.service import Account
from lms.core.errors import NotFound
from lms.core.permissions import Permission, Principal
from lms.people.service import (
    Person,
    kept_people,
    last_holders,
    read_as,
    records_of,
    visible_people,
)
from lms.recognition.models import Batch, BatchState, Claim, Outcome, Row


class Shown(StrEnum):
    """Which claims the list shows; also the value in addresses."""

    MINE = "cho-toi"  # the officer may decide them
    WAITING = "dang-cho"
    DECIDED = "da-quyet"


SHARED = (BatchState.FILED, BatchState.APPROVED, BatchState.REFUSED)


def visible_claims(paths: Sequence[str], *, today: date) -> Select[Claim, Person]:
    """Select the claims of the people of `paths`, each with its person."""
    kept = kept_people(paths, today=today).join(Claim, Person.id == read_as(Claim.person_id))
    return kept.with_only_columns(Claim, Person)


def claimants(paths: Sequence[str], *, today: date) -> CompoundSelect[int]:
    """Select the records of the people at or below `paths`, and of those who left from there."""
    here = visible_people(paths, today=today).with_only_columns(Person.id)
    (person,) = union(here, last_holders(paths, today=today)).subquery().c
    return records_of(select(person))


def visible_claim(
    session: Session, *, paths: Sequence[str], uuid: UUID, today: date, lock: bool = False
) -> tuple[Claim, Person]:
    """Return the claim and its person if the person is in scope, else raise `NotFound`."""
    seen = visible_claims(paths, today=today).where(Claim.uuid == uuid)
    found = session.execute(seen.with_for_update(of=Claim) if lock else seen).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def pending_for(principal: Principal, *, today: date) -> Select[Claim, Person]:
    """Select the single claims that wait for this officer: not filed by, not about, them."""
    scope = principal.scope(Permission.COMPLETION_APPROVE)
    return (
        visible_claims(scope, today=today)
        .where(
            Claim.decided_at.is_(None),
            Claim.withdrawn_at.is_(None),
            Claim.batch_id.is_(None),
            Claim.filed_by != principal.account_uuid,
            read_as(Claim.person_id) != principal.person_id,
        )
        .order_by(Claim.filed_at, Claim.id)
    )


def claims_shown(principal: Principal, shown: Shown, *, today: date) -> Select[Claim, Person]:
    """Select what a tab of the list shows; a file that waits is shown as a whole elsewhere."""
    if shown is Shown.MINE:
        return pending_for(principal, today=today)
    seen = visible_claims(principal.scope(Permission.PERSON_READ), today=today)
    is_over = or_(Claim.decided_at.is_not(None), Claim.withdrawn_at.is_not(None))
    if shown is Shown.DECIDED:
        newest = func.coalesce(Claim.decided_at, Claim.withdrawn_at).desc()
        return seen.where(is_over).order_by(newest, Claim.id.desc())
    waiting = seen.where(~is_over, Claim.batch_id.is_(None))
    return waiting.order_by(Claim.filed_at, Claim.id)


def visible_batches(principal: Principal, *, today: date) -> Select[Batch]:
    """Select the officer's own files, and those filed about nobody outside the officer's scope."""
    scope = principal.scope(Permission.PERSON_READ)
    people = claimants(scope, today=today)
    strangers = select(Claim.id).where(Claim.batch_id == Batch.id, Claim.person_id.not_in(people))
    shared = Batch.state.in_(SHARED) & ~strangers.exists()
    own = Batch.filed_by == principal.account_uuid
    return select(Batch).where(or_(own, shared)).order_by(Batch.created_at.desc(), Batch.id.desc())


def visible_batch(
    session: Session, *, principal: Principal, uuid: UUID, today: date, lock: bool = False
) -> Batch:
    """Return the file if `visible_batches` has it, else raise `NotFound`."""
    seen = visible_batches(principal, today=today).where(Batch.uuid == uuid)
    found = session.scalars(seen.with_for_update(of=Batch) if lock else seen).one_or_none()
    if found is None:
        raise NotFound
    return found


def own_batch(session: Session, *, account_uuid: UUID, uuid: UUID, lock: bool = False) -> Batch:
    """Return the officer's own file, or raise `NotFound`."""
    own = select(Batch).where(Batch.uuid == uuid, Batch.filed_by == account_uuid)
    found = session.scalars(own.with_for_update() if lock else own).one_or_none()
    if found is None:
        raise NotFound
    return found


def rows_of(batch: Batch, outcome: Outcome | None) -> Select[Row]:
    """Select the rows of a file with this outcome, or all, in the file's order."""
    rows = select(Row).where(Row.batch_id == batch.id).order_by(Row.number)
    return rows.where(Row.outcome == outcome) if outcome else rows


def claims_of_batch(batch: Batch) -> Select[Claim, Person]:
    """Select the claims that a file became, by given name."""
    joined = select(Claim, Person).join(Person, Person.id == Claim.person_id)
    return joined.where(Claim.batch_id == batch.id).order_by(Person.sort_key, Claim.id)


def officer_names(session: Session, accounts: Collection[UUID | None]) -> dict[UUID, str]:
    """Return the names of whoever filed and decided; officers are named, in scope or not."""
    named = select(Account.uuid, Person.full_name).join(Person, Person.id == Account.person_id)
    wanted = named.where(Account.uuid.in_({uuid for uuid in accounts if uuid}))
    return dict(session.execute(wanted).all())
