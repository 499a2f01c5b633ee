"""Three-way: what changed between two states, done to a third."""

from collections import Counter
from collections.abc import Iterable, Sequence

from playwarden.domain.pairing import pair, unpaired
from playwarden.domain.playlist import TEXTS_AND_FLAGS, Cover, Details, Entry, PlaylistState
from playwarden.domain.sequence.backbone import longest_increasing


def merged(
    wished: PlaylistState, base: PlaylistState, now: PlaylistState, *, alike: Counter[str] | None = None
) -> PlaylistState:
    """`wished`, with what others changed between `base` and `now` done to it: entries they added, took out or moved,
    and details they changed, stay as they are now.

    `base` is what stood there when nobody else had changed it: what was observed, or what our own calls have made of it
    so far. `alike`: see `merged_entries`.
    """
    return PlaylistState(
        _merged_details(wished.details, base.details, now.details),
        merged_entries(wished.entries, base.entries, now.entries, alike=alike),
    )


def merged_entries(
    before: Sequence[Entry], after: Sequence[Entry], now: Sequence[Entry], *, alike: Counter[str] | None = None
) -> tuple[Entry, ...]:
    """The list `before`, with what changed between `after` and `now` done to it.

    An entry that both sides added is one entry, where it stands now: doing it again changes nothing. `alike` says of
    how many of each URI that is so at most, None: of all; one that is only being put back was added by nobody.
    """
    before_of = pair(before, after)
    after_of = pair(after, now)
    gone_later = set(unpaired(after, after_of))
    staying = longest_increasing([index for index in after_of if index is not None])
    survivors = [position for position, index in enumerate(after_of) if index is not None]
    settled = {survivors[index] for index in staying}
    origin_of_now: dict[int, int] = {}
    follow: list[int] = []
    for position, index in enumerate(after_of):
        origin = None if index is None else before_of[index]
        if origin is not None and position in settled:
            origin_of_now[position] = origin
        elif index is None or origin is not None:
            follow.append(position)
    placed_otherwise = {before_of[index] for index in gone_later}
    placed_otherwise |= {before_of[index] for p in follow if (index := after_of[p]) is not None}
    theirs = Counter(uri for position in _new(after_of) if (uri := now[position].uri) is not None)
    both = theirs if alike is None else theirs & alike
    placed_otherwise |= _added_by_both(before, unpaired(before, before_of), both)
    at = {origin: position for position, origin in origin_of_now.items()}
    line: list[tuple[Entry, int | None]] = []
    for origin, entry in enumerate(before):
        if origin not in placed_otherwise:
            line.append((now[at[origin]] if origin in at else entry, at.get(origin)))
    return _inserted(line, now, follow)


def _new(pairs: Sequence[int | None]) -> list[int]:
    """The positions that were paired with nothing: what is new."""
    return [position for position, origin in enumerate(pairs) if origin is None]


def _added_by_both(before: Sequence[Entry], ours: Sequence[int], theirs: Counter[str]) -> set[int | None]:
    """Those of `ours` (indexes of `before`) that are among `theirs` as well, each as often as in both."""
    left = theirs.copy()
    found: set[int | None] = set()
    for index in ours:
        uri = before[index].uri
        if uri is not None and left[uri]:
            left[uri] -= 1
            found.add(index)
    return found


def _inserted(line: list[tuple[Entry, int | None]], now: Sequence[Entry], follow: Sequence[int]) -> tuple[Entry, ...]:
    """`line` with the entries at the places `follow` of `now` behind the nearest entry before them that is in it."""
    present = {position for _, position in line if position is not None} | set(follow)
    followers: dict[int, list[int]] = {}
    moving = set(follow)
    predecessor = -1
    for position in range(len(now)):
        if position in moving:
            followers.setdefault(predecessor, []).append(position)
        elif position in present:
            predecessor = position
    result = [now[position] for position in followers.get(-1, [])]
    for entry, place in line:
        result.append(entry)
        if place is not None:
            result.extend(now[position] for position in followers.get(place, []))
    return tuple(result)


def moved_details(base: Details, now: Details, names: Iterable[str]) -> bool:
    """Whether any of the details `names` is known to have changed from `base` to `now`."""
    return any(_moved(getattr(base, name), getattr(now, name)) for name in names)


def _merged_details(wished: Details, base: Details, now: Details) -> Details:
    """`wished`, but for what is known to have changed from `base` to `now`. Of a cover that takes its picture: another
    address says nothing, Spotify serves pictures under changing ones.
    """
    texts = {
        name: getattr(now if _moved(getattr(base, name), getattr(now, name)) else wished, name)
        for name in TEXTS_AND_FLAGS
    }
    before, present = base.cover or Cover(), now.cover or Cover()
    known = before.sha256 is not None and present.sha256 is not None
    return Details(**texts, cover=present if known and before.sha256 != present.sha256 else wished.cover)


def _moved(before: object, now: object) -> bool:
    """Whether a detail changed; what is not provided did not, and Spotify joins white space by itself."""
    if before is None or now is None:
        return False
    if isinstance(before, str) and isinstance(now, str):
        return before.split() != now.split()
    return before != now


def other_picture(left: Cover | None, right: Cover | None) -> bool:
    """Whether two covers are known to be different pictures; a mosaic's URL follows the entries and says nothing."""
    if left is None or right is None:
        return left is not right
    if left.sha256 is not None and right.sha256 is not None:
        return left.sha256 != right.sha256
    if left.custom is False and right.custom is False:
        return False
    return left.custom != right.custom or left.url != right.url
