"""The normal form of a wish, under which what was decided and searched is remembered."""

from playwarden.domain.matching.reading import read
from playwarden.domain.matching.values import Named

NEAR_MS = 10_000
"""A decision holds for a wish whose duration is told if the track's is as near: another length is another recording."""


def is_near(asked_ms: int | None, lasts_ms: int | None) -> bool:
    """Whether what was decided about a name holds for one that lasts so long."""
    return asked_ms is None or lasts_ms is None or abs(asked_ms - lasts_ms) <= NEAR_MS


def signature(wanted: Named) -> str:
    """Equal for wishes that differ in case, accents, punctuation, order of artists, and where guests stand.

    `title and version words | artists in alphabetical order`, with the ISRC in front where one is told. Album and
    duration are not in it: whoever reuses a decision compares durations.
    """
    form = read(wanted)
    names = f"{form.full} | {' + '.join(sorted(form.artists))}"
    return f"{form.code} | {names}" if form.code else names
