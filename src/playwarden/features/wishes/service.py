"""From a FILE to orders: the account, the playlists, the items and the covers that it names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from playwarden.domain.accounts import Account, AccountState
from playwarden.domain.calls import Caller, Lane
from playwarden.domain.compose import Wish
from playwarden.domain.links import WrongKind, playlist_id
from playwarden.domain.plan import Policy
from playwarden.engine.ports.accounts import Accounts
from playwarden.engine.ports.target import Target
from playwarden.features.runs.proposal import Order
from playwarden.features.wishes.document import Mark, PlaylistWish, WishFile
from playwarden.features.wishes.items import Catalogue, Resolving
from playwarden.features.wishes.pictures import cover
from playwarden.kit.errors import FileError
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.kit.text import listed

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a FILE comes to. `searches` is the calls that finding items by name took."""

    account: Account
    orders: tuple[Order, ...]
    searches: int


class Wishes:
    """Turns files into orders."""

    def __init__(self, accounts: Accounts, catalogue: Catalogue, target: Target) -> None:
        self._accounts = accounts
        self._catalogue = catalogue
        self._target = target

    def orders(
        self,
        file: WishFile,
        *,
        pictures: Mapping[str, bytes] | None = None,
        lane: Lane = Lane.INTERACTIVE,
        progress: Progress = lambda _: None,
    ) -> Ordered:
        """Reads covers, resolves items, names playlists. Raises FileError, and what `Target.search` raises.

        `pictures` are the covers by the words in the file, where somebody sent them along: then nothing is read from
        this machine's disk, whatever the file names.
        """
        account = self._account(file)
        ids = self._playlist_ids(file)
        resolving = Resolving(file.path, self._catalogue, self._target, Caller(account.id, lane))
        covers = {
            wish.cover: cover(wish.cover, file.path, wish.mark_of("cover"))
            if pictures is None
            else _given(pictures, wish.cover, file, wish)
            for wish in file.playlists
            if wish.cover
        }
        resolving.resolve((item for wish in file.playlists for item in wish.items or ()), progress)
        orders = []
        for wish, id_ in zip(file.playlists, ids, strict=True):
            picture = covers[wish.cover] if wish.cover else None
            orders.append(
                Order(
                    account_id=account.id,
                    wish=_wish(wish, file, resolving, picture),
                    policy=_policy(wish),
                    playlist_id=id_,
                    create_key=wish.create,
                    picture=picture,
                )
            )
        return Ordered(account, tuple(orders), resolving.searches)

    def account(self, file: WishFile, among: frozenset[AccountId] | None = None) -> Account:
        """The connected account that a file is about; `among` these. Raises FileError."""
        return self._account(file, among)

    def playlists(self, file: WishFile) -> frozenset[PlaylistId]:
        """Those that it names; not those that it makes. Raises FileError."""
        return frozenset(each for each in self._playlist_ids(file) if each is not None)

    def check(self, file: WishFile, pictures: Mapping[str, bytes]) -> None:
        """What can be told without a call: its account is connected, its playlists stand in it once, its covers were
        sent along. Raises FileError.
        """
        self._account(file)
        self._playlist_ids(file)
        for wish in file.playlists:
            if wish.cover:
                _given(pictures, wish.cover, file, wish)

    def _account(self, file: WishFile, among: frozenset[AccountId] | None = None) -> Account:
        connected = [
            each
            for each in self._accounts.accounts()
            if each.state is not AccountState.REMOVED and (among is None or each.id in among)
        ]
        wanted = file.account.strip()
        for names in (_ids, _names):
            fitting = [account for account in connected if wanted in names(account)]
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                told = listed([f"{account.id} ({account.user_id})" for account in fitting])
                raise _wrong(
                    file, file.account_mark, f"several accounts are called '{wanted}': {told}; name one by its id."
                )
        told = listed([f"{account.display_name} ({account.id})" for account in connected])
        raise _wrong(
            file,
            file.account_mark,
            f"no connected account is called '{wanted}'" + (f"; there are {told}." if told else "."),
            "" if told else "Connect it with `playwarden accounts connect`.",
        )

    def _playlist_ids(self, file: WishFile) -> list[PlaylistId | None]:
        seen: dict[str, int] = {}
        ids: list[PlaylistId | None] = []
        for wish in file.playlists:
            mark = wish.mark_of("id" if wish.id is not None else "create")
            id_ = None
            if wish.id is not None:
                try:
                    id_ = playlist_id(wish.id)
                except WrongKind as error:
                    raise _wrong(file, mark, str(error)) from None
            key = id_ or f"create {wish.create}"
            if key in seen:
                raise _wrong(
                    file, mark, f"this playlist stands in the file twice, first in line {seen[key]}; expected once."
                )
            seen[key] = mark.line
            ids.append(id_)
        return ids


def _given(pictures: Mapping[str, bytes], wished: str, file: WishFile, wish: PlaylistWish) -> bytes:
    try:
        return pictures[wished]
    except KeyError:
        raise _wrong(
            file,
            wish.mark_of("cover"),
            f"the picture {wished} was not sent along with this file.",
            "Send it in `covers`.",
        ) from None


def _ids(account: Account) -> tuple[str, ...]:
    return (account.id, account.spotify_id, account.user_id)


def _names(account: Account) -> tuple[str, ...]:
    return (account.display_name,)


def _wish(wish: PlaylistWish, file: WishFile, resolving: Resolving, picture: bytes | None) -> Wish:
    return Wish(
        name=wish.name,
        description=wish.description,
        public=wish.public,
        collaborative=wish.collaborative,
        cover=sha256(picture).hexdigest() if picture else None,
        items=None if wish.items is None else resolving.uris(wish.items),
        origin=f"{file.path}:{wish.mark.line}",
    )


def _policy(wish: PlaylistWish) -> Policy:
    default = Policy()
    return Policy(
        keep_dates=wish.policy.keep_dates or default.keep_dates,
        max_calls=default.max_calls if wish.policy.max_calls is None else wish.policy.max_calls,
    )


def _wrong(file: WishFile, mark: Mark, what: str, remedy: str = "") -> FileError:
    return FileError(str(file.path), mark.line, mark.column, what, remedy)
