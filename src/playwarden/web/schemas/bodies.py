"""What every body that is sent has in common: strict types, no unknown keys, texts that a database keeps."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Strict, StringConstraints


class Body(BaseModel):
    """A body. Numbers are not taken for texts, texts not for numbers, and a key that is misspelt is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _storable(text: str) -> str:
    # PostgreSQL keeps no NUL; nothing that anybody means holds one.
    if "\x00" in text:
        raise ValueError("a text holds no NUL character")
    return text


Words = Annotated[str, StringConstraints(max_length=500), AfterValidator(_storable)]
"""A short text."""
Moment = Annotated[AwareDatetime, Strict(strict=False)]
"""An instant in ISO 8601 with its offset: JSON has no type for it, so that strictness would refuse every one."""
