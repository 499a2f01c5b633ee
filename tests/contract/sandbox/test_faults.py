"""Faults strike exactly the call they are meant for, and the truth is told through control."""

import http.client
import time
import urllib.error
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from playwarden.sandbox.running import ControlRefused, Running
from tests.sandboxes import Caller, connect, refresh, started

CUT = (urllib.error.URLError, http.client.RemoteDisconnected, ConnectionResetError)


def items(playlist: str) -> str:
    return f"/playlists/{playlist}/items"


class TestDrops:
    def test_before_means_nothing_happened(self, sandbox: Running, me: Caller) -> None:
        playlist, uris = me.new_playlist(), me.tracks(2)
        sandbox.fault("drop_before", method="POST", path="/playlists/{id}/items")
        with pytest.raises(CUT):
            me.ask("POST", items(playlist), {"uris": uris})
        assert sandbox.uris(playlist) == []

    def test_after_means_it_took_effect(self, sandbox: Running, me: Caller) -> None:
        playlist, uris = me.new_playlist(), me.tracks(2)
        sandbox.fault("drop_after", method="POST", path="/playlists/{id}/items")
        with pytest.raises(CUT):
            me.ask("POST", items(playlist), {"uris": uris})
        assert sandbox.uris(playlist) == uris

    def test_a_cut_token_refresh_has_rotated_the_token(self, sandbox: Running) -> None:
        tokens = connect(sandbox)
        sandbox.fault("drop_after", path="/api/token")
        with pytest.raises(CUT):
            refresh(sandbox, tokens.refresh_token)
        assert refresh(sandbox, tokens.refresh_token).json["error"] == "invalid_grant"

    def test_a_cut_call_stands_in_the_log_with_status_0(self, sandbox: Running, me: Caller) -> None:
        sandbox.fault("drop_before", path="/me")
        with pytest.raises(CUT):
            me.ask("GET", "/me")
        assert [(call["status"], call["faults"]) for call in sandbox.calls()][-1] == (0, ["drop_before"])


class TestStatuses:
    def test_the_nth_matching_call_and_no_other(self, sandbox: Running, me: Caller) -> None:
        sandbox.fault("status", status=502, nth=2, times=2, path="/me")
        assert [me.ask("GET", "/me").status for _ in range(5)] == [200, 502, 502, 200, 200]

    def test_others_are_not_struck(self, sandbox: Running, me: Caller) -> None:
        friend = Caller.connected(sandbox, "listener2")
        sandbox.fault("status", times=0, account="listener2", method="write")
        assert friend.ask("POST", "/me/playlists", {"name": "x"}).status == 503
        friend.get("/me")
        me.new_playlist()

    def test_a_proxy_may_answer_html(self, sandbox: Running, me: Caller) -> None:
        sandbox.fault("status", status=502, body="html")
        answer = me.ask("GET", "/me")
        assert answer.headers["content-type"] == "text/html"
        assert answer.body.startswith(b"<html>")

    def test_a_5xx_may_hide_a_write_that_took_effect(self, sandbox: Running, me: Caller) -> None:
        playlist, uris = me.new_playlist(), me.tracks(1)
        sandbox.fault("status", status=500, after=True, method="POST")
        assert me.ask("POST", items(playlist), {"uris": uris}).status == 500
        assert sandbox.uris(playlist) == uris

    def test_probability_strikes_some(self, sandbox: Running, me: Caller) -> None:
        sandbox.fault("status", probability=0.5, times=0)
        statuses = [me.ask("GET", "/me").status for _ in range(60)]
        assert 10 < statuses.count(503) < 50

    def test_lifting_a_fault(self, sandbox: Running, me: Caller) -> None:
        number = sandbox.fault("status", times=0)
        assert me.ask("GET", "/me").status == 503
        sandbox.lift(number)
        me.get("/me")

    def test_a_call_that_is_held_goes_on_as_soon_as_it_is_let(self, sandbox: Running, me: Caller) -> None:
        held = sandbox.hold(path="/me")
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(me.ask, "GET", "/me")
            while not sandbox.control("GET", "faults")[0]["fired"]:
                time.sleep(0.01)
            assert not asked.done()
            sandbox.lift(held)
            assert asked.result(timeout=10).status == 200

    def test_a_path_may_be_a_pattern(self, sandbox: Running, me: Caller) -> None:
        playlist = me.new_playlist()
        sandbox.fault("status", path=f"/playlists/{playlist}*", times=0)
        assert me.ask("GET", items(playlist)).status == 503
        me.get("/me")


