"""What list pages tell about playlists, and how accounts stand to them."""

from dataclasses import dataclass
from enum import StrEnum

from playwarden.domain.playlist import Cover, Details
from playwarden.kit.ids import PlaylistId


class Relation(StrEnum):
    """How an account stands to a playlist; only the first two may read its items and write."""

    OWNER = "owner"
    COLLABORATOR = "collaborator"
    FOLLOWER = "follower"


@dataclass(frozen=True, slots=True)
class Head:
    """One playlist as a list page or a single read shows it, without its entries.

    Texts are unescaped. `description` is None when the answer lacked it (not provided, never 'empty').
    """

    id: PlaylistId
    name: str
    owner_id: str
    snapshot_id: str
    total: int | None
    owner_name: str | None = None
    description: str | None = None
    public: bool | None = None
    collaborative: bool = False
    cover_url: str | None = None
    followers: int | None = None

    @property
    def details(self) -> Details:
        return Details(
            name=self.name,
            description=self.description,
            public=self.public,
            collaborative=self.collaborative,
            cover=Cover(url=self.cover_url) if self.cover_url else None,
        )
