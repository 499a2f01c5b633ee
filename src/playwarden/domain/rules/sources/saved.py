"""The tracks that the account has saved, newest first."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.given import Need
from playwarden.domain.rules.step import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved(Source):
    kind: ClassVar[str] = "saved"

    def needs(self) -> tuple[Need, ...]:
        return (Need("saved"),)

    def words(self) -> str:
        return "saved tracks"


STEP = Saved
EXAMPLE = {"step": "saved"}
