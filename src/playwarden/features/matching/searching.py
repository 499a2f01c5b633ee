"""Searches for what a paste names and nothing here knows: one question after another, each answer kept at once."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.catalogue import Track
from playwarden.engine.ports.target import Target
from playwarden.features.matching.lines import link_step, of_signature, settle, wanted_of
from playwarden.features.matching.resolving import State, resolve
from playwarden.features.matching.steps import Step
from playwarden.kit.clock import Clock
from playwarden.kit.errors import SpotifyNotFound, SpotifyRefused
from playwarden.kit.ids import AccountId, PasteId
from playwarden.store import catalogue, pasting
from playwarden.store.database import Database
from playwarden.store.models.pasting import Paste, PasteLine
from playwarden.store.pasting import key_of

Check = Callable[[], None]
Told = Callable[[int, int, str], None]
"""Takes how many lines are done, of how many, and the line in words."""


class Searching:
    """Level-triggered: it asks for what is still to be asked, whoever woke it. Each answer is committed before the next
    question leaves, so that a ban, a stop or a crash loses none; nothing that was asked is asked again.
    """

    def __init__(self, database: Database, target: Target, clock: Clock) -> None:
        self._database = database
        self._target = target
        self._clock = clock

    def search(
        self,
        paste_id: PasteId,
        account: AccountId,
        *,
        lane: Lane = Lane.INTERACTIVE,
        forget: datetime | None = None,
        check: Check = lambda: None,
        told: Told = lambda done, total, words: None,
    ) -> int:
        """How many lines it settled. `forget`: what found nothing before then is asked for anew. Raises what `Target`
        raises but refusals, and what `check` raises between two calls.
        """
        if forget is not None:
            self._open_again(paste_id, forget)
        waiting = self._waiting(paste_id)
        for done, number in enumerate(waiting):
            check()
            calls = 0
            while (step := self._next(paste_id, number, forget)) is not None:
                check()
                told(done, len(waiting), step[0])
                self._keep(paste_id, number, step[1], self._ask(Caller(account, lane), step[1]), forget)
                calls += step[1].kind in ("names", "words")
            if calls:
                with self._database.write() as session:
                    pasting.note_searched(session, calls)
        told(len(waiting), len(waiting), "")
        return len(waiting)

    def _waiting(self, paste_id: PasteId) -> list[int]:
        query = select(PasteLine.number).where(PasteLine.paste_id == paste_id, PasteLine.state == State.SEARCH.value)
        with self._database.read() as session:
            return list(session.scalars(query.order_by(PasteLine.number)))

    def _next(self, paste_id: PasteId, number: int, forget: datetime | None) -> tuple[str, Step] | None:
        """The line's words and the next question about it: others may have brought what it needs. None: it is settled,
        or gone.
        """
        with self._database.read() as session:
            row = session.get(PasteLine, (paste_id, number))
            if row is None or row.state != State.SEARCH.value:
                return None
            if row.kind == "link":
                return row.text[:80], link_step(row.told["link"])
            left = resolve(session, [wanted_of(row)], forget=forget)[0].left
            words = row.text[:80]
        if left:
            return words, left[0]
        self._settle(paste_id, number, forget)
        return None

    def _ask(self, caller: Caller, step: Step) -> tuple[Track, ...]:
        """One call. What Spotify refuses to look for was looked for, and is not there."""
        try:
            match step.kind:
                case "isrc":
                    return self._target.search_isrc(caller, step.text)
                case "names":
                    return self._target.search(caller, title=step.title, artist=step.artist)
                case "words":
                    return self._target.search_words(caller, step.text)
                case "track":
                    return (self._target.track(caller, step.text),)
        except SpotifyNotFound:
            return ()
        except SpotifyRefused as error:
            if type(error) is not SpotifyRefused:
                raise
            return ()

    def _keep(
        self, paste_id: PasteId, number: int, step: Step, found: tuple[Track, ...], forget: datetime | None
    ) -> None:
        now = self._clock.now()
        with self._database.write() as session:
            catalogue.remember_tracks(session, found, now)
            pasting.remember_answer(session, key_of(step.query), [track.uri for track in found], now)
            paste = session.get(Paste, paste_id)
            if paste is not None:
                paste.touched_at = now
        self._settle(paste_id, number, forget)

    def _settle(self, paste_id: PasteId, number: int, forget: datetime | None) -> None:
        """The line, and every other one that names the same."""
        with self._database.write() as session:
            row = session.get(PasteLine, (paste_id, number))
            if row is not None and row.signature is not None:
                pasting.alone(session, row.signature)
                session.expire_all()  # what somebody decided meanwhile counts
                settle(session, of_signature(session, row.signature), self._clock.now(), forget=forget)
            elif row is not None:
                settle(session, [row], self._clock.now(), forget=forget)

    def _open_again(self, paste_id: PasteId, forget: datetime) -> None:
        query = select(PasteLine).where(PasteLine.paste_id == paste_id, PasteLine.state == State.NONE.value)
        with self._database.write() as session:
            settle(session, list(session.scalars(query)), self._clock.now(), forget=forget)
