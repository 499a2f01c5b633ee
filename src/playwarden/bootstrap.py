"""Puts the parts together: settings -> one frozen container whose pieces are made when they are first wanted."""

import os
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from playwarden.config import Settings
from playwarden.domain.accounts import Account
from playwarden.kit.clock import Clock, FollowedClock, SystemClock
from playwarden.kit.errors import InputError, NotFound, StoreError
from playwarden.kit.ids import IdSource, RandomIds
from playwarden.kit.text import listed
from playwarden.store.database import Database
from playwarden.store.migrate import bring_up_to_date

if TYPE_CHECKING:
    import httpx2

    from playwarden.domain.quota import Limits as Ceilings
    from playwarden.engine.ports.quota import Quota
    from playwarden.engine.ports.target import Target
    from playwarden.features.library.questions import Questions
    from playwarden.features.library.service import Library
    from playwarden.features.runs.service import Runs
    from playwarden.features.wishes.service import Wishes
    from playwarden.kit.seal import Sealer
    from playwarden.spotify.oauth import OAuth
    from playwarden.spotify.transport import Transport
    from playwarden.store.accounts import StoredAccounts
    from playwarden.store.leases import DatabaseLeases
    from playwarden.store.quota import StoredBook
    from playwarden.store.trail import StoredTrail


@dataclass(frozen=True)
class Container:
    """Everything a door works with. Imports happen with the piece: a command loads what it needs."""

    settings: Settings
    database: Database
    clock: Clock
    ids: IdSource

    @cached_property
    def sealer(self) -> "Sealer":
        from playwarden.kit.seal import KEY_FILE, Sealer

        given = self.settings.secret_key.get_secret_value()
        return Sealer.from_text(given) if given else Sealer.from_file(self.settings.data_dir / KEY_FILE)

    @cached_property
    def register(self) -> "StoredAccounts":
        from playwarden.store.accounts import StoredAccounts

        return StoredAccounts(self.database, self.sealer, self.clock)

    @cached_property
    def leases(self) -> "DatabaseLeases":
        from playwarden.store.leases import DatabaseLeases

        return DatabaseLeases(self.database)

    @cached_property
    def ceilings(self) -> "Ceilings":
        from playwarden.domain.quota import Limits

        def most(setting: int) -> int | None:
            return setting or None

        return Limits(
            bucket=most(self.settings.bucket_ceiling),
            group=most(self.settings.group_ceiling),
            player=most(self.settings.player_ceiling),
            window=most(self.settings.window_ceiling),
        )

    @cached_property
    def book(self) -> "StoredBook":
        from playwarden.store.quota import StoredBook

        return StoredBook(self.database)

    @cached_property
    def quota(self) -> "Quota":
        from playwarden.spotify.quota.forecasts import QuotaReport

        return QuotaReport(self.book, self.clock, self.ceilings)

    @cached_property
    def audit(self) -> "StoredTrail":
        from playwarden.store.trail import StoredTrail

        return StoredTrail(self.database, self.clock)

    @cached_property
    def questions(self) -> "Questions":
        from playwarden.features.library.questions import Questions

        return Questions(self.database)

    @cached_property
    def library(self) -> "Library":
        from playwarden.features.library.service import Library

        return Library(self.database, self.target, self.quota, self.clock, self.ids)

    @cached_property
    def wishes(self) -> "Wishes":
        from playwarden.features.wishes.repository import WishesCatalogue
        from playwarden.features.wishes.service import Wishes

        return Wishes(self.register, WishesCatalogue(self.database, self.clock), self.target)

    @cached_property
    def runs(self) -> "Runs":
        from playwarden.domain.plan import Limits
        from playwarden.engine.apply import Desk
        from playwarden.features.runs.repository import RunsRepository
        from playwarden.features.runs.service import Runs, RunsDesk
        from playwarden.store.journal import StoredJournal

        journal = StoredJournal(self.database, self.clock, self.ids)
        desk = Desk(self.target, journal, self.leases, self.clock, time.sleep, Limits())
        repository = RunsRepository(self.database, self.clock, self.ids)
        return Runs(RunsDesk(desk, journal, repository, self.quota))

    @cached_property
    def target(self) -> "Target":
        from playwarden.spotify.pictures import make_picture_client
        from playwarden.spotify.target import SpotifyTarget

        return SpotifyTarget(self.transport, make_picture_client())

    @cached_property
    def oauth(self) -> "OAuth":
        from playwarden.spotify.oauth import OAuth

        return OAuth(self.http_client, self.settings.spotify_accounts_url, self.clock)

    @cached_property
    def http_client(self) -> "httpx2.Client":
        from playwarden.spotify.http import make_client

        return make_client()

    @cached_property
    def transport(self) -> "Transport":
        from playwarden.spotify.http import Http
        from playwarden.spotify.quota.ledger import Ledger
        from playwarden.spotify.tokens import TokenKeeper
        from playwarden.spotify.transport import Transport
        from playwarden.store.tokens import StoredTokens

        keeper = TokenKeeper(StoredTokens(self.database, self.sealer), self.leases, self.oauth, self.clock)
        ledger = Ledger(self.book, self.clock, self.ceilings)
        return Transport(Http(self.http_client, self.settings.spotify_api_url), ledger, keeper)

    def find_account(self, text: str) -> Account:
        """The connected account that `text` names: its id, Spotify user id, or name.

        Raises NotFound, and InputError when several bear the name.
        """
        known = self.register.accounts()
        wanted = text.strip()
        for account in known:
            if wanted in (account.id, account.spotify_id, account.user_id):
                return account
        named = [account for account in known if account.display_name.casefold() == wanted.casefold()]
        if len(named) == 1:
            return named[0]
        if named:
            told = listed([f"{account.id} ({account.user_id})" for account in named])
            raise InputError(f"Several accounts are called '{text}': {told}.", "Name the one that is meant by its id.")
        raise NotFound(f"No account is called '{text}'.", "`playwarden accounts list` names them.")

    def close(self) -> None:
        """Ends connections."""
        self.database.close()


def open_container(settings: Settings) -> Container:
    """Opens the data folder and the database, which is brought to the newest revision.

    Raises StoreError (folder or database cannot be used), NewerDatabase, CorruptKey.
    """
    prepare_folder(settings.data_dir)
    clock: Clock = FollowedClock(settings.clock_url) if settings.clock_url else SystemClock()
    database = Database(settings.database_address)
    bring_up_to_date(database, settings.data_dir, clock)
    return Container(settings, database, clock, RandomIds())


def prepare_folder(folder: Path) -> None:
    """Makes the data folder, for its owner alone. Raises StoreError when it is none or cannot be written."""
    remedy = "Give this user the right to write it, or choose another one with PLAYWARDEN_DATA_DIR."
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise StoreError(f"The data folder {folder} is a file.", "Choose another with PLAYWARDEN_DATA_DIR.") from None
    except OSError as error:
        raise StoreError(f"The data folder {folder} cannot be made: {error.strerror}.", remedy) from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise StoreError(f"The data folder {folder} cannot be written.", remedy)
