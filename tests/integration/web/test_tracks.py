"""Tracks for an editor: known ones cost nothing; Spotify is asked where somebody says so, at a cost that is told."""

import pytest

from tests.integration.web.conftest import House
from tests.integration.web.test_proposals import made


def test_known_tracks_are_found_without_a_call(house: House) -> None:
    playlist = made(house, "known", house.tracks(5))
    house.post(f"/playlists/{playlist}/read")
    entry = house.get(f"/playlists/{playlist}")["entries"][0]
    artist, name = entry["title"].split(" - ", 1)
    house.sandbox.reset_counters()
    found = house.get("/tracks", q=f"{name.lower()} {artist[:4]}")
    assert entry["uri"] in [one["uri"] for one in found]
    assert [one["name"] for one in house.get("/tracks", uri=entry["uri"])] == [name]
    assert house.get("/tracks") == []
    assert house.sandbox.calls() == []


def test_asking_spotify_is_one_call_and_what_it_answers_is_known_then(house: House) -> None:
    playlist = made(house, "asked", house.tracks(1))
    house.post(f"/playlists/{playlist}/read")
    words = house.get(f"/playlists/{playlist}")["entries"][0]["title"].split(" - ", 1)[1]
    house.sandbox.reset_counters()
    found = house.post("/tracks/search", {"account": "listener1", "words": words})
    assert [call["path"].split("?")[0] for call in house.sandbox.calls()] == ["/search"]
    assert found
    assert house.get("/tracks", uri=[one["uri"] for one in found])
    assert house.api.post("/tracks/search", {"account": "listener1"})[0] == 400
    assert house.api.post("/tracks/search", {"account": "listener1", "like": "spotify:track:unknown"})[0] == 404


class TestAvailability:
    def test_it_is_asked_by_pages_kept_with_its_date_and_closed_tracks_are_told(self, house: House) -> None:
        tracks = house.tracks(60)
        playlist = made(house, "closing", tracks)
        house.post(f"/playlists/{playlist}/read")
        closed = tracks[3]
        house.sandbox.control("PUT", f"tracks/{closed.rsplit(':', 1)[1]}", {"closed_in": "everywhere"})
        before = house.get(f"/playlists/{playlist}/availability", market="de")
        assert (before["market"], before["tracks"], before["known"], before["calls"]) == ("DE", 60, 0, 2)
        house.sandbox.reset_counters()
        found = house.post(f"/playlists/{playlist}/availability", {"market": "DE"})
        assert len(house.sandbox.calls()) == 2
        assert found["known"] == 60
        told = {one["uri"] for one in found["unplayable"]}
        alike = house.post("/tracks/search", {"account": "listener1", "like": closed})
        assert (closed in told) != bool(alike), "a twin of the same recording is played in its place"
        assert house.get(f"/playlists/{playlist}/availability", market="DE") == found
        assert house.get(f"/playlists/{playlist}")["entries"][3]["uri"] == closed, "relinking never reaches the mirror"

    def test_a_list_that_moved_is_not_matched_by_place(self, house: House) -> None:
        tracks = house.tracks(6)
        playlist = made(house, "moved", tracks)
        house.post(f"/playlists/{playlist}/read")
        house.sandbox.edit(playlist, **{"do": "move", "from": 0, "before": 4})
        status, answer = house.api.post(f"/playlists/{playlist}/availability", {"market": "DE"})
        assert (status, answer["code"]) == (409, "conflict")

    @pytest.mark.parametrize("market", ["D", "DEU", 7])
    def test_a_country_has_two_letters(self, house: House, market: object) -> None:
        playlist = made(house, "country", house.tracks(2))
        assert house.api.post(f"/playlists/{playlist}/availability", {"market": market})[0] == 422

    def test_without_a_country_it_is_asked_for(self, house: House) -> None:
        playlist = made(house, "nowhere", house.tracks(2))
        house.post(f"/playlists/{playlist}/read")
        assert house.get(f"/playlists/{playlist}/availability")["market"] is None
        assert house.api.post(f"/playlists/{playlist}/availability", {})[0] == 400
