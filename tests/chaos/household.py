"""A data folder with a connected account, and the real command line run over it in processes of its own."""

import json
import os
import subprocess
import time
import urllib.parse
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from playwarden.bootstrap import Container, open_container
from playwarden.config import Settings
from playwarden.sandbox.running import Running
from tests.nursery import Begun, nursery
from tests.sandboxes import consent

ROOT = Path(__file__).resolve().parents[2]
REDIRECT = "http://127.0.0.1:8899/oauth/callback"


@dataclass
class Household:
    """Runs `playwarden` as its user does."""

    sandbox: Running
    data_dir: Path
    more: dict[str, str]

    @property
    def env(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.data_dir),
            "PLAYWARDEN_DATA_DIR": str(self.data_dir),
            "PLAYWARDEN_SPOTIFY_API_URL": self.sandbox.api_url,
            "PLAYWARDEN_SPOTIFY_ACCOUNTS_URL": self.sandbox.accounts_url,
            "PLAYWARDEN_CLOCK_URL": self.sandbox.clock_url,
            "PLAYWARDEN_BUCKET_CEILING": "0",
            "PLAYWARDEN_GROUP_CEILING": "0",
            "PLAYWARDEN_WINDOW_CEILING": "0",
            **self.more,
        }

    def start(self, *arguments: str, room: int | None = None) -> Begun:
        """A command under way; `room`: bytes that no file may grow beyond."""
        return nursery().begin(arguments, env=self.env, cwd=ROOT, room=room)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        return nursery().run(arguments, env=self.env, cwd=ROOT, timeout=90)

    def answer(self, *arguments: str) -> Any:
        """What a command that has to succeed answers with --json."""
        done = self.run("--json", *arguments)
        assert done.returncode == 0, (arguments, done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout)

    @cached_property
    def box(self) -> Container:
        """The same data folder opened in this process: asking it costs no start of a command."""
        values = {
            name.removeprefix("PLAYWARDEN_").lower(): value for name, value in self.env.items() if "PLAYW" in name
        }
        return open_container(Settings(**values))  # type: ignore[arg-type]  # pydantic parses the texts

    def connect(self, user: str = "listener1") -> None:
        """Connects an account with writing, by the real OAuth flow."""
        app = self.box.accounts.add_app(self.sandbox.client_id, actor="test")
        pending = self.box.accounts.begin(app.id, redirect_uri=REDIRECT, write=True)
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(pending.url).query))
        back = urllib.parse.urlencode(consent(self.sandbox, user, asked))
        self.box.accounts.finish(f"{REDIRECT}?{back}", actor="test")

    def wish(self, playlist: str, uris: list[str], name: str = "wish.yaml") -> Path:
        """A file that wishes these entries for a playlist, every date kept."""
        path = self.data_dir / name
        items = "".join(f"\n      - {uri}" for uri in uris)
        path.write_text(
            "version: 1\naccount: listener1\nplaylists:\n"
            f"  - id: {playlist}\n    policy: {{ keep_dates: all }}\n    items:{items or ' []'}\n"
        )
        return path

    def kill_during(self, process: Begun, fault: int, *, takes_effect: bool = True) -> None:
        """Kills a process while the call that is held is on its way. The call arrives all the same; without a valid
        token it is refused there, and takes no effect.
        """
        try:
            self.wait_for_call(fault)
        finally:
            process.kill()
            process.communicate()
        self.let_arrive(fault, takes_effect=takes_effect)

    def let_arrive(self, fault: int, *, takes_effect: bool) -> None:
        """Lets the call go on that is held, to no effect where its token is made invalid first."""
        if not takes_effect:
            self.sandbox.expire("listener1")
        self.sandbox.lift(fault)

    def wait_for_call(self, fault: int, seconds: float = 40.0) -> None:
        """Until the call that a fault waits for has arrived."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(f["number"] == fault and f["fired"] for f in self.sandbox.control("GET", "faults")):
                return
            time.sleep(0.01)
        raise AssertionError("the call never came")
