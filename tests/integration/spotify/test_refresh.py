"""One refresh for all threads and processes, and what follows when Spotify takes tokens back."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from playwarden.domain.accounts import AccountState
from playwarden.domain.calls import Caller
from playwarden.engine.ports.accounts import Granted
from playwarden.kit.errors import CorruptKey, NeedsReconnecting, NotFound, SpotifyUnavailable
from playwarden.kit.seal import Sealer
from playwarden.sandbox.running import Running
from playwarden.spotify.oauth import InvalidGrant
from playwarden.store.database import Database
from playwarden.store.tokens import StoredTokens
from tests.integration.spotify.rig import Rig, rigged
from tests.integration.store.processes import Child
from tests.sandboxes import started

THREADS = 8


@pytest.fixture(name="rig", params=[True, False], ids=["rotating", "keeping"])
def rig_fixture(request: pytest.FixtureRequest, sqlite_database: Database, tmp_path: Path) -> Iterator[Rig]:
    with started(rotate_refresh_tokens=request.param) as sandbox, rigged(sandbox, sqlite_database, tmp_path) as rig:
        yield rig


def read_once(rig: Rig, caller: Caller) -> int:
    return next(rig.target.heads(caller)).total


def test_an_hour_later_the_token_is_refreshed_before_the_call(rig: Rig) -> None:
    caller = rig.caller()
    for _ in range(2):
        rig.sandbox.advance(3600)
        read_once(rig, caller)
    assert rig.refreshes() == 2
    assert 401 not in rig.statuses()


def test_eight_threads_make_one_refresh(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.advance(3600)
    start = threading.Barrier(THREADS)

    def work(_: int) -> int:
        start.wait()
        return read_once(rig, caller)

    with ThreadPoolExecutor(THREADS) as pool:
        assert len(list(pool.map(work, range(THREADS)))) == THREADS
    assert rig.refreshes() == 1


def test_eight_threads_that_are_answered_401_make_one_refresh(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.expire("listener1")
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: read_once(rig, caller), range(THREADS)))
    assert rig.refreshes() == 1
    assert rig.statuses().count(200) == THREADS


def test_a_write_that_was_answered_401_is_done_once(rig: Rig) -> None:
    from playwarden.domain.operations import Create

    caller = rig.caller()
    rig.sandbox.expire("listener1")
    made = rig.target.perform(caller, None, Create("once", description="d"))
    assert made.playlist_id in rig.sandbox.playlists_of("listener1")
    assert rig.statuses() == [401, 201]


PROGRAM = """
import sys, threading
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor
from playwarden.domain.calls import Caller
from playwarden.sandbox.running import Running
from playwarden.store.database import Database
from tests.integration.spotify.rig import rigged
base, url, folder, account = sys.argv[1:]
with rigged(Running(base), Database(url), Path(folder)) as rig:
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(4) as pool:
        print(sum(pool.map(lambda _: next(rig.target.heads(Caller(account))).total > 0, range(4))), flush=True)
"""


def test_two_processes_make_one_refresh(rig: Rig, tmp_path: Path) -> None:
    caller = rig.caller()
    rig.sandbox.advance(3600)
    arguments = [rig.sandbox.base_url, rig.database.url.render_as_string(), str(tmp_path), caller.account]
    with Child(PROGRAM, *arguments) as one, Child(PROGRAM, *arguments) as other:
        processes = (one, other)
        assert [process.line() for process in processes] == ["ready", "ready"]
        for process in processes:
            process.tell("go")
        assert [process.line() for process in processes] == ["4", "4"]
    assert rig.refreshes() == 1


def test_revoked_tokens_ask_for_reconnecting_once_and_never_loop(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.revoke("listener1")
    for _ in range(3):
        with pytest.raises(NeedsReconnecting, match="connect"):
            read_once(rig, caller)
    assert rig.account(caller).state is AccountState.NEEDS_RECONNECTING
    assert rig.refreshes() == 1
    assert rig.statuses() == [401]


def test_reconnecting_lets_everything_go_on(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.revoke("listener1")
    with pytest.raises(NeedsReconnecting):
        read_once(rig, caller)
    assert rig.connected(renew=caller.account).account.id == caller.account
    assert read_once(rig, caller) > 0


def test_after_six_months_it_says_so(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.advance(200 * 86_400)
    with pytest.raises(NeedsReconnecting, match="six months ended on"):
        read_once(rig, caller)


def test_a_refresh_that_somebody_else_was_faster_with_is_no_loss(rig: Rig) -> None:
    """invalid_grant while another process stored newer tokens: those are read and used."""
    caller = rig.caller()
    rig.sandbox.advance(3600)
    ask = rig.oauth.refresh

    def overtaken(app: object, refresh_token: str) -> Granted:
        connection = rig.shelf.connection(caller.account)
        assert connection.tokens is not None
        fresh = ask(connection.app, connection.tokens.refresh)
        rig.shelf.rotate(caller.account, fresh, generation=connection.tokens.generation, now=rig.now())
        raise InvalidGrant("Refresh token revoked")

    rig.oauth.refresh = overtaken  # type: ignore[method-assign]  # the one moment no outside can be made to hit
    assert read_once(rig, caller) > 0
    assert rig.account(caller).state is AccountState.CONNECTED


def test_an_accounts_service_in_trouble_loses_nothing(rig: Rig) -> None:
    caller = rig.caller()
    rig.sandbox.advance(3600)
    rig.sandbox.fault("status", path="/api/token", status=503, times=0)
    with pytest.raises(SpotifyUnavailable):
        read_once(rig, caller)
    assert rig.account(caller).state is AccountState.CONNECTED
    rig.sandbox.clear_faults()
    assert read_once(rig, caller) > 0


def test_a_removed_account_makes_no_call(rig: Rig) -> None:
    caller = rig.caller()
    rig.service.remove("listener1", actor="test")
    with pytest.raises(NotFound, match="removed"):
        read_once(rig, caller)
    assert rig.sandbox.counters()["total"] == 0


def test_another_key_is_told_and_changes_nothing(rig: Rig) -> None:
    caller = rig.caller()
    other = StoredTokens(rig.database, Sealer.from_file(rig.key_file.with_name("other.key")))
    with pytest.raises(CorruptKey, match="does not open"):
        other.connection(caller.account)
    assert read_once(rig, caller) > 0


def test_no_token_lies_open_in_the_database(rig: Rig, tmp_path: Path) -> None:
    caller = rig.caller()
    connection = rig.shelf.connection(caller.account)
    assert connection.tokens is not None
    secrets = (connection.tokens.access, connection.tokens.refresh)
    assert not any(secret in repr(connection) for secret in secrets)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(secret.encode() in stored for secret in secrets)


def test_tokens_are_good_in_the_sandbox(rig: Rig) -> None:
    """Against a test that passes because nothing is ever checked."""
    caller = rig.caller()
    assert isinstance(rig.sandbox, Running)
    rig.sandbox.revoke("listener1", refresh=False)
    assert read_once(rig, caller) > 0
    assert rig.statuses() == [401, 200]
