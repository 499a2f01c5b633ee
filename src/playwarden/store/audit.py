"""Appends to the audit chain, verifies it, and erases documents from beside it, inside a caller's transaction."""

import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, exc, exists, func, or_, select
from sqlalchemy.orm import Session

from playwarden.domain.audit import Broken, Head, KnownHead, Link, UnreadableLink, Verified, follow
from playwarden.engine.ports.audit import LinkFilter
from playwarden.kit.canonical import canonical
from playwarden.store.database import exclusive, patient
from playwarden.store.models.audit import AuditDocument, AuditLink
from playwarden.store.models.system import Setting

ERASURE = "audit.erase"
"""The action of a link that says which documents were erased; verify accepts the absence of no others."""
HEAD = "audit.head"
"""The setting that holds the chain's head beside the chain, so that a cut tail is noticed."""
NOTED = "what was noted"
"""In a session's `info`: the (action, subject) of the links that it has appended."""
_BATCH = 500
_COLUMNS = tuple(AuditLink.__table__.c[name] for name in Link.__slots__)
"""What a link is made of, in its order."""


def append(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    run_id: str | None = None,
    before: object = None,
    after: object = None,
    account: str | None = None,
) -> Link:
    """Add a link at the end of the chain, in the transaction of `session`: it stands or falls with it.

    `before` and `after` are JSON documents (raises TypeError or ValueError for anything else), kept apart under their
    SHA-256 and erased when `account` is. Appenders queue until the transaction ends, so append last in it.
    """
    exclusive(session, "audit")
    head = _last(session)
    noted = _noted_head(session)
    if noted and noted.number > head.number:
        head = noted  # links were cut off: going on behind them leaves the gap for verify to find
    link = Link(
        number=head.number + 1,
        at=at.astimezone(UTC),
        actor=actor,
        action=action,
        subject=subject,
        run_id=run_id,
        before_sha256=_keep(session, before, account),
        after_sha256=_keep(session, after, account),
        previous=head.hash,
    ).sealed()
    session.add(AuditLink(**{name: getattr(link, name) for name in Link.__slots__}))
    session.merge(Setting(name=HEAD, value=f"{link.number} {link.hash}"))
    session.flush()
    session.info.setdefault(NOTED, []).append((action, subject))
    return link


def head(session: Session) -> Head:
    """The chain's last link as it stands in the database."""
    return _last(session)


def verify(session: Session, known: Sequence[KnownHead] = ()) -> Verified:
    """Recompute every link and document; `known` are heads written down outside of the database (in backups).

    Names the first link that was altered, replaced or taken away, also from the end, or whose document was altered or
    taken away without an erasure that the chain records.
    """
    patient(session)
    noted = _noted_head(session)
    heads = [*known, KnownHead(noted, "the note of the chain's head")] if noted else known
    last, broken = follow(_all(session), heads)
    documents, erased, broken_document = _check_documents(session)
    if broken_document and (broken is None or broken_document.number < broken.number):
        broken = broken_document
        last = _last(session, before=broken.number)
    return Verified(last.number, last, broken, documents, erased)


def erase(session: Session, *, account: str, actor: str, reason: str, at: datetime) -> int:
    """Take out every document of `account`, and append a link that says which. Answers how many were there."""
    exclusive(session, "audit")
    rows = session.scalars(
        select(AuditDocument).where(AuditDocument.account == account, AuditDocument.body.is_not(None))
    ).all()
    for row in rows:
        row.body, row.erased_at, row.erased_for = None, at, reason
    if rows:
        told = {"account": account, "reason": reason, "documents": sorted(row.sha256 for row in rows)}
        append(session, at=at, actor=actor, action=ERASURE, subject=f"account:{account}", after=told)
    return len(rows)


def links(session: Session, wanted: LinkFilter) -> list[Link]:
    """The newest first, at most `wanted.limit`."""
    query = select(*_COLUMNS).where(*_conditions(wanted)).order_by(AuditLink.number.desc()).limit(wanted.limit)
    return [Link(*row) for row in session.execute(query)]


def lines(session: Session) -> Iterator[str]:
    """Every link, the oldest first, as a line of JSON: its columns, and its documents under `before` and `after`.

    An erased document reads {"erased_at": ..., "erased_for": ...}.
    """
    patient(session)
    for link in _all(session):
        columns = {name: getattr(link, name) for name in Link.__slots__}
        columns["at"] = link.at.isoformat()
        columns["before"] = _shown(session, link.before_sha256)
        columns["after"] = _shown(session, link.after_sha256)
        yield json.dumps(columns, ensure_ascii=False)


def document(session: Session, digest: str) -> Any:
    """The document with that SHA-256; None when it was erased or never kept."""
    rows = session.scalars(select(AuditDocument).where(AuditDocument.sha256 == digest))
    body = next((row.body for row in rows if row.body is not None), None)
    return None if body is None else json.loads(zlib.decompress(body))


def _keep(session: Session, content: object, account: str | None) -> str | None:
    if content is None:
        return None
    plain = canonical(content)
    name = sha256(plain).hexdigest()
    row = session.get(AuditDocument, (name, account or ""))
    if row is None:
        row = AuditDocument(sha256=name, account=account or "")
        session.add(row)
    if row.body is None:
        row.body, row.erased_at, row.erased_for = zlib.compress(plain), None, None
    session.flush()
    return name


