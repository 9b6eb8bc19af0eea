"""What a form says when it is refused, and the units it offers instead."""

from collections.abc import Sequence

from wtforms import Field

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.permissions import Permission
from lms.organisations.service import (
    AmbiguousUnit,
    Organisation,
    UnknownUnit,
    ancestors,
    units_like,
)
from lms.people.service import IdNumberTaken, StaffCodeTaken
from lms.register.forms import UnitText
from lms.web.forms import BaseForm
from lms.web.guard import principal
from lms.web.tx import db

FIELDS: Sequence[tuple[type[LmsError], str]] = (
    (UnknownUnit, "unit"),
    (AmbiguousUnit, "unit"),
    (IdNumberTaken, "id_number"),
    (StaffCodeTaken, "staff_code"),
)


def unit_name(unit: Organisation) -> str:
    """Return the unit's name and those above it, "Phòng X, Sở Y, Tỉnh Z", as forms take it."""
    chain = ancestors(db.session, unit)
    return ", ".join(one.name for one in reversed(chain) if one.parent_id is not None)


def units_typed(text: str) -> list[str]:
    """Return the names of units in the officer's scope that are like what was typed."""
    paths, today = principal().scope(Permission.PERSON_READ), local_day(utc_now())
    found = units_like(db.session, text=text, paths=paths, today=today) if text else []
    return [unit_name(unit) for unit in found]


def refuse(form: BaseForm, error: LmsError) -> None:
    """Put the error at the field that it speaks of; offer units in the place of an unknown one."""
    name = next((name for kind, name in FIELDS if isinstance(error, kind)), "")
    if name not in form:
        form.form_errors.append(error.sentence())
        return
    field: Field = form[name]
    field.errors = [error.sentence()]
    if isinstance(field, UnitText):
        field.candidates = units_typed(field.data)
