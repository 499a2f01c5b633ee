"""What a bulk edit would do is shown for every playlist, in the order and the length that were asked for."""

import pytest
from sqlalchemy import update

from playwarden.domain.jobs.job import JobState
from playwarden.domain.operations import Insert
from playwarden.domain.runs import State
from playwarden.features.bulk.asked import Asked
from playwarden.features.runs import telling
from playwarden.features.runs.proposal import Proposal
from playwarden.kit.errors import Blocked, InputError, NotFound, SpotifyUnavailable
from playwarden.kit.ids import PlaylistId
from playwarden.store.models.accounts import Account
from tests.integration.bulk.conftest import GROUP, BulkDesk, uri

ADD = {"kind": "add", "uris": [uri("x")], "where": "top"}
RENAME = {"kind": "details", "name": "{number:2} {name}"}


def changing(proposal: Proposal) -> list[str]:
    return [part.name for part in proposal.changing]


def left_out(proposal: Proposal) -> dict[str, str]:
    return {one.name: one.code for one in proposal.left_out}


def test_fifty_mirrored_playlists_are_looked_at_through_one_list_page(desk: BulkDesk) -> None:
    desk.fill({f"Mix {number:03}": "abc" for number in range(120)})
    proposal = desk.propose(ADD)
    assert (len(proposal.changing), proposal.observed_calls) == (120, 3)
    assert desk.spotify.log == ["heads"] * 3


def test_all_are_told_in_one_sentence_with_the_time_of_the_last(desk: BulkDesk) -> None:
    desk.fill({f"Mix {number:03}": "abc" for number in range(30)})
    proposal = desk.propose(ADD)
    assert proposal.writes + proposal.reads == 60
    assert proposal.sentence == f"30 playlists, 60 calls: {GROUP} now, the rest by Wednesday 09:05 UTC"
    told = telling.text(proposal, frozenset(), most=40)
    assert proposal.sentence in told
    assert "Mix 007: +1, 2 calls" in told


def test_what_a_playlist_holds_can_be_what_they_have_in_common(desk: BulkDesk) -> None:
    desk.fill({"A": "abc", "B": "bcd", "C": "cde"})
    asked = {"kind": "replace", "uris": [uri("b")], "by": uri("x")}
    proposal = desk.propose(asked, selection={"holding": [uri("b")]})
    assert changing(proposal) == ["A", "B"]
    assert proposal.writes == 4
    with pytest.raises(NotFound, match="that hold the track"):
        desk.propose(asked, selection={"holding": [uri("z")]})
    assert changing(desk.propose(asked, selection={"holding": [uri("b")], "name": "B"})) == ["B"]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [("name", ["A", "B", "C"]), ("size", ["C", "A", "B"]), ("given", ["B", "C", "A"])],
)
def test_they_come_in_the_order_asked_for(desk: BulkDesk, ordering: str, expected: list[str]) -> None:
    desk.fill({"A": "ab", "B": "abc", "C": "a"})
    proposal = desk.propose(ADD, selection={"playlists": ["B", "C", "A"]}, ordering=ordering)
    assert changing(proposal) == expected


def test_the_cheapest_come_first(desk: BulkDesk) -> None:
    desk.fill({"A": "abcabdaebf", "B": "aab", "C": "abab"})
    proposal = desk.propose({"kind": "deduplicate"}, forced=frozenset({"removes-much"}), ordering="cost")
    costs = [part.plan.calls for part in proposal.changing]
    assert costs == sorted(costs)
    assert changing(proposal)[0] == "C"


def test_what_is_beyond_the_first_is_left_for_later_and_what_is_equal_does_not_count(desk: BulkDesk) -> None:
    desk.fill({"A": "xab", "B": "ab", "C": "ab", "D": "ab"})
    proposal = desk.propose(ADD, most_playlists=2)
    assert changing(proposal) == ["B", "C"]
    assert left_out(proposal) == {"D": "later"}
    assert proposal.sentence.startswith("2 playlists, 4 calls")


