"""What another rule set comes to at this moment, before its own playlist's pins and rotation."""

from dataclasses import dataclass
from typing import ClassVar

from playwarden.domain.rules.forms import Text, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.step import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRules(Source):
    kind: ClassVar[str] = "rule_set"
    rule_set: str = told(Text(100), "The other rule set, by its name.")

    def needs(self) -> tuple[Need, ...]:
        return (Need("rules", self.rule_set),)

    def words(self) -> str:
        return f"what the rule set '{self.rule_set}' comes to"


STEP = OfRules
EXAMPLE = {"step": "rule_set", "rule_set": "Fresh Friday"}
