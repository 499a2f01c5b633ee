"""Templates: rule sets with parameters. A value `$name` in the rules becomes what was filled in for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from playwarden.domain.jobs.timing import Timing
from playwarden.domain.jobs.timing.cron import Cron
from playwarden.domain.rules.forms import Fault, Path, Several, Text, Wrong, refuse, told, where
from playwarden.domain.rules.parameters import Anything, Parameter
from playwarden.domain.rules.reading import read, try_read
from playwarden.domain.rules.records import Record, fields_of, fields_schema, read_field, unknown_key, write_fields
from playwarden.domain.rules.ruleset import VERSION
from playwarden.kit.errors import InputError
from playwarden.kit.ids import AccountId, TemplateId
from playwarden.kit.text import listed

MOST_PARAMETERS = 30
_WHOLE = re.compile(r"\$([a-z][a-z0-9_]*)")
_WITHIN = re.compile(r"\$\$|\$\{([a-z][a-z0-9_]*)\}")
_SAID = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_IF = "$if"
_GONE: Any = object()
_SELDOM = 8
"""Times in four weeks: what comes more often is told by these."""
SCOPES = MappingProxyType(
    {
        "playlist": "playlist-read-private",
        "saved": "user-library-read",
        "top": "user-top-read",
        "releases": "user-follow-read",
        "plays": "user-read-recently-played",
    }
)
"""What an account has to have consented to, by what a rule set needs; releases only where it follows the artists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A rule set with parameters. `rules` is its document, in which these may stand:

    `$name` for a whole value (a list within a list is taken apart), `${name}` within a text, `$$` for a `$`. Where a
    parameter was left out, what it stands for falls away, and a step or a part with `$if: name` falls away as a whole,
    as it does for a flag that is not set.
    """

    name: str = told(Text(100), "What it is called.")
    sentence: str = told(Text(300), "What it does, in one sentence with `{name}` for parameters.")
    note: str = told(Text(500), "What to know of it.", "")
    parameters: tuple[Parameter, ...] = told(
        Several(Record(Parameter, "a parameter"), MOST_PARAMETERS), "What it asks for.", ()
    )
    schedule: str | None = told(Text(100), "When it is proposed to run: a cron expression.", None)
    rules: Any = told(Anything(), "The rule set, with parameters in it.")

    def try_fill(self, values: Mapping[str, Any]) -> tuple[dict[str, Any] | None, tuple[Fault, ...]]:
        """The document of rules for these values, or None and what is wrong: paths begin with a parameter's name; of
        what is wrong in the rules themselves they are empty.
        """
        given, faults = self._read(values)
        if faults:
            return None, tuple(faults)
        document = {"version": VERSION, "name": self.name, **_put(self.rules, given)}
        _, wrong = try_read(document)
        return (None if wrong else document), tuple(
            Fault((), f"{where(fault.path)}: {fault.what}", fault.remedy) for fault in wrong
        )

    def fill(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The document of rules for these values. Raises InputError, which tells of all that is wrong."""
        document, faults = self.try_fill(values)
        if faults:
            told = " ".join(fault.what for fault in faults[:10])
            raise InputError(f"'{self.name}' cannot be filled in so. {told}", faults[0].remedy)
        assert document is not None
        return document

    def said(self, values: Mapping[str, Any], names: Mapping[str, str] = MappingProxyType({})) -> str:
        """Its sentence with these values in it; `names` are those of playlists and artists, by URI. What is not filled
        in keeps its label.
        """
        given, _ = self._read(values)
        by_name = {one.name: one for one in self.parameters}

        def word(found: re.Match[str]) -> str:
            parameter = by_name[found[1]]
            value = given.get(parameter.name)
            if value in (None, [], ""):
                return parameter.label.lower()
            return listed([_word(parameter, each, names) for each in (value if isinstance(value, list) else [value])])

        return _SAID.sub(word, self.sentence)

    def sample(self, *, full: bool = True) -> dict[str, Any]:
        """Values that fill it; `full`: those that may be left out too."""
        numbered = enumerate(self.parameters, 1)
        if full:
            return {one.name: one.sample(number) for number, one in numbered}
        needed = {one.name: one.sample(number) for number, one in numbered if one.needed}
        return needed | {one.name: False for one in self.parameters if one.kind == "flag"}

    def needs(self) -> tuple[frozenset[str], bool]:
        """The scopes that an account has to have consented to, and whether its plays are gone by."""
        needs = read(self.fill(self.sample())).needs
        own = (need for need in needs if need.kind != "releases" or need.of == "followed")
        return frozenset(SCOPES[need.kind] for need in own if need.kind in SCOPES), any(
            n.kind == "plays" for n in needs
        )

    def schema(self) -> dict[str, Any]:
        """JSON Schema of its values, for a form."""
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [one.name for one in self.parameters if one.needed],
            "properties": {one.name: one.schema() for one in self.parameters},
            "x-order": [one.name for one in self.parameters],
        }

    def to_document(self) -> dict[str, Any]:
        """JSON from which `read_template` makes an equal template."""
        return {"version": VERSION, **write_fields(self)}

    def _read(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
        """Every parameter's value as a document has it, None where it was left out."""
        faults = [Fault((name,), f"'{self.name}' does not ask for '{name[:40]}'.") for name in values]
        faults = [fault for fault in faults if fault.path[0] not in {one.name for one in self.parameters}]
        given: dict[str, Any] = {}
        for one in self.parameters:
            value = values.get(one.name)
            value = one.default if value is None else value
            if value is None or (value in ("", []) and one.optional):
                given[one.name] = None
                if one.needed:
                    faults.append(Fault((one.name,), f"'{one.label}' has to be filled in."))
                continue
            try:
                given[one.name] = one.form.write(one.form.read(value))
            except Wrong as error:
                given[one.name] = None
                told = f"'{one.label}': {error.fault.what}"
                faults.append(Fault((one.name, *error.fault.path), told, error.fault.remedy))
        return given, faults


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """A template as it is kept: `number` counts its changes. `account_id` None: it comes with Playwarden."""

    id: TemplateId
    template: Template
    account_id: AccountId | None = None
    number: int = 1
    actor: str = ""
    created_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def ready(self) -> bool:
        """Whether it comes with Playwarden, and cannot be changed."""
        return self.account_id is None


@dataclass(frozen=True, slots=True)
class Link:
    """What a rule set was filled in from: the template, and the values by parameter."""

    template_id: TemplateId
    values: Mapping[str, Any]


def read_template(document: Any) -> Template:
    """The template of a document. Raises InputError, which tells of up to ten faults."""
    template, faults = try_read_template(document)
    refuse(faults)
    assert template is not None
    return template


def try_read_template(document: Any) -> tuple[Template | None, tuple[Fault, ...]]:
    """The template of a document, or None and all that is wrong with it."""
    if not isinstance(document, Mapping):
        return None, (Fault((), "a template is expected: version, name, sentence, parameters, rules."),)
    by_name = {each.name: each for each in fields_of(Template)}
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    if document.get("version") != VERSION:
        faults.append(Fault(("version",) if "version" in document else (), f"version: {VERSION} is expected."))
    for key, value in document.items():
        if key == "version":
            continue
        try:
            if (known := by_name.get(key) if isinstance(key, str) else None) is None:
                raise unknown_key(key, by_name, "a template")
            values[known.attribute] = read_field(known, value, "a template")
        except Wrong as error:
            faults.append(error.fault)
    missing = [each for each in by_name.values() if each.needed and each.name not in document]
    faults += [Fault((), f"a template needs '{each.name}'.", each.text) for each in missing]
    if faults:
        return None, tuple(faults)
    template = Template(**values)
    faults += _together(template)
    return (None if faults else template), tuple(faults)


def template_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a template's document."""
    whole = fields_schema(fields_of(Template))
    whole["properties"] = {"version": {"const": VERSION, "description": "The form of a template."}} | whole[
        "properties"
    ]
    whole["properties"]["rules"] |= {"type": "object"}
    whole["required"] = ["version", *whole["required"]]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Playwarden template", **whole}


def escaped(value: Any) -> Any:
    """A document of rules in which no text is taken for a parameter."""
    if isinstance(value, Mapping):
        return {key: escaped(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [escaped(each) for each in value]
    return value.replace("$", "$$") if isinstance(value, str) else value


def with_parameter(document: Any, path: Path, name: str) -> Any:
    """The document with the parameter at `path`. Raises KeyError, IndexError and TypeError where there is no such."""
    if not path:
        return f"${name}"
    at, rest = path[0], path[1:]
    if isinstance(document, list):
        changed: Any = list(document)
    else:
        changed = dict(document)
    changed[at] = with_parameter(document[at], rest, name)
    return changed


def times_a_week(timing: Timing, now: datetime) -> float:
    """How often something is due in a week from `now` on: over four weeks, over a year where that is seldom."""
    number, moment = 0, timing.next_after(now)
    while moment is not None and moment <= now + timedelta(weeks=4):
        number, moment = number + 1, timing.next_after(moment)
    if number > _SELDOM:
        return number / 4
    while moment is not None and moment <= now + timedelta(weeks=52):
        number, moment = number + 1, timing.next_after(moment)
    return number / 52


def _together(template: Template) -> list[Fault]:
    """What is wrong between the fields of one template."""
    names = [one.name for one in template.parameters]
    faults = [
        Fault(("parameters",), f"two parameters are called '{name}'.") for name in set(names) if names.count(name) > 1
    ]
    if not isinstance(template.rules, Mapping):
        return [*faults, Fault(("rules",), "a rule set is expected here: sources, steps.")]
    used = set(_used(template.rules))
    faults += [Fault(("rules",), f"there is no parameter '{name}'.") for name in sorted(used - set(names))]
    faults += [Fault(("parameters",), f"'{name}' does not stand in the rules.") for name in names if name not in used]
    said = sorted(set(_SAID.findall(template.sentence)) - set(names))
    faults += [Fault(("sentence",), f"there is no parameter '{name}'.") for name in said]
    if template.schedule is not None:
        try:
            Cron(template.schedule, "UTC")
        except InputError as error:
            faults.append(Fault(("schedule",), error.what, error.remedy))
    if faults:
        return faults
    for full in (True, False):
        _, wrong = template.try_fill(template.sample(full=full))
        faults += [Fault(("rules",), fault.what, fault.remedy) for fault in wrong if fault not in faults]
    return list(dict.fromkeys(faults))


def _used(value: Any) -> list[str]:
    """The names of parameters in a document."""
    if isinstance(value, Mapping):
        conditions = [value[_IF]] if isinstance(value.get(_IF), str) else []
        return conditions + [name for key, each in value.items() if key != _IF for name in _used(each)]
    if isinstance(value, list | tuple):
        return [name for each in value for name in _used(each)]
    if not isinstance(value, str):
        return []
    whole = _WHOLE.fullmatch(value)
    return [whole[1]] if whole else [name for name in _WITHIN.findall(value) if name]


def _put(value: Any, given: Mapping[str, Any]) -> Any:
    """The value with what was filled in; _GONE where it falls away."""
    if isinstance(value, Mapping):
        if _IF in value and not given.get(value[_IF]):
            return _GONE
        put = {key: _put(each, given) for key, each in value.items() if key != _IF}
        return {key: each for key, each in put.items() if each is not _GONE}
    if isinstance(value, list | tuple):
        return _put_list(value, given)
    if not isinstance(value, str):
        return value
    if whole := _WHOLE.fullmatch(value):
        found = given.get(whole[1])
        return _GONE if found is None else found
    return _WITHIN.sub(lambda found: "$" if found[1] is None else str(given.get(found[1]) or ""), value)


def _put_list(value: Sequence[Any], given: Mapping[str, Any]) -> Any:
    found: list[Any] = []
    for each in value:
        put = _put(each, given)
        if isinstance(each, str) and isinstance(put, list):
            found += put
        elif put is not _GONE:
            found.append(put)
    return found if found or not value else _GONE


def _word(parameter: Parameter, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if parameter.words is not None and value in parameter.words:
        return parameter.words[value]
    text = str(value)
    return f"'{names[text]}'" if text in names else text
