"""An editor asks at every change what an order would take: it costs no call and starts nothing."""

from playwarden.kit.ids import JobId
from tests.integration.web.conftest import House
from tests.integration.web.test_proposals import made


def test_a_sketch_says_what_the_plan_says_without_a_call(house: House) -> None:
    tracks = house.tracks(8)
    playlist = made(house, "sketched", tracks[:6])
    house.post(f"/playlists/{playlist}/read")
    wanted = [tracks[3], *tracks[:3], tracks[7]]
    house.sandbox.reset_counters()
    sketch = house.post(f"/playlists/{playlist}/sketch", {"uris": wanted})
    assert house.sandbox.calls() == []
    assert (sketch["added"], sketch["removed"], sketch["moved_blocks"], sketch["readded"]) == (1, 2, 1, 0)

    file = f'{{"version": 1, "account": "listener1", "playlists": [{{"id": "{playlist}", "items": {wanted}}}]}}'
    plan = house.post("/plans", {"file": file.replace("'", '"')})["playlists"][0]
    assert {name: plan[name] for name in ("writes", "reads", "cost", "dates", "fingerprint")} == {
        name: sketch[name] for name in ("writes", "reads", "cost", "dates", "fingerprint")
    }
    assert house.sandbox.uris(playlist) == tracks[:6]


def test_the_same_order_is_nothing_to_do(house: House) -> None:
    tracks = house.tracks(3)
    playlist = made(house, "same", tracks)
    house.post(f"/playlists/{playlist}/read")
    sketch = house.post(f"/playlists/{playlist}/sketch", {"uris": tracks})
    assert (sketch["empty"], sketch["writes"]) == (True, 0)


def test_a_sketch_cannot_be_started(house: House) -> None:
    tracks = house.tracks(3)
    playlist = made(house, "unstarted", tracks)
    house.post(f"/playlists/{playlist}/read")
    fingerprint = house.post(f"/playlists/{playlist}/sketch", {"uris": tracks[:1]})["fingerprint"]
    assert house.api.post(f"/proposals/{fingerprint}/apply", {})[0] == 404


def test_what_was_never_read_has_to_be_read_first(house: House) -> None:
    job = house.post("/sync", {"accounts": [], "read": False})["job"]
    house.carried_out(job)
    unread = next(row for row in house.get("/playlists") if row["items"] == "not read")
    status, answer = house.api.post(f"/playlists/{unread['id']}/sketch", {"uris": []})
    assert (status, answer["code"]) == (409, "conflict")
    assert answer["remedy"] == "Read it, then edit it."


def test_an_order_is_planned_over_what_stands_there_now_and_can_be_started(house: House) -> None:
    tracks = house.tracks(5)
    playlist = made(house, "ordered", tracks[:4])
    wanted = [tracks[3], *tracks[:2], tracks[4]]
    proposal = house.post(f"/playlists/{playlist}/order", {"uris": wanted})
    assert (proposal["playlists"][0]["playlist"], proposal["refused"]) == (playlist, None)
    started = house.post(f"/proposals/{proposal['fingerprint']}/apply", {})
    house.container.runner.run_until_ended(JobId(started["job"]))
    assert house.sandbox.uris(playlist) == wanted


def test_an_order_holds_nothing_but_tracks_and_episodes(house: House) -> None:
    playlist = house.sandbox.playlists_of("listener1")[0]
    for uri in ("", "hello", "spotify:album:4iV5W9uYEdYUVa79Axb7Rh", "spotify:track:short", "spotify:local:a\0b"):
        assert house.api.post(f"/playlists/{playlist}/order", {"uris": [uri]})[0] == 422, uri
