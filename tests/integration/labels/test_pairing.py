"""A data set also tells of tracks that it does not name: by ISRC, by what people decided, and by likeness."""

import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from playwarden.domain.backups import Kind
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.jobs.job import JobState
from playwarden.domain.matching import Named
from playwarden.features.labels.pairing import Found, Pairing
from playwarden.features.labels.sets import DataSets
from playwarden.features.matching.review import Review
from playwarden.kit.errors import Cancelled
from playwarden.kit.ids import RandomIds
from playwarden.store import audio_pairs, catalogue, unpaired
from playwarden.store import labels as said
from playwarden.store.backup import back_up
from playwarden.store.database import Database
from playwarden.store.jobs.book import StoredJobs
from playwarden.store.models.jobs import Job as JobRow
from playwarden.store.models.labels import AudioRow, FeatureSet, Label
from playwarden.store.models.pairs import Pair, RowKey, RowName
from playwarden.store.restore import restore
from tests.fakes.clock import FakeClock
from tests.integration.labels.conftest import ADA, AT, track
from tests.unit.domain.audio_tables.test_reading import ident

HEAD = "id,isrc,artist,title,duration_ms,tempo,genre"


def table(*rows: str) -> io.BytesIO:
    return io.BytesIO("\n".join([HEAD, *rows]).encode())


def known(number: int, title: str, by: str, *, ms: int | None = 200_000, isrc: str | None = None) -> Track:
    made = tuple(Artist(f"{each[:22]:a<22}".replace(" ", "a"), each) for each in by.split(";"))
    return Track(track(number), title, "track", made, Album("album", "Low Tide"), ms, isrc, False)


def remember(database: Database, *tracks: Track) -> None:
    with database.write() as session:
        catalogue.remember_tracks(session, tracks, AT)


def keep(sets: DataSets, *rows: str, name: str = "Sounds") -> None:
    sets.keep(table(*rows), name, said=["id=id"], actor=ADA)


def tempos(database: Database, *numbers: int) -> list[float | None]:
    with database.read() as session:
        heard = said.audio(session, [track(each) for each in numbers])
    return [heard[track(each)].tempo if track(each) in heard else None for each in numbers]


def quiet(done: int, total: int, words: str) -> None:
    """Tells nobody."""


@pytest.fixture
def jobs(database: Database, clock: FakeClock) -> StoredJobs:
    return StoredJobs(database, clock, RandomIds())


@pytest.fixture
def pairing(database: Database, jobs: StoredJobs, clock: FakeClock) -> Pairing:
    return Pairing(database, jobs, clock)


@pytest.fixture
def review(database: Database, clock: FakeClock) -> Review:
    return Review(database, clock, RandomIds())


