"""A FILE is read strictly: every mistake is told with its line and what was expected."""

import os
from pathlib import Path

import pytest

from playwarden.features.wishes.document import Mark
from playwarden.features.wishes.reading import parse, read
from playwarden.kit.errors import FileError, InputError, NotFound

HEAD = "version: 1\naccount: ann\nplaylists:\n"
ID = "37i9dQZF1DXcBWIGoYBM5M"


def wrong(text: str) -> FileError:
    with pytest.raises(FileError) as caught:
        parse(text, Path("lists.yaml"))
    return caught.value


def test_a_whole_file_is_read_with_every_key() -> None:
    file = parse(
        HEAD
        + f"""  - id: spotify:playlist:{ID}
    name: "1989"
    description: ""
    public: false
    collaborative: true
    cover: cover.jpg
    items:
      - spotify:track:4uLU6hMCjMI75M1A2tKUQC
      - Artist - Title
    policy: {{keep_dates: all, max_calls: 7}}
  - create: summer
    name: Summer
""",
        Path("lists.yaml"),
    )
    first, second = file.playlists
    assert (first.id, first.name, first.description, first.public) == (f"spotify:playlist:{ID}", "1989", "", False)
    assert (first.collaborative, first.cover) == (True, "cover.jpg")
    assert first.items is not None
    assert [item.text for item in first.items] == ["spotify:track:4uLU6hMCjMI75M1A2tKUQC", "Artist - Title"]
    assert first.items[1].mark == Mark(12, 9)
    assert (first.policy.keep_dates, first.policy.max_calls) == ("all", 7)
    assert (second.create, second.name, second.items) == ("summer", "Summer", None)


def test_a_key_that_is_absent_says_nothing() -> None:
    (wish,) = parse(HEAD + f"  - {{id: {ID}, name: x}}\n", Path("f")).playlists
    assert (wish.description, wish.public, wish.collaborative, wish.cover, wish.items) == (None,) * 5


def test_an_empty_list_of_items_is_a_wish_for_an_empty_playlist() -> None:
    (wish,) = parse(HEAD + f"  - {{id: {ID}, items: []}}\n", Path("f")).playlists
    assert wish.items == ()


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("", 1, 1, "the file is empty"),
        ("- 1\n", 1, 1, "expected the file as keys and values (version, account, playlists), not a list"),
        ("version: 1\naccount: ann\n", 1, 1, "expected playlists: in the file"),
        ("version: 2\naccount: a\nplaylists: []\n", 1, 10, "expected version: 1"),
        ("version: 1\naccount: ann\nplaylists: none\n", 3, 12, "expected playlists as a list"),
        (HEAD + f"  - id: {ID}\n    nmae: x\n", 5, 5, "'nmae' is no key of a playlist; did you mean name?"),
        (HEAD + f"  - id: {ID}\n    name: x\n    name: y\n", 6, 5, "name stands twice"),
        (HEAD + f"  - id: {ID}\n    name: 1989\n", 5, 11, "expected name as text, not a number (1989)"),
        (HEAD + f"  - id: {ID}\n    name:\n", 5, 10, "expected name as text, not nothing"),
        (HEAD + f"  - id: {ID}\n    name: ' '\n", 5, 11, "expected name not to be empty"),
        (HEAD + f"  - id: {ID}\n    public: 'yes'\n", 5, 13, "expected public: true or false, not text"),
        (HEAD + f"  - id: {ID}\n    items:\n      - a: b\n", 6, 9, "expected an item as text, not keys and values"),
        (HEAD + f"  - id: {ID}\n    items: x\n", 5, 12, "expected items as a list"),
        (HEAD + f"  - id: {ID}\n    policy: {{keep_dates: some}}\n", 5, 26, "expected keep_dates: all, most or none"),
        (HEAD + f"  - id: {ID}\n    policy: {{max_calls: 0}}\n", 5, 25, "expected max_calls: 1 or more"),
        (HEAD + f"  - id: {ID}\n    policy: {{max_calls: 0x10}}\n", 5, 25, "expected max_calls as a whole number"),
        (HEAD + f"  - id: {ID}\n    name: {'n' * 101}\n", 5, 11, "expected name to have at most 100 characters"),
        (
            HEAD + f"  - id: {ID}\n    description: {'d' * 301}\n",
            5,
            18,
            "expected description to have at most 300 characters",
        ),
        (HEAD + "  - name: x\n", 4, 5, "expected either id"),
        (HEAD + f"  - {{id: {ID}, create: x, name: y}}\n", 4, 5, "expected either id"),
        (HEAD + "  - {create: x, items: []}\n", 4, 5, "expected a name for the playlist to be created"),
        (HEAD + f"  - id: {ID}\n", 4, 5, "expected something that this playlist should be"),
        (HEAD + "  - id: [\n", 5, 1, "this is no YAML"),
        (HEAD + "  - name: a: b\n", 4, 12, "this is no YAML"),
        (HEAD + "  - {id: *nobody, name: x}\n", 4, 10, "this is no YAML"),
        ("version: 1\n---\nversion: 1\n", 2, 1, "this is no YAML"),
    ],
)
def test_a_mistake_names_line_column_and_what_was_expected(text: str, line: int, column: int, expected: str) -> None:
    error = wrong(text)
    assert expected in error.what
    assert (error.line, error.column) == (line, column)
    assert error.what.startswith(f"lists.yaml:{line}:{column}: ")


def test_python_objects_are_never_built() -> None:
    assert (
        "expected account as text"
        in wrong("version: 1\naccount: !!python/object/apply:os.system [id]\nplaylists: []\n").what
    )


def test_an_anchor_may_be_used_again() -> None:
    text = HEAD + f"  - {{id: {ID}, items: &all [spotify:track:{ID}]}}\n  - {{create: k, name: n, items: *all}}\n"
    first, second = parse(text, Path("f")).playlists
    assert first.items == second.items


def test_anchors_that_multiply_are_refused_before_they_grow() -> None:
    item = f"spotify:track:{ID}"
    bomb = HEAD + f"  - {{create: k0, name: n, items: &many [{', '.join([item] * 10_000)}]}}\n"
    bomb += "".join(f"  - {{create: k{number}, name: n, items: *many}}\n" for number in range(1, 60))
    assert "expected at most 500,000 items in one file" in wrong(bomb).what


def test_nesting_without_end_is_refused_before_anything_recurses() -> None:
    assert "nested too deeply" in wrong("[" * 200_000).what


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(17 * 2**20)
    with pytest.raises(InputError, match="larger than 16 MB"):
        read(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no file"):
        read(tmp_path / "none.yaml")


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: it is a folder"):
        read(tmp_path)


def test_a_pipe_or_a_device_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(InputError, match="cannot be read: it is no regular file"):
            read(path)


def test_what_spotify_just_takes_is_read() -> None:
    text = HEAD + f"  - {{create: k, name: {'n' * 100}, description: {'d' * 300}}}\n"
    (wish,) = parse(text, Path("f")).playlists
    assert (len(wish.name or ""), len(wish.description or "")) == (100, 300)


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"version: 1\naccount: \xe4\n")
    with pytest.raises(FileError, match=r"latin\.yaml:2:1: expected UTF-8"):
        read(path)


def test_a_control_character_is_told(tmp_path: Path) -> None:
    assert "this is no YAML" in wrong("version: 1\naccount: a\x00b\n").what
