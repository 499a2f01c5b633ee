"""Protection as documents: accounts that are watched, protected playlists, what is preferred of them."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME
from playwarden.domain.protection.acting import Caps, Policy
from playwarden.features.protection.answers import AccountWatch, PreferredRow, ProtectedRow
from playwarden.features.protection.keeping import Candidate
from playwarden.features.protection.wording import Reworded, Rewording
from playwarden.web.schemas.bodies import Body, CropBody, Words
from playwarden.web.schemas.bulk import Said
from playwarden.web.schemas.incidents import IncidentDocument, PreferredDocument
from playwarden.web.schemas.proposals import LeftOutDocument
from playwarden.web.schemas.shaping import MOST_PICTURE

FieldName = Literal["name", "description", "cover", "public"]
PolicyName = Literal["restore", "ask", "adopt"]
Fields = Annotated[list[FieldName], Field(max_length=4)]
MOST_NAMED = 1_000
Ids = Annotated[list[Words], Field(min_length=1, max_length=MOST_NAMED)]


class SpanDocument(BaseModel):
    """A span of time."""

    since: datetime
    until: datetime


class WatchDocument(BaseModel):
    """An account with protected playlists. `counts` by standing. `words` say how often it is looked at and why; `every`
    is in seconds, `calls` are those of one look. `lacking` says what its list does not show and what that costs.
    `unwatched` are the times of the last 14 days in which nobody looked. `days_left` until its authorisation ends.
    """

    account: str
    name: str
    state: str
    counts: dict[str, int]
    every: int
    slowed: bool
    calls: int
    words: str
    swept_at: datetime | None
    next_at: datetime | None
    alerted_until: datetime | None
    trouble: str | None
    broken_at: datetime | None
    broken_why: str | None
    broken_playlists: int
    lacking: str | None
    lacking_calls: int
    unwatched: list[SpanDocument]
    last_day: datetime
    days_left: int
    restores: int
    restores_most: int

    @classmethod
    def of(cls, one: AccountWatch, caps: Caps, now: datetime) -> Self:
        return cls(
            account=one.id,
            name=one.name,
            state=one.state,
            counts=dict(sorted(one.counts.items())),
            every=round(one.every.total_seconds()),
            slowed=one.slowed,
            calls=one.calls,
            words=one.words,
            swept_at=one.swept_at,
            next_at=one.next_at,
            alerted_until=one.alerted_until,
            trouble=one.trouble,
            broken_at=one.broken_at,
            broken_why=one.broken_why,
            broken_playlists=one.broken_playlists,
            lacking=one.lacking,
            lacking_calls=one.lacking_calls,
            unwatched=[SpanDocument(since=since, until=until) for since, until in one.unwatched],
            last_day=one.last_day,
            days_left=(one.last_day - now).days,
            restores=one.restores,
            restores_most=caps.account,
        )


class ProtectionDocument(BaseModel):
    """How protection stands: the accounts that you see, and how often one playlist is restored at most in 24 hours."""

    accounts: list[WatchDocument]
    restores_most: int
    now: datetime


class ProtectedDocument(BaseModel):
    """A protected playlist. `standing`: right, wrong, waiting, asking, gone, unchecked. `cover_to_come`: its cover is
    protected as soon as its picture can be had. `picture` changes with the cover that it shows now.
    """

    playlist: str
    name: str
    account: str
    account_name: str
    policy: PolicyName
    important: bool
    standing: str
    preferred: PreferredDocument
    number: int
    checked_at: datetime | None
    right_at: datetime | None
    broken_at: datetime | None
    broken_why: str | None
    cover_to_come: bool
    incident: IncidentDocument | None
    restores: int
    picture: str | None
    tags: list[str]

    @classmethod
    def of(cls, one: ProtectedRow, now: datetime) -> Self:
        return cls(
            playlist=one.id,
            name=one.name,
            account=one.account,
            account_name=one.account_name,
            policy=Policy(one.policy).value,
            important=one.important,
            standing=one.standing.value,
            preferred=PreferredDocument.of(one.preferred),
            number=one.number,
            checked_at=one.checked_at,
            right_at=one.right_at,
            broken_at=one.broken_at,
            broken_why=one.broken_why,
            cover_to_come=one.cover_to_come,
            incident=None if one.incident is None else IncidentDocument.of(one.incident, now),
            restores=one.restores,
            picture=one.picture,
            tags=sorted(one.tags),
        )


class PreferredVersionDocument(BaseModel):
    """Preferred details as they were wanted once; the first of a list is in force."""

    number: int
    preferred: PreferredDocument
    at: datetime
    actor: str
    why: str

    @classmethod
    def of(cls, one: PreferredRow) -> Self:
        return cls(
            number=one.number,
            preferred=PreferredDocument.of(one.preferred),
            at=one.at,
            actor=one.actor,
            why=one.why,
        )


class GuardedDocument(BaseModel):
    """What is known of a playlist's protection: `protection` is null where it is not protected."""

    protection: ProtectedDocument | None
    candidate: "ProtectableDocument | None"


class ProtectableDocument(BaseModel):
    """What protecting a playlist would take over. `held_back`: fields that look like a take-down already, so that a
    person has to look first. `refused`: why it cannot be. `unfetched`: its cover is fetched when it is protected.
    """

    playlist: str
    name: str
    account: str | None
    preferred: PreferredDocument
    held_back: list[str]
    refused: str | None
    unfetched: bool
    already: bool

    @classmethod
    def of(cls, one: Candidate, *, already: bool) -> Self:
        return cls(
            playlist=one.id,
            name=one.name,
            account=one.account,
            preferred=PreferredDocument.of(one.preferred),
            held_back=list(one.held_back),
            refused=one.refused,
            unfetched=one.unfetched,
            already=already,
        )


