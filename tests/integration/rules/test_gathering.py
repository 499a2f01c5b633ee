"""What rule sets need is read by as few calls as were told before, once, and kept whatever stops it."""

from typing import Any

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.reading import read
from playwarden.features.rules.gathering import About, Gathered
from playwarden.features.rules.wants import Knowing
from playwarden.kit.errors import Cancelled
from tests.integration.rules.conftest import House


def rules_of(house: House, *sources: dict[str, Any], **more: Any) -> About:
    document = {"version": 1, "name": "Gathered", "sources": list(sources), **more}
    return About(house.account.id, read(document))


def gathered(house: House, about: About) -> tuple[Gathered, int]:
    """What was gathered, and the calls that Spotify counted for it."""
    house.sandbox.reset_counters()
    found = house.container.gathering.gather(about, lane=Lane.SCHEDULED)
    return found, house.calls()


def an_artist(house: House) -> str:
    """One of the longest playlist, with an album."""
    uris = house.holds(house.lists[0])
    tracks = house.container.questions.titles(uris)
    about = rules_of(house, {"step": "playlist", "playlists": [f"spotify:playlist:{house.lists[0]}"]})
    found, _ = gathered(house, about)
    track = next(found.given.tracks[uri] for uri in uris if uri in tracks and found.given.tracks[uri].artists[0].id)
    return f"spotify:artist:{track.artists[0].id}"


SIMPLE = [
    {"step": "saved"},
    {"step": "top", "range": "short"},
    {"step": "search", "words": "the", "pages": 2},
]


@pytest.mark.parametrize("source", SIMPLE, ids=lambda source: source["step"])
def test_a_list_is_read_once_and_then_known_without_a_call(house: House, source: dict[str, Any]) -> None:
    about = rules_of(house, source)
    assert house.container.gathering.known(about).wants[0].state is Knowing.UNREAD
    found, calls = gathered(house, about)
    assert found.calls == calls >= 1
    assert found.wants[0].state is Knowing.KNOWN
    offers = found.given.lists[found.wants[0].need]
    assert offers
    assert all(offer.uri in found.given.tracks for offer in offers)
    again, calls = gathered(house, about)
    assert (again.calls, calls) == (0, 0)
    assert again.given.lists == found.given.lists


def test_saved_tracks_are_read_on_from_where_they_were_known(house: House) -> None:
    about = rules_of(house, {"step": "saved"})
    first, calls = gathered(house, about)
    need = Need("saved")
    house.later(days=1)
    told = house.container.gathering.known(about)
    assert told.wants[0].state is Knowing.OLD
    again, fewer = gathered(house, about)
    assert fewer == told.to_read == 1 <= calls
    assert again.given.lists[need] == first.given.lists[need]


def test_an_album_by_its_link_is_read_once_for_good(house: House) -> None:
    artist = an_artist(house)
    whole, _ = gathered(house, rules_of(house, {"step": "artist_tracks", "artists": [artist]}))
    tracks = [offer.uri for offer in whole.given.lists[Need("artist", artist)]]
    album = whole.given.tracks[tracks[0]].album
    assert album is not None
    about = rules_of(house, {"step": "album_tracks", "albums": [f"spotify:album:{album.id}"]})
    found, calls = gathered(house, about)
    assert calls == 0, "the artist's albums were read"
    assert {offer.uri for offer in found.given.lists[Need("album", f"spotify:album:{album.id}")]} <= set(tracks)
    house.later(days=400)
    assert gathered(house, about)[1] == 0


def test_all_of_an_artist_costs_what_was_told_once_the_albums_are_known(house: House) -> None:
    artist = an_artist(house)
    about = rules_of(house, {"step": "artist_tracks", "artists": [artist]})
    found, calls = gathered(house, about)
    assert calls == found.calls >= 3
    house.later(days=1)
    told = house.container.gathering.known(about).to_read
    assert gathered(house, about)[1] == told <= 4


