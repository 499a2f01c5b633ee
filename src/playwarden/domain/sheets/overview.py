"""What somebody changed in the overview: names, descriptions and flags of playlists."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME, Details
from playwarden.domain.sheets.cells import Value, as_flag, as_text
from playwarden.domain.sheets.columns import Detail
from playwarden.domain.sheets.refs import Tie, tidy
from playwarden.domain.sheets.rows import Refusal
from playwarden.domain.sheets.tables import Overview, value
from playwarden.kit.ids import PlaylistId

_MOST = {Detail.NAME: MAX_NAME, Detail.DESCRIPTION: MAX_DESCRIPTION}


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One playlist in the overview: its tie, the row, the sheet that it named, and what stands in its cells."""

    number: int
    tie: Tie
    sheet: str
    cells: Mapping[Detail, Value]


def overview_rows(overview: Overview) -> list[OverviewRow]:
    """The rows that say which playlist they are of; the first one of each playlist."""
    found: dict[PlaylistId, OverviewRow] = {}
    for number, cells in overview.body:
        tie = Tie.read(as_text(value(cells, overview.columns.get(Detail.REF))))
        if tie is not None:
            told = {which: value(cells, place) for which, place in overview.columns.items()}
            row = OverviewRow(number, tie, as_text(told.get(Detail.SHEET)), told)
            found.setdefault(tie.playlist_id, row)
    return list(found.values())


def details_wished(
    overview: Overview, row: OverviewRow, base: Details, *, spaces: bool = True
) -> tuple[Details, list[Refusal]]:
    """What of `base`, the details as they were written, somebody wants otherwise (None: as it is), and refused cells.

    An empty cell leaves a flag as it is. A description that was emptied is wished empty, which Spotify refuses; the
    plan says so. `spaces` False: the file's form loses tabs and double spaces, so that white space does not count.
    """
    wanted: dict[str, str | bool] = {}
    refused: list[Refusal] = []

    def refuse(which: Detail, words: str) -> None:
        text = as_text(row.cells.get(which))[:100]
        cell = overview.cell(which, row.number)
        refused.append(Refusal(overview.table.name, cell, which.value, text, words, which.value))

    for which in (Detail.NAME, Detail.DESCRIPTION):
        text = tidy(as_text(row.cells.get(which)))
        before = tidy(getattr(base, which.value) or "")
        if (
            which not in row.cells
            or text == before
            or (not spaces and "".join(text.split()) == "".join(before.split()))
        ):
            continue
        if overview.cell(which, row.number) in overview.table.errors:
            refuse(which, "It shows an error.")
        elif not text and which is Detail.NAME:
            refuse(which, "A playlist has a name.")
        elif len(text) > _MOST[which]:
            refuse(which, f"Spotify takes at most {_MOST[which]} characters here.")
        else:
            wanted[which.value] = text
    for which in (Detail.PUBLIC, Detail.COLLABORATIVE):
        try:
            flag = as_flag(row.cells.get(which))
        except ValueError as error:
            refuse(which, f"{error} Write yes or no.")
            continue
        if flag is not None and flag != getattr(base, which.value):
            wanted[which.value] = flag
    public = wanted.get("public", base.public)
    if wanted.get("collaborative", base.collaborative) and public and wanted.keys() & {"public", "collaborative"}:
        refuse(Detail.COLLABORATIVE, "Spotify lets only private playlists be collaborative.")
        wanted.pop("collaborative", None)
        wanted.pop("public", None)
    return Details(**wanted), refused  # type: ignore[arg-type]  # texts and flags by their own names
