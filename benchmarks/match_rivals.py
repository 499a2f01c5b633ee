"""How one would match without an index of one's own: equality and contains on a table, and a rapidfuzz scan."""

import sqlite3
from collections.abc import Callable

from rapidfuzz import process
from rapidfuzz.fuzz import token_sort_ratio

from benchmarks.match_names import Names
from playwarden.domain.matching import Named

LEAST_ALIKE = 90
Rival = Callable[[Named], str | None]


def table(names: Names) -> Rival:
    """Title and first artist equal without case, by an index; else one title within the other, and an artist too."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE tracks (uri TEXT PRIMARY KEY, title TEXT, artists TEXT)")
    rows = ((uri, one.title.lower(), "; ".join(one.artists).lower()) for uri, one in names.named.items())
    connection.executemany("INSERT INTO tracks VALUES (?, ?, ?)", rows)
    connection.execute("CREATE INDEX by_title ON tracks (title)")

    def find(wanted: Named) -> str | None:
        title, artist = wanted.title.lower(), wanted.artists[0].lower()
        for condition in ("title = :title", "(instr(title, :title) > 0 OR instr(:title, title) > 0)"):
            found = connection.execute(
                f"SELECT uri FROM tracks WHERE {condition} AND instr(artists, :artist) > 0 LIMIT 1",
                {"title": title, "artist": artist},
            ).fetchone()
            if found:
                return str(found[0])
        return None

    return find


def scan(names: Names) -> Rival:
    """`process.extractOne` over every `artists title`, by token_sort_ratio; from 90 of 100 on it is taken."""
    uris = list(names.named)
    lines = [f"{' '.join(one.artists)} {one.title}".lower() for one in names.named.values()]

    def find(wanted: Named) -> str | None:
        line = f"{' '.join(wanted.artists)} {wanted.title}".lower()
        found = process.extractOne(line, lines, scorer=token_sort_ratio, score_cutoff=LEAST_ALIKE)
        return uris[found[2]] if found else None

    return find
