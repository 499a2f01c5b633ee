"""How people and files name recordings: each kind of noise makes a wish of a clean name, seeded, as seen in real data.

A kind is a function of the docstring's words; None: it does not apply to that name.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from playwarden.domain.matching import Named, split_wish

Kind = Callable[[Named, Random], Named | None]
_FEAT = re.compile(r"\s*[(\[]\s*(?:feat|ft|featuring|with)\b\.?[^()\[\]]*[)\]]", re.IGNORECASE)
MARK = re.compile(r"\s+-\s+|[(\[]")
_TAIL = re.compile(r"^(?P<core>.*\S)(?:\s+-\s+(?P<dash>[^()\[\]]+)|\s+\((?P<round>[^()]+)\))$")
_SAYS_VERSION = re.compile(
    r"\b(live|vivo|remix|mix|edit|version|versi[oó]n|vers[aã]o|remaster\w*|remasterizado|acoustic|ac[uú]stico|instrumental|"
    r"demo|radio|mono|stereo|ver|slowed|sped|reverb|karaoke|lofi|cover|mixed|bonus|original|unplugged|directo)\b",
    re.IGNORECASE,
)
NEUTRAL = re.compile(
    r"\s*(?:-\s+|[(\[])(?:(?:\d{4} )?(?:digital )?remaster(?:ed)?(?: version)?(?: \d{4})?|remasterizado(?: \d{4})?|"
    r"original mix|original version|album version|bonus track|bonus)[)\]]?$",
    re.IGNORECASE,
)
_REMASTER = re.compile(r"\s+-\s+(?:Remastered (?P<a>\d{4})|(?P<b>\d{4}) Remaster(?:ed)?|Remastered)$")
_ADDED = (
    *(" - Remastered 2011", " (2009 Remaster)", " - Remastered", " (Remastered)", " - 2015 Digital Remaster"),
    *(" (Official Video)", " [Official Audio]", " (Official Music Video)", " (Lyrics)", " (Lyric Video)", " [HD]"),
    *(" (Album Version)", " - Original Mix", " (Bonus Track)", " [Explicit]"),
)
ANOTHER = (
    *(" - Live", " (Live at the Paradiso)", " - Ao Vivo", " - En Vivo", " - Acoustic", " (Acoustic Version)"),
    *(" - Remix", " (Dora Klein Remix)", " - Karaoke Version", " (Instrumental)", " - Instrumental Version"),
    *(" - Sped Up", " (slowed + reverb)", " - Nightcore Version", " - A Cappella", " - Demo", " (Re-Recorded)"),
    *(" - Piano Version", " (Made Famous by Nobody) [Karaoke]", " - Lofi Flip", " - Spanish Version", " (Live 2012)"),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def parted(title: str) -> tuple[str, str] | None:
    """A title and what stands behind its last dash or in brackets at its end."""
    found = _TAIL.match(title)
    return (found["core"], found["dash"] or found["round"]) if found else None


def told(named: Named, dice: Random) -> Named:
    """Half of all wishes tell how long they are, to the second, as files do; albums are not told."""
    lasts = round((named.duration_ms or 0) / 1000) * 1000 if dice.random() < 0.5 else None
    return Named(named.title, named.artists, None, lasts)


def whole(named: Named, dice: Random) -> Named:
    """clean: title, artists, album and duration, as a file tells them"""
    return replace(named, isrc=None, explicit=None)


def alone(named: Named, dice: Random) -> Named:
    """clean: title and artists alone"""
    return Named(named.title, named.artists)


def pasted(named: Named, dice: Random) -> Named | None:
    """pasted as one line, `Artist, Artist - Title`"""
    found = split_wish(f"{', '.join(named.artists)} - {named.title}")
    return Named(found[1], (found[0],)) if found else None


def reordered(named: Named, dice: Random) -> Named | None:
    """artists in another order"""
    if len(named.artists) < 2:
        return None
    made = list(named.artists)
    while tuple(made) == named.artists:
        dice.shuffle(made)
    return replace(told(named, dice), artists=tuple(made))


def one_credit(named: Named, dice: Random) -> Named | None:
    """artists written as one: `A & B`, `A feat. B`, `A x B`, `A vs. B`"""
    if len(named.artists) < 2:
        return None
    sign = dice.choice((" & ", " feat. ", " x ", ", ", " and ", " ft. ", " vs. ", " / ", "; "))
    return replace(told(named, dice), artists=(sign.join(named.artists),))


def guests_dropped(named: Named, dice: Random) -> Named | None:
    """guests taken off the title, all artists named"""
    bare = _FEAT.sub("", named.title)
    return replace(told(named, dice), title=bare) if bare != named.title and bare else None


def first_alone(named: Named, dice: Random) -> Named | None:
    """only the first artist, guests taken off the title"""
    if len(named.artists) < 2:
        return None
    return replace(told(named, dice), title=_FEAT.sub("", named.title) or named.title, artists=named.artists[:1])


def guests_added(named: Named, dice: Random) -> Named | None:
    """the second artist told in the title: `(feat. B)`"""
    if len(named.artists) < 2 or _FEAT.search(named.title):
        return None
    word = dice.choice(("(feat. {})", "(ft. {})", "feat. {}", "[feat. {}]", "(with {})"))
    return replace(told(named, dice), title=f"{named.title} {word.format(named.artists[1])}")


def repunctuated(named: Named, dice: Random) -> Named | None:
    """version words with other signs: ` - Live` as `(Live)`, `[live]`, `live`"""
    found = parted(named.title)
    if found is None or not _SAYS_VERSION.search(found[1]):
        return None
    bare, tail = found
    form = dice.choice(("{} ({})", "{} [{}]", "{} - {}", "{} – {}", "{} {}"))
    title = form.format(bare, tail.lower() if dice.random() < 0.5 else tail)
    return replace(told(named, dice), title=title) if title != named.title else None


def remaster_otherwise(named: Named, dice: Random) -> Named | None:
    """` - Remastered 2011` as `(2011 Remaster)`, `- Remaster`, `(Remastered)`"""
    found = _REMASTER.search(named.title)
    if not found:
        return None
    year = found["a"] or found["b"]
    forms = ["({0} Remaster)", " - {0} Remastered Version", "[Remastered {0}]"] if year else []
    word = dice.choice([*forms, "(Remastered)", "- Remaster", "(Remaster)"]).format(year)
    return replace(told(named, dice), title=f"{named.title[: found.start()]} {word}")


def neutral_dropped(named: Named, dice: Random) -> Named | None:
    """words left out that make no other recording: remaster, original mix, album version, bonus"""
    bare = NEUTRAL.sub("", named.title)
    return replace(told(named, dice), title=bare) if bare != named.title and bare else None


def neutral_added(named: Named, dice: Random) -> Named | None:
    """words added that make no other recording: remaster, official video, album version, explicit"""
    if _SAYS_VERSION.search(named.title):
        return None
    return replace(told(named, dice), title=named.title + dice.choice(_ADDED))


def subtitle_dropped(named: Named, dice: Random) -> Named | None:
    """a part of the title in brackets left out: `Sweet Dreams` for `Sweet Dreams (Are Made of This)`"""
    found = parted(named.title)
    if found is None or not named.title.endswith(")") or _SAYS_VERSION.search(found[1]) or _FEAT.search(named.title):
        return None
    return replace(told(named, dice), title=found[0]) if len(found[1].split()) > 2 else None


def mistyped_once(named: Named, dice: Random) -> Named:
    """one letter mistyped, in title or artist"""
    return _mistyped(told(named, dice), dice)


def mistyped_twice(named: Named, dice: Random) -> Named:
    """two letters mistyped, in title or artist"""
    return _mistyped(_mistyped(told(named, dice), dice), dice)


def plainly(named: Named, dice: Random) -> Named | None:
    """case, accents, signs or width lost"""
    how = dice.choice(
        (str.lower, str.upper, _bare, _without_signs, _wide, lambda text: _bare(_without_signs(text)).lower())
    )
    title, made = how(named.title) or named.title, tuple(how(one) or one for one in named.artists)
    return (
        replace(told(named, dice), title=title, artists=made) if (title, made) != (named.title, named.artists) else None
    )


def umlauts(named: Named, dice: Random) -> Named | None:
    """umlauts written out: `ü` as `ue`, `ø` as `oe`, `å` as `aa`"""
    table = str.maketrans(
        {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa", "Ø": "Oe"}
    )
    title, made = named.title.translate(table), tuple(one.translate(table) for one in named.artists)
    return (
        replace(told(named, dice), title=title, artists=made) if (title, made) != (named.title, named.artists) else None
    )


def transliterated(named: Named, dice: Random) -> Named | None:
    """Cyrillic, Greek and kana in Latin letters, by one of the usual systems"""
    scheme = dice.randrange(3)
    title = in_latin(named.title, scheme)
    made = tuple(in_latin(one, scheme) for one in named.artists)
    if (title, made) == (named.title, named.artists) or any(_unread(text) for text in (title, *made)):
        return None
    return replace(told(named, dice), title=title, artists=made)


def exchanged(named: Named, dice: Random) -> Named:
    """title and artist in each other's place"""
    return replace(told(named, dice), title=" & ".join(named.artists), artists=(named.title,))


