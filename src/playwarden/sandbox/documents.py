"""JSON from outside as values of ours, or one sentence about what is wrong with it."""

from typing import TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

T = TypeVar("T")

NOTHING_ELSE = ConfigDict(extra="forbid")
"""For a dataclass's `__pydantic_config__`: a field that it does not have is refused, not passed over."""


def read(adapter: TypeAdapter[T], document: object) -> T:
    """A document as what the adapter is for. Raises ValueError: one sentence that names the first wrong field."""
    try:
        return adapter.validate_python(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        if first["type"] == "unexpected_keyword_argument":
            raise ValueError(f"there is no field {place}") from None
        reason = str(first["msg"])
        raise ValueError(f"{place or 'the whole'}: {reason[:1].lower()}{reason[1:]}") from None
