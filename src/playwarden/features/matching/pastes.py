"""Pastes: read, kept with their lines for a month, looked at, read another way, taken away."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from playwarden.domain.calls import Forecast, Lane
from playwarden.domain.catalogue import Track
from playwarden.domain.matching import fold, fold_title
from playwarden.domain.pasting import FORMATS, Format, Given, Order, Reading, read
from playwarden.engine.ports.quota import SEARCH, Quota
from playwarden.features.matching.lines import left_of, rows_of, settle
from playwarden.features.matching.resolving import Cost
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import AccountId, IdSource, PasteId
from playwarden.kit.text import counted
from playwarden.store import catalogue, pasting
from playwarden.store.database import Database
from playwarden.store.models.accounts import Account
from playwarden.store.models.catalogue import Artist as ArtistRow
from playwarden.store.models.catalogue import Track as TrackRow
from playwarden.store.models.pasting import Paste, PasteLine
from playwarden.store.upsert import portions

KEPT = timedelta(days=30)
"""How long a paste is kept after it was last touched."""
MOST_PASTES = 200
"""Of one account."""
STATES = (
    "sure",
    "accepted",
    "decided",
    "review",
    "none",
    "search",
    "missing",
    "skipped",
    "left_out",
)
ADDED = ("sure", "accepted", "decided")
"""The states of lines that come to a track."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A paste as it stands: how it was read, its lines by state, how many come to a track of an earlier line
    (`twins`), and what searching for the rest takes.
    """

    id: PasteId
    account_id: AccountId
    account: str
    name: str
    actor: str
    created_at: datetime
    touched_at: datetime
    reading: Mapping[str, Any]
    counts: Mapping[str, int]
    twins: int
    cost: Cost
    forecast: Forecast

    @property
    def expires_at(self) -> datetime:
        return self.touched_at + KEPT

    @property
    def total(self) -> int:
        """Its lines, without those that were left out."""
        return sum(number for state, number in self.counts.items() if state != "left_out")

    @property
    def words(self) -> str:
        """What a search takes, in words."""
        if not self.cost.lines:
            return f"None of {counted(self.total, 'line')} needs a search."
        needs = "needs" if self.cost.lines == 1 else "need"
        most = f", at most {self.cost.most:,}" if self.cost.most > self.cost.calls else ""
        return (
            f"{self.cost.lines:,} of {counted(self.total, 'line')} {needs} a search: "
            f"about {counted(self.cost.calls, 'call')}{most}."
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """A line with what is shown beside it: the tracks that it names by URI, and the first line with the same track."""

    row: PasteLine
    tracks: Mapping[str, Track]
    twin: int | None


class Pastes:
    """Nothing here costs a call."""

    def __init__(self, database: Database, quota: Quota, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._quota = quota
        self._clock = clock
        self._ids = ids

    def read(self, text: str, given: Given | None = None) -> Reading:
        """What a text names. Which of two names is the artist is guessed by what is known here, too. Raises InputError
        for what is too large.
        """
        first = read(text, given)
        if not first.names or (given is not None and given.order is not None):
            return first
        with self._database.read() as session:
            artists = _known(session, ArtistRow.folded, [fold(name) for name in first.names])
            titles = _known(session, TrackRow.folded, [fold_title(name) for name in first.names])
        return read(text, given, artists=artists, titles=titles)

    def keep(self, account: AccountId, text: str, *, name: str = "", given: Given | None = None, actor: str) -> PasteId:
        """Keeps a text with its lines, settled as far as that costs nothing. Raises InputError, Conflict."""
        reading = self.read(text, given)
        if not reading.lines:
            raise InputError("There is nothing in this text.", "Paste lines such as `Artist - Title`.")
        now = self._clock.now()
        paste_id = PasteId(self._ids.new("pst", now))
        with self._database.write() as session:
            there = session.scalar(select(func.count()).select_from(Paste).where(Paste.account_id == account))
            if (there or 0) >= MOST_PASTES:
                raise Conflict(f"At most {MOST_PASTES} pastes are kept for an account.", "Take away an older one.")
            paste = Paste(
                id=paste_id,
                account_id=account,
                name=name.strip() or _called(reading),
                actor=actor,
                created_at=now,
                touched_at=now,
                text=text.replace("\x00", ""),
                given=_said(given),
                reading=_told(reading),
            )
            session.add(paste)
            session.flush()
            self._write(session, paste_id, reading, now)
        return paste_id

    def reread(self, paste_id: PasteId, given: Given) -> None:
        """Reads its text another way; what was decided about names holds for the new lines. Raises NotFound,
        InputError.
        """
        with self._database.read() as session:
            text = _paste(session, paste_id).text
        reading = self.read(text, given)
        now = self._clock.now()
        with self._database.write() as session:
            paste = _paste(session, paste_id)
            paste.given, paste.reading, paste.touched_at = _said(given), _told(reading), now
            session.execute(delete(PasteLine).where(PasteLine.paste_id == paste_id))
            self._write(session, paste_id, reading, now)

    def remove(self, paste_id: PasteId) -> None:
        """Raises NotFound. What was decided and what was searched stays."""
        with self._database.write() as session:
            session.delete(_paste(session, paste_id))

    def expire(self) -> int:
        """Takes away what was left alone for KEPT; how many."""
        with self._database.write() as session:
            old = delete(Paste).where(Paste.touched_at < self._clock.now() - KEPT).returning(Paste.id)
            return len(session.execute(old).all())

    def account(self, paste_id: PasteId) -> AccountId:
        """Whose it is. Raises NotFound."""
        with self._database.read() as session:
            return AccountId(_paste(session, paste_id).account_id)

    def pastes(self, accounts: Collection[AccountId] | None = None) -> list[Kept]:
        """Of these accounts, or all: the newest first."""
        query = select(Paste.id).join(Account, Account.id == Paste.account_id).where(Account.state != "removed")
        if accounts is not None:
            query = query.where(Paste.account_id.in_(accounts))
        with self._database.read() as session:
            ids = list(session.scalars(query.order_by(Paste.created_at.desc(), Paste.id.desc()).limit(MOST_PASTES)))
        return [self.show(PasteId(each)) for each in ids]

    def show(self, paste_id: PasteId) -> Kept:
        """Raises NotFound."""
        with self._database.read() as session:
            paste = _paste(session, paste_id)
            account = session.get_one(Account, paste.account_id).display_name
            states = select(PasteLine.state, func.count()).where(PasteLine.paste_id == paste_id)
            counts = {row[0]: row[1] for row in session.execute(states.group_by(PasteLine.state))}
            left = select(PasteLine.found).where(PasteLine.paste_id == paste_id, PasteLine.state == "search")
            lines = [left_of(found) for found in session.scalars(left.order_by(PasteLine.number))]
            cost = Cost.of(lines, pasting.searched(session))
            twins = sum(number - 1 for number in Counter(_uris(session, paste_id).values()).values())
        account_id = AccountId(paste.account_id)
        return Kept(
            id=paste_id,
            account_id=account_id,
            account=account,
            name=paste.name,
            actor=paste.actor,
            created_at=paste.created_at,
            touched_at=paste.touched_at,
            reading=paste.reading,
            counts={state: counts.get(state, 0) for state in STATES},
            twins=twins,
            cost=cost,
            forecast=self._quota.forecast(account_id, {SEARCH: cost.calls}, Lane.INTERACTIVE),
        )

    def lines(
        self,
        paste_id: PasteId,
        *,
        states: Collection[str] | None = None,
        after: int = 0,
        since: datetime | None = None,
        numbers: Collection[int] | None = None,
        limit: int = 500,
    ) -> list[Seen]:
        """Its lines in order; those in `states`, behind the number `after`, changed at or after `since`. Raises
        NotFound.
        """
        query = select(PasteLine).where(PasteLine.paste_id == paste_id, PasteLine.number > after)
        if states is not None:
            query = query.where(PasteLine.state.in_(states))
        if since is not None:
            query = query.where(PasteLine.settled_at >= since)
        if numbers is not None:
            query = query.where(PasteLine.number.in_(numbers))
        with self._database.read() as session:
            _paste(session, paste_id)
            rows = list(session.scalars(query.order_by(PasteLine.number).limit(limit)))
            first: dict[str, int] = {}
            for number, uri in _uris(session, paste_id).items():
                first.setdefault(uri, number)
            uris = {row.uri for row in rows if row.uri}
            uris |= {one["uri"] for row in rows for one in (row.found or {}).get("likely", ())}
            tracks = {track.uri: track for track in catalogue.tracks(session, sorted(uris))}
        twins = [first.get(row.uri or "") for row in rows]
        return [Seen(row, tracks, twin if twin != row.number else None) for row, twin in zip(rows, twins, strict=True)]

    def chosen(
        self, paste_id: PasteId, *, numbers: Collection[int] | None = None, accepted: bool = False
    ) -> tuple[str, ...]:
        """The tracks that its lines come to, in their order, each once; with `accepted` without those that nobody
        accepted. Raises NotFound, InputError where there is none.
        """
        states = ADDED[1:] if accepted else ADDED
        with self._database.read() as session:
            _paste(session, paste_id)
            found = _uris(session, paste_id, states)
        wanted = None if numbers is None else set(numbers)
        uris = tuple(dict.fromkeys(uri for number, uri in found.items() if wanted is None or number in wanted))
        if not uris:
            raise InputError("None of these lines comes to a track yet.", "Search for them, or choose tracks.")
        return uris

    def _write(self, session: Session, paste_id: PasteId, reading: Reading, now: datetime) -> None:
        rows = rows_of(paste_id, reading, now)
        session.add_all(rows)
        with session.no_autoflush:
            settle(session, rows, now)


def _paste(session: Session, paste_id: PasteId) -> Paste:
    found = session.get(Paste, paste_id)
    if found is None:
        raise NotFound(f"There is no paste '{paste_id[:60]}'.", "Pastes go 30 days after they were last touched.")
    return found


def _uris(session: Session, paste_id: PasteId, states: Sequence[str] = ADDED) -> dict[int, str]:
    """The tracks that lines come to, by number, in order."""
    query = select(PasteLine.number, PasteLine.uri).where(PasteLine.paste_id == paste_id, PasteLine.state.in_(states))
    return {number: str(uri) for number, uri in session.execute(query.order_by(PasteLine.number)) if uri}


def _known(session: Session, column: Any, names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in portions(sorted(set(names))):
        found.update(session.scalars(select(column).where(column.in_(some))))
    return found


def _called(reading: Reading) -> str:
    first = next((line for line in reading.lines if line.kind != "left_out"), reading.lines[0])
    named = " - ".join(filter(None, (", ".join(first.artists), first.title))) or first.text
    return f"{counted(reading.read, 'line')}: {named[:60].rstrip()}"


def _said(given: Given | None) -> dict[str, Any]:
    if given is None:
        return {}
    columns = None if given.columns is None else {str(place): means for place, means in given.columns.items()}
    said = {"format": given.format, "order": given.order, "columns": columns}
    return {key: value for key, value in said.items() if value is not None}


def _told(reading: Reading) -> dict[str, Any]:
    columns = reading.columns
    return {
        "format": reading.format.value,
        "sure": reading.sure,
        "order": reading.order.value if reading.order else None,
        "order_sure": reading.order_sure,
        "columns": None
        if columns is None
        else [{"place": each.place, "head": each.head, "means": each.means} for each in columns],
    }


def given_of(said: Mapping[str, Any]) -> Given:
    """What `format`, `order` and `columns` of a document say. Raises InputError."""
    form, order, columns = said.get("format"), said.get("order"), said.get("columns")
    if form is not None and form not in list(Format):
        raise InputError(f"There is no format '{str(form)[:40]}'.", f"They are {', '.join(FORMATS)}.")
    if order is not None and order not in list(Order):
        raise InputError("Which name comes first is artist-title or title-artist.")
    return Given(
        None if form is None else Format(form),
        None if order is None else Order(order),
        None if columns is None else dict(columns),
    )
