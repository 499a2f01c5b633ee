"""What a sandbox is started with: who is in it, how it misbehaves, and how much it may be called."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, TypeAdapter

from playwarden.sandbox.documents import NOTHING_ELSE, read

Mode = Literal["development", "extended"]

REDIRECT_URIS = ("http://127.0.0.1/oauth/callback", "http://127.0.0.1/callback", "http://[::1]/oauth/callback")
"""Registered with every app that is seeded; without a port, so that any port works."""


def client_id(number: int = 1) -> str:
    """The fixed client id of the n-th seeded app, counted from 1: 32 hexadecimal digits, easy to type."""
    return f"5a{number:030x}"


def client_secret(number: int = 1) -> str:
    """The fixed client secret of the n-th seeded app; PKCE does not need it."""
    return f"5ec{number:029x}"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an app and its developer may call; None means without end.

    The defaults are ours: Spotify publishes none. `buckets` gives single buckets ("PUT /playlists/{id}/images") another
    24-hour budget. An app in extended quota mode gets `extended_factor` times everything.
    """

    window_calls: PositiveInt | None = 120
    window_seconds: PositiveFloat = 30.0
    bucket_calls: PositiveInt | None = 600
    group_calls: PositiveInt | None = 1_200
    player_calls: PositiveInt | None = 10_000
    quota_hours: PositiveFloat = 24.0
    extended_factor: PositiveInt = 20
    window_prolongation: NonNegativeFloat = 5.0
    quota_prolongation: NonNegativeFloat = 60.0
    buckets: dict[str, PositiveInt] = field(default_factory=dict)

    __pydantic_config__ = NOTHING_ELSE

    @classmethod
    def none(cls) -> "Limits":
        """No limit at all: for benchmarks of speed."""
        return cls(window_calls=None, bucket_calls=None, group_calls=None, player_calls=None)

    @classmethod
    def read(cls, document: object) -> "Limits":
        """The defaults with what a JSON object holds put in their place. Raises ValueError."""
        return read(_LIMITS, document)

    @classmethod
    def named(cls, name: str) -> "Limits":
        """`default`, `none`, or the path of a JSON file holding some of the fields.

        Raises ValueError with one sentence that names the file.
        """
        if name == "default":
            return cls()
        if name == "none":
            return cls.none()
        try:
            return cls.read(json.loads(Path(name).read_bytes()))
        except OSError as error:
            raise ValueError(f"{name}: {error.strerror}") from None
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None


@dataclass(frozen=True, slots=True)
class Quirks:
    """The habits of the real service that hurt; seconds are seconds of the sandbox's clock."""

    items_lag: NonNegativeFloat = 0.6
    """After a write the items read back are the old ones for this long."""
    snapshot_lag: NonNegativeFloat = 30.0
    """A new snapshot id stays invisible for this long; half-way an intermediate id shows."""
    details_lag: NonNegativeFloat = 2.0
    """How long `/me/playlists` shows the old name, description, cover and total."""
    cover_delay: NonNegativeFloat = 8.0
    """An uploaded cover appears after this long."""
    play_delay: NonNegativeFloat = 20.0
    """A play appears in recently-played after about this long; a few come hours late, a few never."""
    list_descriptions: bool = True
    """False: `/me/playlists` carries empty descriptions, as it did in 2018."""
    list_lag: NonNegativeFloat = 0.0
    """`/me/playlists` as a whole is this many seconds behind."""
    single_lag: NonNegativeFloat = 0.0
    """`/playlists/{id}` and its images show details, cover and snapshot id this many seconds behind."""
    cover_side: Annotated[int, Field(ge=16, le=2_000)] = 640
    """An uploaded cover is served with as many pixels to a side,"""
    cover_quality: Annotated[int, Field(ge=10, le=95)] = 80
    """encoded anew with this quality."""
    normalise_texts: bool = False
    """Names and descriptions lose spaces at their end, and are composed (NFC), when they are written."""
    null_description: bool = True
    """A playlist created without a description gets the text "null"."""
    refused_texts: tuple[str, ...] = ("buy followers", "buy streams")
    """Names and descriptions that contain one of these are refused."""

    __pydantic_config__ = NOTHING_ELSE

    @classmethod
    def none(cls) -> "Quirks":
        """Everything is visible at once; what is not a matter of time stays."""
        return cls(items_lag=0, snapshot_lag=0, details_lag=0, cover_delay=0, play_delay=0)

    def changed(self, document: dict[str, Any]) -> "Quirks":
        """These quirks with some fields replaced. Raises ValueError for unknown names and for values of no use."""
        return read(_QUIRKS, asdict(self) | document)


_LIMITS = TypeAdapter(Limits)
_QUIRKS = TypeAdapter(Quirks)


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """Everything a sandbox is made of. The same seed, start and calls give the same answers.

    `port` 0 takes a free one. `catalogue` is a gzipped JSON list of real playlists; without it artists and tracks are
    made up. `playlists_per_account` counts what `/me/playlists` lists, owned and followed; None: 24, or with a
    catalogue what it holds. `apps` None: one for every `users_per_app` accounts, each of another developer;
    `apps_per_developer` groups them. `rotate_refresh_tokens` None: rotated where PKCE was used, as Spotify does.
    `rate` and `start` are those of the clock. `born`: when it was made (seconds since 1970), where that is not `start`.
    """

    host: str = "127.0.0.1"
    port: int = 0
    seed: int = 1
    mode: Mode = "development"
    limits: Limits = field(default_factory=Limits)
    quirks: Quirks = field(default_factory=Quirks)
    catalogue: Path | None = None
    accounts: int = 2
    playlists_per_account: int | None = None
    followed_per_account: int = 2
    apps: int | None = None
    users_per_app: int = 5
    apps_per_developer: int = 1
    latency_ms: float = 0.0
    jitter_ms: float = 0.0
    rate: float = 1.0
    start: datetime | None = None
    born: float | None = None
    rotate_refresh_tokens: bool | None = None
    redirect_uris: tuple[str, ...] = REDIRECT_URIS
