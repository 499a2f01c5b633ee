"""An order that was made over a list as it stood then: what others changed since stays changed."""

from collections.abc import Sequence
from dataclasses import replace

from playwarden.domain.compose import Note, Wish
from playwarden.domain.merging import merged_entries
from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.playlist import Entry, PlaylistState
from playwarden.features.runs.proposal import Order
from playwarden.kit.text import counted


def over(order: Order, base: Sequence[str | None]) -> Order:
    """`order` as a change from `base` (URIs as they stood, None: an entry without one) to its wish, done to whatever
    stands there when it is planned: what others added since stays behind its predecessor, what they took out stays
    out, what they moved stays where they moved it. A wish of details alone is as it was.
    """
    wish = order.wish
    if wish.items is None:
        return order
    before, wished = tuple(Entry(uri) for uri in base), tuple(Entry(uri) for uri in wish.items)

    def change(observed: PlaylistState) -> Wish:
        merged = merged_entries(wished, before, observed.entries)
        return replace(wish, items=None, entries=merged, notes=(*wish.notes, *_told(before, observed.entries)))

    return replace(order, change=change)


def _told(base: Sequence[Entry], now: Sequence[Entry]) -> tuple[Note, ...]:
    pairs = pair(base, now)
    added, removed = pairs.count(None), len(unpaired(base, pairs))
    if not added and not removed:
        return ()
    return (
        Note(
            "changed-since",
            f"Since this order was made others added {counted(added, 'entry', 'entries')} and took out {removed}: "
            "that stays.",
        ),
    )
