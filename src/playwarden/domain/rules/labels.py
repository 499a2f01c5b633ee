"""Labels of tracks and their artists: genre buckets and mood tags."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from playwarden.domain.rules.masks import Mask
from playwarden.domain.rules.pool import Pool, Verdicts


def labelled(pool: Pool, labels: Mapping[str, frozenset[str]], wanted: Iterable[str]) -> Verdicts:
    """Which candidates bear one of the `wanted` labels, themselves or by an artist; without any label: not known.

    Case does not count.
    """
    named = {each.casefold() for each in wanted}
    fitting = {of for of in set(labels.values()) if not named.isdisjoint(label.casefold() for label in of)}
    yes = {uri for uri, of in labels.items() if of in fitting}
    known = pool.made(("labelled", id(labels)), lambda: _bearing(pool, {uri for uri, of in labels.items() if of}))
    return Verdicts(_bearing(pool, yes), pool.all ^ known)


def _bearing(pool: Pool, bearers: AbstractSet[str]) -> Mask:
    return pool.among(bearers) | pool.by_any(bearers)


def labels_at(pool: Pool, place: int, labels: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """All labels of the candidate at `place`."""
    bearers = (pool.uris[place], *pool.artists[place])
    return frozenset(label for each in bearers for label in labels.get(each, ()))
