"""The audit chain (append-only, guarded by triggers) and the documents it vouches for, which lie apart."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from playwarden.store.base import Base


class AuditLink(Base):
    """Who did what when; `hash` covers every other column and the link before."""

    __tablename__ = "audit_links"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    run_id: Mapped[str | None]
    before_sha256: Mapped[str | None]
    after_sha256: Mapped[str | None]
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


class AuditDocument(Base):
    """A before or after document by the SHA-256 of its canonical form; may be erased, the chain still verifies."""

    __tablename__ = "audit_documents"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes | None]
    """zlib-compressed canonical JSON; None once erased."""
    subject_account: Mapped[str | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]
    erased_for: Mapped[str | None]
