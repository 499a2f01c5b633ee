"""Other words for the preferred details of many playlists at once: by pattern, or by finding and replacing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from playwarden.domain.edits import Edit, Facts
from playwarden.domain.playlist import Details, Entry, PlaylistState
from playwarden.domain.protection.preferred import Preferred
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError
from playwarden.kit.ids import PlaylistId
from playwarden.store.database import Database
from playwarden.store.models import protection as rows
from playwarden.store.models.library import Playlist

TEXTS = ("name", "description", "public")


@dataclass(frozen=True, slots=True)
class Reworded:
    """What an edit makes of the preferred details of one playlist. `changes` holds the fields that become otherwise,
    `number` the version of them in force; `protected` is False for a playlist that is left alone because it is not.
    """

    id: PlaylistId
    name: str
    number: int
    before: Preferred
    changes: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    protected: bool = True


@dataclass(frozen=True, slots=True)
class Rewording:
    """An edit of many, to be approved by its fingerprint."""

    rows: tuple[Reworded, ...]
    words: str

    @property
    def changed(self) -> tuple[Reworded, ...]:
        return tuple(one for one in self.rows if one.changes)

    @property
    def fingerprint(self) -> str:
        """Equal for the same changes of the same preferred details."""
        said = [[one.id, one.number, dict(one.changes)] for one in self.changed]
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def reword(database: Database, clock: Clock, edit: Edit, playlist_ids: Sequence[PlaylistId]) -> Rewording:
    """What `edit` makes of what is preferred; changes nothing. Raises InputError for an edit of entries."""
    if not edit.changes_details:
        raise InputError("This edit is not about details.", "Rename by a pattern, or find and replace.")
    today = clock.now().date()
    found = []
    with database.read() as session:
        for number, playlist_id in enumerate(playlist_ids, 1):
            playlist = session.get(Playlist, playlist_id)
            row = session.get(rows.Protection, playlist_id)
            name = (playlist.name if playlist else "") or playlist_id
            if row is None:
                note = ("It is not protected: nothing is preferred of it.",)
                found.append(Reworded(playlist_id, name, 0, Preferred(), {}, note, protected=False))
                continue
            wanted = Preferred.from_document(row.preferred)
            total = (playlist.total if playlist else None) or 0
            state = PlaylistState(Details(wanted.name, wanted.description, wanted.public), (Entry(None),) * total)
            wish = edit.wish(state, Facts(today, {}, number, len(playlist_ids)))
            notes = [note.text for note in wish.notes]
            changes: dict[str, Any] = {}
            for field in TEXTS:
                value = getattr(wish, field)
                if value is None or value == getattr(wanted, field):
                    continue
                if field in wanted.fields:
                    changes[field] = value
                else:
                    notes.append(f"Its {'visibility' if field == 'public' else field} is not protected.")
            found.append(Reworded(playlist_id, wanted.name or name, row.number, wanted, changes, tuple(notes)))
    return Rewording(tuple(found), edit.words())
