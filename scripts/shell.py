"""The product's own command line and a sandbox, run as a user would run them: what every demonstration stands on."""

import contextlib
import html
import json
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

HERE = Path(__file__).resolve().parent.parent
PLAYWARDEN = str(Path(sys.executable).with_name("playwarden"))
DEMO = HERE / ".demo"


class Failed(Exception):
    """A step did not go as it should; the text says which."""


class Shell:
    """Runs `playwarden` as a user would: in an environment that points at the sandbox."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def shown(self, *words: str, code: int = 0) -> None:
        """Runs a command whose output is for the person who watches. Raises Failed for another exit code."""
        print(f"\n$ playwarden {' '.join(self.short(word) for word in words)}", flush=True)
        done = subprocess.run([PLAYWARDEN, *words], env=self._environment, check=False, stdin=subprocess.DEVNULL)
        if done.returncode != code:
            raise Failed(f"`playwarden {' '.join(words)}` ended with {done.returncode}, not {code}")

    def asked(self, *words: str) -> Any:
        """Runs a command and answers its JSON document."""
        done = subprocess.run(
            [PLAYWARDEN, *words, "--json"],
            env=self._environment,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise Failed(f"`playwarden {' '.join(words)}` ended with {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def connected(self, *words: str, person: int) -> dict[str, Any]:
        """Runs `accounts connect`, and answers the consent page as the `person`-th account it offers."""
        print(f"\n$ {' '.join(('playwarden accounts connect', *words))}", flush=True)
        command = [PLAYWARDEN, "accounts", "connect", *words, "--no-browser", "--json"]
        with subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            first = running.stdout.readline()
            if running.poll() is None and first:
                agree(json.loads(first)["url"], person)
            rest = running.stdout.read()
        if running.returncode:
            raise Failed(f"connecting ended with {running.returncode}: {first}{rest}")
        account: dict[str, Any] = json.loads(rest)
        print(account["sentence"])
        return account

    @staticmethod
    def short(word: str) -> str:
        """A path below the project as it is typed there; anything else as it is."""
        path = Path(word)
        return str(path.relative_to(HERE)) if path.is_absolute() and path.is_relative_to(HERE) else word


def agree(url: str, person: int) -> None:
    """Opens the consent page, chooses an account, and presses Agree; the redirect leads back to the waiting command."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        page = answer.read().decode()
    fields = {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page)
    }
    people = re.findall(r'type="radio" name="account" value="([^"]*)"', page)
    fields |= {"account": html.unescape(people[person]), "decision": "agree"}
    form = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(urllib.parse.urljoin(url, "/authorize/decision"), form, timeout=30):
        pass


class Process:
    """A `playwarden` in the background, deaf to the terminal's Ctrl-C; `told` is what it says first."""

    def __init__(self, words: list[str], environment: dict[str, str], log: TextIO | None = None) -> None:
        """Returns once it is ready. Raises Failed when it does not come to that."""
        self.running = subprocess.Popen(
            [PLAYWARDEN, *words, "--json"],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
            start_new_session=True,
        )  # fmt: skip
        assert self.running.stdout is not None
        try:
            first = self.running.stdout.readline()
        except BaseException:
            self.ended()
            raise
        try:
            self.told: dict[str, Any] = json.loads(first)
        except ValueError:
            # What goes wrong is told on several lines, and what is ready on one.
            told = first + self.running.stdout.read()
            self.ended()
            raise Failed(f"`playwarden {words[0]}` did not start: {_reason(told)}") from None

    def memory(self) -> str:
        """Its fair share of the machine's memory, where the system tells."""
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.running.pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    return f"{int(line.split()[1]) / 1024:.0f} MB"
        return "unknown"

    def ended(self) -> int:
        """Tells it to end; its exit code."""
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
        try:
            return self.running.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.running.kill()
            return self.running.wait()


def _reason(told: str) -> str:
    """The sentence of an error as JSON; whatever was told where it is none."""
    try:
        return str(json.loads(told)["error"]["what"]).rstrip(".")
    except (ValueError, KeyError, TypeError):
        return told.strip() or "it said nothing"


def clean_environment(data_dir: Path) -> dict[str, str]:
    """This process's environment with no setting of Playwarden's but the data folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PLAYWARDEN_")}
    return clean | {"PLAYWARDEN_DATA_DIR": str(data_dir)}


def pointing_at(told: dict[str, str]) -> dict[str, str]:
    """The settings that let Playwarden meet a sandbox, from what it says about itself."""
    return {
        "PLAYWARDEN_SPOTIFY_API_URL": told["api_url"],
        "PLAYWARDEN_SPOTIFY_ACCOUNTS_URL": told["accounts_url"],
        "PLAYWARDEN_CLOCK_URL": told["clock_url"],
    }


@contextlib.contextmanager
def sandbox(
    catalogue: Path | None, environment: dict[str, str], *more: str, accounts: int = 2, port: int = 0
) -> Iterator[dict[str, str]]:
    """A sandbox while the block runs, on a free port or this one; gives what it says about itself.

    Raises Failed.
    """
    words = ["sandbox", "--port", str(port), "--accounts", str(accounts), *more]
    if catalogue is not None:
        words += ["--catalogue", str(catalogue)]
    running = Process(words, environment)
    try:
        yield running.told
    finally:
        running.ended()


def heading(text: str) -> None:
    """What comes next, in words."""
    print(f"\n\n== {text}", flush=True)
