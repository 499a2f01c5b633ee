"""A campaign strikes at its moments, the same ones for the same seed, and knows when everything was right again."""

import base64
import io
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from PIL import Image

from playwarden.kit.pictures import alike, look_at
from playwarden.sandbox.attacks import ATTACKS, NOISE
from playwarden.sandbox.running import ControlRefused, Running
from playwarden.sandbox.settings import Quirks
from tests.sandboxes import Caller, ask, started

DAY = 86_400
START = datetime.fromisoformat("2026-11-02T09:00:00+00:00")
SOON = 0.01
"""Days that a short campaign lasts, within the life of a token,"""
ONCE = 3_000
"""and the rate at which something comes once in it."""
EVERYTHING = dict.fromkeys(ATTACKS, 1.5)


@pytest.fixture(name="still")
def still_sandbox() -> Iterator[Running]:
    """A sandbox whose clock moves when it is told to, with covers to swap and descriptions to empty."""
    with started(rate=0.0, start=START) as sandbox:
        sandbox.dress(covers=1.0)
        yield sandbox


@pytest.fixture
def me(still: Running) -> Caller:
    return Caller.connected(still)


@pytest.fixture
def mine(me: Caller) -> str:
    """A playlist of the listener's own."""
    return next(str(each["id"]) for each in me.get("/me/playlists")["items"] if each["owner"]["id"] == "listener1")


def attacks(sandbox: Running, number: int = 1) -> list[dict[str, Any]]:
    return list(sandbox.told(number)["attacks"])


def put_right(me: Caller, playlist: str, state: dict[str, Any]) -> None:
    """Title and description in one call, as Playwarden does."""
    me.write("PUT", f"/playlists/{playlist}", {"name": state["name"], "description": state["description"]})


class TestPlanning:
    def test_the_same_seed_does_the_same_however_the_clock_gets_there(self) -> None:
        told = []
        for jumps in (1, 40):
            with started(rate=0.0, start=START) as sandbox:
                sandbox.dress(covers=0.5)
                sandbox.campaign(seed=7, days=20, rates=EVERYTHING, noise=dict.fromkeys(NOISE, 2.0))
                for _ in range(jumps):
                    sandbox.advance(20 * DAY / jumps)
                known = sandbox.told(1)
                told.append((known["attacks"], known["harmless"], sandbox.digest()))
        assert told[0] == told[1]
        assert len(told[0][0]) > 100
        assert {each["kind"] for each in told[0][0]} == set(ATTACKS)
        assert {each["kind"] for each in told[0][1]} == set(NOISE)

    def test_another_seed_does_something_else(self, still: Running) -> None:
        for seed in (1, 2):
            still.campaign(seed=seed, days=1, rates={"name": 5})
        still.advance(DAY)
        one, other = ([(each["playlist"], each["at"]) for each in attacks(still, number)] for number in (1, 2))
        assert set(one).isdisjoint(other)

    def test_it_comes_as_often_as_was_asked_to_playlists_of_every_account(self) -> None:
        with started(rate=0.0, start=START, accounts=10, playlists_per_account=32) as sandbox:
            sandbox.dress(covers=1.0)
            sandbox.campaign(most=300, days=30, rates={"takedown": 2, "swap": 0.5})
            sandbox.advance(30 * DAY)
            told = sandbox.told(1)
            kinds = Counter(each["kind"] for each in told["attacks"])
            assert told["targets"] == 300
            assert kinds["takedown"] == 600
            assert 110 < kinds["swap"] < 190
            assert len({each["owner"] for each in told["attacks"]}) == 10

    def test_they_strike_in_order_each_at_its_own_moment(self, still: Running) -> None:
        still.campaign(after=600, days=2, rates={"description": 30})
        still.advance(599)
        assert attacks(still) == []
        still.advance(3 * DAY)
        moments = [datetime.fromisoformat(each["at"]) for each in attacks(still)]
        assert moments == sorted(moments)
        assert START + timedelta(seconds=600) <= moments[0]
        assert moments[-1] <= START + timedelta(days=2, seconds=600)
        assert len(set(moments)) == len(moments)

    def test_a_running_clock_strikes_with_the_next_request_without_a_jump(self) -> None:
        with started(rate=1_000.0) as sandbox:
            me = Caller.connected(sandbox)
            sandbox.campaign(accounts=["listener1"], days=SOON, rates={"name": ONCE})
            while sandbox.control("GET", "campaigns")[0]["planned"]:
                time.sleep(0.05)
            assert "" in {each["name"] for each in me.get("/me/playlists")["items"]}

    def test_what_is_called_off_strikes_no_more(self, still: Running) -> None:
        number = still.campaign(days=10, rates={"name": 30})
        still.advance(DAY)
        before = len(attacks(still))
        still.call_off(number)
        still.advance(10 * DAY)
        assert len(attacks(still)) == before > 0

    @pytest.mark.parametrize(
        ("order", "told"),
        [
            ({"rates": {"arson": 1}}, "there is no arson"),
            ({"days": 0}, "days: input should be greater than 0"),
            ({"accounts": ["nobody"]}, "nobody is called nobody here"),
            ({"nonsense": 1}, "there is no field nonsense"),
            ({"playlists": ["x"]}, "no such thing here: x"),
        ],
    )
    def test_an_order_that_makes_no_sense_is_refused(self, still: Running, order: dict[str, Any], told: str) -> None:
        with pytest.raises(ControlRefused, match=told):
            still.campaign(**order)