class TestOtherFaults:
    def test_the_plain_text_403(self, sandbox: Running, me: Caller) -> None:
        sandbox.fault("forbidden")
        answer = me.ask("GET", "/me")
        assert (answer.status, answer.headers["content-type"]) == (403, "text/plain; charset=utf-8")

    @pytest.mark.parametrize(("kind", "reason"), [("ban_window", None), ("ban_quota", "QUOTA_EXCEEDED")])
    def test_both_kinds_of_429_on_command(self, sandbox: Running, me: Caller, kind: str, reason: str | None) -> None:
        sandbox.fault(kind, seconds=120, path="/me")
        error = me.ask("GET", "/me").json["error"]
        assert (error["status"], error.get("reason")) == (429, reason)

    def test_tokens_revoked_in_the_middle(self, sandbox: Running, me: Caller) -> None:
        sandbox.fault("revoke", nth=2)
        assert [me.ask("GET", "/me").status for _ in range(3)] == [200, 401, 401]

    def test_latency_is_waited_out_in_parallel(self, sandbox: Running, me: Caller) -> None:
        sandbox.latency(200)
        begun = time.monotonic()
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(lambda _: me.get("/me"), range(20)))
        elapsed = time.monotonic() - begun
        assert 0.2 <= elapsed < 20 * 0.2


class TestEdits:
    def test_somebody_edits_between_two_calls(self, sandbox: Running, me: Caller) -> None:
        uris = me.tracks(4)
        playlist = me.new_playlist(uris[:2])
        sandbox.edit_after_call(2, playlist, do="insert", uris=[uris[3]], position=0)
        seen = [me.uris(playlist) for _ in range(3)]
        assert seen == [uris[:2], uris[:2], [uris[3], *uris[:2]]]

    def test_or_just_before_one(self, sandbox: Running, me: Caller) -> None:
        uris = me.tracks(2)
        playlist = me.new_playlist(uris)
        sandbox.fault("edit", playlist=playlist, edit={"do": "remove", "position": 0}, after=False, method="GET")
        assert me.uris(playlist) == uris[1:]

    @pytest.mark.parametrize(
        ("edit", "expected"),
        [
            (
                {"do": "insert", "uris": ["spotify:local:a:b:c:9"], "position": 1},
                lambda a, b, c: [a, "spotify:local:a:b:c:9", b, c],
            ),
            ({"do": "remove", "position": 1}, lambda a, b, c: [a, c]),
            ({"do": "remove", "position": 0, "length": 2}, lambda a, b, c: [c]),
            ({"do": "move", "from": 0, "before": 3}, lambda a, b, c: [b, c, a]),
            ({"do": "move", "from": 2, "before": 0}, lambda a, b, c: [c, a, b]),
            ({"do": "duplicate", "position": 0, "to": 2}, lambda a, b, c: [a, b, a, c]),
            ({"do": "vanish", "position": 1}, lambda a, b, c: [a, None, c]),
            ({"do": "touch"}, lambda a, b, c: [a, b, c]),
        ],
    )
    def test_every_edit_does_what_it_says_and_changes_the_snapshot_id(
        self, sandbox: Running, me: Caller, edit: dict[str, object], expected: Callable[..., list[str | None]]
    ) -> None:
        uris = me.tracks(3)
        playlist = me.new_playlist(uris)
        before = sandbox.playlist(playlist)["snapshot_id"]
        after = sandbox.edit(playlist, **edit)
        assert sandbox.uris(playlist) == expected(*uris)
        assert before != after

    def test_an_edit_may_be_somebody_elses(self, sandbox: Running, me: Caller) -> None:
        playlist = me.new_playlist()
        sandbox.edit(playlist, do="insert", uris=me.tracks(1), by="listener2", added_at=1_600_000_000)
        assert sandbox.playlist(playlist)["entries"][0]["added_at"] == "2020-09-13T12:26:40Z"

    def test_mischief_may_change_one_thing_alone(self, sandbox: Running, me: Caller) -> None:
        playlist = me.new_playlist()
        sandbox.mischief(playlist, description="")
        read = me.get(f"/playlists/{playlist}")
        assert (read["name"], read["description"]) == ("Test", "")


