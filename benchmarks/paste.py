"""Pasting: 500 tracks in ten formats, read and found in the sandbox: right, to be reviewed, none, calls; then again.

python -m benchmarks.paste
"""

import gzip
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.find import DATA
from benchmarks.pasted import WRITERS
from benchmarks.wiring import UNLIMITED, connect, house, machine, sandbox
from playwarden.bootstrap import Container
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.matching import fold, fold_title
from playwarden.kit.ids import AccountId
from playwarden.sandbox.archive import ArchivedCatalogue
from playwarden.sandbox.catalogue import Catalogue
from playwarden.sandbox.drawing import Ids
from playwarden.sandbox.madeup import MadeUpCatalogue
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings

LINES = 50
"""Of each format."""
NEAR_MS = 2_000


@dataclass
class Told:
    """What came of one format."""

    lines: int = 0
    right: int = 0
    near: int = 0
    wrong: int = 0
    none: int = 0
    calls: int = 0
    forecast: int = 0
    most: int = 0
    again: int = 0
    wrongs: list[str] = field(default_factory=list)


def main() -> int:
    """Prints a line for each format, and what the second time takes."""
    print(f"Pasting on {machine()}")
    with tempfile.TemporaryDirectory(prefix="playwarden-bench-") as folder:
        archive = Path(folder) / "catalogue.json.gz"
        real = written(archive)
        print(f"{real:,} real tracks in the sandbox" if real else "a made-up catalogue: the real one is not here")
        path = archive if real else None
        settings = SandboxSettings(catalogue=path, limits=Limits.none(), quirks=Quirks.none(), accounts=1)
        with sandbox(settings) as running, house(running, settings=UNLIMITED) as container:
            account = connect(container, running, 1, users_per_app=5)[0]
            measured(container, account.id, settings)
    return 0


def measured(container: Container, account: AccountId, settings: SandboxSettings) -> None:
    """Ten formats, each with tracks of its own, then all of them again."""
    dice = Random("paste")
    tracks = known(settings)
    same: dict[tuple[str, str], list[Track]] = {}
    for track in tracks:
        same.setdefault(names_of(track), []).append(track)
    drawn = dice.sample(tracks, LINES * len(WRITERS))
    portions = {form: drawn[place * LINES : (place + 1) * LINES] for place, form in enumerate(WRITERS)}
    texts = {form: write(portions[form], dice) for form, write in WRITERS.items()}
    print(f"\n{LINES} lines of each; 'right': the track, or one of equal names within 2 s; 'review': it is among three")
    heads = ["lines", "right", "review", "wrong", "none", "calls"]
    print(f"{'':28}{''.join(f'{head:>7}' for head in heads)}{'told':>10}{'again':>7}{'s':>6}")
    whole = Told()
    for form, text in texts.items():
        began = time.perf_counter()
        found = looked(container, account, text, portions[form], same)
        took = time.perf_counter() - began
        again = looked(container, account, text, portions[form], same)
        print(line(form, found, again.calls, took))
        for name in ("lines", "right", "near", "wrong", "none", "calls", "forecast", "most"):
            setattr(whole, name, getattr(whole, name) + getattr(found, name))
        whole.again += again.calls
        whole.wrongs += found.wrongs
    print(line("all", whole, whole.again, 0.0))
    for wrong in whole.wrongs[:10]:
        print(f"  wrong: {wrong}")


def line(form: str, found: Told, again: int, took: float) -> str:
    """One row of the table."""
    told = f"{found.forecast}-{found.most}"
    return (
        f"{form:28}{found.lines:>7}{found.right:>7}{found.near:>7}{found.wrong:>7}{found.none:>7}{found.calls:>7}"
        f"{told:>10}{again:>7}{took:>6.1f}"
    )


def looked(
    container: Container,
    account: AccountId,
    text: str,
    meant: Sequence[Track],
    same: Mapping[tuple[str, str], Sequence[Track]],
) -> Told:
    """Pasted, searched for by its job, and held against what was meant."""
    before = spent(container)
    paste = container.pastes.keep(account, text, actor="bench")
    cost = container.pastes.show(paste).cost
    container.runner.run_until_ended(container.matching.search(paste, actor="bench").id)
    rows = [seen for seen in container.pastes.lines(paste, limit=10_000) if seen.row.kind != "left_out"]
    told = Told(len(rows), calls=spent(container) - before, forecast=cost.calls, most=cost.most)
    container.pastes.remove(paste)
    if len(rows) != len(meant):
        told.wrongs.append(f"{len(meant)} tracks were read as {len(rows)} lines")
    for seen, track in zip(rows, meant, strict=False):
        right = {each.uri for each in same[names_of(track)] if near(each, track)} | {track.uri}
        likely = {one["uri"] for one in (seen.row.found or {}).get("likely", ())}
        if seen.row.state == "sure":
            told.right += seen.row.uri in right
            told.wrong += seen.row.uri not in right
            if seen.row.uri not in right:
                found = seen.tracks.get(seen.row.uri or "")
                told.wrongs.append(f"{seen.row.text!r} -> {found.title if found else seen.row.uri}, not {track.title}")
        elif likely & right:
            told.near += 1
        else:
            told.none += 1
    return told


def near(one: Track, other: Track) -> bool:
    return abs((one.duration_ms or 0) - (other.duration_ms or 0)) <= NEAR_MS


def names_of(track: Track) -> tuple[str, str]:
    return " ".join(sorted(fold(artist.name) for artist in track.artists)), fold_title(track.name)


def spent(container: Container) -> int:
    """Calls of the day until now."""
    return sum(group.total.spent for group in container.quota.summary())


def known(settings: SandboxSettings) -> list[Track]:
    """The tracks of the sandbox's catalogue, as the product would be told of them."""
    catalogue = catalogue_of(settings)
    return [
        Track(
            f"spotify:track:{each.id}",
            each.name,
            artists=tuple(Artist(artist.id, artist.name) for artist in each.artists),
            album=Album(each.album.id, each.album.name),
            duration_ms=each.duration_ms,
            isrc=each.isrc,
        )
        for each in catalogue.tracks()
    ]


def catalogue_of(settings: SandboxSettings) -> Catalogue:
    """The same as in the sandbox: it follows from its settings."""
    ids = Ids(settings.seed)
    if settings.catalogue is not None:
        return ArchivedCatalogue(settings.seed, ids, settings.catalogue)
    return MadeUpCatalogue(settings.seed, ids)


def written(path: Path) -> int:
    """The real tracks as one list that the sandbox reads; how many, 0 where they are not here."""
    if not DATA.is_dir():
        return 0
    with gzip.open(DATA / "playlists/tracks.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = [{"track": json.loads(row)} for row in file]
    document = [
        {"id": f"{place:022}", "name": f"Part {place}", "description": "", "tracks": lines[place : place + 400]}
        for place in range(0, len(lines), 400)
    ]
    path.write_bytes(gzip.compress(json.dumps(document).encode(), 1))
    return len(lines)


if __name__ == "__main__":
    main()
