"""`doctor --live` finds out what Spotify does, within its calls, and leaves nothing behind."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.config import Settings
from playwarden.domain.accounts import Account
from playwarden.features.accounts.loopback import Loopback
from playwarden.features.doctor.assumptions import ASSUMPTIONS, Verdict
from playwarden.features.doctor.live import MOST_CALLS, NAME, Examined, LiveDoctor, small_picture
from playwarden.kit.errors import LookOnly, OutcomeUnknown, RateLimited
from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings
from tests.integration.cli.conftest import agree


@dataclass
class Clinic:
    """A doctor, an account to try things on, and the sandbox they meet."""

    container: Container
    account: Account
    sandbox: Running
    doctor: LiveDoctor

    def left(self) -> list[str]:
        """Names of test playlists in the account's list."""
        names = [self.sandbox.playlist(each)["name"] for each in self.sandbox.playlists_of("listener1")]
        return [name for name in names if name.startswith(NAME)]


@pytest.fixture
def clinic(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Clinic]:
    quirks: Quirks = getattr(request, "param", Quirks())
    settings = SandboxSettings(limits=Limits.none(), quirks=quirks, accounts=1, playlists_per_account=3)
    with running(settings) as sandbox:
        settings_here = Settings(
            data_dir=tmp_path / "data",
            spotify_api_url=sandbox.api_url,
            spotify_accounts_url=sandbox.accounts_url,
            clock_url=sandbox.clock_url,
        )
        always_read = sandbox.clock()
        container = replace(open_container(settings_here), clock=always_read)
        app = container.accounts.add_app(sandbox.client_id, actor="test")
        with Loopback() as loopback:
            pending = container.accounts.begin(app.id, redirect_uri=loopback.redirect_uri, write=True)
            came: list[str] = []
            waiting = threading.Thread(target=lambda: came.append(loopback.wait(20)))
            waiting.start()
            agree(pending.url, "listener1")
            waiting.join()
        account = container.accounts.finish(came[0], actor="test").account
        container.library.sync()

        doctor = replace(
            container.live_doctor, pause=lambda seconds: void(sandbox.advance(seconds)), picture=small_picture
        )
        yield Clinic(container, account, sandbox, doctor)
        container.close()


def void(_: object) -> None:
    """Forgets an answer."""


def verdicts(examined: Examined) -> dict[str, Verdict]:
    return {tried.assumption.name: tried.verdict for tried in examined.tried}


def test_every_assumption_is_told_within_the_calls_and_remembered(clinic: Clinic) -> None:
    clinic.sandbox.reset_counters()
    examined = clinic.doctor.examine(clinic.account)
    found = verdicts(examined)
    assert list(found) == [each.name for each in ASSUMPTIONS]
    assert {name for name, verdict in found.items() if verdict is Verdict.NOT_TRIED} == {
        "delete-local-refused",
        "search-most-10",
        "ban-prolonged",
    }
    assert found["null-description"] is found["empty-description-refused"] is Verdict.HELD
    assert found["move-keeps-dates"] is found["delete-takes-all"] is found["first-page-100"] is Verdict.HELD
    assert examined.calls == clinic.sandbox.counters()["total"] <= MOST_CALLS
    facts = clinic.container.register.facts(clinic.account.app_id)
    assert facts["null-description"]["held"] is True
    assert facts["snapshot-lag"]["seconds"] >= 20
    assert clinic.left() == []


@pytest.mark.parametrize(
    "clinic", [Quirks(list_descriptions=False, null_description=False, list_lag=300.0)], indirect=True
)
def test_what_does_not_hold_is_said(clinic: Clinic) -> None:
    found = verdicts(clinic.doctor.examine(clinic.account))
    assert found["null-description"] is Verdict.NOT_HELD
    assert found["list-shows-name"] is Verdict.NOT_HELD
    assert found["list-shows-description"] is Verdict.NOT_HELD
    assert clinic.left() == []


def test_after_an_interrupt_the_playlist_is_gone_all_the_same(clinic: Clinic) -> None:
    def stop(done: int, _total: int, _text: str) -> None:
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clinic.doctor.examine(clinic.account, progress=stop)
    assert clinic.left() == []


def test_a_create_whose_answer_was_lost_is_found_by_its_name_and_deleted(clinic: Clinic) -> None:
    clinic.sandbox.fault("drop_after", path="/me/playlists", method="POST")
    with pytest.raises(OutcomeUnknown):
        clinic.doctor.examine(clinic.account)
    assert clinic.left() == []


def test_a_ban_ends_it_and_says_what_stays_behind(clinic: Clinic) -> None:
    def ban(done: int, _total: int, _text: str) -> None:
        if done == 6:
            clinic.sandbox.ban(3_600, quota=True, bucket="GET /playlists/{id}")

    with pytest.raises(RateLimited) as caught:
        clinic.doctor.examine(clinic.account, progress=ban)
    # The ledger may hold the deletion too; then it is said which playlist is still there.
    assert bool(clinic.left()) == ("is still there: delete it" in caught.value.remedy)


def test_a_look_only_account_is_refused(clinic: Clinic) -> None:
    with pytest.raises(LookOnly):
        clinic.doctor.examine(replace(clinic.account, scopes=frozenset()))
