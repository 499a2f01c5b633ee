"""Wrong input never shows a traceback: one sentence, what to do, a code of its own, and nothing lost."""

import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playwarden.sandbox.running import Running
from tests.integration.cli.conftest import Commands

HEAD = "version: 1\naccount: listener1\nplaylists:\n"
NOBODY = "nobody0000000000000000"


def test_a_command_that_is_none(commands: Commands) -> None:
    commands("plann").plain("No such command", "--help", code=2)


def test_a_usage_error_is_json_too(commands: Commands) -> None:
    said = commands("--json", "plan")
    assert (said.code, said.document["error"]["code"]) == (2, "usage")


def test_a_setting_that_is_wrong_is_named(commands: Commands) -> None:
    commands("quota", PLAYWARDEN_PORT="eight").plain("PLAYWARDEN_PORT", code=2)


def test_bad_yaml_names_file_and_line(commands: Commands, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(HEAD + "  - id: [\n")
    commands("plan", str(file)).plain(f"{file}:5:1", code=2)


def test_a_wrong_key_in_a_file_is_told_as_json_with_its_line(commands: Commands, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(HEAD + f"  - id: {NOBODY}\n    nmae: x\n")
    said = commands("plan", str(file), "--json")
    assert (said.code, said.err) == (2, "")
    assert (said.document["error"]["line"], said.document["error"]["code"]) == (5, "file")


def test_a_file_that_is_not_there(commands: Commands) -> None:
    commands("apply", "none.yaml", "--yes").plain("There is no file none.yaml", code=3)


def test_a_safety_rule_that_is_none_is_told_before_a_call_is_spent(commands: Commands, tmp_path: Path) -> None:
    commands("apply", "none.yaml", "--force", "all").plain("There is no safety rule 'all'", "removes-much", code=2)


def test_an_account_that_is_none_names_the_line(ready: Commands, tmp_path: Path) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(HEAD.replace("listener1", "nobody") + f"  - {{id: {NOBODY}, name: x}}\n")
    said = ready("plan", str(file))
    assert "w.yaml:2:10: no connected account is called 'nobody'" in said.err
    assert said.code == 2


def test_an_unknown_playlist(ready: Commands, tmp_path: Path) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(HEAD + f"  - {{id: {NOBODY}, name: x}}\n")
    ready("plan", str(file)).plain(f"{file}:4: Spotify does not have the playlist {NOBODY}", code=3)
    ready("playlists", "show", "no such list").plain("No playlist here is called 'no such list'", code=3)


def test_bytes_that_are_no_text_are_told(commands: Commands) -> None:
    commands("jobs", "show", os.fsdecode(b"\x80x")).plain("is no text in UTF-8", code=2)
    said = commands("--json", "schedules", "preview", "--cron", os.fsdecode(b"\xff * * * *"))
    assert (said.code, said.document["error"]["code"]) == (2, "input")


@pytest.mark.parametrize("command", [["placements", "check", "--playlist", "x", "--cover"], ["placements", "import"]])
def test_what_is_no_file_is_not_read(commands: Commands, command: list[str], tmp_path: Path) -> None:
    commands(*command, "/dev/zero").plain("it is no regular file", code=2)
    commands(*command, str(tmp_path)).plain("it is a folder", code=2)
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", 20 * 2**20 + 1)
    commands(*command, str(tmp_path / "large")).plain("is larger than 20 MB", code=2)


@pytest.mark.parametrize("payload", ["[1]", "{", "[" * 100_000, '{"a":' * 20_000, '{"a": "\\ud800"}', "9" * 5_000])
def test_a_payload_that_is_no_document(commands: Commands, payload: str) -> None:
    said = commands("schedules", "add", "n", "--do", "library.sync", "--every", "2h", "--payload", payload)
    said.plain("--payload is to be a JSON object", code=2)


def test_a_time_that_has_passed_is_previewed_as_such(commands: Commands) -> None:
    said = commands("schedules", "preview", "--at", "2020-01-01T00:00", "--zone", "UTC")
    assert said.out == "once, on 2020-01-01 at 00:00, UTC\nIt would not be due any more.\n"


def test_a_number_that_no_database_takes(commands: Commands) -> None:
    commands("runs", "list", "--limit", "9" * 25).plain("--limit", code=2)


def test_an_export_into_a_folder(commands: Commands, tmp_path: Path) -> None:
    commands("audit", "export", "--to", str(tmp_path)).plain("cannot be written", code=2)


def test_a_clock_that_does_not_answer(commands: Commands) -> None:
    commands("sync", PLAYWARDEN_CLOCK_URL="http://127.0.0.1:1/clock").plain("does not tell the time", code=2)


@pytest.mark.parametrize("cover", ["/etc/passwd", "data/secret.key"])
def test_a_cover_that_is_no_picture_is_never_taken(ready: Commands, tmp_path: Path, cover: str) -> None:
    """A file from somebody else may name what it likes: only what decodes as a picture leaves, encoded anew."""
    made = ready("playlists", "list", "--json").document
    file = tmp_path / "w.yaml"
    file.write_text(HEAD + f"  - {{create: k, name: x, cover: {cover}}}\n")
    ready("apply", str(file), "--yes").plain("expected a", "picture", code=2)
    assert ready("playlists", "list", "--json").document == made


def test_a_client_id_that_cannot_be_one(commands: Commands) -> None:
    commands("apps", "add", "x").plain("is no client id", code=2)


def test_a_wrong_client_id_never_hangs(commands: Commands, sandbox: Running) -> None:
    sandboxed = Commands(commands.folder, {"PLAYWARDEN_SPOTIFY_ACCOUNTS_URL": sandbox.accounts_url})
    assert sandboxed("apps", "add", "f" * 32).code == 0
    sandboxed("accounts", "connect", "--no-browser", "--wait", "1").plain("Nobody came back", code=2)


def test_an_address_to_paste_that_is_none(commands: Commands) -> None:
    commands("accounts", "connect", "--paste", "http://example.org").plain("not the address", code=2)


def test_connecting_without_an_app_says_what_comes_first(commands: Commands) -> None:
    commands("accounts", "connect", "--no-browser").plain("playwarden apps add", code=3)


def test_a_revoked_token_asks_for_a_new_consent_and_loses_nothing(
    ready: Commands, sandbox: Running, connect: Callable[..., dict[str, Any]]
) -> None:
    account = connect(ready, "listener2")["id"]
    assert ready("sync", "--account", account, "--lists-only").code == 0
    sandbox.revoke("listener2")
    ready("sync", "--account", account).plain("no longer takes the tokens", "accounts connect", code=5)
    assert len(ready("playlists", "list", "--account", account, "--json").document) > 0
    assert ready("doctor", "--json").code == 5
    connect(ready, "listener2", "--account", account)
    assert ready("sync", "--account", account, "--lists-only").code == 0


def test_spotify_that_is_not_there(ready: Commands, sandbox: Running) -> None:
    sandbox.set_clock(rate=20.0)  # its tries are pauses apart
    try:
        ready("sync", PLAYWARDEN_SPOTIFY_API_URL="http://127.0.0.1:1/v1").plain("cannot be reached", code=7)
    finally:
        sandbox.set_clock(rate=1.0)


def test_a_port_that_is_taken(commands: Commands) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        commands("up", "--port", str(port)).plain(f"The port {port} is taken", code=9)
        commands("sandbox", "--port", str(port)).plain(f"The port {port} is taken", code=9)


def test_a_data_folder_that_is_a_file(untouched: Commands, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    untouched("quota").plain("is a file", "PLAYWARDEN_DATA_DIR", code=8)


def test_a_folder_that_cannot_be_made(untouched: Commands, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    untouched("quota", PLAYWARDEN_DATA_DIR=str(tmp_path / "file" / "data")).plain("cannot be made", code=8)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs Linux's /proc, where nobody can write")
def test_a_folder_on_a_read_only_place(commands: Commands) -> None:
    commands("quota", PLAYWARDEN_DATA_DIR="/proc/self/fdinfo").plain("/proc/self/fdinfo", code=8)


def test_a_folder_that_others_own_cannot_be_written(untouched: Commands, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    if os.geteuid() == 0:
        assert untouched("quota").code == 0, "root may write everywhere"
    else:
        untouched("quota").plain("cannot be written", code=8)


def test_a_newer_database_is_not_touched(commands: Commands, tmp_path: Path) -> None:
    assert commands("quota").code == 0
    database = tmp_path / "data" / "playwarden.db"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = database.read_bytes()
    commands("runs", "list").plain("newer Playwarden", code=8)
    assert database.read_bytes() == before
    doctor = commands("doctor")
    assert (doctor.code, "newer Playwarden" in doctor.out) == (8, True)


def test_a_newer_database_gives_way_to_a_backup_and_is_set_aside(commands: Commands, tmp_path: Path) -> None:
    assert commands("apps", "add", "a" * 32, "--name", "kept").code == 0
    backup = commands("backup", "--json").document["path"]
    database = tmp_path / "data" / "playwarden.db"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    said = commands("restore", backup, "--yes", "--json")
    assert said.code == 0, said.err
    assert Path(said.document["saved"]).name.startswith("playwarden.db.aside-")
    assert [app["name"] for app in commands("apps", "list", "--json").document] == ["kept"]


def test_a_database_that_is_none(untouched: Commands, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "playwarden.db").write_bytes(b"this is no database, but long enough to look like one" * 100)
    untouched("quota").plain("damaged or no database", "restore", code=8)


def test_a_database_that_does_not_answer(commands: Commands) -> None:
    address = "postgresql://nobody@127.0.0.1:1/none"
    commands("quota", PLAYWARDEN_DATABASE_URL=address).plain("cannot be reached", code=8)


def test_a_corrupt_key_loses_nothing(ready: Commands, tmp_path: Path) -> None:
    key = tmp_path / "data" / "secret.key"
    kept = key.read_bytes()
    key.write_bytes(b"not a key\n")
    ready("sync").plain("no usable key", "secret.key", code=8)
    key.write_bytes(kept)
    assert ready("sync", "--lists-only").code == 0


def test_another_key_is_told_and_the_right_one_works_again(ready: Commands, tmp_path: Path) -> None:
    key = tmp_path / "data" / "secret.key"
    kept = key.read_bytes()
    key.unlink()
    ready("sync").plain("does not open", code=8)
    key.write_bytes(kept)
    assert ready("sync", "--lists-only").code == 0


def test_a_backup_that_is_none(commands: Commands, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"PK nonsense")
    said = commands("restore", str(file), "--yes")
    assert (said.code, "Traceback" in said.err) == (8, False)
    commands("restore", str(tmp_path / "none.zip"), "--yes")
    assert commands("restore", str(file)).code == 4


def test_a_run_that_is_none(commands: Commands) -> None:
    for verb in ("show", "resume", "undo"):
        said = commands("runs", verb, "run_none")
        assert (said.code, "Traceback" in said.err) == (3, False)


def test_a_reader_that_goes_away_is_no_failure(commands: Commands) -> None:
    with commands.start("schema") as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == ""
    assert running.returncode == 0


def test_an_unexpected_failure_is_one_sentence_and_the_log_has_the_rest(untouched: Commands, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "sitecustomize.py").write_text(
        "import playwarden.config as config\n"
        "keep = config.load_settings\n"
        "def once(**_):\n"
        "    config.load_settings = keep\n"
        "    raise ZeroDivisionError('by design')\n"
        "config.load_settings = once\n"
    )
    said = untouched.started("quota", PYTHONPATH=str(broken))
    assert said.code == 1
    assert "Something unexpected happened (ZeroDivisionError)" in said.err
    assert "Traceback" not in said.err
    log = tmp_path / "data" / "playwarden.log"
    assert "ZeroDivisionError: by design" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
