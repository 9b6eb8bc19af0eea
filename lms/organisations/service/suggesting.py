"""Units that a text may mean when none is named so exactly."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session, aliased

from lms.core.i18n import gettext, msgid
from lms.core.text import fold, nfc, short_date
from lms.organisations.access import below
from lms.organisations.models import Organisation, OrganisationCode, OrganisationKind

MOST = 3
TYPED = 10  # suggestions while somebody types
CLOSE = 0.75  # difflib's measure: 1 is equal
CODE_DAYS = msgid("%(name)s, mang mã này từ %(first)s")
CODE_UNTIL = msgid("%(name)s, mang mã này từ %(first)s đến %(last)s")


def suggest_organisations(session: Session, *, text: str, paths: Sequence[str]) -> list[str]:
    """Return up to three units in scope, each with its parent: "Xã A (Tỉnh B)".

    First those that bear `text` as a code on other days, then open ones with a name like it. A unit
    that bore the code and has closed is named too: its days say why it cannot be meant.
    """
    by_code = [_with_days(code) for code in session.execute(_codes(nfc(text), paths))]
    parent = aliased(Organisation)
    units = session.execute(
        select(Organisation.fold_key, Organisation.name, parent.name)
        .join(parent, parent.id == Organisation.parent_id)
        .where(
            below(Organisation.path, paths),
            Organisation.closed_on.is_(None),
            Organisation.kind != OrganisationKind.ROOT,
        )
        .order_by(Organisation.sort_key)
    ).all()
    near = get_close_matches(fold(text), {row[0] for row in units}, n=MOST, cutoff=CLOSE)
    by_name = [f"{name} ({above})" for key in near for fold_, name, above in units if fold_ == key]
    return [*by_code, *by_name][:MOST]


def units_like(
    session: Session, *, text: str, paths: Sequence[str], today: date
) -> list[Organisation]:
    """Return up to ten open units in scope in whose names `text` stands; tone marks do not count.

    Those whose names begin with it come first. For suggestions while somebody types.
    """
    wanted = fold(text.partition(",")[0])
    begins = Organisation.fold_key.startswith(wanted, autoescape=True)
    found = select(Organisation).where(
        below(Organisation.path, paths),
        Organisation.kind != OrganisationKind.ROOT,
        or_(Organisation.closed_on.is_(None), Organisation.closed_on > today),
        Organisation.fold_key.contains(wanted, autoescape=True),
    )
    return [*session.scalars(found.order_by(begins.desc(), Organisation.sort_key).limit(TYPED))]


def _codes(code: str, paths: Sequence[str]) -> Select[str, date, date | None]:
    return (
        select(Organisation.name, OrganisationCode.valid_from, OrganisationCode.valid_to)
        .join(OrganisationCode, OrganisationCode.organisation_id == Organisation.id)
        .where(
            OrganisationCode.code == code,
            OrganisationCode.superseded_at.is_(None),
            below(Organisation.path, paths),
        )
        .order_by(OrganisationCode.valid_from.desc())
    )


def _with_days(found: Row[str, date, date | None]) -> str:
    name, first, end = found
    days: dict[str, object] = {"name": name, "first": short_date(first)}
    if end is None:
        return gettext(CODE_DAYS, **days)
    return gettext(CODE_UNTIL, **days, last=short_date(end - date.resolution))
