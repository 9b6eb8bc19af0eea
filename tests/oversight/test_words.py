"""Every event that is written anywhere has words that an auditor reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from lms.core.i18n import english
from lms.oversight.names import ACTION_NAMES, KIND_NAMES

CODE = re.compile(r"[a-z_]+\.(?!(?:csv|xlsx|pdf)$)[a-z_]*[a-z]")
WRITES = re.compile("record|audit|write_down|after_change|note|log")
NOT_WRITING = {"record_problem"}


def _actions(path: Path) -> Iterator[str]:
    """Yield the action codes that the module hands to what writes events."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):  # of codes, by what happened
            known = {code.partition(".")[0] for code in ACTION_NAMES}
            texts = [v.value for v in node.values if isinstance(v, ast.Constant)]
            yield from (t for t in texts if isinstance(t, str) and t.partition(".")[0] in known)
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        given = [k.value for k in node.keywords if k.arg == "action"]
        if WRITES.search(name) and name not in NOT_WRITING:
            given += node.args
        for value in given:
            for part in ast.walk(value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def _kinds(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == "subject" and isinstance(keyword.value, ast.Tuple):
                    first = keyword.value.elts[0]
                    if isinstance(first, ast.Constant):
                        yield str(first.value)


def test_every_action_has_a_name_in_both_languages() -> None:
    """A new code needs a line in lms/oversight/names.py and one in its catalogue."""
    written = {
        (code, path)
        for path in sorted(Path("lms").rglob("*.py"))
        for code in _actions(path)
        if CODE.fullmatch(code)
    }
    assert {code for code, _ in written} >= {"grant.given", "post.ended", "certificate.revoked"}
    assert [f"{path}: {code}" for code, path in sorted(written) if code not in ACTION_NAMES] == []
    for words in ACTION_NAMES.values():
        assert english().gettext(words) != words


def test_every_kind_of_subject_has_a_name() -> None:
    written = {kind for path in Path("lms").rglob("*.py") for kind in _kinds(path)}
    assert written >= {"person", "organisation"}
    assert sorted(written - set(KIND_NAMES)) == []