def _last(session: Session, *, before: int | None = None) -> Head:
    query = select(AuditLink.number, AuditLink.hash).order_by(AuditLink.number.desc()).limit(1)
    if before is not None:
        query = query.where(AuditLink.number < before)
    row = session.execute(query).first()
    return Head(row.number, row.hash) if row else Head()


def _noted_head(session: Session) -> Head | None:
    noted = session.get(Setting, HEAD)
    number, _, digest = noted.value.partition(" ") if noted else ("", "", "")
    return Head(int(number), digest) if number.isdigit() else None


def _all(session: Session) -> Iterator[Link]:
    """Every link in order. Raises UnreadableLink, at its place, for a row whose columns cannot be read."""
    query = select(AuditLink.__table__).order_by(AuditLink.number)
    last = None
    while True:
        rest = query if last is None else query.where(AuditLink.number > last)
        try:
            rows = session.execute(rest.limit(_BATCH)).all()
        except (ValueError, TypeError, exc.OperationalError):
            try:
                rows = session.execute(rest.limit(1)).all()
            except (ValueError, TypeError) as error:
                raise UnreadableLink(f"One of its columns cannot be read ({error}).") from error
            except exc.OperationalError as error:
                if "decode" not in str(error):
                    raise
                raise UnreadableLink("One of its columns holds something that is no text.") from error
        if not rows:
            return
        for row in rows:
            yield Link(**row._mapping)
        last = rows[-1].number


def _check_documents(session: Session) -> tuple[int, int, Broken | None]:
    """How many documents are whole, how many erased, and the first link with one that is neither."""
    allowed = _erasures(session)
    whole = erased = 0
    faults: list[Broken] = []
    for row in session.scalars(select(AuditDocument).execution_options(yield_per=50)):
        if row.body is None:
            erased += 1
            if (row.account, row.sha256) not in allowed:
                why = "Its document was taken away, and no link of the chain records an erasure of it."
                faults += _named_by(session, row.sha256, why)
        elif _is_whole(row.body, row.sha256):
            whole += 1
        else:
            faults += _named_by(session, row.sha256, "Its document does not give its hash: it was altered.")
        session.expunge(row)
    for column in (AuditLink.before_sha256, AuditLink.after_sha256):
        kept = exists().where(AuditDocument.sha256 == column)
        number = session.scalar(select(func.min(AuditLink.number)).where(column.is_not(None), ~kept))
        if number is not None:
            faults.append(Broken(number, "Its document was deleted."))
    return whole, erased, min(faults, key=lambda fault: fault.number, default=None)


def _named_by(session: Session, digest: str, why: str) -> list[Broken]:
    number = session.scalar(
        select(func.min(AuditLink.number)).where(
            or_(AuditLink.before_sha256 == digest, AuditLink.after_sha256 == digest)
        )
    )
    return [] if number is None else [Broken(number, why)]


def _erasures(session: Session) -> set[tuple[str, str]]:
    """(account, sha256) of every document that a link says was erased."""
    found: set[tuple[str, str]] = set()
    for digest in session.scalars(select(AuditLink.after_sha256).where(AuditLink.action == ERASURE)):
        body = session.scalar(
            select(AuditDocument.body).where(AuditDocument.sha256 == digest, AuditDocument.account == "")
        )
        if digest is not None and body is not None and _is_whole(body, digest):
            told = json.loads(zlib.decompress(body))
            found.update((told["account"], name) for name in told["documents"])
    return found


def _is_whole(body: bytes, digest: str) -> bool:
    try:
        return sha256(zlib.decompress(body)).hexdigest() == digest
    except zlib.error:
        return False


def _shown(session: Session, digest: str | None) -> Any:
    if digest is None:
        return None
    rows = session.scalars(select(AuditDocument).where(AuditDocument.sha256 == digest)).all()
    for row in rows:
        if row.body is not None:
            return json.loads(zlib.decompress(row.body))
    return next(
        ({"erased_at": row.erased_at.isoformat(), "erased_for": row.erased_for} for row in rows if row.erased_at), None
    )


def _conditions(wanted: LinkFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.actor is not None:
        # A member is meant by name too, with whatever token: `member:ID (NAME)`, `member:ID (NAME, token TOKEN)`.
        called = (f" ({wanted.actor})", f" ({wanted.actor}, token ")
        member = AuditLink.actor.startswith("member:")
        inside = (
            AuditLink.actor.endswith(called[0], autoescape=True),
            AuditLink.actor.contains(called[1], autoescape=True),
        )
        found.append(or_(AuditLink.actor == wanted.actor, and_(member, or_(*inside))))
    if wanted.action is not None:
        found.append(AuditLink.action.startswith(wanted.action, autoescape=True))
    if wanted.subject is not None:
        found.append(AuditLink.subject.startswith(wanted.subject, autoescape=True))
    if wanted.run_id is not None:
        found.append(AuditLink.run_id == wanted.run_id)
    if wanted.since is not None:
        found.append(AuditLink.at >= wanted.since)
    if wanted.until is not None:
        found.append(AuditLink.at < wanted.until)
    if wanted.before_number is not None:
        found.append(AuditLink.number < wanted.before_number)
    if wanted.account is not None:
        named = or_(AuditDocument.sha256 == AuditLink.before_sha256, AuditDocument.sha256 == AuditLink.after_sha256)
        found.append(exists().where(and_(AuditDocument.account == wanted.account, named)))
    return found
