"""The player plays through playlists; what played shows late, and silence is 204."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from playwarden.kit.clock import parse_instant
from playwarden.sandbox.clock import stamp_ms
from playwarden.sandbox.settings import Quirks
from tests.sandboxes import Caller, started

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW = "/me/player/currently-playing"
PAST = "/me/player/recently-played"


@pytest.fixture
def still() -> Iterator[Caller]:
    """A listener on a clock that is moved by hand."""
    with started(quirks=Quirks.none(), rate=0.0, start=NOON) as sandbox:
        yield Caller.connected(sandbox)


def playing(me: Caller, tracks: int = 3) -> tuple[str, list[str]]:
    uris = me.tracks(tracks)
    playlist = me.new_playlist(uris)
    me.sandbox.play("listener1", playlist)
    return playlist, uris


class TestNow:
    def test_silence_is_204_without_a_body(self, still: Caller) -> None:
        still.sandbox.silence("listener1")
        answer = still.ask("GET", NOW)
        assert (answer.status, answer.body) == (204, b"")

    def test_it_tells_item_progress_and_context(self, still: Caller) -> None:
        playlist, uris = playing(still)
        still.sandbox.advance(10)
        heard = still.get(NOW)
        assert heard["item"]["uri"] == uris[0]
        assert 9_900 <= heard["progress_ms"] <= 10_100
        assert heard["context"]["uri"] == f"spotify:playlist:{playlist}"
        assert (heard["is_playing"], heard["currently_playing_type"]) == (True, "track")

    def test_it_goes_through_the_playlist_in_order_and_ends(self, still: Caller) -> None:
        _, uris = playing(still)
        heard = []
        for _ in range(3):
            item = still.get(NOW)["item"]
            heard.append(item["uri"])
            still.sandbox.advance(item["duration_ms"] / 1000)
        assert heard == uris
        assert still.ask("GET", NOW).status == 204

    def test_an_advert_has_no_item(self, still: Caller) -> None:
        still.sandbox.control("PUT", "accounts/listener1/player", {"advert": True})
        heard = still.get(NOW)
        assert (heard["item"], heard["currently_playing_type"]) == (None, "ad")


class TestPast:
    def test_a_finished_track_is_told_with_its_time_and_context(self, still: Caller) -> None:
        playlist, uris = playing(still)
        still.sandbox.advance(still.get(NOW)["item"]["duration_ms"] / 1000 + 1)
        newest = still.get(PAST, limit=1)["items"][0]
        assert newest["track"]["uri"] == uris[0]
        assert newest["context"]["uri"] == f"spotify:playlist:{playlist}"
        age = still.sandbox.now() - parse_instant(newest["played_at"])
        assert 0.9 <= age.total_seconds() <= 1.1
        assert newest["played_at"].endswith("Z")

    def test_what_was_skipped_within_half_a_minute_is_not(self, still: Caller) -> None:
        _, uris = playing(still)
        still.sandbox.advance(20)
        still.sandbox.silence("listener1")
        still.sandbox.advance(600)
        assert still.get(PAST, limit=1)["items"][0]["track"]["uri"] != uris[0]

    def test_habits_fill_it_newest_first_with_the_last_50(self, still: Caller) -> None:
        plays = still.get(PAST, limit=50)["items"]
        times = [play["played_at"] for play in plays]
        assert len(plays) == 50
        assert times == sorted(times, reverse=True)
        assert len(set(times)) == 50
        assert all(play["track"]["type"] == "track" for play in plays)

    def test_after_and_before_cut(self, still: Caller) -> None:
        plays = still.get(PAST, limit=50)["items"]
        middle = int(parse_instant(plays[20]["played_at"]).timestamp() * 1000)
        assert still.get(PAST, limit=50, after=middle)["items"] == plays[:20]
        assert still.get(PAST, limit=50, before=middle)["items"] == plays[21:]
        assert still.ask("GET", PAST, after=1, before=2).status == 400

    def test_cursors_are_milliseconds(self, still: Caller) -> None:
        page = still.get(PAST, limit=5)
        assert int(page["cursors"]["after"]) > int(page["cursors"]["before"])
        older = still.get(PAST, limit=5, before=page["cursors"]["before"])
        assert older["items"][0]["played_at"] < page["items"][-1]["played_at"]

    def test_days_go_by_with_sessions(self, still: Caller) -> None:
        before = still.get(PAST, limit=50)["items"][0]["played_at"]
        still.sandbox.advance(5 * 86_400)
        still = Caller.connected(still.sandbox)
        assert still.get(PAST, limit=50)["items"][-1]["played_at"] > before

    def test_plays_appear_late(self) -> None:
        with started(quirks=Quirks(), rate=0.0, start=NOON) as sandbox:
            me = Caller.connected(sandbox)
            playing(me)
            length = me.get(NOW)["item"]["duration_ms"] / 1000
            sandbox.advance(length + 1)
            ended = stamp_ms(NOON.timestamp() + length)
            assert ended not in [play["played_at"] for play in me.get(PAST, limit=50)["items"]]
            sandbox.advance(40)
            assert ended in [play["played_at"] for play in me.get(PAST, limit=50)["items"]]

    def test_a_few_plays_come_hours_late_or_never(self) -> None:
        with started(quirks=Quirks(), rate=0.0, start=NOON) as sandbox:
            me = Caller.connected(sandbox)
            uris = me.tracks(48)
            sandbox.play("listener1", me.new_playlist(uris))
            lengths = [me.get(f"/tracks/{uri[14:]}")["duration_ms"] / 1000 for uri in uris]

            def missing(after: float) -> int:
                sandbox.set_clock(NOON + timedelta(seconds=sum(lengths) + after))
                caller = Caller.connected(sandbox)
                shown = {play["track"]["uri"] for play in caller.get(PAST, limit=50)["items"]}
                return len(set(uris) - shown)

            assert missing(after=60) >= missing(after=7 * 3600)
            assert missing(after=60) < len(uris) // 4

    def test_the_player_needs_its_scopes(self, still: Caller) -> None:
        other = Caller.connected(still.sandbox, scope="user-read-private")
        assert (other.ask("GET", NOW).status, other.ask("GET", PAST).status) == (403, 403)


class TestTop:
    def test_three_ranges_drift_apart(self, still: Caller) -> None:
        ranges = [
            [each["id"] for each in still.get("/me/top/tracks", limit=50, time_range=term)["items"]]
            for term in ("short_term", "medium_term", "long_term")
        ]
        assert len({tuple(each) for each in ranges}) == 3
        assert set(ranges[0]) & set(ranges[2])

    def test_an_unknown_range_is_refused(self, still: Caller) -> None:
        assert still.ask("GET", "/me/top/artists", time_range="forever").status == 400
