"""YAML as a tree of nodes that know their lines. Scalars stay text; the schema gives them types."""

from dataclasses import dataclass

import yaml

from lms.content import complaints as c
from lms.content.problems import Place, Problems

_PLAIN_TAGS = {"tag:yaml.org,2002:" + kind for kind in ("str", "seq", "map")}


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the line of its key (in a mapping) or of itself (in a list)."""

    place: Place
    value: "str | list[Node] | dict[str, Node]"
    quoted: bool = False  # was in quotes or a block scalar

    @property
    def text(self) -> str | None:
        """Return the scalar, or None for a list or mapping."""
        return self.value if isinstance(self.value, str) else None


def parse_yaml(text: str, start: Place, problems: Problems) -> Node | None:
    """Return the tree of `text`, whose first line is at `start`; None if it cannot be read."""
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(start.file, start.line + (mark.line if mark else 0))
        problems.add(place, c.BAD_YAML, detail=error.problem or error.context)
        return None
    except yaml.YAMLError as error:
        problems.add(start, c.BAD_YAML, detail=str(error).splitlines()[0])
        return None
    if root is None:
        return Node(start, {})
    return _Converter(start, problems).convert(root, start.line + root.start_mark.line)


class _Converter:
    """Turns PyYAML's nodes into ours; complains of what the format leaves out."""

    def __init__(self, start: Place, problems: Problems) -> None:
        self._start = start
        self._problems = problems
        self._seen: set[int] = set()

    def convert(self, node: yaml.Node, line: int) -> Node:
        place = Place(self._start.file, line)
        if id(node) in self._seen or node.tag not in _PLAIN_TAGS:
            self._problems.add(place, c.YAML_EXTRA)
            return Node(place, "")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return Node(place, self._entries(node))
        if isinstance(node, yaml.SequenceNode):
            return Node(place, [self.convert(item, self._line(item)) for item in node.value])
        return Node(place, node.value, quoted=bool(getattr(node, "style", "")))

    def _entries(self, node: yaml.MappingNode) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key, value in node.value:
            name, line = str(key.value), self._line(key)
            if name in entries:
                self._problems.add(Place(self._start.file, line), c.DUPLICATE_KEY, key=name)
            entries[name] = self.convert(value, line)
        return entries

    def _line(self, node: yaml.Node) -> int:
        return self._start.line + int(node.start_mark.line)
