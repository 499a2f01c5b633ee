"""Pastes, their lines and decisions about names in words, for the terminal."""

from typing import Any

from playwarden.kit.text import counted

Document = dict[str, Any]
WORDS = {
    "sure": "found",
    "accepted": "accepted",
    "decided": "decided",
    "review": "to be reviewed",
    "none": "not found",
    "search": "not searched for",
    "missing": "there is none",
    "skipped": "skipped",
    "left_out": "left out",
}


def summary(paste: Document) -> str:
    """How a paste stands, and what searching for the rest takes."""
    counts = paste["counts"]
    found = [f"{counts[state]:,} {words}" for state, words in WORDS.items() if counts[state]]
    twins = f"; {counted(counts['twins'], 'line')} twice" if counts["twins"] else ""
    written = paste["format"] + (f", {paste['order']}" if paste["order"] else "")
    need = f" {paste['cost']['words']}" if paste["cost"]["lines"] else ""
    return f"{paste['id']} ({written}): {', '.join(found)}{twins}.{need}"


def line(one: Document) -> str:
    """A line with what it comes to, or the likely ones below it."""
    if one["uri"]:
        came = f"{title(one['track'], one['uri'])} ({WORDS[one['state']]})"
        return f"{one['number']:>4}  {one['text'][:80]} -> {came}"
    note = f": {one['note']}" if one["note"] else ""
    lines = [f"{one['number']:>4}  {one['text'][:80]} ({WORDS[one['state']]}{note})"]
    lines += [
        f"        {place}. {title(each['track'], '')}, {each['score']:.0f}: {', '.join(each['why'])}"
        for place, each in enumerate(one["likely"], 1)
    ]
    return "\n".join(lines)


def title(track: Document | None, uri: str) -> str:
    """A track by its names; by `uri` where they are not known."""
    if track is None:
        return uri
    return f"{track['artist']} - {track['name']}" if track["artist"] else str(track["name"])


def called(one: Document) -> str:
    """The name that a decision is about."""
    return f"'{', '.join(one['artists'])} - {one['title']}'" if one["artists"] else f"'{one['title']}'"
