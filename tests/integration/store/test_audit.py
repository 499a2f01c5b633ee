"""The audit chain on both databases: it grows, nobody can change it, and what is done past the guards is named."""

import json
import threading
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import exc, text
from sqlalchemy.orm import Session

from playwarden.domain.audit import START, Head, KnownHead, Link
from playwarden.engine.ports.audit import LinkFilter, Trail
from playwarden.kit.ids import AccountId
from playwarden.store import audit
from playwarden.store.database import Database
from playwarden.store.models.audit import AuditDocument
from playwarden.store.trail import StoredTrail
from tests.fakes.clock import FakeClock
from tests.integration.store.processes import Child

BEFORE, AFTER = {"name": "Röd", "entries": [1, 2]}, {"name": "Blå", "entries": [2]}

APPENDER = """
import sys
from playwarden.kit.clock import SystemClock
from playwarden.store.database import Database
from playwarden.store.trail import StoredTrail
database = Database(sys.argv[1])
trail = StoredTrail(database, SystemClock())
for number in range(20):
    trail.note(actor=sys.argv[2], action="test", subject=f"thing:{number}", after={"number": number})
database.close()
"""


@pytest.fixture
def trail(database: Database, clock: FakeClock) -> Trail:
    return StoredTrail(database, clock)


def grow(trail: Trail, links: int = 5) -> list[Link]:
    """`links` links with documents of account acc_1, all different."""
    return [
        trail.note(
            actor="operator",
            action="playlist.apply",
            subject=f"playlist:{number}",
            run_id=f"run_{number}",
            before={**BEFORE, "number": number},
            after={**AFTER, "number": number},
            account="acc_1",
        )
        for number in range(1, links + 1)
    ]


