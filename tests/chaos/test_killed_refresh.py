"""SIGKILL of the server in the middle of a refresh: as the rules say, once in its period, and hand edits stay."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Job, JobState, NewJob, WaitsFor
from playwarden.domain.rules.kept import Kept, Refresh, RefreshState
from playwarden.domain.rules.reading import read
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.rules.service import Bound
from playwarden.features.rules.tasks import REFRESH, key_of, payload_of
from playwarden.features.runs.work import RUN
from playwarden.kit.ids import PlaylistId
from playwarden.sandbox.running import running
from playwarden.store import audit
from playwarden.store.jobs.adding import add
from tests.chaos.conftest import LONG
from tests.chaos.household import Household
from tests.chaos.stories import until
from tests.nursery import Begun
from tests.sandboxes import plain

FAST = 40.0
"""Times as fast as real time: a proof that waits for others comes due after five seconds at most."""
SLOW = 4.0
"""So that there is time to see that a proof waits, and to lie in wait for it."""
ITEMS = "/playlists/{id}/items"
MOMENTS = {
    "reading what it chooses from": (True, "GET", "/playlists/{id}"),
    "taking out": (True, "DELETE", ITEMS),
    "putting in": (True, "POST", ITEMS),
    "replacing": (False, "PUT", ITEMS),
    "waiting for the proof": (True, "", ""),
    "the page that proves it": (True, "GET", "/me/playlists"),
}
"""Whether dates are kept, and the call under way."""
SOME = list(MOMENTS) if LONG else ["putting in", "waiting for the proof"]


@dataclass
class Kitchen:
    """Two rule sets with their playlists as a first refresh left them a week ago, and a hand edit in each."""

    household: Household
    kept: list[Kept]
    by_hand: str

    def serve(self) -> Begun:
        return self.household.start("up", "--port", "0", "--json")

    def ask(self) -> None:
        """Both are due, as their schedules would have it."""
        box = self.household.box
        with box.database.write() as session:
            jobs = [NewJob(REFRESH, key_of(one.id), payload_of(one), lane=Lane.SCHEDULED) for one in self.kept]
            add(session, box.ids, jobs, box.clock.now())

    def jobs(self, kind: str) -> list[Job]:
        return self.household.box.jobs.jobs(JobFilter(kind=kind))

    def done(self) -> bool:
        return all(job.state is JobState.SUCCEEDED for job in self.jobs(REFRESH))

    def newest(self, one: Kept) -> list[Refresh]:
        self.household.box.refreshing.settle()
        return self.household.box.rules.refreshes(one.id)

    def stands(self, one: Kept) -> list[str | None]:
        assert one.playlist_id is not None
        return self.household.sandbox.uris(one.playlist_id)

    def writes(self) -> list[str]:
        calls = self.household.sandbox.calls()
        return [call["path"] for call in calls if call["method"] != "GET" and call["status"] < 300 and not _token(call)]


def _token(call: dict[str, Any]) -> bool:
    return bool(call["template"] == "/api/token")


@pytest.fixture(name="kitchen_of")
def kitchen_fixture(tmp_path: Path) -> Iterator[Callable[[bool], Kitchen]]:
    with running(plain(playlists_per_account=8, rate=FAST)) as sandbox:
        household = Household(sandbox, tmp_path, {"PLAYWARDEN_SYNC_MINUTES": "0", "PLAYWARDEN_COLLECT_PLAYS": "false"})
        household.connect()
        yield lambda keep_dates: _begun(household, keep_dates)
        household.box.close()


def _begun(household: Household, keep_dates: bool) -> Kitchen:
    box, sandbox = household.box, household.sandbox
    account = box.accounts.accounts()[0]
    own = [one for one in sandbox.playlists_of("listener1") if sandbox.playlist(one)["owner"] == "listener1"]
    own.sort(key=lambda one: -len(_tracks(household, one)))
    pool, *targets = own[:3]
    for target in targets:  # entries that a replacement cannot bring back would keep it from being one
        sandbox.edit(target, do="remove", position=0, length=len(sandbox.uris(target)))
        sandbox.edit(target, do="insert", uris=_tracks(household, pool)[:20])
    box.library.sync(lane=Lane.INTERACTIVE)
    kept = []
    for number, target in enumerate(targets):
        rules = read(
            {
                "version": 1,
                "name": f"Kept {number}",
                "sources": [{"step": "playlist", "playlists": [f"spotify:playlist:{pool}"]}],
                "steps": [{"step": "shuffle"}],
                "size": 20,
                "rotation": {"replace": 5, "no_return_days": 30},
                "keep_dates": keep_dates,
            }
        )
        one = box.rules.keep(Bound(account.id, PlaylistId(target)), rules, actor="test")
        proposal = box.refreshing.propose([one.id], actor="test").proposal
        forced = frozenset(block.rule for _, block in proposal.blocks())
        box.runs.apply(proposal, approved=proposal.fingerprint, actor="test", forced=forced)
        box.refreshing.settle()
        kept.append(one)
    sandbox.advance(timedelta(days=7).total_seconds())
    by_hand = next(uri for uri in reversed(_tracks(household, own[3])) if uri not in _tracks(household, pool))
    for target in targets:
        sandbox.edit(target, do="insert", uris=[by_hand], position=0)
    sandbox.edit(pool, do="touch")
    sandbox.advance(300)
    sandbox.reset_counters()
    return Kitchen(household, kept, by_hand)


def _tracks(household: Household, playlist: str) -> list[str]:
    return [uri for uri in household.sandbox.uris(playlist) if uri and uri.startswith("spotify:track:")]


def _killed(kitchen: Kitchen, moment: str, *, takes_effect: bool) -> None:
    """The server, at that moment."""
    _, method, path = MOMENTS[moment]
    household, sandbox = kitchen.household, kitchen.household.sandbox
    proves = moment == "the page that proves it"
    if proves:
        sandbox.set_clock(rate=SLOW)
    fault = sandbox.hold(method=method, path=path) if path and not proves else 0
    server = kitchen.serve()
    try:
        if not fault:
            until(lambda: any(job.waits_for is WaitsFor.PROOF for job in kitchen.jobs(RUN)), 40)
        if proves:
            fault = sandbox.hold(method=method, path=path)
            sandbox.set_clock(rate=FAST)
        if fault:
            household.wait_for_call(fault)
    finally:
        server.kill()
        server.communicate()
    household.let_arrive(fault, takes_effect=takes_effect)


@pytest.mark.parametrize(
    "takes_effect", [True, False] if LONG else [True], ids=lambda yes: "after" if yes else "before"
)
@pytest.mark.parametrize("moment", SOME)
def test_killed_during(kitchen_of: Callable[[bool], Kitchen], moment: str, takes_effect: bool) -> None:
    kitchen = kitchen_of(MOMENTS[moment][0])
    household = kitchen.household
    kitchen.ask()
    _killed(kitchen, moment, takes_effect=takes_effect)

    server = kitchen.serve()
    try:
        until(kitchen.done, 60)
        for one in kitchen.kept:
            newest, first = kitchen.newest(one)
            assert (newest.state, first.state) == (RefreshState.DONE, RefreshState.DONE)
            assert kitchen.stands(one) == list(newest.items or ())
            assert kitchen.stands(one)[0] == kitchen.by_hand
            assert len(kitchen.stands(one)) == len(set(kitchen.stands(one))) == 21
            assert len(set(first.items or ()) - set(newest.items or ())) == 5
        written = len(kitchen.writes())
        kitchen.ask()
        until(kitchen.done, 60)
    finally:
        server.terminate()
        server.communicate(timeout=30)

    assert [kitchen.newest(one)[0].state for one in kitchen.kept] == [RefreshState.UNCHANGED] * 2
    assert len(kitchen.writes()) == written == (4 if MOMENTS[moment][0] else 2)
    with household.box.database.read() as session:
        assert audit.verify(session).first_broken is None
