"""Why a candidate is likely or not, in sentences for people."""

from collections.abc import Iterable

from playwarden.kit.text import counted

_PLAIN = {
    "same code": "the same recording code (ISRC)",
    "other code": "another recording code (ISRC), as reissues have",
    "same title": "same title",
    "title spelled otherwise": "same title, spelled otherwise",
    "mistyped": "title differs by a letter or two",
    "version mistyped": "the words beside the title differ by a letter",
    "cut off": "title goes on where the wanted one ends",
    "other title": "another title",
    "other number": "another number in the title",
    "subtitle": "only one of both has the words beside the title",
    "other subtitle": "other words beside the title",
    "swapped": "title and artist exchanged",
    "same artists": "same artists",
    "artist spelled otherwise": "artist spelled otherwise",
    "fewer artists named": "has guests that were not named",
    "more artists named": "lacks an artist that was named",
    "only a guest": "who was named is a guest here",
    "some artists": "only some of the artists are the same",
    "other artist": "another artist",
    "no artist told": "no artist to compare",
    "as long": "as long",
    "same album": "same album",
    "rival": "another recording fits as well",
    "code elsewhere": "the recording code (ISRC) belongs to another name",
}
_CUTS = {
    "radio edit": "a radio edit",
    "single": "a single edit",
    "extended": "an extended version",
    "mix": "a mix of its own",
}


def sentences(facts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """One for each fact."""
    return tuple(dict.fromkeys(_sentence(code, *names) for code, *names in facts))


def _sentence(code: str, *names: str) -> str:
    if code in _PLAIN:
        return _PLAIN[code]
    if code in ("seconds apart", "other length"):
        return f"{counted(int(names[0]), 'second')} longer or shorter"
    if code == "other word":
        return f"another word in the title: {names[0]}"
    if code == "which":
        return f"another one of its kind: {' '.join(names)}"
    if code == "same but":
        return f"{names[0]} told of one of both, which is no other recording"
    if code == "other year":
        return f"of another year: {' '.join(names)}"
    what = _CUTS.get(names[0], names[0])
    of = f" ({' '.join(names[1:])})" if names[1:] else ""
    return (
        f"{what}{of}, which was not asked for"
        if code.endswith("not asked for")
        else f"not {what}{of}, which was asked for"
    )
