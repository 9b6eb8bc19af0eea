"""Changes for a day to come: decided now, carried out when the day has come, withdrawn before it.

Nothing of the tree changes before. On its day a plan is carried out as if it were asked for then:
whoever has come to the unit in the meantime goes along, whoever has left does not.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.errors import LmsError
from lms.core.text import nfc
from lms.organisations.service import (
    Organisation,
    OrganisationKind,
    SuccessionKind,
    get_organisation,
)
from lms.reorganisation.errors import PlanOver
from lms.reorganisation.models import Plan, PlanUnit
from lms.reorganisation.service.asking import Found, Part, Request, Wish, find_units
from lms.reorganisation.service.carrying_out import carry_out
from lms.reorganisation.service.foreseeing import foresee

_OWN_COLUMNS = {"kind", "effective_on", "basis", "target", "others"}


@dataclass(frozen=True, slots=True)
class ToCome:
    """A plan, with the unit it changes, the others it names, and the names of new ones."""

    plan: Plan
    unit: Organisation
    ending: Sequence[Organisation]
    target: Organisation | None
    wish: Wish


def plan_change(session: Session, request: Request) -> Plan:
    """Keep a change for the day on which it is to be carried out; raises as `foresee` does."""
    foresee(session, request)
    found, wish, unit = find_units(session, request), request.wish, request.unit
    details = {key: value for key, value in asdict(wish).items() if key not in _OWN_COLUMNS}
    plan = Plan(
        organisation_id=unit.id,
        kind=wish.kind,
        effective_on=wish.effective_on,
        basis=nfc(wish.basis),
        details=details,
        recorded_at=request.now,
        recorded_by=request.actor,
    )
    session.add(plan)
    session.flush()  # gives it its id, which its units name
    for one in found.ending:
        session.add(PlanUnit(plan_id=plan.id, organisation_id=one.id, ends=True))
    if found.target is not None:
        session.add(PlanUnit(plan_id=plan.id, organisation_id=found.target.id, ends=False))
    _write_down(session, plan, unit, "planned", actor=request.actor, now=request.now)
    return plan


def withdraw_plan(
    session: Session, *, plan: Plan, reason: str, actor: UUID, now: datetime
) -> Organisation:
    """Let a change not happen; return its unit. Raises `PlanOver`."""
    plan = _held(session, plan.id)
    if plan.carried_out_at is not None or plan.withdrawn_at is not None:
        raise PlanOver
    plan.withdrawn_at, plan.withdrawn_by, plan.withdrawn_because = now, actor, nfc(reason)
    unit = get_organisation(session, plan.organisation_id)
    _write_down(session, plan, unit, "withdrawn", actor=actor, now=now)
    return unit


def due_plans(session: Session, *, today: date) -> Sequence[int]:
    """Return the ids of the plans whose day has come, in the order in which they hold."""
    due = select(Plan.id).where(_is_open(), Plan.effective_on <= today)
    return session.scalars(due.order_by(Plan.effective_on, Plan.id)).all()


def carry_out_plan(session: Session, *, plan_id: int, now: datetime) -> None:
    """Carry a plan out unless it is over; raises as `carry_out` does, having changed nothing."""
    plan = _held(session, plan_id)
    if plan.carried_out_at is not None or plan.withdrawn_at is not None:
        return
    coming = read_plan(session, plan)
    parent = coming.unit.parent_id
    above = get_organisation(session, parent) if parent is not None else None
    request = Request(coming.unit, coming.wish, plan.recorded_by, (), now)
    carry_out(session, request, Found(tuple(coming.ending), coming.target, above))
    plan.carried_out_at = now


def note_failure(session: Session, *, plan_id: int, error: LmsError, now: datetime) -> None:
    """Note why a plan could not be carried out; it is tried again until it is withdrawn."""
    plan, failure = _held(session, plan_id), error.texts()
    if plan.failure != failure:
        unit = get_organisation(session, plan.organisation_id)
        _write_down(session, plan, unit, "failed", actor=None, now=now)
    plan.failed_at, plan.failure = now, failure


def plans_of(session: Session, organisation: Organisation) -> list[ToCome]:
    """Return what is to come for the unit, the next first."""
    named = select(PlanUnit.plan_id).where(PlanUnit.organisation_id == organisation.id)
    found = session.scalars(
        select(Plan)
        .where(_is_open(), or_(Plan.organisation_id == organisation.id, Plan.id.in_(named)))
        .order_by(Plan.effective_on, Plan.id)
    )
    return [read_plan(session, plan) for plan in found]


def read_plan(session: Session, plan: Plan) -> ToCome:
    """Return a plan with the units it names."""
    rows = session.execute(
        select(PlanUnit.ends, Organisation)
        .join(Organisation, Organisation.id == PlanUnit.organisation_id)
        .where(PlanUnit.plan_id == plan.id)
        .order_by(PlanUnit.id)
    ).all()
    return ToCome(
        plan=plan,
        unit=get_organisation(session, plan.organisation_id),
        ending=[unit for ends, unit in rows if ends],
        target=next((unit for ends, unit in rows if not ends), None),
        wish=_wish(plan),
    )


def _wish(plan: Plan) -> Wish:
    details: dict[str, Any] = {**plan.details}
    kind = details.pop("unit_kind")
    parts = tuple(Part(**part) for part in details.pop("parts"))
    return Wish(
        **details,
        kind=SuccessionKind(plan.kind),
        effective_on=plan.effective_on,
        basis=plan.basis,
        unit_kind=OrganisationKind(kind) if kind else None,
        parts=parts,
    )


def _is_open() -> ColumnElement[bool]:
    return Plan.carried_out_at.is_(None) & Plan.withdrawn_at.is_(None)


def _held(session: Session, plan_id: int) -> Plan:
    """Return the plan, once nobody else is at it."""
    own = select(Plan).where(Plan.id == plan_id).with_for_update()
    return session.scalars(own.execution_options(populate_existing=True)).one()


def _write_down(
    session: Session,
    plan: Plan,
    unit: Organisation,
    what: str,
    *,
    actor: UUID | None,
    now: datetime,
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=f"organisation.change_{what}",
        subject=("organisation", unit.uuid),
        detail={
            "plan": str(plan.uuid),
            "kind": str(plan.kind),
            "valid_from": plan.effective_on.isoformat(),
        },
    )
