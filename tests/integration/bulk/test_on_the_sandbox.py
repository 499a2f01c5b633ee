"""All playlists of two accounts over HTTP: seen through list pages, edited over two days, undone at once. In the short
form a hundred and twenty of them; `make chaos` is the long one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.jobs.job import JobState, WaitsFor
from playwarden.domain.quota import peak
from playwarden.domain.runs import State
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.bulk.asked import Asked
from playwarden.features.runs.proposal import Proposal
from playwarden.kit.clock import FollowedClock
from playwarden.kit.ids import JobId, RunId
from playwarden.sandbox.running import Running, running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings
from tests.sandboxes import REDIRECT_URI

LONG = os.environ.get("PLAYWARDEN_CHAOS") == "long"
PER_ACCOUNT = 150 if LONG else 60
LISTED = 50
"""Playlists on a page of a list."""
CEILING = 66 if LONG else 36
"""Calls of the developer in 24 hours that the product allows itself once everything is mirrored."""
FIRST = 36 if LONG else 20
HOUR = 3_600


@contextmanager
def house(sandbox: Running, folder: Path, *, ceiling: int = 0) -> Iterator[Container]:
    """The product on the sandbox's clock; `ceiling` 0: it holds no call."""
    settings = load_settings(
        data_dir=folder,
        spotify_api_url=sandbox.api_url,
        spotify_accounts_url=sandbox.accounts_url,
        clock_url=sandbox.clock_url,
        bucket_ceiling=0,
        group_ceiling=ceiling,
        window_ceiling=0,
    )
    container = replace(open_container(settings), clock=FollowedClock(sandbox.clock_url, reread_after=0.0))
    try:
        yield container
    finally:
        container.close()


def connect(container: Container, sandbox: Running) -> None:
    """Both accounts, for writing."""
    app = container.accounts.add_app(sandbox.client_id, actor="test", name="app", quota_group="developer")
    for user in ("listener1", "listener2"):
        pending = container.accounts.begin(app.id, redirect_uri=REDIRECT_URI, write=True)
        container.accounts.finish(sandbox.agree(pending.url, user), actor="test")


@pytest.fixture
def sandbox() -> Iterator[Running]:
    settings = SandboxSettings(
        limits=Limits.none(), quirks=Quirks.none(), playlists_per_account=PER_ACCOUNT, followed_per_account=0
    )
    with running(settings) as served:
        yield served


def rename(container: Container, **more: Any) -> Proposal:
    edit = {"kind": "details", "name": "{number:3} {name}"}
    return container.bulk.propose(Asked.from_document({"selection": {"everything": True}, "edit": edit, **more}))


def carried(container: Container, proposal: Proposal) -> tuple[RunId, JobId, datetime | None]:
    """Starts it and carries it out as far as it goes today; its run and job, and until when the rest waits."""
    started = container.runs.start(proposal, approved=proposal.fingerprint, actor="test")
    assert started.run_id is not None
    assert started.job_id is not None
    container.runner.run_until_ended(started.job_id)
    return started.run_id, started.job_id, _waits_until(container, started.run_id)


def _waits_until(container: Container, run_id: RunId) -> datetime | None:
    waiting = container.jobs.jobs(JobFilter(run_id=run_id, states=frozenset({JobState.WAITING}), limit=1_000))
    held = [job for job in waiting if job.waits_for is WaitsFor.QUOTA]
    return min((job.due_at for job in held), default=None)


def names(sandbox: Running) -> dict[str, str]:
    return {
        playlist: sandbox.playlist(playlist)["name"]
        for user in ("listener1", "listener2")
        for playlist in sandbox.playlists_of(user)
    }


def test_all_playlists_over_two_days_and_back(sandbox: Running, tmp_path: Path) -> None:
    before = names(sandbox)
    with house(sandbox, tmp_path) as container:
        connect(container, sandbox)
        container.library.sync()
    sandbox.advance(25 * HOUR)
    sandbox.reset_counters()
    with house(sandbox, tmp_path, ceiling=CEILING) as container:
        whole = rename(container)
        everything, pages = 2 * PER_ACCOUNT, 2 * -(-PER_ACCOUNT // LISTED)
        assert (len(whole.changing), whole.observed_calls) == (everything, pages)
        told = f"{everything} playlists, {2 * everything} calls: {CEILING - pages} now, the rest by "
        assert whole.sentence.startswith(told)
        assert whole.spread is not None
        assert whole.spread.ready_at is not None
        days = 2 * everything / CEILING
        assert timedelta(days=days - 1) < whole.spread.ready_at - whole.observed_at < timedelta(days=days + 2)

        sandbox.fault("status", method="PUT", path="/playlists/{id}", status=400, nth=3)
        some = [*sandbox.playlists_of("listener1")[: FIRST // 2], *sandbox.playlists_of("listener2")[: FIRST // 2]]
        proposal = rename(container, selection={"playlists": some}, ordering="given")
        assert proposal.observed_calls == 2
        assert proposal.sentence.startswith(
            f"{FIRST} playlists, {2 * FIRST} calls: {CEILING - pages - 2} now, the rest by "
        )
        run, job, until = carried(container, proposal)
        renamed = sum(name != before[playlist] for playlist, name in names(sandbox).items())
        assert 0 < renamed < FIRST - 1
        assert until is not None

        promised = proposal.spread.ready_at if proposal.spread else None
        assert promised is not None
        sandbox.set_clock(now=promised + timedelta(minutes=5))
        container.runner.run_until_ended(job)
        report = container.runs.report(container.runs.run(run))
        assert [part.state for part in report.parts].count(State.DONE) == FIRST - 1
        (failed,) = [part for part in report.parts if part.state is State.FAILED]
        assert report.state is State.FAILED
        assert _most_in_a_day(sandbox) <= CEILING

    done = {playlist for playlist, name in names(sandbox).items() if name != before[playlist]}
    assert len(done) == FIRST - 1
    assert failed.playlist_id not in done
    sandbox.advance(2 * HOUR)
    with house(sandbox, tmp_path) as container:
        undo = container.runs.propose_undo(run)
        assert len(undo.changing) == FIRST - 1
        back, _, _ = carried(container, undo)
        assert container.runs.run(back).state is State.DONE
    assert names(sandbox) == before


def _most_in_a_day(sandbox: Running) -> int:
    """The most calls that Spotify saw within 24 hours; the accounts service's are none."""
    calls = [call for call in sandbox.calls() if not call["path"].startswith(("/api/", "/authorize"))]
    return peak([datetime.fromisoformat(call["at"]) for call in calls])
