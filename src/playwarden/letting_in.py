"""The part of the container that says who may come in, made when it is first wanted."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwarden.kit.clock import Clock, SystemClock
from playwarden.kit.ids import IdSource
from playwarden.kit.loading import made_once
from playwarden.store.database import Database

if TYPE_CHECKING:
    from playwarden.features.access.acting import Acting
    from playwarden.features.access.members import Members
    from playwarden.features.access.passwords import Passwords
    from playwarden.features.access.reach import Reach
    from playwarden.features.access.replies import Replies
    from playwarden.features.access.service import Access
    from playwarden.features.accounts.connecting import Connections
    from playwarden.features.accounts.service import AccountsService
    from playwarden.features.wishes.service import Wishes
    from playwarden.kit.seal import Sealer


@dataclass(frozen=True)
class LettingIn:
    """Members, sessions and what they reach. `real_clock` is the machine's own: sessions, links and tokens end by it,
    whatever clock the product follows.
    """

    database: Database
    clock: Clock
    ids: IdSource
    real_clock: Clock = field(default_factory=SystemClock, kw_only=True)

    @property
    def accounts(self) -> "AccountsService":
        raise NotImplementedError

    @property
    def wishes(self) -> "Wishes":
        raise NotImplementedError

    @made_once
    def passwords(self) -> "Passwords":
        from playwarden.features.access.passwords import Passwords

        return Passwords()

    @made_once
    def access(self) -> "Access":
        from playwarden.features.access.service import Access
        from playwarden.features.access.throttle import Throttle

        return Access(self.database, self.clock, self.real_clock, self.ids, self.passwords, Throttle(self.database))

    @made_once
    def members(self) -> "Members":
        from playwarden.features.access.members import Members

        return Members(self.database, self.clock, self.real_clock, self.ids, self.passwords)

    @made_once
    def connections(self) -> "Connections":
        from playwarden.features.accounts.connecting import Connections

        return Connections(self.database, self.accounts, self.clock, self.real_clock, self.ids)

    @property
    def sealer(self) -> "Sealer":
        raise NotImplementedError

    @made_once
    def replies(self) -> "Replies":
        from playwarden.features.access.replies import Replies

        return Replies(self.database, self.real_clock, self.sealer)

    @made_once
    def acting(self) -> "Acting":
        from playwarden.features.access.acting import Acting

        return Acting(self.database, self.reach)

    @made_once
    def reach(self) -> "Reach":
        from playwarden.features.access.reach import Reach
        from playwarden.features.wishes.reading import parse

        return Reach(self.database, lambda text, path: self.wishes.account(parse(text, Path(path))).id)
