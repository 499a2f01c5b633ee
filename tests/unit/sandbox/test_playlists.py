"""A playlist's past: reads lag, never go back, and end at the truth."""

from hypothesis import given
from hypothesis import strategies as st

from playwarden.sandbox.playlists import Content, Details, Entry, Playlist
from playwarden.sandbox.settings import Quirks

QUIRKS = Quirks()


def made(writes: list[float]) -> Playlist:
    """A playlist written to at these moments; its n-th state has n entries."""
    playlist = Playlist("p" * 22, "listener1", "1", Details("List", "text"), Content(()), 0.0)
    for number, at in enumerate(sorted(writes), start=1):
        playlist.revise(
            at, number, entries=[Entry(f"spotify:track:{place}", 0, "listener1") for place in range(number)]
        )
    return playlist


_moments = st.lists(st.floats(1, 1_000), max_size=12)
_lags = st.floats(0, 400)


@given(_moments, _lags, st.floats(0, 1_500), st.floats(0, 500))
def test_what_shows_never_goes_back(writes: list[float], lag: float, now: float, later: float) -> None:
    playlist = made(writes)
    first, second = playlist.seen(now, lag, 0), playlist.seen(now + later, lag, 0)
    assert first.sequence <= second.sequence


@given(_moments, _lags)
def test_in_the_end_the_truth_shows(writes: list[float], lag: float) -> None:
    playlist = made(writes)
    assert playlist.seen(2_000, lag, 0) is playlist.newest


@given(_moments, _lags, st.floats(1_000, 1_500))
def test_settling_changes_nothing_that_shows(writes: list[float], lag: float, now: float) -> None:
    playlist, settled = made(writes), made(writes)
    settled.settle(now, lag, 0)
    assert playlist.seen(now, lag, 0).snapshot_id == settled.seen(now, lag, 0).snapshot_id
    assert playlist.seen_snapshot(now, QUIRKS, 0) == settled.seen_snapshot(now, QUIRKS, 0) or lag < QUIRKS.snapshot_lag


@given(_moments, st.floats(0, 1_500))
def test_what_was_written_before_a_jump_back_all_shows(writes: list[float], now: float) -> None:
    playlist = made(writes)
    assert playlist.seen(now, 400, playlist.newest.sequence) is playlist.newest


@given(_moments)
def test_every_write_has_a_snapshot_id_of_its_own(writes: list[float]) -> None:
    playlist = Playlist("p" * 22, "listener1", "1", Details("List", "text"), Content(()), 0.0)
    ids = {playlist.newest.snapshot_id, *(playlist.revise(at, number + 1) for number, at in enumerate(sorted(writes)))}
    assert len(ids) == len(writes) + 1


def test_between_old_and_new_a_third_id_shows() -> None:
    playlist = made([100.0])
    shown = [playlist.seen_snapshot(now, QUIRKS, 0) for now in (100, 109, 111, 129, 131)]
    assert shown[0] == shown[1]
    assert shown[2] == shown[3]
    assert shown[4] == playlist.newest.snapshot_id
    assert len(set(shown)) == 3


def test_the_total_and_the_mosaic_are_known_without_all_entries() -> None:
    drawn: list[int] = []

    def draw() -> "list[Entry]":
        drawn.append(1)
        return [Entry(f"spotify:track:{place}", 0, "x") for place in range(10)]

    content = Content(total=10, draw=draw)
    assert content.total == 10
    assert drawn == []
    assert content.mosaic(lambda uri: uri[-1]) == ("0", "1", "2", "3")
    assert len(content.entries()) == 10
    assert content.mosaic(lambda uri: "other") == ("0", "1", "2", "3")