def drifted(named: Named, dice: Random) -> Named:
    """duration 2 to 6 s off"""
    off = dice.randint(2_000, 6_000) * dice.choice((-1, 1))
    return Named(named.title, named.artists, None, max(1_000, (named.duration_ms or 0) + off))


def cut_short(named: Named, dice: Random) -> Named | None:
    """title cut at 30 letters, or at 60 % and more with three dots"""
    if MARK.search(named.title) or len(named.title) < 15:
        return None
    if len(named.title) > 32 and dice.random() < 0.5:
        return replace(told(named, dice), title=named.title[:30].rstrip())
    keep = dice.randint(int(len(named.title) * 0.6), len(named.title) - 2)
    return replace(told(named, dice), title=named.title[:keep].rstrip() + dice.choice(("...", "…")))


def dirty(named: Named, dice: Random) -> Named | None:
    """two or three of these at once"""
    kinds: list[Kind] = [reordered, first_alone, guests_added, repunctuated, neutral_added, one_credit, plainly]
    kinds += [umlauts, mistyped_once, exchanged]
    fitting = [kind for kind in kinds if kind(named, dice) is not None]
    chosen = dice.sample(fitting, min(len(fitting), 2 + (dice.random() < 0.3)))
    wish: Named = named
    done = 0
    for kind in kinds:  # in the order in which such things come about
        found = kind(replace(wish, duration_ms=named.duration_ms), dice) if kind in chosen else None
        if found is not None:
            wish, done = found, done + 1
    return replace(wish, duration_ms=told(named, dice).duration_ms) if done >= 2 else None


