"""Which rule sets stand in a folder of files under version control.

Every function works in the session it is given and commits nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from playwarden.kit.ids import RuleSetId
from playwarden.store.models import rules as rows


@dataclass(frozen=True, slots=True)
class Stamp:
    """The folder by its name, the file in it, and the number that the rule set had when it was taken from there."""

    folder: str
    file: str
    number: int


def stamp(session: Session, rule_set: RuleSetId, stamped: Stamp | None) -> None:
    """Writes down where a rule set stands; None: in no folder."""
    told = None if stamped is None else {"name": stamped.folder, "file": stamped.file, "number": stamped.number}
    session.execute(update(rows.RuleSet).where(rows.RuleSet.id == rule_set).values(folder=told))


def stamps(session: Session) -> Mapping[RuleSetId, Stamp]:
    """Where each stands that stands in a folder."""
    query = select(rows.RuleSet.id, rows.RuleSet.folder).where(rows.RuleSet.folder.is_not(None))
    return {
        RuleSetId(key): Stamp(told["name"], told["file"], told["number"])
        for key, told in session.execute(query)
        if told is not None
    }
