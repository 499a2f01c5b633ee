"""Shapes of JSON: which keys there are and of what kind, to hold our answers against recorded ones."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3].parent / "shared" / "data" / "api"


@dataclass
class Shape:
    """Everything seen at one place: kinds of values, and what lay below."""

    kinds: set[str] = field(default_factory=set)
    keys: "dict[str, Shape]" = field(default_factory=dict)
    elements: "Shape | None" = None

    def see(self, value: Any) -> "Shape":
        """Takes a value in."""
        self.kinds.add(_kind(value))
        if isinstance(value, dict):
            for name, below in value.items():
                self.keys.setdefault(name, Shape()).see(below)
        elif isinstance(value, list):
            self.elements = self.elements or Shape()
            for each in value:
                self.elements.see(each)
        return self


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return {str: "text", dict: "object", list: "list", type(None): "null"}[type(value)]


def load(name: str) -> Any:
    """A recorded answer."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def differences(ours: Shape, theirs: Shape, *, place: str = "") -> list[str]:
    """Keys only one side has, and kinds of values theirs never shows."""
    found = [f"{place}: {kind} is ours alone" for kind in sorted(ours.kinds - theirs.kinds)]
    if theirs.keys and ours.keys:
        found += [f"{place}/{name}: ours alone" for name in sorted(set(ours.keys) - set(theirs.keys))]
        found += [f"{place}/{name}: theirs alone" for name in sorted(set(theirs.keys) - set(ours.keys))]
        for name in sorted(set(ours.keys) & set(theirs.keys)):
            found += differences(ours.keys[name], theirs.keys[name], place=f"{place}/{name}")
    if ours.elements is not None and theirs.elements is not None and theirs.elements.kinds and ours.elements.kinds:
        found += differences(ours.elements, theirs.elements, place=place + "[]")
    return found
