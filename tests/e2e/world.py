"""A server that is up on a sandbox, mirrored, for scenarios in a browser; and the browser's side run over it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwarden.sandbox.running import running
from tests.chaos.household import ROOT, Household
from tests.e2e.hand import Server, hand
from tests.sandboxes import plain

STILL = {"PLAYWARDEN_BACKUP_HOUR": "-1", "PLAYWARDEN_SYNC_MINUTES": "0", "PLAYWARDEN_COLLECT_PLAYS": "false"}
"""Nothing calls by itself."""
FRONTEND = ROOT / "frontend"
PAGES = ROOT / "src" / "playwarden" / "web" / "pages" / "index.html"
SANDBOX_HOST = "127.0.0.2"
"""Another address than the server's, as Spotify is: a cookie that is lost on the way back shows."""


@dataclass(frozen=True)
class World:
    """Where the server and the sandbox's control answer, and the operator's token."""

    up: str
    control: str
    token: str
    welcome: str
    """The link that makes the first member, or signs one in that is there."""
    member: str = ""
    """The owner, where there is one already."""
    hand: str = ""
    """Where `POST /stop` and `POST /start` end the server and start it again."""

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs the scenarios of some files to their end."""
        node = shutil.which("node")
        assert node is not None, "Node is missing: scripts/prerequisites.sh says how to install it"
        vitest = str(FRONTEND / "node_modules" / "vitest" / "vitest.mjs")
        return subprocess.run(
            [node, vitest, "run", "--config", "e2e.config.ts", *words],
            cwd=FRONTEND,
            env={
                **os.environ,
                "E2E_UP": self.up,
                "E2E_CONTROL": self.control,
                "E2E_TOKEN": self.token,
                "E2E_WELCOME": self.welcome,
                "E2E_MEMBER": self.member,
                "E2E_HAND": self.hand,
                "NO_COLOR": "1",
                **more,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=840,
        )


@contextmanager
def world(data_dir: Path, playlists: int = 24, **settings: Any) -> Iterator[World]:
    """A world while the block runs: one account with so many `playlists`, connected for writing, everything mirrored
    and read.
    """
    assert PAGES.exists(), "The pages are not built: `make pages`."
    with running(plain(host=SANDBOX_HOST, playlists_per_account=playlists, **settings)) as sandbox:
        household = Household(sandbox, data_dir, STILL)
        household.connect()
        household.box.close()
        household.answer("sync")
        server = Server(household)
        try:
            told = server.start()
            with hand(server) as reached:
                token = Path(told["token_file"]).read_text().strip()
                yield World(told["address"], sandbox.control_url, token, told["welcome"], hand=reached)
        finally:
            server.stop()


@contextmanager
def demonstrated(folder: Path) -> Iterator[World]:
    """`make demo` on a folder of its own while the block runs, which has to end well."""
    words = ["--folder", str(folder), "--port", "0", "--no-browser", "--no-backups"]
    demo = subprocess.Popen(
        [sys.executable, "-m", "scripts.demo", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, start_new_session=True,
    )  # fmt: skip
    assert demo.stdout is not None
    said: list[str] = []
    try:
        for line in demo.stdout:
            said.append(line)
            if "/welcome#" in line:
                break
        link = said[-1].strip()
        assert "/welcome#" in link, "".join(said)
        port = json.loads((folder / "lived.json").read_text())["port"]
        token = (folder / "data" / "operator.token").read_text().strip()
        up = link.partition("/welcome#")[0]
        yield World(up, f"http://127.0.0.1:{port}/_sandbox", token, link, member="Mara")
    finally:
        demo.send_signal(signal.SIGINT)
        rest, _ = demo.communicate(timeout=60)
    assert demo.returncode == 0, rest
    assert rest.endswith("Ended.\n"), rest
