"""Units and programmes as rows name them, looked up once each for a whole file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalog.service import (
    ProgrammeVersion,
    UnknownProgramme,
    current_programmes,
    find_programme_by_code,
)
from lms.core.i18n import LANGUAGES, gettext, in_language, msgid
from lms.organisations.service import (
    AmbiguousUnit,
    Organisation,
    OrganisationKind,
    UnitBecame,
    UnknownUnit,
    find_organisation,
    find_plain_names,
    suggest_organisations,
)
from lms.staff_files.columns import Complaint, complaint, complaint_of

NO_PROGRAMME = msgid(
    "Không có chương trình mã “%(code)s”. Hãy dùng một trong các mã đang có: %(known)s."
)
ROOT_UNIT = msgid("“Toàn quốc” không nhận người. Hãy ghi đơn vị cụ thể.")
NEAR_UNITS = msgid(
    "Không tìm thấy đơn vị “%(text)s”. Có phải: %(candidates)s? Hãy ghi đúng tên hoặc mã."
)
MOST_SUGGESTIONS = 200  # of different names in a file: finding what is near takes time


@dataclass(slots=True)
class Register:
    """What is known of units and programmes for one officer (`paths`), on one day."""

    paths: Sequence[str]
    today: date
    _by_text: dict[str, Organisation | Complaint] = field(default_factory=dict)
    _by_id: dict[int, tuple[str, str]] = field(default_factory=dict)  # path, name
    _programmes: dict[str, ProgrammeVersion | Complaint] = field(default_factory=dict)
    _suggested: int = 0

    def unit(self, session: Session, text: str) -> Organisation | Complaint:
        """Return the unit in scope that `text` names, or what is wrong with it."""
        if text not in self._by_text:
            found = self._find_unit(session, text)
            self._by_text[text] = found
            if isinstance(found, Organisation):
                self._by_id[found.id] = (found.path, found.name)
        return self._by_text[text]

    def learn(self, session: Session, texts: Iterable[str]) -> None:
        """Look the units up that `texts` plainly name, many at once; `unit` finds the others."""
        fresh = {text for text in texts if text and text not in self._by_text}
        if fresh:
            found = find_plain_names(session, texts=fresh, paths=self.paths)
            self._by_text |= found
            self._by_id |= {unit.id: (unit.path, unit.name) for unit in found.values()}

    def recall(self, session: Session, ids: Iterable[int]) -> None:
        """Look the units with these ids up, so that `name` and `is_mine` know them."""
        missing = sorted(set(ids) - self._by_id.keys())
        for start in range(0, len(missing), 500):
            units = select(Organisation.id, Organisation.path, Organisation.name).where(
                Organisation.id.in_(missing[start : start + 500])
            )
            self._by_id |= {id_: (path, name) for id_, path, name in session.execute(units)}

    def name(self, unit_id: int) -> str:
        """Return the name of a unit that was found or recalled."""
        return self._by_id[unit_id][1]

    def is_mine(self, unit_id: int) -> bool:
        """Tell whether a unit that was found or recalled lies in the officer's scope."""
        return self._by_id[unit_id][0].startswith(tuple(self.paths))

    def programme(self, session: Session, code: str) -> ProgrammeVersion | Complaint:
        """Return the published programme with this code, or what is wrong with it."""
        if code not in self._programmes:
            try:
                self._programmes[code] = find_programme_by_code(session, code)
            except UnknownProgramme:
                known = ", ".join(v.code for v in current_programmes(session))
                self._programmes[code] = complaint(
                    "programme", NO_PROGRAMME, code=code, known=known
                )
        return self._programmes[code]

    def programme_key(self, session: Session, code: str | None) -> str | None:
        """Return the key of the programme with this code; None without one."""
        found = self.programme(session, code) if code else None
        return found.programme_key if isinstance(found, ProgrammeVersion) else None

    def _find_unit(self, session: Session, text: str) -> Organisation | Complaint:
        try:
            unit = find_organisation(session, text=text, paths=self.paths, today=self.today)
        except (AmbiguousUnit, UnitBecame) as error:
            return complaint_of("unit", error)
        except UnknownUnit as error:
            return self._suggest(session, text) or complaint_of("unit", error)
        if unit.kind == OrganisationKind.ROOT:
            return complaint("unit", ROOT_UNIT)
        return unit

    def _suggest(self, session: Session, text: str) -> Complaint | None:
        """Return a complaint that names units like `text`; None if there are none."""
        if self._suggested >= MOST_SUGGESTIONS:
            return None
        self._suggested += 1
        texts = {}
        for language in LANGUAGES:
            with in_language(language):
                near = suggest_organisations(session, text=text, paths=self.paths)
                texts[language] = gettext(NEAR_UNITS, text=text, candidates="; ".join(near))
            if not near:
                return None
        return Complaint("unit", texts)
