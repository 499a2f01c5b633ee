"""Data sets that say how tracks sound: looked at, imported whole or not at all, put in order of belief, removed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice
from typing import Any, BinaryIO

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from playwarden.domain.audio import FEATURES
from playwarden.domain.audio_tables import Columns, Counts, Heard, Table, guessed, mapped
from playwarden.domain.labels import LONGEST, LabelKind, folded, label_named
from playwarden.features.labels.pairing import match_job
from playwarden.features.labels.providers import Opened, opened
from playwarden.features.labels.unpacking import unpacked
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import IdSource
from playwarden.kit.text import counted
from playwarden.store import audio_pairs, audit
from playwarden.store.database import Database, exclusive, patient
from playwarden.store.jobs.adding import add
from playwarden.store.models.labels import AudioRow, FeatureSet, Label
from playwarden.store.models.pairs import Pair
from playwarden.store.upsert import insert_missing

MOST_SETS = 50
SHOWN = 20
"""Rows of a preview."""
_PORTION = 5_000
"""Rows in one transaction: others write between two of them."""
_STALE = timedelta(hours=2)
"""After so long an import that did not end was cut off."""
_SOUND = (*FEATURES, "key", "major")
Tell = Callable[[str], None]


def _quiet(_: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A data set as it is kept; `place` counts from 0, the one that is believed first."""

    id: str
    name: str
    place: int
    mapping: dict[str, Any]
    counts: dict[str, Any]
    at: datetime
    actor: str
    named: int
    """Of so many of its tracks it told the names: tracks like them are found."""
    lent: int
    """So many tracks that it does not name have what its rows tell."""
    paired: bool
    """Whether every track that was known when it came has been compared with it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A table as it would be read: how it is written, which column is what, its first rows, and what it comes to.

    `columns` and `counts` are None where it is not known what the columns are; then `why` says what is missing.
    """

    table: Table
    known: bool
    columns: Columns | None
    guess: dict[str, str]
    rows: tuple[Heard, ...]
    counts: Counts | None
    why: str = ""


