"""What an address asks for: target, unit, day, tree, and whose names."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import request

from lms.core.clock import local_day, utc_now
from lms.core.errors import NotFound
from lms.core.i18n import pick
from lms.core.permissions import Permission
from lms.core.text import parse_date
from lms.figures.errors import BadDay
from lms.organisations.service import Organisation, visible_organisation
from lms.people.service import WorkingGroup
from lms.targets import service
from lms.targets.service import Figure, Part, State, TreeOf, Wanted
from lms.web.downloads import record_export
from lms.web.guard import principal
from lms.web.tx import db


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; a unit out of scope has been refused."""

    target: service.Target
    rule: service.Rule
    unit: Organisation
    day: date
    now: datetime
    tree: TreeOf = TreeOf.THE_DAY

    @property
    def at(self) -> dict[str, Any]:
        """Return day, moment and tree as keywords."""
        return {"as_of": self.day, "known_at": self.now, "tree": self.tree}

    @property
    def cay(self) -> str | None:
        """Return what an address says of the tree; None for the tree of the day."""
        return self.tree.value if self.tree is TreeOf.TODAY else None

    @property
    def figure(self) -> Figure:
        """Return the figure as known now."""
        return service.figure(db.session, rule=self.rule, organisation=self.unit, **self.at)

    @property
    def basis(self) -> service.Basis:
        """Return what the names start from."""
        return service.basis_of(db.session, rule=self.rule, organisation=self.unit, **self.at)

    def filename(self, ending: str) -> str:
        """Name a file by target, unit and day."""
        unit = self.unit.short_name or self.unit.name
        return f"{pick(self.rule.short_name)} - {unit} - {self.day.isoformat()}.{ending}"

    def record(self, file: str, rows: int, *, wanted: Wanted | None = None) -> None:
        """Write down that the file was taken; `wanted`: to whose names it is narrowed."""
        narrowed = {} if wanted is None else {"bang": "nguoi", **_written(wanted)}
        subject = ("organisation", self.unit.uuid)
        day = self.day.isoformat()
        record_export(subject, file=file, rows=rows, target=self.target.key, as_of=day, **narrowed)


def what_is_asked(
    key: str,
    organisation_uuid: UUID,
    day: str | None = None,
    *,
    permission: Permission = Permission.TARGET_READ,
) -> Asked:
    """Return what the address asks for, or raise `NotFound` or `BadDay`; `day`: instead of it.

    `permission`: whose scope the unit must be in.
    """
    now = utc_now()
    scope = principal().scope(permission)
    unit = visible_organisation(db.session, paths=scope, uuid=organisation_uuid)
    target = service.target_at(db.session, key=key, known_at=now)
    text = request.args.get("ngay", "") if day is None else day
    tree = TreeOf.TODAY if request.args.get("cay") == TreeOf.TODAY else TreeOf.THE_DAY
    return Asked(target, service.rule_of(target), unit, _day(text, local_day(now)), now, tree)


def _day(text: str, today: date) -> date:
    """Return the day written in `text`, today if it is empty, or raise `BadDay`."""
    if not text.strip():
        return today
    try:
        day = parse_date(text)
    except ValueError as error:
        raise BadDay(text=text) from error
    if day > today:
        raise BadDay(text=text)
    return day


def who_is_wanted() -> Wanted:
    """Return whose names the address asks for, or raise `NotFound`."""
    arguments = request.args
    try:
        return Wanted(
            state=State(arguments["trang-thai"]) if arguments.get("trang-thai") else None,
            part=Part(arguments["phan"]) if arguments.get("phan") else None,
            group=WorkingGroup(arguments["nhom"]) if arguments.get("nhom") else None,
        )
    except ValueError as error:
        raise NotFound from error


def _written(wanted: Wanted) -> dict[str, str]:
    """Return `wanted` as an address says it: never as it was typed, for the log keeps it."""
    said = {"trang-thai": wanted.state, "phan": wanted.part, "nhom": wanted.group}
    return {name: value.value for name, value in said.items() if value}
