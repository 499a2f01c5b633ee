"""`playwarden schedules`, through the API, as a person types it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.cli.main import run
from playwarden.config import load_settings
from playwarden.domain.jobs.timing import kinds
from playwarden.kit.errors import Exit
from playwarden.web.schemas import schedules as documents
from tests.fakes.clock import FakeClock
from tests.fakes.spotify import track
from tests.integration.runs.conftest import connect_account

Say = Callable[..., tuple[int, Any]]
CRON = ("--cron", "0 6 * * MON", "--zone", "Europe/Berlin")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def say(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs one command; its exit code and its document."""
    monkeypatch.setenv("TZ", "UTC")

    def said(*words: str) -> tuple[int, Any]:
        code = run(["--data-dir", str(folder), "schedules", *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return said


def opened(folder: Path) -> Container:
    return open_container(load_settings(data_dir=folder))


def test_a_schedule_is_added_shown_changed_and_removed(say: Say) -> None:
    code, added = say("add", "sync on mondays", "--do", "library.sync", *CRON, "--missed", "skip")
    assert (code, added["words"], added["missed"]) == (0, "every Monday at 06:00, Europe/Berlin", "skip")
    assert (added["jitter_seconds"], added["built_in"], len(added["times"])) == (600, False, 5)
    assert say("show", added["id"], "--times", "2")[1]["times"] == added["times"][:2]
    code, changed = say("change", "sync on mondays", "--every", "2h", "--jitter", "90s", "--name", "sync")
    assert (code, changed["timing"]["seconds"], changed["jitter_seconds"]) == (0, 7200, 90)
    assert [each["name"] for each in say("list")[1]] == ["sync"]
    assert say("pause", "sync")[1]["paused_at"] is not None
    assert say("show", "sync")[1]["times"] == []
    assert say("resume", "sync")[1]["paused_at"] is None
    assert say("remove", "sync")[1]["id"] == added["id"]
    assert say("list") == (0, [])


def test_the_list_goes_on_beyond_one_page(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playwarden.cli.schedules._PAGE", 2)
    for number in range(5):
        assert say("add", f"sync {number}", "--do", "library.sync", "--every", f"{5 - number}h")[0] == 0
    found = say("list")[1]
    assert {each["name"] for each in found} == {f"sync {number}" for number in range(5)}
    assert [each["next_at"] for each in found] == sorted(each["next_at"] for each in found)


def test_run_does_the_work_at_once(say: Say) -> None:
    say("add", "sync", "--do", "library.sync", "--every", "2h")
    code, ended = say("run", "sync")
    assert (code, ended["state"]) == (0, "succeeded")
    code, started = say("run", "sync", "--no-wait")
    assert (code, list(started)) == (0, ["job"])


def test_a_file_is_stored_with_the_schedule(say: Say, folder: Path, tmp_path: Path) -> None:
    container = opened(folder)
    connect_account(container.database, FakeClock())
    container.close()
    file = tmp_path / "mix.yaml"
    text = f"version: 1\naccount: Me\nplaylists:\n  - id: {'a' * 22}\n    items:\n      - {track('b' * 22)}\n"
    file.write_text(text)
    code, added = say("add", "mix", "--file", str(file), *CRON, "--force", "removes-much")
    assert (code, added["kind"]) == (0, "wishes.apply")
    assert added["payload"] == {"file": text, "path": str(file), "covers": {}, "forced": ["removes-much"]}
    file.write_text(text.replace("b" * 22, "c" * 22))
    assert say("show", "mix")[1]["payload"]["file"] == text
    assert "c" * 22 in say("change", "mix", "--file", str(file))[1]["payload"]["file"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("add", "x"), Exit.INPUT, "When it is to be done is missing."),
        (("add", "x", "--every", "2h"), Exit.INPUT, "What is to be done is missing."),
        (
            ("add", "x", "--do", "library.sync", "--every", "2h", *CRON),
            Exit.INPUT,
            "--cron and --every are two timings.",
        ),
        (("add", "x", "--do", "library.sync", "--every", "two"), Exit.INPUT, "'two' is no span of time."),
        (("add", "x", "--do", "library.sync", "--every", "5s"), Exit.INPUT, "at least one minute"),
        (("add", "x", "--do", "library.sync", "--every", "2h", "--between", "8-20"), Exit.INPUT, "goes with --weekly"),
        (("add", "x", "--do", "library.sync", "--weekly", "3", "--between", "8"), Exit.INPUT, "no span of hours"),
        (("add", "x", "--do", "library.sync", "--cron", "0 6 30 2 *"), Exit.INPUT, "never comes true"),
        (("add", "x", "--do", "library.sync", "--at", "2001-01-01T00:00"), Exit.INPUT, "That time has passed"),
        (("add", "x", "--do", "library.sync", *CRON, "--missed", "never"), Exit.INPUT, "no policy"),
        (("add", "x", "--do", "library.sync", *CRON, "--payload", "[]"), Exit.INPUT, "a JSON object"),
        (("add", "x", "--do", "library.sync", *CRON, "--payload", '{"a": 1}'), Exit.INPUT, "takes no a"),
        (("add", "x", "--do", "library.sink", *CRON), Exit.INPUT, "cannot be scheduled"),
        (
            ("add", "x", "--do", "library.sync", *CRON, "--force", "removes-much"),
            Exit.INPUT,
            "--force goes with --file",
        ),
        (("add", "x", "--file", "/nowhere.yaml", *CRON), Exit.NOT_FOUND, "There is no file"),
        (("add", "nightly-backup", "--do", "library.sync", *CRON), Exit.CONFLICT, "built-in"),
        (("show", "nobody"), Exit.NOT_FOUND, "no schedule 'nobody'"),
        (("change", "nobody"), Exit.INPUT, "Nothing is to be changed."),
        (("change", "nobody", "--missed", "ask"), Exit.NOT_FOUND, "no schedule"),
        (("run", "nobody"), Exit.NOT_FOUND, "no schedule"),
        (("preview",), Exit.INPUT, "nothing to preview"),
        (("preview", "--cron", "0 6 * * *", "--zone", "Berlin"), Exit.INPUT, "no time zone 'Berlin'"),
        (("preview", "--zone", "UTC"), Exit.INPUT, "--zone goes with"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(say: Say, words: tuple[str, ...], code: Exit, told: str) -> None:
    left, document = say(*words)
    assert (left, told in document["error"]["what"]) == (int(code), True), document
    assert document["error"]["what"].endswith(".")


def test_duties_stand_among_the_schedules_once_something_ticked(say: Say, folder: Path) -> None:
    container = opened(folder)
    container.schedules.tick()
    container.close()
    names = {each["name"]: each["built_in"] for each in say("list")[1]}
    assert names == {"library-sync": True, "library-read": True, "nightly-backup": True}
    code, document = say("remove", "library-sync")
    assert (code, document["error"]["remedy"]) == (
        int(Exit.REFUSED),
        "Change PLAYWARDEN_SYNC_MINUTES instead, or pause it.",
    )


def test_without_sync_and_backup_nothing_is_done_by_itself(folder: Path) -> None:
    container = open_container(load_settings(data_dir=folder, sync_minutes=0, backup_hour=-1))
    container.schedules.tick()
    assert container.schedules.schedules() == []
    container.close()


def test_every_kind_of_timing_can_be_sent() -> None:
    sent = {
        documents.CronBody: "cron",
        documents.EveryBody: "every",
        documents.AtBody: "at",
        documents.WeeklyBody: "weekly",
    }
    assert sorted(sent.values()) == list(kinds())


def test_people_read_it_in_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = ["--data-dir", str(folder), "schedules"]
    assert run([*before, "add", "sync", "--do", "library.sync", *CRON]) == 0
    told = capsys.readouterr().out
    assert "library.sync every Monday at 06:00, Europe/Berlin" in told
    assert "Times that were missed run once for all of them." in told
    assert run([*before, "list"]) == 0
    assert "every Monday at 06:00, Europe/Berlin" in capsys.readouterr().out
    for words in ("pause", "resume", "remove"):
        assert run([*before, words, "sync"]) == 0
        assert "'sync'" in capsys.readouterr().out
    assert run([*before, "list"]) == 0
    assert capsys.readouterr().out == "There is no schedule yet.\n"
