"""Templates that were saved, and which rule sets are linked to one.

Every function works in the session it is given and commits nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from playwarden.domain.matching import fold
from playwarden.domain.rules.templates import KeptTemplate, Link, read_template
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import AccountId, RuleSetId, TemplateId
from playwarden.store.models import rules as rows
from playwarden.store.upsert import portions


def save(session: Session, kept: KeptTemplate) -> None:
    """Writes a template as it is now, whether it was there before or not."""
    values = {
        "id": kept.id,
        "account_id": kept.account_id,
        "name": kept.template.name,
        "folded": folded(kept.template.name),
        "document": kept.template.to_document(),
        "number": kept.number,
        "actor": kept.actor,
        "created_at": kept.created_at,
        "changed_at": kept.changed_at,
    }
    row = session.get(rows.RuleTemplate, kept.id)
    if row is None:
        session.add(rows.RuleTemplate(**values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()


def remove(session: Session, template_id: TemplateId) -> None:
    """Takes a template away; the rule sets that are linked to it stay, linked to none."""
    table = rows.RuleSet
    session.execute(
        update(table).where(table.template_id == template_id).values(template_id=None, template_values=None)
    )
    session.execute(delete(rows.RuleTemplate).where(rows.RuleTemplate.id == template_id))


def template(session: Session, template_id: TemplateId) -> KeptTemplate:
    """Raises NotFound."""
    row = session.get(rows.RuleTemplate, template_id, populate_existing=True)
    if row is None:
        raise NotFound(f"There is no template '{template_id[:60]}'.", "`playwarden templates list` names them.")
    return _kept(row)


def templates(session: Session, accounts: Collection[AccountId] | None = None) -> list[KeptTemplate]:
    """By name; those of `accounts`, None: all."""
    query = select(rows.RuleTemplate).order_by(rows.RuleTemplate.folded, rows.RuleTemplate.id)
    if accounts is not None:
        query = query.where(rows.RuleTemplate.account_id.in_(sorted(accounts)))
    return [_kept(row) for row in session.scalars(query)]


def named(session: Session, name: str, accounts: Collection[AccountId] | None = None) -> list[KeptTemplate]:
    """Those that bear this name, one an account at most."""
    return [one for one in templates(session, accounts) if folded(one.template.name) == folded(name)]


def link(session: Session, rule_set: RuleSetId, to: Link | None) -> None:
    """Links a rule set to the template that it was filled in from; None: to none any more."""
    table = rows.RuleSet
    values = {"template_id": to.template_id if to else None, "template_values": dict(to.values) if to else None}
    session.execute(update(table).where(table.id == rule_set).values(**values))


def linked(session: Session, template_id: TemplateId) -> dict[RuleSetId, Link]:
    """The rule sets that are linked to a template."""
    table = rows.RuleSet
    query = (
        select(table.id, table.template_values).where(table.template_id == template_id).order_by(table.folded, table.id)
    )
    return {RuleSetId(key): _link(template_id, values) for key, values in session.execute(query)}


def links(session: Session, rule_sets: Iterable[RuleSetId]) -> dict[RuleSetId, Link]:
    """What each of these is linked to; those that are linked to nothing are left out."""
    table = rows.RuleSet
    found: dict[RuleSetId, Link] = {}
    for portion in portions(sorted(set(rule_sets))):
        query = select(table.id, table.template_id, table.template_values).where(
            table.id.in_(portion), table.template_id.is_not(None)
        )
        for key, template_id, values in session.execute(query):
            found[RuleSetId(key)] = _link(TemplateId(template_id), values)
    return found


def folded(name: str) -> str:
    """A name as names are compared."""
    return fold(name) or name


def _link(template_id: TemplateId, values: Mapping[str, Any] | None) -> Link:
    return Link(template_id, dict(values or {}))


def _kept(row: rows.RuleTemplate) -> KeptTemplate:
    return KeptTemplate(
        id=TemplateId(row.id),
        template=read_template(row.document),
        account_id=AccountId(row.account_id),
        number=row.number,
        actor=row.actor,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
