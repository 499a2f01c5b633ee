"""Playlists as files, as documents: what an export holds, what a file that was read says, cell by cell."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field

from playwarden.domain.matching import Likely
from playwarden.domain.placements.times import written as time_written
from playwarden.domain.playlist import TEXTS_AND_FLAGS
from playwarden.domain.sheets.edits import Wanted
from playwarden.domain.sheets.outcome import Outcome
from playwarden.domain.sheets.rows import Refusal
from playwarden.domain.sheets.spans import PlacementEdit
from playwarden.features.bulk.selection import Selection
from playwarden.features.exchange.gathering import Standing
from playwarden.features.exchange.readings import Reading, SheetReading
from playwarden.features.exchange.service import Look
from playwarden.features.exchange.shelf import Stored
from playwarden.features.exchange.tables import OutForm
from playwarden.features.runs.proposal import Proposed
from playwarden.kit.text import counted
from playwarden.web.schemas.bodies import Body, Words, whole
from playwarden.web.schemas.placements import PreviewDocument
from playwarden.web.schemas.proposals import LeftOutDocument, ProposedDocument, Rules

Said = Annotated[dict[str, Any], Field(max_length=30), AfterValidator(whole)]
"""Named fields of a selection."""
Titles = dict[str, str]


class ExportLookBody(Body):
    """Which playlists are meant; all of them: `{"everything": true}`."""

    selection: Said

    def selected(self) -> Selection:
        """Raises InputError."""
        return Selection.from_document(self.selection)


class ExportBody(ExportLookBody):
    """What an export is to be. `look` brings what is mirrored up to date before, which costs calls; `zone` is the one
    that its times are in.
    """

    form: Annotated[str, Field(pattern="^(xlsx|csv|json|m3u8)$")] = "xlsx"
    look: bool = False
    zone: Words = "UTC"

    @property
    def out(self) -> OutForm:
        return OutForm(self.form)


class StandingDocument(BaseModel):
    """A playlist as an export would hold it. `state` is `read`, `changed` (it moved since), `not read` or `not
    provided`. `rule_set` and `placements` have a say against what an edited file asks for.
    """

    playlist: str
    name: str
    items: int | None
    state: str
    looked_at: datetime | None
    rule_set: str | None
    placements: int

    @classmethod
    def of(cls, one: Standing) -> Self:
        return cls(
            playlist=one.playlist_id,
            name=one.name,
            items=one.items,
            state=one.state,
            looked_at=one.looked_at,
            rule_set=one.rule_set,
            placements=one.placements,
        )


class ExportLookDocument(BaseModel):
    """What an export would hold now: `stale` of its playlists moved since they were read, or never were; looking first
    takes about `calls`. `looked_at` is when the least fresh was known to be so.
    """

    playlists: list[StandingDocument]
    items: int
    looked_at: datetime | None
    stale: int
    calls: int
    left_out: list[LeftOutDocument]

    @classmethod
    def of(cls, look: Look) -> Self:
        return cls(
            playlists=[StandingDocument.of(one) for one in look.standings],
            items=sum(one.items or 0 for one in look.standings),
            looked_at=look.looked_at,
            stale=look.stale,
            calls=look.calls,
            left_out=[LeftOutDocument.of(one) for one in look.left_out],
        )


class StoredDocument(BaseModel):
    """A file that a scheduled export wrote."""

    name: str
    bytes: int
    made_at: datetime

    @classmethod
    def of(cls, one: Stored) -> Self:
        return cls(name=one.name, bytes=one.size, made_at=one.made_at)


class ShelfDocument(BaseModel):
    """The files that scheduled exports wrote, the newest first, and the folder that they lie in."""

    folder: str
    files: list[StoredDocument]


class RefusedCellDocument(BaseModel):
    """A cell that says nothing that can be done: `F12` of its sheet, what stands there, and why."""

    sheet: str
    cell: str
    column: str
    text: str
    words: str
    code: str

    @classmethod
    def of(cls, one: Refusal) -> Self:
        return cls(sheet=one.sheet, cell=one.cell, column=one.column, text=one.text, words=one.words, code=one.code)


class LikelyDocument(BaseModel):
    """A track that may be meant: `score` from 0 to 100, and why."""

    uri: str
    title: str
    score: float
    why: list[str]

    @classmethod
    def of(cls, one: Likely, titles: Titles) -> Self:
        return cls(uri=one.uri, title=titles.get(one.uri, one.uri), score=one.score, why=list(one.why))


class UnresolvedDocument(BaseModel):
    """A row that names a track without its link, and what it may mean; a choice for it is told by `key`."""

    key: str
    sheet: str
    cell: str
    title: str
    artist: str
    isrc: str
    words: str
    likely: list[LikelyDocument]

    @classmethod
    def of(cls, one: Wanted, reading: Reading, titles: Titles) -> Self:
        found = reading.found.get(one.key)
        return cls(
            key=one.key,
            sheet=one.sheet,
            cell=one.cell,
            title=one.title,
            artist=one.artist,
            isrc=one.isrc,
            words=found.words if found else "",
            likely=[LikelyDocument.of(each, titles) for each in found.likely] if found else [],
        )


class AddedDocument(BaseModel):
    """A track that is new in the list; `how` it was named: by `link`, `isrc` or `name`."""

    cell: str
    uri: str
    title: str
    how: str


class RemovedDocument(BaseModel):
    """A track that goes; without `uri` an entry that is not available any more."""

    uri: str | None
    title: str


class PlacementEditDocument(BaseModel):
    """What becomes of a placement: `make`, `change`, `cancel` (it goes out), `stay` (its track stays for good)."""

    what: Literal["make", "change", "cancel", "stay"]
    cell: str
    uri: str
    title: str
    from_: Annotated[str, Field(serialization_alias="from")]
    until: str
    note: str
    placement: str | None
    words: str

    @classmethod
    def of(cls, edit: PlacementEdit, titles: Titles) -> Self:
        assert edit.placement is not None, "what is made is told of by `made`"
        asked = edit.placement.asked
        begins = edit.changes.get("from_at", asked.from_at)
        ends = edit.changes.get("until_at", asked.until_at)
        words = {
            "change": f"Other: {', '.join(_FIELDS.get(name, name) for name in edit.changes)}.",
            "cancel": "Its row was deleted: it goes out now."
            if edit.placement.is_in
            else "Its row was deleted: it never comes in.",
            "stay": "Its times were emptied: its track stays for good.",
        }
        return cls(
            what=edit.what,
            cell=edit.cell,
            uri=asked.uri or "",
            title=titles.get(asked.uri or "", asked.uri or ""),
            from_=time_written(begins, asked.zone),
            until="" if ends is None else time_written(ends, asked.zone),
            note=edit.changes.get("note", asked.note),
            placement=edit.placement.id,
            words=words.get(edit.what, ""),
        )


_FIELDS = {"from_at": "from", "until_at": "until"}


class ReadPlaylistDocument(BaseModel):
    """What a file asks of one playlist. `version` is what it was written from; `since`: it was changed here after that,
    which stays. `order_by` says whether numbers had a say in the order. `sketch` is what it takes as mirrored; `held`
    says why nobody may do it. A rule set may put back what is changed by hand. `elsewhere`: the rows were not written
    here, and are added at the bottom.
    """

    playlist: str
    name: str
    sheet: str
    version: int | None
    since: bool
    order_by: Literal["place", "number"] | None
    added: list[AddedDocument]
    removed: list[RemovedDocument]
    moved: int
    details: dict[str, tuple[str | bool | None, str | bool | None]]
    placements: list[PlacementEditDocument]
    refused: list[RefusedCellDocument]
    unresolved: list[UnresolvedDocument]
    told: list[str]
    sketch: ProposedDocument | None
    held: str | None
    rule_set: str | None
    elsewhere: bool

    @classmethod
    def of(cls, sheet: SheetReading, reading: Reading, sketch: Proposed | str | None, titles: Titles) -> Self:
        found = reading.outcome(sheet)
        changed = found.moved or found.added
        return cls(
            playlist=sheet.playlist_id,
            name=sheet.name,
            sheet=sheet.edits.sheet,
            version=sheet.version,
            since=sheet.since,
            order_by=None if not changed else "number" if sheet.edits.numbers else "place",
            added=[
                AddedDocument(cell=each.cell, uri=each.uri, title=titles.get(each.uri, each.uri), how=each.how)
                for each in found.added
            ],
            removed=[
                RemovedDocument(uri=each.uri, title=titles.get(each.uri or "", each.uri or "an unavailable entry"))
                for each in found.removed
            ],
            moved=found.moved,
            details={
                name: (getattr(sheet.before, name), getattr(sheet.details, name))
                for name in TEXTS_AND_FLAGS
                if getattr(sheet.details, name) is not None
            },
            placements=_placements(found, titles),
            refused=[RefusedCellDocument.of(each) for each in sheet.refusals],
            unresolved=[UnresolvedDocument.of(each, reading, titles) for each in found.unresolved],
            told=list(sheet.told),
            sketch=ProposedDocument.of(sketch) if isinstance(sketch, Proposed) else None,
            held=sketch if isinstance(sketch, str) else None,
            rule_set=sheet.rule_set,
            elsewhere=sheet.elsewhere,
        )


class ReadCountsDocument(BaseModel):
    """A file in numbers; `unchanged` playlists are as it says already."""

    playlists: int
    unchanged: int
    changed: int
    rows: int
    added: int
    removed: int
    moved: int
    details: int
    placements: int
    refused: int
    unresolved: int


class ReadingDocument(BaseModel):
    """A file that was read and waits, for whoever sent it, until `expires_at`. Nothing was changed, and no call made.

    `placements` is what is in the way of those that would be made.
    """

    id: str
    name: str
    form: str
    made_at: datetime
    expires_at: datetime
    changing: bool
    words: str
    counts: ReadCountsDocument
    told: list[str]
    playlists: list[ReadPlaylistDocument]
    placements: PreviewDocument | None

    @classmethod
    def of(cls, reading: Reading, playlists: list[ReadPlaylistDocument], preview: PreviewDocument | None) -> Self:
        counts = ReadCountsDocument(
            playlists=len(reading.sheets) + len(reading.unchanged),
            unchanged=len(reading.unchanged),
            changed=sum(_changes(one) for one in playlists),
            rows=reading.rows,
            added=sum(len(one.added) for one in playlists),
            removed=sum(len(one.removed) for one in playlists),
            moved=sum(one.moved for one in playlists),
            details=sum(len(one.details) for one in playlists),
            placements=sum(len(one.placements) for one in playlists),
            refused=sum(len(one.refused) for one in playlists),
            unresolved=sum(len(one.unresolved) for one in playlists),
        )
        return cls(
            id=reading.id,
            name=reading.name,
            form=reading.form.value,
            made_at=reading.made_at,
            expires_at=reading.expires_at,
            changing=counts.changed > 0,
            words=_sentence(counts),
            counts=counts,
            told=list(reading.told),
            playlists=playlists,
            placements=preview,
        )


class ChoicesBody(Body):
    """What rows stand for, by their keys: a link or URI, or null for one that is left out."""

    choices: Annotated[dict[Annotated[str, Field(max_length=200)], Words | None], Field(max_length=10_000)]


class ProposeBody(Body):
    """How a file is proposed. `leave_refused`: rows whose cells cannot be done stay as they are, or are left out;
    `without` names playlists that are not touched.
    """

    leave_refused: bool = False
    without: Annotated[list[Words], Field(default_factory=list, max_length=11_000)]
    forced: Rules


class PlaceBody(Body):
    """How the placements of a file are made: conflicts that are accepted, by their codes; `campaign` is a new one's
    name.
    """

    leave_refused: bool = False
    accept: Annotated[list[Words], Field(default_factory=list, max_length=20)]
    campaign: Annotated[str, Field(min_length=1, max_length=200)] | None = None


def _changes(one: ReadPlaylistDocument) -> bool:
    return bool(one.added or one.removed or one.moved or one.details or one.placements)


def _placements(found: Outcome, titles: Titles) -> list[PlacementEditDocument]:
    made = [
        PlacementEditDocument(
            what="make",
            cell=cell,
            uri=asked.uri or "",
            title=titles.get(asked.uri or "", asked.uri or ""),
            from_=time_written(asked.from_at, asked.zone),
            until="" if asked.until_at is None else time_written(asked.until_at, asked.zone),
            note=asked.note,
            placement=None,
            words="It comes in then.",
        )
        for cell, asked in found.makes
    ]
    return made + [PlacementEditDocument.of(edit, titles) for edit in found.placements]


def _sentence(counts: ReadCountsDocument) -> str:
    parts = [(counts.added, "added"), (counts.removed, "removed"), (counts.moved, "moved")]
    told = [f"{number:,} {what}" for number, what in parts if number]
    told += [counted(counts.details, "detail")] if counts.details else []
    told += [counted(counts.placements, "placement")] if counts.placements else []
    if not told:
        said = "Nothing changes: everything is as the file says."
    else:
        verb = "changes" if counts.changed == 1 else "change"
        said = f"{counted(counts.changed, 'playlist')} {verb}: {', '.join(told)}."
    stuck = counts.refused + counts.unresolved
    return said + (
        f" {counted(stuck, 'cell')} cannot be done as {'it stands' if stuck == 1 else 'they stand'}." if stuck else ""
    )
