"""Lists of tracks beside playlists, read from Spotify: each method one call."""

from dataclasses import replace

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Album
from playwarden.engine.ports.sources import AlbumsPage, ArtistsPage, Group, Played, Span, TracksPage
from playwarden.spotify.client import library, me, player, search, tracks
from playwarden.spotify.transport import Transport


class SpotifySources:
    """Implements engine.ports.sources.Sources. Shared by all threads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def saved(self, caller: Caller, *, offset: int = 0) -> TracksPage:
        page = self._transport.send(caller, library.saved_tracks(offset=offset))
        return TracksPage(tuple((row.value, row.added_at) for row in page.rows), page.more, page.total)

    def top(self, caller: Caller, span: Span, *, offset: int = 0) -> TracksPage:
        page = self._transport.send(caller, me.top_tracks(span=span, offset=offset))
        return TracksPage(tuple((track, None) for track in page.rows), page.more, page.total)

    def followed(self, caller: Caller, *, after: str | None = None) -> ArtistsPage:
        page = self._transport.send(caller, me.followed_artists(after=after))
        return ArtistsPage(tuple(card.artist for card in page.rows), page.after if page.more else None)

    def albums(self, caller: Caller, artist_id: str, group: Group, *, offset: int = 0) -> AlbumsPage:
        page = self._transport.send(caller, tracks.artist_albums(artist_id, groups=group, offset=offset))
        return AlbumsPage(tuple(card.album for card in page.rows), page.more)

    def album_tracks(self, caller: Caller, album: Album, *, offset: int = 0) -> TracksPage:
        page = self._transport.send(caller, tracks.album_tracks(album.id or "", offset=offset))
        return TracksPage(tuple((replace(track, album=album), None) for track in page.rows), page.more, page.total)

    def album(self, caller: Caller, album_id: str) -> tuple[Album, TracksPage]:
        card, page = self._transport.send(caller, tracks.album_with_tracks(album_id))
        found = tuple((replace(track, album=card.album), None) for track in page.rows)
        return card.album, TracksPage(found, page.more, page.total)

    def search_page(self, caller: Caller, words: str, *, offset: int = 0) -> TracksPage:
        page = self._transport.send(caller, search.page(words, offset=offset))
        return TracksPage(tuple((track, None) for track in page.rows), page.more, page.total)

    def recently_played(self, caller: Caller, *, after_ms: int | None = None) -> tuple[Played, ...]:
        page = self._transport.send(caller, player.recently_played(after_ms=after_ms))
        return tuple(Played(play.track, play.played_at, play.context_uri) for play in page.rows)
