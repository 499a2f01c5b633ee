"""One's own edits: what was changed through Playwarden is what is wanted from now on."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from playwarden.domain.protection.judging import Judged, same_text
from playwarden.domain.protection.preferred import Preferred
from playwarden.features.protection import book
from playwarden.features.protection import repository as repo
from playwarden.features.protection.book import Outcome
from playwarden.features.protection.repository import Guarded, OwnEdit
from playwarden.kit.ids import IdSource
from playwarden.kit.pictures import alike
from playwarden.store.models import protection as rows

FaceOf = Callable[[str], str | None]
"""The likeness of the picture at an address, where it could be had."""


def adopt(
    session: Session,
    ids: IdSource,
    guarded: Guarded,
    judged: Judged,
    cover_url: str | None,
    edits: Mapping[str, OwnEdit],
    face_of: FaceOf,
    now: datetime,
) -> bool:
    """Takes what was changed through Playwarden since something was preferred last as what is wanted from now on, when
    that is all that differs; an open incident ends with it. Whether it did.
    """
    since = {name: edit for name, edit in edits.items() if edit.at > guarded.changed_at}
    changed: dict[str, Any] = {}
    for wrong in judged.wrong:
        edit = since.get(wrong.field)
        if edit is None:
            return False
        if wrong.field == "cover":
            same = _alike(session, str(edit.value), cover_url, face_of)
        elif isinstance(edit.value, str):
            same = isinstance(wrong.seen, str) and same_text(edit.value, wrong.seen)
        else:
            same = edit.value == wrong.seen
        if not same:
            return False
        changed[wrong.field] = edit.value
    row = session.get_one(rows.Protection, guarded.id)
    preferred = replace(Preferred.from_document(row.preferred), **changed)
    why = "It was changed through Playwarden."
    book.prefer(session, row, preferred, actor=repo.PROTECTION, why=why, now=now)
    opened = book.open_one(session, guarded.id)
    if opened is not None:
        book.end(session, ids, opened, Outcome.ADOPTED, now, why)
    return True


def _alike(session: Session, sha256: str, url: str | None, face_of: FaceOf) -> bool:
    wanted = repo.likenesses(session, [sha256]).get(sha256)
    there = face_of(url) if url else None
    return wanted is not None and there is not None and alike(wanted, there)
