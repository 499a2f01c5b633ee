"""Rows as somebody left them -> what each says, and every cell that says nothing that can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from playwarden.domain.links import WrongKind, item_uri
from playwarden.domain.sheets.cells import Value, as_isrc, as_number, as_text, as_time
from playwarden.domain.sheets.columns import Field
from playwarden.domain.sheets.refs import Ref, Tie, row_seal, tidy
from playwarden.domain.sheets.tables import Headed, value


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that says nothing that can be done. `code` is permanent, `words` a sentence, `text` what stands there."""

    sheet: str
    cell: str
    column: str
    text: str
    words: str
    code: str

    @property
    def where(self) -> str:
        """`Sheet 'Summer', F12`."""
        return f"Sheet '{self.sheet}', {self.cell}"


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says. `order` is a number, or the words of a placement's position. `ref` is what it was when it was
    written; `intact`: title, artist, album and ISRC stand as they were written. `tie` names the playlist of a row in a
    table of several.
    """

    number: int
    order: float | str | None
    title: str
    artist: str
    album: str
    isrc: str
    uri: str | None
    from_: str
    until: str
    note: str
    ref: Ref | None = None
    tie: Tie | None = None
    intact: bool = False
    playlist: str = ""
    refused: tuple[Refusal, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether a person sees nothing in it: it was cleared instead of deleted."""
        said = (self.title, self.artist, self.album, self.isrc, self.uri, self.from_, self.until, self.note)
        return not any(said) and not self.refused


def read_rows(sheet: Headed) -> list[Row]:
    """Every row below the head in which something stands."""
    return [_row(sheet, number, cells) for number, cells in sheet.body]


def _row(sheet: Headed, number: int, cells: Sequence[Value]) -> Row:
    wrong: list[Refusal] = []

    def refuse(which: Field, words: str, code: str) -> None:
        text = as_text(value(cells, sheet.columns.get(which)))[:100]
        wrong.append(Refusal(sheet.table.name, sheet.cell(which, number), which.value, text, words, code))

    def text(which: Field) -> str:
        return as_text(value(cells, sheet.columns.get(which)))

    for which in (Field.ORDER, Field.URI, Field.FROM, Field.UNTIL, Field.NOTE):
        if sheet.cell(which, number) in sheet.table.errors:
            refuse(which, "It shows an error.", "error")
    tie, ref = _known_again(sheet, text(Field.REF))
    uri = None
    try:
        uri = item_uri(text(Field.URI)) if text(Field.URI) else None
        if text(Field.URI) and uri is None:
            refuse(Field.URI, f"'{text(Field.URI)[:60]}' is no URI or link of a track.", "uri")
    except WrongKind as error:
        refuse(Field.URI, f"{str(error)[:1].upper()}{str(error)[1:]}", "uri")
    isrc = text(Field.ISRC)
    placement = ref is not None and ref.index is None
    order: float | str | None = None
    try:
        order = as_number(value(cells, sheet.columns.get(Field.ORDER)))
    except ValueError as error:
        if placement or text(Field.FROM) or text(Field.UNTIL):
            order = text(Field.ORDER)
        else:
            refuse(Field.ORDER, str(error), "order")
    told = {which: tidy(text(which)) for which in (Field.TITLE, Field.ARTIST, Field.ALBUM)}
    about = tie or sheet.tie
    intact = (
        ref is not None
        and about is not None
        and ref.seal
        == row_seal(about.playlist_id, ref.index, told[Field.TITLE], told[Field.ARTIST], told[Field.ALBUM], isrc)
    )
    if not intact and uri is None:
        try:
            isrc = as_isrc(value(cells, sheet.columns.get(Field.ISRC)))
        except ValueError as error:
            refuse(Field.ISRC, str(error), "isrc")
    return Row(
        number=number,
        order=order,
        title=told[Field.TITLE],
        artist=told[Field.ARTIST],
        album=told[Field.ALBUM],
        isrc=isrc,
        uri=uri,
        from_=as_time(value(cells, sheet.columns.get(Field.FROM))),
        until=as_time(value(cells, sheet.columns.get(Field.UNTIL))),
        note=text(Field.NOTE),
        ref=ref,
        tie=tie,
        intact=intact,
        playlist=text(Field.PLAYLIST),
        refused=tuple(wrong),
    )


def _known_again(sheet: Headed, text: str) -> tuple[Tie | None, Ref | None]:
    """What stands in a cell of refs: a ref, in tables of several playlists behind a tie and `#`."""
    tie, hash_, ref = text.rpartition("#")
    return (Tie.read(tie) if hash_ else None), Ref.read(ref)
