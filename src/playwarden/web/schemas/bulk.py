"""Bulk edits as documents: what is asked of many playlists, and which of them are meant."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field

from playwarden.domain.edits import EditKind
from playwarden.features.bulk.asked import Asked
from playwarden.features.bulk.facing import PairedPlaylist, Pairs
from playwarden.features.bulk.selection import Selection
from playwarden.features.bulk.service import Selected
from playwarden.web.schemas.bodies import Body, whole
from playwarden.web.schemas.proposals import LeftOutDocument, Rules
from playwarden.web.schemas.tracks import TrackDocument

MOST_PAIRS = 2_000
Said = Annotated[dict[str, Any], Field(max_length=30), AfterValidator(whole)]
"""Named fields, read by what they are about: a selection, or an edit by its `kind`."""


class SelectionBody(Body):
    """Which playlists are meant; `details`: whether their name, description or flags are to change."""

    selection: Said
    details: bool = False

    def selected(self) -> Selection:
        """Raises InputError."""
        return Selection.from_document(self.selection)


class BulkBody(Body):
    """One edit of many playlists. `ordering` is `name`, `given`, `size` or `cost`; `most_calls`, `most_playlists` and
    `today` leave the rest for later; `leave_held` leaves out what a safety rule holds.
    """

    selection: Said
    edit: Said
    ordering: Annotated[str, Field(max_length=20)] = "name"
    most_calls: int | None = None
    most_playlists: int | None = None
    today: bool = False
    leave_held: bool = False
    keep_dates: Annotated[str, Field(max_length=20)] | None = None
    forced: Rules

    def asked(self) -> Asked:
        """Raises InputError."""
        return Asked.from_document(self.model_dump(exclude={"forced"}))


class PairsBody(Body):
    """An edit that takes some for the same, of many playlists, in the order in which they would be edited."""

    selection: Said
    edit: Said
    ordering: Annotated[str, Field(max_length=20)] = "name"

    def asked(self) -> Asked:
        """Raises InputError."""
        return Asked.from_document(self.model_dump())


class ChosenDocument(BaseModel):
    """A playlist that would be edited, through which account; `items` is null where its length is not known."""

    playlist: str
    name: str
    account: str
    items: int | None


class SelectedDocument(BaseModel):
    """What a selection means now, in order."""

    playlists: list[ChosenDocument]
    left_out: list[LeftOutDocument]

    @classmethod
    def of(cls, selected: Selected) -> Self:
        return cls(
            playlists=[
                ChosenDocument(playlist=one.playlist_id, name=one.name, account=one.account_id, items=one.total)
                for one in selected.chosen
            ],
            left_out=[LeftOutDocument.of(one) for one in selected.left_out],
        )


class KnownDocument(BaseModel):
    """What is known of a playlist's tracks in a country: of `known` of the `tracks` whether they can be played, the
    oldest answer at `checked_at`. Asking anew takes `calls`. `market` null: the country is not known.
    """

    market: str | None
    tracks: int
    known: int
    checked_at: datetime | None
    calls: int


class PairDocument(BaseModel):
    """An entry that goes, at its `place` from 1, and what there is instead: what stays, in the same playlist or in
    another (`elsewhere` is its name), or, of `renew`, what comes in. `why`: why both are the same.
    """

    place: int
    uri: str
    track: TrackDocument | None
    other_uri: str | None
    other: TrackDocument | None
    elsewhere: str | None
    why: str


class PairedDocument(BaseModel):
    """The pairs of one playlist, and what should be known of it; `known` of `renew` alone."""

    playlist: str
    name: str
    notes: list[str]
    known: KnownDocument | None
    pairs: list[PairDocument]


class PairsDocument(BaseModel):
    """What an edit would take out of each playlist and why, as they are mirrored. `number` is of all pairs; the first
    2,000 are told. A pair that is refused is left alone by naming its `uri` in the edit's `leave`.
    """

    number: int
    playlists: list[PairedDocument]
    left_out: list[LeftOutDocument]

    @classmethod
    def of(cls, found: Pairs) -> Self:
        names = [one.chosen.name for one in found.playlists]
        told = {uri: TrackDocument.of(track) for uri, track in found.tracks.items()}
        left = MOST_PAIRS
        playlists = []
        for one in found.playlists:
            pairs = one.pairs[:left]
            left -= len(pairs)
            playlists.append(
                PairedDocument(
                    playlist=one.chosen.playlist_id,
                    name=one.chosen.name,
                    notes=list(one.notes),
                    known=_known(one),
                    pairs=[
                        PairDocument(
                            place=pair.place,
                            uri=pair.uri,
                            track=told.get(pair.uri),
                            other_uri=pair.other,
                            other=told.get(pair.other or ""),
                            elsewhere=None if pair.elsewhere is None else names[pair.elsewhere],
                            why=pair.why,
                        )
                        for pair in pairs
                    ],
                )
            )
        return cls(
            number=sum(len(one.pairs) for one in found.playlists),
            playlists=playlists,
            left_out=[LeftOutDocument.of(one) for one in found.left_out],
        )


def _known(one: PairedPlaylist) -> KnownDocument | None:
    told = one.availability
    if told is None:
        return None
    return KnownDocument(
        market=told.market, tracks=told.tracks, known=told.known, checked_at=told.checked_at, calls=one.calls
    )


class EditKindDocument(BaseModel):
    """A kind of edit and its text."""

    kind: str
    text: str

    @classmethod
    def of(cls, kind: EditKind) -> Self:
        return cls(kind=kind.name, text=kind.text)
