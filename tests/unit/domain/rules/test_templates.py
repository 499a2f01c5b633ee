"""A template is a rule set with parameters: what is filled in becomes rules that are in order, or it is told why."""

from datetime import UTC, datetime
from typing import Any

import pytest

from playwarden.domain.jobs.timing.cron import Cron
from playwarden.domain.rules.forms import where
from playwarden.domain.rules.parting import Chosen, candidates, templated
from playwarden.domain.rules.reading import read
from playwarden.domain.rules.templates import (
    escaped,
    read_template,
    template_schema,
    times_a_week,
    try_read_template,
)
from playwarden.kit.errors import InputError
from tests.unit.domain.rules.music import HERE, THERE

POOL = {"name": "pool", "label": "The pool", "kind": "playlist", "several": 5}
SIZE = {"name": "size", "label": "Length", "kind": "whole", "least": 1, "most": 50, "default": 20}
SOURCE = {"step": "playlist", "playlists": "$pool"}


def document(**rest: Any) -> dict[str, Any]:
    made = {
        "version": 1,
        "name": "Rotation",
        "sentence": "{size} tracks of {pool}.",
        "parameters": [POOL, SIZE],
        "rules": {"sources": [SOURCE], "size": "$size"},
    }
    return {key: value for key, value in {**made, **rest}.items() if value is not None}


def faults(**rest: Any) -> list[str]:
    return [f"{where(fault.path)}: {fault.what}" for fault in try_read_template(document(**rest))[1]]


def test_what_is_filled_in_stands_in_the_rules_as_a_document_has_it() -> None:
    link = "https://open.spotify.com/playlist/" + HERE.rpartition(":")[2]
    made = read_template(document()).fill({"pool": link, "size": 30})
    assert made == {
        "version": 1,
        "name": "Rotation",
        "sources": [{"step": "playlist", "playlists": [HERE]}],
        "size": 30,
    }


def test_what_is_not_filled_in_has_its_default() -> None:
    assert read_template(document()).fill({"pool": [HERE]})["size"] == 20


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "'The pool' has to be filled in."),
        ({"pool": []}, "'The pool': a list of 1 to 5 is expected here."),
        ({"pool": ["nonsense"]}, "'The pool': "),
        ({"pool": HERE, "size": 51}, "'Length': a whole number from 1 to 50 is expected here."),
        ({"pool": HERE, "length": 3}, "'Rotation' does not ask for 'length'."),
    ],
)
def test_a_value_that_does_not_fit_is_told_by_its_label(values: dict[str, Any], told: str) -> None:
    template = read_template(document())
    made, wrong = template.try_fill(values)
    assert made is None
    assert wrong[0].what.startswith(told)
    assert wrong[0].path[0] in ("pool", "size", "length")
    with pytest.raises(InputError, match="'Rotation' cannot be filled in so"):
        template.fill(values)


def test_values_that_fit_alone_but_not_together_are_told_by_the_rules() -> None:
    late = {"name": "late", "label": "Until", "kind": "day", "default": "1999"}
    step = {"step": "released", "from": "1990", "until": "$late"}
    template = read_template(
        document(parameters=[POOL, SIZE, late], rules={"sources": [SOURCE], "size": "$size", "steps": [step]})
    )
    made, wrong = template.try_fill({"pool": HERE, "late": "1980"})
    assert made is None
    assert [(fault.path, fault.what) for fault in wrong] == [
        ((), "steps 1: the step released: 'from' is after 'until'.")
    ]


