"""A table of how tracks sound is read whatever its form; what is left out is counted by reason, and nothing raises."""

import io
from collections.abc import Iterable
from typing import Any

import pytest

from playwarden.domain.audio import FEATURES
from playwarden.domain.audio_tables import Counts, Heard, guessed, mapped, opened, recognised
from playwarden.kit.errors import InputError

HEAD = (
    "track_id,artists,album_name,track_name,popularity,duration_ms,explicit,danceability,energy,key,loudness,mode,"
    "speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature,track_genre"
)
"""Of the form with 114,000 rows."""


def ident(number: int) -> str:
    return f"{number:022d}"


def song(number: int, genre: str = "indie", **changes: str) -> str:
    """A row of that form."""
    told = dict(zip(HEAD.split(","), [
        ident(number), "Some;Body", "Album", f"Song {number}", "50", "200000", "FALSE", "0.5", "0.25", "1", "-6.5", "0",
        "0.1", "0.2", "1.01e-6", "0.3", "0.75", "87.917", "4", genre,
    ], strict=True)) | changes  # fmt: skip
    return ",".join(told.values())


def read(text: str | bytes, *said: str, encoding: str = "") -> tuple[list[Heard], dict[str, Any]]:
    raw = text.encode() if isinstance(text, str) else text
    table = opened(io.BytesIO(raw), encoding)
    counts = Counts()
    found = list(table.rows(mapped(table.header, said), counts))
    document = counts.document()
    document["by"] = {each["code"]: each["count"] for each in document["reasons"]}
    return found, document


def sound(heard: Heard, name: str) -> Any:
    assert heard.sound is not None
    return dict(zip((*FEATURES, "key", "major"), heard.sound, strict=True))[name]


def lines(rows: Iterable[str], head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


class TestTheKnownForm:
    def test_it_is_recognised_by_itself_with_or_without_its_numbers(self) -> None:
        for head in (HEAD, f",{HEAD}", f"Unnamed: 0,{HEAD}"):
            assert recognised(opened(io.BytesIO(lines([], head).encode())).header)
        assert not recognised(["track_id", "tempo"])

    def test_a_row_tells_how_its_track_sounds_and_its_genre(self) -> None:
        (heard,), counts = read(lines([song(1)]))
        assert heard.uri == f"spotify:track:{ident(1)}"
        assert heard.labels == (("genre", "indie"),)
        assert (heard.artist, heard.title, heard.line) == ("Some;Body", "Song 1", 2)
        assert (sound(heard, "tempo"), sound(heard, "energy"), sound(heard, "loudness")) == (87.917, 0.25, -6.5)
        assert (sound(heard, "key"), sound(heard, "major")) == (1, False)
        assert (counts["rows"], counts["kept"], counts["tracks"], counts["genres"]) == (1, 1, 1, 1)
        assert counts["reasons"] == []

    def test_one_track_under_several_genres_is_one_track_with_all_of_them(self) -> None:
        found, counts = read(lines([song(1, "indie"), song(1, "folk", energy="0.9"), song(1, "Indie")]))
        assert [each.labels for each in found] == [(("genre", "indie"),), (("genre", "folk"),), (("genre", "Indie"),)]
        assert [each.sound is None for each in found] == [False, True, True]
        assert (counts["tracks"], counts["genres"]) == (1, 2)
        assert counts["by"] == {"again": 2}

    def test_a_row_that_says_again_what_another_said_is_left_out(self) -> None:
        found, counts = read(lines([song(1), song(2), song(1), song(1)]))
        assert len(found) == 2
        assert counts["by"] == {"twice": 2}
        assert counts["refused"] == 2

    def test_a_tempo_of_0_is_unknown(self) -> None:
        (heard,), counts = read(lines([song(1, tempo="0")]))
        assert sound(heard, "tempo") is None
        assert counts["by"] == {"tempo": 1}
        assert counts["unknown"] == {"tempo": 1}

    def test_a_row_of_na_still_has_what_it_tells(self) -> None:
        (heard,), _ = read(lines([song(1, artists="NA", album_name="NA", track_name="NA", duration_ms="0")]))
        assert sound(heard, "energy") == 0.25


def test_nothing_nasty_is_a_traceback() -> None:
    rows = [
        song(1),
        song(2, track_id="", track_name="NA"),
        song(3, track_id="no id"),
        song(4, track_id=f"spotify:album:{ident(4)}"),
        song(5, energy="NaN", tempo="NA", valence=""),
        song(6, energy="1.5", danceability="loud"),
        song(7) + ",one,cell,more",
        song(8) + ",,,",
        song(9)[:60],
        song(10, key="-1", mode="dorian"),
        song(11, track_genre="x" * 70),
        song(12, track_name="a\x00b", energy="0\x00.5"),
        "",
        " , , ",
        song(13, track_genre="", **dict.fromkeys(FEATURES, ""), key=""),
        song(14, explicit="TRUE", mode="TRUE"),
    ]
    found, counts = read(lines(rows))
    assert [int(each.uri[-2:]) for each in found] == [1, 5, 6, 8, 10, 11, 12, 14]
    assert counts["by"] == {
        "nameless": 1, "id": 2, "silent": 2, "cells": 1, "range": 1, "number": 2, "mode": 1, "label": 1,
        "flag": 1,
    }  # fmt: skip
    assert counts["rows"] == 14
    assert counts["kept"] + counts["refused"] == counts["rows"]
    assert all("\x00" not in each["text"] for each in counts["samples"])
    assert (3, "nameless") in [(each["line"], each["code"]) for each in counts["samples"]]


def test_a_quotation_mark_that_does_not_end_costs_rows_and_is_told() -> None:
    found, counts = read(lines([song(1), song(2, track_name='"never ends'), *(song(9) for _ in range(2_000))]))
    assert found[0].uri.endswith("1")
    assert counts["by"]["unreadable"] >= 1
    assert counts["samples"][0]["code"] == "unreadable"


def test_a_file_of_one_endless_line_is_no_table() -> None:
    with pytest.raises(InputError):
        opened(io.BytesIO(b"x" * 5_000_000))


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"just words\n1\n", bytes(range(256)) * 10, b"\xff\xfe"])
def test_what_is_no_table_is_told_in_a_sentence(raw: bytes) -> None:
    with pytest.raises(InputError, match=r"no table|No column"):
        read(raw)


