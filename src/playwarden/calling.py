"""The part of the container that calls Spotify, made at the first call: most of what is done here needs none."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwarden.config import Settings
from playwarden.kit.clock import waiting_on
from playwarden.kit.later import later
from playwarden.kit.loading import made_once
from playwarden.letting_in import LettingIn

if TYPE_CHECKING:
    import httpx2

    from playwarden.domain.quota import Limits
    from playwarden.engine.ports.accounts import Authoriser
    from playwarden.engine.ports.sources import Sources
    from playwarden.engine.ports.target import Target
    from playwarden.kit.seal import Sealer
    from playwarden.spotify.oauth import OAuth
    from playwarden.spotify.transport import Transport
    from playwarden.store.leases import DatabaseLeases
    from playwarden.store.quota import StoredBook


@dataclass(frozen=True)
class Calling(LettingIn):
    """`target` and `authoriser` are handed on before there is a client: that is loaded when they are asked."""

    settings: Settings

    @property
    def sealer(self) -> "Sealer":
        raise NotImplementedError

    @property
    def leases(self) -> "DatabaseLeases":
        raise NotImplementedError

    @property
    def book(self) -> "StoredBook":
        raise NotImplementedError

    @property
    def ceilings(self) -> "Limits":
        raise NotImplementedError

    @made_once
    def pause(self) -> Callable[[float], None]:
        """Waits for Spotify: real seconds, or those of the clock that is followed."""
        return waiting_on(self.clock) if self.settings.clock_url else time.sleep

    @made_once
    def target(self) -> "Target":
        """Spotify's Web API."""
        return later(lambda: self._spotify)

    @made_once
    def _spotify(self) -> "Target":
        from playwarden.spotify.target import SpotifyTarget

        return SpotifyTarget(self.transport, self.pictures)

    @made_once
    def sources(self) -> "Sources":
        """Lists of tracks beside playlists."""
        return later(lambda: self._sources)

    @made_once
    def _sources(self) -> "Sources":
        from playwarden.spotify.sources import SpotifySources

        return SpotifySources(self.transport)

    @made_once
    def pictures(self) -> "httpx2.Client":
        from playwarden.spotify.pictures import make_picture_client

        return make_picture_client(self.settings.spotify_api_url)

    @made_once
    def oauth(self) -> "OAuth":
        from playwarden.spotify.oauth import OAuth

        return OAuth(self.http_client, self.settings.spotify_accounts_url, self.clock, sleep=self.pause)

    @made_once
    def http_client(self) -> "httpx2.Client":
        from playwarden.spotify.http import make_client

        return make_client(urls=(self.settings.spotify_api_url, self.settings.spotify_accounts_url))

    @made_once
    def transport(self) -> "Transport":
        from playwarden.spotify.http import Http
        from playwarden.spotify.quota.ledger import Ledger
        from playwarden.spotify.tokens import TokenKeeper
        from playwarden.spotify.transport import Transport
        from playwarden.store.tokens import StoredTokens

        keeper = TokenKeeper(StoredTokens(self.database, self.sealer), self.leases, self.oauth, self.clock)
        ledger = Ledger(self.book, self.clock, self.ceilings, sleep=self.pause)
        wire = Http(self.http_client, self.settings.spotify_api_url)
        return Transport(wire, ledger, keeper, sleep=self.pause)

    @made_once
    def authoriser(self) -> "Authoriser":
        """Spotify's accounts service."""
        return later(lambda: self._authoriser)

    @made_once
    def _authoriser(self) -> "Authoriser":
        from playwarden.spotify.authoriser import SpotifyAuthoriser

        return SpotifyAuthoriser(self.oauth, self.transport)
