"""The quotas: a window for the app, budgets for the developer, bans that are prolonged by who calls on."""

import json
from pathlib import Path

import pytest

from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import Limits, client_id
from tests.sandboxes import Answered, Caller, started

SMALL = Limits(window_calls=5, bucket_calls=10, group_calls=16, player_calls=40)


def spend(me: Caller, path: str, calls: int) -> list[Answered]:
    """Calls slowly enough for the window."""
    answers = []
    for _ in range(calls):
        answers.append(me.ask("GET", path))
        me.sandbox.advance(30)
    return answers


def test_the_defaults_are_the_assumed_ones() -> None:
    limits = Limits.named("default")
    assert (limits.window_calls, limits.window_seconds) == (120, 30)
    assert (limits.bucket_calls, limits.group_calls, limits.player_calls, limits.quota_hours) == (600, 1200, 10_000, 24)


def test_limits_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "limits.json"
    path.write_text(json.dumps({"window_calls": 3, "buckets": {"PUT /playlists/{id}/images": 2}}))
    limits = Limits.named(str(path))
    assert (limits.window_calls, limits.bucket_calls) == (3, 600)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b'{"windw_calls": 3}', "there is no field windw_calls"),
        (b'{"window_calls": "many"}', "window_calls: input should be a valid integer"),
        (b'{"window_calls": 0}', "window_calls: input should be greater than 0"),
        (b'{"buckets": {"GET /search": -1}}', "buckets.GET /search: input should be greater than 0"),
        (b"[120]", "the whole: input should be a dictionary"),
        (b"{", "Expecting property name"),
        (b"\xff\xfe", ""),
        (None, "No such file or directory"),
    ],
    ids=["no field", "no number", "nothing allowed", "a wrong bucket", "a list", "no JSON", "no text", "no file"],
)
def test_a_file_of_limits_that_is_none_is_told_in_one_sentence(
    tmp_path: Path, written: bytes | None, told: str
) -> None:
    path = tmp_path / "limits.json"
    if written is not None:
        path.write_bytes(written)
    with pytest.raises(ValueError, match=r"limits\.json: .") as refused:
        Limits.named(str(path))
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


