"""Made-up units and people for tests of several rooms: An, Bình, Chi and who oversees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from lms.accounts.service import ensure_account, grant_role, set_password
from lms.core.audit import AuditEvent
from lms.core.db import Base, Database
from lms.core.permissions import Role
from lms.core.secrets import Keyring
from lms.organisations.service import Organisation, OrganisationKind, add_organisation
from lms.people.service import (
    Category,
    Identity,
    Person,
    Post,
    PostTerms,
    WorkingGroup,
    add_person,
    begin_post,
    revise_post,
    terms_of,
)

BEGAN = date(2025, 1, 1)  # of units, posts and roles
NOON = datetime(2025, 1, 2, 5, 0, tzinfo=UTC)  # 12:00 in Việt Nam: when all was written down
PASSWORD = "Trâu 9 sừng, Ếch 2 chân"


@dataclass(frozen=True)
class People:
    """The country of a test: An learns, Bình keeps the register above her, Chi is elsewhere."""

    root: Organisation
    province: Organisation
    xa_a: Organisation
    xa_b: Organisation
    elsewhere: Organisation  # another province
    an: Person  # learns in Xã A
    binh: Person  # HR of the province
    chi: Person  # HR of the other province, must see nothing
    manager: Person  # of the province
    auditor: Person  # of the province
    admin: Person  # of the whole country


def add_unit(
    session: Session, name: str, kind: OrganisationKind, parent: Organisation | None
) -> Organisation:
    """Add a unit that began on `BEGAN`."""
    return add_organisation(
        session, parent=parent, name=name, kind=kind, valid_from=BEGAN, now=NOON, actor=None
    )


def add_staff(
    session: Session,
    keys: Keyring,
    name: str,
    unit: Organisation,
    *,
    role: Role | None = None,
    over: Organisation | None = None,
    staff_code: str | None = None,
    phone: str | None = None,
    email: str | None = None,
) -> Person:
    """Add a person with a post in `unit`, and perhaps a role over `over` (else over `unit`)."""
    scope = staff_code and int(unit.path.split("/")[2])
    identity = Identity(
        full_name=name,
        staff_code=staff_code,
        staff_code_scope=scope or None,
        phone=phone,
        email=email,
    )
    person = add_person(session, keys, identity=identity, actor=None, now=NOON)
    terms = PostTerms(
        organisation_id=unit.id,
        working_group=WorkingGroup.COMMUNICATION,
        full_time=True,
        category=Category.CIVIL_SERVANT,
        title="Chuyên viên",
        valid_from=BEGAN,
    )
    begin_post(session, person=person, terms=terms, source="test", actor=None, now=NOON)
    if role is not None:
        give_role(session, person, role, over or unit)
    return person


def give_password(session: Session, person: Person, password: str = PASSWORD) -> None:
    """Let the person have an account that `password` opens."""
    account = ensure_account(session, person_id=person.id, now=NOON)
    set_password(session, account=account, password=password, now=NOON)


def give_role(session: Session, person: Person, role: Role, unit: Organisation) -> None:
    """Let the person hold a role over a unit and all below it."""
    grant_role(
        session,
        account=ensure_account(session, person_id=person.id, now=NOON),
        role=role,
        organisation=unit,
        valid_from=BEGAN,
        valid_to=None,
        reason="Thử nghiệm",
        granter=None,
        now=NOON,
    )


@dataclass(frozen=True)
class Written:
    """What `found_country` wrote once: writing its rows again is much faster than founding it."""

    keys: Keyring
    rows: Sequence[tuple[Table, Sequence[Mapping[str, Any]]]]
    people: People


_written: dict[str, Written] = {}  # by name of the kind of database


def remember_country(database: Database, keys: Keyring) -> None:
    """Found the country in an empty database and remember its rows, for `found_country`."""
    with database.transaction() as session:
        people = _found(session, keys)
        rows = [
            (table, [dict(row) for row in session.execute(select(table)).mappings()])
            for table in Base.metadata.sorted_tables
        ]
        kind = session.get_bind().dialect.name
    _written[kind] = Written(keys, [(table, found) for table, found in rows if found], people)


def found_country(session: Session, keys: Keyring) -> People:
    """Write the country: "Toàn quốc" > "Tỉnh A" > "Xã A", "Xã B"; "Tỉnh C"."""
    known = _written.get(session.get_bind().dialect.name)
    is_used = session.scalar(select(AuditEvent.id).limit(1))
    if known is None or known.keys is not keys or is_used:
        return _found(session, keys)
    for table, rows in known.rows:
        session.execute(insert(table), rows)
    units = {unit.uuid: unit for unit in session.scalars(select(Organisation))}
    persons = {person.uuid: person for person in session.scalars(select(Person))}
    return People(
        root=units[known.people.root.uuid],
        province=units[known.people.province.uuid],
        xa_a=units[known.people.xa_a.uuid],
        xa_b=units[known.people.xa_b.uuid],
        elsewhere=units[known.people.elsewhere.uuid],
        an=persons[known.people.an.uuid],
        binh=persons[known.people.binh.uuid],
        chi=persons[known.people.chi.uuid],
        manager=persons[known.people.manager.uuid],
        auditor=persons[known.people.auditor.uuid],
        admin=persons[known.people.admin.uuid],
    )


def _found(session: Session, keys: Keyring) -> People:
    root = add_unit(session, "Toàn quốc", OrganisationKind.ROOT, None)
    province = add_unit(session, "Tỉnh A", OrganisationKind.PROVINCE, root)
    xa_a = add_unit(session, "Xã A", OrganisationKind.COMMUNE, province)
    xa_b = add_unit(session, "Xã B", OrganisationKind.COMMUNE, province)
    elsewhere = add_unit(session, "Tỉnh C", OrganisationKind.PROVINCE, root)
    return People(
        root=root,
        province=province,
        xa_a=xa_a,
        xa_b=xa_b,
        elsewhere=elsewhere,
        an=add_staff(session, keys, "Trần Thị An", xa_a),
        binh=add_staff(session, keys, "Lê Văn Bình", province, role=Role.HR),
        chi=add_staff(session, keys, "Phạm Thị Chi", elsewhere, role=Role.HR),
        manager=add_staff(session, keys, "Vũ Văn Dũng", province, role=Role.MANAGER),
        auditor=add_staff(session, keys, "Hồ Thị Giang", province, role=Role.AUDITOR),
        admin=add_staff(session, keys, "Ngô Văn Hải", xa_b, role=Role.ADMIN, over=root),
    )


def correct_post(
    session: Session, *, post: Post, title: str, source: str, actor: UUID | None, now: datetime
) -> Post:
    """Give the post another title from its own first day on."""
    terms = replace(terms_of(post), title=title)
    return revise_post(
        session, post=post, terms=terms, source=source, reason=None, actor=actor, now=now
    )
