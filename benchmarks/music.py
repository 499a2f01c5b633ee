"""Music to work rules out over: 100,000 made-up tracks, or the real ones of the shared data."""

import csv
import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from playwarden.domain.audio import Audio
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.rules.given import Given, Heard, Need, Offer

CANDIDATES = 100_000
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HERE, THERE = "spotify:playlist:" + "h" * 22, "spotify:playlist:" + "t" * 22
REAL = Path(__file__).parents[2] / "shared" / "data" / "catalogue" / "tracks_114k.csv.gz"
"""89,741 real tracks with audio features and genres."""
_WORDS = [
    "Love",
    "Night",
    "Fire",
    "River",
    "Dream",
    "Blue",
    "Home",
    "Lights",
    "Summer",
    "Again",
    "Wild",
    "Heart",
    "Gold",
]
_ACCENTED = ["Río", "Röda", "Über", "Éphémère"]
_GENRES = [f"genre {number}" for number in range(40)]
_MOODS = ["calm", "bright", "dark", "party", "focus"]


def made_up() -> Given:
    """Tracks by 8,000 artists, some often, a quarter of them with a second one; half with audio features, a third
    played, a fifth saved, artists in genre buckets, some with a mood. Accents and guests as often as in real ones.
    """
    dice = Random(1)
    artists = [Artist(f"{n:022d}", f"{'Émile' if n % 16 == 0 else 'The Band'} {n}") for n in range(8_000)]
    credited = [(one,) if n % 4 else (one, dice.choice(artists)) for n, one in enumerate(artists)]
    days = [f"{dice.randint(1960, 2026)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}" for _ in range(20_000)]
    albums = [Album(f"{number:022d}", f"Album {number}", None, day) for number, day in enumerate(days)]
    tracks = {}
    hits = [" ".join(dice.choices(_WORDS, k=dice.randint(1, 3))) for _ in range(9_000)]
    for number in range(CANDIDATES):
        uri = f"spotify:track:{number:022d}"
        name = dice.choice(hits) if number % 5 == 0 else " ".join(dice.choices(_WORDS, k=4))
        name += f" {dice.choice(_ACCENTED)}" if number % 7 == 1 else ""
        name += " (Live)" if number % 9 == 0 else f" - {dice.randint(1990, 2020)} Remaster" if number % 11 == 0 else ""
        by = credited[int(dice.random() ** 2 * len(credited))]
        name += f" (feat. {by[1].name})" if len(by) > 1 and number % 4 == 0 else ""
        lasts, isrc = dice.randint(90_000, 500_000), f"US{number % 90_000:010d}"
        tracks[uri] = Track(uri, name, "track", by, albums[number % 20_000], lasts, isrc, number % 5 == 0)
    audio = {uri: _sound(dice) for uri in list(tracks)[::2]}
    buckets = {f"spotify:artist:{one.id}": frozenset(dice.sample(_GENRES, 2)) for one in artists[::2]}
    return _given(tracks, audio, buckets, dice)


def real() -> Given:
    """The real tracks, with what the data set knows of them; what nobody published (plays, saved ones) is made up."""
    tracks: dict[str, Track] = {}
    audio: dict[str, Audio] = {}
    buckets: dict[str, frozenset[str]] = {}
    artists: dict[str, Artist] = {}
    known: dict[str, tuple[Artist, ...]] = {}
    shared: dict[frozenset[str], frozenset[str]] = {}
    albums: dict[str, Album] = {}
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            uri, names, on = f"spotify:track:{row['track_id']}", row["artists"], row["album_name"]
            genres = buckets.get(uri, frozenset()) | {row["track_genre"]}
            buckets[uri] = shared.setdefault(genres, genres)
            if uri in tracks:
                continue
            if names not in known:
                known[names] = tuple(artists.setdefault(n, Artist(f"{n:.22}", n)) for n in names.split(";"))
            album = albums.setdefault(on, Album(f"{on:.22}", on))
            explicit = row["explicit"] == "TRUE"
            tracks[uri] = Track(
                uri, row["track_name"], "track", known[names], album, int(row["duration_ms"]), None, explicit
            )
            audio[uri] = Audio(
                tempo=float(row["tempo"]),
                energy=float(row["energy"]),
                valence=float(row["valence"]),
                danceability=float(row["danceability"]),
                key=int(row["key"]),
                major=row["mode"] == "1",
            )
    return _given(tracks, audio, buckets, Random(1))


def _given(
    tracks: dict[str, Track], audio: dict[str, Audio], buckets: dict[str, frozenset[str]], dice: Random
) -> Given:
    offers = [Offer(uri, NOW - timedelta(hours=number % 40_000)) for number, uri in enumerate(tracks)]
    heard = {
        one.uri: Heard(tuple(sorted(NOW - timedelta(days=dice.randint(1, 400)) for _ in range(dice.randint(1, 5)))))
        for one in offers[::3]
    }
    return Given(
        NOW,
        NOW.date(),
        "bench",
        tracks=tracks,
        lists={Need("playlist", HERE): offers, Need("playlist", THERE): offers[::7], Need("saved"): offers[::5]},
        plays=heard,
        plays_from=NOW - timedelta(days=400),
        audio=audio,
        playable=dict.fromkeys((one.uri for one in offers[::2]), True),
        buckets=buckets,
        moods={one.uri: frozenset({dice.choice(_MOODS)}) for one in offers[::10]},
        blocked=frozenset(one.uri for one in offers[::5_000]),
    )


def _sound(dice: Random) -> Audio:
    return Audio(dice.uniform(60, 200), dice.random(), dice.random(), key=dice.randrange(12), major=dice.random() > 0.4)
