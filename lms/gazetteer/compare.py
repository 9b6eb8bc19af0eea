"""What a unit list would change in the tree: values in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from lms.core.i18n import msgid
from lms.core.text import one_spelling, short_date
from lms.gazetteer.columns import Entry, Problem, problem
from lms.gazetteer.listed import Change, Known, Outcome, Place, Tree
from lms.organisations.service import (
    BelowItself,
    DayToCome,
    OrganisationKind,
    RootStays,
    UnitBegan,
)

NO_PARENT = msgid("Hãy ghi mã hoặc tên đơn vị cấp trên: bạn quản trị nhiều nơi.")
CODE_ELSEWHERE = msgid("Mã này đang thuộc một đơn vị ngoài phạm vi quản trị của bạn.")
SEVERAL = msgid(
    "Có nhiều đơn vị ứng với hàng này: %(candidates)s. Hãy ghi mã, hoặc đơn vị cấp trên rõ hơn."
)
SEVERAL_ROWS = msgid("Tên đơn vị cấp trên có ở nhiều hàng: %(rows)s. Hãy ghi mã của đơn vị đó.")
TWICE = msgid("Đơn vị này đã có ở hàng %(row)d. Hãy giữ lại một hàng.")
CIRCLE = msgid("Các đơn vị cấp trên đi thành vòng. Hãy kiểm tra cột “Đơn vị cấp trên”.")
OTHER_AGENCY = msgid(
    "Không chuyển đơn vị sang bộ, tỉnh khác bằng tệp. Hãy mở trang của đơn vị và chọn Chuyển."
)
PARENT_LATER = msgid("Đơn vị cấp trên có từ ngày %(day)s. Hãy ghi ngày đó hoặc một ngày sau đó.")
PARENT_WRONG = msgid("Hàng %(row)d của đơn vị cấp trên có lỗi. Hãy sửa hàng đó trước.")


def compare(
    entries: Sequence[Entry],
    tree: Tree,
    named: Mapping[str, Known | Problem],
    *,
    today: date,
) -> list[Outcome]:
    """Return what each row would do; `named`: what texts of “unit above” mean in the tree."""
    comparison = _Comparison(entries, tree, named, today)
    return comparison.outcomes()


class _Comparison:
    """One list against one tree. Rows may stand in any order: a parent after its children."""

    def __init__(
        self,
        entries: Sequence[Entry],
        tree: Tree,
        named: Mapping[str, Known | Problem],
        today: date,
    ) -> None:
        self.entries = {entry.number: entry for entry in entries}
        self.tree, self.named, self.today = tree, named, today
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = {}
        for entry in entries:
            if entry.code:
                self.by_code.setdefault(entry.code, entry.number)
            if entry.name:
                self.by_name.setdefault(one_spelling(entry.name), []).append(entry.number)
        self.done: dict[int, Outcome] = {}
        self.busy: set[int] = set()

    def outcomes(self) -> list[Outcome]:
        for number in self.entries:
            self.outcome(number)
        self._refuse_twice()
        self._refuse_circles()
        self._refuse_below_wrong()
        return [self.done[number] for number in self.entries]

    def outcome(self, number: int) -> Outcome:
        """Return the row's outcome, once the rows it depends on have theirs."""
        if number in self.done:
            return self.done[number]
        entry = self.entries[number]
        self.busy.add(number)
        self.done[number] = self._compare(entry)
        self.busy.discard(number)
        return self.done[number]

    def _compare(self, entry: Entry) -> Outcome:
        start = Outcome(entry, problems=entry.problems)
        if start.problems:
            return start
        unit = self._by_code(entry)
        if isinstance(unit, dict):
            return start.wrong(unit)
        parent = None if unit and unit.id in self.tree.tops else self._parent(entry)
        if isinstance(parent, dict):
            return start.wrong(parent)
        if unit is None and isinstance(parent, Known):
            named = self.tree.by_name.get((parent.id, one_spelling(entry.name)), [])
            if len(named) > 1:
                return start.wrong(problem("name", SEVERAL, candidates=_say(named)))
            unit = named[0] if named else None
        if entry.start is not None and entry.start > self.today:
            day = short_date(entry.start)
            return start.wrong(problem("start", DayToCome.message, day=day))
        made = replace(start, unit=unit, parent=parent)
        return self._changed(made, unit) if unit else self._new(made)

    def _by_code(self, entry: Entry) -> Known | Problem | None:
        found = self.tree.by_code.get(entry.code, []) if entry.code else []
        if len(found) > 1:
            return problem("code", SEVERAL, candidates=_say(found))
        if not found and entry.code in self.tree.codes_elsewhere:
            return problem("code", CODE_ELSEWHERE)
        return found[0] if found else None

    def _parent(self, entry: Entry) -> Place | Problem:
        text, tops = entry.parent, self.tree.tops
        if not text:
            return self.tree.units[tops[0]] if len(tops) == 1 else problem("parent", NO_PARENT)
        rows = [self.by_code[text]] if text in self.by_code else []
        rows = rows or [n for n in self.by_name.get(one_spelling(text), []) if n != entry.number]
        known = self.named[text]
        if len(rows) == 1:
            return self._in_file(rows[0], known)
        if rows and not isinstance(known, Known):
            return problem("parent", SEVERAL_ROWS, rows=", ".join(map(str, rows)))
        return known

    def _in_file(self, row: int, known: Known | Problem) -> Place | Problem:
        """Return the parent that stands in the file; `known` is what the tree has of its name."""
        if row in self.busy:
            return problem("parent", CIRCLE)
        unit = self.outcome(row).unit
        if unit is None and isinstance(known, Known):
            return problem("parent", SEVERAL_ROWS, rows=f"{row}; {known.full_name}")
        return unit or row

    def _new(self, made: Outcome) -> Outcome:
        day = made.entry.start or self.today
        began = self._began(made.parent)
        if began is not None and day < began:
            return made.wrong(problem("start", PARENT_LATER, day=short_date(began)))
        return made

    def _began(self, place: Place | None) -> date | None:
        if isinstance(place, Known):
            return place.placed_since
        return (self.entries[place].start or self.today) if place is not None else None

    def _changed(self, made: Outcome, unit: Known) -> Outcome:
        entry, changes = made.entry, list[Change]()
        if _is_renamed(unit.name, entry.name):
            changes.append(("name", unit.name, entry.name))
        if entry.short_name and unit.short_name != entry.short_name:
            changes.append(("short_name", unit.short_name, entry.short_name))
        if entry.kind is not None and unit.kind != entry.kind:
            changes.append(("kind", unit.kind.value, entry.kind.value))
        if made.parent is not None and _id(made.parent) != unit.parent_id:
            changes.append(("parent", self._name_above(unit), self._name(made.parent)))
        of_unit = bool(changes)
        if entry.code and entry.code not in unit.codes:
            changes.append(("code", ", ".join(unit.codes), entry.code))
        made = replace(made, changes=tuple(changes))
        return self._possible(made, unit) if of_unit else made

    def _possible(self, made: Outcome, unit: Known) -> Outcome:
        day = made.entry.start or self.today
        if unit.kind == OrganisationKind.ROOT:
            return made.wrong(problem("name", RootStays.message))
        if day < unit.since:
            since = short_date(unit.since)
            return made.wrong(problem("start", UnitBegan.message, name=unit.name, day=since))
        if any(column == "parent" for column, *_ in made.changes):
            return self._movable(made, unit, day)
        return made

    def _movable(self, made: Outcome, unit: Known, day: date) -> Outcome:
        began, parent = self._began(made.parent), self._standing(made.parent)
        if parent is not None and parent.path.startswith(unit.path):
            names = {"name": unit.name, "successor": parent.name}
            return made.wrong(problem("parent", BelowItself.message, **names))
        if parent is None or _agency(parent.path) != _agency(unit.path):
            return made.wrong(problem("parent", OTHER_AGENCY))
        if began is not None and day < began:
            return made.wrong(problem("start", PARENT_LATER, day=short_date(began)))
        return made

    def _standing(self, place: Place | None) -> Known | None:
        """Return the nearest unit at or above `place` that stands in the tree."""
        seen: set[int] = set()
        while isinstance(place, int) and place not in seen:
            seen.add(place)
            place = self.done[place].parent if place in self.done else None
        return place if isinstance(place, Known) else None

    def _name(self, place: Place) -> str:
        return place.full_name if isinstance(place, Known) else self.entries[place].name

    def _name_above(self, unit: Known) -> str:
        above = self.tree.units.get(unit.parent_id or 0)
        return above.full_name if above else ""

    def _refuse_twice(self) -> None:
        seen: dict[object, int] = {}
        for number, outcome in self.done.items():
            entry = outcome.entry
            keys: list[object] = [("code", entry.code)] if entry.code else []
            if outcome.unit is not None:
                keys.append(("unit", outcome.unit.id))
            elif not outcome.problems:
                keys.append(("new", _key(outcome.parent), one_spelling(entry.name)))
            for key in keys:
                first = seen.setdefault(key, number)
                if first != number:
                    self.done[number] = outcome.wrong(problem("name", TWICE, row=first))
                    break

    def _refuse_circles(self) -> None:
        moved = {o.unit.id: o.parent for o in self.done.values() if o.unit and o.parent}
        for number, outcome in self.done.items():
            place, seen = outcome.parent, set[object]()
            while place is not None and not outcome.problems:
                if _key(place) in seen:
                    self.done[number] = outcome.wrong(problem("parent", CIRCLE))
                    break
                seen.add(_key(place))
                if isinstance(place, Known):
                    above = self.tree.units.get(place.parent_id or 0)
                    place = moved.get(place.id, above)
                else:
                    place = self.done[place].parent

    def _refuse_below_wrong(self) -> None:
        """Refuse new units whose parents cannot be made."""
        again = True
        while again:
            again = False
            for number, outcome in self.done.items():
                row = outcome.parent
                if isinstance(row, int) and not outcome.problems and self.done[row].problems:
                    self.done[number] = outcome.wrong(problem("parent", PARENT_WRONG, row=row))
                    again = True


def _id(place: Place) -> int | None:
    return place.id if isinstance(place, Known) else None


def _key(place: Place | None) -> object:
    return ("unit", place.id) if isinstance(place, Known) else ("row", place)


def _agency(path: str) -> str:
    """Return the id of the ministry or province in `path`; "" for the root."""
    return [*path.strip("/").split("/"), ""][1]


def _say(units: Sequence[Known]) -> str:
    return "; ".join(
        unit.full_name + (f" [{', '.join(unit.codes)}]" if unit.codes else "") for unit in units
    )


def _is_renamed(known: str, written: str) -> bool:
    """Tell whether a list gives another name: Hoà for Hòa is none, another letter case is one."""
    if one_spelling(known) == one_spelling(written):
        return known != written and known.lower() == written.lower()
    return True
