"""The application over a data folder with an account connected at the sandbox, asked without a server between."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.kit.ids import JobId
from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings
from tests.integration.web.asking import Api
from tests.sandboxes import REDIRECT_URI


@dataclass(frozen=True)
class House:
    """Playwarden with listener1 connected for writing: its parts, its API, and the sandbox it is connected to."""

    container: Container
    api: Api
    sandbox: Running

    def tracks(self, count: int) -> list[str]:
        """URIs of different tracks."""
        found: dict[str, None] = {}
        for playlist in self.sandbox.playlists_of("listener1"):
            found |= dict.fromkeys(uri for uri in self.sandbox.uris(playlist) if uri and ":track:" in uri)
        return list(found)[:count]

    def post(self, path: str, document: object = None) -> Any:
        """A request that must succeed: its document."""
        status, answer = self.api.post(path, {} if document is None else document)
        assert status == 200, answer
        return answer

    def get(self, path: str, **query: object) -> Any:
        """The same to look."""
        status, answer = self.api.get(path, **query)
        assert status == 200, answer
        return answer

    def carried_out(self, job: str) -> Any:
        """The document of a job after it was carried out here."""
        self.container.runner.run_until_ended(JobId(job))
        return self.get(f"/jobs/{job}")


@pytest.fixture(scope="session")
def web_sandbox() -> Iterator[Running]:
    """A sandbox without lags and limits: tests change only playlists that they make."""
    settings = SandboxSettings(
        limits=Limits.none(), quirks=Quirks.none(), playlists_per_account=4, rotate_refresh_tokens=False
    )
    with running(settings) as served:
        yield served


@pytest.fixture
def house(tmp_path: Path, web_sandbox: Running) -> Iterator[House]:
    """A fresh data folder with listener1 connected for writing."""
    settings = load_settings(
        data_dir=tmp_path / "data",
        spotify_api_url=web_sandbox.api_url,
        spotify_accounts_url=web_sandbox.accounts_url,
        clock_url=web_sandbox.clock_url,
    )
    container = replace(open_container(settings), clock=web_sandbox.clock())
    app = container.accounts.add_app(web_sandbox.client_id, actor="test", name="app")
    pending = container.accounts.begin(app.id, redirect_uri=REDIRECT_URI, write=True)
    container.accounts.finish(web_sandbox.agree(pending.url, "listener1"), actor="test")
    yield House(container, Api.over(container), web_sandbox)
    container.close()
