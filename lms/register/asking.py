"""What an address asks of the register's list: name, group, unit with all below, time, standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy import Select
from sqlalchemy.orm import Session

from lms.core.errors import LmsError
from lms.organisations.service import find_organisation
from lms.people.service import Person, WorkingGroup
from lms.register.forms import FULL_TIME, PART_TIME
from lms.register.service import Standing, Wanted, search_people


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is asked for. `inside` are the paths to look in, none if the unit was not understood.

    `standings` may be asked for.
    """

    text: str
    chosen: WorkingGroup | None
    unit: str
    unit_error: str
    full_time: bool | None
    standing: Standing | None
    standings: Sequence[Standing]
    inside: Sequence[str]
    today: date

    @property
    def wanted(self) -> Wanted:
        """Return who is asked for, as the list finds them."""
        return Wanted(
            paths=self.inside,
            today=self.today,
            text=self.text,
            group=self.chosen,
            full_time=self.full_time,
            standing=self.standing,
        )

    def query(self) -> Select[Person]:
        """Select all these people, by given name."""
        return search_people(self.wanted)


def wish(
    session: Session,
    paths: Sequence[str],
    *,
    today: date,
    standings: Sequence[Standing] = tuple(Standing),
) -> Wish:
    """Read the address; what it says nonsense about is not asked."""
    asked = request.args
    group, standing = asked.get("nhom", ""), asked.get("trang-thai", "")
    unit = asked.get("don-vi", "").strip()
    inside, unit_error = _inside(session, paths, unit, today)
    return Wish(
        text=asked.get("tim", "").strip(),
        chosen=WorkingGroup(group) if group in {g.value for g in WorkingGroup} else None,
        unit=unit,
        unit_error=unit_error,
        full_time={FULL_TIME: True, PART_TIME: False}.get(asked.get("che-do", "")),
        standing=Standing(standing) if standing in {one.value for one in standings} else None,
        standings=standings,
        inside=inside,
        today=today,
    )


def _inside(
    session: Session, paths: Sequence[str], unit: str, today: date
) -> tuple[Sequence[str], str]:
    if not unit:
        return paths, ""
    try:
        found = find_organisation(session, text=unit, paths=paths, today=today, root=True)
    except LmsError as error:
        return (), error.sentence()
    return (found.path,), ""