CLEAN: tuple[Kind, ...] = (whole, alone)
NOISY: tuple[Kind, ...] = (
    *(pasted, reordered, one_credit, guests_dropped, first_alone, guests_added, repunctuated, remaster_otherwise),
    *(neutral_dropped, neutral_added, subtitle_dropped, mistyped_once, mistyped_twice, plainly, umlauts),
    *(transliterated, exchanged, drifted, cut_short, dirty),
)


def _mistyped(named: Named, dice: Random) -> Named:
    fields = [named.title, *named.artists]
    places = [(field, place) for field, text in enumerate(fields) for place, sign in enumerate(text) if sign.isalpha()]
    if not places:
        return named
    field, place = dice.choice(places)
    text = fields[field]
    other = dice.choice([letter for letter in LETTERS if letter != text[place].lower()])
    how = dice.randrange(4)
    if how == 0:
        text = text[:place] + other + text[place + 1 :]
    elif how == 1 and len(text) > 2:
        text = text[:place] + text[place + 1 :]
    elif how == 2 and place + 1 < len(text):
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    else:
        text = text[:place] + other + text[place:]
    fields[field] = text
    return replace(named, title=fields[0], artists=tuple(fields[1:]))


def _bare(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not "\u0300" <= sign <= "\u036f")


def _without_signs(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.replace("'", "")).split())


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _unread(text: str) -> bool:
    return any(ord(sign) >= 0x2E80 or 0x370 <= ord(sign) <= 0x5FF for sign in text if sign.isalpha())


