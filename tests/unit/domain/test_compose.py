"""Wishes become states that Spotify can be brought to."""

from playwarden.domain.compose import Layer, Lowered, Wish, compose, lower
from playwarden.domain.playlist import Cover, Details
from tests.unit.domain.states import names, state, uri


def wished(observed: str, items: str, *, lose_local: bool = False) -> Lowered:
    return lower(state(observed), Wish(items=tuple(uri(name) for name in items)), lose_local=lose_local)


def codes(lowered: Lowered) -> list[str]:
    return [note.code for note in lowered.notes]


def test_what_is_not_wished_for_stays() -> None:
    observed = state("abc")
    lowered = lower(observed, Wish())
    assert names(lowered.desired) == "abc"
    assert lowered.desired.details == observed.details


def test_a_later_layer_wins_over_an_earlier_one() -> None:
    layers = [
        Wish(name="preferred", layer=Layer.DETAILS),
        Wish(name="plain", items=(uri("b"),), layer=Layer.BASE),
    ]
    composed = compose(state("a"), layers)
    assert composed.details.name == "preferred"
    assert names(composed) == "b"


def test_a_track_may_be_wished_for_twice() -> None:
    assert names(wished("ab", "aba").desired) == "aba"


def test_an_unavailable_entry_stays_behind_its_present_predecessor() -> None:
    lowered = wished("ab?c", "cbax")
    assert names(lowered.desired) == "cb?ax"
    assert codes(lowered) == ["keeps-unavailable"]


def test_when_the_predecessor_goes_the_one_before_it_counts() -> None:
    assert names(wished("ab?c", "ca").desired) == "ca?"


def test_with_no_predecessor_left_it_goes_to_the_top() -> None:
    assert names(wished("b?c", "cx").desired) == "?cx"


def test_several_that_are_not_named_keep_their_order() -> None:
    assert names(wished("a?1?b", "ba").desired) == "ba?1?"


def test_what_is_impossible_is_said_with_what_replacing_would_destroy() -> None:
    lowered = wished("a?12", "a12")
    assert "an unavailable entry cannot be removed by itself; replacing would destroy 2 local files" in (
        lowered.notes[0].text
    )


def test_a_local_file_is_put_where_the_wish_names_it() -> None:
    lowered = wished("1ab", "a1b")
    assert names(lowered.desired) == "a1b"
    assert lowered.notes == ()


def test_a_local_file_that_is_not_there_is_left_out_and_told() -> None:
    lowered = wished("a", "a1")
    assert names(lowered.desired) == "a"
    assert codes(lowered) == ["cannot-add-local"]


def test_local_files_are_given_up_only_when_that_is_asked_for() -> None:
    assert names(wished("a1?", "b").desired) == "1?b"
    assert names(wished("a1?", "b", lose_local=True).desired) == "b"


def test_a_local_file_that_is_named_keeps_the_others_too() -> None:
    assert names(wished("a1?", "1b", lose_local=True).desired) == "1?b"


def test_an_empty_description_is_refused_by_spotify_so_the_present_one_stays() -> None:
    lowered = lower(state("a"), Wish(description=""))
    assert lowered.desired.details.description == "words"
    assert codes(lowered) == ["empty-description"]


def test_a_playlist_to_be_created_gets_its_name_as_description() -> None:
    lowered = lower(None, Wish(name="new", items=(uri("a"),)))
    assert lowered.desired.details == Details(name="new", description="new")
    assert codes(lowered) == ["no-description"]


def test_too_many_items_are_told() -> None:
    lowered = lower(state(""), Wish(items=(uri("a"), uri("b"))), max_entries=1)
    assert codes(lowered) == ["too-long"]
    assert names(lowered.desired) == "ab"


def test_a_cover_is_wished_for_by_its_digest() -> None:
    assert lower(state("a"), Wish(cover="5e1f")).desired.details.cover == Cover(sha256="5e1f", custom=True)