def test_releases_of_followed_artists_are_looked_at_within_a_share_and_go_on_where_they_stopped(house: House) -> None:
    about = rules_of(house, {"step": "releases", "days": 365})
    need = about.rules.needs[0]
    first, _ = gathered(house, about)
    rows = [first.given.tracks[offer.uri] for offer in first.given.lists[need]]
    since = (house.now.date().replace(year=house.now.year - 1)).isoformat()
    assert all((track.album.release_date or "") >= since[:4] for track in rows if track.album)
    assert gathered(house, about)[1] == 0, "within a day nothing is looked at again"


def test_a_stop_half_way_loses_nothing(house: House) -> None:
    artist = an_artist(house)
    about = rules_of(house, {"step": "saved"}, {"step": "artist_tracks", "artists": [artist]})
    asked = 0

    def stop() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Cancelled("Enough.")

    with pytest.raises(Cancelled):
        house.container.gathering.gather(about, lane=Lane.SCHEDULED, check=stop)
    found, calls = gathered(house, about)
    assert all(want.state is Knowing.KNOWN for want in found.wants)
    assert "/me/tracks" not in [call["template"] for call in house.sandbox.calls()], "saved tracks were kept"
    assert calls > 0


def test_a_rule_set_may_build_on_another(house: House) -> None:
    source = {"step": "playlist", "playlists": [f"spotify:playlist:{house.lists[0]}"]}
    house.keep({"name": "Short ones", "sources": [source], "steps": [{"step": "duration", "most": "3:00"}]})
    found, _ = gathered(house, rules_of(house, {"step": "rule_set", "rule_set": "short ONES"}))
    offers = found.given.lists[Need("rules", "short ONES")]
    assert offers
    house.sandbox.edit(house.lists[0], do="insert", uris=[offers[0].uri], position=0)
    house.later(minutes=5)
    assert gathered(house, rules_of(house, {"step": "rule_set", "rule_set": "Short ones"}))[1] >= 1, "it is looked at"
    assert all((found.given.tracks[offer.uri].duration_ms or 0) <= 180_000 for offer in offers)


def test_a_file_names_tracks_by_link_and_by_title_and_tells_what_it_does_not_know(house: House) -> None:
    uris = [uri for uri in house.holds(house.lists[0]) if ":track:" in uri]
    known, _ = gathered(
        house, rules_of(house, {"step": "playlist", "playlists": [f"spotify:playlist:{house.lists[0]}"]})
    )
    named = next(t for t in known.given.tracks.values() if t.kind == "track" and "," not in t.name and t.artists)
    text = (
        "\ufeffTitle;Artist;Link\r\n"
        f";;https://open.spotify.com/track/{uris[0][14:]}?si=x\r\n"
        f"{named.name};{named.artists[0].name};\r\n"
        "Nobody;Knows;\r\n"
    )
    about = rules_of(house, {"step": "csv", "file": "mine.csv"})
    found = house.container.gathering.known(About(about.account, about.rules, {"mine.csv": text}))
    offers = found.given.lists[Need("file", "mine.csv")]
    assert offers[0].uri == uris[0]
    assert len(offers) == 2
    assert found.wants[0].why == "1 line names no known track: 4."


def test_a_preview_makes_no_call_whatever_the_rules_need(house: House) -> None:
    from playwarden.features.rules.previewing import Trial

    artist = an_artist(house)
    sources = [
        *SIMPLE,
        {"step": "releases"},
        {"step": "artist_tracks", "artists": [artist]},
        {"step": "playlist", "playlists": [f"spotify:playlist:{one}" for one in house.lists[:5]]},
    ]
    rules = read({"version": 1, "name": "All", "sources": sources, "size": 30})
    house.sandbox.reset_counters()
    found = house.container.previews.preview(Trial(house.account.id, rules, house.lists[6]))
    assert house.calls() == 0
    assert found.outcome.items
    assert found.gathered.to_read > 0
    assert found.price.calls_a_week > 0