_SYSTEMS: tuple[Mapping[str, str], ...] = tuple(
    dict(zip("абвгдезийклмнопрстуфхцчшщъыьэюяё", row.split(","), strict=True))
    for row in (
        "a,b,v,g,d,e,z,i,y,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,,y,,e,yu,ya,yo",
        "a,b,v,g,d,e,z,i,j,k,l,m,n,o,p,r,s,t,u,f,h,c,ch,sh,sch,,y,',e,ju,ja,jo",
        "a,b,v,g,d,e,z,i,i,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,ie,y,,e,iu,ia,e",
    )
)
_ZH = ("zh", "zh", "zh")
_GREEK_LATIN = "a,v,g,d,e,z,i,th,i,k,l,m,n,x,o,p,r,s,s,t,y,f,ch,ps,o,a,e,i,i,o,y,o"
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ", _GREEK_LATIN.split(","), strict=True))
_HEPBURN_ROWS = (
    *(("あいうえお", "a i u e o"), ("かきくけこ", "ka ki ku ke ko"), ("さしすせそ", "sa shi su se so")),
    *(("たちつてと", "ta chi tsu te to"), ("なにぬねの", "na ni nu ne no"), ("はひふへほ", "ha hi fu he ho")),
    *(("まみむめも", "ma mi mu me mo"), ("やゆよ", "ya yu yo"), ("らりるれろ", "ra ri ru re ro"), ("わをん", "wa o n")),
    *(("がぎぐげご", "ga gi gu ge go"), ("ざじずぜぞ", "za ji zu ze zo"), ("だぢづでど", "da ji zu de do")),
    *(("ばびぶべぼ", "ba bi bu be bo"), ("ぱぴぷぺぽ", "pa pi pu pe po"), ("ぁぃぅぇぉ", "a i u e o")),
)
_HEPBURN = {sign: latin for signs, row in _HEPBURN_ROWS for sign, latin in zip(signs, row.split(), strict=True)}
_KUNREI = {"shi": "si", "chi": "ti", "tsu": "tu", "fu": "hu", "ji": "zi"}


def in_latin(text: str, scheme: int) -> str:
    """In Latin letters by one of three systems; what has none stays. Not the matcher's own tables."""
    out: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        lower = chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign.lower()
        if lower == "ж":
            latin = _ZH[scheme]
        elif lower in _SYSTEMS[scheme]:
            latin = _SYSTEMS[scheme][lower]
        elif lower in _GREEK:
            latin = _GREEK[lower]
        elif lower in "ゃゅょ" and out:
            _glide(out, {"ゃ": "a", "ゅ": "u", "ょ": "o"}[lower])
            continue
        elif lower in "ぁぃぅぇぉ" and out and len(out[-1]) > 1:
            out[-1] = out[-1][:-1] + dict(zip("ぁぃぅぇぉ", "aiueo", strict=True))[lower]
            continue
        elif lower in _HEPBURN:
            latin = _HEPBURN[lower]
            latin = _KUNREI.get(latin, latin) if scheme == 1 else latin
            if out and out[-1] == "っ":
                out[-1] = latin[0]
        elif lower == "ー":
            continue
        else:
            latin = lower if lower == "っ" else sign
        out.append(latin.capitalize() if sign.isupper() and latin else latin)
    return "".join(out)


def _glide(out: list[str], vowel: str) -> None:
    base = out[-1][:-1]
    out[-1] = base + vowel if base in ("sh", "ch", "j") else f"{base}y{vowel}"
