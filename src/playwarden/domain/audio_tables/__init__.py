"""Tables of how tracks sound, as people bring them: which column is what, what a cell says, what a row tells."""

from playwarden.domain.audio_tables.columns import KNOWN, Columns, guessed, mapped, recognised
from playwarden.domain.audio_tables.counting import REASONS, Counts
from playwarden.domain.audio_tables.reading import Heard, Table, opened

__all__ = ["KNOWN", "REASONS", "Columns", "Counts", "Heard", "Table", "guessed", "mapped", "opened", "recognised"]
