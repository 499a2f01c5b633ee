"""Tracks written as people paste them, in ten formats, with the dirt that comes with each; seeded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

from playwarden.domain.catalogue import Track

Write = Callable[[Sequence[Track], Random], str]
_NOTES = ("", "", "", " [Official Video]", " (Lyrics)", " (Official Music Video)", " [HD]", " 🔥", " ↑2", " NEW")
_BULLETS = ("", "", "• ", "- ", "* ", "▶ ", "🎵 ", "✅ ")
_DASHES = (" - ", " – ", " — ", " ― ", " － ")


def artists_of(track: Track) -> str:
    """As a page names them: all of them in order."""
    return ", ".join(artist.name for artist in track.artists)


def clock(track: Track) -> str:
    """How long it lasts, as a page shows it."""
    seconds = round((track.duration_ms or 0) / 1000)
    return f"{seconds // 60}:{seconds % 60:02}"


def pairs(tracks: Sequence[Track], dice: Random) -> str:
    """`Artist - Title`, with any dash."""
    return _lines(f"{artists_of(one)}{dice.choice(_DASHES)}{one.name}" for one in tracks)


def swapped(tracks: Sequence[Track], dice: Random) -> str:
    """`Title - Artist` in a numbered list."""
    sign = dice.choice((". ", ") ", " - "))
    return _lines(f"{number}{sign}{one.name} - {artists_of(one)}" for number, one in enumerate(tracks, 1))


def by(tracks: Sequence[Track], dice: Random) -> str:
    """`Title by Artist`."""
    return _lines(f"{one.name} by {artists_of(one)}" for one in tracks)


def stamped(tracks: Sequence[Track], dice: Random) -> str:
    """The track list of a mix."""
    lines, at = [], 0
    for one in tracks:
        hours, rest = divmod(at, 3600)
        stamp = f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"
        lines.append(f"[{stamp}] {artists_of(one)} - {one.name}")
        at += dice.randint(120, 400)
    return _lines(lines)


def chart(tracks: Sequence[Track], dice: Random) -> str:
    """One field a line: rank, title, artist, last week, peak, weeks."""
    fields = []
    for number, one in enumerate(tracks, 1):
        last = dice.choice(("-", "NEW", str(dice.randint(1, 100))))
        fields += [str(number), one.name, artists_of(one), last, str(dice.randint(1, number)), str(dice.randint(1, 60))]
    return _lines(fields)


def tabs(tracks: Sequence[Track], dice: Random) -> str:
    """A table of a page: rank, arrow, title, artist, peak, with tabs."""
    rows = (
        (str(number), dice.choice(("=", "↑", "↓", "NEW")), one.name, artists_of(one), str(dice.randint(1, 40)))
        for number, one in enumerate(tracks, 1)
    )
    return _lines("\t".join(row) for row in rows)


def links(tracks: Sequence[Track], dice: Random) -> str:
    """Links with query strings and regions, and URIs."""
    forms = (
        "https://open.spotify.com/track/{}?si=0123456789abcdef",
        "https://open.spotify.com/intl-de/track/{}",
        "spotify:track:{}",
    )
    return _lines(dice.choice(forms).format(one.uri.rsplit(":", 1)[1]) for one in tracks)


def isrcs(tracks: Sequence[Track], dice: Random) -> str:
    """One code a line, with and without hyphens."""
    codes = [one.isrc or "" for one in tracks]
    return _lines(
        f"{code[:2]}-{code[2:5]}-{code[5:7]}-{code[7:]}" if code and dice.random() < 0.5 else code for code in codes
    )


def comma(tracks: Sequence[Track], dice: Random) -> str:
    """A table with commas and German heads, as a spreadsheet saves it."""
    rows = ((one.name, artists_of(one), one.album.name if one.album else "", clock(one)) for one in tracks)
    return "\ufeff" + _lines(["Titel,Interpret,Album,Dauer", *(",".join(map(_cell, row)) for row in rows)])


def dirty(tracks: Sequence[Track], dice: Random) -> str:
    """Every line another way, with bullets, quotes and notes."""
    lines = []
    for one in tracks:
        artist, title = artists_of(one), one.name
        forms = (f"{artist} - {title}", f"“{title}” by {artist}", f'{artist} - "{title}"')
        line = dice.choice((*forms, f"{artist} – {title} ({clock(one)})"))
        lines.append(f"{dice.choice(_BULLETS)}{line}{dice.choice(_NOTES)}")
        if dice.random() < 0.05:
            lines.append(dice.choice(("", "-----", "My favourites:", "https://youtu.be/dQw4w9WgXcQ")))
    return _lines(lines)


WRITERS: Mapping[str, Write] = {
    "artist - title": pairs,
    "title by artist": by,
    "numbered, title - artist": swapped,
    "track list of a mix": stamped,
    "chart, one field a line": chart,
    "chart, tabs": tabs,
    "links and URIs": links,
    "ISRCs": isrcs,
    "CSV, German heads": comma,
    "dirty and mixed": dirty,
}


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n;') else text


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts) + "\n"
