"""The JSON Schema for editors and the reader accept the same files."""

from pathlib import Path
from typing import Any

import jsonschema
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from playwarden.features.wishes.reading import parse
from playwarden.features.wishes.schema import schema
from playwarden.kit.errors import FileError

TEXTS = st.sampled_from(["x", "", " ", "1989", "spotify:track:4uLU6hMCjMI75M1A2tKUQC", "Ann - One"])
ODD = st.sampled_from([None, 0, 1, 7, True, [], {}, "x", ["x"], {"a": 1}])


def mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(right, right, right, ODD)


POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "keep_dates": mostly(st.sampled_from(["all", "most", "none"])),
        "max_calls": mostly(st.integers(0, 9)),
        "x": ODD,
    },
)
PLAYLISTS = st.fixed_dictionaries(
    {},
    optional={
        "id": mostly(TEXTS),
        "create": mostly(TEXTS),
        "name": mostly(TEXTS | st.sampled_from(["n" * 100, "n" * 101])),
        "description": mostly(TEXTS | st.sampled_from(["d" * 300, "d" * 301])),
        "public": mostly(st.booleans()),
        "collaborative": mostly(st.booleans()),
        "cover": mostly(TEXTS),
        "items": mostly(st.lists(mostly(TEXTS), max_size=3)),
        "policy": mostly(POLICIES),
        "nmae": ODD,
    },
)
FILES = st.fixed_dictionaries(
    {"version": mostly(st.just(1)), "account": mostly(TEXTS), "playlists": mostly(st.lists(PLAYLISTS, max_size=2))},
    optional={"more": ODD},
)
VALIDATOR = jsonschema.Draft202012Validator(schema())


def read_says_yes(document: object) -> bool:
    try:
        parse(yaml.safe_dump(document), Path("file.yaml"))
    except FileError:
        return False
    return True


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@settings(max_examples=300, deadline=None)
@given(FILES)
def test_schema_and_reader_agree(document: dict[str, Any]) -> None:
    # JSON Schema takes True for 1 in neither place, and 1 for True in neither: both sides are strict about kinds.
    assert VALIDATOR.is_valid(document) == read_says_yes(document)


@settings(max_examples=100, deadline=None)
@given(st.lists(PLAYLISTS.filter(lambda each: "nmae" not in each), max_size=2))
def test_both_accept_something(playlists: list[dict[str, Any]]) -> None:
    document = {"version": 1, "account": "ann", "playlists": [each for each in playlists if _fine(each)]}
    assert VALIDATOR.is_valid(document)
    assert read_says_yes(document)


def _fine(playlist: dict[str, Any]) -> bool:
    return VALIDATOR.is_valid({"version": 1, "account": "ann", "playlists": [playlist]})
