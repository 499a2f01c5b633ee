"""Names of data sets' rows, their blocking keys, and which row is about which track: kept, looked up, taken away.

Rows are looked up by key or all loaded at once; tracks that wait to be compared stand in a table of their own, so that
nothing ever goes through the whole catalogue for one track.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, select
from sqlalchemy.orm import Session

from playwarden.domain.audio import ISRC
from playwarden.domain.audio_pairs import Decisions, Paired, Row
from playwarden.domain.matching import Named
from playwarden.domain.matching.judging import every_reading
from playwarden.domain.matching.keys import keys_asked, keys_of
from playwarden.domain.matching.reading import code_of, read
from playwarden.store import blocking, catalogue, matching
from playwarden.store.models.catalogue import Track
from playwarden.store.models.labels import AudioRow, FeatureSet, Label
from playwarden.store.models.pairs import Pair, RowKey, RowName
from playwarden.store.models.pasting import Decision
from playwarden.store.unpaired import unsettle
from playwarden.store.upsert import insert_missing, portions

_BATCH = 2_000
_SHIFT = 32
_ASKED = 200
"""Names that are looked up in one statement."""
Names = tuple[int, str, Named]
"""A row's number in its set, what it is known by, and what it calls its recording."""


def next_serial(session: Session) -> int:
    """The serial number of a new data set; to be asked for while nobody else can."""
    return (session.scalar(select(func.max(FeatureSet.serial))) or 0) + 1


def keep_names(session: Session, serial: int, names: Iterable[Names]) -> None:
    """Keeps what rows call their recordings, with the keys under which they are found again."""
    told, keys = [], []
    for number, key, named in names:
        row = serial << _SHIFT | number
        told.append(_line(row, key, named))
        keys += _keys(row, named)
    if told:
        session.connection().execute(insert(RowName), told)
        # in their order: they lie side by side in the table
        insert_missing(session, RowKey, sorted(keys, key=lambda each: (each["key"], each["row"])))


def forget_names(session: Session, serial: int) -> None:
    """Takes away all that the rows of a set were called."""
    session.execute(delete(RowName).where(_of(RowName.row, serial)))
    session.execute(delete(RowKey).where(_of(RowKey.row, serial)))


def rebuild_keys(session: Session) -> None:
    """Fills the table of keys from the names that are there."""
    session.execute(delete(RowKey))
    found = session.execute(select(*_NAMES).execution_options(yield_per=_BATCH))
    for some in found.partitions():
        keys = [key for each in some for key in _keys(each[0], _named(each))]
        insert_missing(session, RowKey, sorted(keys, key=lambda each: (each["key"], each["row"])))


def all_rows(session: Session, serial: int) -> Iterator[Row]:
    """Every row of a set that has a name."""
    query = select(*_NAMES).where(_of(RowName.row, serial)).order_by(RowName.row)
    for each in session.connection().execute(query):
        yield _row(each)


def rows_like(session: Session, serial: int, wanted: Sequence[Named]) -> list[Row]:
    """The rows of a set that share a blocking key or an ISRC with one of these names."""
    found: dict[int, Row] = {}
    for some in portions(wanted, _ASKED):
        keys = sorted({key for one in some for key in keys_asked(every_reading(one))})
        near = set(
            session.scalars(
                select(RowKey.row).where(blocking.one_of(session, keys, RowKey.key), _of(RowKey.row, serial))
            )
        )
        codes = sorted({code_of(one.isrc) for one in some} - {""})
        if codes:
            near |= set(session.scalars(select(RowName.row).where(RowName.isrc.in_(codes), _of(RowName.row, serial))))
        for part in portions(sorted(near - found.keys())):
            for each in session.connection().execute(select(*_NAMES).where(RowName.row.in_(part))):
                found[each[0]] = _row(each)
    return [found[row] for row in sorted(found)]


