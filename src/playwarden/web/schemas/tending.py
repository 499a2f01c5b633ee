"""Tags and kept views as documents."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from playwarden.domain.tags import LONGEST, Rule
from playwarden.features.tags.service import Kept
from playwarden.features.views.service import LONGEST_NAME, View
from playwarden.web.schemas.bodies import Body, Words

Tag = Annotated[str, Field(min_length=1, max_length=LONGEST * 2)]
MOST_TAGGED = 1_000


class TagDocument(BaseModel):
    """A tag and how many playlists have it, of those that may be seen."""

    tag: str
    playlists: int


class AssignBody(Body):
    """Tags to be given to, and taken from, some playlists. What a rule gives stays."""

    playlists: Annotated[list[Words], Field(min_length=1, max_length=MOST_TAGGED)]
    add: Annotated[list[Tag], Field(default_factory=list, max_length=30)]
    remove: Annotated[list[Tag], Field(default_factory=list, max_length=30)]


class AssignedDocument(BaseModel):
    """How many playlists it was done to."""

    playlists: int


class RuleBody(Body):
    """All playlists that fit get `tag`, those that come later too. `name` and `description` are patterns with * and ?;
    `account` means those that its list shows.
    """

    tag: Tag
    name: Words | None = None
    description: Words | None = None
    account: Words | None = None


class RuleDocument(BaseModel):
    """A rule that gives a tag."""

    id: str
    tag: str
    name: str | None
    description: str | None
    account: str | None
    created_at: datetime

    @classmethod
    def of(cls, kept: Kept) -> Self:
        rule: Rule = kept.rule
        return cls(
            id=kept.id,
            tag=rule.tag,
            name=rule.name,
            description=rule.description,
            account=rule.account,
            created_at=kept.created_at,
        )


class ViewBody(Body):
    """A view to be kept: what stands in the address of a page. `shared`: everybody sees it."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    page: Literal["playlists", "tasks", "audit", "protection"] = "playlists"
    search: Annotated[dict[Annotated[str, Field(max_length=40)], Words], Field(max_length=20)]
    shared: bool = False


class ViewDocument(BaseModel):
    """A view that was kept; `by` is whose it is."""

    id: str
    page: str
    name: str
    search: dict[str, str]
    shared: bool
    mine: bool
    by: str
    changed_at: datetime

    @classmethod
    def of(cls, view: View) -> Self:
        return cls(
            id=view.id,
            page=view.page,
            name=view.name,
            search=dict(view.search),
            shared=view.shared,
            mine=view.mine,
            by=view.by,
            changed_at=view.changed_at,
        )
