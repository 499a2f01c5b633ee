"""A command that makes a job carries it out where nobody else does, and follows whoever does; Ctrl-C leaves no mess."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import Commands, Said, at
from tests.integration.cli.here import Here
from tests.integration.cli.test_remote import up
from tests.nursery import Begun

STILL = {"PLAYWARDEN_SYNC_MINUTES": "0", "PLAYWARDEN_COLLECT_PLAYS": "false"}
"""Nothing calls by itself."""


@pytest.fixture
def tracks(sandbox: Running) -> list[str]:
    found = [uri for uri in sandbox.uris(sandbox.playlists_of("listener1")[0]) if uri and ":track:" in uri]
    return list(dict.fromkeys(found))[:3]


@pytest.fixture
def write(tmp_path: Path, tracks: list[str]) -> Callable[..., str]:
    """A file for listener1 with so many playlists to be made; its path."""

    def written(key: str, count: int = 1) -> str:
        wishes = [{"create": f"{key}-{number}", "name": f"{key} {number}", "items": tracks} for number in range(count)]
        path = tmp_path / f"{key}.yaml"
        path.write_text(json.dumps({"version": 1, "account": "listener1", "playlists": wishes}))
        return str(path)

    return written


@dataclass(frozen=True)
class Ready:
    """Commands on one data folder: in this process where nothing is interrupted, else in one of their own."""

    processes: Commands
    here: Here
    environment: dict[str, str]

    def __call__(self, *words: str) -> Said:
        return self.here(*words, environment=self.environment)

    def until(self, done: Callable[[], bool]) -> None:
        """Waits until `done`, for a minute at most."""
        for _ in range(600):
            if done():
                return
            time.sleep(0.1)
        raise AssertionError("it did not come to that")


@pytest.fixture(name="ready")
def ready_fixture(
    ready: Commands, sandbox: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Ready:
    """listener1 may be written to."""
    environment = at(sandbox) | {"PLAYWARDEN_DATA_DIR": str(ready.folder)}
    return Ready(ready, Here(capsys, monkeypatch), environment)


@contextmanager
def one_held(sandbox: Running, **call: object) -> Iterator[int]:
    """The call that matches is held on its way: its number. What is left of that is taken back in the end."""
    held = sandbox.hold(**call)
    try:
        yield held
    finally:
        sandbox.latency(0)
        sandbox.clear_faults()


def interrupted(process: Begun, sandbox: Running, held: int, then: Callable[[], object] = lambda: None) -> Any:
    """Ctrl-C while the held call is on its way, and `then` once that was sent, each further call taking a second: what
    the command says.
    """
    end = time.monotonic() + 60
    while not any(fault["number"] == held and fault["fired"] for fault in sandbox.control("GET", "faults")):
        assert time.monotonic() < end, "the call never came"
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    sandbox.latency(1_000)
    process.send_signal(signal.SIGINT)
    then()
    said = json.loads(process.stdout.read())
    process.wait(timeout=60)
    return said


def calls_that_end(sandbox: Running) -> int:
    """How many calls there were in all, once none has come for as long as two of them take."""
    seen, since, end = -1, time.monotonic(), time.monotonic() + 60
    while time.monotonic() - since < 2.5:
        assert time.monotonic() < end, "calls went on and on"
        if (now := sandbox.counters()["total"]) != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.05)
    return seen


def test_without_a_runner_the_command_carries_its_jobs_out_itself(
    ready: Ready, sandbox: Running, write: Callable[..., str], tracks: list[str]
) -> None:
    done = ready("apply", write("alone", 3), "--yes", "--json")
    assert (done.code, done.document["state"]) == (0, "done")
    assert [sandbox.uris(part["playlist"]) for part in done.document["parts"]] == [tracks] * 3
    jobs = ready("jobs", "list", "--children", "--json").document
    assert [job["state"] for job in jobs] == ["succeeded"] * 4, "a parent and a child for each playlist"


def test_no_wait_answers_with_the_job_and_leaves_the_work_to_others(
    ready: Ready, sandbox: Running, write: Callable[..., str]
) -> None:
    started = ready("apply", write("later"), "--yes", "--no-wait", "--json").document
    shown = ready("runs", "show", started["run"], "--json").document
    assert [part["state"] for part in shown["playlists"]] == ["pending"]
    ran = ready("jobs", "run", started["job"], "--json")
    assert (ran.code, ran.document["state"]) == (0, "succeeded")
    assert ready("runs", "show", started["run"], "--json").document["state"] == "done"


def test_ctrl_c_while_a_runner_is_at_it_leaves_the_job_to_the_runner(
    ready: Ready, sandbox: Running, write: Callable[..., str]
) -> None:
    with up(ready.processes, **STILL):
        plan = ready("plan", write("left", 3), "--json").document["fingerprint"]
        with (
            one_held(sandbox, method="write") as held,
            ready.processes.begin("apply", write("left", 3), "--approve", plan, "--json") as applying,
        ):
            said = interrupted(applying, sandbox, held)
        assert applying.returncode == 10
        job = ready("jobs", "list", "--json").document[0]["id"]
        assert f"playwarden jobs cancel {job}" in said["error"]["remedy"]
        watched = ready("jobs", "watch", job)
        assert watched.code == 0, watched.err
        assert ready("runs", "list", "--json").document[0]["state"] == "done"


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "on a server"])
def test_ctrl_c_while_looking_ends_the_looking_wherever_it_is_done(
    ready: Ready, sandbox: Running, tmp_path: Path, *, elsewhere: bool
) -> None:
    playlists = [playlist for playlist in sandbox.playlists_of("listener1") if sandbox.uris(playlist)]
    wishes = [{"id": playlist, "name": "x"} for playlist in playlists] + [{"create": "y", "name": "y"}]
    path = tmp_path / "looking.yaml"
    path.write_text(json.dumps({"version": 1, "account": "listener1", "playlists": wishes}))
    with up(ready.processes, **STILL) as (address, token):
        more = {"PLAYWARDEN_URL": address, "PLAYWARDEN_TOKEN": token} if elsewhere else {}
        sandbox.reset_counters()
        with one_held(sandbox) as held:
            with ready.processes.begin("plan", str(path), "--json", **more) as looking:
                said = interrupted(looking, sandbox, held, lambda: sandbox.lift(held))
            assert calls_that_end(sandbox) < len(playlists)
    assert (looking.returncode, said["error"]["code"]) == (130, "stopped")


def test_ctrl_c_while_it_works_itself_stops_between_two_calls_and_the_next_up_goes_on(
    ready: Ready, sandbox: Running, write: Callable[..., str], tracks: list[str]
) -> None:
    plan = ready("plan", write("stopped", 4), "--json").document["fingerprint"]
    with (
        one_held(sandbox, method="write", nth=2) as held,
        ready.processes.begin("apply", write("stopped", 4), "--approve", plan, "--json") as applying,
    ):
        said = interrupted(applying, sandbox, held, lambda: sandbox.lift(held))
    assert (applying.returncode, said["error"]["code"]) == (10, "interrupted")
    run = ready("runs", "list", "--json").document[0]["run"]
    assert f"playwarden runs resume {run}" in said["error"]["remedy"]
    states = {job["state"] for job in ready("jobs", "list", "--children", "--json").document}
    assert "running" not in states, "what was begun went back to the queue"
    with up(ready.processes, **STILL):
        job = ready("jobs", "list", "--json").document[0]["id"]
        assert ready("jobs", "watch", job).code == 0
    shown = ready("runs", "show", run, "--json").document
    assert shown["state"] == "done"
    assert [sandbox.uris(part["playlist"]) for part in shown["playlists"]] == [tracks] * 4


def test_what_waits_for_calls_ends_the_command_with_the_time_and_goes_on_by_itself(
    ready: Ready, sandbox: Running, write: Callable[..., str]
) -> None:
    sandbox.ban(3_600, quota=True, bucket="POST /me/playlists")
    try:
        with up(ready.processes, **STILL):
            held = ready("apply", write("banned"), "--yes", "--json")
            assert (held.code, held.document["error"]["code"]) == (6, "rate_limited")
            assert held.document["error"]["until"]
            assert "goes on by itself" in held.document["error"]["remedy"]
            job = ready("jobs", "list", "--state", "waiting", "--json").document[0]
            assert (job["waits_for"], job["run"] is not None) == ("quota", True)
            assert ready("jobs", "watch", job["id"]).code == 6
            sandbox.advance(2 * 3_600)
            ready.until(lambda: ready("jobs", "show", job["id"], "--json").document["state"] == "succeeded")
    finally:
        sandbox.advance(2 * 3_600)


def test_a_run_is_cancelled_while_a_runner_is_at_it(ready: Ready, sandbox: Running, write: Callable[..., str]) -> None:
    with up(ready.processes, **STILL):
        sandbox.reset_counters()
        sandbox.latency(1_500)
        try:
            started = ready("apply", write("cancelled", 8), "--yes", "--no-wait", "--json").document
            ready.until(lambda: sandbox.counters()["total"] >= 1)
            told = ready("runs", "cancel", started["run"])
        finally:
            sandbox.latency(0)
        assert told.code == 0, told.err
        ready("jobs", "watch", started["job"])
        shown = ready("runs", "show", started["run"], "--json").document
        assert shown["state"] == "cancelled"
        assert "cancelled" in {part["state"] for part in shown["playlists"]}


@pytest.mark.parametrize("words", [("--state", "odd"), ("--limit", "0"), ("--playlist", "nothing-like-it")])
def test_odd_questions_about_jobs_are_told(ready: Ready, words: tuple[str, ...]) -> None:
    said = ready("jobs", "list", *words)
    assert said.code in (2, 3)
    assert "Traceback" not in said.err


def test_an_empty_book_of_jobs_says_so(ready: Ready) -> None:
    assert "no such job" in ready("jobs", "list").out
    assert ready("jobs", "list", "--json").document == []
    for verb in ("show", "watch", "cancel", "retry", "run"):
        ready("jobs", verb, "job_none").plain("no job", code=3)
