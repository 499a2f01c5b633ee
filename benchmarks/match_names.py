"""Catalogues to match against: the real tracks of the shared data, or made-up ones with the same patterns."""

import csv
import gzip
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from random import Random

from playwarden.domain.matching import Named

REAL = Path(__file__).parents[2] / "shared" / "data" / "catalogue" / "tracks_114k.csv.gz"
SECURE_MS = 2_000
_GUESTS = re.compile(r"[(\[]\s*(?:feat|ft|featuring|with)\b\.?[^()\[\]]*[)\]]|\b(?:feat|ft)\..*$", re.IGNORECASE)
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss"})
Literal = tuple[str, frozenset[str]]


def plain(text: str) -> str:
    """Words without case, accents and signs. Not the matcher's own: what is right is said independently of it."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    kept = "".join(sign if sign.isalnum() else "" if sign in "'’." else " " for sign in folded if not _accent(sign))
    return " ".join(kept.split()) or text


def literal(named: Named) -> Literal:
    """What a name says letter by letter: the title with its version words, guests aside, and who made it."""
    return plain(_GUESTS.sub(" ", named.title)), frozenset(map(plain, named.artists))


def song(named: Named) -> str:
    """Which song it is of: all versions of it are tuned on, or none."""
    return f"{core(named)}|{plain(named.artists[0]) if named.artists else ''}"


def core(named: Named) -> str:
    """The title without what stands in brackets or behind a dash, and without spaces."""
    return plain(re.split(r"\s+[-–]\s+|[(\[]", named.title, maxsplit=1)[0] or named.title).replace(" ", "")


def tuned_on(named: Named) -> bool:
    """Whether the matcher may have been tuned on it: a half of all songs, by a hash of artist and title."""
    return sha1(song(named).encode()).digest()[0] % 2 == 0


def _accent(sign: str) -> bool:
    return unicodedata.combining(sign) > 0 and not "\u3099" <= sign <= "\u309a"


@dataclass(frozen=True, slots=True)
class Names:
    """A catalogue: what each URI is called, and which share all that they are called."""

    named: Mapping[str, Named]
    alike: Mapping[Literal, tuple[str, ...]]
    of_core: Mapping[str, tuple[str, ...]]
    about: str

    def right(self, source: str, found: str) -> bool:
        """The source itself, or one with equal artists, equal title with version words, within 2 s."""
        if source == found:
            return True
        one, two = self.named[source], self.named[found]
        return literal(one) == literal(two) and _near(one, two)

    def versions(self, source: str) -> set[str]:
        """All of the same song: the title's core and a word of the artists are the same."""
        words = _words(self.named[source])
        return {uri for uri in self.of_core[core(self.named[source])] if words & _words(self.named[uri])}

    def in_other_words(self, source: str) -> set[str]:
        """All of the same song within 2 s, whatever words stand beside its title: the same recording, remastered."""
        one = self.named[source]
        return {uri for uri in self.versions(source) if _near(one, self.named[uri])} | self.equals(source)

    def equals(self, source: str) -> set[str]:
        """All that would be right for a source."""
        return {uri for uri in self.alike[literal(self.named[source])] if self.right(source, uri)}


def _words(named: Named) -> set[str]:
    return set(plain(" ".join(named.artists)).split())


def _near(one: Named, two: Named) -> bool:
    return abs((one.duration_ms or 0) - (two.duration_ms or 0)) <= SECURE_MS


def names(*, real: bool = True, count: int = 90_000) -> Names:
    """The real ones where they are at hand, else `count` made-up ones."""
    if real and REAL.exists():
        return catalogue(dict(_real()), "real tracks")
    return catalogue(dict(made_up(count)), "made-up tracks (the real ones are not here)")


def catalogue(named: dict[str, Named], about: str) -> Names:
    """Looks up which are alike."""
    alike: dict[Literal, list[str]] = defaultdict(list)
    songs: dict[str, list[str]] = defaultdict(list)
    for uri, one in named.items():
        alike[literal(one)].append(uri)
        songs[core(one)].append(uri)
    return Names(
        named,
        {key: tuple(uris) for key, uris in alike.items()},
        {key: tuple(uris) for key, uris in songs.items()},
        about,
    )


def _real() -> Iterable[tuple[str, Named]]:
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["track_name"] and row["artists"]:
                yield (
                    f"spotify:track:{row['track_id']}",
                    Named(
                        row["track_name"],
                        tuple(row["artists"].split(";")),
                        row["album_name"],
                        int(row["duration_ms"]),
                        None,
                        row["explicit"] == "TRUE",
                    ),
                )


_BEGINS = [
    "br",
    "c",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "tr",
    "v",
    "w",
]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
_ENDS = ["", "", "", "n", "r", "l", "s", "m", "nd", "rt", "ck"]
_TAILS = (
    (" - Live", " (Live)", " - Ao Vivo", " - En Vivo"),
    (" - Remastered 2011", " - 2009 Remaster", " - Original Mix", " (Album Version)"),
    (" - Radio Edit",),
    (" - Acoustic", " (Acústico)"),
    (" - Instrumental",),
    (" - Extended Mix",),
    (" (Sped Up)",),
)
"""Of one song each at most once."""
_CYRILLIC = ["Море", "Зима", "Белый", "Город", "Ночью", "Чужая", "Жизнь", "Юность", "Песня", "Шторм"]
_KANA = ["さくら", "ひかり", "ナミダ", "ゆめの", "キセキ", "こころ"]


def made_up(count: int) -> Iterable[tuple[str, Named]]:
    """Tracks with the patterns of the real ones: guests, version words, accents, other scripts, songs on two albums."""
    dice = Random("names")
    artists = [_artist(dice, number) for number in range(max(20, count // 8))]
    number = 0
    while number < count:
        title = _title(dice)
        made = tuple(dict.fromkeys(dice.choices(artists, k=1 if dice.random() < 0.7 else 2)))
        if len(made) > 1 and dice.random() < 0.4:
            title += f" (feat. {made[1]})"
        lasts = dice.randint(120_000, 420_000)
        if dice.random() < 0.06:
            title += f" ({' '.join(_word(dice) for _ in range(3))})"
        others = [dice.choice(one) for one in dice.sample(_TAILS, dice.choice((0, 0, 0, 1, 2)))]
        for tail in ["", *others] if dice.random() < 0.8 else [dice.choice(dice.choice(_TAILS))]:
            longer = lasts if not tail or tail in _TAILS[1] else lasts + dice.randint(5_000, 60_000)
            for _ in range(2 if dice.random() < 0.08 else 1):
                named = Named(
                    title + tail, made, _title(dice), longer + dice.randint(-300, 300), None, dice.random() < 0.1
                )
                yield f"spotify:track:{number:022}", named
                number += 1


def _word(dice: Random) -> str:
    return "".join(dice.choice(part) for _ in range(dice.randint(1, 3)) for part in (_BEGINS, _VOWELS, _ENDS))


def _title(dice: Random) -> str:
    if dice.random() < 0.03:
        return " ".join(dice.sample(dice.choice((_CYRILLIC, _KANA)), 3))
    words = [_word(dice).capitalize() for _ in range(dice.choice((1, 2, 2, 3, 3, 4)))]
    if dice.random() < 0.08:
        words[0] = words[0].translate(str.maketrans("aeou", "áéöü"))
    return " ".join(words)


def _artist(dice: Random, number: int) -> str:
    name = " ".join(_word(dice).capitalize() for _ in range(dice.choice((1, 2, 2))))
    return f"The {name}s" if number % 6 == 0 else name
