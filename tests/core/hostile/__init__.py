"""Files that lie, break or attack, each with what must come of it.

`python -m tests.core.hostile FOLDER` writes them all, to be tried by hand.
"""

from collections.abc import Iterator

from tests.core.hostile.archives import archives, other_kinds
from tests.core.hostile.cells import numbers, texts, too_much
from tests.core.hostile.commas import comma_files, windows_1258
from tests.core.hostile.markup import liars, markup
from tests.core.hostile.workbooks import BOOK, Case, inline, names, sheet, xlsx

__all__ = ["BOOK", "Case", "cases", "inline", "names", "sheet", "windows_1258", "xlsx"]


def cases() -> Iterator[Case]:
    """Yield every case."""
    for part in (other_kinds, archives, markup, liars, texts, numbers, too_much, comma_files):
        yield from part()
