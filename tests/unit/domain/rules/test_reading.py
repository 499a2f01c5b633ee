"""A rule set that is wrong is told with the place, the step and what would be right; all faults at once."""

from typing import Any

import pytest

from playwarden.domain.rules.forms import where
from playwarden.domain.rules.reading import read, try_read
from playwarden.kit.errors import InputError
from tests.unit.domain.rules.music import HERE, uri

SOURCE = {"step": "playlist", "playlists": [HERE]}


def document(**rest: Any) -> dict[str, Any]:
    return {"version": 1, "name": "Test", "sources": [SOURCE], **rest}


def faults(told: Any) -> list[str]:
    return [f"{where(fault.path)}: {fault.what}" for fault in try_read(told)[1]]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ([], "the rules: a rule set is expected: version, name, sources, steps."),
        ({"name": "x", "sources": [SOURCE]}, "the rules: version: 1 is expected."),
        (document(version=2), "version: version: 1 is expected."),
        ({"version": 1, "sources": [SOURCE]}, "the rules: a rule set needs 'name'."),
        ({"version": 1, "name": "x"}, "the rules: a rule set needs 'sources'."),
        (document(sources=[]), "sources: 'sources' of a rule set: a list of 1 to 100 steps is expected here"),
        (document(stepz=[]), "stepz: a rule set has no 'stepz'."),
        (document(size=0), "size: 'size' of a rule set: a whole number from 1 to 10,000 is expected here."),
        (document(size=True), "size: 'size' of a rule set: a whole number from 1 to 10,000 is expected here."),
        (document(steps=[{"step": "shufle"}]), "steps 1 › step: there is no step 'shufle' here."),
        (document(steps=["shuffle"]), "steps 1: a step is expected here: 'step' and its fields, with one of added"),
        (document(steps=[{"by": "title"}]), "steps 1: 'step' is missing: it says which kind of step this is."),
        (document(steps=[SOURCE]), "steps 1: 'playlist' is a source; a filter and a order is expected here."),
        (document(order=[{"step": "liked"}]), "order 1: 'liked' is a filter; a order is expected here."),
        (document(steps=[{"step": "sort", "by": "colour"}]), "steps 1 › by: 'by' of the step sort: one of title,"),
        (document(steps=[{"step": "sort"}]), "steps 1: the step sort needs 'by'."),
        (
            document(steps=[{"step": "sort", "by": "title", "downwards": True}]),
            "steps 1 › downwards: the step sort has no 'downwards'.",
        ),
        (
            document(steps=[{"step": "released"}]),
            "steps 1: the step released: 'from', 'until' or 'within_days' is needed.",
        ),
        (
            document(steps=[{"step": "released", "from": "1999-13"}]),
            "steps 1 › from: 'from' of the step released: a year, a month or a day is",
        ),
        (
            document(steps=[{"step": "duration", "least": "long"}]),
            "steps 1 › least: 'least' of the step duration: a length as minutes and seconds is expected",
        ),
        (document(steps=[{"step": "liked", "unknown": "in"}]), "steps 1 › unknown: the step liked has no 'unknown'."),
        (
            document(steps=[{"step": "title", "patterns": ["/(/"]}]),
            "steps 1: the step title: The pattern '(' cannot be used",
        ),
        (
            document(steps=[{"step": "any", "steps": [{"step": "at_most"}]}]),
            "steps 1 › steps 1: at_most looks at all tracks at once",
        ),
        (
            document(steps=[{"step": "any", "steps": [{"step": "explicit", "no": 1}]}]),
            "steps 1 › steps 1 › no: the step explicit has no 'no'.",
        ),
        (
            document(sources=[{"step": "playlist", "playlists": ["spotify:album:" + "a" * 22]}]),
            "sources 1 › playlists 1: expected a playlist, not an album.",
        ),
        (
            document(sources=[{"step": "csv", "file": "../x.csv"}]),
            "sources 1: the step csv: '../x.csv' is not the name of a file without folders.",
        ),
        (
            document(sources=[{"step": "mix", "parts": [{"sources": [SOURCE]}, {"share": 2}]}]),
            "sources 1 › parts 2: a part of a mix needs 'sources'.",
        ),
        (document(mode="clean"), "sources: the mode clean works on what is in the playlist: it has no sources."),
        (document(mode="mirror", steps=[{"step": "liked"}]), "steps: the mode mirror takes everything: use derive."),
        (document(mode="append", rotation={"replace": 1}, size=9), "rotation: only the mode derive rotates."),
        (document(rotation={"replace": 1}), "rotation: rotation needs 'size': how many tracks there are to be."),
        (document(rotation={"replace": 9}, size=5), "rotation › replace: it is more than 'size'."),
        (document(size=5, floor=9), "floor: it is more than 'size'."),
        (
            document(pins=[{"track": uri("a"), "position": 1}, {"track": uri("b"), "position": 1}]),
            "pins: two pins name the same place or the same track.",
        ),
        (
            document(size=5, pins=[{"track": uri("a"), "position": 6}]),
            "pins: a pin stands beyond the 5 tracks of 'size'.",
        ),
        (document(texts={"name": "Best of {decade}"}), "texts › name: there is no field {decade} for a text."),
        (document(tests=[{"name": "empty"}]), "tests 1: a test: it says nothing that could be checked."),
        (document(name=5), "name: 'name' of a rule set: a text is expected here."),
    ],
    ids=lambda value: value[:70] if isinstance(value, str) else "",
)
def test_what_is_wrong_is_told_with_its_place(wrong: Any, told: str) -> None:
    found = faults(wrong)
    assert any(each.startswith(told) for each in found), found


def test_all_faults_are_told_at_once() -> None:
    wrong = document(size=0, steps=[{"step": "shufle"}, {"step": "liked"}, {"step": "sort", "by": 1}], colour="red")
    assert len(faults(wrong)) == 4


def test_a_misspelt_word_is_told_with_the_one_that_is_near() -> None:
    fault = try_read(document(steps=[{"step": "shufle"}]))[1][0]
    assert fault.remedy == "Did you mean shuffle?"


def test_a_document_nested_without_end_is_refused() -> None:
    step: dict[str, Any] = {"step": "liked"}
    for _ in range(5_000):
        step = {"step": "any", "steps": [step]}
    assert faults(document(steps=[step])) == ["the rules: this is nested too deeply."]


def test_reading_raises_one_error_that_names_the_faults() -> None:
    with pytest.raises(InputError, match="steps 1"):
        read(document(steps=[{"step": "shufle"}]))
