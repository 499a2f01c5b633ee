"""`up` serves health to everybody, data to the operator, one process a data folder; and it ends when told to."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.clock import FakeClock
from tests.nursery import nursery

PROGRAM = str(Path(sys.executable).with_name("playwarden"))


@dataclass(frozen=True)
class Up:
    """A running `playwarden up`, started as its user does it; the others here come from the nursery."""

    address: str
    token: str
    folder: Path
    process: "subprocess.Popen[str]"

    def get(self, path: str, *, token: str | None = None, host: str | None = None) -> tuple[int, Any]:
        """Status and document (or text) of an answer."""
        request = urllib.request.Request(self.address + path)
        if token is not None:
            request.add_header("Authorization", f"Bearer {token}")
        if host is not None:
            request.add_header("Host", host)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, kind, body = answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                status, kind, body = refused.code, refused.headers["Content-Type"], refused.read()
        return status, json.loads(body) if "json" in kind else body.decode()


def environment(folder: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PLAYWARDEN_")}
    return clean | {"PLAYWARDEN_DATA_DIR": str(folder), "PLAYWARDEN_SPOTIFY_API_URL": "http://127.0.0.1:1"}


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("up") / "data"
    command = [PROGRAM, "up", "--port", "0", "--json"]
    with subprocess.Popen(command, env=environment(folder), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Up(told["address"], Path(told["token_file"]).read_text().strip(), folder, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def test_health_is_told_to_everybody(up: Up) -> None:
    status, document = up.get("/health")
    assert (status, document["status"]) == (200, "ok")


def test_everything_else_needs_the_token(up: Up) -> None:
    for path in ("accounts", "playlists", "runs", "quota", "audit"):
        for token in (None, "wrong", ""):
            status, document = up.get(f"/api/v1/{path}", token=token)
            assert (status, document["code"]) == (401, "no_token")
        assert up.get(f"/api/v1/{path}", token=up.token) == (200, [])


def test_nothing_but_health_is_open_before_there_is_a_member(up: Up) -> None:
    for path in ("/docs", "/api/v1/openapi.json"):
        assert up.get(path)[0] == 401
    status, nobody = up.get("/api/v1/session")
    assert (status, nobody["signed_in"], nobody["set_up"]) == (200, False, False)


def test_it_prints_the_link_that_makes_the_first_member_and_a_restart_makes_another(tmp_path: Path) -> None:
    links = []
    for _ in range(2):
        command = ["up", "--port", "0", "--json", "--no-runner"]
        with nursery().begin(command, env=environment(tmp_path / "data"), cwd=tmp_path) as process:
            told = json.loads(process.stdout.readline())
            links.append(told["welcome"])
            assert told["welcome"].startswith(f"{told['address']}/welcome#")
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
    assert links[0].partition("#")[2] != links[1].partition("#")[2]
    assert links[1].partition("#")[2] not in (tmp_path / "data" / "playwarden.log").read_text()


def test_the_token_is_its_owners_alone(up: Up) -> None:
    assert (up.folder / "operator.token").stat().st_mode & 0o777 == 0o600
    assert up.token not in (up.folder / "playwarden.log").read_text()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8765"])
def test_a_foreign_host_name_is_refused_even_with_the_token(up: Up, host: str) -> None:
    status, document = up.get("/api/v1/playlists", token=up.token, host=host)
    assert (status, document["code"]) == (421, "foreign_host")


@pytest.mark.parametrize("host", ["localhost", "localhost:9", "127.0.0.1:9", "LOCALHOST", "[::1]:9"])
def test_loopback_names_are_ours(up: Up, host: str) -> None:
    assert up.get("/health", host=host)[0] == 200


def test_errors_are_problem_documents_with_a_stable_code(up: Up) -> None:
    status, document = up.get("/api/v1/playlists/nothing", token=up.token)
    assert (status, document["code"], document["type"]) == (404, "not_found", "urn:playwarden:error:not_found")
    assert document["remedy"]
    status, document = up.get("/api/v1/runs?limit=0", token=up.token)
    assert (status, document["code"]) == (422, "input")
    status, document = up.get("/api/v1/runs/run_none", token=up.token)
    assert (status, document["code"]) == (404, "not_found")
    assert up.get("/api/v1/nothing", token=up.token)[0] == 404


def test_the_reference_is_one_page_that_loads_nothing_from_elsewhere(up: Up) -> None:
    status, page = up.get("/docs", token=up.token)
    assert status == 200
    assert "/api/v1/playlists/{playlist}/versions" in page
    assert "<script" not in page
    assert "src=" not in page
    status, document = up.get("/api/v1/openapi.json", token=up.token)
    assert (status, "/api/v1/audit" in document["paths"]) == (200, True)


def test_a_second_one_on_the_same_folder_refuses_and_names_the_first(up: Up) -> None:
    done = nursery().run(["up", "--port", "0"], env=environment(up.folder), cwd=up.folder, timeout=60)
    assert done.returncode == 9
    assert f"process {up.process.pid}" in done.stderr


def test_a_nightly_backup_is_made_while_it_is_up(tmp_path: Path) -> None:
    from playwarden.bootstrap import open_container
    from playwarden.config import Settings

    clock = FakeClock()
    container = replace(open_container(Settings(data_dir=tmp_path / "data", sync_minutes=0)), clock=clock)
    try:
        container.runner.start()
        try:
            deadline = time.monotonic() + 30
            while not container.backups.files() and time.monotonic() < deadline:
                clock.advance(1)
                time.sleep(0.05)
        finally:
            container.runner.stop()
        assert [kept.manifest.kind for kept in container.backups.files() if kept.manifest] == ["nightly"]
    finally:
        container.close()


def test_told_to_stop_it_ends_at_once_although_somebody_listens(tmp_path: Path) -> None:
    command = ["up", "--port", "0", "--json"]
    with nursery().begin(command, env=environment(tmp_path / "data"), cwd=tmp_path) as process:
        told = json.loads(process.stdout.readline())
        request = urllib.request.Request(told["address"] + "/api/v1/events")
        request.add_header("Authorization", f"Bearer {Path(told['token_file']).read_text().strip()}")
        with urllib.request.urlopen(request, timeout=30) as stream:
            assert stream.readline() == b": listening\n"
            process.send_signal(signal.SIGTERM)
            assert b"data" not in stream.read(), "the stream was ended, not broken off"
        assert process.wait(timeout=30) == 0
