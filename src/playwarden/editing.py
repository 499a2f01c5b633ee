"""The part of the container that is about editing one playlist, made when it is first wanted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwarden.kit.loading import made_once
from playwarden.letting_in import LettingIn

if TYPE_CHECKING:
    from playwarden.engine.ports.target import Target
    from playwarden.features.drafts.service import Drafts
    from playwarden.features.tracks.service import Tracks


@dataclass(frozen=True)
class Editing(LettingIn):
    """Drafts, and tracks to put in."""

    @property
    def target(self) -> "Target":
        raise NotImplementedError

    @made_once
    def drafts(self) -> "Drafts":
        from playwarden.features.drafts.service import Drafts

        return Drafts(self.database, self.clock, self.ids)

    @made_once
    def tracks(self) -> "Tracks":
        from playwarden.features.tracks.service import Tracks

        return Tracks(self.database, self.target, self.clock)
