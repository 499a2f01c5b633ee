"""`make demo`: the application on the sandbox, with three weeks of a curator's life in it, until Ctrl-C.

What it shows lies in `.demo/weeks/`: Playwarden's data folder, and what the sandbox keeps. The first time the weeks are
lived through; from then on it goes on where it ended. With `--once` the core's run, which ends by itself.
"""

import argparse
import contextlib
import fcntl
import json
import shutil
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.core_run import once
from scripts.shell import DEMO, HERE, Failed, Process, clean_environment, pointing_at, sandbox
from scripts.weeks import PEOPLE, first_day, lived

from playwarden.cli import browsers
from playwarden.sandbox.running import Running

FOLDER = DEMO / "weeks"
LIVED = "lived.json"
"""Stands in the folder once its weeks are lived through, and tells on which port the sandbox was."""
PORT = 8765
SANDBOX_PORT = 8900
PLAYLISTS = 28
"""So many each person has at the sandbox's Spotify; with a catalogue what that holds."""
OWNER = "Mara"
NO_BACKUPS = {"PLAYWARDEN_BACKUP_HOUR": "-1"}
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(Exception):
    """Somebody pressed Ctrl-C, closed the terminal, or told the process to end."""


def application(
    folder: Path, catalogue: Path | None, *, port: int, fresh: bool, show: bool, backups: bool = True
) -> None:
    """Runs it until it is told to end; on port 0 on any that is free, as its sandbox. Raises Failed."""
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        told = _found(folder, catalogue, fresh=fresh)
        environment = clean_environment(folder / "data") | ({} if backups else NO_BACKUPS)
        with _sandbox(folder, catalogue, environment, told, anywhere=port == 0) as spotify:
            environment |= pointing_at(spotify)
            with _up(folder, environment, port) as up:
                address: str = up.told["address"]
                if told is None:
                    _live(Running(spotify["address"]), address, up.told["welcome"])
                _remember(folder, catalogue, spotify)
                _welcome(up.told, show=show)
                _wait(up, folder)


def _live(spotify: Running, address: str, welcome: str) -> None:
    """Fills an empty world. Raises Failed."""
    print("Living through three weeks of a curator's life, by the product's own API:", flush=True)
    began = time.monotonic()
    lived(spotify, address, welcome)
    print(f"Lived through in {time.monotonic() - began:.0f} s.", flush=True)


def _found(folder: Path, catalogue: Path | None, *, fresh: bool) -> dict[str, Any] | None:
    """What an earlier demonstration left that can go on; without one None, and the folder is empty."""
    lives = folder / LIVED
    if lives.exists() and not fresh:
        told: dict[str, Any] = json.loads(lives.read_text())
        if told["catalogue"] == _name(catalogue):
            print(f"Going on with what is in {_short(folder)}; `make demo FRESH=1` starts anew.", flush=True)
            return told
        print("Another catalogue: starting anew.", flush=True)
    for left in ("data", LIVED, "sandbox.json"):
        path = folder / left
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return None


def _remember(folder: Path, catalogue: Path | None, spotify: dict[str, Any]) -> None:
    """Lets the next demonstration go on from here."""
    port = int(spotify["address"].rpartition(":")[2])
    (folder / LIVED).write_text(json.dumps({"catalogue": _name(catalogue), "port": port}) + "\n")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Raises Failed where another demonstration runs on this folder."""
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed("another `make demo` runs here; end it first with Ctrl-C") from None
        yield


@contextlib.contextmanager
def _sandbox(
    folder: Path, catalogue: Path | None, environment: dict[str, str], told: dict[str, Any] | None, *, anywhere: bool
) -> Iterator[dict[str, str]]:
    """The sandbox of this folder, where it was before: the covers that are mirrored are addresses there."""
    words = ["--keep", str(folder / "sandbox.json")]
    if told is None:
        words += ["--start", first_day().isoformat()]
    if catalogue is None:
        words += ["--playlists", str(PLAYLISTS)]
    port = _free(told["port"] if told else 0 if anywhere else SANDBOX_PORT, "the sandbox")
    with sandbox(catalogue, environment, *words, accounts=PEOPLE, port=port) as spotify:
        yield spotify


@contextlib.contextmanager
def _up(folder: Path, environment: dict[str, str], port: int) -> Iterator[Process]:
    """The server while the block runs, its log in the data folder."""
    with (folder / "up.log").open("w", encoding="utf-8") as log:
        up = Process(["up", "--port", str(_free(port, "Playwarden"))], environment, log)
        try:
            yield up
        finally:
            up.ended()


def _free(port: int, whose: str) -> int:
    """The port, or 0 where somebody has it."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            print(f"Port {port} is taken: {whose} takes another one.", flush=True)
            return 0
    return port


def _welcome(told: dict[str, Any], *, show: bool) -> None:
    """Says where it is, with a link that signs in; opens a browser where there is one, with a link of its own."""
    print(
        f"\nPlaywarden is up on the sandbox at {told['address']}. This link signs you in, once, as {OWNER}:\n\n"
        f"    {_link(told)}\n\n"
        "Ctrl-C ends it. `make demo` goes on from here, with a new link; `make demo FRESH=1` starts anew.",
        flush=True,
    )
    if show and browsers.show(_link(told)):
        print("It opens in your browser.", flush=True)


def _link(told: dict[str, Any]) -> str:
    """A new one-time link, asked for with the operator's token."""
    token = Path(told["token_file"]).read_text().strip()
    request = urllib.request.Request(
        f"{told['address']}/api/v1/members/links",
        json.dumps({"purpose": "sign_in", "member": OWNER}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(json.load(answer)["link"])


def _wait(up: Process, folder: Path) -> None:
    """Until Ended is raised. Raises Failed when the server ends before."""
    while up.running.poll() is None:
        time.sleep(0.5)
    raise Failed(f"Playwarden ended by itself; its log is {_short(folder / 'data' / 'playwarden.log')}")


def _name(catalogue: Path | None) -> str | None:
    return str(catalogue) if catalogue is not None else None


def _short(path: Path) -> str:
    return str(path.relative_to(HERE)) if path.is_relative_to(HERE) else str(path)


def _told_to_end(number: int, frame: object) -> None:
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # The terminal may be closed.
        print("\nEnding ...", flush=True)
    raise Ended


def main() -> int:
    """0 when it went as told, or was ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--catalogue", type=Path, help="real playlists to load (gzipped JSON)")
    parser.add_argument("--once", action="store_true", help="the core's run, which ends by itself")
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier demonstration left")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where everything lies")
    parser.add_argument("--port", type=int, default=PORT, help="where the pages are; 0: anywhere")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument("--no-backups", action="store_true", help="no backup each night: a fifth of all work is saved")
    asked = parser.parse_args()
    catalogue: Path | None = asked.catalogue.resolve() if asked.catalogue else None
    for number in ENDING:
        signal.signal(number, _told_to_end)
    try:
        if asked.once:
            once(catalogue)
        else:
            application(
                asked.folder.resolve(), catalogue, port=asked.port, fresh=asked.fresh, show=not asked.no_browser,
                backups=not asked.no_backups,
            )  # fmt: skip
    except Ended:
        with contextlib.suppress(OSError):
            print("Ended.", flush=True)
    except Failed as failed:
        print(f"\nThe demonstration failed: {failed}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
