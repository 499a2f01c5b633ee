"""Recording states: what makes a version, what completes one, and what is read back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from playwarden.domain.library import Head
from playwarden.domain.playlist import Cover, Details, Entry
from playwarden.engine.ports.library import Cause
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import PlaylistId, RandomIds, RunId, VersionId
from playwarden.store import library as mirror
from playwarden.store.database import Database
from playwarden.store.entries import encoded, keep_entries
from playwarden.store.models.library import EntryList
from tests.fakes.clock import FakeClock

MINE = PlaylistId("mine")
HEAD = Head(MINE, "Mix", "ann", "s1", 2, description="About", public=False)
TWO = (
    Entry("spotify:track:a", FakeClock().now(), "ann"),
    Entry(None, FakeClock().now(), "ann"),
)


class Recorder:
    """Records states one after another."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.database = database
        self.clock = clock

    def __call__(
        self,
        head: Head | None = HEAD,
        entries: tuple[Entry, ...] | None = TWO,
        cause: Cause = "spotify",
        snapshot_id: str | None = None,
        details: Details | None = None,
        run_id: str | None = None,
    ) -> VersionId:
        self.clock.advance(minutes=2)
        with self.database.write() as session:
            return mirror.record_state(
                session,
                RandomIds(),
                head=head,
                playlist_id=MINE,
                details=details,
                entries=entries,
                snapshot_id=snapshot_id or (head.snapshot_id if head else None),
                cause=cause,
                run_id=RunId(run_id) if run_id else None,
                at=self.clock.now(),
            )

    def versions(self) -> list[tuple[int, str, int | None]]:
        with self.database.read() as session:
            return [(row.number, row.cause, row.length) for row in mirror.versions(session, MINE)[::-1]]


@pytest.fixture
def record(database: Database, clock: FakeClock) -> Recorder:
    return Recorder(database, clock)


def test_an_equal_state_gives_the_version_that_holds_it(record: Recorder) -> None:
    assert record() == record(replace(HEAD, snapshot_id="s2")) == record()
    assert record.versions() == [(1, "first", 2)]


def test_another_order_is_another_state_and_the_same_list_is_stored_once(record: Recorder) -> None:
    first = record()
    second = record(entries=TWO[::-1])
    third = record()
    assert len({first, second, third}) == 3
    assert record.versions() == [(1, "first", 2), (2, "spotify", 2), (3, "spotify", 2)]
    with record.database.read() as session:
        assert session.query(EntryList).count() == 2


def test_another_date_is_another_state(record: Recorder) -> None:
    record()
    record(entries=(replace(TWO[0], added_at=FakeClock().now() + timedelta(seconds=1)), TWO[1]))
    assert [version[0] for version in record.versions()] == [1, 2]


def test_a_recorded_state_is_read_back_as_it_was(record: Recorder) -> None:
    version = record()
    record(replace(HEAD, name="Other"), entries=())
    with record.database.read() as session:
        state = mirror.version_state(session, version)
    assert state.entries == TWO
    assert state.details == Details("Mix", "About", False, False)


def test_a_state_without_items_is_completed_by_the_reading(record: Recorder) -> None:
    first = record(entries=None)
    with record.database.read() as session, pytest.raises(NotFound, match="not read"):
        mirror.version_state(session, first)
    assert record() == first
    assert record.versions() == [(1, "first", 2)]


def test_a_rename_under_another_snapshot_id_is_one_version_that_the_reading_completes(record: Recorder) -> None:
    record()
    renamed = replace(HEAD, name="New", snapshot_id="s2")
    version = record(renamed, entries=None)
    assert record.versions() == [(1, "first", 2), (2, "spotify", None)]
    assert record(renamed) == version
    assert record.versions() == [(1, "first", 2), (2, "spotify", 2)]


def test_a_rename_under_the_same_snapshot_id_keeps_the_items_known(record: Recorder) -> None:
    record()
    record(replace(HEAD, description="New"), entries=None)
    assert record.versions() == [(1, "first", 2), (2, "spotify", 2)]