class CandidatesBody(Body):
    """Which playlists are meant, and which of their fields: name, description and cover unless said otherwise."""

    selection: Said
    fields: Annotated[Fields, Field(default_factory=list)]


class CandidatesDocument(BaseModel):
    """What protecting them would take over, and which cannot be. Costs no call."""

    candidates: list[ProtectableDocument]
    left_out: list[LeftOutDocument]


class ProtectBody(CandidatesBody):
    """Protects what can be. `seen`: playlists at which a person has looked, that are protected as they are although
    they look like a take-down; `all_seen`: at all of them.
    """

    policy: PolicyName = "restore"
    important: bool = False
    seen: Annotated[list[Words], Field(default_factory=list, max_length=MOST_NAMED)]
    all_seen: bool = False


class ProtectedNowDocument(BaseModel):
    """What became of it: `protected` are ids. `covers_to_come` could not be fetched: they are protected once they can.
    `held_back` wait for a person to look at them.
    """

    protected: list[str]
    covers_to_come: list[ProtectableDocument]
    held_back: list[ProtectableDocument]
    refused: list[ProtectableDocument]
    left_out: list[LeftOutDocument]


class ReleaseBody(Body):
    """Playlists that are not to be protected any more; those that are gone too."""

    playlists: Ids


class ReleasedDocument(BaseModel):
    """How many playlists are not protected any more."""

    released: int


class PolicyBody(Body):
    """What is absent stays. `policy`: `restore`, `ask`, or `adopt` edits from elsewhere."""

    policy: PolicyName | None = None
    important: bool | None = None


class PreferBody(Body):
    """Other preferred details; what is absent stays. `cover` is the SHA-256 that `POST /protection/covers` answered.
    `unprotected` are fields that are not to be protected any more.
    """

    name: Annotated[str, Field(max_length=MAX_NAME)] | None = None
    description: Annotated[str, Field(max_length=MAX_DESCRIPTION)] | None = None
    public: bool | None = None
    cover: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    unprotected: Annotated[Fields, Field(default_factory=list)]

    def wanted(self) -> dict[str, Any]:
        """The fields that change; None for one that is not protected any more."""
        said = self.model_dump(exclude={"unprotected"}, exclude_none=True)
        return said | dict.fromkeys(self.unprotected)


class PictureBody(Body):
    """A JPEG, PNG or WebP in base64, at most 12 MB, and what of it is kept: all, unless `crop` says otherwise."""

    picture: Annotated[str, Field(max_length=MOST_PICTURE * 4 // 3 + 4)]
    crop: CropBody | None = None


class PictureDocument(BaseModel):
    """The JPEG that is sent to Spotify, in base64, and the SHA-256 that names it here."""

    cover: str
    bytes: int
    width: int
    height: int
    picture: str


class SeenBody(Body):
    """`seen`: a person has looked at what is there although it looks like a take-down."""

    seen: bool = False


class RewordBody(Body):
    """An edit of preferred details: `details` by pattern or by finding and replacing, or `visibility`. Without
    `fingerprint` it is previewed; with that of the preview it is done.
    """

    selection: Said
    edit: Said
    fingerprint: Annotated[str, Field(max_length=64)] | None = None


class RewordedDocument(BaseModel):
    """What becomes of one playlist's preferred details: `after` equals `before` where nothing changes."""

    playlist: str
    name: str
    before: PreferredDocument
    after: PreferredDocument
    changed: bool
    protected: bool
    notes: list[str]

    @classmethod
    def of(cls, one: Reworded) -> Self:
        before = PreferredDocument.of(one.before)
        return cls(
            playlist=one.id,
            name=one.name,
            before=before,
            after=before.model_copy(update=dict(one.changes)),
            changed=bool(one.changes),
            protected=one.protected,
            notes=list(one.notes),
        )


class RewordingDocument(BaseModel):
    """An edit of preferred details: a preview, or what was done (`done`). What differs then from what Spotify shows is
    put there: at most `calls`. `undo` is what `POST /protection/preferred/undo` takes.
    """

    words: str
    fingerprint: str
    playlists: list[RewordedDocument]
    left_out: list[LeftOutDocument]
    changed: int
    calls: int
    done: bool
    undo: dict[str, int]

    @classmethod
    def of(cls, made: Rewording, left_out: list[LeftOutDocument], *, done: bool, undo: dict[str, int]) -> Self:
        return cls(
            words=made.words,
            fingerprint=made.fingerprint,
            playlists=[RewordedDocument.of(one) for one in made.rows],
            left_out=left_out,
            changed=len(made.changed),
            calls=3 * len(made.changed),
            done=done,
            undo=undo,
        )


class UnwordBody(Body):
    """Playlists with the numbers of the preferred details that are to be taken back."""

    versions: Annotated[dict[str, int], Field(min_length=1, max_length=MOST_NAMED)]


class UnwordedDocument(BaseModel):
    """`back` went back; `stay` have other preferred details by now, which are left alone."""

    back: list[str]
    stay: list[str]


class BreakerBody(Body):
    """Whose breaker: a playlist's, or a whole account's."""

    playlist: Words | None = None
    account: Words | None = None


class SweepBody(Body):
    """Which accounts are looked at now; none: all with protected playlists."""

    accounts: Annotated[list[Words], Field(default_factory=list, max_length=200)]


class AskedForDocument(BaseModel):
    """The job that does it, and how many calls it takes."""

    job: str
    calls: int