class TestWhatIsToldOfAnAttack:
    def test_a_take_down_stands_in_its_true_state_before_and_after(self, still: Running, mine: str) -> None:
        before = still.playlist(mine)
        still.campaign(playlists=[mine], days=SOON, rates={"takedown": ONCE})
        still.advance(SOON * DAY)
        (attack,) = attacks(still)
        assert attack["before"]["name"] == before["name"]
        assert attack["before"]["cover"] == before["cover"] is not None
        assert (attack["after"]["name"], attack["after"]["description"], attack["after"]["cover"]) == ("", "", None)
        assert attack["fields"] == ["cover", "description", "name"]
        assert (attack["was_right"], attack["right_at"], attack["minutes_wrong"]) == (True, None, None)

    def test_it_is_right_again_when_all_that_it_took_is_back_at_that_moment(
        self, still: Running, me: Caller, mine: str
    ) -> None:
        picture = ask("GET", me.get(f"/playlists/{mine}")["images"][0]["url"]).body
        still.campaign(playlists=[mine], days=SOON, rates={"takedown": ONCE})
        still.advance(SOON * DAY)
        (attack,) = attacks(still)
        still.quirks(cover_delay=45)
        put_right(me, mine, attack["before"])
        assert me.ask("PUT", f"/playlists/{mine}/images", body=base64.b64encode(picture)).status == 202
        assert attacks(still)[0]["right_at"] is None, "the picture has not appeared yet"
        still.advance(7_200)
        (attack,) = attacks(still)
        assert datetime.fromisoformat(attack["right_at"]) == START + timedelta(days=SOON, seconds=45)
        assert attack["writes"] == 2
        assert attack["minutes_wrong"] > 0

    def test_another_picture_or_text_is_not_right(self, still: Running, me: Caller, mine: str) -> None:
        still.campaign(playlists=[mine], days=SOON, rates={"takedown": ONCE})
        still.advance(SOON * DAY)
        (attack,) = attacks(still)
        written = io.BytesIO()
        Image.new("RGB", (300, 300), "red").save(written, "JPEG")
        put_right(me, mine, attack["before"])
        me.ask("PUT", f"/playlists/{mine}/images", body=base64.b64encode(written.getvalue()))
        assert attacks(still)[0]["right_at"] is None

    def test_spaces_at_the_end_and_another_normal_form_are_right(self, still: Running, me: Caller, mine: str) -> None:
        still.mischief(mine, name="Caf\u00e9 noir")
        still.campaign(playlists=[mine], days=SOON, rates={"name": ONCE})
        still.advance(SOON * DAY)
        me.write("PUT", f"/playlists/{mine}", {"name": "Cafe\u0301 noir "})
        assert attacks(still)[0]["right_at"] is not None

    def test_what_is_wanted_can_be_said_anew(self, still: Running, me: Caller, mine: str) -> None:
        number = still.campaign(playlists=[mine], days=SOON, rates={"edit_name": ONCE})
        still.want(number, mine, name="The new title")
        still.advance(SOON * DAY)
        me.write("PUT", f"/playlists/{mine}", {"name": "The new title"})
        told = still.told(number)
        assert told["attacks"][0]["right_at"] is not None
        assert [each["needless"] for each in told["writes"]] == [False]

    def test_a_write_to_what_was_right_is_needless(self, still: Running, me: Caller, mine: str) -> None:
        still.campaign(playlists=[mine], days=SOON, noise={"touch": ONCE, "recode": ONCE})
        still.advance(SOON * DAY)
        me.write("PUT", f"/playlists/{mine}", {"name": still.playlist(mine)["name"]})
        told = still.told(1)
        assert [(each["playlist"], each["needless"], each["fields"]) for each in told["writes"]] == [
            (mine, True, ["name"])
        ]
        assert told["needless_writes"] == 1
        assert told["attacks"] == []

    def test_a_hidden_playlist_is_right_when_it_is_listed_again(self, still: Running, me: Caller, mine: str) -> None:
        still.campaign(playlists=[mine], days=SOON, rates={"hide": ONCE})
        still.advance(SOON * DAY)
        assert mine not in still.playlists_of("listener1")
        assert me.get(f"/playlists/{mine}")["id"] == mine
        me.write("PUT", f"/me/library?uris=spotify:playlist:{mine}")
        assert attacks(still)[0]["right_at"] is not None

    def test_one_that_is_gone_is_answered_404_and_not_listed(self, still: Running, me: Caller, mine: str) -> None:
        still.campaign(playlists=[mine], days=SOON, rates={"gone": ONCE, "name": 2 * ONCE})
        still.advance(2 * SOON * DAY)
        assert me.ask("GET", f"/playlists/{mine}").status == 404
        assert mine not in {each["id"] for each in me.get("/me/playlists")["items"]}
        assert attacks(still)[-1]["kind"] == "gone"


