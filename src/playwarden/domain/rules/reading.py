"""From a document to a rule set: every fault in it at once, each with its place and what would be right."""

from collections.abc import Mapping
from typing import Any

from playwarden.domain.jobs.timing.zones import zone_named
from playwarden.domain.rules.branch import MOST_STEPS, Steps
from playwarden.domain.rules.forms import Fault, Path, Wrong, refuse
from playwarden.domain.rules.kinds import kinds, kinds_of
from playwarden.domain.rules.records import fields_of, fields_schema, read_field, unknown_key
from playwarden.domain.rules.ruleset import VERSION, RuleSet
from playwarden.domain.rules.sources.playlist import OfPlaylists
from playwarden.domain.rules.step import Predicate, Role
from playwarden.domain.rules.texts import unknown_fields
from playwarden.kit.errors import InputError
from playwarden.kit.loading import LOADING

_DEEPEST = 16
"""Levels of lists and keys that a document may have: steps within steps within parts within a mix, three times."""


def read(document: Any) -> RuleSet:
    """The rule set of a document. Raises InputError, which tells of up to ten faults."""
    rules, faults = try_read(document)
    refuse(faults)
    assert rules is not None
    return rules


def try_read(document: Any) -> tuple[RuleSet | None, tuple[Fault, ...]]:
    """The rule set of a document, or None and all that is wrong with it."""
    if not isinstance(document, Mapping):
        return None, (
            Fault((), "a rule set is expected: version, name, sources, steps.", "The reference has examples."),
        )
    if _deeper(document, _DEEPEST):
        return None, (Fault((), "this is nested too deeply."),)
    told = fields_of(RuleSet)
    by_name = {field.name: field for field in told}
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    if document.get("version") != VERSION:
        faults.append(Fault(("version",) if "version" in document else (), f"version: {VERSION} is expected."))
    for key, value in document.items():
        if key == "version":
            continue
        field = by_name.get(key) if isinstance(key, str) else None
        try:
            if field is None:
                raise unknown_key(key, by_name, "a rule set")
            steps = _steps(field.form, value, (field.name,), faults)
            values[field.attribute] = read_field(field, value, "a rule set") if steps is None else steps
        except Wrong as error:
            faults.append(error.fault)
    faults += [
        Fault((), f"a rule set needs '{field.name}'.", field.text)
        for field in told
        if field.needed and field.name not in document
    ]
    if faults:
        return None, tuple(faults)
    rules = RuleSet(**values)
    faults += _together(rules)
    return (None if faults else rules), tuple(faults)


def _steps(form: Any, value: Any, path: Path, faults: list[Fault]) -> tuple[Any, ...] | None:
    """The steps of a list, each with its own fault; None where `form` is another, or the list itself is wrong."""
    if not isinstance(form, Steps) or not isinstance(value, list | tuple) or not 0 < len(value) <= MOST_STEPS:
        return None
    found = []
    for place, document in enumerate(value):
        try:
            found.append(form.one(document))
        except Wrong as error:
            faults.append(Fault((*path, place, *error.fault.path), error.fault.what, error.fault.remedy))
    return tuple(found)


