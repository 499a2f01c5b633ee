"""Lists of entries as hypothesis draws them: tracks, duplicates, local files and unavailable entries."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from playwarden.domain.playlist import Entry, EntryKind

START = datetime(2024, 1, 1, tzinfo=UTC)


def entry(name: str, day: int | None = None) -> Entry:
    """`a` is a track, `L…` a local file, `N…` an unavailable entry told from others by who added it."""
    at = None if day is None else START + timedelta(days=day)
    if name.startswith("N"):
        return Entry(None, START, name)
    return Entry(f"spotify:local:::{name}:1" if name.startswith("L") else f"spotify:track:{name}", at)


def entries(names: str | list[str] | tuple[str, ...]) -> tuple[Entry, ...]:
    """One entry a name, each of another day."""
    return tuple(entry(name, day) for day, name in enumerate(names))


def is_stuck(one: Entry) -> bool:
    return one.kind in (EntryKind.LOCAL, EntryKind.UNAVAILABLE)


@st.composite
def two_lists(
    draw: st.DrawFn, longest: int = 7, alphabet: str = "abcdefgh", stuck: bool = True
) -> tuple[list[str], list[str]]:
    """Names observed and desired, at most `longest` each; what is stuck is in both, anywhere."""
    pinned: list[str] = draw(st.lists(st.sampled_from(["L1", "L2", "N1"]), max_size=2 if stuck else 0, unique=True))
    names = st.lists(st.sampled_from(alphabet), max_size=longest - len(pinned))
    unique = st.lists(st.sampled_from(alphabet), max_size=longest - len(pinned), unique=True)
    observed = draw(st.one_of(unique, names))
    desired = draw(st.one_of(unique, names))
    for name in pinned:
        observed.insert(draw(st.integers(0, len(observed))), name)
        desired.insert(draw(st.integers(0, len(desired))), name)
    return observed, desired


@st.composite
def edited(draw: st.DrawFn, longest: int = 40) -> tuple[list[str], list[str]]:
    """A list and the same after some removals, additions and block moves, maybe with a duplicate and a local file."""
    observed = [f"t{number}" for number in range(draw(st.integers(0, longest)))]
    if draw(st.booleans()) and observed:
        observed.insert(draw(st.integers(0, len(observed))), observed[0])
    if draw(st.booleans()):
        observed.insert(draw(st.integers(0, len(observed))), "L1")
        observed.insert(draw(st.integers(0, len(observed))), "N1")
    desired = list(observed)
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(desired)))
        stop = draw(st.integers(start, min(len(desired), start + 8)))
        block = desired[start:stop]
        del desired[start:stop]
        match draw(st.sampled_from(["move", "remove", "add"])):
            case "move":
                place = draw(st.integers(0, len(desired)))
                desired[place:place] = block
            case "remove":
                desired[start:start] = [name for name in block if name[0] in "LN"]
            case _:
                desired[start:start] = [*block, f"n{draw(st.integers(0, 99))}"]
    return observed, desired
