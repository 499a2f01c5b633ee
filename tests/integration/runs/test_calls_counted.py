"""What a refresh of many playlists costs over HTTP, counted by the sandbox: two writes, one proof, a shared look."""

import random
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.compose import Wish
from playwarden.domain.jobs.job import JobState
from playwarden.domain.plan import Policy
from playwarden.features.runs.proposal import Order
from playwarden.kit.ids import PlaylistId
from playwarden.sandbox.running import running
from tests.chaos.household import Household
from tests.sandboxes import Caller, plain

LISTS = 6


@pytest.fixture(scope="module")
def household(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    with running(plain()) as sandbox:
        opened = Household(sandbox, tmp_path_factory.mktemp("counted"), {})
        opened.connect()
        yield opened
        opened.box.close()


def refreshed(uris: list[str], new: list[str], chance: random.Random) -> list[str]:
    """Ten removed anywhere, ten added in one place."""
    gone = set(chance.sample(uris, 10))
    kept = [uri for uri in uris if uri not in gone]
    at = chance.randrange(len(kept))
    return [*kept[:at], *new, *kept[at:]]


@pytest.mark.parametrize("length", [100, 300])
def test_a_refresh_costs_two_writes_and_one_proof_and_the_look_is_shared(household: Household, length: int) -> None:
    sandbox, box = household.sandbox, household.box
    chance = random.Random(length)
    api = Caller.connected(sandbox)
    tracks = api.tracks(length + 10)
    ids = [api.new_playlist(name=f"List {length} {number}") for number in range(LISTS)]
    for playlist in ids:
        sandbox.edit(playlist, do="insert", uris=tracks[:length])
    account = box.register.accounts()[0].id
    for playlist in ids:
        box.runs.propose([Order(account, Wish(), playlist_id=PlaylistId(playlist))])
    box.library.sync()
    before = {playlist: {e["uri"]: e["added_at"] for e in sandbox.playlist(playlist)["entries"]} for playlist in ids}
    wishes = {playlist: refreshed(tracks[:length], tracks[length:], chance) for playlist in ids[1:]}
    wishes[ids[0]] = tracks[:length]  # nothing to be done
    later = sandbox.advance(300)
    while box.clock.now() < later:  # it reads the sandbox's clock once a second
        time.sleep(0.05)
    sandbox.reset_counters()

    started = []
    for playlist, wished in wishes.items():
        order = Order(account, Wish(items=tuple(wished)), Policy("all"), PlaylistId(playlist))
        proposal = box.runs.propose([order], lane=Lane.SCHEDULED)
        begun = box.runs.start(proposal, approved=proposal.fingerprint, actor="test")
        started += [begun.job_id] if begun.job_id else []
    for job_id in started:
        assert box.runner.run_until_ended(job_id).state is JobState.SUCCEEDED

    calls = Counter(_kind(call) for call in sandbox.calls())
    changed = LISTS - 1
    assert calls["write"] == 2 * changed
    # Looking at all six: list pages, or the first list read by itself where that costs no more than a page.
    assert 1 <= calls["list page"] + calls["read"] - changed <= 2
    assert {playlist: sandbox.uris(playlist) for playlist in ids} == wishes
    for playlist in ids:
        now = {e["uri"]: e["added_at"] for e in sandbox.playlist(playlist)["entries"]}
        assert all(now[uri] == at for uri, at in before[playlist].items() if uri in now)


def _kind(call: dict[str, str]) -> str:
    if call["method"] != "GET":
        return "write"
    return "list page" if call["path"].endswith("/me/playlists") else "read"
