"""Ctrl-C ends a command in plain words; a run that was stopped half way is resumed."""

import json
import signal
import time
from pathlib import Path

from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import Commands


def test_ctrl_c_while_waiting_for_a_consent(ready: Commands) -> None:
    with ready.start("accounts", "connect", "--no-browser", "--json") as waiting:
        assert waiting.stdout is not None
        assert waiting.stderr is not None
        waiting.stdout.readline()
        waiting.send_signal(signal.SIGINT)
        rest, said = waiting.stdout.read(), waiting.stderr.read()
    assert (waiting.returncode, said) == (130, "")
    assert json.loads(rest)["error"]["code"] == "stopped"


def test_a_run_stopped_by_ctrl_c_says_how_to_go_on_and_goes_on(
    ready: Commands, sandbox: Running, tmp_path: Path
) -> None:
    tracks = list(dict.fromkeys(uri for uri in sandbox.uris(sandbox.playlists_of("listener1")[0]) if uri))[:5]
    wishes = [{"create": f"stop-{number}", "name": f"Stop {number}", "items": tracks} for number in range(6)]
    file = tmp_path / "w.yaml"
    file.write_text(json.dumps({"version": 1, "account": "listener1", "playlists": wishes}))
    approved = ready("plan", str(file), "--json").document["fingerprint"]
    sandbox.reset_counters()
    sandbox.latency(400)
    try:
        with ready.begin("apply", str(file), "--approve", approved, "--json") as applying:
            while sandbox.counters()["total"] < 3:
                time.sleep(0.05)
            applying.send_signal(signal.SIGINT)
            said = json.loads(applying.stdout.read())
    finally:
        sandbox.latency(0)
    assert applying.returncode == 10
    run = ready("runs", "list", "--json").document[0]["run"]
    assert f"playwarden runs resume {run}" in said["error"]["remedy"]
    done = ready("runs", "resume", run, "--json")
    assert (done.code, done.document["state"]) == (0, "done")
    made = [part["playlist"] for part in done.document["parts"]]
    assert [sandbox.uris(playlist) for playlist in made] == [tracks] * 6
    names = [sandbox.playlist(each)["name"] for each in sandbox.playlists_of("listener1")]
    assert sorted(name for name in names if name.startswith("Stop ")) == [f"Stop {number}" for number in range(6)]


def test_a_cancelled_run_is_at_its_end_and_is_not_taken_up_as_done(
    ready: Commands, sandbox: Running, tmp_path: Path
) -> None:
    file = tmp_path / "w.yaml"
    wishes = [{"create": f"end-{number}", "name": f"End {number}", "items": []} for number in range(2)]
    file.write_text(json.dumps({"version": 1, "account": "listener1", "playlists": wishes}))
    assert ready("jobs", "hold").code == 0
    job = ready("apply", str(file), "--yes", "--no-wait", "--json").document["job"]
    assert ready("jobs", "cancel", job).code == 0
    assert ready("jobs", "release").code == 0
    ready("jobs", "retry", job).plain("was cancelled, and with that it is at its end", "Ask for the same again", code=9)
    ready("jobs", "run", job).plain("has ended", code=9)
    assert not [each for each in sandbox.playlists_of("listener1") if sandbox.playlist(each)["name"].startswith("End ")]
