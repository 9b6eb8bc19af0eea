"""Loading the demo: refuses a database that holds real people."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.service import account_of, grant_role, insert_accounts, set_password
from lms.catalog.service import current_programmes, programme_document
from lms.core.clock import utc_now
from lms.core.columns import uuid7
from lms.core.errors import LmsError
from lms.core.i18n import msgid
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.demo.asking import ask_for_people
from lms.demo.changes import change_offices
from lms.demo.people import PROGRAMMES, MadeUp, Offer, make_history, make_people, pick_stage
from lms.demo.reporting import ask_for_reports
from lms.demo.rules import add_rules
from lms.demo.units import SINCE, Units, add_units
from lms.learning.service import insert_histories
from lms.organisations.service import Organisation, get_root
from lms.people.service import (
    Category,
    Identity,
    Person,
    PostTerms,
    WorkingGroup,
    insert_people,
    insert_posts,
    person_row,
)

SEED = 1169
BATCH = 2_000
SOURCE = "demo"

ACCOUNTS = (  # staff code, name, role, what it is for
    ("MAU-HOCVIEN", "Lê Thị Học Viên (mẫu)", None, "Học viên"),
    ("MAU-TOCHUC", "Trần Văn Tổ Chức (mẫu)", Role.HR, "Cán bộ tổ chức"),
    ("MAU-LANHDAO", "Phạm Thị Lãnh Đạo (mẫu)", Role.MANAGER, "Lãnh đạo, quản lý"),
    ("MAU-KIEMTRA", "Đỗ Văn Kiểm Tra (mẫu)", Role.AUDITOR, "Kiểm tra, giám sát"),
    ("MAU-QUANTRI", "Vũ Thị Quản Trị (mẫu)", Role.ADMIN, "Quản trị hệ thống"),
    ("MAU-HOSO", "Đặng Thị Hồ Sơ (mẫu)", Role.DOSSIER, "Cập nhật hồ sơ cán bộ"),
)


class RealPeople(LmsError):
    """The database is in use; made-up people do not belong in it."""

    message = msgid(
        "Cơ sở dữ liệu đã có dữ liệu thật nên không nạp dữ liệu mẫu. "
        "Hãy dùng một cơ sở dữ liệu trống (đổi DATA_DIR hoặc DATABASE_URL)."
    )


def load(resources: Resources, *, people: int, if_empty: bool) -> Iterator[str]:
    """Fill an empty database and yield what to tell; with demo data there, only the accounts.

    Raises `RealPeople` unless `if_empty`, which leaves a database in use alone.
    """
    with resources.database.reading() as session:
        state = _state(session)
    if state == "real":
        if if_empty:
            return
        raise RealPeople
    if state == "empty":
        yield f"Đang nạp dữ liệu mẫu ({people} người)…"
        _fill(resources, people)
    yield "Tài khoản mẫu (dữ liệu trong hệ thống là dữ liệu mẫu, không phải người thật):"
    password = demo_password(resources.keys)
    for code, _, _, what in ACCOUNTS:
        yield f"  {what:20} {code:12} mật khẩu: {password}"


def demo_password(keys: Keyring) -> str:
    """Return this installation's password of the demo accounts: made from its keys, no default."""
    return f"Mau.{keys.fingerprint('accounts', context='demo')[:12]}"


def _state(session: Session) -> str:
    total = session.scalar(select(func.count()).select_from(Person)) or 0
    if total == 0:
        return "empty" if get_root(session) is None else "real"
    made_up = session.scalar(
        select(func.count()).select_from(Person).where(Person.staff_code.like("MAU-%"))
    )
    codes = [code for code, _, _, _ in ACCOUNTS]
    known = select(func.count()).select_from(Person).where(Person.staff_code.in_(codes))
    return "demo" if made_up and session.scalar(known) == len(codes) else "real"


def _fill(resources: Resources, count: int) -> None:
    rng, now = Random(SEED), utc_now()  # noqa: S311 - made-up data
    with resources.database.transaction() as session:
        units = add_units(session, now=now)
        offers = {
            version.programme_key: Offer(programme_document(session, version.id), version.id)
            for version in current_programmes(session)
        }
    made = make_people(rng, units, count)
    for start in range(0, len(made), BATCH):
        with resources.database.transaction() as session:
            batch = made[start : start + BATCH]
            _write(session, resources.keys, rng, batch, offers, now=now)
    with resources.database.transaction() as session:
        _add_accounts(session, resources.keys, units, rng, offers, now=now)
        change_offices(session, units, now=now)
        ask_for_people(session, resources.keys, units, now=now)
        ask_for_reports(session, units, now=now)


def _write(
    session: Session,
    keys: Keyring,
    rng: Random,
    batch: Sequence[MadeUp],
    offers: dict[str, Offer],
    *,
    now: datetime,
) -> None:
    rows = [person_row(keys, uuid=one.uuid, identity=one.identity) for one in batch]
    ids = insert_people(session, rows, now=now)
    posts = [(ids[one.uuid], one.terms) for one in batch]
    insert_posts(session, posts, source=SOURCE, now=now)
    insert_accounts(session, list(ids.values()), now=now)
    histories = []
    for one in batch:
        offer = offers.get(PROGRAMMES.get(one.terms.working_group, ""))
        if offer is not None:
            stage = pick_stage(rng)
            history = make_history(rng, ids[one.uuid], offer, stage=stage, now=now)
            histories += [history] if history else []
    insert_histories(session, histories, now=now)


def _add_accounts(
    session: Session,
    keys: Keyring,
    units: Units,
    rng: Random,
    offers: dict[str, Offer],
    *,
    now: datetime,
) -> None:
    """Make the accounts that have a password: one for each role with pages."""
    province = units.provinces[0]
    unit = next(u for u in units.provincial if u.parent_id == province.id)
    for code, name, role, _ in ACCOUNTS:
        person_id = _staff(session, keys, code, name, unit, learns=role is None, now=now)
        account = account_of(session, person_id)
        if account is None:
            continue
        set_password(session, account=account, password=demo_password(keys), now=now)
        if role == Role.HR:
            add_rules(session, units, officer=account)
        if role is not None:
            over: Organisation = province if role in {Role.HR, Role.DOSSIER} else units.root
            grant_role(
                session,
                account=account,
                role=role,
                organisation=over,
                valid_from=SINCE,
                valid_to=None,
                reason="Dữ liệu mẫu",
                granter=None,
                now=now,
            )
        elif "ttct" in offers:
            history = make_history(rng, person_id, offers["ttct"], stage="enrolled", now=now)
            insert_histories(session, [history] if history else [], now=now)


def _staff(
    session: Session,
    keys: Keyring,
    code: str,
    name: str,
    unit: Organisation,
    *,
    learns: bool,
    now: datetime,
) -> int:
    identity = Identity(
        full_name=name,
        born_on=date(1985, 1, 1),
        staff_code=code,
        staff_code_scope=int(unit.path.strip("/").split("/")[1]),
    )
    row = person_row(keys, uuid=uuid7(), identity=identity)
    (person_id,) = insert_people(session, [row], now=now).values()
    terms = PostTerms(
        organisation_id=unit.id,
        working_group=WorkingGroup.COMMUNICATION if learns else WorkingGroup.OTHER,
        full_time=True,
        category=Category.CIVIL_SERVANT,
        valid_from=SINCE,
    )
    insert_posts(session, [(person_id, terms)], source=SOURCE, now=now)
    insert_accounts(session, [person_id], now=now)
    return person_id
