"""What an auditor may read: of people and units that were in scope when it happened."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.accounts.service import Account, RoleGrant
from lms.attestation.service import Attestation
from lms.core.audit import AuditEvent
from lms.credentials.service import Certificate
from lms.learning.service import Completion, Enrolment
from lms.organisations.service import (
    Organisation,
    Succession,
    SuccessionKind,
    below,
    lay_below,
)
from lms.oversight.rules import is_whole_country
from lms.people.service import Person, Post
from lms.recognition.service import Batch, Claim
from lms.roster.service import ChangeSet

_ABOUT = AuditEvent.subject_uuid


def visible_events(paths: Sequence[str]) -> Select[AuditEvent]:
    """Select the events about units in `paths`, and about people who were there at the time.

    Programmes, targets and the log itself belong to nobody's part: only who reads the whole
    country reads of them.
    """
    events = select(AuditEvent)
    if is_whole_country(paths):
        return events
    about = _subjects(paths)
    return events.where(
        or_(*(and_(AuditEvent.subject_kind == kind, found) for kind, found in about.items()))
    )


def visible_successions(
    paths: Sequence[str], *, since: datetime, until: datetime
) -> Select[Succession, Organisation]:
    """Select what became of units in `paths` in the period, but for new names, newest first."""
    return (
        select(Succession, Organisation)
        .join(Organisation, Organisation.id == Succession.predecessor_id)
        .where(
            Succession.recorded_at >= since,
            Succession.recorded_at < until,
            Succession.superseded_at.is_(None),
            Succession.kind != SuccessionKind.RENAME,
            lay_below(paths, Succession.recorded_at),
        )
        .order_by(Succession.recorded_at.desc(), Succession.id)
    )


def _subjects(paths: Sequence[str]) -> dict[str, ColumnElement[bool]]:
    """Return, by kind of subject, the condition that an event is about one in `paths`."""
    return {
        "organisation": exists().where(
            Organisation.uuid == _ABOUT, lay_below(paths, AuditEvent.at)
        ),
        "attestation": exists().where(
            Attestation.uuid == _ABOUT,
            Organisation.id == Attestation.organisation_id,
            below(Organisation.path, paths),
        ),
        "person": exists().where(Person.uuid == _ABOUT, _was_there(Person.id, paths)),
        "account": exists().where(Account.uuid == _ABOUT, _was_there(Account.person_id, paths)),
        "enrolment": exists().where(
            Enrolment.uuid == _ABOUT, _was_there(Enrolment.person_id, paths)
        ),
        "completion": exists().where(
            Completion.uuid == _ABOUT, _was_there(Completion.person_id, paths)
        ),
        "claim": exists().where(Claim.uuid == _ABOUT, _was_there(Claim.person_id, paths)),
        "certificate": exists().where(
            Certificate.uuid == _ABOUT, _was_there(Certificate.person_id, paths)
        ),
        "recognition_batch": exists().where(
            Batch.uuid == _ABOUT,
            Account.uuid == Batch.filed_by,
            _was_there(Account.person_id, paths),
        ),
        "change_set": exists().where(
            ChangeSet.uuid == _ABOUT,
            Account.uuid == ChangeSet.made_by,
            _was_there(Account.person_id, paths),
        ),
    }


def _was_there(person_id: InstrumentedAttribute[int], paths: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that the person had a post or a role in `paths` when it happened."""
    posts = (
        select(Post.id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(
            Post.person_id == person_id,
            Post.recorded_at <= AuditEvent.at,
            or_(Post.superseded_at.is_(None), Post.superseded_at >= AuditEvent.at),
            or_(Post.valid_to.is_(None), Post.valid_to >= func.date(AuditEvent.at)),
            below(Organisation.path, paths),
        )
        .correlate(AuditEvent, person_id.class_)
    )
    holder = aliased(Account)
    roles = (
        select(RoleGrant.id)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .join(holder, holder.id == RoleGrant.account_id)
        .where(
            holder.person_id == person_id,
            RoleGrant.recorded_at <= AuditEvent.at,
            or_(RoleGrant.ended_at.is_(None), RoleGrant.ended_at >= AuditEvent.at),
            below(Organisation.path, paths),
        )
        .correlate(AuditEvent, person_id.class_)
    )
    return or_(posts.exists(), roles.exists())
