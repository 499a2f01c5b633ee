"""SIGKILL of the server in the middle of a search for a paste: nothing is asked twice, no line is lost, it ends."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from playwarden.domain.jobs.job import Job, JobState
from playwarden.domain.matching import fold_title
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.matching.tasks import RESOLVE
from playwarden.kit.ids import PasteId
from playwarden.sandbox.drawing import Ids
from playwarden.sandbox.madeup import MadeUpCatalogue
from playwarden.sandbox.running import running
from playwarden.store import audit
from playwarden.store.models.pasting import Search
from tests.chaos.conftest import LONG
from tests.chaos.household import Household
from tests.chaos.stories import until
from tests.nursery import Begun
from tests.sandboxes import plain

FAST = 40.0
"""Times as fast as real time: the lease of the killed process is soon over."""
NAMES = 6
LINES = NAMES + 3
"""One name stands there twice, one is nobody's, and one line is a link to a track that is not known here."""
SLOWLY = 150
"""Milliseconds that each call takes where the kill lies between two of them."""
ON_ITS_WAY = {"the first call": ("/search", 1), "a call in the middle": ("/search", 4), "a link": ("/tracks/{id}", 1)}
ANSWERED = {"after the first answer": 2, "after answers in the middle": 4, "after all but the last": LINES - 1}
"""How many lines are settled by then: the first answer settles the two lines that name the same."""
SOME_ON_ITS_WAY = list(ON_ITS_WAY) if LONG else ["a call in the middle"]


@dataclass
class Desk:
    """A paste whose search is asked for, and no server yet."""

    household: Household
    paste: PasteId
    uris: list[str | None]

    def serve(self) -> Begun:
        return self.household.start("up", "--port", "0", "--json")

    def killed(self, fault: int, *, takes_effect: bool = True) -> None:
        """A server that begins to search, while the call that is held is on its way."""
        self.household.kill_during(self.serve(), fault, takes_effect=takes_effect)

    def job(self) -> Job:
        (found,) = self.household.box.jobs.jobs(JobFilter(kind=RESOLVE))
        return found

    def settled(self) -> int:
        lines = self.household.box.pastes.lines(self.paste)
        return sum(seen.row.state in ("sure", "none") for seen in lines)

    def searched_to_its_end(self) -> None:
        server = self.serve()
        try:
            until(lambda: self.job().state not in (JobState.QUEUED, JobState.RUNNING, JobState.WAITING), 60)
        finally:
            server.terminate()
            server.communicate(timeout=30)

    def asked(self) -> int:
        """Calls that asked for a recording, and were answered."""
        asking = [call for call in self.household.sandbox.calls() if call["template"] in ("/search", "/tracks/{id}")]
        return sum(call["status"] == 200 for call in asking)

    def answered(self) -> int:
        """Questions whose answers are kept."""
        with self.household.box.database.read() as session:
            return session.scalar(select(func.count()).select_from(Search)) or 0


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = plain(playlists_per_account=2, rate=FAST)
    with running(settings) as sandbox:
        household = Household(sandbox, tmp_path, {"PLAYWARDEN_SYNC_MINUTES": "0", "PLAYWARDEN_COLLECT_PLAYS": "false"})
        household.connect()
        box = household.box
        tracks = list(MadeUpCatalogue(settings.seed, Ids(settings.seed)).tracks())
        named = Counter(fold_title(one.name) for one in tracks)
        once = [one for one in tracks if named[fold_title(one.name)] == 1][: NAMES + 1]
        names = [f"{one.artists[0].name} - {one.name}" for one in once[:NAMES]]
        link = f"https://open.spotify.com/track/{once[NAMES].id}"
        lines = [*names[:1], names[0].upper(), *names[1:], "Nobody At All - Nothing Like It", link]
        paste = box.pastes.keep(box.accounts.accounts()[0].id, "\n".join(lines), actor="test")
        assert box.pastes.show(paste).cost.lines == LINES
        box.matching.search(paste, actor="test")
        uris = [f"spotify:track:{one.id}" for one in once]
        yield Desk(household, paste, [uris[0], *uris[:NAMES], None, uris[NAMES]])
        box.close()


def found_once(desk: Desk, *, lost: int) -> None:
    """Every line is there and settled, and no more questions were asked than are answered, but those that were lost."""
    lines = desk.household.box.pastes.lines(desk.paste)
    assert desk.job().state is JobState.SUCCEEDED
    assert [seen.row.uri for seen in lines] == desk.uris
    assert [seen.row.state for seen in lines] == ["none" if uri is None else "sure" for uri in desk.uris]
    assert desk.household.box.pastes.show(desk.paste).cost.lines == 0
    assert 0 <= desk.asked() - desk.answered() <= lost, "a question was asked again"
    with desk.household.box.database.read() as session:
        assert audit.verify(session).first_broken is None


@pytest.mark.parametrize(
    "takes_effect", [True, False] if LONG else [True], ids=lambda yes: "after" if yes else "before"
)
@pytest.mark.parametrize("moment", SOME_ON_ITS_WAY)
def test_killed_while_a_call_is_on_its_way(desk: Desk, moment: str, takes_effect: bool) -> None:
    path, nth = ON_ITS_WAY[moment]
    desk.killed(desk.household.sandbox.hold(method="GET", path=path, nth=nth), takes_effect=takes_effect)
    before = desk.settled()
    desk.searched_to_its_end()
    assert before >= nth - 1 or path != "/search", "what was answered was kept"
    found_once(desk, lost=1 if takes_effect else 0)


@pytest.mark.skipif(not LONG, reason="make chaos")
@pytest.mark.parametrize("moment", ANSWERED)
def test_killed_between_two_calls(desk: Desk, moment: str) -> None:
    desk.household.sandbox.latency(SLOWLY)
    server = desk.serve()
    try:
        until(lambda: desk.settled() >= ANSWERED[moment], 40)
    finally:
        server.kill()
        server.communicate()
    desk.household.sandbox.latency(0)
    desk.searched_to_its_end()
    found_once(desk, lost=1)


@pytest.mark.skipif(not LONG, reason="make chaos")
def test_killed_again_and_again(desk: Desk) -> None:
    sandbox, kills = desk.household.sandbox, 3
    for nth in range(1, kills + 1):
        desk.killed(sandbox.hold(method="GET", path="/search", nth=2))
        assert desk.settled() >= nth, "each start comes further"
    desk.searched_to_its_end()
    found_once(desk, lost=kills)
