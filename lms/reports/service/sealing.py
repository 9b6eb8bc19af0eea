"""From a request to a sealed figure: parameters, statement, digest, number."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.attestation.service import quality_at
from lms.content.service import digest
from lms.core import audit, jobs
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.version import code_version
from lms.credentials.service import DEMO, issuer_for
from lms.figures.comparing import compare
from lms.organisations.service import Organisation, ancestors
from lms.people.service import Post
from lms.reports.models import Report
from lms.reports.rules import Snapshot, caveats, numbers_of, printed_number
from lms.targets.service import Figure, Target, TreeOf, confirm, figure, rule_of, statement_of


@dataclass(frozen=True, slots=True)
class Sealing:
    """A figure about to be sealed."""

    statement: str  # canonical JSON
    snapshot: Snapshot
    previous_id: int | None


def request_report(
    session: Session,
    *,
    target: Target,
    organisation: Organisation,
    as_of: date,
    tree: TreeOf,
    actor: UUID | None,
    now: datetime,
    schedule_id: int | None = None,
) -> Report:
    """Have the figure sealed as known now; what the same person asked for and waits for counts."""
    wanted: dict[str, Any] = {
        "organisation_id": organisation.id,
        "target_id": target.id,
        "as_of": as_of,
        "tree": tree,
        "asked_by": actor,
        "schedule_id": schedule_id,
    }
    waiting = select(Report).filter_by(**wanted, sealed_at=None).order_by(Report.id.desc())
    known = session.scalars(waiting.limit(1)).first()
    if known is not None and not has_failed(session, known):
        return known
    report = Report(uuid=uuid7(), token=secrets.token_urlsafe(16), known_at=now, **wanted)
    session.add(report)
    jobs.enqueue(
        session,
        name="reports.make",
        payload={"report": str(report.uuid)},
        now=now,
        unique_key=_job(report),
    )
    return report


def has_failed(session: Session, report: Report) -> bool:
    """Tell whether the worker has given up on the report."""
    return report.printed_at is None and jobs.gave_up(session, _job(report))


def _job(report: Report) -> str:
    return f"reports.make:{report.uuid}"


def figure_of(session: Session, report: Report) -> tuple[Figure, Target, Organisation]:
    """Return what the report is about, counted anew: for the same report always the same."""
    target = session.get_one(Target, report.target_id)
    unit = session.get_one(Organisation, report.organisation_id)
    made = figure(session, rule=rule_of(target), organisation=unit, **parameters(report))
    return made, target, unit


def parameters(report: Report) -> dict[str, Any]:
    """Return day, moment and tree of a report as keywords."""
    return {"as_of": report.as_of, "known_at": report.known_at, "tree": TreeOf(report.tree)}


def prepare(session: Session, report: Report) -> Sealing:
    """Count the figure and gather what is printed of it."""
    made, target, unit = figure_of(session, report)
    quality = quality_at(session, organisation=unit, as_of=report.as_of, known_at=report.known_at)
    before = previous_report(session, report, target)
    rule = made.basis.rule
    snapshot = Snapshot(
        unit=unit.name,
        target=rule.name,
        short_target=rule.short_name,
        target_key=target.key,
        target_version=target.number,
        threshold=str(rule.threshold),
        due_on=rule.due_on.isoformat(),
        caveats=caveats(made, confirm(session, made), quality),
        previous=before.number if before else None,
        previous_as_of=before.as_of.isoformat() if before else None,
        changes=_changes(session, before, made) if before else {},
        sample=session.scalar(select(Post.id).where(Post.source == DEMO).limit(1)) is not None,
        **numbers_of(made.total),
        letterhead=_letterhead(session, unit, local_day(report.known_at)),
    )
    sealed = statement_of(session, made, target=target, organisation=unit)
    return Sealing(sealed, snapshot, before.id if before else None)


def seal(session: Session, *, report: Report, sealing: Sealing, now: datetime) -> None:
    """Give the figure its number and digest.

    Two at once want the same number: the database refuses the second, whose job comes again.
    """
    year = local_day(now).year
    used = select(func.max(Report.serial)).where(
        Report.organisation_id == report.organisation_id, Report.year == year
    )
    serial = (session.scalar(used) or 0) + 1
    report.sealed_at, report.year, report.serial = now, year, serial
    report.number = printed_number(serial, year)
    report.final = not sealing.snapshot.caveats
    report.digest = digest(sealing.statement)
    report.code_version = code_version()
    report.previous_id = sealing.previous_id
    report.snapshot = sealing.snapshot.as_json()
    audit.record(
        session,
        at=now,
        actor=report.asked_by,
        action="report.sealed",
        subject=("report", report.uuid),
        detail={
            "number": report.number,
            "target": sealing.snapshot.target_key,
            "as_of": report.as_of.isoformat(),
            "digest": report.digest,
            "final": report.final,
        },
    )


def previous_report(session: Session, report: Report, target: Target) -> Report | None:
    """Return the last sealed report of the unit on the same target, of no later day."""
    earlier = _same(report, target).where(Report.as_of <= report.as_of, Report.id < report.id)
    return session.scalars(earlier.order_by(Report.as_of.desc(), Report.id.desc())).first()


def newer_report(session: Session, report: Report) -> Report | None:
    """Return the newest sealed report that takes this one's place, or None."""
    target = session.get_one(Target, report.target_id)
    later = _same(report, target).where(Report.as_of >= report.as_of, Report.id > report.id)
    return session.scalars(later.order_by(Report.as_of.desc(), Report.id.desc())).first()


def _same(report: Report, target: Target) -> Select[Report]:
    return (
        select(Report)
        .join(Target, Target.id == Report.target_id)
        .where(
            Target.key == target.key,
            Report.organisation_id == report.organisation_id,
            Report.tree == report.tree,
            Report.sealed_at.is_not(None),
        )
        .limit(1)
    )


def _changes(session: Session, before: Report, made: Figure) -> dict[str, list[int]]:
    then, _, _ = figure_of(session, before)
    compared = compare(session, before=(then.basis, then.total), after=(made.basis, made.total))
    return {
        change.value: [count.people, count.trained] for change, count in compared.counts.items()
    }


def _letterhead(session: Session, unit: Organisation, day: date) -> dict[str, str]:
    """Return what the unit prints on letters; what nobody has set is left out, for a pen."""
    above = [one.name for one in ancestors(session, unit)[:-1] if one.parent_id is not None]
    recipient = {"recipient": above[-1]} if above else {}
    issuer = issuer_for(session, organisation=unit, day=day)
    if issuer is not None and issuer.organisation_id == unit.id:
        return recipient | {
            "superior": issuer.superior_name,
            "agency": issuer.printed_name,
            "place": issuer.place,
            "signer_title": issuer.signer_title,
            "signer_name": issuer.signer_name,
        }
    return recipient | {"superior": "".join(above[-1:]), "agency": unit.name}