class TestWindow:
    def test_past_it_every_call_of_the_app_is_refused_until_retry_after(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            for _ in range(5):
                me.get("/me")
            answer = me.ask("GET", "/me/playlists")
            assert (answer.status, answer.json) == (
                429,
                {"error": {"status": 429, "message": "API rate limit exceeded"}},
            )
            wait = int(answer.headers["retry-after"])
            assert wait == 30
            sandbox.advance(wait)
            me.get("/me")

    def test_it_rolls(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            for _ in range(5):
                me.get("/me")
                sandbox.advance(5)
            answer = me.ask("GET", "/me")
            assert (answer.status, answer.headers["retry-after"]) == (429, "5")

    def test_calling_on_prolongs_the_ban(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            waits = [int(me.ask("GET", "/me").headers.get("retry-after", 0)) for _ in range(9)]
            assert waits == [0, 0, 0, 0, 0, 30, 35, 40, 45]
            sandbox.advance(30)
            assert me.ask("GET", "/me").status == 429
            assert sandbox.counters()["during_bans"] == 4

    def test_another_app_is_not_stopped_by_it(self) -> None:
        with started(limits=SMALL, rate=0.0, apps=2, apps_per_developer=2) as sandbox:
            sandbox.control("PUT", f"apps/{client_id(2)}", {"allowlist": ["listener1"]})
            first, second = Caller.connected(sandbox), Caller.connected(sandbox, client_id=client_id(2))
            for _ in range(6):
                first.ask("GET", "/me")
            second.get("/me")


class TestBudgets:
    def test_a_bucket_that_is_spent_is_refused_and_others_go_on(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            assert {each.status for each in spend(me, "/me", 10)} == {200}
            answer = me.ask("GET", "/me")
            assert answer.status == 429
            assert answer.json == {"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}
            assert int(answer.headers["retry-after"]) == 24 * 3600 - 300
            me.get("/me/playlists")

    def test_it_is_a_rolling_day(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            spend(me, "/me", 10)
            sandbox.advance(24 * 3600 - 300)
            me = Caller.connected(sandbox)
            me.get("/me")
            assert me.ask("GET", "/me").status == 429

    def test_the_bucket_is_method_and_template_whatever_the_id(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            playlists = sandbox.playlists_of("listener1")
            statuses = [spend(me, f"/playlists/{playlists[n]}", 1)[0].status for n in range(11)]
            assert statuses == [200] * 10 + [429]

    def test_all_buckets_together_have_a_budget(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            spend(me, "/me", 9)
            spend(me, "/me/playlists", 7)
            answer = me.ask("GET", "/me/tracks")
            assert (answer.status, answer.json["error"]["reason"]) == (429, "QUOTA_EXCEEDED")

    def test_player_paths_share_a_bucket_of_their_own_that_counts_apart(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            statuses = {each.status for each in spend(me, "/me/player/recently-played", 20)}
            statuses |= {each.status for each in spend(me, "/me/player/currently-playing", 20)}
            assert statuses <= {200, 204}
            assert me.ask("GET", "/me/player/recently-played").status == 429
            assert {each.status for each in spend(me, "/me", 10)} == {200}

    def test_apps_of_one_developer_share_it_and_those_of_another_do_not(self) -> None:
        with started(limits=SMALL, rate=0.0, apps=3, apps_per_developer=2) as sandbox:
            for number in (2, 3):
                sandbox.control("PUT", f"apps/{client_id(number)}", {"allowlist": ["listener1"]})
            callers = [Caller.connected(sandbox, client_id=client_id(number)) for number in (1, 2, 3)]
            spend(callers[0], "/me", 10)
            assert [caller.ask("GET", "/me").status for caller in callers] == [429, 429, 200]

    def test_an_extended_app_has_more(self) -> None:
        with started(limits=SMALL, mode="extended", rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            assert {each.status for each in spend(me, "/me", 17)} == {200}

    def test_a_bucket_may_have_a_budget_of_its_own(self) -> None:
        limits = Limits(buckets={"GET /search": 1})
        with started(limits=limits) as sandbox:
            me = Caller.connected(sandbox)
            assert [me.ask("GET", "/search", q="rain", type="track").status for _ in range(2)] == [200, 429]

    def test_a_clock_set_back_bans_for_no_longer_than_the_window(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            spend(me, "/me", 10)
            sandbox.advance(-40 * 86_400)
            answer = me.ask("GET", "/me")
            assert (answer.status, answer.headers["retry-after"]) == (429, str(24 * 3600))

    def test_refused_and_failed_calls_count_too(self) -> None:
        with started(limits=SMALL, rate=0.0) as sandbox:
            me = Caller.connected(sandbox)
            assert {each.status for each in spend(me, f"/tracks/{'0' * 22}", 10)} == {404}
            assert me.ask("GET", f"/tracks/{'0' * 22}").status == 429

    def test_none_limits_nothing(self, me: Caller) -> None:
        for _ in range(200):
            me.get("/me")


class TestBansByHand:
    def test_a_ban_of_the_app(self, sandbox: Running, me: Caller) -> None:
        sandbox.ban(40)
        answer = me.ask("GET", "/me")
        assert (answer.status, "reason" in answer.json["error"]) == (429, False)
        assert 40 <= int(answer.headers["retry-after"]) <= 45

    def test_a_ban_of_a_bucket(self, sandbox: Running, me: Caller) -> None:
        sandbox.ban(86_400, bucket="GET /me", quota=True)
        assert me.ask("GET", "/me").json["error"]["reason"] == "QUOTA_EXCEEDED"
        me.get("/me/playlists")
        assert [each["bucket"] for each in sandbox.control("GET", "quota")["bans"]] == ["GET /me"]

    def test_every_call_made_during_a_ban_is_told_in_the_log(self, sandbox: Running, me: Caller) -> None:
        me.get("/me")
        sandbox.ban(600)
        me.ask("GET", "/me")
        sandbox.advance(1_000)
        me.get("/me")
        logged = [(call["during_ban"], call["status"]) for call in sandbox.calls() if call["template"] == "/me"]
        assert logged == [(False, 200), (True, 429), (False, 200)]
