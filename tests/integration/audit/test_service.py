"""Verifying the audit trail against what backups remember of it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from playwarden.domain.backups import Kind
from playwarden.features.audit.service import Audit
from playwarden.store.backup import back_up
from playwarden.store.database import Database
from playwarden.store.models.system import Setting
from playwarden.store.trail import StoredTrail
from tests.fakes.clock import FakeClock


@pytest.fixture
def trail(database: Database, clock: FakeClock) -> StoredTrail:
    trail = StoredTrail(database, clock)
    for number in range(5):
        trail.note(actor="operator", action="test", subject=str(number), after={"n": number})
    return trail


@pytest.fixture
def audit(trail: StoredTrail, database: Database, tmp_path: Path) -> Audit:
    return Audit(trail, database, tmp_path / "backups")


def cut(database: Database, after: int) -> None:
    """Take the tail away as somebody would who knows everything inside of the database."""
    with database.write() as session:
        if database.on_sqlite:
            session.execute(text("DROP TRIGGER audit_links_no_delete"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(f"DELETE FROM audit_links WHERE number > {after}"))
        last = session.scalar(text(f"SELECT hash FROM audit_links WHERE number = {after}"))
        session.merge(Setting(name="audit.head", value=f"{after} {last}"))


class TestVerifying:
    def test_a_whole_chain_agrees_with_its_backups(
        self, audit: Audit, database: Database, clock: FakeClock, tmp_path: Path
    ) -> None:
        back_up(database, tmp_path / "backups", kind=Kind.NIGHTLY, at=clock.now())
        verified = audit.verify()
        assert (verified.count, verified.first_broken) == (5, None)

    def test_a_tail_that_a_backup_still_knew_is_missed(
        self, audit: Audit, database: Database, clock: FakeClock, tmp_path: Path
    ) -> None:
        back_up(database, tmp_path / "backups", kind=Kind.NIGHTLY, at=clock.now())
        cut(database, after=3)
        broken = audit.verify().first_broken
        assert broken is not None
        assert broken.number == 4
        assert (
            broken.why == "Links 4 to 5 are missing from the end: the backup of 2026-11-02 09:00 UTC still knew them."
        )

    def test_damaged_files_in_the_folder_do_not_matter(self, audit: Audit, tmp_path: Path) -> None:
        (tmp_path / "backups").mkdir()
        (tmp_path / "backups" / "x.zip").write_text("?")
        assert audit.verify().first_broken is None

    def test_without_a_folder_the_chain_is_verified_by_itself(self, audit: Audit) -> None:
        assert audit.verify().count == 5

    def test_an_export_is_a_line_a_link(self, audit: Audit) -> None:
        assert len(list(audit.lines())) == 5
