"""What the register knows of the people in a stretch of a file, found in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.core.i18n import msgid
from lms.core.secrets import Keyring
from lms.core.text import fold
from lms.learning.service import Enrolment
from lms.organisations.service import Organisation, top_level_id
from lms.people.service import (
    IdNumber,
    Person,
    Post,
    id_fingerprint,
    is_merged,
    read_as,
    records_of,
)
from lms.staff_files.columns import Complaint, Entry, complaint
from lms.staff_files.known import NOBODY, Decisions, Doubt, Known
from lms.staff_files.rules import is_near
from lms.staff_files.units import Register

ELSEWHERE = msgid(
    "Người này đang do đơn vị khác quản lý. Hãy gửi đề nghị tại Nhân sự, Đề nghị nhận người."
)
TWO_PEOPLE = msgid(
    "Số định danh và mã cán bộ thuộc về hai người khác nhau. Hãy kiểm tra lại cả hai."
)
LIKELY_SAME = msgid(
    "Có thể trùng: đã có người cùng ngày sinh và họ tên giống hoặc gần giống trong phạm vi của "
    "bạn. Hãy chọn đó là cùng một người hay là người khác."
)
OTHER_PERSON = msgid(
    "Mã hoặc số này đang thuộc về người có họ tên và thông tin khác. Hãy kiểm tra lại mã, số."
)


class Candidates:
    """People whom rows may mean, by what a row can name them with."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.by_number = {p.id_number_index: p for p in people if p.id_number_index}
        self.by_code = {(p.staff_code, p.staff_code_scope): p for p in people if p.staff_code}
        self.by_uuid = {p.uuid: p for p in people}


def _is_another(entry: Entry, person: Person) -> bool:
    """Tell whether code and ID number both say that this is not the person of the same name.

    Neither matched; so it is enough that both sides have both. A name that is only nearly the
    same needs less: two different ID numbers.
    """
    if entry.id_number is None or person.id_number_index is None:
        return False
    if fold(entry.name) != person.fold_key:
        return True
    return entry.staff_code is not None and person.staff_code is not None


