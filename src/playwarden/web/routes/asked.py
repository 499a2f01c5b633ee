"""What routes share: who asks and whether they still wait, the bounds of what is asked."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import anyio.from_thread
from fastapi import Depends, Query, Request
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from playwarden.kit.errors import Cancelled, InputError, NotFound
from playwarden.kit.loading import LOADING
from playwarden.kit.text import listed
from playwarden.web.policy import Opened, Who
from playwarden.web.schemas.bodies import NO_NUL, dated

__all__ = ["LARGEST", "Forced", "Moment", "Most", "Named", "Opened", "Tell", "Text", "Who", "forced_rules"]

LARGEST = 2**63 - 1
"""The largest number that a database can be asked about."""
LONGEST = 500
"""Characters of a text in a query or a path."""
_LOOK_SECONDS = 0.5
"""How often it is asked at most whether whoever asked still waits."""


def _storable(text: str | None) -> str | None:
    # PostgreSQL keeps no NUL; nothing that anybody means holds one.
    if text is not None and "\x00" in text:
        raise ValueError("a text holds no NUL character")
    return text


def _findable(text: str) -> str:
    if "\x00" in text or len(text) > LONGEST:
        raise NotFound("There is nothing of that name.")
    return text


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no calendar has this moment in UTC") from None


Moment = Annotated[AwareDatetime, BeforeValidator(dated), AfterValidator(_in_utc)]
"""A moment in a query, in UTC."""
Most = Annotated[int, Query(ge=1, le=500, description="At most so many, the newest first.")]
Text = Annotated[str | None, Query(max_length=LONGEST, json_schema_extra=NO_NUL), AfterValidator(_storable)]
Named = Annotated[str, AfterValidator(_findable)]
"""A part of a path that names something: whatever it holds, nothing is found rather than broken."""


def _tell(request: Request) -> Callable[[str], None]:
    heard: Callable[[str], None] | None = request.scope.get("playwarden.tell")
    asked_at = time.monotonic()

    def tell(words: str) -> None:
        nonlocal asked_at
        if heard is not None:
            heard(words)
        if time.monotonic() - asked_at < _LOOK_SECONDS:
            return
        asked_at = time.monotonic()
        if anyio.from_thread.run(request.is_disconnected):
            raise Cancelled("Nobody waits for this any more.")

    return tell


Tell = Annotated[Callable[[str], None], Depends(_tell)]
"""Takes what is being done in words, between two calls. Raises Cancelled when whoever asked went away: looking on would
spend calls for nobody."""


def _forced(names: Annotated[list[str] | None, Query(alias="forced", max_length=20)] = None) -> frozenset[str]:
    return forced_rules(names or [])


Forced = Annotated[frozenset[str], Depends(_forced)]
"""Safety rules to be overruled, repeated in the query."""


def forced_rules(names: list[str]) -> frozenset[str]:
    """Raises InputError for a name that no safety rule bears, before a call is spent."""
    with LOADING:
        from playwarden.domain.safety import rules

    known = {rule.name for rule in rules()}
    for name in names:
        if name not in known:
            raise InputError(
                f"There is no safety rule '{name[:60]}'.", f"The rules are {listed(sorted(known), most=20)}."
            )
    return frozenset(names)