def _together(rules: RuleSet) -> list[Fault]:
    """What is wrong between the fields of one rule set."""
    faults: list[Fault] = []
    try:
        zone_named(rules.zone)
    except InputError as error:
        faults.append(Fault(("zone",), error.what, error.remedy or ""))
    if rules.mode == "clean" and rules.sources:
        faults.append(Fault(("sources",), "the mode clean works on what is in the playlist: it has no sources."))
    if rules.mode != "clean" and not rules.sources:
        faults.append(Fault((), "a rule set needs 'sources'.", "Name at least one, as `- step: playlist`."))
    if rules.mode == "mirror":
        faults += _mirror(rules)
    if rules.rotation is not None:
        faults += _rotation(rules)
    places = [pin.position for pin in rules.pins]
    tracks = [pin.track for pin in rules.pins]
    if len(set(places)) < len(places) or len(set(tracks)) < len(tracks):
        faults.append(Fault(("pins",), "two pins name the same place or the same track."))
    if rules.pins and rules.mode in ("append", "mirror"):
        faults.append(Fault(("pins",), f"the mode {rules.mode} knows no pins."))
    if rules.order and rules.mode in ("append", "mirror"):
        faults.append(Fault(("order",), f"the mode {rules.mode} knows no order of its own."))
    if rules.size is not None and rules.floor > rules.size:
        faults.append(Fault(("floor",), "it is more than 'size'."))
    if rules.size is not None and max(places, default=0) > rules.size:
        faults.append(Fault(("pins",), f"a pin stands beyond the {rules.size} tracks of 'size'."))
    for name in ("name", "description"):
        if wrong := unknown_fields(getattr(rules.texts, name) or ""):
            what = f"there is no field {{{wrong[0]}}} for a text."
            faults.append(
                Fault(("texts", name), what, "There are {date}, {week}, {month}, {year}, {count} and {artists}.")
            )
    return faults


def _mirror(rules: RuleSet) -> list[Fault]:
    one = len(rules.sources) == 1 and isinstance(rules.sources[0], OfPlaylists) and len(rules.sources[0].playlists) == 1
    faults = [] if one else [Fault(("sources",), "the mode mirror has one source: one playlist.")]
    faults += [
        Fault((key,), "the mode mirror takes everything: use derive.")
        for key in ("steps", "size")
        if getattr(rules, key)
    ]
    return faults


def _rotation(rules: RuleSet) -> list[Fault]:
    assert rules.rotation is not None
    if rules.mode != "derive":
        return [Fault(("rotation",), "only the mode derive rotates.")]
    if rules.size is None:
        return [Fault(("rotation",), "rotation needs 'size': how many tracks there are to be.")]
    if rules.rotation.replace > rules.size:
        return [Fault(("rotation", "replace"), "it is more than 'size'.")]
    return []


def _deeper(document: Any, levels: int) -> bool:
    """Whether a document has more levels than these; goes level by level, so that nothing recurses."""
    level = [document]
    for _ in range(levels):
        inner: list[Any] = []
        for each in level:
            inner += each.values() if isinstance(each, Mapping) else each if isinstance(each, list | tuple) else ()
        level = [each for each in inner if isinstance(each, Mapping | list | tuple)]
        if not level:
            return False
    return True


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a rule set: editors complete by it, and the form of the page is made from it.

    Each step bears `title` and `description`; `x-form` names an input for each value.
    """
    with LOADING:
        from playwarden.domain.rules.branch import Branch

    def of(*roles: Role, alone: bool = False) -> dict[str, Any]:
        names = [name for name, kind in kinds_of(*roles).items() if not alone or issubclass(kind.made_of, Predicate)]
        return {"oneOf": [{"$ref": f"#/$defs/step-{name}"} for name in names]}

    whole = fields_schema(fields_of(RuleSet))
    whole["properties"] = {
        "version": {"const": VERSION, "description": "The form of a rule set."},
        **whole["properties"],
    }
    whole["required"] = ["version", *whole["required"]]
    defs: dict[str, Any] = {
        "source": of("source"),
        "filter": of("filter"),
        "filter-order": of("filter", "order"),
        "order": of("order"),
        "alone": of("filter", alone=True),
        "part": fields_schema(fields_of(Branch)),
    }
    for name, kind in kinds().items():
        one = fields_schema(kind.fields)
        one["properties"] = {"step": {"const": name}, **one["properties"]}
        one["required"] = ["step", *one["required"]]
        title, _, more = kind.text.partition("\n")
        defs[f"step-{name}"] = {**one, "title": title, "description": more.strip(), "x-role": kind.role}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Playwarden rule set",
        **whole,
        "$defs": defs,
    }
