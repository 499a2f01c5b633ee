"""Covers from our own server: fetched once, kept in bounds, shown to whoever sees the playlist, drawn when unknown."""

from pathlib import Path
from typing import Any

import pytest

from playwarden.bootstrap import Container
from playwarden.features.library import gallery
from playwarden.features.library.gallery import picture_key
from playwarden.kit.errors import SpotifyUnavailable
from playwarden.kit.ids import PlaylistId
from playwarden.store.models.catalogue import Album
from playwarden.store.models.library import Playlist
from tests.integration.web.conftest import House


@pytest.fixture
def mirrored(house: House) -> House:
    house.container.library.sync()
    return house


def some(house: House) -> dict[str, Any]:
    """A playlist with a cover and tracks."""
    rows = house.get("/playlists")
    found: dict[str, Any] = next(row for row in rows if row["picture"] and row["total"] and row["items"] == "read")
    return found


def kept(container: Container) -> list[Path]:
    return sorted((container.settings.data_dir / "covers").glob("*"))


class Counted:
    """The pictures' host, and how often it was asked."""

    def __init__(self, container: Container, *, fails: bool = False) -> None:
        self.asked = 0
        self.target = container.target
        self.fails = fails

    def picture(self, url: str) -> bytes:
        self.asked += 1
        if self.fails:
            raise SpotifyUnavailable("no answer")
        return self.target.picture(url)


def test_a_cover_is_fetched_once_and_answered_for_good_under_its_tag(mirrored: House) -> None:
    row = some(mirrored)
    path = f"/covers/playlists/{row['id']}"
    booked = len(mirrored.sandbox.calls())
    status, headers, _ = mirrored.api.whole("GET", path, query={"v": row["picture"], "size": "full"})
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert "immutable" in headers["cache-control"]
    assert [one.name for one in kept(mirrored.container)] == [f"{row['picture']}-full"]
    again = mirrored.api.whole("GET", path, query={"size": "full"}, headers={"if-none-match": headers["etag"]})
    assert (again[0], again[2]) == (304, "")
    assert "immutable" not in mirrored.api.whole("GET", path)[1]["cache-control"]
    assert len(mirrored.sandbox.calls()) == booked, "no call of the API"


def test_the_small_one_is_small(mirrored: House) -> None:
    from PIL import Image

    row = some(mirrored)
    shown = mirrored.container.gallery.playlist(PlaylistId(row["id"]), "small")
    mirrored.container.gallery.playlist(PlaylistId(row["id"]), "small")
    with Image.open(kept(mirrored.container)[-1]) as picture:
        assert max(picture.size) <= gallery.SMALL
    assert len(shown.body) < 60_000


def test_an_entry_tells_its_album_and_how_long_it_lasts(mirrored: House) -> None:
    row = some(mirrored)
    entries = [one for one in mirrored.get(f"/playlists/{row['id']}")["entries"] if one["kind"] == "track"]
    assert all(one["album"] and one["album_id"] and one["duration_ms"] > 0 for one in entries)
    status, headers, _ = mirrored.api.whole("GET", f"/covers/albums/{entries[0]['album_id']}")
    assert (status, headers["content-type"]) == (200, "image/jpeg")


def test_what_is_not_known_has_a_tile_that_is_asked_for_again_soon(mirrored: House) -> None:
    status, headers, body = mirrored.api.whole("GET", "/covers/albums/nothing")
    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    assert "<svg" in body
    assert headers["cache-control"] == "private, max-age=60"


def test_a_name_is_no_markup_in_a_tile(mirrored: House) -> None:
    with mirrored.container.database.write() as session:
        session.add(Album(id="x", name="<script> &amp;", cover_url=None, release_date=None))
    body = mirrored.api.whole("GET", "/covers/albums/x")[2]
    assert "<script" not in body
    assert "&" not in body.replace("&lt;", "").replace("&amp;", "")


def test_a_host_in_trouble_is_left_alone_for_a_while(mirrored: House) -> None:
    container = mirrored.container
    counted = Counted(container, fails=True)
    shelf = gallery.Gallery(container.database, counted, container.clock, container.settings.data_dir / "other")  # type: ignore[arg-type] # the one method it uses
    with container.database.read() as session:
        album = next(row.id for row in session.query(Album) if row.cover_url)
    assert [shelf.album(album, "small").drawn for _ in range(3)] == [True, True, True]
    assert counted.asked == 1


def test_one_picture_serves_whoever_asks(mirrored: House) -> None:
    container = mirrored.container
    counted = Counted(container)
    shelf = gallery.Gallery(container.database, counted, container.clock, container.settings.data_dir / "other")  # type: ignore[arg-type] # the one method it uses
    with container.database.read() as session:
        album = next(row.id for row in session.query(Album) if row.cover_url)
    assert {shelf.album(album, size).drawn for size in ("small", "full", "small")} == {False}
    assert counted.asked == 1


def test_what_is_kept_stays_within_its_bound(mirrored: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with mirrored.container.database.read() as session:
        albums = [row.id for row in session.query(Album) if row.cover_url][:12]
    mirrored.container.gallery.album(albums[0], "full")
    [first] = kept(mirrored.container)
    most = 5 * first.stat().st_size
    monkeypatch.setattr(gallery, "MOST_BYTES", most)
    for album in albums[1:]:
        mirrored.container.gallery.album(album, "full")
        assert sum(one.stat().st_size for one in kept(mirrored.container)) <= most
    assert first not in kept(mirrored.container), "the oldest went first"


def test_another_cover_has_another_address(mirrored: House) -> None:
    row = some(mirrored)
    with mirrored.container.database.write() as session:
        playlist = session.get(Playlist, row["id"])
        assert playlist is not None
        playlist.cover_url, playlist.cover_sha256 = "https://example.org/other.jpg", None
    assert some(mirrored)["picture"] in (picture_key("https://example.org/other.jpg"), row["picture"])
    found = next(one for one in mirrored.get("/playlists") if one["id"] == row["id"])
    assert found["picture"] != row["picture"]
