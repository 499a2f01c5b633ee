"""Reads a FILE: YAML, strictly; whatever is wrong is told with its line, its column and what was expected."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml

from playwarden.domain.plan import KeepDates
from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME
from playwarden.features.wishes.document import (
    KEEP_DATES,
    MAX_BYTES,
    MAX_ITEMS,
    MAX_ITEMS_IN_ALL,
    MAX_PLAYLISTS,
    MAX_TEXT,
    VERSION,
    Item,
    Mark,
    PlaylistWish,
    PolicyWish,
    WishFile,
)
from playwarden.kit.errors import FileError
from playwarden.kit.files import read_bounded

T = TypeVar("T")

# libyaml where the wheel brings it: a file of 100,000 items is read in a second instead of a minute.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_DEEPEST = 8
"""Levels of nesting a FILE may have; it needs five. Checked on the flat stream of events, before anything recurses."""
_KINDS = {"str": "text", "int": "a number", "float": "a number", "bool": "true or false", "null": "nothing"}


def read(path: Path) -> WishFile:
    """The FILE at `path`. Raises what `text_of` and `parse` raise."""
    return parse(text_of(path), path)


def text_of(path: Path) -> str:
    """What stands in the FILE. Raises NotFound, InputError (no regular file, too large) and FileError (not UTF-8)."""
    raw = read_bounded(path, MAX_BYTES, too_large="Split it into several files.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileError(str(path), line, 1, "expected UTF-8.", "Save the file as UTF-8.") from None


def parse(text: str, path: Path) -> WishFile:
    """The FILE that holds `text`. Raises FileError."""
    reader = _Reader(path)
    return reader.file(reader.compose(text))


class _Reader:
    """Walks the nodes of one file; each method takes the node of what it names and checks it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._items = 0

    def compose(self, text: str) -> yaml.Node:
        try:
            self._check_depth(text)
            loader = _Loader(text)
            try:
                node: yaml.Node | None = loader.get_single_node()
            finally:
                loader.dispose()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise FileError(
                str(self._path),
                line,
                column,
                f"this is no YAML: {error.problem or error.context}.",
                "Texts that hold ': ' or ' #', or begin with one of @ & * ! | > % [ { \" ', need quotes around them.",
            ) from None
        except yaml.YAMLError as error:
            position = getattr(error, "position", 0)
            line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
            raise FileError(
                str(self._path), line, 1, "this is no YAML: it holds a character that is not allowed."
            ) from None
        if node is None:
            raise FileError(
                str(self._path), 1, 1, "the file is empty; expected version, account and playlists.", _EXAMPLE
            )
        return node

    def _check_depth(self, text: str) -> None:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _DEEPEST:
                    mark = event.start_mark
                    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
                    raise FileError(str(self._path), line, column, "this is nested too deeply.", _EXAMPLE)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1

    def file(self, node: yaml.Node) -> WishFile:
        keys = self._mapping(node, "the file", ("version", "account", "playlists"), ("version", "account", "playlists"))
        version = self._number(keys["version"], "version")
        if version != VERSION:
            self._wrong(keys["version"], f"expected version: {VERSION}.")
        account = self._text(keys["account"], "account", empty=False)
        nodes = self._sequence(keys["playlists"], "playlists", MAX_PLAYLISTS)
        return WishFile(self._path, account, _mark(keys["account"]), tuple(self.playlist(each) for each in nodes))

    def playlist(self, node: yaml.Node) -> PlaylistWish:
        keys = self._mapping(node, "a playlist", _PLAYLIST_KEYS)
        if ("id" in keys) == ("create" in keys):
            self._wrong(node, "expected either id (of a playlist that is there) or create (a key for one to be made).")
        if "create" in keys and "name" not in keys:
            self._wrong(node, "expected a name for the playlist to be created.")
        if len(keys) == 1:
            self._wrong(node, "expected something that this playlist should be: name, items, ...")
        return PlaylistWish(
            mark=_mark(node),
            id=_at(keys, "id", lambda n: self._text(n, "id", empty=False)),
            create=_at(keys, "create", lambda n: self._text(n, "create", empty=False, most=100)),
            name=_at(keys, "name", lambda n: self._text(n, "name", empty=False, most=MAX_NAME)),
            description=_at(keys, "description", lambda n: self._text(n, "description", most=MAX_DESCRIPTION)),
            public=_at(keys, "public", lambda n: self._flag(n, "public")),
            collaborative=_at(keys, "collaborative", lambda n: self._flag(n, "collaborative")),
            cover=_at(keys, "cover", lambda n: self._text(n, "cover", empty=False)),
            items=_at(keys, "items", self.items),
            policy=_at(keys, "policy", self.policy) or PolicyWish(),
            marks={key: _mark(value) for key, value in keys.items()},
        )

    def items(self, node: yaml.Node) -> tuple[Item, ...]:
        nodes = self._sequence(node, "items", MAX_ITEMS)
        self._items += len(nodes)
        if self._items > MAX_ITEMS_IN_ALL:
            self._wrong(node, f"expected at most {MAX_ITEMS_IN_ALL:,} items in one file.")
        return tuple(Item(self._text(each, "an item", empty=False), _mark(each)) for each in nodes)

    def policy(self, node: yaml.Node) -> PolicyWish:
        keys = self._mapping(node, "policy", ("keep_dates", "max_calls"))
        keep: KeepDates | None = None
        if "keep_dates" in keys:
            word = self._text(keys["keep_dates"], "keep_dates", empty=False)
            keep = next((each for each in KEEP_DATES if each == word), None)
            if keep is None:
                self._wrong(keys["keep_dates"], f"expected keep_dates: all, most or none, not '{_short(word)}'.")
        most = _at(keys, "max_calls", lambda n: self._number(n, "max_calls"))
        if most is not None and most < 1:
            self._wrong(keys["max_calls"], "expected max_calls: 1 or more.")
        return PolicyWish(keep, most)

    def _mapping(
        self, node: yaml.Node, what: str, known: Iterable[str], needed: Iterable[str] = ()
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, f"expected {what} as keys and values ({', '.join(known)}), not {_kind(node)}.")
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            if key not in known:
                near = difflib.get_close_matches(key, list(known), 1)
                hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}."
                self._wrong(
                    key_node, f"'{_short(key)}' is no key of {what}; {hint}" if key else f"expected a key of {what}."
                )
            if key in found:
                self._wrong(key_node, f"{key} stands twice in {what}; expected it once.")
            found[key] = value
        for key in needed:
            if key not in found:
                self._wrong(node, f"expected {key}: in {what}.")
        return found

    def _sequence(self, node: yaml.Node, what: str, most: int) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            self._wrong(node, f"expected {what} as a list, each on a line of its own after '- ', not {_kind(node)}.")
        nodes: list[yaml.Node] = node.value
        if len(nodes) > most:
            self._wrong(node, f"expected at most {most:,} {what}, not {len(nodes):,}.")
        return nodes

    def _text(self, node: yaml.Node, what: str, *, empty: bool = True, most: int = MAX_TEXT) -> str:
        if not isinstance(node, yaml.ScalarNode) or _tag(node) != "str":
            self._wrong(node, f"expected {what} as text, not {_kind(node)}.", _quoting(node))
        text: str = node.value
        if not empty and not text.strip():
            self._wrong(node, f"expected {what} not to be empty.")
        if len(text) > most:
            self._wrong(node, f"expected {what} to have at most {most:,} characters.")
        return text

    def _flag(self, node: yaml.Node, what: str) -> bool:
        if not isinstance(node, yaml.ScalarNode) or _tag(node) != "bool":
            self._wrong(node, f"expected {what}: true or false, not {_kind(node)}.")
        return bool(yaml.SafeLoader.bool_values[node.value.lower()])

    def _number(self, node: yaml.Node, what: str) -> int:
        # Decimal digits alone: YAML 1.1 also reads 0x1F, 1_000, 010 (eight) and 1:30 (ninety) as numbers.
        if not isinstance(node, yaml.ScalarNode) or _tag(node) != "int" or not _decimal(node.value):
            self._wrong(node, f"expected {what} as a whole number, not {_kind(node)}.")
        return int(node.value)

    def _wrong(self, node: yaml.Node, what: str, remedy: str = "") -> NoReturn:
        mark = _mark(node)
        raise FileError(str(self._path), mark.line, mark.column, what, remedy)


_PLAYLIST_KEYS = (
    "id", "create", "name", "description", "public", "collaborative", "cover", "items", "policy",
)  # fmt: skip
_EXAMPLE = "`playwarden schema` prints the form; the reference shows examples."


def _at(keys: Mapping[str, yaml.Node], key: str, take: Callable[[yaml.Node], T]) -> T | None:
    return take(keys[key]) if key in keys else None


def _mark(node: yaml.Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)


def _tag(node: yaml.Node) -> str:
    return str(node.tag).rpartition(":")[2]


def _kind(node: yaml.Node) -> str:
    """What stands there, in words."""
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "keys and values"
    tag = _tag(node)
    if tag in ("int", "float", "bool"):
        return f"{_KINDS[tag]} ({_short(node.value)})"
    return _KINDS.get(tag, f"a {tag}")


def _quoting(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode) and _tag(node) != "null":
        return f'Put quotes around it: "{_short(node.value)}".'
    if isinstance(node, yaml.MappingNode):
        return "A text that holds ': ' needs quotes around it."
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _decimal(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9 and (text == "0" or not text.startswith("0"))
