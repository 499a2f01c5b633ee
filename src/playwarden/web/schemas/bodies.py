"""What every body that is sent has in common: strict types, no unknown keys, texts that a database keeps."""

import json
import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    model_validator,
)

from playwarden.kit.errors import InputError

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]")


NO_NUL: dict[str, Any] = {"pattern": "^[^\\u0000]*$"}
"""For the schema of a text that is kept."""


class Body(BaseModel):
    """A body. Numbers are not taken for texts, texts not for numbers, and a key that is misspelt is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _whole_numbers(cls, sent: object) -> object:
        return {key: _whole(value) for key, value in sent.items()} if isinstance(sent, dict) else sent


class CropBody(Body):
    """A square of a picture as it is seen: `x` of its width and `y` of its height lie before it, its `side` is a share
    of the picture's shorter one."""

    x: Annotated[float, Field(ge=0, lt=1)]
    y: Annotated[float, Field(ge=0, lt=1)]
    side: Annotated[float, Field(gt=0, le=1)]


def _whole(value: object) -> object:
    # JSON knows one kind of number: 5.0 is an integer there, and some programs write every number so.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [_whole(each) for each in value] if isinstance(value, list) else value


def storable(text: str) -> str:
    """The text, for a body. Raises ValueError for one that no database keeps."""
    # PostgreSQL keeps no NUL; nothing that anybody means holds one.
    if "\x00" in text:
        raise ValueError("a text holds no NUL character")
    return text


def whole(said: dict[str, Any]) -> dict[str, Any]:
    """A document whose fields no schema knows. Raises InputError for texts that can be neither kept nor answered."""
    # A half of a surrogate pair is such a one, and JSON lets it through.
    text = json.dumps(said, ensure_ascii=False)
    if not _encodable(text) or "\\u0000" in text:
        # Not 422: no schema can say this of fields that it does not name.
        raise InputError("A text holds no NUL and no half characters.", "Leave them out.")
    return said


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


Words = Annotated[str, StringConstraints(max_length=500), AfterValidator(storable), Field(json_schema_extra=NO_NUL)]
"""A short text."""


def dated(given: object) -> object:
    """What is to be an instant, unless it is a number: seconds since 1970 are not what anybody writes by hand."""
    if isinstance(given, (int, float)) or (isinstance(given, str) and not _DATED.match(given)):
        raise ValueError("expected a moment in ISO 8601 with its offset, such as 2026-12-01T06:00:00Z")
    return given


Moment = Annotated[AwareDatetime, Strict(strict=False), BeforeValidator(dated)]
"""An instant in ISO 8601 with its offset: JSON has no type for it, so that strictness would refuse every one."""
