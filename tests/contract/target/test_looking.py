"""What mirroring relies on, of the imitation in memory and of the real client against the sandbox alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from playwarden.domain.calls import Caller
from playwarden.engine.ports.target import FIRST_PAGE, PAGE, Target
from playwarden.kit.errors import SpotifyNotFound, SpotifyRefused
from playwarden.kit.ids import PlaylistId
from playwarden.sandbox.running import Running
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.target import FakeTarget
from tests.integration.spotify.rig import rigged
from tests.sandboxes import started

LISTED = 60
LENGTH = 170


@dataclass
class Stage:
    """An account with LISTED playlists: `long` is its own and holds LENGTH entries, `theirs` is somebody else's."""

    target: Target
    caller: Caller
    user_id: str
    long: PlaylistId
    theirs: PlaylistId
    world: FakeTarget | Running

    def rename(self, name: str) -> None:
        if isinstance(self.world, FakeTarget):
            self.world.edit(self.long, name=name)
        else:
            self.world.edit(self.long, do="details", name=name)

    def shorten(self) -> None:
        if isinstance(self.world, FakeTarget):
            self.world.edit(self.long, [entry.uri for entry in self.world.kept[self.long].entries[1:]])
        else:
            self.world.edit(self.long, do="remove", position=0)


@pytest.fixture(params=["memory", "sandbox"])
def stage(request: pytest.FixtureRequest, sqlite_database: Database, tmp_path: Path) -> Iterator[Stage]:
    if request.param == "memory":
        fake = FakeTarget(FakeClock())
        account = fake.account("acc_1", "listener1")
        own, others = fake.put(account, "long", LENGTH), fake.put(account, "theirs", owner="stranger")
        for number in range(LISTED - 2):
            fake.put(account, f"p{number}")
        yield Stage(fake, Caller(account), "listener1", own, others, fake)
        return
    with started(playlists_per_account=LISTED) as sandbox, rigged(sandbox, sqlite_database, tmp_path) as rig:
        caller = rig.caller()
        listed = [PlaylistId(key) for key in sandbox.playlists_of("listener1")]
        owners = {key: sandbox.playlist(key)["owner"] for key in listed}
        long = next(key for key in listed if owners[key] == "listener1")
        theirs = next(
            key for key in listed if owners[key] != "listener1" and not sandbox.playlist(key)["collaborative"]
        )
        held = len(sandbox.uris(long))
        if held > LENGTH:
            sandbox.edit(long, do="remove", position=0, length=held - LENGTH)
        else:
            uris = [uri for uri in sandbox.uris(long) if uri] * (LENGTH // max(1, held) + 1)
            sandbox.edit(long, do="insert", uris=uris[: LENGTH - held])
        yield Stage(rig.target, caller, "listener1", long, theirs, sandbox)


def test_list_pages_hold_fifty_and_say_how_many_there_are(stage: Stage) -> None:
    pages = list(stage.target.heads(stage.caller))
    assert [(page.offset, len(page.heads), page.total) for page in pages] == [(0, PAGE, LISTED), (PAGE, 10, LISTED)]
    assert len({head.id for page in pages for head in page.heads}) == LISTED


def test_a_page_is_fetched_when_it_is_asked_for(stage: Stage) -> None:
    def calls() -> int:
        return stage.world.calls() if isinstance(stage.world, FakeTarget) else stage.world.counters()["total"]

    before = calls()
    next(stage.target.heads(stage.caller))
    assert calls() - before == 1


def test_a_list_page_names_owner_length_and_snapshot(stage: Stage) -> None:
    heads = {head.id: head for page in stage.target.heads(stage.caller) for head in page.heads}
    assert (heads[stage.long].owner_id, heads[stage.long].total) == (stage.user_id, LENGTH)
    assert heads[stage.theirs].owner_id != stage.user_id
    assert heads[stage.long].snapshot_id == stage.target.playlist(stage.caller, stage.long).head.snapshot_id


def test_a_playlists_own_read_brings_the_first_hundred_entries_and_their_tracks(stage: Stage) -> None:
    reading = stage.target.playlist(stage.caller, stage.long)
    assert reading.entries is not None
    assert len(reading.entries) == FIRST_PAGE
    assert reading.head.total == LENGTH
    assert {entry.uri for entry in reading.entries if entry.uri} == {track.uri for track in reading.tracks}


def test_further_pages_go_on_where_the_first_read_ended(stage: Stage) -> None:
    first = stage.target.items(stage.caller, stage.long, offset=FIRST_PAGE)
    rest = stage.target.items(stage.caller, stage.long, offset=FIRST_PAGE + PAGE)
    assert [(page.offset, len(page.entries), page.total) for page in (first, rest)] == [
        (FIRST_PAGE, PAGE, LENGTH),
        (FIRST_PAGE + PAGE, LENGTH - FIRST_PAGE - PAGE, LENGTH),
    ]


def test_entries_of_somebody_elses_list_are_not_provided(stage: Stage) -> None:
    assert stage.target.playlist(stage.caller, stage.theirs).entries is None
    with pytest.raises(SpotifyRefused) as refused:
        stage.target.items(stage.caller, stage.theirs, offset=0)
    assert refused.value.status == 403


def test_an_unknown_playlist_is_not_found(stage: Stage) -> None:
    with pytest.raises(SpotifyNotFound):
        stage.target.playlist(stage.caller, PlaylistId("0" * 22))


def test_an_edit_moves_the_snapshot_id(stage: Stage) -> None:
    before = stage.target.playlist(stage.caller, stage.long).head
    stage.rename("Renamed")
    renamed = stage.target.playlist(stage.caller, stage.long).head
    stage.shorten()
    shorter = stage.target.playlist(stage.caller, stage.long).head
    assert renamed.name == "Renamed"
    assert shorter.total == LENGTH - 1
    assert len({before.snapshot_id, renamed.snapshot_id, shorter.snapshot_id}) == 3
