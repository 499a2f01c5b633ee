"""A folder of files under version control as documents: what is sent, and how it stands to what is kept."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from playwarden.features.folders.reading import MOST_BYTES, MOST_FILES
from playwarden.features.folders.service import Standing
from playwarden.kit.ids import AccountId
from playwarden.web.schemas.bodies import Body, Words
from playwarden.web.schemas.proposals import ProposalDocument, Rules
from playwarden.web.schemas.rule_previews import PriceDocument

Path = Annotated[str, Field(min_length=1, max_length=500)]
Texts = Annotated[dict[Path, Annotated[str, Field(max_length=MOST_BYTES)]], Field(max_length=MOST_FILES)]
Covers = Annotated[dict[Path, dict[str, str]], Field(default_factory=dict, max_length=MOST_FILES)]


class FolderBody(Body):
    """A folder, sent along whole: its texts by their paths in it. `name` is what rule sets are known by that were kept
    from it. `covers` hold the pictures that each file of wishes names, as JPEGs in base64. With `prune` what was kept
    from it and stands in it no more is to be taken away.
    """

    name: Annotated[Words, Field(min_length=1, max_length=200)]
    files: Texts
    covers: Covers
    prune: bool = False
    forced: Rules


class FolderKeepBody(Body):
    """The same folder, to be kept as it was shown: `approved` is the `rules_digest` of its plan."""

    name: Annotated[Words, Field(min_length=1, max_length=200)]
    files: Texts
    prune: bool = False
    approved: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class StandingDocument(BaseModel):
    """How a rule set of the folder stands to what is kept: `told` in sentences, `difference` in lines of its YAML."""

    file: str | None
    rule_set: str | None
    name: str
    account: str
    account_name: str
    playlist: str | None
    playlist_name: str | None
    create: str | None
    state: Literal["new", "changed", "same", "gone"]
    told: list[str]
    difference: str
    schedule: str | None
    price: PriceDocument | None

    @classmethod
    def of(cls, one: Standing, accounts: Mapping[AccountId, str], names: Mapping[str, str]) -> Self:
        wanted, kept = one.wanted, one.kept
        playlist = kept.playlist_id if kept is not None else wanted.playlist if wanted is not None else None
        return cls(
            file=None if wanted is None else wanted.path,
            rule_set=None if kept is None else kept.id,
            name=one.name,
            account=one.account,
            account_name=accounts.get(one.account, one.account),
            playlist=playlist,
            playlist_name=names.get(f"spotify:playlist:{playlist}"),
            create=wanted.create if wanted is not None else kept.create_name if kept is not None else None,
            state=one.state.value,
            told=list(one.told),
            difference=one.difference,
            schedule=None if wanted is None or wanted.timing is None else wanted.timing.words(),
            price=None if one.price is None else PriceDocument.of(one.price),
        )


class FolderDocument(BaseModel):
    """A folder as it stands: `fingerprint` covers all of it, `rules_digest` its rule sets, `proposal` what its files of
    wishes would change, null where it has none. `changing`: there is something to do; `adopts`: what is as the folder
    says is not known to come from it yet, which keeping it writes down. `outside` are rule sets of its accounts that
    stand in no folder.
    """

    name: str
    fingerprint: str
    rules_digest: str
    changing: bool
    adopts: bool
    rule_sets: list[StandingDocument]
    outside: list[str]
    proposal: ProposalDocument | None


class FolderKeptDocument(BaseModel):
    """What was done: the rule sets that are new or changed, and those that were taken away, by their names."""

    kept: list[str]
    removed: list[str]


class FolderExportBody(Body):
    """What is to be written as a folder: of one account or all; some playlists by name, link or id, or all of them."""

    account: Words | None = None
    playlists: Annotated[list[Words], Field(default_factory=list, max_length=1_000)]


class FolderTextsDocument(BaseModel):
    """A folder's texts by their paths in it, and what was left out, in sentences."""

    files: dict[str, str]
    left_out: list[str]
