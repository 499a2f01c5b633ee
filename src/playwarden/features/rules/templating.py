"""Templates: filled in to rule sets, saved from them, and changed together with all that are linked to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from playwarden.domain.jobs.timing.cron import Cron
from playwarden.domain.rules.forms import Fault
from playwarden.domain.rules.kept import NO_FILES, Kept
from playwarden.domain.rules.parting import Candidate, Chosen, candidates, templated
from playwarden.domain.rules.pricing import Price
from playwarden.domain.rules.reading import read
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.templates import KeptTemplate, Link, Template, read_template, times_a_week
from playwarden.features.rules.costing import Asked, Costing
from playwarden.features.rules.previewing import Preview, Previews, Trial
from playwarden.features.rules.ready import ready
from playwarden.features.rules.refreshing import Refreshing, Worked
from playwarden.features.rules.service import Bound, Rules
from playwarden.features.runs.desk import Progress, silent
from playwarden.kit.clock import Clock
from playwarden.kit.errors import Conflict, InputError, NotFound
from playwarden.kit.ids import AccountId, IdSource, PlaylistId, RuleSetId, TemplateId
from playwarden.kit.text import listed
from playwarden.store import audit, plays, rules, templates
from playwarden.store.accounts import account_value
from playwarden.store.database import Database, exclusive
from playwarden.store.models.accounts import Account

MOST = 1_000
"""Templates of one installation."""
NO_VALUES: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Filled:
    """What values come to: rules, or what is wrong; `sentence` says it in words."""

    document: dict[str, Any] | None
    faults: tuple[Fault, ...]
    sentence: str
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Becoming:
    """What a linked rule set would be after a change of its template: `rules`, or why it would be wrong."""

    kept: Kept
    rules: RuleSet | None
    faults: tuple[str, ...] = ()
    preview: Preview | None = None

    @property
    def changed(self) -> bool:
        """Whether its rules become others."""
        return self.rules is not None and self.rules != self.kept.rules


class Templates:
    """The slice's face for templates; only `propose` costs calls."""

    def __init__(
        self,
        database: Database,
        keeping: Rules,
        refreshing: Refreshing,
        previews: Previews,
        costing: Costing,
        clock: Clock,
        ids: IdSource,
    ) -> None:
        self._database = database
        self._keeping = keeping
        self._refreshing = refreshing
        self._previews = previews
        self._costing = costing
        self._clock = clock
        self._ids = ids

    # -- asking

    def templates(self, accounts: Collection[AccountId] | None = None) -> list[KeptTemplate]:
        """Those that come with Playwarden, then those of `accounts` (None: all) by name."""
        with self._database.read() as session:
            return [*ready().values(), *templates.templates(session, accounts)]

    def find(self, words: str, accounts: Collection[AccountId] | None = None) -> KeptTemplate:
        """The one with that id or name. Raises NotFound, InputError where several accounts have one of that name."""
        if (known := ready().get(TemplateId(words))) is not None:
            return known
        found = [one for one in self.templates(accounts) if one.id == words]
        folded = templates.folded(words)
        found = found or [one for one in self.templates(accounts) if templates.folded(one.template.name) == folded]
        if not found:
            raise NotFound(f"There is no template '{words[:60]}'.", "`playwarden templates list` names them.")
        if len(found) > 1:
            told = listed([one.id for one in found])
            raise InputError(f"{len(found)} templates are called '{words[:60]}'.", f"Name one by its id: {told}.")
        return found[0]

    def linked(self, template: TemplateId) -> list[Kept]:
        """The rule sets that are linked to it, by name."""
        with self._database.read() as session:
            return [rules.rule_set(session, key) for key in templates.linked(session, template)]

    def links(self, rule_sets: Collection[RuleSetId]) -> dict[RuleSetId, tuple[Link, str]]:
        """What each of these is linked to, with the template's name; those that are linked to nothing are left out."""
        with self._database.read() as session:
            found = templates.links(session, rule_sets)
            names = {one.id: one.template.name for one in templates.templates(session)}
        names |= {key: one.template.name for key, one in ready().items()}
        return {key: (link, names.get(link.template_id, "")) for key, link in found.items()}

    def lacking(self, template: Template, account: AccountId) -> list[str]:
        """What an account lacks for it, in sentences. Raises NotFound for the account."""
        scopes, goes_by_plays = template.needs()
        with self._database.read() as session:
            row = session.get(Account, account)
            if row is None:
                raise NotFound(f"There is no account '{account}'.", "`playwarden accounts list` names them.")
            found = account_value(row)
            known = plays.known_from(session, account)
        missing = sorted(scopes - found.scopes)
        told = [f"{found.display_name} did not allow this ({scope}): connect it again." for scope in missing]
        if goes_by_plays and known is None and "user-read-recently-played" not in missing:
            told.append(f"No play of {found.display_name} is known yet: they are collected from now on.")
        return told

    def price(self, template: Template, account: AccountId) -> Price:
        """What it costs in a week before anything is filled in. Raises NotFound for the account."""
        return self.prices([template], account)[0]

    def prices(self, wanted: Sequence[Template], account: AccountId) -> list[Price]:
        """The same of several at once."""
        asked = []
        for template in wanted:
            sample = template.sample(full=False) | {
                one.name: one.sample(0) for one in template.parameters if one.kind == "flag"
            }
            asked.append(self._asked(template, sample, names=_labels(template, sample)))
        return self._costing.prices(account, asked)

    def filled(
        self,
        template: Template,
        values: Mapping[str, Any],
        account: AccountId | None = None,
        playlist: PlaylistId | None = None,
    ) -> Filled:
        """What these values come to, with the price where an account is named. Raises NotFound for the account."""
        document, faults = template.try_fill(values)
        sentence = template.said(values, self._keeping.names([dict(values)]))
        if document is None or account is None:
            return Filled(document, faults, sentence)
        asked = replace(self._asked(template, values), playlist=playlist)
        return Filled(document, faults, sentence, self._costing.prices(account, [asked])[0])

    def candidates(self, rule_set: RuleSetId) -> tuple[Kept, tuple[Candidate, ...]]:
        """What of a rule set can become parameters. Raises NotFound."""
        with self._database.read() as session:
            kept = rules.rule_set(session, rule_set)
        return kept, candidates(kept.rules)

    def becoming(self, template: KeptTemplate, changed: Template, *, look: bool = True) -> list[Becoming]:
        """What every linked rule set would be, were the template `changed`; `look`: with what its playlist becomes, as
        far as that is known here.
        """
        with self._database.read() as session:
            found = [
                (rules.rule_set(session, key), link) for key, link in templates.linked(session, template.id).items()
            ]
        return [self._become(kept, changed, link, look=look) for kept, link in found]

    # -- changing

    def fill(
        self,
        template: KeptTemplate,
        values: Mapping[str, Any],
        bound: Bound,
        *,
        actor: str,
        name: str | None = None,
    ) -> Kept:
        """Keeps the rule set that these values make, linked to the template. Without a `name` it is called as the
        template, numbered where the account has one of that name. Raises what `Rules.keep` raises.
        """
        document = template.template.fill(values)
        with self._database.read() as session:
            taken = {templates.folded(one.rules.name) for one in rules.rule_sets(session, accounts=[bound.account])}
        document["name"] = name or _free(str(document["name"]), taken)
        given = {key: value for key, value in values.items() if value is not None}
        return self._keeping.keep(bound, read(document), actor=actor, link=Link(template.id, given))

    def save(
        self,
        rule_set: RuleSetId,
        *,
        name: str,
        sentence: str,
        chosen: Sequence[Chosen],
        actor: str,
        note: str = "",
        link: bool = True,
    ) -> KeptTemplate:
        """Keeps a template made from a rule set; `link`: the rule set is linked to it. Raises NotFound, InputError for
        what cannot become a parameter, Conflict where the account has a template of that name.
        """
        now = self._clock.now()
        with self._database.write() as session:
            exclusive(session, "rule sets")
            source = rules.rule_set(session, rule_set)
            if source.files:
                raise InputError(
                    f"'{source.rules.name}' takes tracks from files, which a template does not keep.",
                    "Put their tracks into a playlist, and take that as a source.",
                )
            made = templated(source.rules, name=name, sentence=sentence, note=note, chosen=chosen)
            kept = KeptTemplate(
                TemplateId(self._ids.new("tpl", now)), made, source.account_id, 1, actor, now, now
            )  # fmt: skip
            self._check_room(session, kept)
            templates.save(session, kept)
            if link:
                values = {one.name: one.default for one in made.parameters}
                templates.link(session, rule_set, Link(kept.id, values))
            self._note(session, kept, actor, "templates.save", None, made.to_document())
        return kept

    def change(self, template_id: TemplateId, document: Mapping[str, Any], *, number: int, actor: str) -> KeptTemplate:
        """Puts another document in the place of a template's; the rules of all that are linked to it follow in the same
        transaction, or nothing is changed. `number` is the one that was read.

        Raises NotFound, Conflict where somebody changed it since, InputError for what is wrong in it, or would be in a
        linked rule set.
        """
        changed = read_template(document)
        with self._database.write() as session:
            exclusive(session, "rule sets")
            before = templates.template(session, template_id)
            if before.number != number:
                raise Conflict(f"Somebody changed '{before.template.name}' meanwhile.", "Look at it again.")
            kept = replace(before, template=changed, number=number + 1, actor=actor, changed_at=self._clock.now())
            self._check_room(session, kept)
            templates.save(session, kept)
            for key, link in templates.linked(session, template_id).items():
                one = rules.rule_set(session, key)
                becomes = self._become(one, changed, link, look=False)
                if becomes.rules is None:
                    raise InputError(
                        f"'{one.rules.name}' is linked to it, and would be wrong. {' '.join(becomes.faults)}",
                        "Give new parameters a default, or unlink that rule set first.",
                    )
                if becomes.changed:
                    self._keeping.put(session, one, becomes.rules, actor=actor, link=link)
            documents = before.template.to_document(), changed.to_document()
            self._note(session, kept, actor, "templates.change", *documents)
        return kept

    def remove(self, template_id: TemplateId, *, actor: str) -> KeptTemplate:
        """Takes a template away; its rule sets stay, linked to none. Raises NotFound."""
        with self._database.write() as session:
            kept = templates.template(session, template_id)
            templates.remove(session, template_id)
            self._note(session, kept, actor, "templates.remove", kept.template.to_document(), None)
        return kept

    def unlink(self, rule_set: RuleSetId, *, actor: str) -> None:
        """A change of its template does not concern a rule set any more. Raises NotFound."""
        with self._database.write() as session:
            kept = rules.rule_set(session, rule_set)
            link = templates.links(session, [rule_set]).get(rule_set)
            if link is None:
                return
            templates.link(session, rule_set, None)
            audit.append(
                session,
                at=self._clock.now(),
                actor=actor,
                action="rules.unlink",
                subject=f"rule_set:{rule_set}",
                before={"template": link.template_id},
                account=kept.account_id,
            )

    def propose(self, template: KeptTemplate, *, actor: str, progress: Progress = silent) -> Worked:
        """What refreshing all that are linked to it would do, as one proposal. Reads what they need. Raises InputError
        where none of them keeps a playlist, and what `Refreshing.propose` raises.
        """
        wanted = [one.id for one in self.linked(template.id) if one.playlist_id is not None or one.create_name]
        if not wanted:
            raise InputError(
                f"No rule set that keeps a playlist is linked to '{template.template.name}'.", "Fill it in first."
            )
        return self._refreshing.propose(wanted, actor=actor, progress=progress)

    # -- parts of these

    def _asked(self, template: Template, values: Mapping[str, Any], names: Mapping[str, str] = NO_FILES) -> Asked:
        times = None
        if template.schedule is not None:
            times = times_a_week(Cron(template.schedule, "UTC"), self._clock.now().astimezone(UTC))
        return Asked(read(template.fill(values)), None, times, names)

    def _become(self, kept: Kept, changed: Template, link: Link, *, look: bool) -> Becoming:
        asked = {one.name for one in changed.parameters}
        values = {key: value for key, value in link.values.items() if key in asked}
        document, faults = changed.try_fill(values)
        if document is None:
            return Becoming(kept, None, tuple(fault.what for fault in faults))
        after = read({**document, "name": kept.rules.name})
        if not look:
            return Becoming(kept, after)
        trial = Trial(kept.account_id, after, kept.playlist_id, kept.files, replace(kept, rules=after))
        try:
            return Becoming(kept, after, preview=self._previews.preview(trial))
        except (InputError, NotFound) as error:
            return Becoming(kept, after, (str(error),))

    def _check_room(self, session: Session, kept: KeptTemplate) -> None:
        assert kept.account_id is not None, "those that come with Playwarden are not kept"
        taken = [*ready().values(), *templates.named(session, kept.template.name, [kept.account_id])]
        for one in taken:
            if one.id != kept.id and templates.folded(one.template.name) == templates.folded(kept.template.name):
                raise Conflict(f"There is a template '{one.template.name}'.", "Give this one another name.")
        if kept.number == 1 and len(templates.templates(session)) >= MOST:
            raise Conflict(f"There are {MOST:,} templates.", "Remove some first.")

    def _note(
        self, session: Session, kept: KeptTemplate, actor: str, action: str, before: object, after: object
    ) -> None:
        audit.append(
            session,
            at=self._clock.now(),
            actor=actor,
            action=action,
            subject=f"template:{kept.id}",
            before=before,
            after=after,
            account=kept.account_id,
        )


def _free(name: str, taken: Collection[str]) -> str:
    """The name, numbered where it is taken."""
    number, found = 1, name
    while templates.folded(found) in taken:
        number += 1
        found = f"{name[:90]} {number}"
    return found


def _labels(template: Template, values: Mapping[str, Any]) -> dict[str, str]:
    """What stands for a list that was not chosen yet, by the made-up URI."""
    return {uri: one.label for one in template.parameters for uri in _uris({one.name: values.get(one.name)})}


def _uris(values: Mapping[str, Any]) -> list[str]:
    flat = [each for value in values.values() for each in (value if isinstance(value, list) else [value])]
    return [each for each in flat if isinstance(each, str) and each.startswith("spotify:")]
