"""With PLAYWARDEN_URL a command answers as it does beside the data folder; what is in the way is told in a sentence."""

import json
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from PIL import Image

from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import Commands, at
from tests.integration.cli.here import Here

VARYING = [
    (re.compile(r"\b(run|job|acc|app|ver|sch|rnr)_[0-9a-z]{20}\b"), r"\1_ID"),
    (re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b"), "HEX"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?"), "TIME"),
    (re.compile(r"\d[\d,]* (calls?|are left|reads?)"), r"N \1"),
    (re.compile(r'"(calls|left|observed_calls|now|number)": "?[\w:]+"?'), r'"\1": N'),
    (re.compile(r"\b[0-9A-Za-z]{22}\b"), "PLAYLIST"),
    (re.compile(r"\bchanged-\d"), "KEY"),
    (re.compile(r"/image/\w+"), "/image/ID"),
]


NOW = re.compile(r'"(now|started_at|ended_at)": "[^"]*"')
"""When it was looked."""


def normalised(text: str) -> str:
    """`text` without what differs from one run to the next."""
    for pattern, instead in VARYING:
        text = pattern.sub(instead, text)
    return text


@dataclass(frozen=True)
class Both:
    """One data folder, served by `playwarden up` in another process: commands beside it, and against it."""

    folder: Path
    address: str
    token: str
    environment: dict[str, str]
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def beside(self, *words: str) -> tuple[int, str, str]:
        """Run on the data folder itself."""
        return self._run(words, self.environment | {"PLAYWARDEN_DATA_DIR": str(self.folder)})

    def against(self, *words: str, **more: str) -> tuple[int, str, str]:
        """Run against the server, without a data folder."""
        url = {"PLAYWARDEN_URL": self.address, "PLAYWARDEN_TOKEN": self.token}
        return self._run(words, url | {"PLAYWARDEN_DATA_DIR": str(self.folder / "not-there")} | more)

    def document(self, *words: str, code: int = 0) -> Any:
        left, out, err = self.against(*words, "--json")
        assert left == code, (out, err)
        return json.loads(out)

    def _run(self, words: tuple[str, ...], environment: dict[str, str]) -> tuple[int, str, str]:
        said = Here(self.capture, self.patch)(*words, environment=environment)
        return said.code, said.out, said.err


@contextmanager
def up(commands: Commands, *words: str, **more: str) -> Iterator[tuple[str, str]]:
    """A server in a process of its own: its address and token. It ends by SIGTERM, with code 0."""
    with commands.begin("up", "--port", "0", "--json", *words, **more) as process:
        told = json.loads(process.stdout.readline())
        try:
            yield told["address"], Path(told["token_file"]).read_text().strip()
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                _, said = process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert (process.returncode, said) == (0, "")


@pytest.fixture(scope="module")
def served(
    sandbox: Running, connected_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str, str]]:
    """A server over a copy of the connected folder, for all tests here. It does nothing by itself: what is looked at
    twice stands still, also where another test has moved the sandbox's clock past the hour of the backup.
    """
    folder = tmp_path_factory.mktemp("served") / "data"
    copytree(connected_folder, folder)
    still = {
        "PLAYWARDEN_SYNC_MINUTES": "0",
        "PLAYWARDEN_BACKUP_HOUR": "-1",
        "PLAYWARDEN_COLLECT_PLAYS": "false",
    }
    with up(Commands(folder, at(sandbox) | still)) as (address, token):
        yield folder, address, token


