"""What the register changed between preview and apply: which rows, which fields, was and is."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.accounts.service import principal_of
from lms.core.clock import local_day
from lms.core.errors import LmsError
from lms.core.i18n import msgid
from lms.core.permissions import Permission
from lms.core.resources import Resources
from lms.organisations.service import Organisation
from lms.people.service import (
    Person,
    Post,
    changed_people,
    taken_identities,
)
from lms.roster.models import ChangeSet, Row, State
from lms.roster.service.staging import opened
from lms.roster.service.writing import Staged
from lms.staff_files.service import ELSEWHERE, Register, complaint, differences, was_of

MOST = 200  # rows that are shown in full; the file has to be compared again anyway
TAKEN = msgid("Mã hoặc số này vừa được ghi cho một người khác.")
OUT_OF_REACH = msgid("Đơn vị này không còn hoạt động hoặc không còn trong phạm vi của bạn.")
Said = list[dict[str, str]]  # [{"column", "vi", "en"}, …]


class RegisterChanged(Exception):
    """What a row was compared with is no longer so; nothing may be written."""


def mark_stale(
    resources: Resources,
    change_set: ChangeSet,
    staged: Staged,
    now: datetime,
    why: LmsError | None = None,
) -> None:
    """Note what the register changed meanwhile, row by row: the file has to be compared again.

    `why`: what another room has against what would come of the file.
    """
    with resources.database.reading() as session:
        drifts = _drifts(session, resources, change_set, staged, now)
    with resources.database.transaction() as session:
        for number, said in drifts.items():
            own = Row.change_set_id == change_set.id, Row.number == number
            session.execute(update(Row).where(*own).values(drift=said))
        session.execute(
            update(ChangeSet)
            .where(ChangeSet.id == change_set.id, ChangeSet.state == State.APPLYING)
            .values(state=State.STALE, refusal=why.texts() if why else None)
        )


def units_out_of_reach(
    session: Session, staged: Staged, account_uuid: UUID, *, now: datetime
) -> list[int]:
    """Return the units of staged posts that have closed or left the officer's scope."""
    today = local_day(now)
    paths = _paths(session, account_uuid, today)
    posts = staged.posts()
    units = select(Organisation).where(Organisation.id.in_(select(posts.c.organisation_id)))
    return [
        unit.id
        for unit in session.scalars(units)
        if not unit.path.startswith(paths) or (unit.closed_on and unit.closed_on <= today)
    ]


def _paths(session: Session, account_uuid: UUID, today: date) -> tuple[str, ...]:
    principal = principal_of(session, account_uuid=account_uuid, today=today)
    return principal.scope(Permission.ROSTER_APPLY) if principal else ()


def _drifts(
    session: Session, resources: Resources, change_set: ChangeSet, staged: Staged, now: datetime
) -> dict[int, Said]:
    today = local_day(now)
    register = Register(_paths(session, change_set.made_by, today), today)
    changed = session.scalars(changed_people(staged.people("was")).limit(MOST)).all()
    drifts = _changed(session, resources, change_set, changed, register)
    people = staged.people("new", "becomes")
    for number in session.scalars(taken_identities(people).limit(MOST)):
        drifts.setdefault(number, [complaint("id_number", TAKEN).as_json()])
    far = units_out_of_reach(session, staged, change_set.made_by, now=now)
    posts = staged.posts()
    rows = select(posts.c.number).where(posts.c.organisation_id.in_(far)).distinct()
    for number in session.scalars(rows.limit(MOST)):
        drifts.setdefault(number, [complaint("unit", OUT_OF_REACH).as_json()])
    return drifts


def _changed(
    session: Session,
    resources: Resources,
    change_set: ChangeSet,
    numbers: Sequence[int],
    register: Register,
) -> dict[int, Said]:
    rows = session.scalars(
        select(Row).where(Row.change_set_id == change_set.id, Row.number.in_(numbers))
    ).all()
    uuids = [row.person_uuid for row in rows]
    people = {p.uuid: p for p in session.scalars(select(Person).where(Person.uuid.in_(uuids)))}
    found: dict[int, Said] = {}
    for row in rows:
        person = people.get(row.person_uuid) if row.person_uuid else None
        plan = opened(resources.keys, row.plan) if row.plan else None
        if plan is None or person is None or person.withdrawn_at is not None:
            found[row.number] = [complaint("name", ELSEWHERE).as_json()]
            continue
        known = select(Post).where(Post.person_id == person.id, Post.superseded_at.is_(None))
        is_now = was_of(person, session.scalars(known.order_by(Post.valid_from, Post.id)))
        units = {post["organisation_id"] for post in (*plan["was"]["posts"], *is_now["posts"])}
        register.recall(session, units)
        found[row.number] = differences(plan["was"], is_now, register)
    return found
