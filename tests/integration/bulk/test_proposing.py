"""What a bulk edit would do is shown for every playlist, in the order and the length that were asked for."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from playwarden.domain.catalogue import Artist, Track
from playwarden.domain.jobs.job import JobState
from playwarden.domain.operations import Insert, Remove
from playwarden.domain.runs import State
from playwarden.features.bulk.asked import Asked
from playwarden.features.runs import telling
from playwarden.features.runs.proposal import Proposal
from playwarden.kit.errors import Blocked, InputError, NotFound, RateLimited, SpotifyError, SpotifyUnavailable
from playwarden.kit.ids import PlaylistId
from playwarden.store import catalogue, lookup
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


@pytest.mark.parametrize(
    "error",
    [
        SpotifyUnavailable("Spotify does not answer."),
        RateLimited("Spotify does not answer.", until=datetime(2030, 1, 1, tzinfo=UTC)),
    ],
    ids=lambda error: error.code,
)
def test_a_playlist_that_cannot_be_read_stops_no_other(desk: BulkDesk, error: SpotifyError) -> None:
    desk.fill({"A": "ab", "B": "ab", "C": "ab"})
    desk.spotify.edit(f"{1:022}", Insert(0, (uri("z"),)))

    def fails(_: int, name: str) -> None:
        if name == "playlist":
            raise error

    desk.spotify.before = fails
    proposal = desk.propose(ADD)
    assert changing(proposal) == ["A", "C"]
    assert left_out(proposal) == {"B": error.code}
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


def test_across_playlists_a_track_stays_in_the_first_that_is_edited(desk: BulkDesk) -> None:
    desk.fill({"A": "abc", "B": "cdef", "C": "afgh"})
    asked = {"kind": "deduplicate", "across": True}
    proposal = desk.propose(asked, selection={"playlists": ["C", "A", "B"]}, ordering="given")
    left = {part.name: "".join(letter(entry.uri) for entry in part.plan.desired.entries) for part in proposal.changing}
    assert left == {"A": "bc", "B": "de"}


def test_across_playlists_a_track_stays_where_somebody_says(desk: BulkDesk) -> None:
    desk.fill({"A": "abc", "B": "cdef", "C": "afgh"})
    asked = {"kind": "deduplicate", "across": True, "stays_in": "B"}
    proposal = desk.propose(asked)
    left = {part.name: "".join(letter(entry.uri) for entry in part.plan.desired.entries) for part in proposal.changing}
    assert left == {"A": "ab", "C": "gh"}
    with pytest.raises(InputError):
        desk.propose(asked, selection={"playlists": ["A", "C"]})


def test_a_track_that_left_the_playlist_in_which_it_should_stay_is_taken_out_of_no_other(desk: BulkDesk) -> None:
    """What is looked at decides, not the mirror."""
    desk.fill({"A": "abc", "B": "cdef"})
    desk.spotify.edit(f"{1:022}", Remove((uri("c"),)))
    proposal = desk.propose({"kind": "deduplicate", "across": True, "stays_in": "B"})
    assert changing(proposal) == []


def test_the_pairs_are_told_without_a_call_and_one_can_be_refused(desk: BulkDesk) -> None:
    desk.fill({"A": "abca", "B": "cdef", "C": "af"})
    asked = {"selection": {"everything": True}, "edit": {"kind": "deduplicate", "across": True}}
    told = desk.bulk.pairs(Asked.from_document(asked))
    assert desk.spotify.log == []
    names = [one.chosen.name for one in told.playlists]
    pairs = [
        (one.chosen.name, pair.place, letter(pair.uri), None if pair.elsewhere is None else names[pair.elsewhere])
        for one in told.playlists
        for pair in one.pairs
    ]
    assert pairs == [("A", 4, "a", None), ("B", 1, "c", "A"), ("C", 1, "a", "A"), ("C", 2, "f", "B")]
    asked["edit"] = {"kind": "deduplicate", "across": True, "leave": [uri("a")]}
    told = desk.bulk.pairs(Asked.from_document(asked))
    assert [letter(pair.uri) for one in told.playlists for pair in one.pairs] == ["c", "f"]
    with pytest.raises(InputError):
        desk.bulk.pairs(Asked.from_document({**asked, "edit": {"kind": "sort", "by": "title"}}))


def test_the_pairs_of_what_was_not_read_since_it_changed_are_not_guessed(desk: BulkDesk) -> None:
    desk.fill({"A": "aba", "B": "cc"})
    desk.spotify.edit(f"{1:022}", Insert(1, (uri("d"),)))
    desk.look(read=False)
    told = desk.bulk.pairs(Asked.from_document({"selection": {"everything": True}, "edit": {"kind": "deduplicate"}}))
    assert [one.chosen.name for one in told.playlists] == ["A"]
    assert [(one.name, one.code) for one in told.left_out] == [("B", "not-read")]


def test_what_cannot_be_played_is_renewed_by_what_can(either_desk: BulkDesk) -> None:
    desk = either_desk
    desk.fill({"A": "abcd"})
    clock, database = desk.workshop.clock, desk.workshop.database
    known = [
        track_of("a", "Rivers", "DE1"),
        track_of("x", "Rivers", "DE1"),
        track_of("y", "Rivers", "DE1"),
        track_of("b", "b" * 22, None),  # as this Spotify names them
        track_of("z", "b" * 22, None),
        track_of("c", "c" * 22, None),
    ]
    with database.write() as session:
        catalogue.remember_tracks(session, known, clock.now())
        session.execute(update(Account).values(market="DE"))
        shut = dict.fromkeys([uri("a"), uri("b"), uri("c"), uri("x")], False)
        lookup.remember_availability(session, "DE", shut, clock.now())
    told = desk.bulk.pairs(Asked.from_document({"selection": {"everything": True}, "edit": {"kind": "renew"}}))
    (told_of,) = told.playlists
    assert [(letter(one.uri), letter(one.other), one.why) for one in told_of.pairs] == [
        ("a", "y", "the same recording code (ISRC DE1)"),
        ("b", "z", "same title, same artists, as long"),
    ]
    assert told_of.availability is not None
    assert (told_of.availability.market, told_of.availability.known, told_of.availability.tracks) == ("DE", 3, 4)
    elsewhere = {"selection": {"everything": True}, "edit": {"kind": "renew", "market": "FR"}}
    assert desk.bulk.pairs(Asked.from_document(elsewhere)).playlists[0].pairs == ()
    refused = desk.propose({"kind": "renew", "leave": [uri("a"), uri("b")]})
    assert changing(refused) == []
    proposal = desk.propose({"kind": "renew"}, forced=frozenset({"removes-much"}))
    (part,) = proposal.changing
    assert "".join(letter(entry.uri) for entry in part.plan.desired.entries) == "yzcd"
    assert {note.code for note in part.plan.notes} >= {"no-substitute", "not-asked"}
    run, _ = desk.workshop.start(proposal, forced=frozenset({"removes-much"}))
    desk.workshop.work_off()
    assert [letter(one) for one in desk.spotify.uris(f"{0:022}")] == ["y", "z", "c", "d"]
    undo = desk.workshop.runs.propose_undo(run)
    desk.workshop.start(undo, forced=frozenset({"removes-much"}))
    desk.workshop.work_off()
    assert [letter(one) for one in desk.spotify.uris(f"{0:022}")] == ["a", "b", "c", "d"]


def letter(of: str | None) -> str:
    return (of or "")[-1]


def track_of(name: str, title: str, isrc: str | None) -> Track:
    return Track(uri(name), title, "track", (Artist("art", "Ada"),), None, 200_000, isrc)
