"""Rules in a file: what is wrong is told with its line, whatever the file holds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.features.rules.files import MOST_BYTES, read_file, read_text
from playwarden.kit.errors import FileError, InputError

GOOD = """\
version: 1
name: Fresh Friday
sources:
  - step: playlist
    playlists: https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M
steps:
  - step: released
    from: 2020-01-01   # a day, without quotes
  - step: duration
    most: 8:00
size: 30
"""


def test_a_file_is_read_as_it_is_written() -> None:
    read = read_text(GOOD, "friday.yaml")
    assert read.faults == ()
    assert read.rules is not None
    assert read.rules.size == 30
    assert read.document["steps"][0]["from"] == "2020-01-01"
    assert read.rules.to_document()["steps"][1] == {"step": "duration", "most": "8:00"}


def test_the_rules_of_a_file_in_a_folder_are_read_as_they_stand_there() -> None:
    inner = "".join(f"  {line}\n" for line in GOOD.replace("version: 1\n", "").splitlines())
    folded = f"version: 1\naccount: Ada\nrules:\n{inner}"
    assert read_text(folded, "friday.yaml").rules == read_text(GOOD, "friday.yaml").rules
    wrong = read_text(folded.replace("size: 30", "size: 0"), "friday.yaml")
    assert [(one.line, one.where) for one in wrong.faults] == [(13, "size")]


def test_json_is_read_as_well() -> None:
    text = '{"version": 1, "name": "x", "sources": [{"step": "saved"}]}'
    assert read_text(text, "x.json").rules is not None


def test_every_fault_is_told_with_its_line() -> None:
    wrong = GOOD.replace("from: 2020-01-01", "form: 2020-01-01").replace("size: 30", "size: 0\ncolour: red")
    found = [(one.line, one.where) for one in read_text(wrong, "friday.yaml").faults]
    assert found == [(8, "steps 1 › form"), (11, "size"), (12, "colour")]


def test_a_step_that_lacks_a_field_is_told_where_it_begins() -> None:
    wrong = GOOD.replace("    from: 2020-01-01   # a day, without quotes\n", "")
    read = read_text(wrong, "friday.yaml")
    assert [(one.line, one.where) for one in read.faults] == [(7, "steps 1")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name: ]", 1),
        ("", 1),
        ("a: 1\na: 2", 2),
        ("a: " + "[" * 60 + "]" * 60, 1),
        ("name: x\x00", 1),
        ('a: "\\ud800"', 1),
        ('a: 1\n"\\udfff": 2', 2),
    ],
)
def test_what_is_no_rules_at_all_is_told(text: str, line: int) -> None:
    with pytest.raises(FileError) as told:
        read_text(text, "x.yaml")
    assert told.value.line == line


def test_a_file_that_grows_by_aliases_is_refused() -> None:
    text = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{after}: &{after} [{','.join([f'*{before}'] * 10)}]\n"
        for before, after in zip("abcdef", "bcdefg", strict=True)
    )
    with pytest.raises(InputError, match="more than 100,000 values"):
        read_text(text, "bomb.yaml")


def test_a_file_that_is_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(InputError):
        read_file(large)
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"name: x\nnote: \xff\n")
    with pytest.raises(FileError) as told:
        read_file(broken)
    assert told.value.line == 2


@given(st.text(max_size=60))
def test_whatever_a_file_holds_it_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        read = read_text(text, "x.yaml")
    except (FileError, InputError):
        return
    assert read.rules is not None or read.faults
