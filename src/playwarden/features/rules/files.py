"""Reads a rule set from YAML or JSON; whatever is wrong is told with its line, its step and what would be right."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from playwarden.domain.rules.forms import Fault, where
from playwarden.domain.rules.forms import Path as Place
from playwarden.domain.rules.reading import try_read
from playwarden.domain.rules.ruleset import VERSION, RuleSet
from playwarden.kit.errors import FileError, InputError
from playwarden.kit.files import read_bounded

MOST_BYTES = 1024 * 1024
"""A file of rules larger than this is not read."""
MOST_NODES = 100_000
"""Values of a file, aliases counted each time they are used."""
Marks = Mapping[Place, tuple[int, int]]
"""Line and column of each value of a file, counted from 1, by the way to it."""
_DEEPEST = 40
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Located:
    """Something wrong in a file, line and column counted from 1. `where` names the step, `what` is a sentence."""

    line: int
    column: int
    where: str
    what: str
    remedy: str

    def to_document(self) -> dict[str, Any]:
        """JSON."""
        return {
            "line": self.line,
            "column": self.column,
            "where": self.where,
            "what": self.what,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Read:
    """A rule set as a file has it: `rules` is None where there are `faults`. `document` is as it was written."""

    rules: RuleSet | None
    document: Mapping[str, Any]
    faults: tuple[Located, ...] = ()


def read_file(path: Path) -> Read:
    """The rules of the file at `path`. Raises NotFound, InputError (too large) and FileError (no YAML)."""
    return read_text(text_of(path), str(path))


def text_of(path: Path) -> str:
    """What stands in a file of rules. Raises NotFound, InputError (too large) and FileError (not UTF-8)."""
    raw = read_bounded(
        path, MOST_BYTES, too_large="Rules are a few kilobytes: put long lists of tracks into a CSV file."
    )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileError(str(path), line, 1, "expected UTF-8.", "Save the file as UTF-8.") from None


def read_text(text: str, name: str) -> Read:
    """The rules that `text` holds; `name` is what messages call it. Raises FileError for what is no YAML.

    A file of a folder holds them under `rules`, without a version: then they are what is read.
    """
    document, marks = plain(text, name)
    if isinstance(document, Mapping) and isinstance(document.get("rules"), Mapping):
        document = {"version": VERSION, **document["rules"]}
        marks = {way[1:]: mark for way, mark in marks.items() if way[:1] == ("rules",)}
    rules, faults = try_read(document)
    told = tuple(located(fault, marks) for fault in faults)
    return Read(rules, document if isinstance(document, Mapping) else {}, told)


def plain(text: str, name: str) -> tuple[Any, Marks]:
    """The values that `text` holds, and where each stands. Raises FileError for what is no YAML, InputError for what is
    too large.
    """
    return plain_of(composed(text, name), name)


def plain_of(node: yaml.Node, name: str) -> tuple[Any, Marks]:
    """The same of what was composed before."""
    making = _Making(name)
    return making.value(node, ()), making.marks


def composed(text: str, name: str) -> yaml.Node:
    """What `text` holds, as nodes. Raises FileError for what is no YAML."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise FileError(name, line, 1, "this is nested too deeply.")
        loader = _Loader(text)
        try:
            node: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        hint = "A text that holds ': ' or begins with a sign needs quotes around it."
        raise FileError(name, line, column, f"this is no YAML: {error.problem or error.context}.", hint) from None
    except yaml.YAMLError:
        raise FileError(name, 1, 1, "this is no YAML: it holds a character that is not allowed.") from None
    if node is None:
        raise FileError(name, 1, 1, "the file is empty.", "`playwarden rules steps` shows what can stand in it.")
    return node


class _Making:
    """Makes plain values of nodes, and notes where each stands."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes = 0
        self.marks: dict[Place, tuple[int, int]] = {}

    def value(self, node: yaml.Node, path: Place) -> Any:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise InputError(f"{self._name} holds more than {MOST_NODES:,} values.", "Shorten it.")
        self.marks.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, yaml.ScalarNode):
            self._check_text(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(each, (*path, place)) for place, each in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value in node.value:
            key = "?"
            if isinstance(key_node, yaml.ScalarNode):
                self._check_text(key_node)
                key = key_node.value
            if key in found:
                mark = key_node.start_mark
                raise FileError(self._name, mark.line + 1, mark.column + 1, f"'{key[:40]}' stands twice here.")
            self.marks[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            found[key] = self.value(value, (*path, key))
        return found

    def _check_text(self, node: yaml.ScalarNode) -> None:
        """Raises FileError for half of a character, which an escape can write and nothing can keep."""
        try:
            node.value.encode()
        except UnicodeEncodeError:
            mark = node.start_mark
            raise FileError(self._name, mark.line + 1, mark.column + 1, "this holds half of a character.") from None


def _scalar(node: yaml.Node) -> Any:
    """Numbers, true and false, nothing; anything else, days too, as it is written."""
    tag = str(node.tag).rpartition(":")[2]
    if tag in ("int", "float", "bool", "null"):
        try:
            return yaml.safe_load(node.value)
        except (yaml.YAMLError, ValueError):
            return node.value
    return node.value


def located(fault: Fault, marks: Marks) -> Located:
    """Where a fault stands: the nearest place on the way to it that the file has."""
    path = fault.path
    while path and path not in marks:
        path = path[:-1]
    line, column = marks.get(path, (1, 1))
    return Located(line, column, where(fault.path), fault.what, fault.remedy)
