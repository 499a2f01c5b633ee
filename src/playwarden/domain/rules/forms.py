"""What a field of a step may hold: one description serves the reader, the JSON Schema, the form and the reference."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol, TypeVar

from playwarden.domain.links import WrongKind, item_uri, uri_of
from playwarden.kit.errors import InputError
from playwarden.kit.text import listed

Path = tuple[str | int, ...]
"""Where something stands in a document: keys and places from its root."""

MOST_TEXT = 500
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a document: where, what, and what would be right."""

    path: Path
    what: str
    remedy: str = ""


class Wrong(ValueError):
    """A value that its form does not take; `path` leads on from the field."""

    def __init__(self, what: str, remedy: str = "", path: Path = ()) -> None:
        super().__init__(what)
        self.fault = Fault(path, what, remedy)


class Form(Protocol):
    """One kind of value."""

    def read(self, value: Any) -> Any:
        """The value of a step for that of a document. Raises Wrong."""
        ...

    def write(self, value: Any) -> Any:
        """JSON that `read` takes."""
        ...

    def schema(self) -> dict[str, Any]:
        """JSON Schema of what `read` takes; `x-form` names the input that a page shows for it."""
        ...


def told(form: Form, text: str, default: D | Any = ..., *, name: str | None = None) -> Any:
    """A field of a step: what it takes and what it is for. Without a `default` it has to be there. `name`: as the
    document calls it, where Python has another use for the word.
    """
    metadata = {"form": form, "text": text, "name": name}
    return field(metadata=metadata) if default is ... else field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most `most` characters; `labels` names the labels of which a page proposes those that there are."""

    most: int = MOST_TEXT
    labels: Literal["genre", "mood"] | None = None

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("a text is expected here.", 'Put quotes around it: "2000".' if value is not None else "")
        if not value.strip() or len(value) > self.most or "\0" in value:
            raise Wrong(f"a text of 1 to {self.most} characters is expected here.")
        return value

    def write(self, value: str) -> str:
        return value

    def schema(self) -> dict[str, Any]:
        told = {"type": "string", "minLength": 1, "maxLength": self.most, "x-form": "text"}
        return told if self.labels is None else told | {"x-labels": self.labels}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number; `unit` is what a page writes behind it."""

    least: int
    most: int
    unit: str = ""

    def read(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise Wrong(f"a whole number from {self.least:,} to {self.most:,} is expected here.")
        return value

    def write(self, value: int) -> int:
        return value

    def schema(self) -> dict[str, Any]:
        told: dict[str, Any] = {"type": "integer", "minimum": self.least, "maximum": self.most, "x-form": "whole"}
        return told | ({"x-unit": self.unit} if self.unit else {})


@dataclass(frozen=True, slots=True)
class Number:
    """A number, whole or not."""

    least: float
    most: float

    def read(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not self.least <= value <= self.most:
            raise Wrong(f"a number from {self.least:g} to {self.most:g} is expected here.")
        return float(value)

    def write(self, value: float) -> float:
        return int(value) if value == int(value) else value

    def schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.least, "maximum": self.most, "x-form": "number"}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Wrong("true or false is expected here.")
        return value

    def write(self, value: bool) -> bool:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean", "x-form": "flag"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words, each with what it means."""

    words: Mapping[str, str]

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise Wrong(f"one of {', '.join(self.words)} is expected here.")
        return value

    def write(self, value: str) -> str:
        return value

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words), "x-form": "choice", "x-words": list(self.words.values())}

    def __hash__(self) -> int:
        return hash(tuple(self.words.items()))


