"""A schedule at work: `up` on the sandbox's clock puts back what somebody changed, when it is due, and says so."""

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings
from tests.integration.cli.conftest import Commands, at, connected

PATIENCE = 60.0


@pytest.fixture
def own() -> Iterator[Running]:
    """A sandbox of this test alone: it moves the clock."""
    with running(
        SandboxSettings(limits=Limits.none(), quirks=Quirks.none(), accounts=1, playlists_per_account=2)
    ) as it:
        yield it


@pytest.fixture
def playwarden(own: Running, tmp_path: Path) -> Commands:
    commands = Commands(tmp_path / "data", at(own) | {"PLAYWARDEN_BACKUP_HOUR": "-1", "TZ": "UTC"})
    assert commands("apps", "add", own.client_id, "--name", "test").code == 0
    connected(commands, "listener1", "--write")
    return commands


def until(ready: Any) -> Any:
    """Asks again until the answer is one; the answer."""
    end = time.monotonic() + PATIENCE
    while not (answer := ready()):
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.5)
    return answer


def test_up_puts_back_on_schedule_what_somebody_changed(playwarden: Commands, own: Running, tmp_path: Path) -> None:
    playlist = next(one for one in own.playlists_of("listener1") if len(own.uris(one)) >= 10)
    wished = [uri for uri in own.uris(playlist) if uri]
    file = tmp_path / "mix.yaml"
    file.write_text(
        json.dumps({"version": 1, "account": "listener1", "playlists": [{"id": playlist, "items": wished}]})
    )
    added = playwarden("schedules", "add", "mix", "--file", str(file), "--every", "1h", "--jitter", "0", "--json")
    assert added.code == 0, added.err
    with playwarden.begin("up", "--port", "0", "--json") as up:
        try:
            up.stdout.readline()
            own.edit(playlist, do="remove", position=0, length=2)
            assert own.uris(playlist) == wished[2:]
            own.advance(3_700)
            until(lambda: own.uris(playlist) == wished)

            def ended() -> list[dict[str, Any]]:
                told = playwarden("jobs", "list", "--json").document
                return [job for job in told if job["kind"] == "wishes.apply" and job["state"] == "succeeded"]

            (job,) = until(ended)
            assert (job["actor"], job["schedule"]) == ("schedule mix", added.document["id"])
            own.advance(60)

            def looked() -> bool:
                told = playwarden("schedules", "list", "--json").document
                assert {each["name"] for each in told} == {"library-sync", "library-read", "mix"}
                return all(each["last_at"] for each in told)

            until(looked)
            up.send_signal(signal.SIGTERM)
            assert up.wait(timeout=30) == 0
        finally:
            up.kill()
