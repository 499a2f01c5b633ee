"""Which playlists are meant: some that are named, or all that match what is said of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, Self

from playwarden.domain.access import tagged
from playwarden.domain.edits.fields import Fields
from playwarden.domain.expressions import Expression
from playwarden.domain.library import Relation
from playwarden.domain.playlist import MAX_ENTRIES
from playwarden.domain.tags import like
from playwarden.kit.errors import InputError
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.kit.text import counted

MOST_NAMED = 1_000
Held = Literal["owner", "collaborator"]
_FIELDS = (
    "playlists",
    "name",
    "matching",
    "account",
    "tag",
    "held_as",
    "public",
    "collaborative",
    "at_least",
    "at_most",
    "holding",
    "everything",
    "writers",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A playlist as the mirror knows it, and who may write to it: `account_id` is None where nobody may, `why` (a code
    and a sentence) says so. `accounts` are those whose lists show it. `unread` is what reading its items would take, 0
    where the mirror holds them.
    """

    playlist_id: PlaylistId
    name: str
    public: bool | None
    collaborative: bool
    total: int | None
    accounts: frozenset[AccountId]
    account_id: AccountId | None
    held_as: Relation | None
    why: tuple[str, str] | None = None
    unread: int = 0
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Selection:
    """`playlists` names some (ids, URIs, addresses, names); without it all that fit are meant. Everything else narrows.

    `name` is a pattern with `*` and `?`; `matching` a regular expression found anywhere in the name; case counts in
    neither. `account` is whose list shows it; `tag` one that it has; `held_as` how the account that stands nearest to
    it of ours does. `holding` are URIs of which a playlist holds at least one, by the items last read; none: it does
    not matter.
    `everything` has to be said where nothing else is. `writers` are the accounts through which playlists may be changed
    at most: what whoever asks may edit. None: all of them; others' playlists are not meant, and not named.
    """

    playlists: tuple[str, ...] = ()
    name: str | None = None
    matching: str | None = None
    account: AccountId | None = None
    tag: str | None = None
    held_as: Held | None = None
    public: bool | None = None
    collaborative: bool | None = None
    at_least: int | None = None
    at_most: int | None = None
    holding: tuple[str, ...] = ()
    everything: bool = False
    writers: tuple[AccountId, ...] | None = None

    def __post_init__(self) -> None:
        if self.matching is not None:
            _expression(self.matching)
        if self.empty and not self.everything:
            raise InputError("No playlists are selected.", "Name them, say what they have in common, or say all.")

    @property
    def empty(self) -> bool:
        """Whether nothing is said of the playlists."""
        return not self.to_document().keys() - {"everything", "writers"}

    def fits(self, candidate: Candidate) -> bool:
        """Whether a playlist is meant, whatever is named in `playlists`."""
        if self.writers is not None:
            held = candidate.accounts if candidate.account_id is None else {candidate.account_id}
            parts = (tagged(account, tag) for account in held for tag in candidate.tags)
            if held.isdisjoint(self.writers) and not any(part in self.writers for part in parts):
                return False
        if self.name is not None and not like(candidate.name, self.name):
            return False
        if self.matching is not None and _expression(self.matching).search(candidate.name) is None:
            return False
        if self.account is not None and self.account not in candidate.accounts:
            return False
        if self.tag is not None and self.tag.casefold() not in candidate.tags:
            return False
        if self.held_as is not None and candidate.held_as != self.held_as:
            return False
        if self.public is not None and bool(candidate.public) != self.public:
            return False
        if self.collaborative is not None and candidate.collaborative != self.collaborative:
            return False
        total = candidate.total or 0
        return (self.at_least or 0) <= total and (self.at_most is None or total <= self.at_most)

    def words(self, account: str | None = None) -> str:
        """Which they are, for people; `account` is what the one that is named is called (None: its id)."""
        said = [counted(len(self.playlists), "playlist")] if self.playlists else ["all playlists"]
        if self.name is not None:
            said.append(f"called '{self.name}'")
        if self.matching is not None:
            said.append(f"matching '{self.matching}'")
        if self.account is not None:
            said.append(f"of {account or self.account}")
        if self.tag is not None:
            said.append(f"tagged '{self.tag}'")
        if self.held_as is not None:
            said.append("own ones" if self.held_as == "owner" else "as collaborator")
        if self.public is not None:
            said.append("public" if self.public else "private")
        if self.collaborative is not None:
            said.append("collaborative" if self.collaborative else "not collaborative")
        if self.at_least is not None:
            said.append(f"with {self.at_least:,} entries or more")
        if self.at_most is not None:
            said.append(f"with {self.at_most:,} entries or fewer")
        if self.holding:
            said.append(
                "that hold the track" if len(self.holding) == 1 else f"that hold one of {len(self.holding):,} tracks"
            )
        return ", ".join(said)

    def to_document(self) -> dict[str, Any]:
        """JSON of what is said."""
        said = {name: value for name in _FIELDS if (value := getattr(self, name)) is not None}
        said |= {"playlists": list(self.playlists), "holding": list(self.holding)}
        said = {name: value for name, value in said.items() if value != [] and (name, value) != ("everything", False)}
        return said if self.writers is None else said | {"writers": list(self.writers)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """What `to_document` wrote, or somebody typed. Raises InputError."""
        fields = Fields(document, "selection", _FIELDS)
        account = fields.text("account", None)
        return cls(
            playlists=fields.texts("playlists", most=MOST_NAMED),
            name=fields.text("name", None),
            matching=fields.text("matching", None),
            account=None if account is None else AccountId(account),
            tag=fields.text("tag", None),
            held_as=fields.choice("held_as", None, Held) if document.get("held_as") is not None else None,
            public=fields.flag("public", None),
            collaborative=fields.flag("collaborative", None),
            at_least=fields.whole("at_least", None, least=0, most=MAX_ENTRIES),
            at_most=fields.whole("at_most", None, least=0, most=MAX_ENTRIES),
            holding=() if document.get("holding") is None else fields.uris("holding"),
            everything=bool(fields.flag("everything")),
            writers=None
            if document.get("writers") is None
            else tuple(AccountId(each) for each in fields.texts("writers", most=MOST_NAMED)),
        )

    def within(self, accounts: frozenset[AccountId]) -> "Selection":
        """The same, of what is changed through these accounts alone."""
        wanted = accounts if self.writers is None else accounts & set(self.writers)
        return replace(self, writers=tuple(sorted(wanted)))


@lru_cache(maxsize=32)
def _expression(pattern: str) -> Expression:
    return Expression(pattern, ignore_case=True)
