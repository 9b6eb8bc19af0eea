"""Official codes, and finding the unit that a text means."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import Session

from lms.core.text import fold, nfc, one_spelling, short_date
from lms.organisations.access import below, visible_organisations
from lms.organisations.errors import AmbiguousUnit, CodeTaken, UnitBecame, UnknownUnit
from lms.organisations.models import Organisation, OrganisationCode, OrganisationKind
from lms.organisations.service.history import successors_of
from lms.organisations.service.tree import ancestors, full_name

_CANDIDATES = 5  # named in an error


def add_code(
    session: Session,
    *,
    organisation: Organisation,
    scheme: str,
    code: str,
    valid_from: date,
    now: datetime,
) -> None:
    """Give the unit an official code; raises `CodeTaken` if another bears it then or later."""
    holder = session.scalars(
        select(Organisation)
        .join(OrganisationCode, OrganisationCode.organisation_id == Organisation.id)
        .where(
            OrganisationCode.code == code.strip(),
            OrganisationCode.scheme == scheme,
            OrganisationCode.superseded_at.is_(None),
            or_(OrganisationCode.valid_to.is_(None), OrganisationCode.valid_to > valid_from),
            Organisation.id != organisation.id,
        )
    ).first()
    if holder is not None:
        raise CodeTaken(code=code, name=holder.name)
    session.add(
        OrganisationCode(
            organisation_id=organisation.id,
            scheme=scheme,
            code=code.strip(),
            valid_from=valid_from,
            recorded_at=now,
        )
    )


def end_codes(session: Session, *, organisation: Organisation, day: date, now: datetime) -> None:
    """Let the unit's codes hold until `day` only; others may bear them from then on."""
    session.flush()  # a code given just now ends too
    for code in codes_of(session, organisation.id):
        if code.valid_to is not None and code.valid_to <= day:
            continue
        code.superseded_at = now
        if code.valid_from < day:
            session.add(
                OrganisationCode(
                    organisation_id=code.organisation_id,
                    scheme=code.scheme,
                    code=code.code,
                    valid_from=code.valid_from,
                    valid_to=day,
                    recorded_at=now,
                )
            )
    session.flush()  # whoever takes over a code finds it free


def replace_codes(
    session: Session, *, organisation: Organisation, code: str, day: date, now: datetime
) -> None:
    """Give the unit a code in place of those it bears; raises `CodeTaken`."""
    held = [known.scheme for known in codes_of(session, organisation.id) if not known.valid_to]
    end_codes(session, organisation=organisation, day=day, now=now)
    scheme = held[0] if held else "internal"
    add_code(session, organisation=organisation, scheme=scheme, code=code, valid_from=day, now=now)


def codes_of(session: Session, organisation_id: int) -> Sequence[OrganisationCode]:
    """Return the unit's codes as known now, past ones too, oldest first."""
    known = select(OrganisationCode).where(
        OrganisationCode.organisation_id == organisation_id,
        OrganisationCode.superseded_at.is_(None),
    )
    return session.scalars(known.order_by(OrganisationCode.valid_from)).all()


def find_organisation(
    session: Session,
    *,
    text: str,
    paths: Sequence[str],
    today: date,
    root: bool = False,
    parent: Organisation | None = None,
) -> Organisation:
    """Return the unit in scope that `text` names: by code, else by exact name with tone marks.

    Hoà and Hòa, ’ and ' are one spelling, letter case does not count. The names of the units above
    may follow the name, with commas. `root` True: the root, where nobody works, may be meant too.
    `parent`: names are looked for right below it only. Raises `UnknownUnit` (`UnitBecame` for a
    closed one) or `AmbiguousUnit`; units outside `paths` are never named.
    """
    wanted = nfc(text)
    named = visible_organisations(paths)
    if not root:
        named = named.where(Organisation.kind != OrganisationKind.ROOT)
    if parent is not None:
        named = named.where(Organisation.parent_id == parent.id)
    by_code = session.scalars(
        _codes_on(today, wanted).where(below(Organisation.path, paths)).distinct()
    ).all()
    found = [*by_code] or _by_name(session, named, wanted)
    still_open: Sequence[Organisation] = [
        unit for unit in found if unit.closed_on is None or unit.closed_on > today
    ]
    still_open = still_open or _by_long_name(session, named, wanted, today)
    if len(still_open) == 1:
        return still_open[0]
    if still_open:
        candidates = "; ".join(full_name(session, unit) for unit in still_open[:_CANDIDATES])
        raise AmbiguousUnit(text=wanted, candidates=candidates)
    for unit in found:
        successors = "; ".join(full_name(session, u) for u in successors_of(session, unit.id))
        if successors and unit.closed_on is not None:
            raise UnitBecame(text=wanted, day=short_date(unit.closed_on), successors=successors)
    raise UnknownUnit(text=wanted)


def find_plain_names(
    session: Session, *, texts: Collection[str], paths: Sequence[str]
) -> dict[str, Organisation]:
    """Return, by text, the units that `find_organisation` finds by a name without second thoughts.

    Those of which one unit in scope alone, an open one, has the name, and that are nobody's code.
    """
    wanted = {text: nfc(text) for text in texts}
    codes = select(OrganisationCode.code).where(OrganisationCode.code.in_(set(wanted.values())))
    coded = set(session.scalars(codes))
    named = visible_organisations(paths).where(
        Organisation.kind != OrganisationKind.ROOT,
        Organisation.fold_key.in_({fold(name) for name in wanted.values()}),
    )
    alike: dict[str, list[Organisation]] = {}
    for unit in session.scalars(named):
        alike.setdefault(one_spelling(unit.name), []).append(unit)
    found: dict[str, Organisation] = {}
    for text, name in wanted.items():
        units = alike.get(one_spelling(name), [])
        if name not in coded and len(units) == 1 and units[0].closed_on is None:
            found[text] = units[0]
    return found


def _by_name(session: Session, named: Select[Organisation], wanted: str) -> Sequence[Organisation]:
    alike = session.scalars(named.where(Organisation.fold_key == fold(wanted)))
    return [unit for unit in alike if one_spelling(unit.name) == one_spelling(wanted)]


def _by_long_name(
    session: Session, named: Select[Organisation], wanted: str, today: date
) -> Sequence[Organisation]:
    """Return the open units meant by "Phòng X, Sở Y, Tỉnh Z": a name, then some of those above."""
    begins = func.substr(literal(fold(wanted)), 1, func.length(Organisation.fold_key) + 1)
    alike = named.where(
        begins == Organisation.fold_key + ",",
        or_(Organisation.closed_on.is_(None), Organisation.closed_on > today),
    )
    found = []
    for unit in session.scalars(alike):
        chain = [one_spelling(u.name) for u in reversed(ancestors(session, unit))]
        long_names = {", ".join(chain[: last + 1]) for last in range(1, len(chain))}
        if one_spelling(wanted) in long_names:
            found.append(unit)
    return found


def _codes_on(day: date, code: str) -> Select[Organisation]:
    return (
        select(Organisation)
        .join(OrganisationCode, OrganisationCode.organisation_id == Organisation.id)
        .where(
            OrganisationCode.code == code.strip(),
            OrganisationCode.superseded_at.is_(None),
            OrganisationCode.valid_from <= day,
            or_(OrganisationCode.valid_to.is_(None), OrganisationCode.valid_to > day),
        )
    )
