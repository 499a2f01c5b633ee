"""A plan that waits is changed by hand; what is carried out is what was changed, whatever moved meanwhile."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import Connection, event, text

from playwarden.domain.calls import Lane
from playwarden.domain.operations import Insert, Remove
from playwarden.domain.overriding import Change, Leave
from playwarden.domain.plan import Policy
from playwarden.domain.runs import Part, State
from playwarden.kit.errors import Blocked, Conflict, NotApproved, NotFound, RateLimited, StoreError
from playwarden.kit.ids import JobId, PlaylistId, RunId
from tests.fakes.spotify import track
from tests.integration.runs.conftest import Workshop
from tests.integration.runs.test_cancelling import at_write

LETTERS = [track(letter) for letter in "abcdefghij"]
NEW = [track(f"new{number}") for number in range(3)]
WISHED = [NEW[0], *LETTERS[1:5], NEW[1], *LETTERS[5:], NEW[2]]
"""The first track goes, three come in at three places."""
CHANGES = (
    Change("drop", NEW[1], 6),
    Change("keep", LETTERS[0], 1),
    Change("put", NEW[2], len(WISHED), 3),
)
THEN = [LETTERS[0], NEW[0], NEW[2], *LETTERS[1:]]
"""What these come to: what is kept has no predecessor, and stands at the top."""


def waiting(workshop: Workshop, meanwhile: str = "wish") -> tuple[RunId, JobId]:
    workshop.spotify.put("p1", [*LETTERS])
    policy = Policy("all", meanwhile="merge") if meanwhile == "merge" else Policy("all")
    return workshop.start(workshop.runs.propose([replace(workshop.order("p1", WISHED), policy=policy)]))


def changed(workshop: Workshop, run_id: RunId, changes: tuple[Change | Leave, ...] = CHANGES, number: int = 0) -> Part:
    found = workshop.runs.overrides.preview(run_id, number, changes)
    return workshop.runs.overrides.make(
        run_id, number, changes, approved=found.proposed.plan.fingerprint, reason="Not on a Monday", actor="Ada"
    )


def test_of_a_plan_of_details_alone_one_is_left_as_it_is(workshop: Workshop) -> None:
    workshop.spotify.put("p1", [*LETTERS])
    order = workshop.order("p1", name="Monday mix", description="New")
    run_id, _ = workshop.start(workshop.runs.propose([order]))
    part = changed(workshop, run_id, (Leave("name"),))
    assert part.overrides[0].changes == (Leave("name"),)
    workshop.work_off()
    details = workshop.spotify.playlists[PlaylistId("p1")].details
    assert (details.name, details.description) == ("Mix", "New")
    with pytest.raises(Conflict, match="has ended"):
        changed(workshop, run_id, (Leave("description"),))


@pytest.mark.parametrize("minutes", [0, 20])
def test_what_was_changed_is_what_is_carried_out_and_undone(workshop: Workshop, minutes: int) -> None:
    run_id, job_id = waiting(workshop)
    calls: list[str] = []
    workshop.spotify.before = lambda _number, name: calls.append(name)
    before = workshop.runs.run(run_id).parts[0].calls
    part = changed(workshop, run_id)
    assert calls == [], "neither looking nor changing takes a call"
    assert workshop.jobs.job(job_id).forecast == part.calls != before
    assert [line.data["words"] for line in workshop.jobs.lines(job_id)] == [
        "Ada changed the plan for 'Mix': Not on a Monday"
    ]
    workshop.clock.advance(minutes=minutes)

    workshop.work_off()

    assert workshop.spotify.uris("p1") == THEN
    assert workshop.runs.run(run_id).state is State.DONE
    workshop.apply(workshop.runs.propose_undo(run_id))
    assert workshop.spotify.uris("p1") == LETTERS


def test_one_that_could_not_be_written_down_is_never_carried_out(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop)
    engine = workshop.database.engine

    def full(connection: Connection) -> None:
        if connection.scalar(text("SELECT count(*) FROM audit_links WHERE action = 'plan.override'")):
            raise OSError("the disk is full")

    event.listen(engine, "commit", full)
    try:
        with pytest.raises((StoreError, OSError)):
            changed(workshop, run_id)
    finally:
        event.remove(engine, "commit", full)
    part = changed(workshop, run_id, (Change("drop", NEW[0], 1),))
    for told in (part, workshop.runs.run(run_id).parts[0]):
        assert told.approved.fingerprint == told.overrides[-1].after
        assert [entry.uri for entry in told.plan.desired.entries] == WISHED[1:]

    workshop.work_off()

    assert workshop.spotify.uris("p1") == WISHED[1:]
    assert workshop.runs.run(run_id).parts[0].round == 0


def test_it_survives_being_planned_anew(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop, "merge")
    changed(workshop, run_id)
    workshop.clock.advance(minutes=20)
    theirs = track("theirs")
    workshop.spotify.edit("p1", Insert(10, (theirs,)), Remove((LETTERS[8],)))

    workshop.work_off()

    assert workshop.runs.run(run_id).parts[0].round == 1
    assert workshop.spotify.uris("p1") == [*(uri for uri in THEN if uri != LETTERS[8]), theirs]


def test_it_is_written_down_with_who_and_why_and_can_be_changed_again(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop)
    first = changed(workshop, run_id)
    place = [entry.uri for entry in first.plan.desired.entries].index(NEW[0]) + 1
    second = changed(workshop, run_id, (Change("drop", NEW[0], place),))
    assert [(made.actor, made.reason, len(made.changes)) for made in second.overrides] == [
        ("Ada", "Not on a Monday", 3),
        ("Ada", "Not on a Monday", 1),
    ]
    assert second.overrides[0].after == second.overrides[1].before
    workshop.work_off()
    assert workshop.spotify.uris("p1") == [uri for uri in THEN if uri != NEW[0]]


def test_sent_again_it_changes_nothing_more(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop)
    part = changed(workshop, run_id)
    again = workshop.runs.overrides.make(
        run_id, 0, CHANGES, approved=part.plan.fingerprint, reason="Not on a Monday", actor="Ada"
    )
    assert (again.overrides, again.plan.fingerprint) == (part.overrides, part.plan.fingerprint)


def test_another_plan_than_the_one_previewed_is_refused(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop)
    with pytest.raises(NotApproved):
        workshop.runs.overrides.make(run_id, 0, CHANGES, approved="0" * 64, reason="x", actor="Ada")
    assert workshop.runs.run(run_id).parts[0].overrides == ()


def test_safety_rules_hold_it_as_they_hold_every_plan(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop)
    many = tuple(Change("drop", uri, place) for place, uri in enumerate(WISHED, 1) if uri in LETTERS[1:8])
    found = workshop.runs.overrides.preview(run_id, 0, many)
    assert isinstance(found.refused, Blocked)
    with pytest.raises(Blocked) as held:
        changed(workshop, run_id, many)
    assert held.value.rules == ("removes-much",)
    assert workshop.runs.run(run_id).parts[0].overrides == ()


def test_where_nothing_would_be_left_it_is_to_be_cancelled_instead(workshop: Workshop) -> None:
    workshop.spotify.put("p1", [*LETTERS[:5]])
    run_id, _ = workshop.start(workshop.runs.propose([workshop.order("p1", [*LETTERS[:5], NEW[0]])]))
    with pytest.raises(Conflict, match="Nothing of the plan"):
        changed(workshop, run_id, (Change("drop", NEW[0], 6),))


def test_what_waits_for_a_ban_before_its_first_call_can_be_changed(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop)
    banned = RateLimited("A ban.", until=workshop.clock.now().replace(hour=23))

    def ban() -> None:
        workshop.spotify.before = lambda *_: None
        raise banned

    at_write(workshop, 1, ban)
    workshop.work_off()
    assert workshop.runs.run(run_id).state is State.WAITING
    changed(workshop, run_id)
    workshop.clock.advance(hours=24)
    workshop.work_off()
    assert workshop.spotify.uris("p1") == THEN


def test_what_has_begun_is_refused_in_a_sentence(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop)
    stopping = threading.Event()
    at_write(workshop, 2, stopping.set)
    workshop.work_off(stopping)
    assert workshop.runs.run(run_id).parts[0].done > 0
    with pytest.raises(Conflict, match="has begun"):
        workshop.runs.overrides.preview(run_id, 0, CHANGES)
    with pytest.raises(Conflict, match="has begun"):
        workshop.runs.overrides.make(run_id, 0, CHANGES, approved="0" * 64, reason="x", actor="Ada")
    assert workshop.runs.overrides.look(run_id, 0).why_not is not None


def test_while_it_is_being_carried_out_it_is_refused_too(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop)
    said: list[str] = []

    def meddle() -> None:
        workshop.spotify.before = lambda *_: None
        approved = workshop.runs.overrides.preview(run_id, 0, CHANGES).proposed.plan.fingerprint
        with pytest.raises(Conflict) as refused:
            workshop.runs.overrides.make(run_id, 0, CHANGES, approved=approved, reason="x", actor="Ada")
        said.append(refused.value.what)

    workshop.clock.advance(minutes=20)  # so that it looks before it writes
    workshop.spotify.before = lambda _number, _name: meddle()
    workshop.work_off()
    assert "being written to" in said[0]
    assert workshop.spotify.uris("p1") == WISHED


def test_what_has_ended_is_refused(workshop: Workshop) -> None:
    run_id, _ = waiting(workshop)
    workshop.work_off()
    with pytest.raises(Conflict, match="has ended: it is done"):
        workshop.runs.overrides.preview(run_id, 0, CHANGES)


def test_one_playlist_of_several_is_changed_alone(workshop: Workshop) -> None:
    for name in ("p1", "p2"):
        workshop.spotify.put(name, [*LETTERS])
    orders = [workshop.order(name, WISHED) for name in ("p1", "p2")]
    run_id, _ = workshop.start(workshop.runs.propose(orders, lane=Lane.SCHEDULED))
    changed(workshop, run_id, number=1)
    workshop.work_off()
    assert (workshop.spotify.uris("p1"), workshop.spotify.uris("p2")) == (WISHED, THEN)
    with pytest.raises(NotFound):
        workshop.runs.overrides.look(run_id, 2)
