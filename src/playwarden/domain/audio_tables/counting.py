"""What was read of a table, what was left out, and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REASONS: Mapping[str, str] = {
    "nameless": "rows name no track, by id, ISRC, or title and artist",
    "id": "rows name a track by something that is no id, URI or link of a track",
    "isrc": "rows name a track by something that is no ISRC",
    "silent": "rows say nothing that is known of their track",
    "cells": "rows have more cells than there are columns",
    "unreadable": "rows cannot be read at all, for a quotation mark that does not end",
    "twice": "rows say again what another one said",
    "again": "rows are of a track that was there before: their labels are added, how it sounds stays as it was first",
    "tempo": "tempos are 0, which means unknown",
    "range": "values are out of range, and taken as unknown",
    "number": "values are no numbers, and taken as unknown",
    "key": "keys are none, and taken as unknown",
    "mode": "modes are none, and taken as unknown",
    "duration": "durations are none, and taken as unknown",
    "flag": "cells that say whether it is explicit are neither TRUE nor FALSE, and taken as unknown",
    "label": "labels are too long or hold strange signs, and are left out",
    "signs": "rows hold signs that could not be read, and were replaced",
}
"""By code, what is said of so many of them."""
REFUSED = ("nameless", "id", "isrc", "silent", "cells", "unreadable", "twice")
"""Those for which a row is left out."""
MOST_SAMPLES = 100


@dataclass(slots=True)
class Counts:
    """Grows while a table is read. `tracks`, `isrcs` and `names` count what is named by id, by ISRC, and by title and
    artist alone, each once; `named` those of them whose names were told, so that tracks like them are found. `flags`
    counts TRUE and FALSE by column. `unknown` counts by feature the kept rows that do not tell it; `samples` are the
    first rows of which something was left out: line, code of the reason, column, what stood there.
    """

    rows: int = 0
    kept: int = 0
    tracks: int = 0
    isrcs: int = 0
    names: int = 0
    named: int = 0
    genres: int = 0
    moods: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    flags: dict[str, Counter[str]] = field(default_factory=dict)
    samples: list[tuple[int, str, str, str]] = field(default_factory=list)

    def fault(self, code: str, line: int, column: str = "", text: str = "") -> None:
        """One more of that reason. What merely repeats is counted and not shown."""
        self.reasons[code] += 1
        if len(self.samples) < MOST_SAMPLES and code not in ("twice", "again", "tempo"):
            # PostgreSQL keeps no NUL, and these are kept.
            self.samples.append((line, code, column[:60], text[:80].replace("\x00", "\ufffd")))

    def flag(self, column: str, told: bool | None) -> None:
        """One more cell that says TRUE, FALSE or nothing."""
        said = "unknown" if told is None else "TRUE" if told else "FALSE"
        self.flags.setdefault(column, Counter())[said] += 1

    @property
    def refused(self) -> int:
        """How many rows were left out."""
        return sum(self.reasons[code] for code in REFUSED)

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "rows": self.rows,
            "kept": self.kept,
            "refused": self.refused,
            "tracks": self.tracks,
            "isrcs": self.isrcs,
            "names": self.names,
            "named": self.named,
            "genres": self.genres,
            "moods": self.moods,
            "unknown": dict(self.unknown),
            "flags": {what: dict(found) for what, found in self.flags.items()},
            "reasons": [
                {"code": code, "count": self.reasons[code], "words": words, "refused": code in REFUSED}
                for code, words in REASONS.items()
                if self.reasons[code]
            ],
            "samples": [
                {"line": line, "code": code, "column": column, "text": text}
                for line, code, column, text in self.samples
            ],
        }
