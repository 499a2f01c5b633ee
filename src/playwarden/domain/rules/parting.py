"""Which values of a rule set can become parameters of a template, and the template that it makes with some of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from playwarden.domain.rules.branch import Parts, Steps
from playwarden.domain.rules.forms import Flag, Path, Several, where
from playwarden.domain.rules.parameters import Parameter, parameter_for
from playwarden.domain.rules.records import Record, fields_of
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.step import Step
from playwarden.domain.rules.templates import Template, escaped, read_template, with_parameter
from playwarden.kit.errors import InputError

_OWN = ("name", "note", "mode", "tests")
"""What of a rule set is its own, and no parameter's business."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value at `path` of a rule set's document, and the parameter that it can become, which has it as its default."""

    path: Path
    parameter: Parameter

    @property
    def where(self) -> str:
        """Its place, for people."""
        return where(self.path)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that becomes a parameter. Several of one name are one parameter: they have to hold the same."""

    path: Path
    name: str
    label: str
    text: str = ""


def candidates(rules: RuleSet) -> tuple[Candidate, ...]:
    """Every value that is said in the rules and can become a parameter, in the order of the document."""
    names: dict[str, int] = {}
    found = []
    for path, name, parameter in _values(rules, (), "the rule set"):
        names[name] = names.get(name, 0) + 1
        numbered = name if names[name] == 1 else f"{name}_{names[name]}"
        found.append(Candidate(path, replace(parameter, name=numbered)))
    return tuple(found)


def templated(rules: RuleSet, *, name: str, sentence: str, note: str, chosen: Sequence[Chosen]) -> Template:
    """The template of a rule set: what was `chosen` becomes a parameter, with what it held as its default. Raises
    InputError.
    """
    known = {one.path: one.parameter for one in candidates(rules)}
    document = escaped(rules.to_document())
    parameters: dict[str, Parameter] = {}
    for one in chosen:
        if one.path not in known:
            raise InputError(
                f"'{where(one.path)}' of the rules cannot become a parameter.",
                "`playwarden templates save RULE_SET` without parameters lists what can.",
            )
        parameter = replace(known[one.path], name=one.name, label=one.label, text=one.text)
        before = parameters.setdefault(one.name, parameter)
        if (before.kind, before.several, before.default) != (parameter.kind, parameter.several, parameter.default):
            raise InputError(
                f"Two values of one name, '{one.name[:40]}', hold different things: '{where(one.path)}' is another.",
                "Give each a name of its own.",
            )
        document = with_parameter(document, one.path, one.name)
    del document["version"], document["name"]
    made = Template(
        name=name, sentence=sentence, note=note, parameters=tuple(parameters.values()), schedule=None, rules=document
    )
    return read_template(made.to_document())


def _values(value: Any, path: Path, what: str) -> Iterator[tuple[Path, str, Parameter]]:
    """The values of told fields that can become parameters, with a name that fits."""
    for field in fields_of(type(value)):
        held = getattr(value, field.attribute)
        if (not field.needed and held == field.default) or (path == () and field.name in _OWN):
            continue
        here = (*path, field.name)
        form = field.form
        if isinstance(form, Steps):
            for place, step in enumerate(held):
                yield from _values(step, (*here, place), f"the step {step.kind}")
        elif isinstance(form, Parts):
            for place, part in enumerate(held):
                yield from _values(part, (*here, place), f"part {place + 1}")
        elif isinstance(form, Record):
            yield from _values(held, here, form.what)
        elif isinstance(form, Several) and isinstance(form.form, Record):
            for place, each in enumerate(held):
                yield from _values(each, (*here, place), f"{form.form.what} {place + 1}")
        elif not isinstance(form, Flag) or not isinstance(value, Step):
            label = f"{field.name.replace('_', ' ')} of {what}"
            made = parameter_for(form, name="x", label=label[0].upper() + label[1:], value=form.write(held))
            if made is not None:
                yield here, field.name.lower(), replace(made, text=field.text)