@pytest.fixture
def both(
    served: tuple[Path, str, str],
    sandbox: Running,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Both:
    return Both(*served, at(sandbox), capsys, monkeypatch)


@pytest.fixture
def tracks(sandbox: Running) -> list[str]:
    found: dict[str, None] = {}
    for playlist in sandbox.playlists_of("listener1"):
        found |= dict.fromkeys(uri for uri in sandbox.uris(playlist) if uri and ":track:" in uri)
    return list(found)[:8]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    def written(*playlists: dict[str, Any]) -> str:
        path = tmp_path / "wishes.yaml"
        path.write_text(json.dumps({"version": 1, "account": "listener1", "playlists": list(playlists)}))
        return str(path)

    return written


@pytest.fixture
def lived_in(both: Both, tracks: list[str], write: Callable[..., str]) -> dict[str, str]:
    """Something to look at: a mirror, a playlist with three versions, runs and jobs. Made through the server."""
    both.document("sync")
    made = both.document("apply", write({"create": "seen", "name": "Seen / by both", "items": tracks[:4]}), "--yes")
    file = write({"create": "seen", "name": "Seen / by both", "items": tracks[1:6]})
    changed = both.document("apply", file, "--yes")
    run_id = changed["run"] or next(row["run"] for row in both.document("runs", "list") if row["verb"] == "apply")
    job = next(row["id"] for row in both.document("jobs", "list") if row["run"] == run_id)
    return {"PLAYLIST": made["parts"][0]["playlist"], "RUN": run_id, "JOB": job}


LOOKING = [
    "accounts list",
    "playlists list",
    "playlists list --account listener1 --name seen",
    "playlists show PLAYLIST",
    "playlists history PLAYLIST",
    "playlists diff PLAYLIST 1 2",
    "runs list",
    "runs show RUN --full",
    "jobs list",
    "jobs list --children --state succeeded --kind runs.run",
    "jobs show JOB",
    "schedules list",
    "quota",
    "sync",
    "audit list --limit 5",
    "playlists show nothing-like-it",
    "runs show run_none",
    "jobs show job_none",
    "playlists diff PLAYLIST 1 99",
]


def test_what_looks_answers_the_same_beside_and_against(both: Both, lived_in: dict[str, str]) -> None:
    for line in LOOKING:
        words = [lived_in.get(word, word) for word in line.split()]
        for form in ([], ["--json"]):
            one, other = both.beside(*words, *form), both.against(*words, *form)
            masked = [(code, NOW.sub("", out), err) for code, out, err in (one, other)]
            assert masked[0] == masked[1], line
            assert one[1] + one[2], line


def test_a_playlist_is_found_by_a_name_with_anything_in_it(both: Both, lived_in: dict[str, str]) -> None:
    for name in (
        "Seen / by both",
        lived_in["PLAYLIST"][:12],
        f"https://open.spotify.com/playlist/{lived_in['PLAYLIST']}",
    ):
        assert both.document("playlists", "show", name)["id"] == lived_in["PLAYLIST"]


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_what_changes_playlists_says_the_same_beside_and_against(
    both: Both, tracks: list[str], write: Callable[..., str], form: list[str], tmp_path: Path
) -> None:
    Image.new("RGB", (40, 40), "blue").save(tmp_path / "cover.png")
    both.document("sync")  # from then on tracks have titles
    said: list[list[tuple[int, str, str]]] = []
    for number, how in enumerate((both.beside, both.against)):
        key = f"changed-{number}-{len(form)}"
        first = write({"create": key, "name": "Changed", "items": tracks[:7], "cover": "cover.png"})
        lines = [how("plan", first, *form), how("apply", first, "--yes", *form), how("apply", first, "--yes", *form)]
        second = write({"create": key, "name": "Changed again", "items": tracks[1:]})
        lines += [how("apply", second, *form), how("apply", second, "--yes", *form)]
        held = write({"create": key, "name": "Changed again", "items": tracks[7:]})
        lines += [how("apply", held, "--yes", *form), how("plan", held, "--force", "removes-much", *form)]
        found = json.loads(how("runs", "list", "--json")[1])[0]["run"]
        lines += [how("runs", "undo", found, "--yes", *form), how("runs", "resume", found, *form)]
        lines += [how("runs", "cancel", found, *form)]
        said.append([(code, normalised(out), normalised(err)) for code, out, err in lines])
    assert [code for code, _, _ in said[0]] == [0, 0, 0, 4, 0, 4, 0, 0, 0, 9]
    for one, other in zip(*said, strict=True):
        assert [one[0], *one[1].splitlines(), one[2]] == [other[0], *other[1].splitlines(), other[2]]


def test_a_job_is_left_to_the_server_and_watched(both: Both, tracks: list[str], write: Callable[..., str]) -> None:
    file = write({"create": "left", "name": "Left", "items": tracks[:2]})
    job = both.document("apply", file, "--yes", "--no-wait")["job"]
    code, out, _ = both.against("jobs", "watch", job)
    assert code == 0
    assert "succeeded" in out.splitlines()[-1]
    events = [json.loads(line) for line in both.against("jobs", "watch", job, "--json")[1].splitlines()]
    assert [event["data"]["state"] for event in events[:-1] if event["kind"] == "state"][-1] == "succeeded"
    assert events[-1]["id"] == job


def test_what_is_held_says_so_and_goes_on_when_let(both: Both, tracks: list[str], write: Callable[..., str]) -> None:
    both.document("jobs", "hold")
    try:
        file = write({"create": "on-hold", "name": "On hold", "items": tracks[:2]})
        error = both.document("apply", file, "--yes", code=9)["error"]
        assert "release" in error["remedy"]
        job = both.document("jobs", "list")[0]["id"]
        assert "All jobs are held" in both.against("jobs", "list")[1]
    finally:
        both.document("jobs", "release")
    assert both.against("jobs", "watch", job)[0] == 0
    assert both.document("jobs", "show", job)["state"] == "succeeded"


@pytest.mark.parametrize(
    "line",
    [
        "up",
        "sandbox",
        "backup",
        "restore x",
        "doctor",
        "apps list",
        "accounts connect",
        "accounts remove x",
        "audit verify",
        "audit export",
    ],
)
def test_what_needs_the_machine_itself_says_so(both: Both, line: str) -> None:
    code, _, err = both.against(*line.split())
    assert code == 2
    assert "the machine itself" in err


def test_a_folder_and_a_server_at_once_is_told(both: Both, tmp_path: Path) -> None:
    code, _, err = both.against("--data-dir", str(tmp_path), "runs", "list")
    assert (code, "only one of them" in err) == (2, True)


class Odd(BaseHTTPRequestHandler):
    """Answers everything with what `answers` says."""

    answers: tuple[int, str]
    authorised: list[str | None]

    def do_GET(self) -> None:
        self.authorised.append(self.headers["Authorization"])
        status, body = self.answers
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def odd(status: int, body: str) -> Iterator[tuple[str, list[str | None]]]:
    """A server of another kind: its address, and what it was shown as authorisation."""
    shown: list[str | None] = []
    handler = type("Handler", (Odd,), {"answers": (status, body), "authorised": shown})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", shown
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "body", "word"),
    [
        (200, "<html>", "no Playwarden"),
        (404, "", "no Playwarden"),
        (302, "", "no Playwarden"),
        (500, "{}", "no Playwarden"),
        (200, '{"status": "ok"}', "no Playwarden"),
        (200, '{"status": "ok", "version": "9.9.9"}', "Playwarden 9.9.9, this command is"),
    ],
)
def test_whoever_is_no_playwarden_or_of_another_age_never_sees_the_token(
    both: Both, status: int, body: str, word: str
) -> None:
    with odd(status, body) as (address, shown):
        code, _, err = both.against("runs", "list", PLAYWARDEN_URL=address)
    assert (code, word in err) == (11, True), err
    assert shown == [None]


