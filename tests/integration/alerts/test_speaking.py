"""Apprise speaks in a process of its own: to whom it may, within its time, and of nothing that is secret."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from playwarden.domain.alerts import Message, Severity
from playwarden.features.alerts import messenger, speaking
from playwarden.features.alerts.messenger import Apprise, shown
from playwarden.kit.errors import InputError
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.alerts.house import House
from tests.integration.store.processes import Child
from tests.integration.webhooks.receiver import Receiver, receiving

WORDS = Message("Title taken down: Monday", "It was put back.\n\nafter 4 minutes", Severity.ALARM)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def address(receiver: Receiver, scheme: str = "json", path: str = "alerts/kX8vd02ms") -> str:
    return receiver.url.replace("http", scheme) + "/" + path


def test_an_alert_reaches_a_receiver_through_apprise(database: Database, clock: FakeClock, receiver: Receiver) -> None:
    house = House(database, clock, Apprise(private=True))
    route = house.route(address(receiver))
    house.happen("incident.gone", "Mix 3 is gone")
    assert house.tick() == 1
    receiver.status = 503
    house.happen(title="Title taken down: Monday")
    house.tick(300)
    last = house.alerts.route(route.id).last
    assert last is not None
    assert (last.ok, "503" in last.words) == (False, True)
    receiver.status = 200
    assert house.tick(60) == 1
    first, failed, again = (json.loads(body) for _, body in receiver.got)
    assert (first["title"], first["type"]) == ("Mix 3 is gone", "failure")
    assert "https://music.example/protection" in first["message"]
    assert failed == again, "what was not taken comes again"
    assert (again["title"], again["type"]) == ("Title taken down: Monday", "warning")
    assert receiver.got[0][0]["user-agent"] == "Playwarden"


def test_addresses_that_are_not_public_are_called_only_where_that_is_allowed(receiver: Receiver) -> None:
    """Whatever the scheme, and whatever name leads there: the process itself is kept from it."""
    careful = Apprise(private=False)
    for scheme in ("json", "ntfy"):
        told = careful.tell(address(receiver, scheme), WORDS)
        assert (told.ok, told.words) == (False, "Its host is not public (127.0.0.1)."), scheme
    told = careful.tell(address(receiver).replace("127.0.0.1", "localhost"), WORDS)
    assert "not public" in told.words
    assert "not public" in careful.tell("mailto://ada:secret@example.org?smtp=127.0.0.1", WORDS).words
    assert receiver.got == []
    assert Apprise(private=True).tell(address(receiver, "form"), WORDS).ok
    assert len(receiver.got) == 1


def test_no_redirect_is_followed(receiver: Receiver) -> None:
    receiver.status = 302
    assert not Apprise(private=True).tell(address(receiver), WORDS).ok
    assert len(receiver.got) == 1


@pytest.mark.parametrize("scheme", sorted(speaking.LOCAL))
def test_what_would_touch_this_machine_is_refused(scheme: str) -> None:
    for url in (f"{scheme}://", f" {scheme.upper()}://localhost/x"):
        with pytest.raises(InputError, match="touch the machine"):
            Apprise(private=True).check(url)
    assert not Apprise(private=True).tell(f"{scheme}://", WORDS).ok


@pytest.mark.parametrize("url", ["", "hello", "http//x", "nosuch://x/y", "slack://", "include file:///etc/passwd"])
def test_what_apprise_does_not_know_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="no address for alerts"):
        Apprise(private=True).check(url)


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("import subprocess; subprocess.run(['true'])", "start a program"),
        ("import os; os.system('true')", "start a program"),
        ("open({path!r}).read()", "open a file"),
        ("open({path!r} + '.new', 'w')", "open a file"),
        ("import socket; socket.socket().connect(('10.0.0.1', 80))", "not public"),
        ("import socket; socket.socket(socket.AF_INET6).connect(('::1', 80))", "not public"),
        ("import socket; socket.socket(socket.AF_UNIX).connect('/run/x')", "program on this machine"),
        ("import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 514))", "not public"),
        ("import socket; socket.socket().connect(('localhost', 80))", "no numeric address"),
    ],
)
def test_a_plugin_that_goes_beyond_its_bounds_is_stopped(tmp_path: Path, does: str, why: str) -> None:
    secret = tmp_path / "secret.key"
    secret.write_text("secret")
    code = f"""
from playwarden.features.alerts.speaking import Bounds
bounds = Bounds(private=False)
bounds.set()
try:
    {does.format(path=str(secret)).replace("; ", chr(10) + "    ")}
except PermissionError as error:
    print(error, flush=True)
"""
    with Child(code) as process:
        assert why in process.line()


def test_who_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A listener that takes a connection and says nothing."""
    monkeypatch.setattr(messenger, "SECONDS", 3.0)
    with ExitStack() as taken, socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: taken.enter_context(server.accept()[0]), daemon=True).start()
        told = Apprise(private=True).tell(f"json://127.0.0.1:{server.getsockname()[1]}/x?rto=600&cto=600", WORDS)
    assert (told.ok, told.words) == (False, "No answer within 3 seconds.")


@pytest.mark.parametrize("written", ["p%40ss%20word%21", "p%40ss+word%21"])
def test_a_secret_is_told_neither_as_it_is_written_nor_as_it_is_meant(written: str) -> None:
    for said in (written, "p@ss word!"):
        told = speaking.without_secrets(f"The login {said} failed.", f"mailto://ada:{written}@example.org")
        assert told == "The login … failed."


def test_nothing_secret_is_told_of_a_failure(receiver: Receiver) -> None:
    receiver.status = 401
    url = address(receiver).replace("://", "://ada:hunter22@") + "?+X-Token=Zq81kkl2"
    told = Apprise(private=True).tell(url, WORDS)
    assert "401" in told.words
    for secret in ("hunter22", "Zq81kkl2", "kX8vd02ms"):
        assert secret not in told.words


def test_what_is_shown_of_an_address_is_its_scheme_and_a_tail() -> None:
    assert shown("ntfys://ntfy.sh/my-secret-topic") == "ntfys://…opic"
    assert shown("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?footer=no") == "slack://…i7FQ"
    assert shown("json://10.0.0.1/") == "json://…"


def test_the_server_itself_never_loads_apprise() -> None:
    code = (
        "import sys, playwarden.bootstrap, playwarden.features.alerts.service, playwarden.features.alerts.messenger\n"
        "print('apprise' in sys.modules, 'requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
