"""Rules of the house about source text, which no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

LMS = Path("lms")
SOURCES = sorted([*LMS.rglob("*.py"), Path("config.py"), Path("wsgi.py")])
MODULE_LINES = 300
FUNCTION_LINES = 40
ROOM_LINES = 1_800  # of code: neither blank nor comment
FLOOR = {"core", "web"}  # no rooms: tools that know nothing of each other
EDGES = {"db.py", "tx.py"}  # where a transaction ends
CLEANED = {
    "block.html",  # by lms/content/render.py
    "recording.transcript",  # there too
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(tree: ast.Module) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def _calls(tree: ast.AST, method: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == method
        ):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_modules_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MODULE_LINES, f"{path}: split the module by what it does"
    for function in _functions(ast.parse(text)):
        lines = (function.end_lineno or 0) - function.lineno + 1
        assert lines <= FUNCTION_LINES, f"{path}:{function.lineno}: {function.name}, {lines} lines"


@pytest.mark.parametrize(
    "room",
    sorted(p.parent for p in LMS.glob("*/__init__.py") if p.parent.name not in FLOOR),
    ids=str,
)
def test_rooms_stay_small(room: Path) -> None:
    lines = [line.strip() for path in room.rglob("*.py") for line in _lines(path)]
    code = [line for line in lines if line and not line.startswith("#")]
    assert len(code) <= ROOM_LINES, f"{room}: {len(code)} lines; split the room"


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_only_the_edge_commits_and_each_flush_says_why(path: Path) -> None:
    lines = _lines(path)
    tree = ast.parse("\n".join(lines))
    if path.name not in EDGES:
        for name in ("commit", "rollback"):
            for call in _calls(tree, name):
                pytest.fail(f"{path}:{call.lineno}: {name}() belongs to the edge")
    for call in _calls(tree, "flush"):
        if not ast.unparse(call.func).endswith("session.flush"):
            continue  # a file's
        assert "#" in lines[call.lineno - 1], f"{path}:{call.lineno}: say why it flushes"


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_modules_are_named_by_what_they_do(path: Path) -> None:
    assert path.stem not in VAGUE


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_nothing_is_left_for_later(path: Path) -> None:
    for number, line in enumerate(_lines(path), 1):
        assert not re.search(r"#.*\b(TODO|FIXME|XXX)\b", line), f"{path}:{number}"


@pytest.mark.parametrize("path", sorted(LMS.rglob("*views.py")), ids=str)
def test_views_get_rows_only_through_access(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Name) and node.id == "select"), f"{path}:{node.lineno}"
    for method in ("get", "get_one", "add", "delete"):
        for call in _calls(tree, method):
            assert not ast.unparse(call).startswith("db.session."), f"{path}:{call.lineno}"


@pytest.mark.parametrize("path", sorted(LMS.rglob("templates/**/*.html")), ids=str)
def test_templates_show_as_html_only_what_was_cleaned(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "autoescape false" not in text
    for shown in re.findall(r"([\w.()]+)\s*\|\s*safe\b", text):
        assert shown in CLEANED, f"{path}: {shown} is not known to be clean HTML"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
