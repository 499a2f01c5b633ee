"""The tracks of a CSV file that stands beside the rules, in its order.

A column with links, URIs or ISRCs is enough; without one, columns with title and artist are looked up among the tracks
that are known. Lines that name no known track are told.
"""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Text, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.step import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class OfFile(Source):
    kind: ClassVar[str] = "csv"
    file: str = told(Text(200), "The file's name, without folders.")

    def needs(self) -> tuple[Need, ...]:
        return (Need("file", self.file),)

    def faults(self) -> str:
        plain = not self.file.startswith(".") and not set(self.file) & {"/", "\\", ":"}
        return "" if plain and self.file.isprintable() else f"'{self.file}' is not the name of a file without folders."

    def words(self) -> str:
        return f"the tracks of the file {self.file}"


STEP = OfFile
EXAMPLE = {"step": "csv", "file": "favourites.csv"}
