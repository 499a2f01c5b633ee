"""Genres and moods of tracks and artists: set by hand or by a list, counted, and told with where each came from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import and_, case, delete, func, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.audio import Audio
from playwarden.domain.labels import KINDS, LabelKind, Origin, folded, label_named
from playwarden.features.labels.naming import ARTIST, Line, lines_of, names_of
from playwarden.kit.clock import Clock
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.text import counted
from playwarden.store import audit, catalogue, labels
from playwarden.store.database import Database, exclusive
from playwarden.store.models.labels import FeatureSet, Label
from playwarden.store.upsert import insert_missing, portions

MOST_AT_ONCE = 10_000
"""Tracks and artists that are labelled together."""
MOST_LINES = 20_000
_MOST_TOLD = 1_000
"""URIs that the audit chain names of one change."""
Ours = Literal["hand", "list"]


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows that came or went: a label of some things, by one source. Undone by the opposite of exactly these."""

    label: str
    source: Ours
    uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a change came to; `stays` are those that bear a label still, because a data set says it."""

    added: tuple[Changed, ...]
    removed: tuple[Changed, ...]
    stays: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A label with how many tracks (ISRCs of data sets among them) and artists bear it, and by which sources."""

    kind: LabelKind
    label: str
    tracks: int
    artists: int
    sources: tuple[tuple[str, str, int], ...]
    """Source (`hand`, `list` or `set`), the data set's name, how many."""


@dataclass(frozen=True, slots=True)
class Said:
    """All that is said of one thing, and of a track's artists."""

    uri: str
    name: str
    artists: tuple[tuple[str, str], ...]
    """URIs and names."""
    origins: tuple[Origin, ...]
    by_artist: Mapping[str, tuple[Origin, ...]]
    audio: Audio | None


@dataclass(frozen=True, slots=True)
class Imported:
    """A list of artists as it was read; `change` is None where it was only looked at."""

    lines: tuple[Line, ...]
    change: Change | None


