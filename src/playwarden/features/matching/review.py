"""What people say of names: which track is meant, that there is none, or never mind; remembered, listed, revoked."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from playwarden.domain.catalogue import Track
from playwarden.domain.links import WrongKind, item_uri
from playwarden.domain.matching import Named, signature
from playwarden.features.matching.lines import of_signature, restand, settle, wanted_of
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import DecisionId, IdSource, PasteId
from playwarden.store import audit, catalogue, pasting
from playwarden.store.database import Database
from playwarden.store.models.pasting import Paste, PasteLine
from playwarden.store.pasting import Decided, key_of

Choice = Literal["track", "missing", "skip", "clear"]


@dataclass(frozen=True, slots=True)
class ToldDecision:
    """A decision, and the track that was chosen where it is known."""

    decided: Decided
    track: Track | None


class Review:
    """Decisions are the installation's: they hold in every paste, sheet and data set. Nothing here costs a call."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def choose(self, paste_id: PasteId, number: int, choice: Choice, uri: str | None, *, actor: str) -> None:
        """Says of one line which track it is (`uri`), that there is none, that it is skipped, or takes that back.

        A track and its lack are remembered as decisions about what the line names; those of a link hold for the line
        alone. Raises NotFound, InputError, Conflict where somebody decided it elsewhere before.
        """
        if (choice == "track") != (uri is not None):
            raise InputError("A track goes with choosing one.", "Give its URI, or choose something else.")
        wanted_uri = None if uri is None else _playable(uri)
        with self._database.write() as session:
            row = self._row(session, paste_id, number)
            now = self._clock.now()
            session.get_one(Paste, paste_id).touched_at = now
            said = {"what": choice, "uri": wanted_uri, "actor": actor, "at": now.isoformat()}
            if choice == "clear":
                self._clear(session, row, actor)
                return
            if choice == "skip" or row.signature is None:
                row.chosen = said
                restand(row, now)
                return
            decided = self._decide(session, wanted_of(row), wanted_uri, actor)
            row.chosen = said | {"what": "decided", "decision": decided.id}
            settle(session, of_signature(session, row.signature), now)

    def accept(self, paste_id: PasteId, *, actor: str) -> int:
        """Accepts every line that was found for certain; how many. Raises NotFound."""
        now = self._clock.now()
        with self._database.write() as session:
            paste = session.get(Paste, paste_id)
            if paste is None:
                raise NotFound(f"There is no paste '{paste_id[:60]}'.")
            paste.touched_at = now
            rows = list(
                session.scalars(select(PasteLine).where(PasteLine.paste_id == paste_id, PasteLine.state == "sure"))
            )
            for row in rows:
                row.chosen = {"what": "accept", "uri": row.uri, "actor": actor, "at": now.isoformat()}
                restand(row, now)
        return len(rows)

    def decide(self, wanted: Named, uri: str | None, *, actor: str) -> Decided:
        """Decides about a name; `uri` None: there is no such recording. Raises InputError."""
        wanted_uri = None if uri is None else _playable(uri)
        with self._database.write() as session:
            decided = self._decide(session, wanted, wanted_uri, actor)
            settle(session, of_signature(session, decided.signature), self._clock.now())
        return decided

    def decisions(
        self, words: str | None = None, *, after: DecisionId | None = None, limit: int = 100
    ) -> list[ToldDecision]:
        """The newest first; those with all `words` in their names."""
        with self._database.read() as session:
            found = pasting.list_decisions(session, words, after, limit)
            tracks = {track.uri: track for track in catalogue.tracks(session, [each.uri for each in found if each.uri])}
        return [ToldDecision(each, tracks.get(each.uri or "")) for each in found]

    def revoke(self, decision_id: DecisionId, *, actor: str) -> ToldDecision:
        """Takes a decision back: lines that came to it are looked at anew. Raises NotFound."""
        with self._database.write() as session:
            decided = self._revoke(session, decision_id, actor)
            tracks = catalogue.tracks(session, [decided.uri] if decided.uri else [])
        return ToldDecision(decided, next(iter(tracks), None))

    def _decide(self, session: Session, wanted: Named, uri: str | None, actor: str) -> Decided:
        now = self._clock.now()
        key = key_of(signature(wanted))
        decided = pasting.decide(session, self._ids.new("dec", now), wanted, key, uri, now, actor)
        after = {"title": wanted.title, "artists": list(wanted.artists), "isrc": wanted.isrc, "uri": uri}
        audit.append(
            session, at=now, actor=actor, action="decision.make", subject=f"decision:{decided.id}", after=after
        )
        return decided

    def _revoke(self, session: Session, decision_id: DecisionId, actor: str) -> Decided:
        decided = pasting.decision(session, decision_id)
        if decided is None:
            raise NotFound(
                f"There is no decision '{decision_id[:60]}'.", "`playwarden match decisions list` names them."
            )
        now = self._clock.now()
        pasting.alone(session, decided.signature)
        pasting.revoke(session, decision_id)
        before = {"title": decided.title, "artists": list(decided.artists), "uri": decided.uri}
        audit.append(
            session, at=now, actor=actor, action="decision.revoke", subject=f"decision:{decision_id}", before=before
        )
        rows = of_signature(session, decided.signature)
        for row in rows:
            if (row.chosen or {}).get("decision") == decision_id:
                row.chosen = None
        settle(session, rows, now)
        return decided

    def _clear(self, session: Session, row: PasteLine, actor: str) -> None:
        made = (row.chosen or {}).get("decision")
        row.chosen = None
        restand(row, self._clock.now())
        holds = (row.found or {}).get("decision")
        if holds is None and made is not None and not _made_elsewhere(session, row, made):
            holds = made
        if holds is None:
            return
        if holds != made:
            raise Conflict(
                "This was decided elsewhere, for every paste.",
                f"Choose something else, or revoke the decision {holds}: `playwarden match decisions revoke {holds}`.",
            )
        self._revoke(session, DecisionId(holds), actor)

    def _row(self, session: Session, paste_id: PasteId, number: int) -> PasteLine:
        row = session.get(PasteLine, (paste_id, number))
        if row is None:
            raise NotFound(f"The paste {paste_id[:60]} has no line {number}.")
        if row.kind == "left_out":
            raise InputError("This line was left out: it names no track.", "Paste it anew in another form.")
        if row.signature is not None:
            pasting.alone(session, row.signature)
            session.refresh(row)
        return row


def _made_elsewhere(session: Session, row: PasteLine, decision_id: str) -> bool:
    """Whether a decision does not stand any more, or another line stands by it."""
    if pasting.decision(session, DecisionId(decision_id)) is None or row.signature is None:
        return True
    others = (other for other in of_signature(session, row.signature) if other is not row)
    return any((other.chosen or {}).get("decision") == decision_id for other in others)


def _playable(text: str) -> str:
    """The URI of a track or an episode. Raises InputError."""
    try:
        uri = item_uri(text)
    except WrongKind as error:
        raise InputError(str(error)[:1].upper() + str(error)[1:]) from None
    if uri is None or uri.startswith("spotify:local:"):
        raise InputError(f"'{text[:60]}' is no track that can be added.", "Give its URI or its link.")
    return uri
