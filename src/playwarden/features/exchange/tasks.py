"""The kind of job that writes an export into the data folder, with nobody watching."""

from collections.abc import Mapping, Sequence
from typing import Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.edits.fields import Fields
from playwarden.domain.jobs.job import Document, Job
from playwarden.domain.jobs.timing.zones import zone_named
from playwarden.features.bulk.selection import Selection
from playwarden.features.exchange.service import Exchange, file_name
from playwarden.features.exchange.shelf import Shelf
from playwarden.features.exchange.tables import OutForm
from playwarden.jobs.registry import Again, Work
from playwarden.kit.canonical import digest
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted

KEEP, MOST_KEPT = 14, 400
_FIELDS = ("selection", "form", "keep", "zone", "name")


class WriteExport:
    """Writes an export of a stored selection of playlists, as they are mirrored, into the folder `exports` of the data
    folder, and keeps the newest of its name. Costs no call: a synchronisation before it sees to it that they are fresh.
    """

    name = "exchange.export"
    lane = Lane.SCHEDULED

    def __init__(self, exchange: Exchange, shelf: Shelf, clock: Clock) -> None:
        self._exchange = exchange
        self._shelf = shelf
        self._clock = clock

    def title(self, payload: Document) -> str:
        return f"export {payload['words']} as {payload['form']}"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any] | Again:
        payload = work.job.payload
        work.check()
        form = OutForm(payload["form"])
        exported = self._exchange.export(
            Selection.from_document(payload["selection"]), None, form, zone=payload["zone"]
        )
        work.check()
        kept = self._shelf.put(
            payload["name"], form.value, exported.body, at=self._clock.now(), keep=int(payload["keep"])
        )
        work.log(f"{kept.name}: {counted(exported.playlists, 'playlist')}, {counted(exported.items, 'row')}.")
        return {"file": kept.name, "bytes": kept.size, "playlists": exported.playlists}

    def cancelled(self, job: Job) -> str | None:
        """Nothing was written, or all of it."""
        return None


def checked(payload: Document) -> Document:
    """The payload as it is stored, from what a person gave. Raises InputError."""
    given = {key: value for key, value in payload.items() if key != "words"}
    fields = Fields(given, "export", _FIELDS)
    selection = given.get("selection")
    if not isinstance(selection, Mapping):
        raise InputError("An export takes a selection of playlists.", 'All of them are {"everything": true}.')
    chosen = Selection.from_document(selection)
    form = str(given.get("form", OutForm.XLSX.value))
    if form not in list(OutForm):
        raise InputError(f"There is no form '{form[:40]}'.", f"The forms are {', '.join(OutForm)}.")
    zone = fields.text("zone", None) or "UTC"
    zone_named(zone)
    return {
        "selection": chosen.to_document(),
        "form": form,
        "keep": fields.whole("keep", KEEP, least=1, most=MOST_KEPT),
        "zone": zone,
        "name": file_name(fields.text("name", None) or "playlists"),
        "words": chosen.words(),
    }


def key_of(payload: Document) -> str:
    """One job of the same export at a time."""
    return f"export:{digest({name: payload[name] for name in ('selection', 'form', 'name')})[:32]}"
