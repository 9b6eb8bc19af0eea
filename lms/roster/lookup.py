"""What the register knows of the people in a stretch of a file, found in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lms.catalog.service import (
    ProgrammeVersion,
    UnknownProgramme,
    current_programmes,
    find_programme_by_code,
)
from lms.core.i18n import msgid
from lms.core.secrets import Keyring
from lms.core.text import fold
from lms.learning.service import Enrolment
from lms.organisations.errors import AmbiguousUnit, UnknownUnit
from lms.organisations.service import (
    Organisation,
    OrganisationKind,
    find_organisation,
    get_organisation,
    top_level_id,
)
from lms.people.service import Person, Post, id_fingerprint
from lms.roster.columns import Complaint, Entry, complaint, complaint_of
from lms.roster.compare import Known

ELSEWHERE = msgid(
    "Người này đang do đơn vị khác quản lý. Hãy liên hệ đơn vị đó để chuyển hoặc giao kiêm nhiệm."
)
TWO_PEOPLE = msgid(
    "Số định danh và mã cán bộ thuộc về hai người khác nhau. Hãy kiểm tra lại cả hai."
)
LIKELY_SAME = msgid(
    "Có thể trùng: đã có người cùng họ tên và ngày sinh trong phạm vi của bạn. "
    "Hãy ghi đúng mã cán bộ hoặc số định danh của người đó."
)
NO_PROGRAMME = msgid(
    "Không có chương trình mã “%(code)s”. Hãy dùng một trong các mã đang có: %(known)s."
)
ROOT_UNIT = msgid("“Toàn quốc” không nhận người. Hãy ghi đơn vị cụ thể.")


@dataclass(slots=True)
class Lookup:
    """Finds persons, units and programmes for one officer, on one day, once each."""

    session: Session
    keys: Keyring
    paths: Sequence[str]
    today: date
    _units: dict[str, Organisation | Complaint] = field(default_factory=dict)
    _programmes: dict[str, ProgrammeVersion | Complaint] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)

    def unit(self, text: str) -> Organisation | Complaint:
        """Return the unit in scope that `text` names, or what is wrong with it."""
        if text not in self._units:
            self._units[text] = self._find_unit(text)
        return self._units[text]

    def programme(self, code: str) -> ProgrammeVersion | Complaint:
        """Return the published programme with this code, or what is wrong with it."""
        if code not in self._programmes:
            try:
                self._programmes[code] = find_programme_by_code(self.session, code)
            except UnknownProgramme:
                known = ", ".join(v.code for v in current_programmes(self.session))
                self._programmes[code] = complaint(
                    "programme", NO_PROGRAMME, code=code, known=known
                )
        return self._programmes[code]

    def known(self, entries: Sequence[Entry]) -> dict[int, Known | Complaint]:
        """Return, by row number, what the register knows of each entry's person."""
        scopes = {entry.number: self._code_scope(entry) for entry in entries}
        people = self._people(entries)
        found = {e.number: self._match(e, scopes[e.number], people) for e in entries}
        ids = {person.id for person in found.values() if isinstance(person, Person)}
        posts = self._posts(ids)
        enrolments = self._enrolments(ids)
        return {
            entry.number: self._known(entry, found[entry.number], posts, enrolments)
            for entry in entries
        }

    def _find_unit(self, text: str) -> Organisation | Complaint:
        try:
            unit = find_organisation(self.session, text=text, paths=self.paths, today=self.today)
        except (UnknownUnit, AmbiguousUnit) as error:
            return complaint_of("unit", error)
        if unit.kind == OrganisationKind.ROOT:
            return complaint("unit", ROOT_UNIT)
        return unit

    def _code_scope(self, entry: Entry) -> int | None:
        unit = self.unit(entry.unit)
        return top_level_id(unit.path) if isinstance(unit, Organisation) else None

    def _people(self, entries: Sequence[Entry]) -> list[Person]:
        """Return everybody whom a number, a code or a name in the entries may mean."""
        indexes = [id_fingerprint(self.keys, e.id_number) for e in entries if e.id_number]
        codes = [e.staff_code for e in entries if e.staff_code]
        folds = [fold(e.name) for e in entries if e.born_on]
        wanted: list[ColumnElement[bool]] = [
            Person.id_number_index.in_(indexes),
            Person.staff_code.in_(codes),
            Person.fold_key.in_(folds),
        ]
        found = select(Person).where(Person.withdrawn_at.is_(None), or_(*wanted))
        return list(self.session.scalars(found))

    def _match(
        self, entry: Entry, scope: int | None, people: Sequence[Person]
    ) -> Person | Complaint | None:
        index = id_fingerprint(self.keys, entry.id_number) if entry.id_number else None
        by_number = [p for p in people if index and p.id_number_index == index]
        by_code = [
            p
            for p in people
            if entry.staff_code and (p.staff_code, p.staff_code_scope) == (entry.staff_code, scope)
        ]
        if by_number and by_code and by_number[0] is not by_code[0]:
            return complaint("id_number", TWO_PEOPLE)
        if by_number or by_code:
            return (by_number or by_code)[0]
        same = [
            p
            for p in people
            if entry.born_on and p.born_on == entry.born_on and p.fold_key == fold(entry.name)
        ]
        return self._likely_same(same) if same else None

    def _likely_same(self, same: Sequence[Person]) -> Complaint | None:
        """Return a complaint if one of them is in scope; others are none of this officer's."""
        posts = self._posts({person.id for person in same})
        mine = any(self._in_scope(post) for held in posts.values() for post in held)
        return complaint("name", LIKELY_SAME) if mine else None

    def _posts(self, person_ids: set[int]) -> dict[int, list[Post]]:
        """Return the posts held today or to come, by person."""
        known = select(Post).where(
            Post.person_id.in_(person_ids),
            Post.superseded_at.is_(None),
            or_(Post.valid_to.is_(None), Post.valid_to > self.today),
        )
        by_person: dict[int, list[Post]] = {}
        for post in self.session.scalars(known.order_by(Post.valid_from, Post.id)):
            by_person.setdefault(post.person_id, []).append(post)
        return by_person

    def _enrolments(self, person_ids: set[int]) -> dict[int, list[Enrolment]]:
        by_person: dict[int, list[Enrolment]] = {}
        own = select(Enrolment).where(Enrolment.person_id.in_(person_ids))
        for enrolment in self.session.scalars(own):
            by_person.setdefault(enrolment.person_id, []).append(enrolment)
        return by_person

    def _known(
        self,
        entry: Entry,
        found: Person | Complaint | None,
        posts: Mapping[int, list[Post]],
        enrolments: Mapping[int, list[Enrolment]],
    ) -> Known | Complaint:
        if isinstance(found, Complaint):
            return found
        if found is None:
            return Known(None, [], {})
        held = posts.get(found.id, [])
        mine = [post for post in held if self._in_scope(post)]
        if held and not mine:
            return complaint("id_number" if entry.id_number else "staff_code", ELSEWHERE)
        units = [post.organisation_id for post in mine]
        unit = self.unit(entry.unit)
        if isinstance(unit, Organisation):
            units.append(unit.id)
        programme = self.programme(entry.programme) if entry.programme else None
        key = programme.programme_key if isinstance(programme, ProgrammeVersion) else None
        opened = [
            e
            for e in enrolments.get(found.id, [])
            if e.programme_key == key and e.completed_at is None and e.released_at is None
        ]
        return Known(
            person=found,
            posts=mine,
            unit_names={unit_id: self._name(unit_id) for unit_id in units},
            open_due_on=opened[0].due_on if opened else None,
            is_enrolled=bool(opened),
            has_completed=any(
                e.programme_key == key and e.completed_at is not None
                for e in enrolments.get(found.id, [])
            ),
        )

    def _in_scope(self, post: Post) -> bool:
        path = get_organisation(self.session, post.organisation_id).path
        return any(path.startswith(own) for own in self.paths)

    def _name(self, unit_id: int) -> str:
        if unit_id not in self._names:
            self._names[unit_id] = get_organisation(self.session, unit_id).name
        return self._names[unit_id]
