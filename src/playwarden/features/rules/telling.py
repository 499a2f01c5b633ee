"""Steps and rule sets as people read them: the reference, and a rule set in plain sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from playwarden.domain.rules.branch import Branch
from playwarden.domain.rules.forms import Choice, Form, Path, Several
from playwarden.domain.rules.kinds import StepKind, kinds_of
from playwarden.domain.rules.parameters import Anything, Parameter, Words
from playwarden.domain.rules.periods import PERIODS
from playwarden.domain.rules.records import FieldOf, Record, fields_of
from playwarden.domain.rules.ruleset import HAND_EDITS, MODES, Check, Pin, Rotation, RuleSet, Texts
from playwarden.domain.rules.step import Predicate, Role, Step
from playwarden.domain.rules.templates import Template
from playwarden.domain.rules.words import NO_NAMES, with_names
from playwarden.kit.text import counted

_ROLES: Mapping[Role, str] = {"source": "Sources", "filter": "Filters", "order": "Orders"}

_NO_DATES = "Dates on which tracks were added are given up where that saves calls"


def sentences(rules: RuleSet, names: Mapping[str, str] = NO_NAMES) -> list[str]:
    """What a rule set does, in plain words, from its source to its texts; `names` are those of links."""
    told = [f"{PERIODS[rules.every][0].upper()}{PERIODS[rules.every][1:]}: {MODES[rules.mode]}."]
    if rules.sources:
        told.append(f"From {'; then '.join(source.words() for source in rules.sources)}.")
    told += [f"{_words(step)[0].upper()}{_words(step)[1:]}." for step in rules.steps]
    if rules.size is not None:
        told.append(f"{rules.size:,} tracks, and no change with fewer than {rules.floor:,}.")
    if rules.rotation is not None:
        told.append(_rotation(rules.rotation))
    told += [f"Place {pin.position} is {pin.track}." for pin in rules.pins]
    told += [f"Then {step.words()}." for step in rules.order]
    if not rules.keep_dates:
        told.append(f"{_NO_DATES}.")
    return [with_names(each, names) for each in told]


def clauses(rules: RuleSet, names: Mapping[str, str] = NO_NAMES) -> list[tuple[Path, str]]:
    """The same in pieces, each with the place in the document that it tells of: a page opens its form there."""
    told: list[tuple[Path, str]] = [(("every",), PERIODS[rules.every]), (("mode",), MODES[rules.mode])]
    for place, source in enumerate(rules.sources):
        told.append((("sources", place), f"{'then ' if place else 'from '}{source.words()}"))
    told += [(("steps", place), _words(step)) for place, step in enumerate(rules.steps)]
    if rules.size is not None:
        told.append((("size",), counted(rules.size, "track")))
    if rules.floor > 1:
        told.append((("floor",), f"no change with fewer than {counted(rules.floor, 'track')}"))
    if rules.rotation is not None:
        told.append((("rotation",), _rotation(rules.rotation).rstrip(".")))
    told += [(("pins", place), f"place {pin.position} is {pin.track}") for place, pin in enumerate(rules.pins)]
    told += [(("order", place), f"then {step.words()}") for place, step in enumerate(rules.order)]
    told.append((("hand_edits",), HAND_EDITS[rules.hand_edits]))
    if not rules.keep_dates:
        told.append((("keep_dates",), _NO_DATES))
    if not rules.blocklist:
        told.append((("blocklist",), "also what stands in the blocklist"))
    for name in ("name", "description"):
        if text := getattr(rules.texts, name):
            told.append((("texts",), f"its {name} reads “{text}”"))
    named = [(path, with_names(words, names)) for path, words in told]
    return [(path, words[0].upper() + words[1:]) for path, words in named]


def reference() -> str:
    """Every kind of step as Markdown, with its fields and an example: docs/reference/rules.md holds it."""
    parts = ["## The keys of a rule set\n", *_keys(RuleSet)]
    for made_of, what in (
        (Branch, "part of a mix"),
        (Rotation, "rotation"),
        (Pin, "pin"),
        (Texts, "texts"),
        (Check, "test"),
    ):
        parts += [f"\n### Keys of a {what}\n" if what not in ("rotation", "texts") else f"\n### Keys of {what}\n"]
        parts += _keys(made_of)
    for role, heading in _ROLES.items():
        parts.append(f"\n## {heading}\n")
        parts.append("\n".join(_step(kind) for kind in kinds_of(role).values()))
    return "\n".join(parts).rstrip() + "\n"


def template_reference() -> str:
    """The keys of a template as Markdown: docs/reference/templates.md holds them."""
    parts = ["### Keys of a template\n", *_keys(Template), "\n### Keys of a parameter\n", *_keys(Parameter)]
    return "\n".join(parts) + "\n"


def kind_text(kind: StepKind) -> str:
    """One kind as a terminal shows it."""
    return _step(kind).replace("### ", "").rstrip()


def as_yaml(document: Mapping[str, Any]) -> str:
    """A document of rules as a file holds it, in the order of its keys."""
    text: str = yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=120)
    return text


def _words(step: Step) -> str:
    if isinstance(step, Predicate):
        return f"only what is {'not ' if step.negated else ''}{step.words()}"
    return step.words()


def _rotation(rotation: Rotation) -> str:
    first = "the oldest" if rotation.leave == "oldest" else "the least played"
    back = f"; what left stays away for {rotation.no_return_days} days" if rotation.no_return_days else ""
    held = f"; what came in stays for {rotation.protect_days} days" if rotation.protect_days else ""
    return f"{rotation.replace:,} of them leave in each period, {first} first{back}{held}."


def _step(kind: StepKind) -> str:
    example = as_yaml({"steps": [dict(kind.example)]}).partition("\n")[2]
    lines = [f"### {kind.name}\n", f"{kind.text}\n", *_fields(kind.fields)]
    return "\n".join([*lines, f"\n```yaml\n{example}```\n"])


def _keys(made_of: type[Any]) -> list[str]:
    return list(_fields(fields_of(made_of)))


def _fields(told: tuple[FieldOf, ...]) -> Iterator[str]:
    for field in told:
        said = " ".join(part for part in (field.text, _form(field.form)) if part)
        yield f"- `{field.name}`: {said}{_default(field)}"


def _default(field: FieldOf) -> str:
    if field.needed:
        return " Needed."
    plain = isinstance(field.default, str | int | float) and field.default != ""
    return f" Default: `{str(field.form.write(field.default)).lower()}`." if plain else ""


def _form(form: Form) -> str:
    """What may stand there, as a sentence."""
    match form:
        case Choice(words):
            return (
                "One of "
                + ", ".join(
                    f"`{word}` ({meaning})" if word != meaning else f"`{word}`" for word, meaning in words.items()
                )
                + "."
            )
        case Several(inner):
            return f"A list, or one. {_form(inner)}"
        case Record(_, what):
            return f"Keys as below: {what}."
        case Anything():
            return ""
        case Words():
            return "Keys are the words, values what they mean."
    told = form.schema()
    if told.get("x-form") in ("whole", "number"):
        return f"A number from {told['minimum']:,} to {told['maximum']:,}."
    return {
        "text": "A text.",
        "flag": "`true` or `false`.",
        "length": "Minutes and seconds, such as `3:30`.",
        "day": "A year, a month or a day: `1999`, `1999-06`, `1999-06-01`.",
        "steps": "A list of steps.",
        "parts": "A list of parts, each with its `sources`.",
    }.get(str(told["x-form"]), "A link" + (" or a name." if told.get("x-named") else "."))
