"""Accounts as documents."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from playwarden.domain.accounts import App
from playwarden.features.accounts.connecting import Connecting
from playwarden.features.accounts.diagnosis import Diagnosis, Finding
from playwarden.features.accounts.service import Standing
from playwarden.web.schemas.bodies import Body, Words


class AccountDocument(BaseModel):
    """A connected account. `writes` is False for a look-only one; `last_day` is when its consent ends, `note` what is
    wrong with it.
    """

    id: str
    app_id: str
    app: str
    name: str
    user_id: str
    spotify_id: str
    state: str
    writes: bool
    market: str | None
    scopes: list[str]
    authorised_at: datetime
    last_day: datetime
    days_left: int
    note: str

    @classmethod
    def of(cls, standing: Standing) -> Self:
        account = standing.account
        return cls(
            id=account.id,
            app_id=account.app_id,
            app=standing.app.name,
            name=account.display_name,
            user_id=account.user_id,
            spotify_id=account.spotify_id,
            state=account.state.value,
            writes=account.writes,
            market=account.market,
            scopes=sorted(account.scopes),
            authorised_at=account.authorised_at,
            last_day=standing.last_day,
            days_left=standing.days_left,
            note=standing.note,
        )


class ScopeDocument(BaseModel):
    """A permission at Spotify: what it is for, and whether it changes anything. Look-only asks for none that does."""

    name: str
    purpose: str
    writes: bool


class AppBody(Body):
    """An app of Spotify's dashboard. Apps of one developer share a `quota_group`; '' is the usual one."""

    client_id: Words
    name: Words = ""
    quota_group: Words = ""
    secret: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class AppDocument(BaseModel):
    """An app; `mode` is `development`, `extended` or `unknown`."""

    id: str
    client_id: str
    name: str
    quota_group: str
    mode: str
    confidential: bool
    created_at: datetime

    @classmethod
    def of(cls, app: App) -> Self:
        return cls(
            id=app.id,
            client_id=app.client_id,
            name=app.name,
            quota_group=app.quota_group,
            mode=app.dialect.value,
            confidential=app.confidential,
            created_at=app.created_at,
        )


class ConnectLinkBody(Body):
    """What is to be connected: through which app (id, client id or name; null where there is one), again which
    account, for writing or looking, and the account's country (two letters).
    """

    app_id: Words | None = None
    account: Words | None = None
    write: bool = False
    market: Annotated[str, Field(max_length=2)] | None = None


How = Literal["here", "paste"]


class ConnectBody(ConnectLinkBody):
    """The same, and how the consent comes back."""

    how: How = "here"


class LinkConnectBody(Body):
    """What stands behind the # of a link, and how the consent comes back."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
    how: How = "here"


Address = Annotated[str, Field(min_length=1, max_length=8_000)]


class PasteBody(Body):
    """The address that did not load, whole."""

    address: Address


class LinkPasteBody(PasteBody):
    """The same, with what stands behind the # of the link."""

    token: Annotated[str, Field(min_length=1, max_length=200)]


class ConnectingDocument(BaseModel):
    """A connection that was begun: open `url` in this browser before it expires."""

    id: str
    url: str
    how: How
    redirect_uri: str
    expires_at: datetime

    @classmethod
    def of(cls, one: Connecting) -> Self:
        assert one.url is not None, "it was just begun"
        return cls(id=one.id, url=one.url, how=one.how, redirect_uri=one.redirect_uri, expires_at=one.expires_at)


class ConnectionFailureDocument(BaseModel):
    """Why a connection failed, and what helps."""

    code: str
    what: str
    remedy: str


class ConnectionDocument(BaseModel):
    """A connection as it stands: `waiting`, `connected` or `failed`."""

    id: str
    state: Literal["waiting", "connected", "failed"]
    how: How
    redirect_uri: str
    expires_at: datetime
    account: str | None
    sentence: str | None
    failure: ConnectionFailureDocument | None

    @classmethod
    def of(cls, one: Connecting) -> Self:
        return cls(
            id=one.id,
            state="connected" if one.account_id else "failed" if one.failure else "waiting",
            how=one.how,
            redirect_uri=one.redirect_uri,
            expires_at=one.expires_at,
            account=one.account_id,
            sentence=one.sentence,
            failure=None if one.failure is None else ConnectionFailureDocument(**one.failure),
        )


class ObstacleDocument(BaseModel):
    """Why Spotify does not lead back to this server as it was called, and what helps."""

    what: str
    remedy: str


class RedirectsDocument(BaseModel):
    """The redirect URIs to register with the app, exactly so. `here`: where consents come back to this server, null
    where they cannot; `paste`: where they lead that are pasted back.
    """

    to_register: list[str]
    here: str | None
    obstacle: ObstacleDocument | None
    paste: str


class DiagnosisBody(Body):
    """Which app (id, client id or name); null where there is one."""

    app_id: Words | None = None


class FindingDocument(BaseModel):
    """The answer to one question about the set-up: `question` is `client_id`, `redirect_uri`, `premium`, `users` or
    `scopes`; `level` is `ok`, `warn`, `fail`, or `unknown` where Spotify does not tell yet; `about` is the redirect
    URI.
    """

    question: Literal["client_id", "redirect_uri", "premium", "users", "scopes"]
    level: Literal["ok", "warn", "fail", "unknown"]
    told: str
    remedy: str
    account: str | None
    about: str

    @classmethod
    def of(cls, one: Finding) -> Self:
        return cls(
            question=one.question,
            level=one.level.value,
            told=one.told,
            remedy=one.remedy,
            account=one.account_id,
            about=one.about,
        )


class DiagnosisDocument(BaseModel):
    """What was found, and how many calls that took."""

    app: str
    calls: int
    findings: list[FindingDocument]

    @classmethod
    def of(cls, one: Diagnosis) -> Self:
        return cls(app=one.app.id, calls=one.calls, findings=[FindingDocument.of(each) for each in one.findings])


class WeightDocument(BaseModel):
    """How much of what was recorded belongs to an account and to no other: what deleting it takes away."""

    playlists: int
    runs: int
    placements: int


class GoneDocument(BaseModel):
    """An account that is disconnected, and how much of what was recorded was deleted with it."""

    id: str
    playlists: int
    runs: int
    placements: int
    erased_documents: int