def test_what_is_left_out_takes_its_step_along_and_a_flag_does() -> None:
    never = {"name": "never", "label": "Never", "kind": "artist", "several": 9, "named": True, "optional": True}
    clean = {"name": "clean", "label": "Clean", "kind": "flag", "default": False}
    most = {"name": "most", "label": "At most", "kind": "whole", "optional": True}
    template = read_template(
        document(
            parameters=[POOL, never, clean, most],
            sentence="Rules.",
            rules={
                "sources": [SOURCE],
                "size": "$most",
                "steps": [
                    {"$if": "never", "step": "artist", "not": True, "artists": "$never"},
                    {"$if": "clean", "step": "explicit", "not": True},
                ],
            },
        )
    )
    assert template.fill({"pool": HERE}) == {
        "version": 1,
        "name": "Rotation",
        "sources": [{"step": "playlist", "playlists": [HERE]}],
    }
    whole = template.fill({"pool": HERE, "never": "Nils Frahm", "clean": True, "most": 9})
    assert [step["step"] for step in whole["steps"]] == ["artist", "explicit"]
    assert whole["steps"][0]["artists"] == ["Nils Frahm"]
    assert whole["size"] == 9


def test_a_list_within_a_list_is_taken_apart_and_a_text_is_put_into_a_text() -> None:
    first = {"name": "first", "label": "First", "kind": "playlist"}
    title = {"name": "title", "label": "Title", "kind": "text", "most": 30}
    template = read_template(
        document(
            parameters=[first, POOL, title],
            sentence="Rules.",
            rules={
                "sources": [{"step": "playlist", "playlists": ["$first", "$pool"]}],
                "texts": {"name": "${title} for $$5, week {week}"},
            },
        )
    )
    made = template.fill({"first": THERE, "pool": [HERE], "title": "Songs"})
    assert made["sources"][0]["playlists"] == [THERE, HERE]
    assert made["texts"]["name"] == "Songs for $5, week {week}"


def test_a_sentence_says_what_is_filled_in_and_asks_for_the_rest() -> None:
    template = read_template(document())
    assert template.said({}) == "20 tracks of the pool."
    assert (
        template.said({"pool": [HERE, THERE], "size": 30}, {HERE: "Morning"}) == f"30 tracks of 'Morning' and {THERE}."
    )
    choice = {"name": "end", "label": "End", "kind": "choice", "words": {"end": "at the end", "top": "at the top"}}
    told = read_template(
        document(
            parameters=[POOL, choice],
            sentence="New ones go {end}.",
            rules={"mode": "append", "sources": [SOURCE], "add_at": "$end"},
        )
    )
    assert told.said({"end": "top"}) == "New ones go at the top."


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ({"rules": {"sources": [SOURCE], "size": "$length"}}, "rules: there is no parameter 'length'."),
        ({"rules": {"sources": [SOURCE]}}, "parameters: 'size' does not stand in the rules."),
        ({"sentence": "{length} tracks."}, "sentence: there is no parameter 'length'."),
        ({"parameters": [POOL, SIZE, SIZE]}, "parameters: two parameters are called 'size'."),
        ({"schedule": "every Friday"}, "schedule: The cron expression 'every Friday' does not have five fields."),
        ({"rules": "none"}, "rules: a rule set is expected here: sources, steps."),
        ({"rules": {"sources": [SOURCE], "size": "$size", "floor": 30}}, "rules: floor: it is more than 'size'."),
        ({"version": 2}, "version: version: 1 is expected."),
        ({"rules": None}, "the rules: a template needs 'rules'."),
        ({"sentense": "x"}, "sentense: a template has no 'sentense'."),
        ({"parameters": [POOL, {**SIZE, "name": "Size"}]}, "parameters 2: a parameter: 'Size' is not a name of small"),
        (
            {"parameters": [POOL, {**SIZE, "default": 99}]},
            "parameters 2: a parameter: its default: a whole number",
        ),
        ({"parameters": [POOL, {**SIZE, "kind": "choice"}]}, "parameters 2: a parameter: 'words' goes with the kind"),
        (
            {"parameters": [POOL, {"name": "x", "label": "X", "kind": "flag"}]},
            "parameters 2: a parameter: a flag",
        ),
    ],
)
def test_a_template_that_is_wrong_is_told_with_its_place(rest: dict[str, Any], told: str) -> None:
    assert any(fault.startswith(told) for fault in faults(**rest)), faults(**rest)


