"""Spotify's OpenAPI document as JSON Schemas, so that an answer can be held against it."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DOCUMENT = Path(__file__).parents[3].parent / "shared" / "spec" / "official-spotify-open-api.yml"

NOT_IN_DEVELOPMENT = {
    "available_markets": "removed from albums, tracks and shows in development mode; the document still requires it",
    "external_ids": "an album's UPC is removed in development mode; a track's ISRC stays",
    "popularity": "removed in development mode; the document still requires it on albums",
    "label": "removed from albums in development mode",
    "publisher": "removed from shows in development mode",
    "followers": "removed in development mode",
}
"""Required by the document, absent in development mode: name and reason."""

NULL_IN_FACT = {
    "item": "an entry whose item is gone from the catalogue, or an advert",
    "track": "the same under its old name",
    "href": "local files, and followers, have no address",
    "id": "local files have no id",
    "uri": "a local file's album and artist have no URI",
    "album_type": "a local file's album",
    "release_date": "a local file's album",
    "release_date_precision": "a local file's album",
    "next": "the last page",
    "previous": "the first page",
    "height": "custom covers and single-album covers, as recorded",
    "width": "custom covers and single-album covers, as recorded",
    "after": "the last page of a cursor",
    "context": "an advert comes out of no context",
    "name": "a show squeezed into the form of an artist, as recorded",
    "cursors": "nothing was played yet",
}
"""Null in recorded answers where the document does not say nullable: name and reason."""

NOT_ENUMERATED = {
    "type": "an episode squeezed into a track's form, for callers that did not say they know episodes",
    "album_type": "null on local files",
}


@lru_cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(
        DOCUMENT.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return loaded


def _resolved(node: Any) -> Any:
    while isinstance(node, dict) and "$ref" in node:
        target: Any = document()
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def answer_schema(method: str, path: str, status: int) -> dict[str, Any] | None:
    """The schema of an answer, None when the document knows no JSON body for it. Raises KeyError."""
    response = _resolved(document()["paths"][path][method.lower()]["responses"][str(status)])
    content = response.get("content", {}).get("application/json")
    return None if content is None else content["schema"]


@lru_cache
def _validator(method: str, path: str, status: int, *, extended: bool) -> Draft202012Validator | None:
    schema = answer_schema(method, path, status)
    return None if schema is None else Draft202012Validator(_translated(schema, "", extended=extended))


def problems(method: str, path: str, status: int, answer: Any, *, extended: bool) -> list[str]:
    """What the answer does that the document does not allow, the named exceptions left out."""
    validator = _validator(method, path, status, extended=extended)
    if validator is None:
        return [] if answer is None else ["the document knows no body here"]
    found = validator.iter_errors(_one_of_each(answer))
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


def _one_of_each(node: Any) -> Any:
    """An answer whose lists hold one element of each form: the second track of a page proves nothing more.

    Local files are left out: the document describes none, they are held against recorded answers instead.
    """
    if isinstance(node, dict):
        return {name: _one_of_each(below) for name, below in node.items()}
    if isinstance(node, list):
        described = [each for each in node if not (isinstance(each, dict) and each.get("is_local"))]
        return [_one_of_each(each) for each in {_form(each, ""): each for each in described}.values()]
    return node


def _form(node: Any, name: str) -> object:
    """What a schema can tell apart: names, types, the sign of numbers, and texts where the document lists which."""
    match node:
        case dict():
            return frozenset((each, _form(below, each)) for each, below in node.items())
        case list():
            return frozenset(_form(each, name) for each in node)
        case int() | float() if not isinstance(node, bool):
            return type(node), node < 0, node > 100
        case str():
            return node if name in _enumerated() else str
    return node


@lru_cache
def _enumerated() -> frozenset[str]:
    """Names of all properties whose values the document lists."""
    found = set()
    left: list[Any] = [document()]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict):
                found |= {name for name, below in properties.items() if isinstance(below, dict) and "enum" in below}
            left += node.values()
        elif isinstance(node, list):
            left += node
    return frozenset(found)


def _translated(node: Any, name: str, *, extended: bool) -> Any:
    """OpenAPI 3.0 to JSON Schema: references written out, `nullable` as a type, exceptions applied."""
    node = _resolved(node)
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for key, value in node.items():
        match key:
            case "properties":
                made[key] = {each: _translated(below, each, extended=extended) for each, below in value.items()}
            case "items":
                made[key] = _translated(value, "", extended=extended)
            case "allOf":
                made[key] = [_translated(below, "", extended=extended) for below in value]
            case "oneOf" | "anyOf":
                made["anyOf"] = [_translated(below, "", extended=extended) for below in value]
            case "required":
                made[key] = [each for each in value if extended or each not in NOT_IN_DEVELOPMENT]
            case "enum" if name not in NOT_ENUMERATED:
                made[key] = value
            case "type" | "minimum" | "maximum":
                made[key] = value
    if node.get("nullable") or name in NULL_IN_FACT:
        return {"anyOf": [made, {"type": "null"}]}
    return made
