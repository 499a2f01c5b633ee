"""The made-up and the archived catalogue: the same for the same seed, found by id, twins by ISRC."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.sandbox.archive import ArchivedCatalogue
from playwarden.sandbox.drawing import ALBUM, PLAYLIST, TRACK, Ids, chance, is_id
from playwarden.sandbox.madeup import MadeUpCatalogue
from playwarden.sandbox.settings import SandboxSettings
from playwarden.sandbox.world import World

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "playlists" / "playlists_2021-05.json.gz"


@given(st.integers(0, 2**40), st.integers(1, 6), st.integers(0, 5))
def test_an_id_tells_what_it_stands_for(number: int, kind: int, seed: int) -> None:
    ids = Ids(seed)
    name = ids.name(kind, number)
    assert is_id(name)
    assert ids.number(kind, name) == number
    assert ids.number(kind % 6 + 1, name) is None


@given(st.text(max_size=30))
def test_any_other_text_stands_for_nothing(text: str) -> None:
    ids = Ids(1)
    assert (ids.number(TRACK, text) or 0) < 2**64


class TestMadeUp:
    catalogue = MadeUpCatalogue(1, Ids(1))

    def test_everything_is_found_by_its_id(self) -> None:
        for track in list(self.catalogue.tracks())[::97]:
            assert self.catalogue.track(track.id) is track
            assert self.catalogue.album(track.album.id) is track.album
            assert self.catalogue.artist(track.artists[0].id) is track.artists[0]

    def test_some_recordings_are_out_twice(self) -> None:
        counts = Counter(track.isrc for track in self.catalogue.tracks())
        twice = [isrc for isrc, count in counts.items() if count == 2]
        assert len(twice) > 500
        first, second = self.catalogue.twins(twice[0])
        assert (first.name, first.duration_ms) == (second.name, second.duration_ms)

    def test_another_seed_is_other_music(self) -> None:
        other = MadeUpCatalogue(2, Ids(2))
        assert next(iter(other.tracks())).name != next(iter(self.catalogue.tracks())).name

    def test_what_one_sandbox_closes_is_open_in_the_next(self) -> None:
        track = next(track for track in self.catalogue.tracks() if not track.closed_in)
        mine = MadeUpCatalogue(1, Ids(1))
        mine.close(track.id, ["DE"])
        assert mine.closed_in(track) == {"DE"}
        assert self.catalogue.closed_in(track) == frozenset()

    def test_a_lost_track_is_lost_here_alone(self) -> None:
        mine = MadeUpCatalogue(1, Ids(1))
        track = mine.draw(chance("any"))
        mine.lose(track.id)
        assert mine.track(track.id) is None
        assert track not in mine.twins(track.isrc)
        assert self.catalogue.track(track.id) is track


def playlist(number: int) -> dict[str, object]:
    tracks = [
        {
            "position": place,
            "track": {
                "id": f"{number}{place}".rjust(22, "0"),
                "name": f"Song {number}.{place}",
                "artists": [{"id": f"{place % 3}".rjust(22, "A"), "name": f"Artist {place % 3}"}],
                "album": {"id": f"{place % 5}".rjust(22, "B"), "name": f"Album {place % 5}"},
                "duration_ms_rounded": 200_000,
            },
        }
        for place in range(12)
    ]
    return {"id": f"{number}".rjust(22, "P"), "name": f"List {number}", "description": "Tom&#x27;s", "tracks": tracks}


class TestArchive:
    @pytest.fixture
    def archive(self, tmp_path: Path) -> Path:
        path = tmp_path / "playlists.json.gz"
        path.write_bytes(gzip.compress(json.dumps([playlist(number) for number in range(5)]).encode()))
        return path

    def test_its_playlists_are_dealt_to_the_accounts(self, archive: Path) -> None:
        world = World(SandboxSettings(catalogue=archive))
        first, second = world.account("listener1"), world.account("listener2")
        assert first is not None
        assert second is not None
        owned = [
            {each for each in account.playlists if (found := world.playlist(each)) and found.owner == account.id}
            for account in (first, second)
        ]
        assert [len(each) for each in owned] == [3, 2]

    def test_tracks_stand_in_the_order_of_the_file(self, archive: Path) -> None:
        found = World(SandboxSettings(catalogue=archive)).playlist("2".rjust(22, "P"))
        assert found is not None
        assert [entry.uri for entry in found.entries] == [f"spotify:track:{f'2{n}'.rjust(22, '0')}" for n in range(12)]
        assert found.newest.details.description == "Tom's"
        dates = [entry.added_at for entry in found.entries]
        assert dates == sorted(dates)

    def test_made_up_lists_fill_up_to_the_number_asked_for(self, archive: Path) -> None:
        world = World(SandboxSettings(catalogue=archive, playlists_per_account=10, followed_per_account=1))
        account = world.account("listener2")
        assert account is not None
        assert len(account.playlists) == 10
        drawn = world.playlist(account.playlists[-1])
        assert drawn is not None
        assert all(entry.uri is None or "spotify:" in entry.uri for entry in drawn.entries)

    def test_a_file_of_another_kind_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "other.json"
        for written in (b'{"a": 1}', b"[]", b"nonsense", b"[{}]", b'["x"]', b'[{"tracks": 7}]', b"\x1f\x8bzzzz"):
            path.write_bytes(written)
            with pytest.raises(ValueError, match=r"other\.json: "):
                ArchivedCatalogue(1, Ids(1), path)

    @pytest.mark.skipif(not REAL.exists(), reason="the real playlists are not beside this checkout; a made-up file ran")
    def test_the_real_playlists_load(self) -> None:
        world = World(SandboxSettings(catalogue=REAL, accounts=4))
        playlists = [
            world.playlist(each)
            for user in world.account_ids()
            if (account := world.account(user))
            for each in account.playlists
        ]
        held = {each.id: len(each.entries) for each in playlists if each is not None}
        told = {each["id"]: len(each["tracks"]) for each in json.loads(gzip.decompress(REAL.read_bytes()))}
        assert held == told


class TestSeeding:
    def test_a_playlist_is_found_by_its_id_before_its_owner_was_looked_at(self) -> None:
        asked = World(SandboxSettings(accounts=50, playlists_per_account=40))
        account = World(SandboxSettings(accounts=50, playlists_per_account=40)).account("listener37")
        assert account is not None
        found = asked.playlist(account.playlists[5])
        assert found is not None

    @pytest.mark.parametrize("settings", [{}, {"accounts": 1}, {"accounts": 7, "playlists_per_account": 100}])
    def test_lists_hold_as_many_as_asked_for(self, settings: dict[str, int]) -> None:
        world = World(SandboxSettings(**settings))  # type: ignore[arg-type]  # a table of plain numbers
        for user in world.account_ids():
            account = world.account(user)
            assert account is not None
            assert len(account.playlists) == len(set(account.playlists)) == settings.get("playlists_per_account", 24)

    def test_every_oddity_is_there(self) -> None:
        world = World(SandboxSettings())
        account = world.account("listener1")
        assert account is not None
        kinds: set[str] = set()
        for each in account.playlists:
            found = world.playlist(each)
            assert found is not None
            assert found.newest.content.total == len(found.entries)
            uris = [entry.uri for entry in found.entries]
            kinds |= {"null" if uri is None else uri.split(":")[1] for uri in uris}
            kinds |= {"twice"} if len(uris) != len(set(uris)) else set()
            kinds |= {"collaborative"} if found.newest.details.collaborative else set()
        assert kinds == {"track", "episode", "local", "null", "twice", "collaborative"}

    @pytest.mark.parametrize("accounts", [2, 3, 9])
    def test_collaborators_are_those_who_follow_the_list(self, accounts: int) -> None:
        world = World(SandboxSettings(accounts=accounts))
        for user in world.account_ids():
            account = world.account(user)
            assert account is not None
            for each in account.playlists:
                found = world.playlist(each)
                assert found is not None
                if found.newest.details.collaborative and found.owner != user:
                    assert world.may_edit(found, account)

    def test_ids_of_different_things_differ(self) -> None:
        ids = Ids(1)
        assert len({ids.name(kind, 5) for kind in (TRACK, ALBUM, PLAYLIST)}) == 3
