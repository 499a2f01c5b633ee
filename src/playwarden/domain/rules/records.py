"""Values made of told fields: read from a document, written back, described for forms and references."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from playwarden.domain.rules.forms import Form, Wrong


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A told field: its name in documents and in Python, its form, its text, its default unless it has to be there."""

    name: str
    attribute: str
    form: Form
    text: str
    needed: bool
    default: Any


_SHARED = ("negated", "unknown")
"""Fields that all filters have: told after those of each."""


def fields_of(made_of: type[Any]) -> tuple[FieldOf, ...]:
    """The told fields of a dataclass, in their order. `without` in the class names those that it does not use."""
    without = getattr(made_of, "without", ())
    found = []
    for each in fields(made_of):
        if "form" not in each.metadata or each.name in without:
            continue
        needed = each.default is MISSING
        default = None if needed else each.default
        name = each.metadata["name"] or each.name
        found.append(FieldOf(name, each.name, each.metadata["form"], each.metadata["text"], needed, default))
    return tuple(sorted(found, key=lambda field: field.attribute in _SHARED))


def read_fields(document: Mapping[Any, Any], told: Sequence[FieldOf], what: str) -> dict[str, Any]:
    """The values of a document's keys by attribute; `what` names it in sentences. Raises Wrong for the first fault."""
    by_name = {each.name: each for each in told}
    values: dict[str, Any] = {}
    for key, value in document.items():
        field = by_name.get(key) if isinstance(key, str) else None
        if field is None:
            raise unknown_key(key, by_name, what)
        values[field.attribute] = read_field(field, value, what)
    for field in told:
        if field.needed and field.attribute not in values:
            raise Wrong(f"{what} needs '{field.name}'.", field.text)
    return values


def read_field(field: FieldOf, value: Any, what: str) -> Any:
    """One value; what is wrong in it is told with its name. Raises Wrong."""
    try:
        return field.form.read(value)
    except Wrong as error:
        fault = error.fault
        told = fault.what if fault.path else f"'{field.name}' of {what}: {fault.what}"
        raise Wrong(told, fault.remedy, (field.name, *fault.path)) from None


def unknown_key(key: object, known: Mapping[str, FieldOf], what: str) -> Wrong:
    """A key that `what` does not have."""
    near = difflib.get_close_matches(str(key), known, 1)
    hint = f"Did you mean '{near[0]}'?" if near else f"It has {', '.join(known) or 'no fields'}."
    return Wrong(f"{what} has no '{str(key)[:40]}'.", hint, (key,) if isinstance(key, str) else ())


def write_fields(value: Any) -> dict[str, Any]:
    """The document of a value with told fields; fields that hold their default are left out."""
    document: dict[str, Any] = {}
    for each in fields_of(type(value)):
        held = getattr(value, each.attribute)
        if each.needed or held != each.default:
            document[each.name] = each.form.write(held)
    return document


def fields_schema(told: Sequence[FieldOf]) -> dict[str, Any]:
    """JSON Schema of an object with these fields; `x-order` is the order in which a page shows them."""
    properties = {}
    for field in told:
        one = {**field.form.schema(), "description": field.text}
        if not field.needed and field.default not in (None, ()):
            one["default"] = field.form.write(field.default)
        properties[field.name] = one
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in told if field.needed],
        "properties": properties,
        "x-order": [field.name for field in told],
    }


@dataclass(frozen=True, slots=True)
class Record:
    """Keys and values that make one value with told fields. `what` names it in sentences: `a pin`."""

    made_of: type[Any]
    what: str

    def read(self, value: Any) -> Any:
        told = fields_of(self.made_of)
        if not isinstance(value, Mapping):
            raise Wrong(f"{self.what} is expected here, with {', '.join(field.name for field in told)}.")
        made = self.made_of(**read_fields(value, told, self.what))
        why = made.faults() if hasattr(made, "faults") else ""
        if why:
            raise Wrong(f"{self.what}: {why}")
        return made

    def write(self, value: Any) -> dict[str, Any]:
        return write_fields(value)

    def schema(self) -> dict[str, Any]:
        return {**fields_schema(fields_of(self.made_of)), "x-form": "record"}
