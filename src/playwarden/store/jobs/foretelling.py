"""What the jobs of a run will cost, told anew when its plan was changed while it waited."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from playwarden.kit.ids import RunId
from playwarden.store.jobs.events import note, note_state
from playwarden.store.jobs.rows import IS_OPEN, JOBS, J, found, lock_families


def foretell(session: Session, run_id: RunId, number: int, calls: tuple[int, int], words: str, at: datetime) -> None:
    """Changes the forecasts of the run's open jobs: that of its part `number` went from the first of `calls` to the
    second, and so did what the whole of it takes. Their logs say so in `words`.
    """
    before, after = calls
    which = (J.run_id == run_id, IS_OPEN)
    lock_families(session, session.scalars(select(J.id).where(*which)).all())
    for row in found(session, *which):
        if row.payload.get("part", number) != number:
            continue
        if row.forecast is not None:
            forecast = max(0, row.forecast - before + after)
            session.execute(update(JOBS).where(J.id == row.id).values(forecast=forecast))
        note(session, row.id, at, "log", {"level": "info", "words": words})
        note_state(session, row, at)