def test_what_is_no_template_is_told() -> None:
    assert try_read_template([])[1][0].what.startswith("a template is expected")


def test_a_template_says_what_an_account_has_to_allow() -> None:
    rules = {
        "sources": [
            {"step": "saved"},
            {"step": "plays"},
            {"step": "releases"},
            {"step": "playlist", "playlists": "$pool"},
        ]
    }
    template = read_template(document(parameters=[POOL], sentence="Rules.", rules=rules))
    scopes = {"user-library-read", "user-read-recently-played", "user-follow-read", "playlist-read-private"}
    assert template.needs() == (frozenset(scopes), True)


def test_its_values_have_a_schema_as_the_fields_of_steps_have() -> None:
    schema = read_template(document()).schema()
    assert schema["required"] == ["pool"]
    assert schema["properties"]["size"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 50,
        "x-form": "whole",
        "title": "Length",
        "default": 20,
    }
    assert set(template_schema()["required"]) == {"version", "name", "sentence", "rules"}


def test_some_values_of_a_rule_set_become_parameters_and_the_rest_stays() -> None:
    rules = read(
        {
            "version": 1,
            "name": "Mine",
            "sources": [{"step": "playlist", "playlists": [HERE]}],
            "steps": [{"step": "in_playlist", "not": True, "playlists": [HERE]}, {"step": "title", "patterns": ["$5"]}],
            "size": 30,
        }
    )
    told = {one.where: one.parameter for one in candidates(rules)}
    assert list(told) == ["sources 1 › playlists", "steps 1 › playlists", "steps 2 › patterns", "size"]
    assert [one.name for one in told.values()] == ["playlists", "playlists_2", "patterns", "size"]
    assert told["size"].label == "Size of the rule set"
    made = templated(
        rules,
        name="Ours",
        sentence="{size} of {list}.",
        note="",
        chosen=[
            Chosen(("sources", 0, "playlists"), "list", "The list"),
            Chosen(("steps", 0, "playlists"), "list", "The list"),
            Chosen(("size",), "size", "How many"),
        ],
    )
    assert [one.name for one in made.parameters] == ["list", "size"]
    assert made.fill({}) == {**rules.to_document(), "name": "Ours"}
    assert made.fill({"list": THERE})["steps"][0]["playlists"] == [THERE]


def test_two_values_that_differ_are_no_one_parameter_and_what_is_not_there_is_none() -> None:
    rules = read(
        {"version": 1, "name": "Mine", "sources": [{"step": "playlist", "playlists": [HERE]}], "size": 3, "floor": 2}
    )
    two = [Chosen(("size",), "n", "N"), Chosen(("floor",), "n", "N")]
    with pytest.raises(InputError, match="hold different things"):
        templated(rules, name="Ours", sentence="Rules.", note="", chosen=two)
    with pytest.raises(InputError, match="'rotation › replace' of the rules cannot become a parameter"):
        templated(rules, name="Ours", sentence="Rules.", note="", chosen=[Chosen(("rotation", "replace"), "n", "N")])


def test_a_text_that_looks_like_a_parameter_is_none_once_it_is_escaped() -> None:
    rules = {"sources": [SOURCE], "note": "$size ${size} $"}
    made = read_template(document(parameters=[POOL], sentence="x", rules={**escaped(rules), "sources": [SOURCE]})).fill(
        {"pool": HERE}
    )
    assert made["note"] == "$size ${size} $"


def test_how_often_a_schedule_comes_is_told_by_the_week() -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert times_a_week(Cron("0 6 * * FRI", "UTC"), now) == 1
    assert times_a_week(Cron("0 6,18 * * *", "UTC"), now) == 14
    assert times_a_week(Cron("0 7 1 * *", "UTC"), now) == 12 / 52
    assert times_a_week(Cron("0 7 29 2 *", "UTC"), now) == 0
