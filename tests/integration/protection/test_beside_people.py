"""Protection beside people: their own edits stay, and nothing waits for what never comes."""

from sqlalchemy import update

from playwarden.domain.compose import Wish
from playwarden.domain.diff import Policy as PlanPolicy
from playwarden.domain.protection.acting import Policy
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.protection.book import SETTLE
from playwarden.features.protection.keeping import Asked
from playwarden.features.runs.proposal import Order
from playwarden.kit.errors import NeedsReconnecting
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.store.models.accounts import Account
from tests.integration.protection.conftest import Castle, names
from tests.integration.protection.test_deciding import artwork


def renamed(castle: Castle, playlist: PlaylistId, name: str) -> None:
    """A member gives it another name through Playwarden."""
    order = Order(castle.ann, Wish(name=name), PlanPolicy(about="details"), playlist)
    proposal = castle.runs.propose([order])
    castle.runs.apply(proposal, approved=proposal.fingerprint, actor="ada")


class TestAnOwnEdit:
    """Somebody changes a protected playlist through Playwarden."""

    def test_is_adopted_by_whoever_settles_it_before_the_next_look(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "mix", name="Morning", description="Coffee")
        castle.protect(mix)
        renamed(castle, mix, "Evening")
        did = castle.guard.settle(mix, check=lambda: None)
        assert (castle.shown(mix)[0], did["did"]) == ("Evening", "adopted")
        assert castle.protection(mix).preferred["name"] == "Evening"
        assert castle.incidents() == []

    def test_in_the_pause_before_a_restore_is_not_written_over(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "mix", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.take_down(mix)
        castle.later()
        castle.take_down(mix)
        castle.later()
        assert names(castle.incidents())[-1][1] == "waiting"
        order = Order(castle.ann, Wish(name="Evening", description="Tea"), PlanPolicy(about="details"), mix)
        proposal = castle.runs.propose([order])
        castle.runs.apply(proposal, approved=proposal.fingerprint, actor="ada")
        castle.guard.settle(mix, check=lambda: None)
        castle.later(30)
        assert castle.shown(mix) == ("Evening", "Tea")
        assert names(castle.incidents())[-1] == ("takedown", "ended", "adopted")

    def test_over_which_somebody_else_edited_is_no_reason_to_adopt_theirs(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "mix", name="Morning", description="Coffee")
        castle.protect(mix)
        renamed(castle, mix, "Evening")
        castle.target.edit(mix, name="Buy followers")
        castle.guard.settle(mix, check=lambda: None)
        assert castle.shown(mix)[0] != "Buy followers"


class TestAnIncident:
    """Something is wrong, and what it waits for does not come."""

    def test_whose_job_was_cancelled_while_the_consent_was_gone_goes_on_after_it_is_renewed(
        self, castle: Castle
    ) -> None:
        mix = castle.target.put(castle.ann, "mix", name="Morning", description="Coffee")
        castle.protect(mix)
        castle.take_down(mix)

        def gone(number: int, name: str, account: AccountId) -> None:
            if name in ("perform", "details", "set_details") or castle.incidents():
                with castle.database.write() as session:
                    session.execute(update(Account).where(Account.id == castle.ann).values(state="needs_reconnecting"))
                raise NeedsReconnecting("The consent is gone.")

        castle.target.hook = gone
        castle.later()
        castle.target.hook = lambda number, name, account: None
        assert names(castle.incidents()) == [("takedown", "waiting", None)]
        for job in castle.jobs.jobs(JobFilter(kind=SETTLE)):
            if job.state.open:
                castle.jobs.ask_to_cancel(job.id, "ada")
        assert not any(job.state.open for job in castle.jobs.jobs(JobFilter(kind=SETTLE)))
        with castle.database.write() as session:
            session.execute(update(Account).where(Account.id == castle.ann).values(state="connected"))
        castle.later()
        castle.later()
        assert castle.shown(mix)[0] == "Morning"


class TestAdopting:
    """Edits from elsewhere are adopted by policy."""

    def test_a_cover_whose_picture_cannot_be_had_just_now_does_not_end_its_protection(self, castle: Castle) -> None:
        mix = castle.target.put(castle.ann, "mix", name="Morning", description="Coffee")
        castle.cover(mix, artwork(1))
        castle.library.sync()
        castle.guard.protect([mix], Asked(policy=Policy.ADOPT), "tester")
        assert castle.protection(mix).preferred.get("cover")
        castle.later()
        url = castle.cover(mix, artwork(2))
        castle.guard._sweeper.faces.fetch([url])
        body = castle.target.pictures.pop(url)
        castle.later()
        assert castle.protection(mix).preferred.get("cover"), "it is still protected"
        castle.target.pictures[url] = body
        castle.later(30)
        assert names(castle.incidents())[-1] == ("edit", "ended", "adopted")
        assert castle.protection(mix).preferred.get("cover")