class TestControl:
    def test_counters_start_anew(self, sandbox: Running, me: Caller) -> None:
        me.get("/me")
        sandbox.reset_counters()
        assert (sandbox.counters()["total"], sandbox.calls()) == (0, [])

    def test_the_clock_answers_as_the_product_follows_it(self, sandbox: Running) -> None:
        from playwarden.kit.clock import FollowedClock

        sandbox.control("PUT", "clock", {"now": "2027-01-01T00:00:00Z", "rate": 0})
        assert FollowedClock(sandbox.clock_url).now().isoformat() == "2027-01-01T00:00:00+00:00"
        assert sandbox.advance(90).isoformat() == "2027-01-01T00:01:30+00:00"

    def test_the_clock_passes_at_its_rate(self, sandbox: Running) -> None:
        sandbox.set_clock(rate=86_400)
        begun = sandbox.now()
        time.sleep(0.01)
        assert (sandbox.now() - begun).total_seconds() > 500

    def test_counters_tell_calls_by_call_account_and_status(self, sandbox: Running, me: Caller) -> None:
        friend = Caller.connected(sandbox, "listener2")
        assert sandbox.counters()["total"] == 0
        assert sandbox.counters()["accounts_service"]["POST /api/token"] == 2
        me.get("/me")
        me.ask("GET", f"/playlists/{'0' * 22}")
        friend.get("/me")
        counters = sandbox.counters()
        assert counters["total"] == 3
        assert counters["calls"] == {"GET /me": 2, "GET /playlists/{id}": 1}
        assert counters["accounts"] == {"listener1": 2, "listener2": 1}
        assert counters["statuses"] == {"200": 2, "404": 1}

    def test_a_user_id_may_change_and_the_account_id_does_not(self, sandbox: Running, me: Caller) -> None:
        before = me.get("/me")
        playlist = me.new_playlist()
        sandbox.control("PUT", "accounts/listener1", {"id": "renamed"})
        after = me.get("/me")
        assert (after["id"], after["account_id"]) == ("renamed", before["account_id"])
        assert me.get(f"/playlists/{playlist}")["owner"]["id"] == "renamed"
        me.write("PUT", f"/playlists/{playlist}", {"name": "Still mine"})

    @pytest.mark.parametrize(
        ("method", "path", "document", "told"),
        [
            ("POST", "faults", {"kind": "flood"}, "kind: input should be 'status', "),
            ("POST", "faults", {"kind": "status", "colour": 1}, "there is no field colour"),
            ("POST", "faults", {"kind": "status", "number": 1}, "there is no field number"),
            ("POST", "faults", {"kind": "status", "status": 100}, "status: input should be greater than or equal to"),
            ("POST", "faults", {"kind": "latency", "seconds": "long"}, "seconds: input should be a valid number"),
            ("POST", "faults", [], "expected a JSON object"),
            ("PUT", "quirks", {"nonsense": 1}, "there is no field nonsense"),
            ("PUT", "quirks", {"items_lag": -1}, "items_lag: input should be greater than or equal to 0"),
            ("PUT", "limits", {"name": "many"}, "limits by name are default and none"),
            ("PUT", "limits", {"group_calls": "many"}, "group_calls: input should be a valid integer"),
            ("PUT", "clock", {"now": "yesterday"}, "yesterday"),
            ("POST", "bans", {"quota": False}, "seconds is missing"),
            ("POST", "bans", {"seconds": 5, "quota": True}, "a quota ban names its bucket"),
            ("GET", "nonsense", None, "no such thing here"),
            ("GET", "playlists/nonsense", None, "no such thing here: nonsense"),
        ],
    )
    def test_wrong_input_is_told(self, sandbox: Running, method: str, path: str, document: object, told: str) -> None:
        with pytest.raises(ControlRefused, match=told):
            sandbox.control(method, path, document)


class TestDeterminism:
    def story(self, sandbox: Running) -> list[object]:
        """Some calls with everything they answer that does not tell the port."""
        me = Caller.connected(sandbox)
        told: list[object] = [me.tokens]
        uris = me.tracks(5)
        playlist = me.new_playlist(uris)
        me.write("PUT", items(playlist), {"range_start": 0, "insert_before": 3})
        me.write("DELETE", items(playlist), {"items": [{"uri": uris[1]}]})
        for path in (
            "/me",
            "/me/playlists",
            f"/playlists/{playlist}",
            "/me/tracks",
            "/me/top/tracks",
            "/me/player/recently-played",
            "/search?q=rain&type=track,album",
        ):
            told.append(me.ask("GET", path).body.replace(sandbox.base_url.encode(), b""))
        return [*told, sandbox.digest()]

    def test_the_same_seed_and_calls_give_the_same_answers(self) -> None:
        from datetime import UTC, datetime

        told = []
        for _ in range(2):
            with started(start=datetime(2026, 11, 20, 12, tzinfo=UTC), rate=0.0) as sandbox:
                told.append(self.story(sandbox))
        assert told[0] == told[1]

    def test_another_seed_is_another_world(self) -> None:
        ids = []
        for seed in (1, 2):
            with started(seed=seed) as sandbox:
                ids.append(set(sandbox.playlists_of("listener1")))
        assert not ids[0] & ids[1]

    def test_the_digest_tells_any_change(self, sandbox: Running, me: Caller) -> None:
        seen = {sandbox.digest()}
        playlist = me.new_playlist()
        seen.add(sandbox.digest())
        me.write("PUT", f"/playlists/{playlist}", {"name": "Other"})
        seen.add(sandbox.digest())
        me.write("DELETE", f"/me/library?uris=spotify:playlist:{playlist}")
        seen.add(sandbox.digest())
        assert len(seen) == 4