class Labels:
    """They cost no call: Spotify tells new apps none of it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def assign(
        self,
        kind: LabelKind,
        uris: Sequence[str],
        *,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        source: Ours = "hand",
        actor: str,
    ) -> Change:
        """Sets and takes labels of tracks and artists; what a data set says stays. Raises InputError."""
        more, less = [list(dict.fromkeys(label_named(each) for each in some)) for some in (add, remove)]
        if not more and not less:
            raise InputError(f"No {kind} is named.", "Name one to be set or taken away.")
        wanted = list(dict.fromkeys(uris))
        if not wanted or len(wanted) > MOST_AT_ONCE:
            raise InputError(f"Between 1 and {MOST_AT_ONCE:,} tracks and artists are labelled at once.")
        with self._database.write() as session:
            exclusive(session, "labels")
            removed = [each for label in less for each in self._taken(session, kind, label, wanted)]
            added = [self._given(session, kind, label, wanted, source, actor) for label in more]
            change = Change(
                tuple(each for each in added if each.uris), tuple(removed), _standing(session, kind, less, wanted)
            )
            self._note(session, kind, change, actor)
            return change

    def drop(self, kind: LabelKind, label: str, actor: str) -> Change:
        """Takes a label away from everything that bears it by hand or by a list. Raises NotFound."""
        with self._database.write() as session:
            exclusive(session, "labels")
            removed = self._taken(session, kind, label, None)
            if not removed:
                raise NotFound(f"Nothing bears the {kind} '{label[:60]}' by hand or by a list.", _LISTED)
            change = Change((), tuple(removed), _standing(session, kind, [label], None))
            self._note(session, kind, change, actor)
            return change

    def import_list(
        self,
        kind: LabelKind,
        label: str,
        texts: Sequence[str],
        *,
        replace: bool = False,
        check: bool = False,
        actor: str,
    ) -> Imported:
        """Sets a label on all artists (and tracks) of a list of names and links; with `replace` it is taken from those
        that an earlier list named and this one does not. With `check` nothing is kept. Raises InputError.
        """
        named = label_named(label)
        if len(texts) > MOST_LINES:
            raise InputError(f"A list has at most {MOST_LINES:,} lines.", "Import it in parts.")
        with self._database.read() as session:
            lines = tuple(lines_of(session, texts))
        uris = list(dict.fromkeys(line.uri for line in lines if line.uri))
        if check:
            return Imported(lines, None)
        if not uris:
            raise InputError("No line of the list names an artist that is known here.", "Give links of artists.")
        with self._database.write() as session:
            exclusive(session, "labels")
            removed: list[Changed] = []
            if replace:
                query = select(Label.uri).where(_bears(kind, named), Label.source == "list")
                gone = sorted(set(session.scalars(query)) - set(uris))
                removed = self._taken(session, kind, named, gone, ("list",)) if gone else []
            added = self._given(session, kind, named, uris, "list", actor)
            change = Change((added,) if added.uris else (), tuple(removed))
            self._note(session, kind, change, actor)
        return Imported(lines, change)

    def all(self, kind: LabelKind | None = None) -> list[Counted]:
        """Every label that something bears, by kind and name."""
        with self._database.read() as session:
            return _counted(session, [kind] if kind else list(KINDS))

    def bearers(self, kind: LabelKind, label: str, after: str = "", limit: int = 100) -> list[Said]:
        """What bears a label, by URI from `after` on; artists come before tracks. Raises NotFound."""
        with self._database.read() as session:
            query = select(Label.uri).where(_bears(kind, label), _sure()).distinct()
            uris = list(session.scalars(query.where(Label.uri > after).order_by(Label.uri).limit(limit)))
            if not uris and session.scalar(query.limit(1)) is None:
                raise NotFound(f"Nothing bears the {kind} '{label[:60]}'.", _LISTED)
            return _said(session, uris)

    def said(self, uris: Sequence[str]) -> list[Said]:
        """All that is said of these tracks and artists, in their order."""
        with self._database.read() as session:
            return _said(session, list(dict.fromkeys(uris)))

    def _given(
        self, session: Session, kind: LabelKind, label: str, uris: Sequence[str], source: Ours, actor: str
    ) -> Changed:
        spelled = session.scalar(select(func.min(Label.label)).where(_bears(kind, label))) or label
        there: set[str] = set()
        for some in portions(uris):
            query = select(Label.uri).where(_bears(kind, label), Label.source == source, Label.uri.in_(some))
            there.update(session.scalars(query))
        fresh = sorted(set(uris) - there)
        said: dict[str, Any] = {
            "kind": kind,
            "folded": folded(label),
            "source": source,
            "label": spelled,
            "set_id": None,
        }
        said |= {"at": self._clock.now(), "actor": actor}
        insert_missing(session, Label, [{"uri": uri, **said} for uri in fresh])
        return Changed(spelled, source, tuple(fresh))

    def _taken(
        self,
        session: Session,
        kind: LabelKind,
        label: str,
        uris: Sequence[str] | None,
        sources: Sequence[str] = ("hand", "list"),
    ) -> list[Changed]:
        found: dict[tuple[str, Any], list[str]] = {}
        for some in [None] if uris is None else portions(uris):
            gone = delete(Label).where(_bears(kind, label), Label.source.in_(sources))
            if some is not None:
                gone = gone.where(Label.uri.in_(some))
            for uri, spelled, source in session.execute(gone.returning(Label.uri, Label.label, Label.source)):
                found.setdefault((spelled, source), []).append(uri)
        return [Changed(spelled, source, tuple(sorted(gone))) for (spelled, source), gone in sorted(found.items())]

    def _note(self, session: Session, kind: LabelKind, change: Change, actor: str) -> None:
        for action, some in (("labels.set", change.added), ("labels.take", change.removed)):
            for each in some:
                told = {"source": each.source, "count": len(each.uris), "uris": list(each.uris[:_MOST_TOLD])}
                subject = f"label:{kind}:{each.label}"
                before, after = (None, told) if action == "labels.set" else (told, None)
                audit.append(
                    session,
                    at=self._clock.now(),
                    actor=actor,
                    action=action,
                    subject=subject,
                    before=before,
                    after=after,
                )


_LISTED = "`playwarden labels list` names them."


def _bears(kind: LabelKind, label: str) -> Any:
    return and_(Label.kind == kind, Label.folded == folded(" ".join(label.split())))


def _sure() -> Any:
    """Rows of sets that are still being imported do not count."""
    return or_(Label.set_id.is_(None), Label.set_id.in_(select(FeatureSet.id).where(FeatureSet.ready)))


def _standing(session: Session, kind: LabelKind, less: Sequence[str], uris: Sequence[str] | None) -> int:
    """How many bear one of these labels still."""
    found: set[str] = set()
    for label in less:
        for some in [None] if uris is None else portions(uris):
            query = select(Label.uri).where(_bears(kind, label), _sure())
            found.update(session.scalars(query if some is None else query.where(Label.uri.in_(some))))
    return len(found)


def _counted(session: Session, kinds: Sequence[LabelKind]) -> list[Counted]:
    names = {row.id: row.name for row in session.scalars(select(FeatureSet))}
    of_artist = case((Label.uri.startswith(ARTIST), 1), else_=0)
    query = select(
        Label.kind, Label.folded, Label.source, func.min(Label.label), func.count(), func.sum(of_artist)
    ).where(Label.kind.in_(kinds), _sure())
    spelled: dict[tuple[str, str], str] = {}
    bearers: dict[tuple[str, str], tuple[int, int]] = {}
    sources: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for kind, key, source, label, count, artists in session.execute(
        query.group_by(Label.kind, Label.folded, Label.source)
    ):
        told = (source, "", count) if source not in names else ("set", names[source], count)
        sources.setdefault((kind, key), []).append(told)
        spelled[kind, key] = min(label, spelled.get((kind, key), label))
        bearers[kind, key] = (count, artists)
    several = [each for each, of in sources.items() if len(of) > 1]
    bearers |= _each_once(session, several)
    return [
        Counted(cast(LabelKind, kind), spelled[kind, key], count - artists, artists, tuple(sorted(sources[kind, key])))
        for (kind, key), (count, artists) in sorted(bearers.items())
    ]


def _each_once(session: Session, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    """How many things bear labels that several sources name, and how many of them are artists: counting each once
    takes far longer than counting rows.
    """
    found: dict[tuple[str, str], tuple[int, int]] = {}
    artists = func.count(case((Label.uri.startswith(ARTIST), Label.uri)).distinct())
    query = select(Label.kind, Label.folded, func.count(Label.uri.distinct()), artists).where(_sure())
    for kind in KINDS:
        for some in portions([key for of, key in wanted if of == kind]):
            those = query.where(Label.kind == kind, Label.folded.in_(some))
            for row in session.execute(those.group_by(Label.kind, Label.folded)):
                found[row[0], row[1]] = (row[2], row[3])
    return found


def _said(session: Session, uris: Sequence[str]) -> list[Said]:
    tracks = {track.uri: track for track in catalogue.tracks(session, [uri for uri in uris if ":track:" in uri])}
    artists = {
        uri: tuple((ARTIST + each.id, each.name) for each in track.artists if each.id) for uri, track in tracks.items()
    }
    every = {artist for of in artists.values() for artist, _ in of}
    origins = labels.origins(session, [*uris, *every])
    heard = labels.audio(session, uris)
    names = names_of(session, uris)
    return [
        Said(
            uri,
            names.get(uri, ""),
            artists.get(uri, ()),
            origins.get(uri, ()),
            {artist: origins[artist] for artist, _ in artists.get(uri, ()) if artist in origins},
            heard.get(uri),
        )
        for uri in uris
    ]


def told(change: Change) -> str:
    """`3 set, 1 taken away`."""
    added, removed = (sum(len(each.uris) for each in some) for some in (change.added, change.removed))
    words = [counted(added, "label") + " set"] if added else []
    words += [counted(removed, "label") + " taken away"] if removed else []
    return ", ".join(words) or "nothing changed"