def test_a_server_that_is_not_there_is_told(both: Both) -> None:
    code, _, err = both.against("runs", "list", PLAYWARDEN_URL="http://127.0.0.1:1")
    assert code == 11
    assert "Connection refused" in err
    assert "playwarden up" in err


def test_a_token_that_is_not_the_servers_is_told(both: Both) -> None:
    code, out, err = both.against("runs", "list", PLAYWARDEN_TOKEN="another-token-altogether")
    assert (code, "does not take this token" in err) == (4, True)
    assert "another-token" not in out + err


def test_a_name_that_the_server_does_not_know_is_told(both: Both) -> None:
    by_another_name = both.address.replace("127.0.0.1", "127.0.0.2")
    code, _, err = both.against("runs", "list", PLAYWARDEN_URL=by_another_name, PLAYWARDEN_PLAIN_HTTP="true")
    assert code in (4, 11), "it listens on 127.0.0.1 alone, or says that it does not know the name"
    assert "127.0.0.2" in err


def test_a_failure_of_the_program_shows_no_token(both: Both) -> None:
    code, out, err = both.against("runs", "list", PLAYWARDEN_URL="http://127.0.0.1:1", PLAYWARDEN_TOKEN="s3cret-s3cret")
    assert code == 11
    assert "s3cret" not in out + err
