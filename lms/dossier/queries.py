"""Which results there are, beside what was sent of each last: the statements."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from lms.credentials.service import Certificate
from lms.dossier.models import Action, Export, Sent
from lms.learning.service import Completion, CompletionKind, Revocation
from lms.organisations.service import Organisation, below, versions_in_tree_of
from lms.people.service import Person, Post, read_as


def waiting(paths: Sequence[str], *, today: date, now: datetime) -> Subquery:
    """Select what is to be sent: new results, changed ones, and taken back ones once sent.

    Columns: completion_id, person_id, version_id, completed_on, organisation_id, action, since,
    certificate_id, revoked_on, id_number_index (None: it cannot be sent).
    """
    known = _known()
    taken_back = and_(
        known.c.revoked_on.is_not(None),
        known.c.sent_id.is_not(None),
        known.c.revoked_on.is_distinct_from(known.c.sent_revoked_on),
    )
    to_send = and_(known.c.revoked_on.is_(None), or_(known.c.sent_id.is_(None), _is_changed(known)))
    return _placed(known, or_(to_send, taken_back), paths, today=today, now=now)


def completed_between(
    paths: Sequence[str], *, since: date, until: date, today: date, now: datetime
) -> Subquery:
    """Select what was completed from `since` to `until`, sent or not; the same columns.

    What was taken back before it was ever sent is left out.
    """
    known = _known()
    wanted = and_(
        known.c.completed_on.between(since, until),
        or_(known.c.revoked_on.is_(None), known.c.sent_id.is_not(None)),
    )
    return _placed(known, wanted, paths, today=today, now=now)


def visible_exports(paths: Sequence[str]) -> Select[Export, Organisation]:
    """Select the files of units in `paths` with their unit, the newest first."""
    made = select(Export, Organisation).join(
        Organisation, Organisation.id == Export.organisation_id
    )
    return made.where(below(Organisation.path, paths)).order_by(Export.id.desc())


def _known() -> Subquery:
    """Select each result as it stands: its certificate in force, what took it back, what was sent.

    The certificate of a result that was taken back is named although it is void by then.
    """
    revoked = _revoked()
    last = (
        select(Sent.completion_id, func.max(Sent.id).label("id"))
        .group_by(Sent.completion_id)
        .subquery()
    )
    current = and_(
        Certificate.completion_id == Completion.id,
        Certificate.replaced_at.is_(None),
        or_(Certificate.revoked_at.is_(None), revoked.c.effective_on.is_not(None)),
    )
    return (
        select(*_columns(revoked))
        .select_from(Completion)
        .join(Person, Person.id == read_as(Completion.person_id))
        .outerjoin(revoked, revoked.c.completion_id == Completion.id)
        .outerjoin(last, last.c.completion_id == Completion.id)
        .outerjoin(Sent, Sent.id == last.c.id)
        .outerjoin(Export, Export.id == Sent.export_id)
        .outerjoin(Certificate, current)
        .where(
            Completion.superseded_at.is_(None),
            Completion.kind != CompletionKind.WAIVED,
            Person.withdrawn_at.is_(None),
        )
        .subquery()
    )


def _columns(revoked: Subquery) -> tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    return (
        Completion.id.label("completion_id"),
        Person.id.label("person_id"),
        Completion.version_id,
        Completion.completed_on,
        Completion.recorded_at,
        revoked.c.effective_on.label("revoked_on"),
        revoked.c.recorded_at.label("revoked_at"),
        Certificate.id.label("certificate_id"),
        Certificate.issued_at,
        Person.id_number_index,
        Sent.id.label("sent_id"),
        Sent.certificate_id.label("sent_certificate_id"),
        Sent.revoked_on.label("sent_revoked_on"),
        Sent.id_number_index.label("sent_index"),
        Export.made_at.label("sent_at"),
    )


def _revoked() -> Subquery:
    """Select what took each result back, as known now: from which day, and since when known."""
    return (
        select(
            Revocation.completion_id,
            func.min(Revocation.effective_on).label("effective_on"),
            func.min(Revocation.recorded_at).label("recorded_at"),
        )
        .where(Revocation.superseded_at.is_(None))
        .group_by(Revocation.completion_id)
        .subquery()
    )


def _is_changed(known: Subquery) -> ColumnElement[bool]:
    """Return the condition that a result in force differs from what was sent of it."""
    return or_(
        known.c.sent_revoked_on.is_not(None),
        known.c.sent_certificate_id.is_distinct_from(known.c.certificate_id),
        known.c.sent_index.is_distinct_from(known.c.id_number_index),
    )


def _action(known: Subquery) -> ColumnElement[str]:
    return case(
        (known.c.revoked_on.is_not(None), Action.WITHDRAWN.value),
        (known.c.sent_id.is_(None), Action.NEW.value),
        (_is_changed(known), Action.CHANGED.value),
        else_=Action.AGAIN.value,
    )


def _since(known: Subquery) -> ColumnElement[datetime]:
    """Return since when there is something to send.

    When a certificate became void or an ID number was corrected is not looked up: it was after
    the last file.
    """
    return case(
        (known.c.revoked_at.is_not(None), known.c.revoked_at),
        (known.c.sent_at.is_(None), known.c.recorded_at),
        (known.c.issued_at > known.c.sent_at, known.c.issued_at),
        else_=known.c.sent_at,
    )


def _placed(
    known: Subquery,
    wanted: ColumnElement[bool],
    paths: Sequence[str],
    *,
    today: date,
    now: datetime,
) -> Subquery:
    """Select those wanted whose unit is in `paths`: today's tree, and what became of old units."""
    found = (
        select(
            known.c.completion_id,
            known.c.person_id,
            known.c.version_id,
            known.c.completed_on,
            _unit(known).label("organisation_id"),
            _action(known).label("action"),
            _since(known).label("since"),
            known.c.certificate_id,
            known.c.revoked_on,
            known.c.id_number_index,
        )
        .where(wanted)
        .cte()
        .prefix_with("MATERIALIZED", dialect="postgresql")  # else it finds each unit many times
    )
    place = versions_in_tree_of(day=today, known_at=now).subquery()
    here: Select[*tuple[Any, ...]] = (
        select(*found.c)
        .join(place, place.c.organisation_id == found.c.organisation_id)
        .where(below(place.c.path, paths))
    )
    return here.subquery()


def _unit(known: Subquery) -> ColumnElement[int]:
    """Return where the person held a post on the day of completion, the first one if several.

    Whoever held none then, such as before coming to the service: where the newest post is.
    """
    of_person = select(Post.organisation_id).where(
        Post.person_id == known.c.person_id, Post.superseded_at.is_(None)
    )
    held = of_person.where(
        Post.valid_from <= known.c.completed_on,
        or_(Post.valid_to.is_(None), Post.valid_to > known.c.completed_on),
    )
    first = held.order_by(Post.id).limit(1).correlate(known)
    newest = of_person.order_by(Post.valid_from.desc(), Post.id).limit(1).correlate(known)
    return func.coalesce(first.scalar_subquery(), newest.scalar_subquery())
