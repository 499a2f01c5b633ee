"""SIGKILL of the server while it looks at protected playlists and puts one back: put back once, nothing forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from playwarden.domain.calls import Lane
from playwarden.features.protection.keeping import Asked
from playwarden.kit.ids import PlaylistId
from playwarden.sandbox.running import running
from playwarden.store import audit
from playwarden.store.models import protection as rows
from tests.chaos.conftest import LONG
from tests.chaos.household import Household
from tests.chaos.stories import until
from tests.nursery import Begun
from tests.sandboxes import plain

FAST = 100.0
"""Times as fast as real time: a look is due every three seconds."""
MOMENTS = {
    "the look": ("GET", "/me/playlists", 1),
    "the read that confirms it": ("GET", "/playlists/{id}", 1),
    "the write of both texts": ("PUT", "/playlists/{id}", 1),
    "the upload of the cover": ("PUT", "/playlists/{id}/images", 1),
    "the read that proves it": ("GET", "/playlists/{id}", 2),
}
SOME = list(MOMENTS) if LONG else ["the write of both texts"]


@dataclass
class Fort:
    """One protected playlist with texts and a cover, and a server that guards it."""

    household: Household
    playlist: PlaylistId

    def guarded(self) -> Begun:
        return self.household.start("up", "--port", "0", "--json")

    def stands(self) -> tuple[str, str, bool]:
        true = self.household.sandbox.playlist(self.playlist)
        return true["name"], true["description"], true["cover"] is not None

    def incidents(self) -> list[rows.Incident]:
        with self.household.box.database.read() as session:
            return list(session.scalars(select(rows.Incident).order_by(rows.Incident.found_at)))

    def writes(self) -> list[str]:
        calls = self.household.sandbox.calls()
        return [call["template"] for call in calls if call["method"] == "PUT" and call["status"] < 300]


@pytest.fixture
def fort(tmp_path: Path) -> Iterator[Fort]:
    with running(plain(playlists_per_account=6, rate=FAST)) as sandbox:
        sandbox.dress(covers=1.0)
        household = Household(sandbox, tmp_path, {"PLAYWARDEN_SYNC_MINUTES": "0"})
        household.connect()
        box = household.box
        box.library.sync(lane=Lane.INTERACTIVE, read=False)
        mine = next(p for p in sandbox.playlists_of("listener1") if sandbox.playlist(p)["owner"] == "listener1")
        box.guard.protect([PlaylistId(mine)], Asked(), "test")
        yield Fort(household, PlaylistId(mine))
        household.box.close()


@pytest.mark.parametrize(
    "takes_effect", [True, False] if LONG else [True], ids=lambda yes: "after" if yes else "before"
)
@pytest.mark.parametrize("moment", SOME)
def test_killed_during(fort: Fort, moment: str, takes_effect: bool) -> None:
    wanted, sandbox = fort.stands(), fort.household.sandbox
    method, path, nth = MOMENTS[moment]
    sandbox.mischief(fort.playlist)
    sandbox.reset_counters()
    fault = sandbox.hold(method=method, path=path, nth=nth)
    fort.household.kill_during(fort.guarded(), fault, takes_effect=takes_effect)

    second = fort.guarded()
    try:
        until(lambda: fort.stands() == wanted, 60)
        until(lambda: bool(fort.incidents()) and all(one.ended_at for one in fort.incidents()), 60)
    finally:
        second.terminate()
        second.communicate(timeout=30)

    assert [one.outcome for one in fort.incidents()] == ["restored"]
    # The call whose answer was lost may be sent once more: it sets the same again, and looking first costs as much.
    lost = [path] if method == "PUT" and takes_effect else []
    assert sorted(fort.writes()) == sorted(["/playlists/{id}", "/playlists/{id}/images", *lost])
    with fort.household.box.database.read() as session:
        assert [one.state for one in session.scalars(select(rows.Restore))].count("done") == 1
        assert audit.verify(session).first_broken is None