def test_calls_can_be_granted_and_nothing_overtakes(desk: BulkDesk) -> None:
    desk.fill({"A": "abcdef", "B": "acbadef", "C": "cbdef"})
    proposal = desk.propose({"kind": "deduplicate"}, most_calls=3)
    assert changing(proposal) == ["B"]
    proposal = desk.propose({"kind": "remove", "uris": [uri("a"), uri("c")]}, forced=frozenset({"removes-much"}))
    costs = [part.plan.calls for part in proposal.changing]
    shorter = desk.propose({"kind": "remove", "uris": [uri("a"), uri("c")]}, most_calls=sum(costs) - 1)
    assert changing(shorter) == ["A", "B"]
    assert left_out(shorter) == {"C": "later"}


def test_only_what_fits_today(desk: BulkDesk) -> None:
    desk.fill({f"Mix {number:02}": "abc" for number in range(15)})
    proposal = desk.propose(ADD, today=True)
    assert len(proposal.changing) == GROUP // 2
    assert set(left_out(proposal).values()) == {"later"}
    assert proposal.sentence == "10 playlists, 20 calls, all of them now"


def test_what_a_rule_holds_holds_up_all_or_is_left_out(desk: BulkDesk) -> None:
    desk.fill({"A": "aaabbb", "B": "abcdefa"})
    held = desk.propose({"kind": "deduplicate"})
    with pytest.raises(Blocked):
        desk.workshop.start(held)
    proposal = desk.propose({"kind": "deduplicate"}, leave_held=True)
    assert changing(proposal) == ["B"]
    assert left_out(proposal) == {"A": "removes-much"}


def test_a_playlist_that_cannot_be_read_stops_no_other(desk: BulkDesk) -> None:
    desk.fill({"A": "ab", "B": "ab", "C": "ab"})
    desk.spotify.edit(f"{1:022}", Insert(0, (uri("z"),)))

    def fails(_: int, name: str) -> None:
        if name == "playlist":
            raise SpotifyUnavailable("Spotify does not answer.")

    desk.spotify.before = fails
    proposal = desk.propose(ADD)
    assert changing(proposal) == ["A", "C"]
    assert left_out(proposal) == {"B": "spotify_unavailable"}
    assert "left out: 'B': Spotify does not answer." in telling.text(proposal, frozenset(), most=40)


def test_what_cannot_be_written_to_is_listed_with_its_reason(desk: BulkDesk) -> None:
    desk.fill({"Mine": "ab", "Shared": "ab", "Theirs": "ab"})
    for number, (owner, collaborative) in enumerate([("me", False), ("them", True), ("them", False)]):
        held = desk.spotify.playlists[PlaylistId(f"{number:022}")]
        held.owner_id, held.snapshot = owner, held.snapshot + 1
        held.details = type(held.details)(held.details.name, "About it", False, collaborative)
    desk.look()
    assert left_out(desk.propose(ADD)) == {"Theirs": "not-owner"}
    assert changing(desk.propose(ADD)) == ["Mine", "Shared"]
    assert left_out(desk.propose(RENAME)) == {"Shared": "not-owner", "Theirs": "not-owner"}
    with desk.workshop.database.write() as session:
        session.execute(update(Account).values(scopes="playlist-read-private"))
    assert set(left_out(desk.propose(ADD)).values()) == {"look-only", "not-owner"}
    with desk.workshop.database.write() as session:
        session.execute(update(Account).values(state="needs_reconnecting"))
    assert set(left_out(desk.propose(ADD)).values()) == {"needs-reconnecting", "not-owner"}


def test_a_preview_reads_no_more_than_a_share_of_what_is_left(desk: BulkDesk) -> None:
    desk.fill({})
    for number in range(GROUP):
        desk.spotify.put(f"{number:022}", [uri("a")], name=f"Mix {number:02}")
    desk.look(read=False)
    proposal = desk.propose(ADD)
    assert len(proposal.changing) == GROUP // 4
    assert set(left_out(proposal).values()) == {"not-read"}
    assert proposal.observed_calls == GROUP // 4


