"""What forms write into the audit log, from which nothing is ever taken out."""

from importlib import import_module
from pathlib import Path

import pytest

from lms.web.forms import BaseForm, NoIdNumber, Reason

LMS = Path(__file__).resolve().parents[2] / "lms"
ROOMS = sorted(path.parent.name for path in LMS.glob("*/forms.py") if path.parent.name != "web")
KEPT = ("reason", "basis", "clause")  # the last word of a field's name


@pytest.mark.parametrize("room", ROOMS)
def test_no_reason_may_hold_an_id_number(room: str) -> None:
    forms = vars(import_module(f"lms.{room}.forms")).values()
    fields = {
        f"{form.__name__}.{name}": field
        for form in forms
        if isinstance(form, type) and issubclass(form, BaseForm)
        for name in dir(form)
        if name.rpartition("_")[2] in KEPT and hasattr(field := getattr(form, name), "field_class")
    }
    for name, field in fields.items():
        validators = field.args[1] if len(field.args) > 1 else []
        checks = any(isinstance(validator, NoIdNumber) for validator in validators)
        assert checks or field.field_class is Reason, name
