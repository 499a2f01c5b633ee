"""Writes names and descriptions by a pattern, or replaces words in them.

A pattern is a text with placeholders: `{name}` and `{description}` as they are now, `{number}` and `{of}` (the
playlist's place in the selection, and how many there are), `{count}` (its entries), `{date}`, `{year}`, `{month}`,
`{day}`. A width fills with zeros: `{number:3}` is `007`. Double braces stand for themselves.

Replacing finds a text, or a regular expression, in the name, the description or both, before the pattern is filled in.
Expressions are matched in linear time, so that none can hang; `\\1` in the replacement stands for the first group.

A text that becomes empty or longer than Spotify takes stays as it is, and the preview says so: Spotify refuses to empty
a description.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

from playwarden.domain.compose import Layer, Note, Wish
from playwarden.domain.diff import KeepDates
from playwarden.domain.edits.edit import Facts
from playwarden.domain.edits.fields import Fields
from playwarden.domain.expressions import Expression
from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME, PlaylistState
from playwarden.kit.errors import InputError

Within = Literal["name", "description", "both"]
PLACEHOLDERS = ("name", "description", "number", "of", "count", "date", "year", "month", "day")
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAMED = re.compile(r"([a-z]+)(?::([1-9]))?")


@dataclass(frozen=True, slots=True)
class DetailsByPattern:
    """`name` and `description` are patterns (None: no pattern), `find` and `replace` go together."""

    kind: ClassVar[str] = "details"
    changes_details: ClassVar[bool] = True
    name: str | None = None
    description: str | None = None
    find: str | None = None
    replace: str | None = None
    regex: bool = False
    ignore_case: bool = False
    within: Within = "name"

    def __post_init__(self) -> None:
        if (self.find is None) != (self.replace is None):
            raise InputError("What is found needs what it is replaced with.", "Give both or neither.")
        if self.find == "":
            raise InputError("Nothing to find is given.", "Give the text that is to be replaced.")
        if self.name is None and self.description is None and self.find is None:
            raise InputError("Nothing is asked for.", "Give a pattern, or what is to be found and replaced.")
        for pattern in (self.name, self.description):
            if pattern is not None:
                _check(pattern)
        if self.find is not None:
            self._expression().replacement(self._replacement())

    @property
    def keep_dates(self) -> KeepDates:
        return "all"

    def wish(self, state: PlaylistState, facts: Facts) -> Wish:
        notes: list[Note] = []
        name, description = self._replaced(state, notes)
        values = {
            "name": name or "",
            "description": description or "",
            "number": str(facts.number),
            "of": str(facts.of),
            "count": str(len(state.entries)),
            "date": facts.today.isoformat(),
            "year": str(facts.today.year),
            "month": f"{facts.today.month:02}",
            "day": f"{facts.today.day:02}",
        }
        for text, what in ((self.name, "name"), (self.description, "description")):
            if text is not None and "{description" in text and description is None:
                notes.append(Note("not-provided", f"Its description is not provided, so the {what} stays as it is."))
        provided = {"{description": description}
        wished = {
            "name": _filled(self.name, values, provided, name),
            "description": _filled(self.description, values, provided, description),
        }
        return Wish(
            name=_allowed(wished["name"], state.details.name, MAX_NAME, "name", notes),
            description=_allowed(
                wished["description"], state.details.description, MAX_DESCRIPTION, "description", notes
            ),
            origin=self.words(),
            layer=Layer.DETAILS,
            notes=tuple(notes),
        )

    def _replaced(self, state: PlaylistState, notes: list[Note]) -> tuple[str | None, str | None]:
        """Name and description with what is to be found replaced."""
        name, description = state.details.name, state.details.description
        if self.find is None:
            return name, description
        expression, replacement = self._expression(), self._replacement()
        if self.within in ("name", "both") and name is not None:
            name = expression.substitute(replacement, name)
        if self.within in ("description", "both"):
            if description is None:
                notes.append(Note("not-provided", "Its description is not provided: nothing is looked for in it."))
            else:
                description = expression.substitute(replacement, description)
        return name, description

    def _expression(self) -> Expression:
        return Expression(self.find or "" if self.regex else re.escape(self.find or ""), self.ignore_case)

    def _replacement(self) -> str:
        text = self.replace or ""
        return text if self.regex else text.replace("\\", "\\\\")

    def words(self) -> str:
        said = []
        if self.find is not None:
            where = "name and description" if self.within == "both" else self.within
            said.append(f"replace '{self.find}' with '{self.replace}' in the {where}")
        if self.name is not None:
            said.append(f"name '{self.name}'")
        if self.description is not None:
            said.append(f"describe '{self.description}'")
        return " and ".join(said)

    def to_document(self) -> dict[str, Any]:
        texts = {name: getattr(self, name) for name in ("name", "description", "find", "replace")}
        document = {"kind": self.kind} | {name: text for name, text in texts.items() if text is not None}
        if self.find is not None:
            document |= {"regex": self.regex, "ignore_case": self.ignore_case, "within": self.within}
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        known = ("name", "description", "find", "replace", "regex", "ignore_case", "within")
        fields = Fields(document, cls.kind, known)
        return cls(
            fields.text("name", None),
            fields.text("description", None),
            fields.text("find", None),
            fields.text("replace", None),
            bool(fields.flag("regex")),
            bool(fields.flag("ignore_case")),
            fields.choice("within", "name", Within),
        )


def _check(pattern: str) -> None:
    """Raises InputError for a placeholder that nobody knows."""
    for found in _PLACEHOLDER.finditer(pattern):
        if found.group() in ("{{", "}}"):
            continue
        named = _NAMED.fullmatch(found.group(1) or "")
        if named is None or named.group(1) not in PLACEHOLDERS:
            raise InputError(
                f"'{found.group()}' is no placeholder.",
                f"They are {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}; write {{{{ for a brace.",
            )


def _filled(
    pattern: str | None, values: Mapping[str, str], provided: Mapping[str, str | None], present: str | None
) -> str | None:
    """The pattern with its placeholders filled in; `present` without one, or where something in it is not provided."""
    if pattern is None or any(name in pattern and value is None for name, value in provided.items()):
        return present

    def filled(found: re.Match[str]) -> str:
        if found.group() in ("{{", "}}"):
            return found.group()[0]
        name, _, width = found.group(1).partition(":")
        return values[name].zfill(int(width)) if width else values[name]

    return _PLACEHOLDER.sub(filled, pattern)


def _allowed(wished: str | None, present: str | None, most: int, what: str, notes: list[Note]) -> str | None:
    """What may be wished for; None leaves it as it is."""
    if wished is None or wished == present:
        return None
    text = " ".join(wished.split())
    if not text:
        reason = "Spotify refuses to empty a description" if what == "description" else "a playlist needs a name"
        notes.append(Note(f"empty-{what}", f"The {what} would become empty and stays as it is: {reason}."))
        return None
    if len(text) > most:
        notes.append(
            Note(f"long-{what}", f"The {what} would have {len(text)} characters and stays: Spotify takes {most}.")
        )
        return None
    return text if text != present else None


EDIT = DetailsByPattern
