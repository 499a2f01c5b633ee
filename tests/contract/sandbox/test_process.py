"""A sandbox as a process of its own: told the port, ended by a signal, big without effort."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import SandboxSettings, client_id
from tests.sandboxes import Caller

PROGRAM = """
import sys
from playwarden.sandbox.server import SandboxSettings, serve
from playwarden.sandbox.settings import Limits
settings = SandboxSettings(accounts=200, playlists_per_account=100, limits=Limits.none())
serve(settings, ready=lambda port: print(port, flush=True))
print("ended", flush=True)
"""


@contextmanager
def process() -> Iterator[tuple[Running, "subprocess.Popen[str]"]]:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        try:
            yield Running(f"http://127.0.0.1:{int(started.stdout.readline())}"), started
        finally:
            started.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_even_with_connections_open(number: signal.Signals) -> None:
    with process() as (sandbox, started):
        Caller.connected(sandbox).get("/me")
        started.send_signal(number)
        told, _ = started.communicate(timeout=10)
        assert (told, started.returncode) == ("ended\n", 0)


def test_200_accounts_with_100_playlists_each_are_no_effort() -> None:
    with process() as (sandbox, started):
        seen = set()
        for number in (1, 77, 200):
            me = Caller.connected(sandbox, f"listener{number}", client_id=client_id((number - 1) // 5 + 1))
            for offset in (0, 50):
                seen |= {each["id"] for each in me.get("/me/playlists", limit=50, offset=offset)["items"]}
        assert len(seen) >= 290
        pages = int(Path(f"/proc/{started.pid}/statm").read_text().split()[1])
        assert pages * 4096 < 120 * 1024 * 1024


def test_a_taken_port_is_an_oserror() -> None:
    with running() as sandbox:
        port = int(sandbox.base_url.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="in use"), running(SandboxSettings(port=port)):
            pass


def test_a_missing_catalogue_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), running(SandboxSettings(catalogue=tmp_path / "nothing.json.gz")):
        pass
