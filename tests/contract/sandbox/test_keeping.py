"""A sandbox that keeps its changes in a file, ended and started again."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwarden.sandbox.running import Running
from tests.nursery import nursery
from tests.sandboxes import Caller, refresh


@contextmanager
def kept(file: Path, *more: str, ending: signal.Signals = signal.SIGTERM) -> Iterator[Running]:
    words = ["sandbox", "--port", "0", "--limits", "none", "--keep", str(file), "--json", *more]
    with nursery().begin(words, env=os.environ, cwd=file.parent) as started:
        yield Running(json.loads(started.stdout.readline())["address"])
        started.send_signal(ending)


def refused(file: Path, *more: str) -> str:
    """What is said about it."""
    words = ["sandbox", "--port", "0", "--keep", str(file), *more]
    done = nursery().run(words, env=os.environ, cwd=file.parent, timeout=60)
    assert done.returncode == 2, done
    return done.stderr


def test_what_was_changed_is_there_again_and_what_was_not_is_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    with kept(file, "--start", (datetime.now(UTC) - timedelta(days=30)).isoformat()) as sandbox:
        me = Caller.connected(sandbox)
        changed, untouched, left = sandbox.playlists_of("listener1")[:3]
        me.write("POST", f"/playlists/{changed}/items", {"uris": me.tracks(2), "position": 0})
        made = me.new_playlist(me.tracks(3), name="Kept")
        me.ask("DELETE", "/me/library", uris=f"spotify:playlist:{left}")
        truth = {one: sandbox.control("GET", f"playlists/{one}") for one in (changed, untouched, made)}
        library = sandbox.control("GET", "accounts/listener1")["playlists"]
        assert left not in library
    with kept(file) as again:
        assert {one: again.control("GET", f"playlists/{one}") for one in truth} == truth
        assert again.control("GET", "accounts/listener1")["playlists"] == library
        assert abs((again.now() - datetime.now(UTC)).total_seconds()) < 60
        answer = refresh(again, me.tokens.refresh_token)
        assert answer.status == 200, answer.body
        assert Caller.connected(again).get(f"/playlists/{made}")["name"] == "Kept"


def test_a_consent_that_was_taken_back_stays_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    with kept(file) as sandbox:
        me = Caller.connected(sandbox)
        while not file.exists() or me.tokens.refresh_token not in file.read_text():
            sandbox.now()
        sandbox.revoke("listener1")
    with kept(file) as again:
        assert refresh(again, me.tokens.refresh_token).status == 400


def test_a_clock_that_was_ahead_does_not_go_back(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    with kept(file) as sandbox:
        Caller.connected(sandbox)
        ahead = sandbox.advance(90 * 86_400)
    with kept(file) as again:
        assert again.now() >= ahead


def test_a_kill_loses_little(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    with kept(file, ending=signal.SIGKILL) as sandbox:
        made = Caller.connected(sandbox).new_playlist(name="Early enough")
        while not file.exists() or made not in file.read_text():
            sandbox.now()
    with kept(file) as again:
        assert again.control("GET", f"playlists/{made}")["name"] == "Early enough"


def test_what_was_kept_of_other_people_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    with kept(file) as sandbox:
        Caller.connected(sandbox)
    for words, says in ((["--seed", "2"], "another seed"), (["--accounts", "3"], "other accounts")):
        assert says in refused(file, *words)
    file.write_text("[]")
    assert "was not written by this sandbox" in refused(file)
