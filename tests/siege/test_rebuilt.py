"""A protected playlist that was deleted and brought back goes on being protected, under the id that it has now."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from playwarden.domain.protection.acting import Policy
from playwarden.features.protection.answers import ProtectedFilter
from playwarden.features.protection.keeping import Asked
from playwarden.kit.ids import IncidentId, PlaylistId
from playwarden.store.models import protection as rows
from tests.siege.besieged import besieged
from tests.siege.script import SHORT


def test_protection_follows_a_playlist_that_was_rebuilt() -> None:
    settings = replace(SHORT.settings, accounts=1, playlists_per_account=3)
    with besieged(settings, SHORT.quota) as siege:
        guard, database, mix = siege.container.guard, siege.container.database, siege.protected[0]
        asked = Asked(policy=Policy.ASK, important=True)
        guard.protect([mix], asked, "ann")
        guard.prefer({mix: {"name": "Morning, every day"}}, actor="ann", why="edited")
        siege.until(siege.clock.now() + timedelta(minutes=10))
        before, versions = guard.questions.playlist(mix), guard.questions.versions(mix)
        assert before is not None
        siege.running.campaign(playlists=[mix], days=0.01, rates={"gone": 30 / 0.01})
        siege.until(siege.clock.now() + timedelta(hours=5))
        with database.read() as session:
            lost = session.scalars(select(rows.Incident).where(rows.Incident.open_for == mix)).one()
        assert lost.kind == "gone"

        proposal = guard.rebuilding.propose(IncidentId(lost.id))
        report = siege.container.runs.apply(proposal, approved=proposal.fingerprint, actor="ann")
        siege.until(siege.clock.now() + timedelta(minutes=20))

        assert report.state.value == "done"
        assert guard.questions.playlist(mix) is None
        [made] = [one for one in guard.questions.protected(ProtectedFilter()) if one.name == "Morning, every day"]
        assert (made.policy, made.important, made.number) == ("ask", True, before.number)
        assert made.preferred == before.preferred
        assert [one.preferred for one in guard.questions.versions(made.id)] == [one.preferred for one in versions]
        with database.read() as session:
            ended = session.get_one(rows.Incident, lost.id)
        assert (ended.outcome, ended.open_for) == ("rebuilt", None)

        siege.running.edit(made.id, do="details", name="")
        siege.until(siege.clock.now() + timedelta(minutes=10))
        assert guard.questions.playlist(PlaylistId(made.id)).standing.value == "asking"  # type: ignore[union-attr]