@dataclass(slots=True)
class Lookup:
    """Finds persons for one officer in one session; `register` remembers units and programmes."""

    session: Session
    keys: Keyring
    register: Register
    decisions: Decisions = field(default_factory=dict)
    _indexes: dict[str, str] = field(default_factory=dict)  # by the number's digits

    def known(self, entries: Sequence[Entry]) -> dict[int, Known | Doubt | Complaint]:
        """Return, by row number, what the register knows of each entry's person."""
        self.register.learn(self.session, (entry.unit for entry in entries))
        people = self._people(entries)
        found = {entry.number: self._match(entry, people) for entry in entries}
        self._find_likely([e for e in entries if found[e.number] is None], found)
        ids = {person.id for person in found.values() if isinstance(person, Person)}
        posts, enrolments = self._posts(ids), self._enrolments(ids)
        self._recall_units(posts)
        return {
            entry.number: self._known(entry, found[entry.number], posts, enrolments)
            for entry in entries
        }

    def code_scope(self, entry: Entry) -> int | None:
        """Return the id of the ministry or province within which the row's code is unique."""
        unit = self.register.unit(self.session, entry.unit)
        return top_level_id(unit.path) if isinstance(unit, Organisation) else None

    def index_of(self, number: IdNumber) -> str:
        """Return the keyed hash of an ID number; several steps of comparing ask for the same."""
        index = self._indexes.get(number.digits)
        if index is None:
            index = self._indexes[number.digits] = id_fingerprint(self.keys, number)
        return index

    def units_of(self, person: Person) -> list[str]:
        """Return the names of the units in scope where the person holds or held a post."""
        held = self._posts({person.id}).get(person.id, [])
        self._recall_units({person.id: held})
        ids = dict.fromkeys(p.organisation_id for p in held if self._in_scope(p))
        return [self.register.name(id_) for id_ in ids]

    def _people(self, entries: Sequence[Entry]) -> Candidates:
        """Return everybody whom a number, a code or a decision in the entries names."""
        indexes = [self.index_of(e.id_number) for e in entries if e.id_number]
        codes = [e.staff_code for e in entries if e.staff_code]
        chosen = [uuid for e in entries if (uuid := self.decisions.get(e.number))]
        found = select(Person).where(
            Person.withdrawn_at.is_(None),
            ~is_merged(Person.id),
            or_(
                Person.id_number_index.in_(indexes),
                Person.staff_code.in_(codes),
                Person.uuid.in_(chosen),
            ),
        )
        return Candidates(self.session.scalars(found).all())

    def _match(self, entry: Entry, people: Candidates) -> Person | Doubt | Complaint | None:
        index = self.index_of(entry.id_number) if entry.id_number else None
        by_number = people.by_number.get(index) if index else None
        scope = self.code_scope(entry) if entry.staff_code else None
        by_code = people.by_code.get((entry.staff_code, scope)) if entry.staff_code else None
        if by_number and by_code and by_number is not by_code:
            return complaint("id_number", TWO_PEOPLE)
        decided = self.decisions.get(entry.number)
        return by_number or by_code or (people.by_uuid.get(decided) if decided else None)

    def _find_likely(
        self, entries: Sequence[Entry], found: dict[int, Person | Doubt | Complaint | None]
    ) -> None:
        """Put a doubt in `found` where somebody in scope has the birth date and a near name."""
        open_ones = [e for e in entries if e.born_on and e.number not in self.decisions]
        wanted = select(Person.id, Person.fold_key, Person.born_on).where(
            Person.withdrawn_at.is_(None),
            ~is_merged(Person.id),
            Person.born_on.in_({e.born_on for e in open_ones}),
        )
        by_day: dict[date | None, list[tuple[int, str]]] = {}
        for person_id, name, born_on in self.session.execute(wanted):
            by_day.setdefault(born_on, []).append((person_id, name))
        near = {
            e.number: [
                id_ for id_, name in by_day.get(e.born_on, ()) if is_near(fold(e.name), name)
            ]
            for e in open_ones
        }
        mine = self._in_scope_ones({id_ for ids in near.values() for id_ in ids})
        for entry in open_ones:
            people = [mine[id_] for id_ in near[entry.number] if id_ in mine]
            likely = tuple(p for p in people if not _is_another(entry, p))
            if likely:
                found[entry.number] = Doubt(complaint("name", LIKELY_SAME), likely)

    def _in_scope_ones(self, ids: set[int]) -> dict[int, Person]:
        """Return those of the persons who are or were in scope; others are not this officer's."""
        posts = self._posts(ids)
        self._recall_units(posts)
        mine = {id_ for id_, held in posts.items() if any(map(self._in_scope, held))}
        people = select(Person).where(Person.id.in_(mine))
        return {person.id: person for person in self.session.scalars(people)}

    def _posts(self, person_ids: set[int]) -> dict[int, list[Post]]:
        """Return the posts as known now, past and to come too, by person."""
        by_person: dict[int, list[Post]] = {}
        if person_ids:
            known = select(Post).where(Post.person_id.in_(person_ids), Post.superseded_at.is_(None))
            for post in self.session.scalars(known.order_by(Post.valid_from, Post.id)):
                by_person.setdefault(post.person_id, []).append(post)
        return by_person

    def _recall_units(self, posts: Mapping[int, Sequence[Post]]) -> None:
        ids = {post.organisation_id for held in posts.values() for post in held}
        self.register.recall(self.session, ids)

    def _enrolments(self, person_ids: set[int]) -> dict[int, list[Enrolment]]:
        by_person: dict[int, list[Enrolment]] = {}
        if person_ids:
            records = records_of(select(Person.id).where(Person.id.in_(person_ids)))
            own = select(read_as(Enrolment.person_id), Enrolment)
            for who, enrolment in self.session.execute(own.where(Enrolment.person_id.in_(records))):
                by_person.setdefault(who, []).append(enrolment)
        return by_person

    def _known(
        self,
        entry: Entry,
        found: Person | Doubt | Complaint | None,
        posts: Mapping[int, list[Post]],
        enrolments: Mapping[int, list[Enrolment]],
    ) -> Known | Doubt | Complaint:
        if isinstance(found, (Complaint, Doubt)):
            return found
        if found is None:
            return NOBODY
        held = posts.get(found.id, [])
        mine = [post for post in held if self._in_scope(post)]
        has_other = entry.id_number is not None and (
            found.id_number_index != self.index_of(entry.id_number)
        )
        against = self._against(entry, found, held, mine, has_other=has_other)
        if against is not None:
            return against
        key = self.register.programme_key(self.session, entry.programme)
        own = [e for e in enrolments.get(found.id, []) if e.programme_key == key]
        opened = [e for e in own if e.completed_at is None and e.released_at is None]
        return Known(
            person=found,
            posts=[post for post in mine if self._is_open(post)],
            past=[post for post in mine if not self._is_open(post)],
            held=held,
            is_stranger=not mine,
            has_other_number=has_other,
            unit_names={p.organisation_id: self.register.name(p.organisation_id) for p in mine},
            enrolment=opened[0] if opened else None,
            has_completed=any(e.completed_at for e in own),
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
        if self.decisions.get(entry.number) == person.uuid:
            return None
        other_name = fold(entry.name) != person.fold_key
        other_day = entry.born_on and person.born_on and entry.born_on != person.born_on
        other_number = has_other and person.id_number_index is not None
        by_code = has_other or entry.id_number is None
        if other_name and (not mine or (by_code and (other_day or other_number))):
            return complaint(column, OTHER_PERSON)
        return None

    def _is_open(self, post: Post) -> bool:
        return post.valid_to is None or post.valid_to > self.register.today

    def _in_scope(self, post: Post) -> bool:
        return self.register.is_mine(post.organisation_id)