class TestHowItIsWritten:
    TABLE = lines([f"{ident(1)},0.5,Größe", f"{ident(2)},0.25,Café"], "id,energy,genre")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_the_encoding_is_found_out(self, encoding: str) -> None:
        found, _ = read(self.TABLE.encode(encoding))
        assert [label for each in found for _, label in each.labels] == ["Größe", "Café"]
        assert opened(io.BytesIO(self.TABLE.encode(encoding))).fell_back == (encoding == "cp1252")

    def test_another_encoding_can_be_said(self) -> None:
        found, _ = read(self.TABLE.encode("cp850"), encoding="cp850")
        assert found[0].labels == (("genre", "Größe"),)
        with pytest.raises(InputError, match="No encoding"):
            read(self.TABLE, encoding="klingon")
        with pytest.raises(InputError, match="No encoding"):
            read(self.TABLE, encoding="base64")

    def test_signs_that_cannot_be_read_are_counted(self) -> None:
        _, counts = read(self.TABLE.encode("cp1252").replace(b"\xe9", b"\x81"))
        assert counts["by"] == {"signs": 1}

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_is_found_out(self, delimiter: str) -> None:
        found, _ = read(self.TABLE.replace(",", delimiter))
        assert [sound(each, "energy") for each in found] == [0.5, 0.25]

    def test_a_spreadsheet_of_europe_is_read(self) -> None:
        table = f"sep=;\r\nid;energy;tempo\r\n{ident(1)};0,5;120,5\r\n"
        (heard,), _ = read(table)
        assert (sound(heard, "energy"), sound(heard, "tempo"), heard.line) == (0.5, 120.5, 3)


class TestMapping:
    def test_usual_names_are_guessed(self) -> None:
        header = ["Spotify Track Id", "Track Name", "Artist Name(s)", "BPM", "Energy", "Genres", "Mood"]
        assert guessed(header) == {
            "id": "Spotify Track Id", "title": "Track Name", "artist": "Artist Name(s)", "tempo": "BPM",
            "energy": "Energy", "genre": "Genres", "mood": "Mood",
        }  # fmt: skip

    def test_what_is_said_counts_more_than_what_is_guessed(self) -> None:
        header = ["id", "tempo", "Speed", "Energy (%)", "genre"]
        columns = mapped(header, ["tempo=speed", "energy=Energy (%)/100", "genre="])
        assert columns.document() == {"id": "id", "tempo": "Speed", "energy": "Energy (%)/100"}

    @pytest.mark.parametrize("said", ["tempo", "speed=BPM", "tempo=Nothing", "tempo=BPM/0"])
    def test_what_makes_no_sense_is_refused(self, said: str) -> None:
        with pytest.raises(InputError):
            mapped(["id", "BPM"], [said])

    def test_tracks_have_to_be_named_and_something_said(self) -> None:
        with pytest.raises(InputError, match="name tracks"):
            mapped(["tempo", "energy"])
        with pytest.raises(InputError, match="say anything"):
            mapped(["id", "title"])

    def test_a_track_is_named_by_its_isrc_where_there_is_no_id(self) -> None:
        found, counts = read(f"id,isrc,tempo\n,DEAB12600001,120\n{ident(1)},DEAB12600002,90\n,,80\n,nonsense,70\n")
        assert [each.uri for each in found] == ["isrc:DEAB12600001", f"spotify:track:{ident(1)}"]
        assert (counts["tracks"], counts["isrcs"]) == (1, 1)
        assert counts["by"] == {"nameless": 1, "isrc": 1}
