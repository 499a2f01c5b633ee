"""A job runs with its member's rights as they are when it runs: what was lost stops it, and says why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from playwarden.domain.access import Caller, Level, Role, Scope, the_operator
from playwarden.domain.jobs.job import Job, JobState
from playwarden.features.access.members import Change
from playwarden.kit.ids import AccountId, JobId, RunId
from playwarden.sandbox.running import Running
from tests.integration.web.town import Town, peopled
from tests.postgres import Server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, web_sandbox: Running
) -> Iterator[Town]:
    server: Server | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    name = server.create() if server else ""
    with peopled(tmp_path_factory.mktemp("town") / "data", web_sandbox, server.url(name) if server else None) as built:
        yield built
    if server:
        server.drop(name)


@dataclass
class Edda:
    """An editor of both accounts, with a schedule that renames a playlist of the first."""

    town: Town
    caller: Caller
    token: str
    name: str
    schedule: str

    def limited(self) -> None:
        """Only the other account is left to her."""
        assert self.caller.member is not None
        change = Change(accounts={AccountId(self.town.foreign["account"]): Level.EDIT})
        self.town.container.members.change(the_operator(), self.caller.member.id, change)

    def planned(self) -> dict[str, Any]:
        return self.town.ask("POST", f"/schedules/{self.schedule}/plan", self.token, {})[1]  # type: ignore[no-any-return]

    def run(self) -> Job:
        """Its next job, run now."""
        job = self.town.container.schedules.ahead(self.schedule, actor="test")
        return self.worked(job.id)

    def worked(self, job_id: str) -> Job:
        container = self.town.container
        container.jobs_service.run_now(JobId(job_id), actor="test")
        container.runner.run_until_ended(JobId(job_id))
        return container.jobs.job(JobId(job_id))

    def paused(self) -> bool:
        return self.town.container.schedules.schedule(self.schedule).paused_at is not None

    def described(self) -> str:
        return str(self.town.sandbox.playlist(self.town.own["playlist"])["description"])


@pytest.fixture
def edda(town: Town, request: pytest.FixtureRequest) -> Edda:
    name = f"Edda {abs(hash(request.node.name)) % 100_000}"
    levels = {town.own["account"]: Level.EDIT, town.foreign["account"]: Level.EDIT}
    caller = town.caller(name, Role.EDITOR, levels)
    token = town.container.access.make_token(caller, "test", tuple(Scope), 1)[1]
    selection = {"playlists": [town.own["playlist"]]}
    edit = {"kind": "details", "description": f"Renewed by {name}"}
    timing = {"kind": "every", "seconds": 86_400}
    payload = {"selection": selection, "edit": edit}
    body = {"name": f"of {name}", "kind": "bulk.apply", "timing": timing, "payload": payload}
    status, made = town.ask("POST", "/schedules", token, body)
    assert status == 200, made
    return Edda(town, caller, token, name, made["id"])


def test_while_its_member_may_edit_it_runs(edda: Edda) -> None:
    assert edda.run().state is JobState.SUCCEEDED
    assert edda.described() == f"Renewed by {edda.name}"
    assert not edda.paused()


def test_once_its_member_may_not_it_fails_says_why_and_rests_until_somebody_who_may_resumes_it(edda: Edda) -> None:
    edda.limited()
    job = edda.run()
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert (job.failure.code, edda.name in job.failure.what) == ("not_allowed", True)
    assert edda.paused()
    assert edda.described() != f"Renewed by {edda.name}"
    edda.town.container.schedules.resume(edda.schedule, actor="operator")
    assert edda.run().state is JobState.SUCCEEDED, "it runs for whoever resumed it"
    assert edda.described() == f"Renewed by {edda.name}"


def test_of_somebody_who_is_no_member_any_more_nothing_runs(edda: Edda) -> None:
    assert edda.caller.member is not None
    edda.town.container.members.remove(the_operator(), edda.caller.member.id)
    job = edda.run()
    assert job.failure is not None
    assert "no member any more" in job.failure.what
    assert edda.paused()


def test_what_was_planned_ahead_is_cancelled_without_a_call(edda: Edda) -> None:
    planned = edda.planned()
    assert planned["run"] is not None, planned
    edda.limited()
    calls = len(edda.town.sandbox.calls())
    job = edda.worked(planned["job"])
    assert job.state is JobState.FAILED
    assert edda.town.container.runs.run(RunId(planned["run"])).state.value == "cancelled"
    assert len(edda.town.sandbox.calls()) == calls


def test_a_token_of_a_member_goes_no_further_than_the_member_does_now(edda: Edda) -> None:
    path = f"/playlists/{edda.town.own['playlist']}"
    assert edda.town.ask("GET", path, edda.token)[0] == 200
    edda.limited()
    assert edda.town.ask("GET", path, edda.token)[0] == 404


def test_what_the_installation_does_by_itself_is_for_who_sees_to_the_server(town: Town) -> None:
    everywhere, admin = town.token("Evi everywhere", Role.EDITOR), town.token("Ada the admin", Role.ADMIN)
    timing = {"kind": "every", "seconds": 86_400}
    mine = {"name": "my backups", "kind": "backup.nightly", "timing": timing}
    assert town.ask("POST", "/schedules", everywhere, mine)[0] == 403
    made = town.ask("POST", "/schedules", admin, mine)[1]
    for way in ("pause", "resume", "run"):
        refused = town.ask("POST", f"/schedules/{made['id']}/{way}", everywhere)
        assert (refused[0], refused[1]["code"]) == (403, "not_allowed"), way
    assert town.ask("POST", f"/schedules/{made['id']}/pause", admin)[0] == 200
