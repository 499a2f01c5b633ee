"""The `fields` parameter: which parts of an answer are wanted, in Spotify's own notation.

`total,items(added_at,item(uri,name))` keeps what is named, `added_by.id` is short for `added_by(id)`, and a group
that opens with `!` keeps everything but what it names: `items.item.album(!external_urls,images)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from playwarden.sandbox.exchange import Refusal


@dataclass(slots=True)
class Group:
    """Names to keep, or when `excluding` names to drop; a name may carry a group for what lies below it."""

    excluding: bool = False
    names: "dict[str, Group | None]" = field(default_factory=dict)

    def of(self, value: Any) -> Any:
        """What is left of a JSON value; a list's elements are filtered one by one."""
        if isinstance(value, list):
            return [self.of(each) for each in value]
        if not isinstance(value, Mapping):
            return value
        if self.excluding:
            return {
                name: below.of(each) if (below := self.names.get(name)) is not None else each
                for name, each in value.items()
                if name not in self.names or self.names[name] is not None
            }
        return {
            name: below.of(value[name]) if below is not None else value[name]
            for name, below in self.names.items()
            if name in value
        }

    def below(self, name: str) -> "Group | None":
        """The group under a name."""
        return self.names.get(name)

    def wants(self, name: str) -> bool:
        """Whether a name survives at all."""
        return (name in self.names) != (self.excluding and self.names.get(name) is None)


@lru_cache(maxsize=512)
def parsed(text: str) -> Group:
    """The filter a text describes. Raises Refusal 400."""
    group, end = _group(text.replace(" ", ""), 0)
    if end != len(text.replace(" ", "")):
        raise Refusal(400, "Invalid fields parameter")
    return group


def _group(text: str, at: int) -> tuple[Group, int]:
    group = Group()
    while at < len(text) and text[at] != ")":
        if text[at] == "!":
            group.excluding = True
            at += 1
        at = _path(text, at, group)
        if at < len(text) and text[at] == ",":
            at += 1
    return group, at


def _path(text: str, at: int, group: Group) -> int:
    """Reads `a.b(c,d)` into a group; where it ends."""
    start = at
    while at < len(text) and (text[at].isalnum() or text[at] in "_-"):
        at += 1
    name = text[start:at]
    if not name:
        raise Refusal(400, "Invalid fields parameter")
    if at < len(text) and text[at] == ".":
        inner = group.names.get(name) or Group()
        group.names[name] = inner
        at += 1
        if at < len(text) and text[at] == "!":
            inner.excluding = True
            at += 1
        return _path(text, at, inner)
    if at < len(text) and text[at] == "(":
        inner, at = _group(text, at + 1)
        if at >= len(text):
            raise Refusal(400, "Invalid fields parameter")
        before = group.names.get(name)
        if before is not None:
            before.names.update(inner.names)
        else:
            group.names[name] = inner
        return at + 1
    group.names.setdefault(name, None)
    return at
