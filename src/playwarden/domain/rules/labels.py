"""Labels of tracks and their artists: genre buckets and mood tags."""

from collections.abc import Iterable, Mapping

from playwarden.domain.rules.pool import Pool, Verdicts


def labelled(pool: Pool, labels: Mapping[str, frozenset[str]], wanted: Iterable[str]) -> Verdicts:
    """Which candidates bear one of the `wanted` labels, themselves or by an artist; without any label: not known.

    Case does not count.
    """
    named = {each.casefold() for each in wanted}
    bearing = {uri: not named.isdisjoint(label.casefold() for label in of) for uri, of in labels.items() if of}

    def verdict(uri: str, artists: tuple[str, ...]) -> bool | None:
        found = [bearing[each] for each in (uri, *artists) if each in bearing]
        return any(found) if found else None

    return pool.judged(verdict(uri, of) for uri, of in zip(pool.uris, pool.artists, strict=True))


def labels_at(pool: Pool, place: int, labels: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """All labels of the candidate at `place`."""
    bearers = (pool.uris[place], *pool.artists[place])
    return frozenset(label for each in bearers for label in labels.get(each, ()))
