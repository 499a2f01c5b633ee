"""Data sets are imported whole or not at all, believed in their order, and gone with all that they said."""

import gzip
import io
import zipfile
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import func, select

from playwarden.domain.playlist import Entry
from playwarden.features.labels.coverage import Coverage, Covered
from playwarden.features.labels.sets import DataSets
from playwarden.kit.errors import Cancelled, Conflict, InputError, NotFound
from playwarden.kit.ids import PlaylistId
from playwarden.store import holdings
from playwarden.store import labels as said
from playwarden.store.database import Database
from playwarden.store.models.labels import AudioRow, FeatureSet, Label
from playwarden.store.models.library import Playlist
from tests.fakes.clock import FakeClock
from tests.integration.labels.conftest import ADA, AT, know, track
from tests.unit.domain.audio_tables.test_reading import ident, lines, song

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "catalogue" / "tracks_114k.csv.gz"
SAID = ["id=id", "tempo=BPM"]


def table(*rows: tuple[int, float]) -> io.BytesIO:
    return io.BytesIO(("id,BPM\n" + "".join(f"{ident(number)},{tempo}\n" for number, tempo in rows)).encode())


def rows_kept(database: Database) -> tuple[int, ...]:
    with database.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(each)) or 0 for each in (FeatureSet, AudioRow, Label)
        )


def tempo(database: Database, number: int) -> float | None:
    with database.read() as session:
        found = said.audio(session, [track(number)]).get(track(number))
        return found.tempo if found else None


def twin(count: int) -> bytes:
    """The form with 114,000 rows, with its quirks: repeated rows, tracks under two genres, tempo 0, a row of NA."""
    rows = [song(number, f"genre-{number % 7}") for number in range(count)]
    rows += [song(number, f"genre-{number % 7}") for number in range(0, count, 10)]
    rows += [song(number, "second") for number in range(0, count, 4)]
    rows += [song(count, tempo="0"), song(count + 1, artists="NA", album_name="NA", track_name="NA")]
    return lines(rows).encode()


def test_the_form_with_114_000_rows_is_imported_by_itself(database: Database, sets: DataSets) -> None:
    kept = sets.keep(io.BytesIO(twin(400)), "Twin", actor=ADA)
    assert (kept.counts["tracks"], kept.counts["genres"], kept.counts["refused"]) == (402, 9, 40)
    assert {each["code"]: each["count"] for each in kept.counts["reasons"]} == {"twice": 40, "again": 100, "tempo": 1}
    assert rows_kept(database) == (1, 402, 402 + 100)
    with database.read() as session:
        assert said.genres(session, [track(4)]) == {track(4): frozenset({"genre-4", "second"})}
        heard = said.audio(session, [track(4), track(400)])
    assert (heard[track(4)].tempo, heard[track(4)].key, heard[track(4)].major) == (87.917, 1, False)
    assert heard[track(400)].tempo is None


@pytest.mark.skipif(not REAL.exists(), reason="the real table is not here")
def test_the_head_of_the_real_table_is_imported(database: Database, sets: DataSets) -> None:
    with gzip.open(REAL) as real:
        head = b"".join(islice(real, 3_001))
    kept = sets.keep(io.BytesIO(head), "Real", actor=ADA)
    assert kept.counts["rows"] == 3_000
    assert kept.counts["kept"] + kept.counts["refused"] == 3_000
    assert rows_kept(database)[1] == kept.counts["tracks"]


@pytest.mark.parametrize("packing", ["gzip", "zip"])
def test_a_table_may_be_packed(database: Database, sets: DataSets, packing: str) -> None:
    file = io.BytesIO(gzip.compress(twin(10)))
    if packing == "zip":
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("dataset.csv", twin(10))
            archive.writestr("readme.md", "words")
    assert sets.keep(file, "Twin", actor=ADA).counts["tracks"] == 12


def damaged(packed: bytes) -> io.BytesIO:
    return io.BytesIO(packed[:-200] + bytes(len(packed[-200:])))


def test_what_is_packed_and_damaged_leaves_nothing(database: Database, sets: DataSets) -> None:
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    noise = bytes(range(256)) * 100
    for file in (
        damaged(gzip.compress(twin(3_000))),
        io.BytesIO(gzip.compress(noise)),
        io.BytesIO(b"PK\x03\x04" + noise),
    ):
        with pytest.raises(InputError):
            sets.keep(file, "Twin", actor=ADA)
    assert rows_kept(database) == (0, 0, 0)


def test_a_table_whose_form_is_not_known_has_to_be_mapped(database: Database, sets: DataSets) -> None:
    with pytest.raises(InputError, match="--map id='id' --map tempo='BPM'"):
        sets.keep(table((1, 120)), "Mine", actor=ADA)
    assert sets.keep(table((1, 120)), "Mine", said=SAID, actor=ADA).mapping == {"id": "id", "tempo": "BPM"}
    assert tempo(database, 1) == 120


def test_a_preview_shows_how_it_would_be_read_and_keeps_nothing(database: Database, sets: DataSets) -> None:
    seen = sets.preview(table(*((number, 100 + number) for number in range(30)), (31, 0)))
    assert (seen.known, seen.guess, len(seen.rows)) == (False, {"id": "id", "tempo": "BPM"}, 20)
    assert seen.counts is not None
    assert (seen.counts.rows, seen.counts.tracks) == (31, 30)
    unknown = sets.preview(io.BytesIO(b"a,b\n1,2\n"))
    assert (unknown.columns, unknown.counts) == (None, None)
    assert "name tracks" in unknown.why
    assert rows_kept(database) == (0, 0, 0)