class TestWhatIsLent:
    def test_a_track_that_the_set_does_not_name_has_what_a_row_tells_that_is_the_same_recording(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(
            database, known(1, "Glass Harbour (feat. Ana Río)", "The Tin Foxes;Ana Río"), known(2, "Else", "Ana Río")
        )
        keep(sets, f"{ident(9)},,Ana Rio;The Tin Foxes,Glass Harbour,201000,120,indie")
        assert tempos(database, 1, 9) == [None, 120]
        assert pairing.match(quiet) == Found(looked=2, sure=1)
        assert tempos(database, 1, 2) == [120, None]
        with database.read() as session:
            assert said.genres(session, [track(1)]) == {track(1): frozenset({"indie"})}

    @pytest.mark.parametrize(
        "title",
        ["Glass Harbour - Live", "Glass Harbour (Karaoke Version)", "Glass Harbour (Night Bus Remix)",
         "Glass Harbour - Acoustic", "Glass Harbour - Instrumental", "Glass Harbour (Sped Up)"],
    )  # fmt: skip
    @pytest.mark.parametrize("turned", [False, True])
    def test_another_version_never_lends_its_features(
        self, database: Database, sets: DataSets, pairing: Pairing, title: str, turned: bool
    ) -> None:
        ours, theirs = ("Glass Harbour", title) if turned else (title, "Glass Harbour")
        remember(database, known(1, ours, "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,{theirs},200000,120,indie")
        pairing.match(quiet)
        assert tempos(database, 1) == [None]
        with database.read() as session:
            assert said.genres(session, [track(1)]) == {}

    def test_what_a_person_would_have_to_look_at_counts_for_nothing(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,320000,120,indie")
        assert pairing.match(quiet) == Found(looked=1, unsure=1)
        assert tempos(database, 1) == [None]
        with database.read() as session:
            assert said.origins(session, [track(1)]) == {}

    def test_a_row_that_names_no_id_at_all_tells_of_the_track_that_is_called_so(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        kept = sets.keep(
            io.BytesIO(b"artist,title,tempo\nThe Tin Foxes,Glass Harbour,120\nthe tin foxes,glass harbour,121\n"),
            "Names",
            said=["title=title"],
            actor=ADA,
        )
        assert (kept.counts["tracks"], kept.counts["names"], kept.counts["refused"]) == (0, 1, 1)
        pairing.match(quiet)
        assert tempos(database, 1) == [120]

    def test_an_isrc_that_stands_beside_another_id_counts_before_any_name(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, known(1, "Another Spelling Entirely", "Nobody", isrc="DEX012600001"))
        keep(sets, f"{ident(9)},DE-X01-26-00001,The Tin Foxes,Glass Harbour,200000,120,indie")
        pairing.match(quiet)
        with database.read() as session:
            (origin, _) = said.origins(session, [track(1)])[track(1)]
        assert (origin.way, origin.label) == ("isrc", "indie")
        assert tempos(database, 1) == [120]

    def test_in_one_set_the_id_counts_before_the_isrc_and_the_isrc_before_likeness(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(
            database,
            known(1, "Glass Harbour", "The Tin Foxes", isrc="DEX012600001"),
            known(2, "Glass Harbour", "The Tin Foxes", isrc="DEX012600001"),
            known(3, "Glass Harbour", "The Tin Foxes"),
        )
        keep(
            sets,
            f"{ident(1)},,The Tin Foxes,Glass Harbour,200000,101,",
            ",DEX012600001,,,,102,",
        )
        pairing.match(quiet)
        assert tempos(database, 1, 2, 3) == [101, 102, 101]

    def test_of_two_sets_the_upper_one_is_believed_whatever_the_way(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,", name="Like")
        keep(sets, f"{ident(1)},,The Tin Foxes,Glass Harbour,200000,90,", name="Exact")
        pairing.match(quiet)
        assert tempos(database, 1) == [120]
        sets.move("Exact", 0, ADA)
        assert tempos(database, 1) == [90]

    def test_it_is_told_where_a_value_came_from_and_why(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,203000,120,")
        pairing.match(quiet)
        with database.read() as session:
            (origin,) = said.origins(session, [track(1)])[track(1)]
        assert origin.words == (
            "in the data set Sounds, by likeness: same title, same artists, 3 seconds longer or shorter"
        )

    @pytest.mark.parametrize("count", [3, 9_000])
    def test_it_does_not_matter_of_how_many_tracks_is_asked_at_once(
        self, database: Database, sets: DataSets, pairing: Pairing, count: int
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,indie")
        pairing.match(quiet)
        with database.read() as session:
            heard = said.audio(session, [track(number) for number in range(count)])
        assert set(heard) == {track(1), *([track(9)] if count > 9 else [])}


class TestTheJob:
    def test_what_is_said_is_the_same_whether_rows_are_loaded_or_looked_up(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        """A set of many rows is looked up for few tracks, and loaded for many."""
        rows = [
            f"{ident(1000 + n)},,Band {n % 40},Song {n} of the Sea,{200_000 + n},{60 + n / 10}," for n in range(400)
        ]
        keep(sets, *rows)
        every = [known(n, f"Song {n * 7} of the Sea", f"Band {n * 7 % 40}", ms=200_000 + n * 7) for n in range(57)]
        remember(database, *every)
        assert pairing.match(quiet).sure == 57
        loaded = pairs_kept(database)
        with database.write() as session:
            session.execute(update(Pair).values(score=0.0))
        for one in every:
            with database.write() as session:
                unpaired.unsettle(session, [one.uri])
            pairing.match(quiet)
        assert pairs_kept(database) == loaded

    def test_tracks_that_become_known_later_are_compared_without_a_look_at_the_others(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        keep(sets, *(f"{ident(1000 + n)},,Band {n},Song {n},200000,{60 + n}," for n in range(40)))
        remember(database, *(known(n, f"Song {n}", f"Band {n}") for n in range(20)))
        pairing.match(quiet)
        remember(database, known(30, "Song 30", "Band 30"))
        assert pairing.match(quiet) == Found(looked=1, sure=1)
        assert tempos(database, 30) == [90]
        assert pairing.match(quiet) == Found()

    def test_a_track_that_is_called_otherwise_now_is_compared_anew(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,")
        pairing.match(quiet)
        remember(database, known(1, "Glass Harbour - Live", "The Tin Foxes"))
        pairing.match(quiet)
        assert tempos(database, 1) == [None]

    def test_stopped_anywhere_it_leaves_whole_sets_and_done_again_it_changes_nothing(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, *(known(n, f"Song {n}", f"Band {n}") for n in range(30)))
        for name in ("One", "Two"):
            keep(sets, *(f"{ident(1000 + n)},,Band {n},Song {n},200000,{60 + n}," for n in range(30)), name=name)
        told: list[str] = []

        def stopping(done: int, total: int, words: str) -> None:
            told.append(words)
            if len(told) == 2:
                raise Cancelled("Stopped.")

        with pytest.raises(Cancelled):
            pairing.match(stopping)
        by_set = [len([each for each in pairs_kept(database) if each[1] == one.id]) for one in sets.all()]
        assert by_set == [30, 0]
        assert [one.paired for one in sets.all()] == [True, False]
        pairing.match(quiet)
        whole = pairs_kept(database)
        assert len(whole) == 60
        with database.write() as session:
            session.execute(update(FeatureSet).values(paired=False))
        pairing.match(quiet)
        assert pairs_kept(database) == whole

    def test_what_changes_while_it_is_compared_is_compared_again(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,")
        changed: list[str] = []

        def changing(done: int, total: int, words: str) -> None:
            if not changed:
                changed.append(words)
                remember(database, known(1, "Glass Harbour - Live", "The Tin Foxes"))

        pairing.match(changing)
        assert tempos(database, 1) == [None]
        with database.read() as session:
            assert unpaired.waiting(session) == {}

    def test_a_set_that_is_removed_takes_its_rows_and_pairs_along(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,indie", name="Goes")
        keep(sets, f"{ident(8)},,The Tin Foxes,Glass Harbour,200000,90,", name="Stays")
        pairing.match(quiet)
        assert tempos(database, 1) == [120]
        sets.remove("Goes", ADA)
        assert tempos(database, 1) == [90]
        sets.remove("Stays", ADA)
        with database.read() as session:
            for each in (FeatureSet, AudioRow, Label, Pair, RowName, RowKey):
                assert session.scalars(select(each)).all() == []

    def test_a_set_that_is_replaced_while_it_is_compared_keeps_nothing_of_the_former_one(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,")
        replaced: list[str] = []

        def replacing(done: int, total: int, words: str) -> None:
            if not replaced:
                replaced.append(words)
                sets.keep(
                    table(f"{ident(8)},,The Tin Foxes,Glass Harbour,200000,99,"),
                    "Sounds",
                    said=["id=id"],
                    replace=True,
                    actor=ADA,
                )

        pairing.match(replacing)
        assert tempos(database, 1) == [99]
        assert len(pairs_kept(database)) == 1

    def test_it_is_begun_by_itself_when_something_waits_and_not_otherwise(
        self, database: Database, sets: DataSets, pairing: Pairing, jobs: StoredJobs, clock: FakeClock
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        assert pairing.tick() == 0  # no set is there that it could be compared with
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,")
        assert pairing.tick() == 0  # the import began it
        with database.write() as session:
            session.execute(update(JobRow).values(state=JobState.SUCCEEDED.value, ended_at=clock.now()))
        assert pairing.tick() == 1
        pairing.match(quiet)
        with database.write() as session:
            session.execute(update(JobRow).values(state=JobState.SUCCEEDED.value, ended_at=clock.now()))
        assert pairing.tick() == 0
        remember(database, known(2, "Glass Harbour", "The Tin Foxes"))
        assert pairing.tick() == 1
        with database.write() as session:
            session.execute(update(JobRow).values(state=JobState.FAILED.value, ended_at=clock.now()))
        assert pairing.tick() == 0  # what fails is not begun again every few seconds
        clock.advance(hours=1, seconds=1)
        assert pairing.tick() == 1

    def test_nothing_is_looked_up_by_going_through_a_table(
        self, database: Database, sets: DataSets, pairing: Pairing
    ) -> None:
        keep(sets, *(f"{ident(1000 + n)},,Band {n},Song {n},200000,{60 + n}," for n in range(300)))
        pairing.match(quiet)
        remember(database, known(1, "Song 3", "Band 3"))
        with database.read() as session:
            plans = plans_of(session, lambda: audio_pairs.rows_like(session, 1, [Named("Song 3", ("Band 3",))]))
        assert plans
        assert not [plan for plan in plans if "SCAN feature" in plan or "Seq Scan on feature" in plan], plans


def test_a_restore_brings_pairs_back_and_makes_the_keys_anew(
    sqlite_database: Database, other_database: Database, tmp_path: Path, clock: FakeClock
) -> None:
    sets = DataSets(sqlite_database, clock, RandomIds())
    remember(sqlite_database, known(1, "Glass Harbour", "The Tin Foxes"))
    keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,indie")
    Pairing(sqlite_database, StoredJobs(sqlite_database, clock, RandomIds()), clock).match(quiet)
    path = back_up(sqlite_database, tmp_path, kind=Kind.MANUAL, at=clock.now())
    restore(other_database, path, tmp_path, at=clock.now(), actor="operator")
    assert tempos(other_database, 1) == [120]
    with sqlite_database.read() as session, other_database.read() as other:
        query = select(RowKey.key, RowKey.row).order_by(RowKey.key)
        assert other.execute(query).all() == session.execute(query).all() != []


class TestWhatPeopleDecided:
    def test_a_name_that_is_some_track_lends_to_that_track_however_it_is_called(
        self, database: Database, sets: DataSets, pairing: Pairing, review: Review
    ) -> None:
        remember(database, known(1, "Стеклянная гавань", "Жесть"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,")
        pairing.match(quiet)
        assert tempos(database, 1) == [None]
        decided = review.decide(Named("glass harbour", ("the tin foxes",)), track(1), actor=ADA)
        pairing.match(quiet)
        assert tempos(database, 1) == [120]
        with database.read() as session:
            (origin,) = said.origins(session, [track(1)])[track(1)]
        assert origin.words == "in the data set Sounds, as somebody decided: somebody decided that it is this track"
        review.revoke(decided.id, actor=ADA)
        pairing.match(quiet)
        assert tempos(database, 1) == [None]

    def test_a_name_of_which_somebody_said_that_there_is_no_such_track_lends_to_nobody(
        self, database: Database, sets: DataSets, pairing: Pairing, review: Review
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,")
        pairing.match(quiet)
        assert tempos(database, 1) == [120]
        decided = review.decide(Named("Glass Harbour", ("The Tin Foxes",)), None, actor=ADA)
        pairing.match(quiet)
        assert tempos(database, 1) == [None]
        review.revoke(decided.id, actor=ADA)
        pairing.match(quiet)
        assert tempos(database, 1) == [120]

    def test_a_name_that_was_decided_to_be_another_recording_is_that_one(
        self, database: Database, sets: DataSets, pairing: Pairing, review: Review
    ) -> None:
        remember(
            database,
            known(1, "Glass Harbour", "The Tin Foxes"),
            known(2, "Glass Harbour - Live", "The Tin Foxes"),
            known(3, "Glass Harbour (Live)", "The Tin Foxes"),
        )
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,")
        review.decide(Named("Glass Harbour", ("The Tin Foxes",)), track(2), actor=ADA)
        pairing.match(quiet)
        assert tempos(database, 1, 2, 3) == [None, 120, 120]

    def test_a_decision_does_not_hold_for_a_row_of_another_length(
        self, database: Database, sets: DataSets, pairing: Pairing, review: Review
    ) -> None:
        remember(database, known(1, "Glass Harbour", "The Tin Foxes"), known(2, "Something", "Else"))
        keep(sets, f"{ident(9)},,The Tin Foxes,Glass Harbour,200000,120,")
        remember(database, known(2, "Something", "Else", ms=400_000))
        review.decide(Named("Glass Harbour", ("The Tin Foxes",)), track(2), actor=ADA)
        pairing.match(quiet)
        assert tempos(database, 1, 2) == [120, None]


def pairs_kept(database: Database) -> list[tuple[Any, ...]]:
    with database.read() as session:
        query = select(Pair.uri, Pair.set_id, Pair.key, Pair.way, Pair.sure, Pair.score).order_by(Pair.uri, Pair.set_id)
        return [tuple(row) for row in session.execute(query)]


def plans_of(session: Session, work: Any) -> list[str]:
    """How the database goes about each statement of `work`."""
    plans: list[str] = []
    connection = session.connection()
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "

    def explained(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            raw = connection.connection.cursor()
            if connection.dialect.name != "sqlite":
                raw.execute("SET LOCAL enable_seqscan = off")
            raw.execute(explain + statement, parameters)
            plans.extend(str(row) for row in raw.fetchall())

    event.listen(connection, "before_cursor_execute", explained)
    try:
        work()
    finally:
        event.remove(connection, "before_cursor_execute", explained)
    return plans
