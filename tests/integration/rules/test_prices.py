"""What is told before is what it takes at most: each ready template runs, and Spotify counts the calls."""

from typing import Any

import pytest

from playwarden.domain.rules.kept import RefreshState
from playwarden.features.rules.costing import Asked
from playwarden.features.rules.ready import ORDER
from playwarden.features.rules.service import Bound
from playwarden.store import catalogue
from tests.integration.rules.conftest import House

NEEDS_PLAYS = {"weekly-mix"}
"""Plays have to be collected first: a test of its own."""


@pytest.mark.parametrize("name", [name for name in ORDER if name not in NEEDS_PLAYS])
def test_a_template_takes_no_more_than_its_price(house: House, name: str) -> None:
    templates = house.container.templates
    found = templates.find(name)
    lists = [f"spotify:playlist:{each}" for each in house.lists]
    picked: dict[str, Any] = {
        one.name: [lists[0]] if one.several else lists[0] for one in found.template.parameters if one.needed
    }
    kept = templates.fill(found, picked, Bound(house.account.id, house.lists[1]), actor="test")

    price = house.container.costing.prices(house.account.id, [Asked(kept.rules, kept.playlist_id, 1)])[0]
    before = house.calls()
    house.approve(kept.id)
    assert house.calls() - before <= price.first

    house.later(days=31)
    house.container.library.sync()
    price = house.container.costing.prices(house.account.id, [Asked(kept.rules, kept.playlist_id, 1)])[0]
    before = house.calls()
    house.refresh(kept.id)
    assert house.calls() - before <= sum(line.calls for line in price.lines)


def test_new_releases_and_forgotten_favourites_make_a_friday_without_an_artist_twice(house: House) -> None:
    templates = house.container.templates
    assert house.container.listening.collect(house.account.id) > 0
    house.later(days=61)
    found = templates.find("weekly-mix")
    kept = templates.fill(found, {"times": 1}, Bound(house.account.id, create="Fresh Friday"), actor="test")

    assumed = templates.price(found.template, house.account.id)
    before = house.calls()
    assert house.apply(kept.id).state is RefreshState.DONE
    assert house.calls() - before <= assumed.first
    made = house.container.rules.find(kept.id)
    assert made.playlist_id is not None
    items = house.holds(made.playlist_id)
    with house.container.database.read() as session:
        tracks = {track.uri: track for track in catalogue.tracks(session, items)}
    artists = [artist.id for uri in items for artist in tracks[uri].artists]
    assert len(items) >= 5
    assert len(set(artists)) == len(artists)

    house.later(days=7)
    known = templates.price(found.template, house.account.id)
    assert not any("follows was never read" in each for each in known.assumptions)
    before = house.calls()
    house.refresh(kept.id)
    assert house.calls() - before <= known.calls_a_week
