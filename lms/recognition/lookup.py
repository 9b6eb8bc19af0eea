"""Whom and which programme the rows of a file mean, in a few queries for many rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalog.service import ProgrammeVersion, current_programmes
from lms.core.i18n import msgid
from lms.core.secrets import Keyring
from lms.core.text import fold
from lms.learning.service import trained_days
from lms.organisations.service import Organisation, below
from lms.people.service import Person, Post, held_on, id_fingerprint, visible_people
from lms.recognition.columns import Entry, Problem, problem
from lms.recognition.models import Claim, Outcome

NOBODY = msgid(
    "Không có người này trong phạm vi quản lý. Hãy kiểm tra lại, hoặc thêm người vào danh sách "
    "nhân sự trước."
)
SEVERAL = msgid("Mã này có ở nhiều cơ quan. Hãy ghi số định danh.")
OTHER_NAME = msgid(
    "Tên trong tệp khác tên trên hệ thống. Hãy kiểm tra số định danh hoặc mã cán bộ của hàng này."
)
NO_PROGRAMME = msgid("Không có chương trình mã này. Hãy dùng một trong: %(codes)s.")
TWICE = msgid("Trùng với hàng %(row)d: cùng người, chương trình và ngày. Hãy giữ lại một hàng.")
Place = tuple[int, str, date]  # person id, programme key, day of completion


@dataclass(frozen=True, slots=True)
class Match:
    """A row and what it would do."""

    entry: Entry
    outcome: Outcome
    name: str
    plan: dict[str, Any]


def pending_places(session: Session, people: Iterable[int]) -> set[Place]:
    """Return what waits for a decision about `people`."""
    rows = select(Claim.person_id, Claim.programme_key, Claim.completed_on).where(
        Claim.person_id.in_(set(people)),
        Claim.decided_at.is_(None),
        Claim.withdrawn_at.is_(None),
    )
    return {(who, key, day) for who, key, day in session.execute(rows)}


class Lookup:
    """Finds people in `paths` and published programmes."""

    def __init__(
        self, session: Session, keys: Keyring, *, paths: Sequence[str], today: date
    ) -> None:
        self._session, self._keys, self._paths, self._today = session, keys, paths, today
        self._programmes = {v.code.upper(): v for v in current_programmes(session)}
        self._seen: dict[Place, int] = {}

    def match(self, entries: Sequence[Entry]) -> list[Match]:
        """Return what each of a few hundred rows would do; a place twice in the file is wrong."""
        by_number, by_code = self._people(entries)
        found = [self._one(entry, by_number, by_code) for entry in entries]
        people = {match.plan["person_id"] for match in found if match.plan}
        units = self._units(people)
        known = trained_days(self._session, people=people)
        known |= pending_places(self._session, people)
        return [self._settled(match, known, units) for match in found]

    def _people(
        self, entries: Sequence[Entry]
    ) -> tuple[dict[str, Person], dict[str, list[Person]]]:
        numbers = [id_fingerprint(self._keys, e.id_number) for e in entries if e.id_number]
        codes = [e.staff_code for e in entries if e.staff_code and not e.id_number]
        seen = visible_people(self._paths, today=self._today)
        by_number = {
            str(person.id_number_index): person
            for person in self._session.scalars(seen.where(Person.id_number_index.in_(numbers)))
        }
        by_code: dict[str, list[Person]] = {}
        for person in self._session.scalars(seen.where(Person.staff_code.in_(codes))):
            by_code.setdefault(str(person.staff_code), []).append(person)
        return by_number, by_code

    def _one(
        self, entry: Entry, by_number: dict[str, Person], by_code: dict[str, list[Person]]
    ) -> Match:
        problems = list(entry.problems)
        person = self._person(entry, by_number, by_code, problems)
        version = self._programme(entry, problems)
        entry = replace(entry, problems=tuple(problems))
        name = person.full_name if person else entry.texts.get("name", "")
        if problems or person is None or version is None:
            return Match(entry, Outcome.ERROR, name, {})
        plan = {
            "person_id": person.id,
            "programme_key": version.programme_key,
            "version_id": version.id,
            "training": entry.texts.get("training") or version.title_vi,
            "issuer": entry.texts["issuer"],
            "document": entry.texts["document"],
            "periods": entry.periods,
            "started_on": entry.started_on.isoformat(),
            "completed_on": entry.completed_on.isoformat(),
        }
        return Match(entry, Outcome.NEW, name, plan)

    def _person(
        self,
        entry: Entry,
        by_number: dict[str, Person],
        by_code: dict[str, list[Person]],
        problems: list[Problem],
    ) -> Person | None:
        """Return whom the row means; the name, if given, must be that person's."""
        column = "id_number" if entry.id_number else "staff_code"
        if entry.id_number:
            one = by_number.get(id_fingerprint(self._keys, entry.id_number))
            found = [one] if one else []
        else:
            found = by_code.get(entry.staff_code, [])
        typed = entry.texts.get("name", "")
        if not found and (entry.id_number or entry.staff_code):
            problems.append(problem(column, entry.staff_code, NOBODY))
        elif len(found) > 1:
            problems.append(problem(column, entry.staff_code, SEVERAL))
        elif found and typed and fold(typed) != found[0].fold_key:
            problems.append(problem("name", typed, OTHER_NAME))
        return found[0] if len(found) == 1 else None

    def _programme(self, entry: Entry, problems: list[Problem]) -> ProgrammeVersion | None:
        code = entry.texts.get("programme", "")
        version = self._programmes.get(code.upper())
        if version is None and code:
            codes = ", ".join(sorted(self._programmes))
            problems.append(problem("programme", code, NO_PROGRAMME, codes=codes))
        return version

    def _settled(self, match: Match, known: set[Place], units: dict[int, int]) -> Match:
        if not match.plan:
            return match
        person_id, key = match.plan["person_id"], match.plan["programme_key"]
        place = (person_id, key, match.entry.completed_on)
        first = self._seen.setdefault(place, match.entry.number)
        if first != match.entry.number:
            twice = problem("completed_on", "", TWICE, row=first)
            entry = replace(match.entry, problems=(*match.entry.problems, twice))
            return Match(entry, Outcome.ERROR, match.name, {})
        if place in known:
            return replace(match, outcome=Outcome.UNCHANGED, plan={})
        return replace(match, plan={**match.plan, "organisation_id": units[person_id]})

    def _units(self, people: set[int]) -> dict[int, int]:
        """Return where each person is: the unit of a post in scope, one held today if there is."""
        held = (
            select(Post.person_id, Post.organisation_id)
            .join(Organisation, Organisation.id == Post.organisation_id)
            .where(
                Post.person_id.in_(people),
                Post.superseded_at.is_(None),
                below(Organisation.path, self._paths),
            )
            .order_by(held_on(self._today), Post.id)
        )
        return dict(self._session.execute(held).all())