def test_what_a_run_leaves_is_a_version_of_that_run(record: Recorder) -> None:
    record()
    version = record(entries=TWO[:1], cause="run", snapshot_id="ours", run_id="run_1")
    with record.database.read() as session:
        held = mirror.mirrored(session, MINE)
        row = mirror.version(session, version)
    assert (row.cause, row.run_id) == ("run", "run_1")
    assert held is not None
    assert (held.snapshot_id, held.items_snapshot_id, held.version_number) == ("ours", "ours", 2)
    assert held.written_at == record.clock.now()


def test_a_run_that_changed_nothing_leaves_the_version_before(record: Recorder) -> None:
    assert record() == record(cause="run", run_id="run_1")


def test_a_run_that_made_the_playlist_is_the_cause_of_its_first_version(record: Recorder) -> None:
    record(cause="run", run_id="run_1")
    assert record.versions() == [(1, "run", 2)]


def test_a_state_without_a_head_is_recorded_for_a_known_playlist_only(record: Recorder) -> None:
    with pytest.raises(NotFound):
        record(None)
    record()
    record(None, entries=TWO[:1], cause="run", snapshot_id="ours")
    with record.database.read() as session:
        held = mirror.mirrored(session, MINE)
    assert held is not None
    assert (held.details.name, held.entries) == ("Mix", TWO[:1])


def test_the_mirror_serves_when_the_list_page_shows_its_snapshot_and_we_wrote_nothing_for_a_minute(
    record: Recorder,
) -> None:
    record(cause="run", snapshot_id="ours")
    with record.database.read() as session:
        held = mirror.mirrored(session, MINE)
    assert held is not None
    now = record.clock.now()
    assert not held.serves("ours", now + timedelta(seconds=59))
    assert held.serves("ours", now + timedelta(seconds=60))
    assert not held.serves("other", now + timedelta(seconds=60))
    assert held.serves("ours", now - timedelta(days=1))  # the clock was set back


def test_the_newest_entries_are_held_when_the_newest_version_is_of_details_only(record: Recorder) -> None:
    record()
    record(replace(HEAD, name="New", snapshot_id="s2"), entries=None)
    with record.database.read() as session:
        held = mirror.mirrored(session, MINE)
    assert held is not None
    assert held.entries == TWO
    assert not held.current


def test_a_cover_whose_picture_is_known_makes_a_version_and_a_new_address_alone_none(record: Recorder) -> None:
    record(replace(HEAD, cover_url="https://pictures/one"))
    record(replace(HEAD, cover_url="https://pictures/two"))
    assert len(record.versions()) == 1
    record(details=Details(cover=Cover("https://pictures/two", "a" * 64, True)), cause="run")
    record(details=Details(cover=Cover("https://pictures/two", "b" * 64, True)), cause="run")
    with record.database.read() as session:
        covers = [row.details.cover for row in mirror.versions(session, MINE)[::-1]]
    assert [cover.sha256[0] if cover and cover.sha256 else None for cover in covers] == [None, "a", "b"]


def test_a_mosaic_that_changed_with_the_tracks_is_no_change(record: Recorder) -> None:
    record(replace(HEAD, cover_url="https://mosaic.scdn.co/640/one"))
    record(replace(HEAD, cover_url="https://mosaic.scdn.co/640/two"))
    assert len(record.versions()) == 1


def test_ten_thousand_entries_are_kept_small(database: Database) -> None:
    start = FakeClock().now()
    entries = tuple(
        Entry(f"spotify:track:{number:022}", start + timedelta(seconds=number), "ann") for number in range(10_000)
    )
    with database.write() as session:
        [key] = keep_entries(session, [entries])
        assert keep_entries(session, [entries, entries]) == [key, key]
        assert key == encoded(entries)[0]
        assert len(session.get_one(EntryList, key).body) < 200_000


def test_an_unknown_version_is_named(record: Recorder) -> None:
    with record.database.read() as session, pytest.raises(NotFound, match="ver_none"):
        mirror.version_state(session, VersionId("ver_none"))
