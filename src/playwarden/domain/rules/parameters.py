"""What a template asks for: parameters of the same forms as the fields of steps, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from playwarden.domain.rules.forms import (
    Choice,
    Day,
    Flag,
    Form,
    Length,
    Link,
    Number,
    Several,
    Text,
    Whole,
    Wrong,
    told,
)

KINDS = MappingProxyType(
    {
        "playlist": "a playlist",
        "artist": "an artist",
        "album": "an album",
        "track": "a track",
        "whole": "a whole number",
        "number": "a number",
        "flag": "yes or no",
        "choice": "one of some words",
        "text": "a text",
        "day": "a year, a month or a day",
        "length": "minutes and seconds",
    }
)
_LINKS = ("playlist", "artist", "album", "track")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever a document may hold; what it means is looked at elsewhere."""

    def read(self, value: Any) -> Any:
        return value

    def write(self, value: Any) -> Any:
        return value

    def schema(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True, slots=True)
class Words:
    """Words that may be chosen, each with what it means."""

    def read(self, value: Any) -> Mapping[str, str]:
        if not isinstance(value, Mapping) or not 2 <= len(value) <= 100:
            raise Wrong("2 to 100 words are expected here, each with what it means.")
        if not all(isinstance(part, str) and 0 < len(part) <= 100 for pair in value.items() for part in pair):
            raise Wrong("words and what they mean are texts of 1 to 100 characters.")
        return MappingProxyType(dict(value))

    def write(self, value: Mapping[str, str]) -> dict[str, str]:
        return dict(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "minProperties": 2, "maxProperties": 100, "additionalProperties": {"type": "string"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that a template asks for. `default` is as a document has it; without one it has to be filled in,
    unless it is `optional`: then what it stands in falls away.
    """

    name: str = told(Text(40), "What it is called in the rules, behind a `$`: small letters, digits and `_`.")
    label: str = told(Text(100), "What a person is asked for.")
    text: str = told(Text(300), "What it is for, where the label does not say it.", "")
    kind: str = told(Choice(KINDS), "What is asked for.")
    several: int | None = told(Whole(1, 10_000), "A list of at most so many.", None)
    named: bool = told(Flag(), "A name will do for the link.", False)
    least: float | None = told(Number(-1_000_000, 1_000_000), "The least that a number may be.", None)
    most: float | None = told(Number(-1_000_000, 1_000_000), "The most that a number may be, or a text be long.", None)
    unit: str = told(Text(30), "What is counted: `tracks`, `days`.", "")
    words: Mapping[str, str] | None = told(Words(), "What may be chosen, each with what it means.", None)
    optional: bool = told(Flag(), "May be left out.", False)
    default: Any = told(Anything(), "What it is unless somebody says otherwise.", None)

    @property
    def needed(self) -> bool:
        """Whether it has to be filled in."""
        return self.default is None and not self.optional

    @property
    def form(self) -> Form:
        """What it takes: the form of the field that it stands for."""
        one = self._one()
        return one if self.several is None else Several(one, self.several)

    def _one(self) -> Form:
        least, most = self.least or 0, self.most
        match self.kind:
            case "whole":
                return Whole(int(least), 1_000_000 if most is None else int(most), self.unit)
            case "number":
                return Number(least, 1_000_000 if most is None else most)
            case "flag":
                return Flag()
            case "choice":
                return Choice(self.words or {})
            case "text":
                return Text(500 if most is None else int(most))
            case "day":
                return Day()
            case "length":
                return Length()
        return Link(self.kind, self.named)

    def faults(self) -> str:
        """Why its fields do not go together, as a sentence; nothing where they do."""
        if _NAME.fullmatch(self.name) is None:
            return f"'{self.name}' is not a name of small letters, digits and '_'."
        if (self.kind == "choice") != (self.words is not None):
            return "'words' goes with the kind choice, and only with it."
        if self.kind == "flag" and (self.several is not None or self.optional):
            return "a flag is neither several nor optional: it is true or false."
        if self.named and self.kind not in ("artist", "album"):
            return "'named' goes with artists and albums."
        if self.least is not None and self.most is not None and self.least > self.most:
            return "'least' is more than 'most'."
        if self.default is None:
            return "a flag needs a default." if self.kind == "flag" else ""
        try:
            self.form.read(self.default)
        except Wrong as error:
            return f"its default: {error.fault.what}"
        return ""

    def sample(self, number: int) -> Any:
        """A value that its form takes; `number` makes links differ from each other."""
        if self.default is not None and self.kind != "flag":
            return self.default
        match self.kind:
            case "whole" | "number":
                one: Any = max(1, int(self.least or 0)) if self.most is None or self.most >= 1 else self.least
            case "flag":
                return True
            case "choice":
                one = next(iter(self.words or {}))
            case "text":
                one = "x"
            case "day":
                one = "2000"
            case "length":
                one = "3:00"
            case _:
                one = f"spotify:{self.kind}:{number:022d}"
        return one if self.several is None else [one]

    def schema(self) -> dict[str, Any]:
        """JSON Schema of its value, as a field of a step has one."""
        told = {**self.form.schema(), "title": self.label}
        if self.text:
            told["description"] = self.text
        return told if self.default is None else {**told, "default": self.default}


def parameter_for(form: Form, *, name: str, label: str, value: Any) -> Parameter | None:
    """The parameter that takes what a field of this form takes, with `value` (as a document has it) as its default;
    None for a form that no parameter has.
    """
    several = None
    if isinstance(form, Several):
        several, form = form.most, form.form
    extra: dict[str, Any]
    match form:
        case Link(kind, named) if kind in _LINKS:
            extra = {"kind": kind, "named": named}
        case Whole(least, most, unit):
            extra = {"kind": "whole", "least": float(least), "most": float(most), "unit": unit}
        case Number(least, most):
            extra = {"kind": "number", "least": least, "most": most}
        case Flag():
            extra = {"kind": "flag"}
        case Choice(words):
            extra = {"kind": "choice", "words": words}
        case Text(most):
            extra = {"kind": "text", "most": float(most)}
        case Day():
            extra = {"kind": "day"}
        case Length():
            extra = {"kind": "length"}
        case _:
            return None
    return Parameter(name=name, label=label, several=several, default=value, **extra)
