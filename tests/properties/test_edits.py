"""Edits as algebra: what a sort keeps, what removing after adding gives back, that doing it twice changes nothing."""

from collections import Counter
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.compose import Lowered, lower
from playwarden.domain.edits import Edit, Facts, edit_from_document
from playwarden.domain.edits.add import AddTracks
from playwarden.domain.edits.deduplicate import Deduplicate
from playwarden.domain.edits.details import DetailsByPattern
from playwarden.domain.edits.remove import RemoveTracks
from playwarden.domain.edits.reorder import Reorder
from playwarden.domain.edits.sort import SortEntries
from playwarden.domain.edits.visibility import SetVisibility
from playwarden.domain.plan import KeepDates, Policy, plan
from playwarden.domain.playlist import Details, Entry, PlaylistState
from tests.properties.playlists import entries, entry, is_stuck

TODAY = date(2026, 11, 2)
LETTERS = "abcdefgh"
URIS = st.lists(st.sampled_from(LETTERS).map(lambda name: str(entry(name).uri)), min_size=1, max_size=4).map(tuple)
LISTS = st.lists(st.sampled_from([*LETTERS, "L1", "N1"]), max_size=12).filter(
    lambda names: names.count("L1") < 2 and names.count("N1") < 2
)
STATES = LISTS.map(
    lambda names: PlaylistState(Details("Mix", "Words", public=False, collaborative=False), entries(names))
)
TRACKS = st.dictionaries(
    st.sampled_from(LETTERS).map(lambda name: str(entry(name).uri)),
    st.builds(
        Track,
        uri=st.just("-"),
        name=st.sampled_from(["", "a", "A", "b", "é"]),
        artists=st.just(()) | st.sampled_from(["x", "y"]).map(lambda name: (Artist(None, name),)),
        album=st.none() | st.builds(Album, st.none(), st.sampled_from("pq"), st.none(), st.none() | st.just("1999")),
        duration_ms=st.none() | st.integers(1, 3),
    ),
)
FACTS = st.builds(Facts, st.just(TODAY), TRACKS)
SORTS = st.builds(
    SortEntries, st.sampled_from(["title", "artist", "album", "released", "duration", "added"]), st.booleans()
)
MOVES = st.builds(Reorder, st.just("move"), st.integers(1, 14), st.integers(1, 5), st.integers(1, 14))
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(AddTracks, URIS, st.sampled_from(["top", "bottom"])),
    st.builds(AddTracks, URIS, st.just("position"), st.integers(1, 20)),
    st.builds(RemoveTracks, URIS),
    SORTS,
    st.builds(Deduplicate, st.sampled_from(["first", "last", "oldest", "cheapest"])),
    st.just(Reorder("reverse")),
    st.builds(Reorder, st.just("shuffle"), seed=st.text(max_size=3)),
    MOVES,
    st.builds(SetVisibility, st.just(False), st.none() | st.booleans()),
    st.builds(DetailsByPattern, st.sampled_from(["{name} {date}", "{count} {{x}}", None]), st.just("{description}!")),
)


def done(state: PlaylistState, edit: Edit, facts: Facts | None = None) -> Lowered:
    return lower(state, edit.wish(state, facts or Facts(TODAY)))


def keys(found: Lowered) -> list[object]:
    return [one.key for one in found.desired.entries]


@given(STATES, SORTS | MOVES | st.just(Reorder("reverse")) | st.just(Reorder("shuffle", seed="s")), FACTS)
def test_another_order_holds_the_same_entries(state: PlaylistState, edit: Edit, facts: Facts) -> None:
    assert Counter(keys(done(state, edit, facts))) == Counter(one.key for one in state.entries)


@given(STATES, SORTS, FACTS)
def test_what_is_sorted_is_sorted(state: PlaylistState, edit: SortEntries, facts: Facts) -> None:
    once = edit.wish(state, facts).entries
    assert once is not None
    assert edit.wish(state.with_entries(once), facts).entries == once
    assert [(place, one) for place, one in enumerate(once) if not one.addable] == [
        (place, one) for place, one in enumerate(state.entries) if not one.addable
    ]


@given(STATES, st.sampled_from(["title", "duration"]), FACTS)
def test_descending_is_the_reverse_of_ascending_but_for_equals_and_the_unknown(
    state: PlaylistState, by: str, facts: Facts
) -> None:
    def values(descending: bool) -> list[object]:
        edit = edit_from_document({"kind": "sort", "by": by, "descending": descending})
        assert isinstance(edit, SortEntries)
        entries = edit.wish(state, facts).entries or ()
        return [key for one in entries if one.addable and (key := edit._key(one, facts)) is not None]

    assert values(descending=True) == values(descending=False)[::-1]


@given(STATES, st.sampled_from(["first", "last", "oldest", "cheapest"]))
def test_afterwards_every_track_stands_once(state: PlaylistState, keep: str) -> None:
    found = done(state, edit_from_document({"kind": "deduplicate", "keep": keep}))
    tracks = [one.uri for one in found.desired.entries if not is_stuck(one)]
    assert len(tracks) == len(set(tracks))
    assert set(tracks) == {one.uri for one in state.entries if not is_stuck(one)}
    again = Deduplicate("first").wish(found.desired, Facts(TODAY))
    assert again.entries is None


@given(STATES)
def test_the_cheapest_is_never_dearer_than_first_or_last(state: PlaylistState) -> None:
    def calls(keep: str) -> int:
        desired = done(state, edit_from_document({"kind": "deduplicate", "keep": keep})).desired
        return plan(state, desired, policy=Policy("all")).writes

    assert calls("cheapest") <= max(calls("first"), calls("last"))


@given(STATES, URIS, st.sampled_from(["top", "bottom"]))
def test_removing_what_was_added_gives_the_list_back(state: PlaylistState, uris: tuple[str, ...], where: str) -> None:
    assume(not {one.uri for one in state.entries} & set(uris))
    added = done(state, edit_from_document({"kind": "add", "uris": list(uris), "where": where})).desired
    assert {one.uri for one in added.entries} >= set(uris)
    assert [one.key for one in done(added, RemoveTracks(uris)).desired.entries] == [one.key for one in state.entries]


@given(STATES, EDITS, FACTS)
def test_an_edit_is_what_its_document_says(state: PlaylistState, edit: Edit, facts: Facts) -> None:
    again = edit_from_document(edit.to_document())
    assert again == edit
    assert again.wish(state, facts) == edit.wish(state, facts)
    assert edit.words()


@given(STATES, EDITS, FACTS, st.sampled_from(["all", "most", "none"]))
def test_what_an_edit_wants_can_be_reached(
    state: PlaylistState, edit: Edit, facts: Facts, keep_dates: KeepDates
) -> None:
    found = done(state, edit, facts)
    planned = plan(state, found.desired, policy=Policy(keep_dates))
    assert planned.desired == found.desired
    assert not [one for one in _stuck(state) if one not in _stuck(found.desired)]


def _stuck(state: PlaylistState) -> list[Entry]:
    return [one for one in state.entries if is_stuck(one)]
