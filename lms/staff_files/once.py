"""A person stands in a file once: complaints about the second row that names them."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from lms.core.i18n import msgid
from lms.core.text import fold
from lms.staff_files.columns import Complaint, Entry, complaint
from lms.staff_files.known import Doubt, Known
from lms.staff_files.lookup import Lookup

TWICE = msgid("Người này đã có ở hàng %(row)d. Hãy giữ lại một hàng.")
LIKELY_TWICE = msgid(
    "Có thể trùng với hàng %(row)d: cùng họ tên và ngày sinh. Nếu là một người, hãy xóa một hàng; "
    "nếu là hai người, hãy chọn “người khác”."
)
Found = Known | Doubt | Complaint | None


@dataclass(slots=True)
class Seen:
    """Who stood in which row so far, under each number, code and name."""

    rows: dict[Hashable, int] = field(default_factory=dict)

    def once(self, entry: Entry, known: Found, lookup: Lookup) -> tuple[Entry, Found]:
        """Return the row with a complaint, or a doubt instead of what is known, if it is double."""
        names: list[tuple[str, Hashable]] = []
        if entry.id_number:
            names.append(("id_number", lookup.index_of(entry.id_number)))
        if entry.staff_code:
            scope = lookup.code_scope(entry) or entry.unit
            names.append(("staff_code", (entry.staff_code, scope)))
        if isinstance(known, Known) and known.person is not None:
            names.append(("staff_code" if entry.staff_code else "id_number", known.person.uuid))
        for column, name in names:
            first = self.rows.setdefault(name, entry.number)
            if first != entry.number:
                return entry.complain(complaint(column, TWICE, row=first)), known
        return entry, self._likely(entry, known, lookup) or known

    def _likely(self, entry: Entry, known: Found, lookup: Lookup) -> Doubt | None:
        """Doubt an equal name and birth date; two rows with ID numbers are two people."""
        if not isinstance(known, Known) or entry.born_on is None:
            return None
        who = (fold(entry.name), entry.born_on)
        rows = [self.rows.get((*who, "without a number"))]
        if entry.id_number is None:
            rows.append(self.rows.get((*who, "with a number")))
        mark = "with a number" if entry.id_number else "without a number"
        self.rows.setdefault((*who, mark), entry.number)
        first = min((row for row in rows if row is not None), default=None)
        if first is None or entry.number in lookup.decisions:
            return None
        return Doubt(complaint("name", LIKELY_TWICE, row=first))
