"""The facts that lessons may state, each with its source: `courses/facts.csv`."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from lms.content import complaints as c
from lms.content.problems import Place, Problems

COLUMNS = ("fact_id", "statement_en", "level", "source_url", "source_date_or_note")
LEVELS = ("P", "SEED", "S", "D")
FACT_ID = re.compile(r"F\d{2,3}")
_ADDRESS = re.compile(r"https?://[^\s;]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement that was checked, and where it was read."""

    key: str
    level: str
    addresses: tuple[str, ...]  # http or https
    note: str  # a date, or a remark for the editors

    @property
    def may_be_used(self) -> bool:
        """Tell whether the evidence is good enough for a lesson."""
        return self.level in LEVELS


def read_facts(text: str, place: Place, problems: Problems) -> Mapping[str, Fact]:
    """Return the facts by id; complain of rows without what a fact needs."""
    reader = csv.DictReader(StringIO(text), strict=True)
    facts: dict[str, Fact] = {}
    try:
        for row in reader:
            key = row.get("fact_id") or ""
            if not FACT_ID.fullmatch(key) or key in facts or None in row or None in row.values():
                _complain(problems, place, reader.line_num, key or "?")
                continue
            addresses = tuple(_ADDRESS.findall(row["source_url"]))
            facts[key] = Fact(key, row["level"], addresses, row["source_date_or_note"].strip())
    except (csv.Error, KeyError) as error:
        _complain(problems, place, reader.line_num, str(error))
    return facts


def _complain(problems: Problems, place: Place, line: int, detail: str) -> None:
    columns = ", ".join(COLUMNS)
    problems.add(Place(place.file, line), c.BAD_FACTS, detail=detail, columns=columns)
