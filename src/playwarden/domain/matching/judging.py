"""Is one of these the recording that is wanted? Accepted, to be reviewed, or none."""

from collections.abc import Container, Iterable

from playwarden.domain.matching.reading import NOTHING, Form, other_reading, read
from playwarden.domain.matching.telling import sentences
from playwarden.domain.matching.values import Likely, Match, Named, Verdict
from playwarden.domain.matching.weighing import SECURE_MS, Points, Weighed, tells, weigh

ACCEPTED = 80.0
"""The least score that is accepted."""
REVIEWED = 55.0
"""The least score that a person is shown."""
SHOWN = 3
CLEAR, UNCLEAR = 1.0, 5.0
"""How many points the next recording has to be behind: where the best one agrees, and where it is mistyped or cut."""
AGREES = 7.0
"""Up to how many points off a candidate agrees; no candidate with another title is as near."""

Entry = tuple[str, Form]


def judge(wanted: Named, candidates: Iterable[tuple[str, Named]], words: Container[str] = NOTHING) -> Match:
    """The verdict over candidates (URI and name), whatever order they come in. `words` are folded words that titles
    are known to have: a title that differs by one of them is no slip of the pen.
    """
    return judged(readings(wanted), [(uri, read(named)) for uri, named in candidates], words)


def readings(wanted: Named) -> tuple[Form, ...]:
    """The ways in which a wish can be read, the literal one first."""
    form = read(wanted)
    other = other_reading(form)
    return (form,) if other is None else (form, other)


def every_reading(wanted: Named) -> tuple[Form, ...]:
    """`readings`, and the one with title and artist exchanged."""
    swapped = exchanged(wanted)
    return readings(wanted) if swapped is None else (*readings(wanted), swapped)


def words_of(wanted: Named) -> frozenset[str]:
    """The words of a wish that could be known as words of titles."""
    return frozenset(filter(tells, (word for form in every_reading(wanted) for word in form.title_words)))


def exchanged(wanted: Named) -> Form | None:
    """The wish with title and artist exchanged, where it has both."""
    if not wanted.artists:
        return None
    swapped = Named(
        " ".join(wanted.artists), (wanted.title,), wanted.album, wanted.duration_ms, wanted.isrc, wanted.explicit
    )
    return read(swapped)


def judged(
    ways: tuple[Form, ...], entries: Iterable[Entry], words: Container[str] = NOTHING, swapped: Form | None = None
) -> Match:
    """`judge` over names taken apart. `swapped` is the wish with title and artist exchanged, where that was read: it
    counts where nothing can be accepted as it was told.
    """
    weighed = [(_best(ways, form, words), uri, form) for uri, form in entries]
    if not any(_sound(one) for one, _, _ in weighed):
        swapped = swapped or exchanged(ways[0].named)
        if swapped is not None:
            weighed = [_nearer(one, _swapped(swapped, one[2], words)) for one in weighed]
    ranked = sorted((one for one in weighed if one[0].off <= 100 - REVIEWED), key=lambda one: (one[0].off, one[1]))
    if not ranked:
        return Match(Verdict.NONE)
    doubt = _doubt(ways[0], ranked)
    facts = [one.facts for one, _, _ in ranked[:SHOWN]]
    if doubt:
        facts[0] = (*facts[0], (doubt,))
    likely = tuple(
        Likely(uri, round(100 - one.off, 1), sentences(told))
        for (one, uri, _), told in zip(ranked[:SHOWN], facts, strict=True)
    )
    return Match(Verdict.ACCEPT if doubt is None else Verdict.REVIEW, likely)


def equals(wanted: Named, candidates: Iterable[tuple[str, Named]], words: Container[str] = NOTHING) -> tuple[str, ...]:
    """The URIs of all candidates that are the same recording, each looked at by itself, the nearest first."""
    ways = readings(wanted)
    weighed = [(_best(ways, read(named), words), uri) for uri, named in candidates]
    return tuple(uri for _, uri in sorted((one.off, uri) for one, uri in weighed if _sound(one)))


def _sound(one: Weighed) -> bool:
    return not one.holds and one.off <= 100 - ACCEPTED


def _best(ways: tuple[Form, ...], form: Form, words: Container[str]) -> Weighed:
    first = weigh(ways[0], form, words)
    if len(ways) == 1 or first.off == 0:
        return first
    other = weigh(ways[1], form, words)
    if ("cut off",) in other.facts:  # the words that were taken for a version are where it was cut
        return first
    return min(first, other, key=lambda one: (one.holds, one.off))


def _swapped(wanted: Form, form: Form, words: Container[str]) -> Weighed:
    found = weigh(wanted, form, words)
    return Weighed(found.off + Points.SWAPPED, found.holds, (("swapped",), *found.facts), found.same_code, found.near)


def _nearer(one: tuple[Weighed, str, Form], other: Weighed) -> tuple[Weighed, str, Form]:
    return one if one[0].off <= other.off else (other, one[1], one[2])


def _doubt(wanted: Form, ranked: list[tuple[Weighed, str, Form]]) -> str | None:
    """Why the best one is not accepted, where its facts do not say so; empty: they do; None: it is."""
    best, _, form = ranked[0]
    if not _sound(best):
        return ""
    if not best.same_code and any(other.same_code for other, _, _ in ranked):
        return "code elsewhere"
    for other, _, theirs in ranked[1:]:
        clear = best.off <= AGREES or theirs.core == form.core or (best.near and not other.near)
        if other.off - best.off >= (CLEAR if clear else UNCLEAR):
            continue
        if not same_recording(form, theirs, wanted.named.duration_ms):
            return "rival"
    return None


def same_recording(one: Form, other: Form, asked_ms: int | None = None) -> bool:
    """Whether two of the catalogue are one recording: equal title with its version, artists, and durations, which may
    both be that of the wish.
    """
    if one.full != other.full or one.artists != other.artists:
        return False
    ours, theirs = one.named.duration_ms, other.named.duration_ms
    if not ours or not theirs or abs(ours - theirs) <= SECURE_MS:
        return True
    return bool(asked_ms) and all(abs(each - (asked_ms or 0)) <= SECURE_MS for each in (ours, theirs))
