"""A ban of hours in the middle of a refresh: its job waits and says until when, then goes on; nothing is done twice."""

import threading
from datetime import timedelta

from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import Job, JobState, NewJob, WaitsFor
from playwarden.domain.rules.kept import RefreshState
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.rules.tasks import REFRESH, key_of, payload_of
from playwarden.features.runs.work import RUN
from playwarden.kit.ids import RunnerId
from playwarden.store.jobs.adding import add
from tests.integration.rules.conftest import House

HOURS = 9


def work_off(house: House) -> None:
    """Everything that is due, in this thread."""
    box = house.container
    box.jobs.queue_due()
    while (job := box.jobs.claim(RunnerId("rnr_test"), list(Lane))) is not None:
        box.carrier.carry(job, threading.Event())


def newest(house: House, kind: str) -> Job:
    return house.container.jobs.jobs(JobFilter(kind=kind, limit=1))[0]


def writes(house: House) -> list[tuple[str, int]]:
    return [(call["method"], call["status"]) for call in house.sandbox.calls() if call["template"].endswith("/items")]


def test_a_ban_holds_a_refresh_which_then_goes_on_where_it_was(any_house: House) -> None:
    house = any_house
    target = house.lists[1]
    source = {"step": "playlist", "playlists": [f"spotify:playlist:{house.lists[0]}"]}
    rules = {
        "name": "Held",
        "sources": [source],
        "size": 20,
        "rotation": {"replace": 5},
        "steps": [{"step": "shuffle"}],
    }
    kept = house.keep(rules, target)
    house.apply(kept.id)
    house.later(days=7)
    house.sandbox.reset_counters()
    house.sandbox.fault("ban_window", method="POST", path="/playlists/{id}/items", seconds=HOURS * 3600)
    with house.container.database.write() as session:
        new = NewJob(REFRESH, key_of(kept.id), payload_of(house.container.rules.find(kept.id)), lane=Lane.SCHEDULED)
        add(session, house.container.ids, [new], house.now)
    began = house.now

    work_off(house)

    run, refresh = newest(house, RUN), newest(house, REFRESH)
    assert (run.state, run.waits_for) == (JobState.WAITING, WaitsFor.QUOTA)
    assert run.due_at - began >= timedelta(hours=HOURS)
    assert f"{run.due_at:%H:%M}" in (run.note or "")
    assert (refresh.state, refresh.waits_for) == (JobState.WAITING, WaitsFor.CHILDREN)
    assert house.container.rules.refreshes(kept.id)[0].state is RefreshState.RUNNING
    assert [method for method, status in writes(house) if status == 429] == ["POST"]

    # Before its end nothing is tried; somebody edits meanwhile.
    house.later(hours=HOURS - 1)
    before = len(house.sandbox.calls())
    work_off(house)
    assert len(house.sandbox.calls()) == before
    others = [uri for one in house.lists[2:] for uri in house.holds(one)]
    strange = next(uri for uri in others if ":track:" in uri and uri not in house.holds(house.lists[0]))
    house.sandbox.edit(target, do="insert", uris=[strange], position=0)

    house.later(hours=2)
    work_off(house)
    house.container.refreshing.settle()

    assert newest(house, REFRESH).state is JobState.SUCCEEDED
    done = house.container.rules.refreshes(kept.id)[0]
    assert done.state is RefreshState.DONE
    held = [uri for uri in house.holds(target) if not uri.startswith("spotify:local:")]
    assert held == [strange, *(done.items or ())]
    assert [method for method, status in writes(house) if method != "GET" and status < 300] == ["DELETE", "POST"]
    assert house.refresh(kept.id).result == {"state": "unchanged", "run": None}
    assert house.holds(target)[0] == strange
