"""The page that shows anyone the share trained, where the installation has it switched on."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import utc_now
from lms.core.errors import NotFound
from lms.publication import service
from lms.reports.service import snapshot_from
from lms.targets.service import Rule, rule_of, targets_at
from lms.web.guard import public
from lms.web.tx import db, resources

bp = Blueprint("publication", __name__, url_prefix="/so-lieu", template_folder="templates")


@bp.app_template_global()
def has_public_figures() -> bool:
    """Tell whether some target is shown to the public."""
    return bool(resources().settings.public_targets)


@bp.get("")
@public
def show_first() -> ResponseReturnValue:
    """Lead to the first target that is shown."""
    rules = _shown()
    if not rules:
        raise NotFound
    return redirect(url_for(".show_published", key=rules[0].key))


@bp.get("/<string:key>")
@public
def show_published(key: str) -> str:
    """Show the share of each province in the newest sealed report on the whole country."""
    rules = _shown()
    rule = next((rule for rule in rules if rule.key == key), None)
    if rule is None:
        raise NotFound
    found = service.published(db.session, resources().files, target_key=key)
    return render_template(
        "publication/show_published.html",
        rule=rule,
        rules=rules,
        found=found,
        printed=snapshot_from(found.report.snapshot or {}) if found else None,
    )


def _shown() -> Sequence[Rule]:
    """Return the targets that the installation shows to anyone."""
    keys = resources().settings.public_targets
    rules = [rule_of(target) for target in targets_at(db.session, known_at=utc_now())]
    return [rule for rule in rules if rule.key in keys]
