"""The JSON Schema of a FILE: editors complete and check by it, and a test keeps it in step with the reader."""

from typing import Any

from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME
from playwarden.features.wishes.document import KEEP_DATES, MAX_ITEMS, MAX_PLAYLISTS, MAX_TEXT, VERSION


def schema() -> dict[str, Any]:
    """The schema as a document (JSON Schema 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Playwarden playlists",
        "description": "What playlists should be. Absent keys stay as they are; playlists not named are untouched.",
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "account", "playlists"],
        "properties": {
            "version": {"const": VERSION, "description": "The form of this file."},
            "account": _text("The connected account that writes: its id, its name, or its Spotify user id."),
            "playlists": {"type": "array", "maxItems": MAX_PLAYLISTS, "items": _playlist()},
        },
    }


def _playlist() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 2,
        "oneOf": [{"required": ["id"]}, {"required": ["create", "name"]}],
        "dependentRequired": {"create": ["name"]},
        "properties": {
            "id": _text("The playlist: its URI, its link, or its id."),
            "create": _text("A key of your own: the playlist is made once, and found again by this key.", most=100),
            "name": _text("Its name.", most=MAX_NAME),
            "description": {"type": "string", "maxLength": MAX_DESCRIPTION, "description": "Its description."},
            "public": {"type": "boolean", "description": "Whether it shows on the owner's profile."},
            "collaborative": {"type": "boolean", "description": "Whether invited people may edit it."},
            "cover": _text("A JPEG or PNG file beside this one."),
            "items": {
                "type": "array",
                "maxItems": MAX_ITEMS,
                "description": "Every item in order: URIs, links, or 'artist - title'.",
                "items": _text("A URI, a link, or 'artist - title'."),
            },
            "policy": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "keep_dates": {
                        "enum": list(KEEP_DATES),
                        "description": "Which 'date added' are kept: all, most (within max_calls), or none.",
                    },
                    "max_calls": {
                        "type": "integer",
                        "minimum": 1,
                        "maximum": 999_999_999,
                        "description": "Calls that changing the items may take, with keep_dates: most.",
                    },
                },
            },
        },
    }


def _text(description: str, *, most: int = MAX_TEXT) -> dict[str, Any]:
    return {"type": "string", "pattern": r"\S", "maxLength": most, "description": description}
