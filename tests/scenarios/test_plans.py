"""Plays every story beside this file: the plan made is the plan told."""

import json
from pathlib import Path
from typing import Any

import pytest

from playwarden.domain.compose import Wish, lower, lower_state
from playwarden.domain.diff import Policy
from playwarden.domain.operations import Insert, Move, Operation, Remove, Replace
from playwarden.domain.plan import Plan, plan
from playwarden.domain.playlist import Details, Entry, PlaylistState

STORIES = sorted(Path(__file__).parent.glob("*.json"))


def state_of(names: list[str]) -> PlaylistState:
    """A name is a track, `local …` a local file, `unavailable` an entry without a URI."""
    return PlaylistState(Details("a story"), tuple(Entry(uri_of(name)) for name in names))


def uri_of(name: str) -> str | None:
    if name == "unavailable":
        return None
    return f"spotify:local:::{name[6:]}:1" if name.startswith("local ") else f"spotify:track:{name}"


def told(made: Plan) -> list[list[Any]]:
    """The operations as a story tells them."""
    return [_told(operation) for operation in made.operations]


def _told(operation: Operation) -> list[Any]:
    match operation:
        case Insert(position, uris):
            return ["insert", [uri.rpartition(":")[2] for uri in uris], "before", position]
        case Move(start, length, before):
            return ["move", length, "from", start, "before", before]
        case Remove(uris) | Replace(uris):
            return [operation.kind, [uri.rpartition(":")[2] for uri in uris]]
    raise AssertionError(operation)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_plan_is_the_one_told(path: Path) -> None:
    story = json.loads(path.read_text())
    observed = state_of(story["observed"])
    if "wish" in story:
        items = tuple(uri for name in story["wish"] if (uri := uri_of(name)) is not None)
        lowered = lower(observed, Wish(items=items))
    else:
        lowered = lower_state(observed, state_of(story["desired"]))
    made = plan(observed, lowered.desired, policy=Policy(**story.get("policy", {})), notes=lowered.notes)
    assert told(made) == story["operations"], story["why"]
    assert f"{made.dates_kept} of {made.dates_total}" == story["dates"]
    assert [note.code for note in made.notes] == story.get("notes", [])


def test_there_are_stories() -> None:
    assert len(STORIES) >= 12
