"""The audit chain (append-only, guarded by triggers) and the documents it vouches for, which lie apart."""

from datetime import datetime

from sqlalchemy import Connection, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class AuditLink(Base):
    """Who did what when; `hash` covers every other column and the link before."""

    __tablename__ = "audit_links"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    run_id: Mapped[str | None] = mapped_column(index=True)
    before_sha256: Mapped[str | None]
    after_sha256: Mapped[str | None]
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


class AuditDocument(Base):
    """A before or after document by the SHA-256 of its canonical form; may be erased, the chain still verifies.

    Two accounts with an equal document have a row each, so that erasing one account leaves the other's.
    """

    __tablename__ = "audit_documents"
    __table_args__ = (Index("ix_audit_documents_account", "account"),)

    sha256: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    """The account whose removal erases it; empty for none."""
    body: Mapped[bytes | None]
    """zlib-compressed canonical JSON; None once erased."""
    erased_at: Mapped[datetime | None]
    erased_for: Mapped[str | None]


GUARDS = {
    "sqlite": (
        "CREATE TRIGGER audit_links_no_update BEFORE UPDATE ON audit_links\n"
        "BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END",
        "CREATE TRIGGER audit_links_no_delete BEFORE DELETE ON audit_links\n"
        "BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END",
        # INSERT OR REPLACE takes rows away without asking a DELETE trigger
        "CREATE TRIGGER audit_links_no_replace BEFORE INSERT ON audit_links\n"
        "WHEN EXISTS (SELECT 1 FROM audit_links WHERE number = NEW.number OR hash = NEW.hash)\n"
        "BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_links_only_grow() RETURNS trigger LANGUAGE plpgsql AS\n"
        "$$ BEGIN RAISE EXCEPTION 'the audit chain only grows' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER audit_links_no_update BEFORE UPDATE OR DELETE ON audit_links\n"
        "FOR EACH ROW EXECUTE FUNCTION audit_links_only_grow()",
        "CREATE TRIGGER audit_links_no_truncate BEFORE TRUNCATE ON audit_links\n"
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_links_only_grow()",
    ),
}
"""What makes the database itself refuse to change or shorten the chain, by dialect."""


@event.listens_for(AuditLink.__table__, "after_create")
def _guard(_table: object, connection: Connection, **_options: object) -> None:
    for statement in GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
