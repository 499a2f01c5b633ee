"""Preferred details: what a playlist is to say about itself, field by field, and what Spotify makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from playwarden.domain.playlist import Cover, Details

FIELDS = ("name", "description", "cover", "public")
"""What can be protected, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Preferred:
    """What is wanted; None: this field is not protected. `cover` is the SHA-256 of a picture that is held."""

    name: str | None = None
    description: str | None = None
    cover: str | None = None
    public: bool | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are protected."""
        return tuple(name for name in FIELDS if getattr(self, name) is not None)

    def over(self, details: Details) -> "Preferred":
        """With what `details` says, for the fields that are protected: a placement's wish while it is in force."""
        said: dict[str, Any] = {
            name: getattr(details, name) for name in ("name", "description", "public") if getattr(details, name)
        }
        if details.public is not None:
            said["public"] = details.public
        if details.cover is not None and details.cover.sha256 is not None:
            said["cover"] = details.cover.sha256
        return replace(self, **{name: value for name, value in said.items() if name in self.fields})

    def only(self, fields: tuple[str, ...]) -> "Preferred":
        """Of these fields alone."""
        return Preferred(**{name: getattr(self, name) for name in fields})

    def to_document(self) -> dict[str, Any]:
        """JSON of what is protected."""
        return {name: getattr(self, name) for name in self.fields}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """What `to_document` wrote."""
        return cls(**{name: document.get(name) for name in FIELDS})

    @classmethod
    def of(cls, details: Details, fields: tuple[str, ...] = ("name", "description", "cover")) -> Self:
        """Taken over from what is there: of the `fields`, those of which something can be held.

        A cover is held once its picture is known; Spotify's own mosaic never is, and no description means: none wanted.
        """
        cover = details.cover or Cover()
        there = {
            "name": details.name or None,
            "description": details.description or None,
            "cover": cover.sha256 if cover.custom is not False else None,
            "public": details.public,
        }
        return cls(**{name: there[name] for name in fields})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Learned:
    """How Spotify shows what was written, as it was seen after a restore: without it, a guard corrects for ever.

    `name` and `description` are (written, shown); `cover` is (SHA-256, the URL under which it settled).
    """

    name: tuple[str, str] | None = None
    description: tuple[str, str] | None = None
    cover: tuple[str, str] | None = None

    def shown(self, name: str, written: str) -> str | None:
        """What Spotify shows for `written` in the field `name`; None where that was not seen."""
        pair: tuple[str, str] | None = getattr(self, name)
        return pair[1] if pair is not None and pair[0] == written else None

    def to_document(self) -> dict[str, Any]:
        """JSON of what was learned."""
        return {name: list(pair) for name in self.__slots__ if (pair := getattr(self, name)) is not None}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """What `to_document` wrote."""
        return cls(**{name: (pair[0], pair[1]) for name, pair in document.items() if name in cls.__slots__})
