"""Items as they were written -> URIs: links, URIs, and `artist - title` where exactly one recording bears the names."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Track
from playwarden.domain.links import WrongKind, item_uri
from playwarden.domain.matching import fold_title, names_match, split_wish
from playwarden.engine.ports.target import Target
from playwarden.features.wishes.document import Item
from playwarden.kit.errors import FileError
from playwarden.kit.text import counted, listed

MOST_CANDIDATES = 5


class Catalogue(Protocol):
    """The local catalogue as far as names are looked up in it."""

    def find(self, names: Sequence[tuple[str, str]]) -> list[tuple[Track, ...]]:
        """For each artist and title the tracks that bear equal folded names."""
        ...

    def remember(self, tracks: Sequence[Track]) -> None:
        """Keeps what a search answered."""
        ...


@dataclass(frozen=True, slots=True)
class _Named:
    """An item written as names."""

    item: Item
    artist: str
    title: str

    def fits(self, track: Track) -> bool:
        return track.kind == "track" and (
            fold_title(track.name) == fold_title(self.title)
            and names_match(self.artist, (artist.name for artist in track.artists))
        )


@dataclass(frozen=True, slots=True)
class _Problem:
    item: Item
    what: str


class Resolving:
    """Resolves the items of one file: everything that is free first, one search for each name that is left.

    What a search answered is kept in the catalogue: the next reading of the file costs nothing.
    """

    def __init__(self, file: Path, catalogue: Catalogue, target: Target, caller: Caller) -> None:
        self._file = file
        self._catalogue = catalogue
        self._target = target
        self._caller = caller
        self._uris: dict[str, str] = {}
        self.searches = 0

    def uris(self, items: Sequence[Item]) -> tuple[str, ...]:
        """The URIs of `items`, which `resolve` has seen before."""
        return tuple(self._uris[item.text] for item in items)

    def resolve(self, items: Iterable[Item], progress: Callable[[str], None]) -> None:
        """Raises FileError at the first item that is not exactly one recording, naming the lines of the others, and
        what `Target.search` raises.
        """
        problems: list[_Problem] = []
        named: dict[str, _Named] = {}
        for item in items:
            if item.text in self._uris or item.text in named:
                continue
            try:
                uri = item_uri(item.text)
            except WrongKind as error:
                problems.append(_Problem(item, str(error)))
                continue
            parted = split_wish(item.text)
            if uri is not None:
                self._uris[item.text] = uri
            elif parted is None:
                problems.append(_Problem(item, f"expected a URI, a link, or 'artist - title', not '{item.text[:60]}'."))
            else:
                named[item.text] = _Named(item, *parted)
        left = self._from_catalogue(named.values(), problems)
        if not problems:
            for number, wanted in enumerate(left, start=1):
                progress(f"searching {number} of {len(left)}: {wanted.item.text}")
                self._from_search(wanted, problems)
        self._raise(problems)

    def _from_catalogue(self, named: Iterable[_Named], problems: list[_Problem]) -> list[_Named]:
        """Takes what the catalogue knows once; answers what it does not know at all."""
        wanted = list(named)
        left = []
        for each, fitting in zip(wanted, self._catalogue.find([(e.artist, e.title) for e in wanted]), strict=True):
            if fitting:
                self._take(each, fitting, problems)
            else:
                left.append(each)
        return left

    def _from_search(self, wanted: _Named, problems: list[_Problem]) -> None:
        found = self._target.search(self._caller, title=wanted.title, artist=wanted.artist)
        self.searches += 1
        self._catalogue.remember(found)
        fitting = [track for track in found if wanted.fits(track)]
        if fitting:
            self._take(wanted, fitting, problems)
        elif found:
            near = _candidates(found)
            problems.append(
                _Problem(wanted.item, f"no track bears exactly the names '{wanted.item.text}'; near it:{near}")
            )
        else:
            problems.append(_Problem(wanted.item, f"Spotify finds no track for '{wanted.item.text}'."))

    def _take(self, wanted: _Named, fitting: Sequence[Track], problems: list[_Problem]) -> None:
        different = {track.uri: track for track in fitting}
        if len(different) == 1:
            self._uris[wanted.item.text] = next(iter(different))
            return
        several = _candidates(list(different.values()))
        problems.append(
            _Problem(
                wanted.item,
                f"'{wanted.item.text}' is not unique, {counted(len(different), 'track')} bear these names:{several}",
            )
        )

    def _raise(self, problems: list[_Problem]) -> None:
        if not problems:
            return
        problems.sort(key=lambda problem: problem.item.mark.line)
        first = problems[0]
        more = sorted({problem.item.mark.line for problem in problems[1:]})
        others = (
            f" The same goes for line{'s' * (len(more) > 1)} {listed([str(line) for line in more], most=20)}."
            if more
            else ""
        )
        mark = first.item.mark
        raise FileError(
            str(self._file), mark.line, mark.column, first.what, f"Write the URI of the one that is meant.{others}"
        )


def _candidates(tracks: Sequence[Track]) -> str:
    lines = []
    for track in tracks[:MOST_CANDIDATES]:
        album = f" ({track.album.name})" if track.album else ""
        lines.append(f"\n  {track.uri}  {track.title}{album}{_length(track.duration_ms)}")
    if len(tracks) > MOST_CANDIDATES:
        lines.append(f"\n  and {len(tracks) - MOST_CANDIDATES} more")
    return "".join(lines)


def _length(duration_ms: int | None) -> str:
    if duration_ms is None:
        return ""
    seconds = round(duration_ms / 1000)
    return f", {seconds // 60}:{seconds % 60:02}"
