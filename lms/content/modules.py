"""Which modules a programme lists: its own folders, and those it shares with another programme."""

from collections.abc import Sequence
from pathlib import Path

from lms.content import complaints as c
from lms.content.fields import NAME, Fields, plain_text
from lms.content.problems import Place, Problems
from lms.content.tree import Node


def read_modules(
    nodes: Sequence[Node], folder: Path, problems: Problems
) -> list[tuple[Path, Place]]:
    """Return the folder of each module with the line that names it, each once, in order."""
    found: dict[Path, Place] = {}
    for node in nodes:
        shared = isinstance(node.value, dict)
        path = _shared(node, folder, problems) if shared else _own(node, folder, problems)
        if path is None:
            continue
        if path in found:
            problems.add(node.place, c.DUPLICATE_KEY, key=path.name)
        found[path] = node.place
    return list(found.items())


def _own(node: Node, folder: Path, problems: Problems) -> Path | None:
    name = plain_text(node, "modules", problems)
    if name and not NAME.fullmatch(name):
        problems.add(node.place, c.BAD_NAME, value=name)
        return None
    return folder / name if name else None


def _shared(node: Node, folder: Path, problems: Problems) -> Path | None:
    """Return the folder that `{from: programme/module}` names, if it is there."""
    fields = Fields(node, problems)
    text = fields.text("from")
    fields.done()
    if not text:
        return None
    programme, _, name = text.partition("/")
    path = folder.parent / programme / name
    named = NAME.fullmatch(programme) and NAME.fullmatch(name) and programme != folder.name
    if not named or not (path / "module.yaml").is_file():
        problems.add(node.place, c.NO_SUCH_MODULE, value=text)
        return None
    return path
