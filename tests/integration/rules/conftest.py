"""Rule sets in the whole product, against the sandbox over HTTP and on its clock."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.config import Settings, load_settings
from playwarden.domain.accounts import Account
from playwarden.domain.jobs.job import Job, NewJob
from playwarden.domain.rules.kept import Kept, Refresh
from playwarden.domain.rules.reading import read
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.rules.service import Bound
from playwarden.features.rules.tasks import REFRESH
from playwarden.kit.ids import PlaylistId, RuleSetId
from playwarden.sandbox.running import Running
from playwarden.store.jobs.adding import add
from tests.sandboxes import REDIRECT_URI, started


@dataclass
class House:
    """The product with one connected account whose library is mirrored."""

    container: Container
    sandbox: Running
    account: Account

    @cached_property
    def lists(self) -> list[PlaylistId]:
        """Its own playlists, the longest first."""
        rows = [
            row for row in self.container.questions.playlists() if row.total and row.owner_id == self.account.user_id
        ]
        return [PlaylistId(row.id) for row in sorted(rows, key=lambda row: (-(row.total or 0), row.id))]

    def holds(self, playlist: PlaylistId) -> list[str]:
        """What Spotify holds there."""
        return [uri for uri in self.sandbox.uris(playlist) if uri is not None]

    def connected(self, user: str) -> Account:
        """Connects another account, and mirrors its library."""
        app = self.container.accounts.apps()[0]
        pending = self.container.accounts.begin(app.id, redirect_uri=REDIRECT_URI, write=True)
        account = self.container.accounts.finish(self.sandbox.agree(pending.url, user), actor="test").account
        self.container.library.sync()
        return account

    def keep(self, document: dict[str, Any], playlist: PlaylistId | None = None, **more: Any) -> Kept:
        """Keeps a rule set of the account."""
        rules = read({"version": 1, **document})
        bound = Bound(self.account.id, playlist, more.pop("create", None))
        return self.container.rules.keep(bound, rules, actor="test", **more)

    def refresh(self, rule_set: RuleSetId) -> Job:
        """One refresh by itself, carried to its end; its job."""
        kept = self.container.rules.find(rule_set)
        payload = {"rule_set": kept.id, "account": kept.account_id, "name": kept.rules.name}
        with self.container.database.write() as session:
            made = add(session, self.container.ids, [NewJob(REFRESH, f"rules:{kept.id}", payload)], self.now)[0]
        self.container.runner.run_until_ended(made.id)
        self.container.refreshing.settle()
        return self.container.jobs.jobs(JobFilter(kind=REFRESH, limit=1))[0]

    def apply(self, rule_set: RuleSetId) -> Refresh:
        """One refresh as a person approves it, in which something is to be done."""
        self.approve(rule_set)
        return self.container.rules.refreshes(rule_set)[0]

    def approve(self, rule_set: RuleSetId) -> None:
        """One refresh as a person approves it, whether anything is to be done or not."""
        worked = self.container.refreshing.propose([rule_set], actor="test")
        forced = frozenset(block.rule for _, block in worked.proposal.blocks())
        self.container.runs.apply(worked.proposal, approved=worked.proposal.fingerprint, actor="test", forced=forced)
        self.container.refreshing.settle()

    @property
    def now(self) -> Any:
        return self.container.clock.now()

    def later(self, **span: float) -> None:
        self.sandbox.advance(timedelta(**span).total_seconds())

    def calls(self) -> int:
        """Calls that Spotify answered since the counters were reset."""
        return sum(call["template"] != "/api/token" for call in self.sandbox.calls())


@pytest.fixture(name="sandbox")
def sandbox_fixture() -> Iterator[Running]:
    with started() as sandbox:
        yield sandbox


def _settings(sandbox: Running, folder: Path, address: str = "") -> Settings:
    return load_settings(
        data_dir=folder,
        spotify_api_url=sandbox.api_url,
        spotify_accounts_url=sandbox.accounts_url,
        clock_url=sandbox.clock_url,
        collect_plays=False,
        bucket_ceiling=0,
        group_ceiling=0,
        window_ceiling=0,
        **({"database_url": address} if address else {}),
    )


def _housed(sandbox: Running, settings: Settings) -> Iterator[House]:
    container = replace(open_container(settings), clock=sandbox.clock())
    try:
        app = container.accounts.add_app(sandbox.client_id, actor="test", name="app", quota_group="developer")
        pending = container.accounts.begin(app.id, redirect_uri=REDIRECT_URI, write=True, market="DE")
        account = container.accounts.finish(sandbox.agree(pending.url, "listener1"), actor="test").account
        container.library.sync()
        yield House(container, sandbox, account)
    finally:
        container.close()


@pytest.fixture
def house(sandbox: Running, tmp_path: Path) -> Iterator[House]:
    yield from _housed(sandbox, _settings(sandbox, tmp_path))


@pytest.fixture
def any_house(sandbox: Running, tmp_path: Path, database_url: str) -> Iterator[House]:
    """On each kind of database."""
    yield from _housed(sandbox, _settings(sandbox, tmp_path, database_url))
