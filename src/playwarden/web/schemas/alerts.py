"""Alerts, their routes and the heartbeat as documents."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from playwarden.domain.alerts import Alert, QuietHours, Severity
from playwarden.features.alerts.rows import Heartbeat, Last, Route
from playwarden.features.alerts.service import Asked
from playwarden.web.schemas.bodies import Body, Words, storable

Address = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(storable)]
Name = Annotated[Words, Field(min_length=1, max_length=100)]
Loudness = Literal["info", "warning", "alarm"]
Severities = Annotated[list[Loudness], Field(min_length=1, max_length=3)]
Kinds = Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=50)]
WallTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Minutes = Annotated[int, Field(ge=0, le=1_440)]


class Quiet(Body):
    """From when until when, in a time zone, nothing is told but alarms, and those only if `alarms`."""

    model_config = Body.model_config | ConfigDict(
        json_schema_extra={"examples": [{"from": "22:00", "until": "07:00", "zone": "Europe/Berlin", "alarms": True}]}
    )

    from_: Annotated[WallTime, Field(alias="from")]
    until: WallTime
    zone: Annotated[Words, Field(min_length=1, max_length=100)] = "UTC"
    alarms: bool = True

    def asked(self) -> QuietHours:
        return QuietHours(time.fromisoformat(self.from_), time.fromisoformat(self.until), self.zone, self.alarms)

    @classmethod
    def of(cls, quiet: QuietHours) -> Self:
        return cls(**{"from": f"{quiet.start:%H:%M}"}, until=f"{quiet.end:%H:%M}", zone=quiet.zone, alarms=quiet.alarms)


class RouteBody(Body):
    """An address of apprise that is told of alerts, all of them unless some are named. What comes within
    `window_minutes` of a message is told together.
    """

    url: Address
    name: Name | None = None
    severities: Severities | None = None
    kinds: Kinds | None = None
    quiet: Quiet | None = None
    window_minutes: Minutes | None = None

    def asked(self) -> Asked:
        return _asked(self)


class RouteChangeBody(Body):
    """What is to be different; what is left out stays. `all_kinds` and `never_quiet` take a limit away."""

    url: Address | None = None
    name: Name | None = None
    severities: Severities | None = None
    kinds: Kinds | None = None
    all_kinds: bool = False
    quiet: Quiet | None = None
    never_quiet: bool = False
    window_minutes: Minutes | None = None
    enabled: bool | None = None

    def asked(self) -> Asked:
        return _asked(self, all_kinds=self.all_kinds, never_quiet=self.never_quiet, enabled=self.enabled)


class LastDocument(BaseModel):
    """What came of the last try; `words` say why it failed, or what was answered."""

    at: datetime
    ok: bool
    words: str

    @classmethod
    def of(cls, last: Last | None) -> Self | None:
        return None if last is None else cls(at=last.at, ok=last.ok, words=last.words)


class RouteDocument(BaseModel):
    """A route. `shown` is what may be shown of its address. `waiting` alerts are to be told yet: grouped, in quiet
    hours, or after `failures` in a row.
    """

    id: str
    name: str
    shown: str
    severities: list[Loudness]
    kinds: list[str] | None
    quiet: Quiet | None
    window_minutes: int
    enabled: bool
    waiting: int
    failures: int
    last: LastDocument | None
    actor: str
    created_at: datetime

    @classmethod
    def of(cls, one: Route) -> Self:
        return cls(
            id=one.id,
            name=one.name,
            shown=one.shown,
            severities=[each.value for each in one.severities],
            kinds=None if one.kinds is None else list(one.kinds),
            quiet=None if one.quiet is None else Quiet.of(one.quiet),
            window_minutes=round(one.window.total_seconds() / 60),
            enabled=one.enabled,
            waiting=one.waiting,
            failures=one.failures,
            last=LastDocument.of(one.last),
            actor=one.actor,
            created_at=one.created_at,
        )


class AlertKindDocument(BaseModel):
    """A kind of alert, how loud it is as a rule, and when it is told."""

    kind: str
    severity: Loudness
    text: str


class AlertDocument(BaseModel):
    """An alert. `link` is a path of the pages, `account` and `playlist` are what it is about."""

    id: str
    kind: str
    severity: Loudness
    title: str
    text: str
    at: datetime
    link: str
    account: str | None
    playlist: str | None

    @classmethod
    def of(cls, one: Alert) -> Self:
        return cls(
            id=one.id,
            kind=one.kind,
            severity=one.severity.value,
            title=one.title,
            text=one.text,
            at=one.at,
            link=one.link,
            account=one.account,
            playlist=one.playlist,
        )


class HeartbeatBody(Body):
    """The address that is called after each whole sweep; null: none any more."""

    model_config = Body.model_config | ConfigDict(
        json_schema_extra={"examples": [{"url": "https://hc-ping.com/7c3c6a8e-playwarden"}]}
    )

    url: Address | None


class HeartbeatDocument(BaseModel):
    """The heartbeat; `shown` null: there is none. `beat_at` is when the last whole sweep ended, `waits` whether that is
    to be told yet; `last` is the last call, `status` the HTTP status of its answer.
    """

    shown: str | None
    beat_at: datetime | None = None
    waits: bool = False
    last: LastDocument | None = None
    status: int | None = None
    actor: str | None = None
    created_at: datetime | None = None

    @classmethod
    def of(cls, one: Heartbeat | None) -> Self:
        if one is None:
            return cls(shown=None)
        return cls(
            shown=one.shown,
            beat_at=one.beat_at,
            waits=one.waits,
            last=LastDocument.of(one.last),
            status=one.status,
            actor=one.actor,
            created_at=one.created_at,
        )


def _asked(body: RouteBody | RouteChangeBody, **more: Any) -> Asked:
    return Asked(
        name=body.name,
        url=body.url,
        severities=None if body.severities is None else tuple(Severity(each) for each in body.severities),
        kinds=None if body.kinds is None else tuple(body.kinds),
        quiet=None if body.quiet is None else body.quiet.asked(),
        window=None if body.window_minutes is None else timedelta(minutes=body.window_minutes),
        **more,
    )
