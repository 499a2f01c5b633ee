"""A table of placements: what is exported is imported again, whatever is in it, and nothing in it is a formula."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.placements.conflicts import ACCEPTABLE
from playwarden.domain.placements.placement import Missed, Moved, NewPlacement
from playwarden.domain.placements.position import Position
from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME, Cover, Details
from playwarden.features.placements.reading import Reader
from playwarden.features.placements.spreadsheet import Line, read, write
from playwarden.kit.errors import FileError, NotFound
from playwarden.kit.ids import PlaylistId

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ID = st.text("0123456789abcdefXYZ", min_size=22, max_size=22)
URI = ID.map(lambda key: f"spotify:track:{key}")
ODD = [
    "=1+1",
    "@SUM(A1)",
    "-3",
    "+7d",
    "'=x",
    "''",
    "\t",
    "a;b,c\td",
    'say "hi"',
    "two\nlines",
    "two\r\nlines",
    "ünï",
    "'",
]


def texts(most: int) -> st.SearchStrategy[str]:
    plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=30)
    return st.one_of(st.sampled_from(ODD), plain).map(lambda text: text[:most])


POSITIONS = st.one_of(
    st.just(Position()),
    st.integers(1, 10_000).map(lambda number: Position(number=number)),
    URI.map(lambda uri: Position(after=uri)),
    URI.map(lambda uri: Position(instead=uri)),
)


@st.composite
def placements(draw: st.DrawFn) -> NewPlacement:
    """Any placement that can be asked for."""
    begins = draw(st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    length = draw(st.one_of(st.none(), st.timedeltas(timedelta(seconds=1), timedelta(days=90))))
    details = None
    if draw(st.booleans()):
        details = Details(
            name=draw(st.one_of(st.none(), texts(MAX_NAME))),
            description=draw(texts(MAX_DESCRIPTION)),
            public=draw(st.sampled_from([None, True, False])),
            cover=draw(st.sampled_from([None, Cover(sha256="5e" * 32, custom=True)])),
        )
    return NewPlacement(
        playlist_id=PlaylistId(draw(ID)),
        from_at=begins,
        until_at=None if length is None else begins + length,
        zone=draw(st.sampled_from(["Europe/Berlin", "America/New_York", "UTC"])),
        uri=None if details else draw(URI),
        position=None if details else draw(POSITIONS),
        details=details,
        moved=draw(st.sampled_from(Moved)),
        missed=draw(st.sampled_from(Missed)),
        accepts=frozenset(draw(st.lists(st.sampled_from(sorted(ACCEPTABLE)), max_size=3))),
        note=draw(st.one_of(st.just(""), texts(100))),
    )


def reader(zone: str = "Europe/Berlin") -> Reader:
    return Reader(_found, NOW, zone)


def _found(text: str) -> PlaylistId:
    if len(text) != 22:
        raise NotFound(f"No playlist here is called '{text}'.", "`playwarden playlists list` names them all.")
    return PlaylistId(text)


@given(
    st.lists(placements(), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_an_export_is_imported_as_it_was(asked: list[NewPlacement], delimiter: str, encoding: str) -> None:
    names = {each.playlist_id: "=cmd|' /C calc'!A0" for each in asked}
    table = write(asked, names, {each.uri or "": "@title" for each in asked}, delimiter=delimiter)
    assert [line.asked for line in read(table.encode(encoding), "table.csv", reader())] == asked


@given(st.lists(placements(), min_size=1, max_size=4))
def test_no_cell_of_an_export_begins_like_a_formula(asked: list[NewPlacement]) -> None:
    table = write(asked, {each.playlist_id: "=1" for each in asked}, {})
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


def imported(text: str, encoding: str = "utf-8") -> list[Line]:
    return read(text.encode(encoding), "week.csv", reader())


A = "a" * 22
TRACK = "https://open.spotify.com/track/" + "c" * 22


def test_a_table_as_people_write_it() -> None:
    [line] = imported(f"sep=;\nTrack ; Playlist;FROM;until;Policy\n{TRACK};{A};1.12.2026 06:00;+7d;keep, ask\n\n")
    asked = line.asked
    assert line.number == 3
    assert (asked.uri, asked.position) == ("spotify:track:" + "c" * 22, Position())
    assert asked.from_at == datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert asked.until_at == datetime(2026, 12, 8, 5, tzinfo=UTC)
    assert (asked.moved, asked.missed) == (Moved.KEEP, Missed.ASK)


def test_windows_letters_are_read() -> None:
    [line] = imported(f"playlist,from,name\n{A},now,Grüße\n", "cp1252")
    assert line.asked.details == Details(name="Grüße")


def test_every_wrong_cell_is_named_with_its_place() -> None:
    good = f'playlist,track,from,until,note\n{A},{TRACK},now,+1d,"two\nlines"\n'
    text = f"{good}Mix,{TRACK},soon,+1d,\n{A},album,now,later,\n"
    with pytest.raises(FileError) as refused:
        imported(text)
    told = str(refused.value)
    assert (refused.value.line, refused.value.column) == (4, 3)
    assert "week.csv:4:3: from: 'soon' is no time." in told
    assert "line 4, column 1: playlist: No playlist here is called 'Mix'." in told
    assert "line 5, column 4: until: 'later' is no time." in told
    assert "line 5, column 2: track: expected the URI or link of a track, not 'album'." in told
    assert "4 cells are to be corrected" in told


WRONG = [
    ("playlist,track\n", "there is no column 'from'"),
    ("playlist,from,colour\n", "there is no column 'colour'"),
    ("playlist,from,from\n", "the column 'from' is there twice"),
    ("playlist,from,track\n", "it holds no placement"),
    ("", "there is no column 'playlist'"),
    (f"playlist,from,track\n{A},,{TRACK}\n", "from: "),
    (f"playlist,from,track,name\n{A},now,{TRACK},Both\n", "of a track or of details"),
    (f"playlist,from,track,position,instead of\n{A},now,{TRACK},3,{TRACK}\n", "leave the position empty"),
    (f"playlist,from,track,position\n{A},now,{TRACK},0\n", "is no position"),
    (f"playlist,from,track,policy\n{A},now,{TRACK},perhaps\n", "is no policy"),
    (f"playlist,from,track,accept\n{A},now,{TRACK},gone\n", "cannot be accepted"),
    (f"playlist,from,track,zone\n{A},now,{TRACK},Europe/Berln\n", "zone: There is no time zone"),
    (f"playlist,from,visibility\n{A},now,hidden\n", "is no visibility"),
    (f"playlist,from,cover\n{A},now,me.jpg\n", "expected a picture"),
    (f"playlist,from,name\n{A},now,{'x' * 101}\n", "at most 100 characters"),
    (f'playlist,from,track\n{A},now,"{TRACK}"x\n', "it is no table"),
]


@pytest.mark.parametrize(("text", "told"), WRONG, ids=[told for _, told in WRONG])
def test_what_is_wrong_is_told_and_nothing_is_imported(text: str, told: str) -> None:
    with pytest.raises(FileError, match=told.replace("(", r"\(")):
        imported(text)