def test_numbers_and_patterns_are_filled_in_the_order_asked_for(desk: BulkDesk) -> None:
    desk.fill({"Rock": "ab", "Jazz": "ab", "Pop": "ab"})
    proposal = desk.propose({"kind": "details", "name": "{number} of {of}: {name}, {count} on {date}"})
    wished = [part.plan.desired.details.name for part in proposal.parts]
    assert wished == [f"{n} of 3: {name}, 2 on 2026-11-02" for n, name in enumerate(["Jazz", "Pop", "Rock"], 1)]


def test_a_sort_uses_what_the_catalogue_knows(desk: BulkDesk) -> None:
    desk.fill({"Mix": "cab"})
    run, _ = desk.workshop.start(desk.propose({"kind": "sort", "by": "title"}))
    desk.workshop.work_off()
    assert desk.workshop.runs.run(run).state is State.DONE
    assert desk.tracks("Mix") == "abc"


def test_nothing_meant_is_told(desk: BulkDesk) -> None:
    desk.fill({"A": "ab"})
    with pytest.raises(NotFound):
        desk.propose(ADD, selection={"name": "B*"})
    with pytest.raises(NotFound):
        desk.propose(ADD, selection={"account": "acc_none"})
    with pytest.raises(NotFound):
        desk.propose(ADD, selection={"playlists": ["B"]})
    with pytest.raises(InputError):
        Asked.from_document({"selection": {}, "edit": ADD})


def test_what_somebody_adds_meanwhile_stays(desk: BulkDesk) -> None:
    desk.fill({"A": "abc", "B": "abc"})
    run, _ = desk.workshop.start(desk.propose({"kind": "reorder", "how": "reverse"}))
    desk.spotify.edit(f"{0:022}", Insert(3, (uri("z"),)))
    desk.workshop.clock.advance(hours=2)
    desk.workshop.work_off()
    assert desk.workshop.runs.run(run).state is State.DONE
    assert sorted(desk.tracks("A")) == list("abcz")
    assert desk.tracks("B") == "cba"


def test_the_parts_are_done_in_that_order_one_failing_and_the_whole_undone(either_desk: BulkDesk) -> None:
    desk = either_desk
    desk.fill({"A": "abc", "B": "abc", "C": "abc"})
    lost = PlaylistId(f"{1:022}")
    run, job = desk.workshop.start(desk.propose(ADD, selection={"playlists": ["C", "B", "A"]}, ordering="given"))
    kept = desk.spotify.playlists.pop(lost)
    carried = desk.workshop.work_off()
    assert [one.payload["name"] for one in carried if one.kind == "runs.part"] == ["C", "B", "A"]
    report = desk.workshop.runs.report(desk.workshop.runs.run(run))
    assert {part.name: part.state for part in report.parts} == {"C": "done", "B": "failed", "A": "done"}
    assert desk.workshop.jobs.job(job).state is JobState.FAILED
    desk.spotify.playlists[lost] = kept
    desk.workshop.clock.advance(hours=1)
    undo = desk.workshop.runs.propose_undo(run)
    assert sorted(changing(undo)) == ["A", "C"]
    desk.workshop.start(undo)
    desk.workshop.work_off()
    assert [desk.tracks(name) for name in "ABC"] == ["abc"] * 3


def test_an_undo_leaves_out_a_playlist_that_is_gone(desk: BulkDesk) -> None:
    desk.fill({"A": "abc", "B": "abc"})
    run, _ = desk.workshop.start(desk.propose(ADD))
    desk.workshop.work_off()
    del desk.spotify.playlists[PlaylistId(f"{1:022}")]
    desk.workshop.clock.advance(hours=1)
    undo = desk.workshop.runs.propose_undo(run)
    assert (changing(undo), left_out(undo)) == (["A"], {"B": "spotify_not_found"})
