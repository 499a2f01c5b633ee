"""The main job from end to end against the sandbox, through the product's own command line.

Starts a local Spotify on a free port, connects two accounts through its consent page, mirrors them, plans and applies
changes to three playlists, undoes a mistake, and verifies the audit chain. Everything lies in `.demo/`, made anew.
"""

import argparse
import contextlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
PLAYWARDEN = str(Path(sys.executable).with_name("playwarden"))
DEMO = HERE / ".demo"
ACCOUNTS = 2


class Failed(Exception):
    """A step did not go as it should; the text says which."""


class Shell:
    """Runs `playwarden` as a user would: in an environment that points at the sandbox."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def shown(self, *words: str, code: int = 0) -> None:
        """Runs a command whose output is for the person who watches. Raises Failed for another exit code."""
        print(f"\n$ playwarden {' '.join(self._short(word) for word in words)}", flush=True)
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
    def _short(word: str) -> str:
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


@contextlib.contextmanager
def sandbox(catalogue: Path | None, environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """A sandbox on a free port while the block runs; gives what it says about itself."""
    words = [PLAYWARDEN, "sandbox", "--port", "0", "--accounts", str(ACCOUNTS), "--json"]
    if catalogue is not None:
        words += ["--catalogue", str(catalogue)]
    running = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        first = running.stdout.readline()
        if not first or "error" in first[:12]:
            raise Failed(f"the sandbox did not start: {first}{running.stdout.read()}")
        yield json.loads(first)
    finally:
        running.terminate()
        running.wait(timeout=10)


def chosen(shell: Shell, account: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    """Two playlists of the account to change, and one of the other to take tracks from, with their entries."""
    rows = shell.asked("playlists", "list")

    def of(owner: dict[str, Any], number: int) -> list[dict[str, Any]]:
        own = [row for row in rows if row["owner_id"] == owner["user_id"] and 30 <= (row["total"] or 0) <= 300]
        own.sort(key=lambda row: (row["items"] != "read", abs(row["total"] - 60)))
        return [shell.asked("playlists", "show", row["id"]) for row in own[:number]]

    found = [*of(account, 2), *of(other, 1)]
    if len(found) < 3:
        raise Failed("the catalogue holds too few playlists of 30 to 300 entries")
    return found


def uris(playlist: dict[str, Any]) -> list[str]:
    """What the playlist holds, without entries that are gone from Spotify's catalogue: they stay by themselves."""
    return [entry["uri"] for entry in playlist["entries"] if entry["uri"] is not None]


def wishes(
    account: dict[str, Any], first: dict[str, Any], second: dict[str, Any], source: dict[str, Any]
) -> dict[str, Any]:
    """One file for three playlists: one rearranged and renewed, one freed of duplicates, one to be made."""
    now = uris(first)
    fresh = [uri for uri in uris(source) if uri not in now and uri.startswith("spotify:track:")]
    block, rest = now[-10:], now[3:-10]
    best = [uri for uri in block if uri.startswith("spotify:track:")][:5]
    singles = list(dict.fromkeys(uris(second)))
    middle = len(singles) // 2
    return {
        "version": 1,
        "account": account["id"],
        "playlists": [
            {
                "id": f"spotify:playlist:{first['id']}",
                "description": "Renewed every Monday",
                "items": [*block, *rest[:5], *fresh[:4], *rest[5:]],
            },
            {"id": f"spotify:playlist:{second['id']}", "items": [*singles[middle:], *singles[:middle]]},
            {
                "create": "best-of-both",
                "name": "Best of both",
                "description": "A few tracks of two people",
                "public": False,
                "items": [*best, *fresh[:5]],
            },
        ],
    }


def written(name: str, document: dict[str, Any]) -> str:
    """A file in the demo's folder; JSON is YAML too."""
    path = DEMO / name
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return str(path)


def heading(text: str) -> None:
    """What comes next, in words."""
    print(f"\n\n== {text}", flush=True)


def play(shell: Shell, client_id: str) -> None:
    """The story."""
    heading("Two accounts are connected; the consent page is answered by this program")
    shell.shown("apps", "add", client_id, "--name", "demo")
    ann = shell.connected("--write", person=0)
    ben = shell.connected(person=1)
    shell.shown("accounts", "list")

    heading("Their playlists are mirrored; looking again costs one call for 50 playlists")
    shell.shown("sync")
    shell.shown("sync")

    heading("A file says what three playlists should be; the plan says what that takes")
    first, second, source = chosen(shell, ann, ben)
    file = written("monday.yaml", wishes(ann, first, second, source))
    shell.shown("plan", file)
    plan = shell.asked("plan", file)
    applied = shell.asked("apply", file, "--approve", plan["fingerprint"])
    print(f"\n$ playwarden apply .demo/monday.yaml --approve {plan['fingerprint'][:12]}")
    print("\n".join(f"{part['name']}: {part['state']}" for part in applied["parts"]))
    for playlist in (first, second):
        shell.shown("playlists", "diff", playlist["id"])
    print(
        f"\nCalls spent on {applied['run']}: {applied['calls']}, reading back included. "
        f"Clearing the lists and adding one by one: {plan['naive_writes']}, and every date would be lost."
    )

    heading("A mistake is held by a safety rule; forced by name, it is undone")
    mistake = {
        "version": 1,
        "account": ann["id"],
        "playlists": [{"id": f"spotify:playlist:{second['id']}", "items": uris(second)[: len(uris(second)) * 3 // 5]}],
    }
    file = written("mistake.yaml", mistake)
    shell.shown("apply", file, "--yes", code=4)
    forced = shell.asked("apply", file, "--yes", "--force", "removes-much")
    print(f"\nForced all the same as {forced['run']}. Now back:")
    shell.shown("runs", "undo", forced["run"], "--yes")
    shell.shown("playlists", "history", second["id"])

    heading("What it cost, and who did what")
    shell.shown("quota")
    shell.shown("audit", "list")
    shell.shown("audit", "verify")


def main() -> int:
    """Plays it; 0 when every step went as told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--catalogue", type=Path, help="real playlists to load (gzipped JSON)")
    catalogue: Path | None = parser.parse_args().catalogue
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir()
    began = time.monotonic()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PLAYWARDEN_")}
    clean["PLAYWARDEN_DATA_DIR"] = str(DEMO / "data")
    try:
        with sandbox(catalogue.resolve() if catalogue else None, clean) as told:
            environment = clean | {
                "PLAYWARDEN_SPOTIFY_API_URL": told["api_url"],
                "PLAYWARDEN_SPOTIFY_ACCOUNTS_URL": told["accounts_url"],
                "PLAYWARDEN_CLOCK_URL": told["clock_url"],
            }
            play(Shell(environment), told["client_id"])
    except Failed as failed:
        print(f"\nThe demonstration failed: {failed}.", file=sys.stderr)
        return 1
    print(
        f"\nDone in {time.monotonic() - began:.0f} s. Try next: `.venv/bin/playwarden sandbox` in one terminal and "
        "what it tells you in another, or go live as the README shows."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
