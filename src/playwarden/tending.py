"""The part of the container about playlists as a whole: their covers, made when they are first wanted."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from playwarden.config import Settings
from playwarden.letting_in import LettingIn

if TYPE_CHECKING:
    from playwarden.engine.ports.target import Target
    from playwarden.features.library.gallery import Gallery


@dataclass(frozen=True)
class Tending(LettingIn):
    """What tends playlists, beside what changes them."""

    settings: Settings

    @property
    def target(self) -> "Target":
        raise NotImplementedError

    @cached_property
    def gallery(self) -> "Gallery":
        from playwarden.features.library.gallery import Gallery

        return Gallery(self.database, self.target, self.clock, self.settings.data_dir / "covers")