def test_an_import_that_fails_half_way_leaves_nothing(database: Database, sets: DataSets) -> None:
    def stopping(words: str) -> None:
        raise Cancelled(words)

    with pytest.raises(Cancelled):
        sets.keep(io.BytesIO(twin(6_000)), "Twin", actor=ADA, tell=stopping)
    assert rows_kept(database) == (0, 0, 0)


def test_what_a_killed_import_left_is_nothing_and_goes_with_the_next_one(
    database: Database, sets: DataSets, clock: FakeClock
) -> None:
    with database.write() as session:
        session.add(
            FeatureSet(
                id="half",
                name="Half",
                place=0,
                ready=False,
                mapping={},
                counts={},
                isrcs=0,
                at=clock.now(),
                actor=ADA,
                serial=1,
                named=0,
                paired=False,
            )
        )
        session.flush()
        session.add(AudioRow(uri=track(1), set_id="half", tempo=100.0))
    assert sets.all() == []
    clock.advance(hours=3)
    sets.keep(table((2, 120)), "Half", said=SAID, actor=ADA)
    assert rows_kept(database) == (1, 1, 0)


def test_a_table_that_says_nothing_is_refused_with_the_reason(database: Database, sets: DataSets) -> None:
    with pytest.raises(InputError, match="no id, URI or link"):
        sets.keep(io.BytesIO(b"id,tempo\nx,120\ny,100\n"), "None", said=["id=id"], actor=ADA)
    assert rows_kept(database) == (0, 0, 0)


def test_of_several_sets_the_first_is_believed_and_the_order_can_be_changed(database: Database, sets: DataSets) -> None:
    for name, bpm in (("One", 100), ("Two", 110), ("Three", 120)):
        sets.keep(table((1, bpm)), name, said=SAID, actor=ADA)
    assert tempo(database, 1) == 100
    assert [each.name for each in sets.move("three", 0, ADA)] == ["Three", "One", "Two"]
    assert tempo(database, 1) == 120
    assert [each.name for each in sets.move("Three", 9, ADA)] == ["One", "Two", "Three"]
    assert [each.place for each in sets.all()] == [0, 1, 2]


def test_a_set_is_replaced_in_its_place_only_when_that_is_said(database: Database, sets: DataSets) -> None:
    sets.keep(table((1, 100), (2, 100)), "One", said=SAID, actor=ADA)
    sets.keep(table((1, 110)), "Two", said=SAID, actor=ADA)
    with pytest.raises(Conflict):
        sets.keep(table((1, 130)), "one", said=SAID, actor=ADA)
    sets.keep(table((1, 130)), "one", said=SAID, replace=True, actor=ADA)
    assert [each.name for each in sets.all()] == ["one", "Two"]
    assert (tempo(database, 1), tempo(database, 2)) == (130, None)


def test_a_set_that_is_removed_leaves_no_trace(database: Database, sets: DataSets) -> None:
    sets.keep(io.BytesIO(twin(20)), "Twin", actor=ADA)
    sets.keep(table((1, 110)), "Mine", said=SAID, actor=ADA)
    assert sets.remove("twin", ADA).name == "Twin"
    assert rows_kept(database) == (1, 1, 0)
    assert tempo(database, 1) == 110
    with pytest.raises(NotFound):
        sets.remove("twin", ADA)


def test_coverage_tells_of_how_many_tracks_something_is_known(database: Database, sets: DataSets) -> None:
    know(database, (1, ["A"], None), (2, ["A"], "DEAB12600002"), (3, ["B"], None), (4, ["B"], None))
    with database.write() as session:
        for key, numbers in (("p1", (1, 2, 3)), ("p2", (3, 4))):
            session.add(playlist(key))
            session.flush()
            holdings.note(session, {PlaylistId(key): [Entry(track(number), AT, None) for number in numbers]})
    text = f"id,isrc,tempo,genre\n{ident(1)},,100,indie\n,DEAB12600002,110,\n{ident(4)},,,folk\n"
    sets.keep(io.BytesIO(text.encode()), "Mine", said=["tempo=tempo"], actor=ADA)
    coverage = Coverage(database)
    assert coverage.library(None) == Covered(tracks=4, by_id=1, by_isrc=1, labelled=2)
    found = coverage.playlists([], None)
    assert [(each.name, each.covered) for each in found] == [
        ("p1", Covered(3, 1, 1, labelled=1)),
        ("p2", Covered(2, labelled=1)),
    ]
    assert coverage.playlists([PlaylistId("p2")], None) == found[1:]
    assert coverage.library(frozenset()) == Covered()


def playlist(key: str) -> Playlist:
    empty = dict.fromkeys(
        ["description", "public", "owner_name", "cover_url", "cover_sha256", "cover_custom", "total",
         "items_snapshot_id", "refused_snapshot_id", "version_id", "wanted_at", "written_at", "gone_at"]
    )  # fmt: skip
    return Playlist(id=key, name=key, collaborative=False, owner_id="o", snapshot_id="s", first_seen_at=AT, **empty)
