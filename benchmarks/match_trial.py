"""The trial of the matcher: noisy wishes against a catalogue that has what they mean, and against one that has not."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from benchmarks import match_noise as noise
from benchmarks.match_names import Names, catalogue, core, literal
from playwarden.domain.matching import Index, Match, Named, Verdict

FOLLOWED = 20_000
"""How often a kind is tried on a name before there are no more."""
TRAP = "trap: "
HARD = re.compile(
    r"\b(live|ao vivo|en vivo|remix|rmx|acoustic|ac[uú]stic[oa]|instrumental|slowed|sped up|karaoke|demo|unplugged|"
    r"en directo|lofi|cover|rework|reprise|piano version|mixed|a cappella|nightcore|japanese version|english version|"
    r"orchestra version|re-recorded|vip|dub|session|spanish version|made famous)\b",
    re.IGNORECASE,
)
"""What makes another recording, in other words than the matcher's."""


@dataclass
class Tally:
    """What came of the wishes of one kind. Of the wrong ones `trapped` are another version, and `reworded` the same
    song, as long, under other words or another credit; `others` are to look at.
    """

    right: int = 0
    wrong: int = 0
    trapped: int = 0
    reworded: int = 0
    review_with: int = 0
    review_without: int = 0
    none: int = 0
    others: list[tuple[Named, Named, Match]] = field(default_factory=list)

    @property
    def all(self) -> int:
        return self.right + self.wrong + self.review_with + self.review_without + self.none

    def __iadd__(self, other: "Tally") -> "Tally":
        for name in ("right", "wrong", "trapped", "reworded", "review_with", "review_without", "none"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def line(self, what: str) -> str:
        """A line of the table."""
        shares = (self.right, self.wrong, self.review_with, self.review_without, self.none)
        told = " | ".join(f"{100 * each / max(1, self.all):.2f}" for each in shares)
        return f"| {what} | {self.all:,} | {told} |"


@dataclass
class Drawn:
    """Wishes of one kind with the URI they were made of; `redrawn` named another recording letter by letter."""

    wishes: list[tuple[str, Named]]
    redrawn: int = 0


def drawn(known: Names, kind: noise.Kind, uris: Sequence[str], count: int, dice: Random) -> Drawn:
    """Wishes of a kind. One that is literally the name of another recording is no wish for this one: drawn anew."""
    found = Drawn([])
    for _ in range(max(FOLLOWED, 20 * count)):
        if len(found.wishes) == count:
            break
        uri = dice.choice(uris)
        wish = kind(known.named[uri], dice)
        if wish is None:
            continue
        others = known.alike.get(literal(wish), ())
        if others and not any(known.right(uri, other) for other in others):
            found.redrawn += 1
            continue
        found.wishes.append((uri, wish))
    return found


def tallied(match: Callable[[Named], Match], known: Names, wishes: Iterable[tuple[str, Named]], *, here: bool) -> Tally:
    """What comes of wishes. `here` False: what they were made of is not in the catalogue, all that is accepted is
    wrong.
    """
    tally = Tally()
    for uri, wish in wishes:
        found = match(wish)
        fits = [here and each.uri in known.named and known.right(uri, each.uri) for each in found.likely]
        if found.verdict is Verdict.ACCEPT:
            tally.right += fits[0]
            tally.wrong += not fits[0]
            tally.trapped += not fits[0] and other_version(wish.title, found.likely[0].uri, known)
            tally.reworded += not fits[0] and found.likely[0].uri in known.in_other_words(uri)
        elif found.verdict is Verdict.REVIEW:
            tally.review_with += any(fits)
            tally.review_without += not any(fits)
        else:
            tally.none += 1
        if here != (found.verdict is Verdict.ACCEPT) or (here and not fits[0]):
            tally.others.append((wish, known.named[uri], found))
    return tally


def other_version(wanted: str, uri: str, known: Names) -> bool:
    """Whether what was accepted is a version that was not wanted, or not the one that was. What the trap put into the
    catalogue bears a colon more in its URI.
    """
    if uri not in known.named:
        return True
    return bool(HARD.search(wanted)) != bool(HARD.search(known.named[uri].title))


@dataclass
class Lacking:
    """A catalogue without some recordings, with other versions in their place, and the wishes for what is not there."""

    index: Index
    kinds: dict[str, list[tuple[str, Named]]]


def lacking(known: Names, uris: Sequence[str], count: int, dice: Random) -> Lacking:
    """Traps and absent recordings."""
    shelf = _Shelf(known, uris, count, dice)
    kinds = {
        f"{TRAP}the studio version is wanted; made-up other versions of it are there": shelf.other_versions("made-up"),
        f"{TRAP}the studio version is wanted; other versions as real ones are called are there": shelf.other_versions(
            "real"
        ),
        f"{TRAP}the studio version is wanted; the catalogue's own live, remix, ... are there": shelf.own_versions(),
        f"{TRAP}another version is wanted; the studio version is there": shelf.studio_versions(),
    }
    for what, away in (("all that is equal", known.equals), ("and remasters and the like", known.in_other_words)):
        for kind in (noise.whole, noise.alone, noise.mistyped_once, noise.plainly, noise.first_alone):
            kinds[f"absent ({what}): {kind.__doc__}"] = shelf.absent(kind, away)
    left = {uri: one for uri, one in known.named.items() if uri not in shelf.gone} | shelf.added
    there = catalogue(left, "").alike

    def absent(what: str, uri: str, wish: Named) -> bool:
        """Whether nothing there is called as the wish, nor, mistyped or not, as what it was made of."""
        return literal(wish) not in there and (what.startswith(TRAP) or literal(known.named[uri]) not in there)

    return Lacking(
        Index(left.items()),
        {what: [(uri, wish) for uri, wish in wishes if absent(what, uri, wish)] for what, wishes in kinds.items()},
    )


class _Shelf:
    """Takes recordings out of a catalogue and puts other versions in."""

    def __init__(self, known: Names, uris: Sequence[str], count: int, dice: Random) -> None:
        self._known, self._uris, self._count, self._dice = known, uris, count, dice
        self._plain = [uri for uri in uris if not noise.MARK.search(known.named[uri].title)]
        self._tails = {"made-up": list(noise.ANOTHER), "real": _real_tails(known, uris)}
        self.gone: set[str] = set()
        self.added: dict[str, Named] = {}

    def other_versions(self, what: str) -> list[tuple[str, Named]]:
        """Three other versions each in the place of all that bears the title; half of them exactly as long."""
        dice, wishes = self._dice, []
        for uri in dice.sample(self._plain, min(self._count, len(self._plain) // 4)):
            one = self._known.named[uri]
            self.gone.update(self._known.of_core[core(one)])
            for number, tail in enumerate(dice.sample(self._tails[what], 3)):
                lasts = (one.duration_ms or 0) + dice.choice((0, 0, 900, -1_500, 25_000))
                self.added[f"{uri}:{what}:{number}"] = replace(one, title=one.title + tail, duration_ms=lasts)
            wishes.append((uri, dice.choice((noise.whole, noise.alone))(one, dice)))
        return wishes

    def own_versions(self) -> list[tuple[str, Named]]:
        """Real songs of which the catalogue has nothing but other versions."""
        wishes: list[tuple[str, Named]] = []
        for uri in self._dice.sample(list(self._uris), len(self._uris)):
            one = self._known.named[uri]
            parted = noise.parted(one.title)
            if parted is None or not HARD.search(parted[1]) or HARD.search(parted[0]):
                continue
            if all(HARD.search(self._known.named[each].title) for each in self._known.versions(uri)):
                lasts = self._dice.choice((None, one.duration_ms))
                wishes.append((uri, Named(parted[0], one.artists, None, lasts)))
            if len(wishes) == self._count:
                break
        return wishes

    def studio_versions(self) -> list[tuple[str, Named]]:
        """Real songs of which the catalogue has nothing but the one version without words beside its title."""
        dice, wishes = self._dice, []
        for uri in dice.sample(self._plain, min(self._count, len(self._plain))):
            one = self._known.named[uri]
            if (
                uri not in self.gone
                and len({literal(self._known.named[each]) for each in self._known.versions(uri)}) == 1
            ):
                tail = dice.choice(self._tails[dice.choice(("made-up", "real"))])
                wishes.append((uri, Named(one.title + tail, one.artists, None, dice.choice((None, one.duration_ms)))))
        return wishes

    def absent(self, kind: noise.Kind, away: Callable[[str], set[str]]) -> list[tuple[str, Named]]:
        """Wishes of a kind for what is taken out."""
        wishes = drawn(self._known, kind, self._uris, self._count // 2, self._dice).wishes
        for uri, _ in wishes:
            self.gone.update(away(uri))
        return wishes


def _real_tails(known: Names, uris: Sequence[str]) -> list[str]:
    found = []
    for uri in uris:
        title = known.named[uri].title
        parted = noise.parted(title)
        if parted is not None and HARD.search(parted[1]):
            found.append(f" ({parted[1]})" if title.endswith(")") else f" - {parted[1]}")
    return found
