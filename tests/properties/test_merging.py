"""A change done to what others have edited: theirs stays, ours is done, and without one of both it is the other."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from playwarden.domain.merging import merged
from playwarden.domain.operations import entries_after
from playwarden.domain.plan import plan
from playwarden.domain.playlist import Cover, Details, Entry, PlaylistState
from playwarden.domain.rebase import merge
from tests.properties.playlists import edited, entries, entry, two_lists


def state(listed: tuple[Entry, ...], name: str = "a") -> PlaylistState:
    return PlaylistState(Details(name, "about", public=False), listed)


def uris(found: PlaylistState) -> list[str | None]:
    return [one.uri for one in found.entries]


def wished(names: list[str]) -> tuple[Entry, ...]:
    """As a plan wishes them: without dates."""
    return tuple(one if one.uri is None else Entry(one.uri) for one in entries(names))


@settings(deadline=None, max_examples=100)
@given(edited())
def test_what_nobody_else_edited_becomes_what_was_wished(lists: tuple[list[str], list[str]]) -> None:
    base = state(entries(lists[0]))
    assert uris(merged(state(wished(lists[1])), base, base)) == uris(state(wished(lists[1])))


@settings(deadline=None, max_examples=100)
@given(edited())
def test_where_nothing_was_wished_everything_stays_as_it_is_now(lists: tuple[list[str], list[str]]) -> None:
    base, now = state(entries(lists[0])), state(entries(lists[1]))
    assert uris(merged(base, base, now)) == uris(now)


@settings(deadline=None, max_examples=100)
@given(edited(), st.lists(st.integers(0, 100), max_size=4, unique=True), st.integers(0, 40))
def test_what_others_added_stays_and_what_they_took_out_stays_out(
    lists: tuple[list[str], list[str]], theirs: list[int], taken: int
) -> None:
    base = entries(lists[0])
    now = list(base)
    gone = now.pop(taken) if taken < len(now) and now[taken].addable else None
    for number in theirs:
        now.insert(min(number, len(now)), entry(f"theirs{number}", 900 + number))
    ours = state(wished(lists[1]))

    found = Counter(uris(merge(ours, state(base), state(tuple(now)), state(base)).lowered.desired))

    expected = Counter(uris(ours)) + Counter(entry(f"theirs{number}").uri for number in theirs)
    if gone is not None:
        expected -= Counter([gone.uri]) if gone.uri in Counter(uris(ours)) else Counter()
    assert found == expected


@settings(deadline=None, max_examples=200)
@given(two_lists(alphabet="abc"), st.integers(0, 20), st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20))))
def test_copies_that_others_add_while_we_put_some_back_are_more_of_them(
    lists: tuple[list[str], list[str]], done: int, theirs: list[tuple[str, int]]
) -> None:
    original, wish = state(entries(lists[0])), state(wished(lists[1]))
    base = original.entries
    for operation in plan(original, wish).operations[:done]:
        base = entries_after(base, operation)
    now = list(base)
    for number, (name, place) in enumerate(theirs):
        now.insert(min(place, len(now)), entry(name, 900 + number))

    found = Counter(uris(merge(wish, state(base), state(tuple(now)), original).lowered.desired))

    mine = Counter(uris(wish))
    added = Counter(entry(name).uri for name, _ in theirs)
    both = added & (mine - (Counter(uris(state(base))) | Counter(uris(original))))
    assert found == mine + added - both


def test_details_are_merged_field_by_field() -> None:
    base = PlaylistState(Details("Mix", "about it", public=False), ())
    ours = PlaylistState(Details("Monday", "about it", public=True), ())
    now = PlaylistState(Details("Mix", "theirs", public=None), ())
    assert merged(ours, base, now).details == Details("Monday", "theirs", public=True)


def test_a_name_that_somebody_else_changed_since_stays_theirs() -> None:
    base, ours, now = (PlaylistState(Details(name), ()) for name in ("Mix", "Monday", "Theirs"))
    assert merged(ours, base, now).details.name == "Theirs"


def test_a_cover_that_only_shows_under_another_address_is_no_edit() -> None:
    base = PlaylistState(Details("Mix", cover=Cover("https://x/1", "01", custom=True)), ())
    ours = PlaylistState(Details("Mix", cover=Cover(sha256="02", custom=True)), ())
    moved = PlaylistState(Details("Mix", cover=Cover("https://x/2")), ())
    assert merged(ours, base, moved).details.cover == Cover(sha256="02", custom=True)
