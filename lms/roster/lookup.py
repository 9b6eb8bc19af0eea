"""What the register knows of the people in a stretch of a file, found in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, or_, select
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
from lms.roster.compare import Known, seen

ELSEWHERE = msgid(
    "Người này đang do đơn vị khác quản lý. Hãy liên hệ đơn vị đó để chuyển hoặc giao kiêm nhiệm."
)
TWO_PEOPLE = msgid(
    "Số định danh và mã cán bộ thuộc về hai người khác nhau. Hãy kiểm tra lại cả hai."
)
LIKELY_SAME = msgid(
    "Có thể trùng: đã có người cùng họ tên và ngày sinh trong phạm vi của bạn. "
    "Hãy ghi đúng mã cán bộ hoặc số định danh của người đó. Nếu là hai người, cần có cả mã và số "
    "định danh của cả hai."
)
OTHER_PERSON = msgid(
    "Mã hoặc số này đang thuộc về người có họ tên và thông tin khác. Hãy kiểm tra lại mã, số."
)
NO_PROGRAMME = msgid(
    "Không có chương trình mã “%(code)s”. Hãy dùng một trong các mã đang có: %(known)s."
)
ROOT_UNIT = msgid("“Toàn quốc” không nhận người. Hãy ghi đơn vị cụ thể.")


class Candidates:
    """People whom rows may mean, by what a row can name them with."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.by_number = {p.id_number_index: p for p in people if p.id_number_index}
        self.by_code = {(p.staff_code, p.staff_code_scope): p for p in people if p.staff_code}
        self.by_name: dict[tuple[str, date | None], list[Person]] = {}
        for person in people:
            self.by_name.setdefault((person.fold_key, person.born_on), []).append(person)


def _is_another(entry: Entry, person: Person) -> bool:
    """Tell whether code and ID number both say that this is not the person of the same name.

    Neither matched; so it is enough that both sides have both.
    """
    mine = entry.id_number is not None and entry.staff_code is not None
    return mine and person.id_number_index is not None and person.staff_code is not None


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
        scopes = {entry.number: self.code_scope(entry) for entry in entries}
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

    def code_scope(self, entry: Entry) -> int | None:
        """Return the id of the ministry or province within which the row's code is unique."""
        unit = self.unit(entry.unit)
        return top_level_id(unit.path) if isinstance(unit, Organisation) else None

    def _people(self, entries: Sequence[Entry]) -> "Candidates":
        """Return everybody whom a number, a code or a name in the entries may mean."""
        indexes = [id_fingerprint(self.keys, e.id_number) for e in entries if e.id_number]
        codes = [e.staff_code for e in entries if e.staff_code]
        named = [e for e in entries if e.born_on]
        found = select(Person).where(
            Person.withdrawn_at.is_(None),
            or_(
                Person.id_number_index.in_(indexes),
                Person.staff_code.in_(codes),
                and_(
                    Person.fold_key.in_([fold(e.name) for e in named]),
                    Person.born_on.in_([e.born_on for e in named]),
                ),
            ),
        )
        return Candidates(self.session.scalars(found).all())

    def _match(
        self, entry: Entry, scope: int | None, people: "Candidates"
    ) -> Person | Complaint | None:
        index = id_fingerprint(self.keys, entry.id_number) if entry.id_number else None
        by_number = people.by_number.get(index) if index else None
        by_code = people.by_code.get((entry.staff_code, scope)) if entry.staff_code else None
        if by_number and by_code and by_number is not by_code:
            return complaint("id_number", TWO_PEOPLE)
        if by_number or by_code:
            return by_number or by_code
        same = people.by_name.get((fold(entry.name), entry.born_on)) if entry.born_on else None
        likely = [person for person in same or () if not _is_another(entry, person)]
        return self._likely_same(likely) if likely else None

    def _likely_same(self, same: Sequence[Person]) -> Complaint | None:
        """Return a complaint if one of them is or was in scope; others are not this officer's."""
        posts = self._posts({person.id for person in same})
        mine = any(self._in_scope(post) for held in posts.values() for post in held)
        return complaint("name", LIKELY_SAME) if mine else None

    def _posts(self, person_ids: set[int]) -> dict[int, list[Post]]:
        """Return the posts as known now, past and to come too, by person."""
        known = select(Post).where(Post.person_id.in_(person_ids), Post.superseded_at.is_(None))
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
        has_other = entry.id_number is not None and (
            found.id_number_index != id_fingerprint(self.keys, entry.id_number)
        )
        against = self._against(entry, found, held, mine, has_other=has_other)
        if against is not None:
            return against
        own = enrolments.get(found.id, [])
        key = self._programme_key(entry)
        opened = [
            e
            for e in own
            if e.programme_key == key and e.completed_at is None and e.released_at is None
        ]
        current = [post for post in mine if self._is_open(post)]
        return Known(
            person=found,
            posts=current,
            past=[post for post in mine if not self._is_open(post)],
            is_stranger=not mine,
            has_other_number=has_other,
            unit_names=self._names_of(entry, current),
            open_due_on=opened[0].due_on if opened else None,
            is_enrolled=bool(opened),
            has_completed=any(e.programme_key == key and e.completed_at for e in own),
            seen=seen(found, held),
        )

    def _against(
        self,
        entry: Entry,
        person: Person,
        held: Sequence[Post],
        mine: Sequence[Post],
        *,
        has_other: bool,
    ) -> Complaint | None:
        """Return why the person found may not be the one the row means, or not this officer's."""
        column = "staff_code" if has_other or not entry.id_number else "id_number"
        if any(map(self._is_open, held)) and not any(map(self._is_open, mine)):
            return complaint(column, ELSEWHERE)
        other_name = fold(entry.name) != person.fold_key
        other_day = entry.born_on and person.born_on and entry.born_on != person.born_on
        other_number = has_other and person.id_number_index is not None
        by_code = has_other or entry.id_number is None
        if other_name and (not mine or (by_code and (other_day or other_number))):
            return complaint(column, OTHER_PERSON)
        return None

    def _programme_key(self, entry: Entry) -> str | None:
        programme = self.programme(entry.programme) if entry.programme else None
        return programme.programme_key if isinstance(programme, ProgrammeVersion) else None

    def _is_open(self, post: Post) -> bool:
        return post.valid_to is None or post.valid_to > self.today

    def _names_of(self, entry: Entry, posts: Sequence[Post]) -> dict[int, str]:
        units = [post.organisation_id for post in posts]
        unit = self.unit(entry.unit)
        if isinstance(unit, Organisation):
            units.append(unit.id)
        return {unit_id: self._name(unit_id) for unit_id in units}

    def _in_scope(self, post: Post) -> bool:
        path = get_organisation(self.session, post.organisation_id).path
        return any(path.startswith(own) for own in self.paths)

    def _name(self, unit_id: int) -> str:
        if unit_id not in self._names:
            self._names[unit_id] = get_organisation(self.session, unit_id).name
        return self._names[unit_id]