class TestWatching:
    def test_what_was_put_right_is_attacked_again_and_then_left_alone(
        self, still: Running, me: Caller, mine: str
    ) -> None:
        still.campaign(
            playlists=[mine], days=SOON, rates={"edit_name": ONCE}, again={"share": 1, "after": 120, "times": 2}
        )
        still.advance(SOON * DAY)
        name = attacks(still)[0]["before"]["name"]
        for round_ in (1, 2, 3):
            still.advance(60)
            me.write("PUT", f"/playlists/{mine}", {"name": name})
            still.advance(119)
            assert len(attacks(still)) == round_
            still.advance(1)
        assert [each["again_of"] for each in attacks(still)] == [None, 1, 1]
        still.advance(SOON * DAY)
        assert still.playlist(mine)["name"] == name

    def test_nobody_watches_what_the_vandal_put_right_himself(self, still: Running, mine: str) -> None:
        still.campaign(
            playlists=[mine], days=SOON, rates={"privacy": 2 * ONCE}, again={"share": 1, "after": 1, "times": 5}
        )
        still.advance(3 * SOON * DAY)
        assert len(attacks(still)) == 2


class TestNoise:
    def test_the_same_cover_comes_from_another_address_in_another_size(
        self, still: Running, me: Caller, mine: str
    ) -> None:
        before = me.get(f"/playlists/{mine}")["images"][0]["url"]
        still.campaign(playlists=[mine], days=SOON, noise={"recode": 10 * ONCE})
        still.advance(SOON * DAY)
        after = me.get(f"/playlists/{mine}")["images"][0]["url"]
        assert after != before
        assert ask("GET", after).body != ask("GET", before).body

    def test_a_track_at_the_top_changes_a_mosaic(self) -> None:
        with started(rate=0.0, start=START) as sandbox:
            me = Caller.connected(sandbox)
            mosaics = {each["id"]: each["images"] for each in me.get("/me/playlists")["items"]}
            sandbox.campaign(days=SOON, noise={"tracks": 3 * ONCE})
            sandbox.advance(SOON * DAY)
            now = {each["id"]: each["images"] for each in me.get("/me/playlists")["items"]}
            assert sum(now[each] != mosaics[each] for each in mosaics) > len(mosaics) // 2

    def test_dressing_leaves_alone_what_has_a_description_and_a_cover(self, still: Running) -> None:
        before = still.digest()
        still.dress(covers=1.0)
        assert still.digest() == before
        assert all(still.playlist(each)["description"] for each in still.playlists_of("listener1"))


class TestAGuard:
    def test_all_that_is_done_to_what_is_there_can_be_put_right_through_the_web_api(self) -> None:
        """Looked at once a day nothing stays wrong for longer, and nothing that is right is written to."""
        repairable = {kind: 8.0 for kind in ATTACKS if kind != "gone"}
        with started(rate=0.0, start=START, playlists_per_account=8) as sandbox:
            sandbox.dress(covers=0.7)
            ours = {owner: Guard.of(sandbox, owner) for owner in ("listener1", "listener2")}
            sandbox.campaign(
                days=10,
                rates=repairable,
                noise=dict.fromkeys(NOISE, 8.0),
                again={"share": 0.2, "after": 60, "times": 2},
            )
            for _ in range(13):
                sandbox.advance(DAY)
                for owner, guard in ours.items():
                    guard.look(Caller.connected(sandbox, owner))
            told = sandbox.told(1)
        assert len(told["attacks"]) > 200
        assert {each["kind"] for each in told["attacks"]} == set(repairable)
        assert [each for each in told["attacks"] if each["right_at"] is None] == []
        assert max(each["minutes_wrong"] for each in told["attacks"]) <= 24 * 60
        assert (told["needless_writes"], told["wrong_now"]) == (0, 0)
        assert any(each["again_of"] for each in told["attacks"])


