"""The kind of job that imports a table which was sent, and tells how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from playwarden.domain.calls import Lane, Need
from playwarden.domain.jobs.job import Document, Job, NewJob
from playwarden.features.labels.pairing import MATCH
from playwarden.jobs.registry import Again, Work
from playwarden.kit.errors import Conflict, InputError, NotFound

if TYPE_CHECKING:
    from playwarden.features.labels.incoming import Incoming
    from playwarden.features.labels.pairing import Pairing
    from playwarden.features.labels.sets import DataSets

IMPORT = "features.import"


class MatchTracks:
    """Finds for tracks that data sets do not name by id or ISRC the rows that are called like them. Costs no call."""

    name = MATCH
    lane = Lane.BACKGROUND

    def __init__(self, pairing: "Pairing") -> None:
        self._pairing = pairing

    def title(self, payload: Document) -> str:
        return "match tracks with data sets"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any]:
        def tell(done: int, total: int, words: str) -> None:
            work.check()
            work.progress(done, total, words)

        return asdict(self._pairing.match(tell))

    def cancelled(self, job: Job) -> str | None:
        return "What was found for whole data sets is kept; the rest is looked at in an hour, or when somebody asks."


class ImportTable:
    """Imports a table of audio features that was sent, whole or not at all. Costs no call."""

    name = IMPORT
    lane = Lane.INTERACTIVE

    def __init__(self, sets: "DataSets", incoming: "Incoming") -> None:
        self._sets = sets
        self._incoming = incoming

    def title(self, payload: Document) -> str:
        return f"import the data set '{payload['name']}'"

    def needs(self, job: Job) -> Sequence[Need]:
        return ()

    def run(self, work: Work) -> Mapping[str, Any] | Again:
        payload = work.job.payload
        made = next((one for one in self._sets.all() if one.id == payload["set"]), None)
        if made is None:
            try:
                file, size = self._incoming.open(payload["set"])
                with file:

                    def tell(words: str) -> None:
                        work.check()
                        work.progress(min(99, 100 * file.tell() // max(1, size)), 100, words)

                    made = self._sets.keep(
                        file,
                        payload["name"],
                        said=payload["map"],
                        encoding=payload["encoding"],
                        replace=payload["replace"],
                        actor=work.job.actor,
                        tell=tell,
                        set_id=payload["set"],
                    )
            except (InputError, Conflict, NotFound):
                self._incoming.drop(payload["set"])
                raise
        self._incoming.drop(payload["set"])
        return {"set": made.id, "name": made.name, "rows": made.counts["rows"], "tracks": made.counts["tracks"]}

    def cancelled(self, job: Job) -> str | None:
        self._incoming.drop(job.payload["set"])
        return "Nothing of the table was kept."


def import_job(set_id: str, name: str, said: Sequence[str], encoding: str, *, replace: bool, actor: str) -> NewJob:
    """The job that imports what lies under `set_id`; one import of a name at a time."""
    payload = {"set": set_id, "name": name, "map": list(said), "encoding": encoding, "replace": replace}
    return NewJob(IMPORT, f"features:{name.casefold()}", payload, actor=actor)
