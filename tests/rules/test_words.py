"""Rules of the house about the interface's sentences."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import words

VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
PLACE = re.compile(r"%\((\w+)\)")
MARKS = {"msgid", "gettext", "ngettext", "raw_gettext", "raw_ngettext", "_"}
NAME = "Lan Tỏa"
ROOMS = words.rooms()
VIETNAMESE_ONLY = {
    "lms/cli.py": "read in a terminal by who runs the system",
    "lms/core/doctor.py": "read in a terminal by who runs the system",
    "lms/core/spreadsheets/old_fonts.py": "what old fonts make of letters",
    "lms/core/text.py": "the alphabet, and dates as official papers write them",
    "lms/core/i18n.py": "a language is called by its own name",
    "lms/content/source.py": "part of a programme's title",
    "lms/dossier/columns.py": "what a file says, whatever language the page is in",
    "lms/credentials/rules.py": "the names of official papers",
    "lms/credentials/templates/credentials/certificate.html": "an official paper",
    "lms/credentials/templates/credentials/_printed.html": "an official paper",
    "lms/reports/letter.py": "an official paper",
    "lms/reports/word.py": "an official paper",
    "lms/reports/templates/reports/letter.html": "an official paper",
    "lms/slips/templates/slips/sheet.html": "handed out on paper",
    "lms/staff_files/columns.py": "the headings that staff files use",
}
SOURCES = sorted(p for p in words.LMS.rglob("*.py") if "demo" not in p.parts)  # made-up data
TEMPLATES = sorted(
    path
    for path in words.LMS.rglob("templates/**/*.html")
    if not path.name.endswith((".vi.html", ".en.html"))  # a whole page in one language
)


def _name(path: Path) -> str:
    return str(path.relative_to(words.LMS.parent))


def _loose(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield the strings that are neither documentation nor marked for translation."""
    fixed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            fixed.add(id(node.value))
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in MARKS:
                fixed |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in fixed:
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_sentence_in_the_code_is_left_unmarked(path: Path) -> None:
    if _name(path) in VIETNAMESE_ONLY:
        return
    for constant in _loose(ast.parse(path.read_text(encoding="utf-8"))):
        text = str(constant.value).replace(NAME, "")
        assert not VIETNAMESE.search(text), f"{_name(path)}:{constant.lineno}: {text[:60]}"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_no_sentence_in_a_template_is_left_unmarked(path: Path) -> None:
    if _name(path) in VIETNAMESE_ONLY:
        return
    text = path.read_text(encoding="utf-8")
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", text, flags=re.DOTALL)
    for line in plain.replace(NAME, "").splitlines():
        assert not VIETNAMESE.search(line), f"{_name(path)}: {line.strip()[:80]}"


@pytest.mark.parametrize("room", ROOMS, ids=_name)
def test_every_sentence_has_an_english_text(room: Path) -> None:
    missing = words.without_english(room)
    assert not missing, "\n".join(f"{place}: {text}" for text, place in missing.items())


def test_catalogues_hold_nothing_that_is_not_used() -> None:
    used = {text for room in ROOMS for text in words.used(room)}
    assert [(_name(path), key) for path, key, _text in words.english() if key not in used] == []


def test_a_sentence_has_one_english_text() -> None:
    texts: dict[str, str] = {}
    for path, key, text in words.english():
        assert texts.setdefault(key, text) == text, f"{_name(path)}: {key}"


def test_translations_keep_the_places_to_fill_in() -> None:
    for path, key, text in words.english():
        if text:
            assert set(PLACE.findall(key)) == set(PLACE.findall(text)), f"{_name(path)}: {key}"