@dataclass(frozen=True)
class Guard:
    """Remembers what an account's playlists truly were, with the pictures, and writes what differs."""

    wanted: dict[str, dict[str, Any]]
    pictures: dict[str, bytes]

    @classmethod
    def of(cls, sandbox: Running, owner: str) -> "Guard":
        me = Caller.connected(sandbox, owner)
        wanted = {each: sandbox.playlist(each) for each in sandbox.playlists_of(owner)}
        wanted = {each: state for each, state in wanted.items() if state["owner"] == owner}
        urls = {each: me.get(f"/playlists/{each}")["images"] for each, state in wanted.items() if state["cover"]}
        return cls(wanted, {each: ask("GET", images[0]["url"]).body for each, images in urls.items()})

    def look(self, me: Caller) -> None:
        listed = me.sandbox.playlists_of(me.tokens.account)
        for playlist, wanted in self.wanted.items():
            now = me.get(f"/playlists/{playlist}", fields="name,description,public,images")
            now["description"] = unescape(now["description"])
            wrong = {name: wanted[name] for name in ("name", "description", "public") if now[name] != wanted[name]}
            if wrong:
                me.write("PUT", f"/playlists/{playlist}", wrong)
            if playlist in self.pictures and self.swapped(playlist, now["images"]):
                me.ask("PUT", f"/playlists/{playlist}/images", body=base64.b64encode(self.pictures[playlist]))
            if playlist not in listed:
                me.write("PUT", f"/me/library?uris=spotify:playlist:{playlist}")

    def swapped(self, playlist: str, images: list[dict[str, Any]]) -> bool:
        if not images or "/mosaic/" in images[0]["url"]:
            return True
        there = look_at(ask("GET", images[0]["url"]).body)
        return not alike(there.likeness, look_at(self.pictures[playlist]).likeness)


class TestLateAnswers:
    @pytest.fixture
    def mine(self, me: Caller) -> str:
        return next(str(each["id"]) for each in me.get("/me/playlists")["items"] if each["owner"]["id"] == "listener1")

    def listed(self, me: Caller, playlist: str) -> dict[str, Any]:
        return next(each for each in me.get("/me/playlists")["items"] if each["id"] == playlist)

    def test_a_late_list_shows_the_text_and_the_cover_of_before(self, still: Running, me: Caller, mine: str) -> None:
        still.quirks(list_lag=600)
        still.advance(1_000)
        before = self.listed(me, mine)
        still.mischief(mine)
        still.advance(599)
        assert self.listed(me, mine) == before
        assert me.get(f"/playlists/{mine}")["name"] == ""
        still.advance(2)
        after = self.listed(me, mine)
        assert after["name"] == ""
        assert after["images"] != before["images"]
        assert after["snapshot_id"] != before["snapshot_id"]

    def test_a_late_list_shows_an_upload_late(self, still: Running, me: Caller, mine: str) -> None:
        still.quirks(list_lag=600, cover_delay=10)
        still.advance(1_000)
        before = self.listed(me, mine)["images"]
        picture = ask("GET", before[0]["url"]).body
        me.ask("PUT", f"/playlists/{mine}/images", body=base64.b64encode(picture))
        still.advance(11)
        assert me.get(f"/playlists/{mine}")["images"] != before
        assert self.listed(me, mine)["images"] == before
        still.advance(600)
        assert self.listed(me, mine)["images"] == me.get(f"/playlists/{mine}")["images"] != before

    def test_single_reads_can_lag_too(self, still: Running, me: Caller, mine: str) -> None:
        still.quirks(single_lag=60)
        before = me.get(f"/playlists/{mine}")
        still.mischief(mine)
        still.advance(59)
        late = me.get(f"/playlists/{mine}")
        assert (late["name"], late["images"], late["snapshot_id"]) == (
            before["name"],
            before["images"],
            before["snapshot_id"],
        )
        assert me.get(f"/playlists/{mine}/images") == before["images"]
        still.advance(1)
        assert me.get(f"/playlists/{mine}")["name"] == ""

    def test_uploads_are_served_in_the_size_that_is_set(self, still: Running, me: Caller, mine: str) -> None:
        still.quirks(cover_side=300, cover_quality=60)
        with Image.open(io.BytesIO(ask("GET", me.get(f"/playlists/{mine}")["images"][0]["url"]).body)) as picture:
            assert picture.size == (300, 300)

    def test_texts_can_be_normalised_as_they_are_written(self, still: Running, me: Caller, mine: str) -> None:
        still.quirks(normalise_texts=True)
        me.write("PUT", f"/playlists/{mine}", {"name": "Cafe\u0301  ", "description": "All day \u2026 "})
        truth = still.playlist(mine)
        assert (truth["name"], truth["description"]) == ("Caf\u00e9", "All day \u2026")

    def test_quirks_have_defaults_that_change_nothing(self) -> None:
        quirks = Quirks()
        assert (quirks.single_lag, quirks.cover_side, quirks.cover_quality, quirks.normalise_texts) == (
            0,
            640,
            80,
            False,
        )
