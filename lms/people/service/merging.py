"""Two records of one person become one, for whoever asks from now on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.text import nfc
from lms.people.errors import MergedAlready, MergeSelf, NumbersDiffer
from lms.people.models import Merge, Person, Post
from lms.people.rules import one_post_each, whole_of
from lms.people.service.identities import identity_of, keep_earlier
from lms.people.service.persons import get_person
from lms.people.service.posts import lock_person, posts_of, supersede, terms_of, write_post

SOURCE = "merge"
_ID_NUMBER = ("id_number_cipher", "id_number_index", "id_number_tail")
_STAFF_CODE = ("staff_code", "staff_code_scope")


def merge_people(
    session: Session,
    *,
    survivor: Person,
    duplicate: Person,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> Merge:
    """Let `duplicate` be read as `survivor` from now on; figures known before still count two.

    Posts are written anew, what is held twice becoming one; what the survivor lacks is taken over;
    what was learned is read through `belongs_to` and `merges_at`. Raises `MergeSelf`,
    `MergedAlready` or `NumbersDiffer`.
    """
    if survivor.id == duplicate.id:
        raise MergeSelf
    for person_id in sorted((survivor.id, duplicate.id)):
        lock_person(session, person_id)
    session.refresh(survivor)
    session.refresh(duplicate)
    if any(surviving_id(session, one.id) != one.id for one in (survivor, duplicate)):
        raise MergedAlready
    if survivor.id_number_index and duplicate.id_number_index:
        raise NumbersDiffer
    how: dict[str, Any] = {"reason": reason, "actor": actor, "now": now}
    taken = _take_over(session, survivor, duplicate, **how)
    count = _join_posts(session, survivor, duplicate, **how)
    merge = _write(session, survivor, duplicate, **how)
    detail = {"reason": nfc(reason), "posts": count, "columns": taken}
    audit.record(
        session,
        at=now,
        actor=actor,
        action="person.merged",
        subject=("person", survivor.uuid),
        detail={"duplicate": str(duplicate.uuid), **detail},
    )
    return merge


def surviving_id(session: Session, person_id: int) -> int:
    """Return the id of the record as which this one is read now: mostly itself."""
    found = session.scalar(
        select(Merge.survivor_id).where(
            Merge.duplicate_id == person_id, Merge.superseded_at.is_(None)
        )
    )
    return person_id if found is None else found


def surviving_person(session: Session, person_id: int) -> Person:
    """Return the person as whom this record is read now."""
    return get_person(session, surviving_id(session, person_id))


def merges_of(session: Session, *, person_id: int) -> Sequence[Merge]:
    """Return the merges into this person's record, the newest first."""
    known = select(Merge).where(Merge.survivor_id == person_id, Merge.superseded_at.is_(None))
    return session.scalars(known.order_by(Merge.recorded_at.desc(), Merge.id.desc())).all()


def _take_over(
    session: Session,
    survivor: Person,
    duplicate: Person,
    **how: Any,  # noqa: ANN401
) -> list[str]:
    """Give the survivor what it lacks; a number or code that has to be unique leaves the other."""
    was = [(one, identity_of(one)) for one in (survivor, duplicate)]
    values = {
        name: getattr(duplicate, name)
        for name in ("born_on", "sex", "email", "phone", *_ID_NUMBER)
        if getattr(survivor, name) is None and getattr(duplicate, name) is not None
    }
    if survivor.staff_code is None and duplicate.staff_code is not None:
        values |= {name: getattr(duplicate, name) for name in _STAFF_CODE}
    for name in values:
        if name in (*_ID_NUMBER, *_STAFF_CODE):
            setattr(duplicate, name, None)
    session.flush()  # the number is free before the survivor takes it
    for name, value in values.items():
        setattr(survivor, name, value)
    for one, identity in was:
        if identity_of(one) != identity:
            keep_earlier(session, one.id, identity, **how)
    return sorted(values)


def _join_posts(
    session: Session,
    survivor: Person,
    duplicate: Person,
    *,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> int:
    """Write the duplicate's posts under the survivor; return how many posts that leaves."""
    kept = posts_of(session, person_id=survivor.id)
    groups = one_post_each([*kept, *posts_of(session, person_id=duplicate.id)], terms_of)
    for group in groups:
        if group in ([post] for post in kept):
            continue
        first = _first(group, survivor)
        for post in group:
            supersede(post, now)
        write_post(
            session,
            survivor.id,
            whole_of(terms_of(first), *map(terms_of, group)),
            thread=first.thread,
            source=SOURCE,
            reason=reason,
            actor=actor,
            now=now,
        )
    return len(groups)


def _first(group: Sequence[Post], survivor: Person) -> Post:
    return next((post for post in group if post.person_id == survivor.id), group[0])


def _write(
    session: Session,
    survivor: Person,
    duplicate: Person,
    *,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> Merge:
    """Write the merge; what was merged into the duplicate before goes along."""
    earlier = merges_of(session, person_id=duplicate.id)
    for merge in earlier:
        merge.superseded_at = now
    session.flush()  # one merge in force a record: the old row leaves before the new one comes
    written = [
        Merge(
            duplicate_id=person_id,
            survivor_id=survivor.id,
            reason=nfc(reason),
            recorded_at=now,
            recorded_by=actor,
        )
        for person_id in (duplicate.id, *(merge.duplicate_id for merge in earlier))
    ]
    session.add_all(written)
    session.flush()  # who reads on in this transaction sees one person
    return written[0]