def past_the_guards(database: Database, *statements: str) -> None:
    """Run statements as somebody would who may switch the triggers off."""
    with database.write() as session:
        if database.on_sqlite:
            for name in ("update", "delete", "replace"):
                session.execute(text(f"DROP TRIGGER IF EXISTS audit_links_no_{name}"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            session.execute(text(statement))


class TestAppending:
    def test_each_link_follows_the_one_before(self, trail: Trail) -> None:
        first, second = grow(trail, 2)
        assert (first.number, first.previous) == (1, START)
        assert (second.number, second.previous) == (2, first.hash)

    def test_a_link_comes_back_as_it_was_written(self, trail: Trail) -> None:
        written = grow(trail, 1)
        assert list(trail.links(LinkFilter())) == written

    def test_a_link_of_a_transaction_that_fails_was_never_there(self, database: Database, clock: FakeClock) -> None:
        def fail_late() -> None:
            with database.write() as session:
                audit.append(session, at=clock.now(), actor="x", action="x", subject="x", after=AFTER)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_late()
        with database.read() as session:
            assert audit.head(session) == Head()
            assert audit.verify(session).first_broken is None

    def test_several_links_in_one_transaction(self, database: Database, clock: FakeClock) -> None:
        with database.write() as session:
            for number in range(3):
                audit.append(session, at=clock.now(), actor="x", action="x", subject=str(number), before=BEFORE)
        with database.read() as session:
            assert audit.verify(session).count == 3

    def test_a_document_that_is_no_json_is_refused(self, trail: Trail) -> None:
        with pytest.raises(TypeError):
            trail.note(actor="x", action="x", subject="x", after={"when": object()})

    def test_equal_documents_of_an_account_are_kept_once(self, trail: Trail, database: Database) -> None:
        for _ in range(3):
            trail.note(actor="x", action="x", subject="x", after=AFTER, account="acc_1")
        with database.read() as session:
            assert session.query(AuditDocument).count() == 1

    def test_threads_that_append_at_once_make_one_chain(self, trail: Trail) -> None:
        threads = [threading.Thread(target=grow, args=(trail, 8)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        verified = trail.verify()
        assert (verified.count, verified.first_broken) == (32, None)

    def test_processes_that_append_at_once_make_one_chain(self, trail: Trail, database_url: str) -> None:
        with Child(APPENDER, database_url, "one") as one, Child(APPENDER, database_url, "two") as two:
            assert (one.ended(), two.ended()) == (0, 0)
        verified = trail.verify()
        assert (verified.count, verified.first_broken) == (40, None)


class TestGuards:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_links SET actor = 'nobody' WHERE number = 2",
            "UPDATE audit_links SET number = number + 10",
            "DELETE FROM audit_links WHERE number = 5",
            "DELETE FROM audit_links",
        ],
    )
    def test_the_database_refuses_to_change_or_shorten_it(
        self, trail: Trail, database: Database, statement: str
    ) -> None:
        grow(trail)
        with pytest.raises(exc.DBAPIError, match="only grows"), database.write() as session:
            session.execute(text(statement))
        assert trail.verify().count == 5

    def test_postgresql_refuses_to_empty_it(self, postgres_database: Database, clock: FakeClock) -> None:
        trail = StoredTrail(postgres_database, clock)
        grow(trail)
        with pytest.raises(exc.DBAPIError, match="only grows"), postgres_database.write() as session:
            session.execute(text("TRUNCATE audit_links"))
        assert trail.verify().count == 5

    def test_sqlite_refuses_to_replace_a_link(self, sqlite_database: Database, clock: FakeClock) -> None:
        trail = StoredTrail(sqlite_database, clock)
        grow(trail)
        with pytest.raises(exc.DBAPIError, match="only grows"), sqlite_database.write() as session:
            session.execute(
                text(
                    "INSERT OR REPLACE INTO audit_links SELECT number, at, 'nobody', action, subject, run_id,"
                    " before_sha256, after_sha256, previous, 'x' FROM audit_links WHERE number = 2"
                )
            )
        assert trail.verify().count == 5


class TestVerifying:
    def test_an_empty_chain_is_whole(self, trail: Trail) -> None:
        verified = trail.verify()
        assert (verified.count, verified.head, verified.first_broken) == (0, Head(), None)

    def test_a_chain_longer_than_a_batch_is_whole(
        self, trail: Trail, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(audit, "_BATCH", 2)
        last = grow(trail)[-1]
        verified = trail.verify()
        assert (verified.count, verified.head, verified.documents) == (5, Head(5, last.hash), 10)
        assert verified.first_broken is None

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ("actor = 'nobody'", "altered"),
            ("at = '2020-01-01 00:00:00+00:00'", "altered"),
            ("run_id = NULL", "altered"),
            ("after_sha256 = before_sha256", "altered"),
            ("hash = 'x'", "altered"),
            ("previous = 'x'", "altered"),
            ("number = 33", "missing"),
        ],
    )
    def test_an_altered_link_is_named(self, trail: Trail, database: Database, change: str, why: str) -> None:
        grow(trail)
        if database.on_sqlite:
            change = change.replace("+00:00", ".000000")
        past_the_guards(database, f"UPDATE audit_links SET {change} WHERE number = 3")
        broken = trail.verify().first_broken
        assert broken is not None
        assert (broken.number, why in broken.why) == (3, True), broken

    @pytest.mark.parametrize("column", ["at", "actor"])
    @pytest.mark.parametrize("value", ["'no such thing'", "x'ff00'"])
    def test_a_link_that_sqlite_let_hold_nonsense_is_named(
        self, sqlite_database: Database, clock: FakeClock, column: str, value: str
    ) -> None:
        trail = StoredTrail(sqlite_database, clock)
        grow(trail)
        past_the_guards(sqlite_database, f"UPDATE audit_links SET {column} = CAST({value} AS TEXT) WHERE number = 3")
        verified = trail.verify()
        assert verified.first_broken is not None
        assert (verified.first_broken.number, verified.count) == (3, 2)

    @pytest.mark.parametrize("number", [1, 3, 5])
    def test_a_link_taken_away_is_named(self, trail: Trail, database: Database, number: int) -> None:
        grow(trail)
        past_the_guards(database, f"DELETE FROM audit_links WHERE number = {number}")
        verified = trail.verify()
        assert verified.first_broken is not None
        assert (verified.first_broken.number, verified.count) == (number, number - 1)

    def test_a_cut_tail_is_named_by_a_backup_even_when_the_note_of_the_head_was_adapted(
        self, trail: Trail, database: Database
    ) -> None:
        links = grow(trail)
        known = KnownHead(Head(5, links[4].hash), "the backup of yesterday")
        past_the_guards(
            database,
            "DELETE FROM audit_links WHERE number > 3",
            f"UPDATE settings SET value = '3 {links[2].hash}' WHERE name = 'audit.head'",
        )
        assert trail.verify().first_broken is None
        broken = trail.verify([known]).first_broken
        assert broken is not None
        assert (broken.number, "the backup of yesterday" in broken.why) == (4, True)

    def test_a_cut_tail_is_still_named_when_the_chain_has_grown_on(self, trail: Trail, database: Database) -> None:
        grow(trail)
        past_the_guards(database, "DELETE FROM audit_links WHERE number > 3")
        assert trail.note(actor="x", action="x", subject="x").number == 6
        broken = trail.verify().first_broken
        assert broken is not None
        assert (broken.number, broken.why) == (4, "Links 4 to 5 are missing.")

    def test_an_altered_document_is_named_by_its_first_link(self, trail: Trail, database: Database) -> None:
        links = grow(trail)
        _alter_document(
            database, links[2].after_sha256, lambda session, row: setattr(row, "body", zlib.compress(b'{"name":"x"}'))
        )
        broken = trail.verify().first_broken
        assert broken is not None
        assert (broken.number, "altered" in broken.why) == (3, True)

    def test_a_document_that_is_no_longer_compressed_json_is_named(self, trail: Trail, database: Database) -> None:
        links = grow(trail)
        _alter_document(database, links[3].before_sha256, lambda session, row: setattr(row, "body", b"nonsense"))
        broken = trail.verify().first_broken
        assert broken is not None
        assert broken.number == 4

    def test_a_deleted_document_is_named(self, trail: Trail, database: Database) -> None:
        links = grow(trail)
        _alter_document(database, links[1].before_sha256, lambda session, row: session.delete(row))
        verified = trail.verify()
        assert verified.first_broken is not None
        assert (verified.first_broken.number, verified.count) == (2, 1)


class TestErasing:
    def test_a_chain_whose_documents_were_erased_is_whole(self, trail: Trail) -> None:
        grow(trail)
        assert trail.erase("acc_1", actor="operator", reason="account removed") == 10
        verified = trail.verify()
        assert (verified.first_broken, verified.erased, verified.documents) == (None, 10, 1)

    def test_what_another_account_holds_as_well_stays(self, trail: Trail, database: Database) -> None:
        for account in ("acc_1", "acc_2"):
            trail.note(actor="x", action="x", subject="x", after=AFTER, account=account)
        link = trail.note(actor="x", action="x", subject="x", after=AFTER)
        trail.erase("acc_1", actor="operator", reason="account removed")
        assert link.after_sha256 is not None
        with database.read() as session:
            assert audit.document(session, link.after_sha256) == AFTER
        assert trail.verify().first_broken is None

    def test_the_chain_says_who_erased_what_and_why(self, trail: Trail) -> None:
        grow(trail, 1)
        trail.erase("acc_1", actor="operator", reason="account removed")
        newest = trail.links(LinkFilter(limit=1))[0]
        assert (newest.actor, newest.action, newest.subject) == ("operator", "audit.erase", "account:acc_1")

    def test_erasing_nothing_leaves_no_trace(self, trail: Trail) -> None:
        assert trail.erase("acc_1", actor="operator", reason="account removed") == 0
        assert trail.verify().count == 0

    def test_a_document_that_vanished_under_a_claimed_erasure_is_named(self, trail: Trail, database: Database) -> None:
        links = grow(trail)

        def vanish(_session: Session, row: AuditDocument) -> None:
            row.body, row.erased_at, row.erased_for = None, datetime(2026, 1, 1, tzinfo=UTC), "account removed"

        _alter_document(database, links[2].after_sha256, vanish)
        broken = trail.verify().first_broken
        assert broken is not None
        assert (broken.number, "erasure" in broken.why) == (3, True)

    def test_an_account_that_comes_back_keeps_its_documents_again(self, trail: Trail, database: Database) -> None:
        grow(trail, 1)
        trail.erase("acc_1", actor="operator", reason="account removed")
        link = grow(trail, 1)[0]
        assert link.after_sha256 is not None
        with database.read() as session:
            assert audit.document(session, link.after_sha256) == {**AFTER, "number": 1}
        assert trail.verify().first_broken is None


class TestListing:
    def test_the_newest_come_first_and_pages_continue(self, trail: Trail) -> None:
        grow(trail)
        page = trail.links(LinkFilter(limit=2))
        assert [link.number for link in page] == [5, 4]
        assert [link.number for link in trail.links(LinkFilter(limit=2, before_number=4))] == [3, 2]

    def test_a_member_is_meant_by_name_whatever_token_was_used(self, trail: Trail) -> None:
        for actor in ("member:mem_1 (Ada)", "member:mem_1 (Ada, token n8n)", "member:mem_2 (Ada B)", "rule (Ada)"):
            trail.note(actor=actor, action="x", subject="x")
        assert [link.number for link in trail.links(LinkFilter(actor="Ada"))] == [2, 1]
        assert [link.number for link in trail.links(LinkFilter(actor="member:mem_2 (Ada B)"))] == [3]
        assert [link.number for link in trail.links(LinkFilter(actor="A%a"))] == []

    @pytest.mark.parametrize(
        ("wanted", "numbers"),
        [
            (LinkFilter(actor="curator"), [4]),
            (LinkFilter(action="account."), [4]),
            (LinkFilter(subject="playlist:2"), [2]),
            (LinkFilter(run_id="run_3"), [3]),
            (LinkFilter(account=AccountId("acc_1")), [3, 2, 1]),
            (LinkFilter(since=datetime(2026, 11, 3, tzinfo=UTC)), [4]),
            (LinkFilter(until=datetime(2026, 11, 3, tzinfo=UTC)), [3, 2, 1]),
            (LinkFilter(action="%"), []),
        ],
    )
    def test_filters_narrow(self, trail: Trail, clock: FakeClock, wanted: LinkFilter, numbers: list[int]) -> None:
        grow(trail, 3)
        clock.advance(days=2)
        trail.note(actor="curator", action="account.connect", subject="account:acc_2")
        assert [link.number for link in trail.links(wanted)] == numbers

    def test_an_export_holds_links_and_documents_a_line_each(self, trail: Trail) -> None:
        links = grow(trail, 2)
        lines = [json.loads(line) for line in trail.lines()]
        assert [line["number"] for line in lines] == [1, 2]
        assert lines[0]["hash"] == links[0].hash
        assert lines[1]["after"] == {**AFTER, "number": 2}

    def test_an_export_says_what_was_erased_when_and_for_what(self, trail: Trail, clock: FakeClock) -> None:
        grow(trail, 1)
        clock.advance(days=1)
        trail.erase("acc_1", actor="operator", reason="account removed")
        first = json.loads(next(iter(trail.lines())))
        assert first["after"] == {
            "erased_at": (datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(days=1)).isoformat(),
            "erased_for": "account removed",
        }


def _alter_document(database: Database, digest: str | None, change: Callable[[Session, AuditDocument], None]) -> None:
    with database.write() as session:
        change(session, session.query(AuditDocument).filter_by(sha256=digest).one())