class DataSets:
    """They cost no call: Spotify tells new apps none of it."""

    def __init__(self, database: Database, clock: Clock, ids: IdSource) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def preview(self, file: BinaryIO, said: Iterable[str] = (), encoding: str = "", tell: Tell = _quiet) -> Preview:
        """How a table would be read. Keeps nothing. Raises InputError where it is none, or is mapped wrongly."""
        with unpacked(file) as plain, opened(plain, encoding) as found:
            table = found.table
            guess = guessed(table.header)
            said = list(said)
            try:
                columns = mapped(table.header, said)
            except InputError as error:
                if said:
                    raise
                return Preview(table, False, None, guess, (), None, f"{error.what} {error.remedy}")
            counts = Counts()
            rows = _told(table.rows(columns, counts), counts, tell)
            first = tuple(islice(rows, SHOWN))
            for _ in rows:
                pass
            return Preview(table, found.known, columns, guess, first, counts)

    def keep(
        self,
        file: BinaryIO,
        name: str,
        *,
        said: Iterable[str] = (),
        encoding: str = "",
        replace: bool = False,
        actor: str,
        tell: Tell = _quiet,
        set_id: str | None = None,
    ) -> Kept:
        """Imports a table as the data set `name`: it counts when all of it is there, and takes the place of the one of
        that name with `replace`. A table whose form is not known needs `said`, what its columns are. `set_id` is the
        id that `expect` gave it.

        Raises InputError, Conflict; nothing of it is left then.
        """
        called = _name(name)
        with unpacked(file) as plain, opened(plain, encoding) as found:
            table, columns = found.table, _columns(found, list(said))
            set_id, serial = self._begun(called, columns, actor, set_id, replace=replace)
            try:
                counts = self._staged(set_id, serial, table, columns, tell)
                return self._switched(set_id, called, counts, replace=replace)
            except BaseException:
                self._gone(set_id)
                raise

    def expect(
        self, file: BinaryIO, name: str, *, said: Iterable[str] = (), encoding: str = "", replace: bool = False
    ) -> str:
        """The id that a table will get, whose form and name are such that it can be imported. Raises as `keep` does."""
        called = _name(name)
        with unpacked(file) as plain, opened(plain, encoding) as found:
            _columns(found, list(said))
        with self._database.read() as session:
            self._check_name(session, called, replace=replace)
        return self._ids.new("fst", self._clock.now())

    def all(self) -> list[Kept]:
        """The one that is believed first comes first."""
        with self._database.read() as session:
            lent = _lent(session)
            return [_kept(row, place, lent.get(row.id, 0)) for place, row in enumerate(_ready(session))]

    def find(self, words: str) -> Kept:
        """By its name or id. Raises NotFound."""
        for each in self.all():
            if each.id == words or folded(each.name) == folded(words):
                return each
        raise NotFound(f"There is no data set '{words[:60]}'.", "`playwarden features list` names them.")

    def move(self, words: str, place: int, actor: str) -> list[Kept]:
        """Puts a set at a place of the order in which they are believed, counted from 0; what is beyond the end is the
        end. Raises NotFound.
        """
        wanted = self.find(words)
        with self._database.write() as session:
            exclusive(session, "feature_sets")
            rows = _ready(session)
            row = next((each for each in rows if each.id == wanted.id), None)
            if row is None:
                raise NotFound(f"There is no data set '{words[:60]}'.", "`playwarden features list` names them.")
            before = [each.name for each in rows]
            rows.remove(row)
            rows.insert(max(0, place), row)
            for number, each in enumerate(rows):
                each.place = number
            self._note(session, actor, "features.move", row.id, before, [each.name for each in rows])
            lent = _lent(session)
            return [_kept(each, number, lent.get(each.id, 0)) for number, each in enumerate(rows)]

    def remove(self, words: str, actor: str) -> Kept:
        """Takes a set away with all that it says. Raises NotFound."""
        wanted = self.find(words)
        with self._database.write() as session:
            patient(session)
            exclusive(session, "feature_sets")
            before = {"name": wanted.name, "tracks": wanted.counts.get("tracks")}
            self._note(session, actor, "features.remove", wanted.id, before, None)
            _delete(session, wanted.id)
        return wanted

    def _begun(self, name: str, columns: Columns, actor: str, set_id: str | None, *, replace: bool) -> tuple[str, int]:
        now = self._clock.now()
        with self._database.write() as session:
            exclusive(session, "feature_sets")
            for stale in session.scalars(
                select(FeatureSet.id).where(FeatureSet.ready.is_(False), FeatureSet.at < now - _STALE)
            ).all():
                _delete(session, stale)
            if set_id is not None:
                _delete(session, set_id)  # what is left of an import that was cut off
            self._check_name(session, name, replace=replace)
            row = FeatureSet(
                id=set_id or self._ids.new("fst", now),
                name=name,
                place=0,
                ready=False,
                serial=audio_pairs.next_serial(session),
                named=0,
                paired=False,
                mapping=columns.document(),
                counts={},
                isrcs=0,
                at=now,
                actor=actor,
            )
            session.add(row)
            return row.id, row.serial

    def _check_name(self, session: Session, name: str, *, replace: bool) -> None:
        names = {folded(each) for each in session.scalars(select(FeatureSet.name).where(FeatureSet.ready))}
        if folded(name) in names and not replace:
            raise Conflict(f"There is a data set '{name}' already.", "Give another name, or replace it.")
        if len(names) >= MOST_SETS and folded(name) not in names:
            raise Conflict(f"There are {MOST_SETS} data sets already.", "Remove one first.")

    def _staged(self, set_id: str, serial: int, table: Table, columns: Columns, tell: Tell) -> Counts:
        counts, number = Counts(), count(1)
        spelled = self._spellings()
        rows = _told(table.rows(columns, counts), counts, tell)
        while portion := list(islice(rows, _PORTION)):
            with self._database.write() as session:
                insert_missing(session, AudioRow, _sounds(portion, set_id))
                insert_missing(session, Label, _labels(portion, set_id, spelled))
                named = [(next(number), row.uri, row.named) for row in portion if row.named is not None]
                audio_pairs.keep_names(session, serial, named)
        if not counts.kept:
            first = max(counts.reasons.items(), key=lambda each: each[1], default=("", 0))[0]
            why = next((each["words"] for each in counts.document()["reasons"] if each["code"] == first), "it is empty")
            raise InputError(
                f"Nothing of this table can be used: {counted(counts.rows, 'row')}; {why}.",
                "Look at a preview of it, and say which column is what.",
            )
        return counts

    def _switched(self, set_id: str, name: str, counts: Counts, *, replace: bool) -> Kept:
        with self._database.write() as session:
            patient(session)
            exclusive(session, "feature_sets")
            self._check_name(session, name, replace=replace)
            row = session.get_one(FeatureSet, set_id)
            rows = _ready(session)
            former = next((each for each in rows if folded(each.name) == folded(name)), None)
            row.place = former.place if former else len(rows)
            row.ready, row.counts, row.isrcs = True, counts.document(), counts.isrcs
            row.named, row.paired = counts.named, not counts.named
            if former is not None:
                _delete(session, former.id)
            if not row.paired:
                add(session, self._ids, [match_job()], self._clock.now())
            kept = counts.document() | {"samples": None, "name": name}
            self._note(session, row.actor, "features.import", set_id, former and {"replaced": former.id}, kept)
            return _kept(row, row.place)

    def _gone(self, set_id: str) -> None:
        with self._database.write() as session:
            patient(session)
            _delete(session, set_id)

    def _spellings(self) -> dict[tuple[str, str], str]:
        """How each label that is known is spelled."""
        with self._database.read() as session:
            query = select(Label.kind, Label.folded, func.min(Label.label)).group_by(Label.kind, Label.folded)
            return {(kind, key): label for kind, key, label in session.execute(query)}

    def _note(self, session: Session, actor: str, action: str, set_id: str, before: object, after: object) -> None:
        subject = f"features:{set_id}"
        audit.append(
            session, at=self._clock.now(), actor=actor, action=action, subject=subject, before=before, after=after
        )


