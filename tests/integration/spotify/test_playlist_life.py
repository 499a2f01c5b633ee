"""The whole life of a playlist through the target, over HTTP, in both kinds of app."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from playwarden.domain.accounts import Dialect
from playwarden.domain.calls import Caller
from playwarden.domain.operations import (
    Create,
    Follow,
    Insert,
    Move,
    Operation,
    Remove,
    Replace,
    SetCover,
    SetDetails,
    Unfollow,
)
from playwarden.engine.ports.quota import bucket_of
from playwarden.kit.errors import InputError, SpotifyNotFound, SpotifyRefused
from playwarden.kit.ids import PlaylistId
from playwarden.store.database import Database
from tests.integration.spotify.rig import Rig, rigged
from tests.sandboxes import started


@pytest.fixture(name="rig", params=["development", "extended"])
def rig_fixture(request: pytest.FixtureRequest, sqlite_database: Database, tmp_path: Path) -> Iterator[Rig]:
    with started(mode=request.param) as sandbox, rigged(sandbox, sqlite_database, tmp_path) as rig:
        yield rig


def some_tracks(rig: Rig, caller: Caller, number: int) -> list[str]:
    found: dict[str, None] = {}
    for page in rig.target.heads(caller):
        for head in page.heads:
            for uri in rig.sandbox.uris(head.id):
                if uri and uri.startswith("spotify:track:"):
                    found.setdefault(uri)
            if len(found) >= number:
                return list(found)[:number]
    raise AssertionError("the sandbox has too few tracks")


def jpeg(colour: str, side: int = 64) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (side, side), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_playlist_lives_from_creation_to_deletion(rig: Rig) -> None:
    caller = rig.caller()
    uris = some_tracks(rig, caller, 6)
    made = rig.target.perform(caller, None, Create("Für Elise & Co", description="\"<b>\" & 'x' / y"))
    assert made.playlist_id is not None
    playlist = made.playlist_id

    def perform(operation: Operation, picture: bytes | None = None) -> None:
        rig.target.perform(caller, playlist, operation, picture=picture)
        assert rig.booked()[-1][0] == bucket_of(operation)

    def held() -> list[str | None]:
        entries = rig.target.playlist(caller, playlist).entries
        assert entries is not None
        return [entry.uri for entry in entries]

    assert held() == []
    perform(Insert(0, tuple(uris[:3])))
    perform(Insert(1, tuple(uris[3:])))
    assert held() == [uris[0], *uris[3:], *uris[1:3]]
    perform(Move(0, 2, 6))
    assert held() == [uris[4], uris[5], uris[1], uris[2], uris[0], uris[3]]
    perform(Remove((uris[5], uris[0])))
    assert held() == [uris[4], uris[1], uris[2], uris[3]]
    perform(Replace(tuple(uris[:2])))
    assert held() == uris[:2]
    perform(SetDetails(name="Other & new", description="Rock &amp; Roll's"))
    head = rig.target.playlist(caller, playlist).head
    assert (head.name, head.description) == ("Other & new", "Rock &amp; Roll's")
    before = head.cover_url
    perform(SetCover("irrelevant"), jpeg("red"))
    after = rig.target.playlist(caller, playlist).head.cover_url
    assert after is not None
    assert after != before
    assert Image.open(BytesIO(rig.target.picture(after))).format == "JPEG"
    perform(Unfollow())
    assert playlist not in rig.sandbox.playlists_of("listener1")
    perform(Follow())
    assert playlist in rig.sandbox.playlists_of("listener1")
    assert rig.sandbox.counters()["during_bans"] == 0


def test_the_description_is_unescaped_exactly_once(rig: Rig) -> None:
    caller = rig.caller()
    text = "a & b &amp; c &#x27; d"
    made = rig.target.perform(caller, None, Create("x", description=text))
    assert made.playlist_id is not None
    assert rig.target.playlist(caller, made.playlist_id).head.description == text
    listed = [head for page in rig.target.heads(caller) for head in page.heads if head.id == made.playlist_id]
    assert [head.description for head in listed] == [text]


def test_the_dialect_is_discovered_and_remembered(rig: Rig) -> None:
    caller = rig.caller()
    mode = rig.sandbox.control("GET", "apps")[0]["mode"]
    assert rig.accounts.app(rig.account(caller).app_id).dialect == Dialect(mode)
    rig.accounts.note_dialect(rig.account(caller).app_id, Dialect.UNKNOWN)
    playlist = next(rig.target.heads(caller)).heads[0].id
    rig.target.playlist(caller, playlist)
    assert rig.accounts.app(rig.account(caller).app_id).dialect == Dialect(mode)


def test_pages_follow_each_other_to_the_end(rig: Rig) -> None:
    caller = rig.caller()
    playlist = rig.target.perform(caller, None, Create("long", description="d")).playlist_id
    assert playlist is not None
    uris = some_tracks(rig, caller, 130)
    for start in range(0, 130, 100):
        rig.target.perform(caller, playlist, Insert(start, tuple(uris[start : start + 100])))
    reading = rig.target.playlist(caller, playlist)
    assert reading.entries is not None
    assert reading.head.total == 130
    page = rig.target.items(caller, playlist, offset=100, brief=True)
    assert [entry.uri for entry in (*reading.entries, *page.entries)] == uris
    assert all(entry.added_at is not None and entry.added_by == "listener1" for entry in page.entries)
    assert len(reading.tracks) == 100
    assert page.tracks == ()


def test_search_and_single_reads_answer_tracks(rig: Rig) -> None:
    caller = rig.caller()
    wanted = rig.target.track(caller, some_tracks(rig, caller, 1)[0].rsplit(":", 1)[1])
    found = rig.target.search(caller, title=wanted.name, artist=wanted.artists[0].name)
    assert wanted.uri in [track.uri for track in found]
    assert wanted.duration_ms
    assert wanted.isrc


def test_what_is_not_there_is_not_found(rig: Rig) -> None:
    caller = rig.caller()
    with pytest.raises(SpotifyNotFound):
        rig.target.playlist(caller, PlaylistId("0000000000000000000000"))


def test_a_refused_text_is_final(rig: Rig) -> None:
    caller = rig.caller()
    made = rig.target.perform(caller, None, Create("x", description="d")).playlist_id
    with pytest.raises(SpotifyRefused) as refused:
        rig.target.perform(caller, made, SetDetails(description="buy followers here"))
    assert refused.value.status == 400
    assert rig.statuses().count(400) == 1


def test_a_cover_that_is_too_big_never_leaves(rig: Rig) -> None:
    caller = rig.caller()
    with pytest.raises(InputError, match="262,144"):
        rig.target.perform(caller, PlaylistId("x" * 22), SetCover("y"), picture=b"\xff" * 200_000)
    assert rig.statuses() == []
