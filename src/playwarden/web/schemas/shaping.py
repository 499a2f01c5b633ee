"""What is asked of playlists as a whole, as documents."""

from base64 import b64decode
from binascii import Error as NoBase64
from typing import Annotated, Literal

from pydantic import Field, field_validator

from playwarden.domain.links import WrongKind, item_uri
from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_ENTRIES, MAX_NAME
from playwarden.features.shaping.service import MOST_SOURCES, About
from playwarden.kit.errors import InputError
from playwarden.web.schemas.bodies import NO_NUL, Body, Words
from playwarden.web.schemas.proposals import Rules

MOST_PICTURE = 12 * 1024 * 1024
"""Bytes of a picture that becomes a cover; what is sent to Spotify is made of it and has at most 192 KB."""


class DetailsBody(Body):
    """Details; what is absent stays as it is. `cover` is a JPEG, PNG or WebP picture in base64, at most 12 MB."""

    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME, json_schema_extra=NO_NUL)] | None = None
    description: Annotated[str, Field(max_length=MAX_DESCRIPTION, json_schema_extra=NO_NUL)] | None = None
    public: bool | None = None
    collaborative: bool | None = None
    cover: Annotated[str, Field(max_length=MOST_PICTURE * 4 // 3 + 4)] | None = None
    forced: Rules

    @field_validator("name", "description")
    @classmethod
    def _storable(cls, text: str | None) -> str | None:
        if text is not None and ("\x00" in text or not _encodable(text)):
            raise ValueError("a text holds no NUL and no half characters")
        if text is not None and text and not text.strip():
            raise ValueError("a text is more than spaces")
        return text

    def about(self) -> About:
        """Raises InputError."""
        try:
            cover = None if self.cover is None else b64decode(self.cover, validate=True)
        except (NoBase64, ValueError):
            raise InputError("The cover is no base64.", "Send the file as it is, encoded in base64.") from None
        return About(self.name, self.description, self.public, self.collaborative, cover)


class CreateBody(DetailsBody):
    """A new playlist in `account`, with `uris` in this order. Without a description its name is sent as one."""

    model_config = Body.model_config | {
        "json_schema_extra": {"example": {"account": "acc_01", "name": "Friday evening", "uris": []}}
    }
    account: Words
    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
    uris: Annotated[list[Words], Field(default_factory=list, max_length=MAX_ENTRIES)]

    def items(self) -> tuple[str, ...]:
        """Raises InputError for what is no track or episode."""
        return tuple(_item(each) for each in self.uris)


class DuplicateBody(DetailsBody):
    """A copy in `account`; of its details what is absent is as the playlist's own, but that it is private."""

    playlist: Words
    account: Words


class MergeBody(DetailsBody):
    """Several in one. Either a new one of `account`, or `into` one that is there, behind what stands in it.

    `order`: one `behind` the other, or entries in `turns`. `twice` keeps what stands several times.
    """

    playlists: Annotated[list[Words], Field(min_length=1, max_length=MOST_SOURCES)]
    account: Words | None = None
    into: Words | None = None
    order: Literal["behind", "turns"] = "behind"
    twice: bool = False


class SplitBody(Body):
    """Several new ones of one: `size` tracks each, or by first `artist`, year `added`, or decade `released`.

    `least`: what has fewer tracks goes into one playlist together.
    """

    playlist: Words
    account: Words
    by: Literal["size", "artist", "added", "released"]
    size: Annotated[int, Field(ge=1, le=MAX_ENTRIES)] = 50
    least: Annotated[int, Field(ge=1, le=MAX_ENTRIES)] = 1
    public: bool | None = None
    forced: Rules


def _item(text: str) -> str:
    try:
        uri = item_uri(text)
    except WrongKind as wrong:
        raise InputError(str(wrong)) from None
    if uri is None:
        raise InputError(f"'{text[:80]}' is no track or episode.", "Give its URI or its address.")
    return uri


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