def names_of_rows(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """`Artist, Artist - Title` of rows, by what they are known by."""
    found: dict[str, str] = {}
    for some in portions(sorted(set(keys))):
        query = select(RowName.uri, RowName.artists, RowName.title).where(RowName.uri.in_(some)).order_by(RowName.row)
        for key, made, title in session.execute(query):
            found.setdefault(key, f"{', '.join(made)} - {title}")
    return found


def unnamed_by(session: Session, of: FeatureSet, uris: Sequence[str] | None) -> list[str]:
    """The tracks that a set names by neither id nor ISRC, by URI: of `uris`, or of all that are known."""
    query = select(Track.uri).where(Track.kind == blocking.KIND, *(~each for each in _naming(of)))
    if uris is None:
        return list(session.scalars(query.order_by(Track.uri)))
    return [uri for some in portions(sorted(uris)) for uri in session.scalars(query.where(Track.uri.in_(some)))]


def names(session: Session, uris: Sequence[str]) -> dict[str, Named]:
    """What the catalogue calls tracks, by URI."""
    return {track.uri: matching.named(track) for track in catalogue.tracks(session, uris)}


def decisions(session: Session) -> Decisions:
    """All that people decided about names."""
    decided: dict[str, str | None] = {}
    for key, uri in session.execute(select(Decision.signature, Decision.uri)):
        decided[key] = uri
    return Decisions(decided, names(session, sorted({uri for uri in decided.values() if uri is not None})))


def decided_as(session: Session, uris: Sequence[str]) -> list[Named]:
    """The names that people decided to be one of these tracks."""
    found = []
    for some in portions(sorted(uris)):
        query = select(Decision.title, Decision.artists).where(Decision.uri.in_(some))
        found += [Named(title, tuple(str(each) for each in made)) for title, made in session.execute(query)]
    return found


def write_pairs(session: Session, set_id: str, looked: Sequence[str] | None, pairs: Iterable[Paired]) -> None:
    """Puts pairs in the place of those that the tracks `looked` at (None: all) had with a set."""
    gone = delete(Pair).where(Pair.set_id == set_id)
    for some in [None] if looked is None else portions(sorted(looked)):
        session.execute(gone if some is None else gone.where(Pair.uri.in_(some)))
    told = [
        {
            "uri": each.uri,
            "set_id": set_id,
            "row": each.number,
            "key": each.key,
            "way": each.way,
            "sure": each.sure,
            "score": each.score,
            "why": list(each.why),
        }
        for each in sorted(pairs, key=lambda pair: pair.uri)
    ]
    insert_missing(session, Pair, told)


def unsettle_named(session: Session, wanted: Named, uris: Iterable[str]) -> None:
    """The same for what a decision about a name may concern: these tracks, and all that are called alike."""
    if session.scalar(select(FeatureSet.id).where(FeatureSet.named > 0).limit(1)) is None:
        return  # whatever is imported later asks for decisions then
    (found,) = matching.candidates(session, [wanted])
    unsettle(session, {*uris, *(uri for uri, _ in found)})


_NAMES = (
    RowName.row,
    RowName.uri,
    RowName.title,
    RowName.artists,
    RowName.album,
    RowName.duration_ms,
    RowName.isrc,
    RowName.explicit,
)


def _line(row: int, key: str, named: Named) -> dict[str, Any]:
    return {
        "row": row,
        "uri": key,
        "title": named.title,
        "artists": list(named.artists),
        "album": named.album,
        "duration_ms": named.duration_ms,
        "isrc": named.isrc,
        "explicit": named.explicit,
    }


def _keys(row: int, named: Named) -> list[dict[str, Any]]:
    return [{"key": key, "row": row} for key in keys_of(read(named))]


def _row(each: Sequence[Any]) -> Row:
    return Row(each[0], each[1], _named(each))


def _named(each: Sequence[Any]) -> Named:
    return Named(each[2], tuple(map(str, each[3])), *each[4:])


def _of(column: Any, serial: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.between(serial << _SHIFT, (serial + 1 << _SHIFT) - 1)
    return found


def _naming(of: FeatureSet) -> Iterator[ColumnElement[bool]]:
    """How a set names a track of the catalogue by itself."""
    keys: list[ColumnElement[str]] = [Track.uri.expression]
    if of.isrcs:
        keys.append(literal(ISRC) + func.upper(Track.isrc))
    for key in keys:
        yield exists().where(AudioRow.uri == key, AudioRow.set_id == of.id)
        yield exists().where(Label.uri == key, Label.source == of.id)
