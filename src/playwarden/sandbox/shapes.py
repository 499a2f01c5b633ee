"""Music and people as the Web API writes them, in the fields of either mode."""

from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import unquote_plus

from playwarden.sandbox.catalogue import Catalogue
from playwarden.sandbox.exchange import dumped
from playwarden.sandbox.fields import Group
from playwarden.sandbox.music import Album, Artist, Episode, Show, Track
from playwarden.sandbox.people import Account
from playwarden.sandbox.playlists import LOCAL
from playwarden.sandbox.settings import Mode
from playwarden.sandbox.words import MARKETS

Json = dict[str, Any]

_MOST_CACHED = 30_000
_COVER_SIZES = ((640, "ab67616d0000b273"), (300, "ab67616d00001e02"), (64, "ab67616d00004851"))
_ARTIST_SIZES = ((640, "ab6761610000e5eb"), (320, "ab67616100005174"), (160, "ab6761610000f178"))


class Shapes:
    """Writes for one caller: `origin` is the base of every address, `extended` says which fields are there."""

    def __init__(self, origin: str, mode: Mode, catalogue: Catalogue) -> None:
        self.origin = origin
        self.api = origin + "/v1"
        self.extended = mode == "extended"
        self._catalogue = catalogue
        self._cached: dict[str, bytes] = {}
        self._users: dict[str, str] = {}
        self._filtered: dict[tuple[int, str], tuple[Group | None, Json | None]] = {}
        """By filter and URI; the filter is kept beside, so that its address stays its own."""

    def item_bytes(self, uri: str) -> bytes:
        """A playlist's item by URI, as JSON; remembered, because pages are made of these."""
        if (found := self._cached.get(uri)) is None:
            if len(self._cached) > _MOST_CACHED:
                self._cached.clear()
            found = self._cached[uri] = dumped(self.item(uri))
        return found

    def filtered_item(self, uri: str, wanted: Group | None) -> Json | None:
        """What a filter leaves of a playlist's item, remembered."""
        key = (id(wanted), uri)
        if key not in self._filtered:
            if len(self._filtered) > _MOST_CACHED:
                self._filtered.clear()
            shape = self.item(uri)
            self._filtered[key] = (wanted, shape if wanted is None or shape is None else wanted.of(shape))
        return self._filtered[key][1]

    def item(self, uri: str, market: str = "") -> Json | None:
        """A playlist's item by URI: track, episode or local file; None when it is gone from the catalogue."""
        if uri.startswith(LOCAL):
            return self._local(uri)
        if uri.startswith("spotify:episode:"):
            episode = self._catalogue.episode(uri[16:])
            return {**self.episode(episode), "track": False, "episode": True} if episode is not None else None
        track = self._catalogue.track(uri[14:])
        return {**self.track(track, market), "episode": False, "track": True} if track is not None else None

    def track(self, track: Track, market: str = "") -> Json:
        """A full track; under a market relinked, with is_playable."""
        asked, playable = track, True
        if market:
            track, playable = self._catalogue.relinked(track, market)
        shape: Json = {
            "album": self.album(track.album),
            **self.short_track(track),
            "external_ids": {"isrc": track.isrc},
        }
        if market:
            shape["is_playable"] = playable
            if not playable:
                shape["restrictions"] = {"reason": "market"}
        if self.extended:
            shape["popularity"] = track.popularity
            if track.id != asked.id:
                shape["linked_from"] = {**self._named("track", asked.id), "type": "track"}
        return shape

    def short_track(self, track: Track) -> Json:
        """A track without its album, as albums list them."""
        shape: Json = {
            "artists": [self.short_artist(artist) for artist in track.artists],
            "disc_number": 1,
            "duration_ms": track.duration_ms,
            "explicit": track.explicit,
            **self._named("track", track.id),
            "is_local": False,
            "name": track.name,
            "track_number": track.number,
            "type": "track",
        }
        if self.extended:
            closed = self._catalogue.closed_in(track)
            shape["available_markets"] = [market for market in MARKETS if market not in closed]
            shape["preview_url"] = None
        return shape

    def album(self, album: Album) -> Json:
        """An album without its tracks."""
        shape: Json = {
            "album_type": album.kind,
            "artists": [self.short_artist(artist) for artist in album.artists],
            **self._named("album", album.id),
            "images": self._pictures(album.id, _COVER_SIZES),
            "name": album.name,
            "release_date": album.released,
            "release_date_precision": "day",
            "total_tracks": len(album.tracks),
            "type": "album",
        }
        if self.extended:
            shape["available_markets"] = list(MARKETS)
        return shape

    def full_album(self, album: Album, tracks: Json) -> Json:
        """An album with a page of its tracks."""
        shape = {
            **self.album(album),
            "tracks": tracks,
            "copyrights": [
                {"text": f"(C) {album.released[:4]} {album.label}", "type": "C"},
                {"text": f"(P) {album.released[:4]} {album.label}", "type": "P"},
            ],
            "genres": [],
        }
        if self.extended:
            shape |= {"external_ids": {"upc": album.upc}, "label": album.label, "popularity": album.popularity}
        return shape

    def short_artist(self, artist: Artist) -> Json:
        """An artist as named on tracks and albums."""
        return {**self._named("artist", artist.id), "name": artist.name, "type": "artist"}

    def artist(self, artist: Artist) -> Json:
        """A full artist."""
        shape: Json = {
            **self.short_artist(artist),
            "genres": list(artist.genres) if self.extended else [],
            "images": self._pictures(artist.id, _ARTIST_SIZES),
        }
        if self.extended:
            shape |= {"followers": {"href": None, "total": artist.popularity**3}, "popularity": artist.popularity}
        return shape

    def show(self, show: Show) -> Json:
        """A show without its episodes."""
        shape: Json = {
            "copyrights": [],
            "description": show.description,
            "html_description": escape(show.description),
            "explicit": False,
            **self._named("show", show.id),
            "images": self._pictures(show.id, _COVER_SIZES),
            "is_externally_hosted": False,
            "languages": ["en"],
            "media_type": "audio",
            "name": show.name,
            "total_episodes": len(show.episodes),
            "type": "show",
        }
        if self.extended:
            shape |= {"available_markets": list(MARKETS), "publisher": show.publisher}
        return shape

    def short_episode(self, episode: Episode) -> Json:
        """An episode without its show."""
        return {
            "audio_preview_url": None,
            "description": episode.description,
            "html_description": escape(episode.description),
            "duration_ms": episode.duration_ms,
            "explicit": False,
            **self._named("episode", episode.id),
            "images": self._pictures(episode.show.id, _COVER_SIZES),
            "is_externally_hosted": False,
            "is_playable": True,
            "language": "en",
            "languages": ["en"],
            "name": episode.name,
            "release_date": episode.released,
            "release_date_precision": "day",
            "type": "episode",
        }

    def episode(self, episode: Episode) -> Json:
        """A full episode."""
        return {**self.short_episode(episode), "show": self.show(episode.show)}

    def user(self, user_id: str) -> Json:
        """A user as an entry's added_by."""
        return {**self._named("user", user_id), "type": "user"}

    def user_text(self, user_id: str) -> str:
        """The same as JSON, remembered."""
        if (found := self._users.get(user_id)) is None:
            found = self._users[user_id] = dumped(self.user(user_id)).decode()
        return found

    def owner(self, user_id: str, display_name: str | None) -> Json:
        """A user as a playlist's owner."""
        return {"display_name": display_name, **self.user(user_id)}

    def profile(self, account: Account, scopes: frozenset[str]) -> Json:
        """`GET /me`."""
        shape: Json = {
            "account_id": account.account_id,
            **self.owner(account.id, account.display_name),
            "images": [
                {
                    "height": size,
                    "url": f"{self.origin}/image/ab6775700000{size:04d}{account.account_id}",
                    "width": size,
                }
                for size in (300, 64)
            ],
        }
        if self.extended:
            shape["followers"] = {"href": None, "total": account.number * 7}
            if "user-read-private" in scopes:
                shape |= {
                    "country": account.country,
                    "explicit_content": {"filter_enabled": False, "filter_locked": False},
                    "product": "premium",
                }
            if "user-read-email" in scopes:
                shape["email"] = f"{account.id}@example.org"
        return shape

    def _pictures(self, key: str, sizes: Iterable[tuple[int, str]]) -> list[Json]:
        return [{"height": size, "url": f"{self.origin}/image/{prefix}{key}", "width": size} for size, prefix in sizes]

    def _named(self, kind: str, thing_id: str) -> Json:
        return {
            "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{thing_id}"},
            "href": f"{self.api}/{kind}s/{thing_id}",
            "id": thing_id,
            "uri": f"spotify:{kind}:{thing_id}",
        }

    def _local(self, uri: str) -> Json:
        """A local file: everything known of it stands in its URI, artist:album:title:seconds."""
        artist, album, title, seconds = [
            unquote_plus(part) for part in [*uri[len(LOCAL) :].split(":"), "", "", "", "0"][:4]
        ]
        nothing: Json = {"external_urls": {}, "href": None, "id": None}
        shape: Json = {
            "album": {
                "album_type": None,
                "artists": [],
                **nothing,
                "images": [],
                "name": album,
                "release_date": None,
                "release_date_precision": None,
                "type": "album",
                "uri": None,
            },
            "artists": [{**nothing, "name": artist, "type": "artist", "uri": None}],
            "disc_number": 0,
            "duration_ms": int(seconds) * 1000 if seconds.isdigit() else 0,
            "explicit": False,
            "external_ids": {},
            **nothing,
            "is_local": True,
            "name": title,
            "track_number": 0,
            "type": "track",
            "uri": uri,
        }
        if self.extended:
            shape["album"]["available_markets"] = []
            shape |= {"available_markets": [], "popularity": 0, "preview_url": None}
        return shape