def _columns(found: Opened, said: list[str]) -> Columns:
    table = found.table
    if not said and not found.known:
        maps = " ".join(f"--map {what}={column!r}" for what, column in guessed(table.header).items())
        raise InputError(
            "The columns of this table are not known by heart.",
            f"Say what they are: {maps or '--map id=COLUMN --map tempo=COLUMN'}; --preview shows it first.",
        )
    return mapped(table.header, said)


def _ready(session: Session) -> list[FeatureSet]:
    query = select(FeatureSet).where(FeatureSet.ready).order_by(FeatureSet.place, FeatureSet.at, FeatureSet.id)
    return list(session.scalars(query))


def _lent(session: Session) -> dict[str, int]:
    """Of how many tracks a set tells that it does not name, by its id."""
    query = select(Pair.set_id, func.count()).where(Pair.sure).group_by(Pair.set_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _kept(row: FeatureSet, place: int, lent: int = 0) -> Kept:
    return Kept(row.id, row.name, place, row.mapping, row.counts, row.at, row.actor, row.named, lent, row.paired)


def _delete(session: Session, set_id: str) -> None:
    serial = session.scalar(select(FeatureSet.serial).where(FeatureSet.id == set_id))
    if serial is not None:
        audio_pairs.forget_names(session, serial)
    for table in (Label, AudioRow, Pair):
        session.execute(delete(table).where(table.set_id == set_id))
    session.execute(delete(FeatureSet).where(FeatureSet.id == set_id))


def _name(text: str) -> str:
    try:
        return label_named(text)
    except InputError:
        raise InputError(f"A data set's name has between 1 and {LONGEST} signs on one line.") from None


def _told(rows: Iterable[Heard], counts: Counts, tell: Tell) -> Any:
    """The same rows, while it is told how far it is."""
    for number, row in enumerate(rows, 1):
        if number % _PORTION == 0:
            tell(f"{counts.rows:,} rows")
        yield row


def _sounds(portion: Iterable[Heard], set_id: str) -> list[dict[str, Any]]:
    # In the order of their keys: two processes on PostgreSQL then queue instead of deadlocking.
    sounding = sorted((row.uri, row.sound) for row in portion if row.sound is not None)
    return [{"uri": uri, "set_id": set_id, **dict(zip(_SOUND, sound, strict=True))} for uri, sound in sounding]


def _labels(portion: Iterable[Heard], set_id: str, spelled: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    said: set[tuple[str, LabelKind, str]] = set()
    for row in portion:
        for kind, label in row.labels:
            spelled.setdefault((kind, folded(label)), label)
            said.add((row.uri, kind, folded(label)))
    return [
        {
            "uri": uri,
            "kind": kind,
            "folded": key,
            "source": set_id,
            "label": spelled[kind, key],
            "set_id": set_id,
            "at": None,
            "actor": None,
        }
        for uri, kind, key in sorted(said)
    ]