@dataclass(frozen=True, slots=True)
class Length:
    """How long a track lasts: `3:30`, `1:02:03`, or seconds; kept in milliseconds."""

    def read(self, value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 86_400:
            return value * 1000
        if isinstance(value, str) and (found := _CLOCK.fullmatch(value.strip())):
            hours, minutes, seconds = (int(part or 0) for part in found.groups())
            return ((hours * 60 + minutes) * 60 + seconds) * 1000
        raise Wrong("a length as minutes and seconds is expected here.", 'Write it in quotes: "3:30".')

    def write(self, value: int) -> str:
        minutes, seconds = divmod(value // 1000, 60)
        return f"{minutes}:{seconds:02}" if minutes < 1000 else f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"

    def schema(self) -> dict[str, Any]:
        clock = {"type": "string", "pattern": "^\\s*([0-9]{1,2}:)?[0-9]{1,3}:[0-5][0-9]\\s*$"}
        return {"anyOf": [clock, {"type": "integer", "minimum": 0, "maximum": 86_400}], "x-form": "length"}


@dataclass(frozen=True, slots=True)
class Day:
    """A year, a month or a day: `1999`, `1999-06`, `1999-06-01`; kept as it is written."""

    def read(self, value: Any) -> str:
        if isinstance(value, date):
            value = value.isoformat()
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and _DAY.fullmatch(value):
            year, month, day, *_ = [*(int(part) for part in value.split("-")), 1, 1]
            try:
                date(year, month, day)
            except ValueError:
                pass
            else:
                return value
        raise Wrong("a year, a month or a day is expected here: 1999, 1999-06 or 1999-06-01.")

    def write(self, value: str) -> str:
        return value

    def schema(self) -> dict[str, Any]:
        day = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
        return {"anyOf": [day, {"type": "integer", "minimum": 1000, "maximum": 9999}], "x-form": "day"}


@dataclass(frozen=True, slots=True)
class Link:
    """A playlist, an artist, an album or a track, by its link or URI; kept as a URI. With `named` a name will do."""

    kind: str
    named: bool = False

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > MOST_TEXT or "\0" in value:
            raise Wrong(f"the link{' or name' if self.named else ''} of one {self.kind} is expected here.")
        text = value.strip()
        if self.named and not text.startswith("spotify:") and "://" not in text:
            return text
        try:
            if self.kind == "track":
                uri = item_uri(text)
                if uri is None:
                    raise Wrong("the link of one track is expected here.", "Copy it in Spotify by 'Share'.")
                return uri
            return uri_of(text, (self.kind,))
        except WrongKind as error:
            raise Wrong(str(error), "Copy its link in Spotify by 'Share'.") from None

    def write(self, value: str) -> str:
        return value

    def schema(self) -> dict[str, Any]:
        told = {"type": "string", "minLength": 1, "maxLength": MOST_TEXT, "x-form": self.kind}
        return told | ({"x-named": True} if self.named else {})


@dataclass(frozen=True, slots=True)
class Several:
    """A list of one to `most` values, each in its own form; a single value stands for a list of one."""

    form: Form
    most: int = 1_000

    def read(self, value: Any) -> tuple[Any, ...]:
        values = value if isinstance(value, list | tuple) else [value]
        if not 0 < len(values) <= self.most:
            raise Wrong(f"a list of 1 to {self.most:,} is expected here.")
        found = []
        for place, each in enumerate(values):
            try:
                found.append(self.form.read(each))
            except Wrong as error:
                path = (place, *error.fault.path) if isinstance(value, list | tuple) else error.fault.path
                raise Wrong(error.fault.what, error.fault.remedy, path) from None
        return tuple(found)

    def write(self, value: Sequence[Any]) -> list[Any]:
        return [self.form.write(each) for each in value]

    def schema(self) -> dict[str, Any]:
        one = self.form.schema()
        return {
            "anyOf": [{"type": "array", "minItems": 1, "maxItems": self.most, "items": one}, one],
            "x-form": "list",
        }


def refuse(faults: Sequence[Fault]) -> None:
    """Raises InputError that tells of all `faults`, where there are any."""
    if faults:
        told = listed([f"{where(fault.path)}: {fault.what}" for fault in faults], most=10)
        raise InputError(f"The rules are wrong. {told}", faults[0].remedy)


def where(path: Path) -> str:
    """`sources 1 › parts 2 › steps 3` for a path: places count from 1."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        else:
            words.append(str(part))
    return " › ".join(words) or "the rules"
