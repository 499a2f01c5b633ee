"""The settings: read from PLAYWARDEN_* variables, here and nowhere below."""

import importlib.util
import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from playwarden.kit.errors import InputError

PREFIX = "PLAYWARDEN_"


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """`$XDG_DATA_HOME/playwarden`, else `~/.local/share/playwarden`; without a home, a folder beside the program."""
    base = environ.get("XDG_DATA_HOME")
    if base and Path(base).is_absolute():
        return Path(base) / "playwarden"
    home = environ.get("HOME") or str(Path("~").expanduser())
    if home == "~":
        return Path("playwarden-data").absolute()
    return Path(home) / ".local" / "share" / "playwarden"


class Settings(BaseSettings):
    """Every setting with its default; the description is its text in the reference."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    data_dir: Path = Field(description="The folder that holds everything: database, key, backups, log. Made 0700.")
    database_url: str = Field(
        default="",
        repr=False,
        description="An SQLAlchemy address of a PostgreSQL database, such as `postgresql+psycopg://user@host/name`. "
        "Empty: SQLite in the data folder.",
    )
    broker_url: str = Field(
        default="",
        repr=False,
        description="A Redis, such as `redis://host:6379/0`, that carries messages to workers in other processes. "
        "Needs PostgreSQL and the extra `scale`. Empty: jobs run inside `up` and the commands.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key that seals tokens, instead of the file `secret.key` in the data folder.",
    )
    spotify_api_url: str = Field(
        default="https://api.spotify.com/v1", description="Where the Web API is; the sandbox prints its own."
    )
    spotify_accounts_url: str = Field(
        default="https://accounts.spotify.com", description="Where consent and tokens are; the sandbox prints its own."
    )
    clock_url: str = Field(
        default="",
        description="A clock to follow instead of the system's: the sandbox's, so that days can pass in seconds.",
    )
    host: str = Field(default="127.0.0.1", description="The address that `up` listens on.")
    port: int = Field(default=8765, ge=0, le=65535, description="The port that `up` listens on; 0: a free one.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Further host names under which `up` may be called, separated by commas; "
        "`127.0.0.1` and `localhost` always may.",
    )
    public_url: str = Field(
        default="",
        description="The address by which browsers reach this server through a proxy, such as "
        "`https://music.example` or `https://example.org/playwarden`.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Addresses or networks of the proxies whose `X-Forwarded-*` headers are believed, separated by "
        "commas; nobody else's are.",
    )
    bucket_ceiling: int = Field(
        default=600,
        ge=0,
        description="Calls in 24 h to one endpoint before anything was learned about its limit; 0: unlimited.",
    )
    group_ceiling: int = Field(
        default=900,
        ge=0,
        description="Calls in 24 h of all apps of one developer before anything was learned; 0: unlimited.",
    )
    window_ceiling: int = Field(default=100, ge=0, description="Calls of one app in 30 seconds; 0: unlimited.")
    player_ceiling: int = Field(
        default=10_000, ge=0, description="Calls to the player in 24 h, which are counted apart; 0: unlimited."
    )
    backup_hour: int = Field(
        default=3, ge=-1, le=23, description="The hour (UTC) of the nightly backup while `up` runs; -1: none."
    )
    backup_daily: int = Field(default=7, ge=1, description="Nightly backups that are kept.")
    backup_weekly: int = Field(default=4, ge=0, description="Weekly backups that are kept beside them.")
    sync_minutes: int = Field(
        default=60, ge=0, description="Minutes between two looks at all playlists while `up` runs; 0: none."
    )
    collect_plays: bool = Field(
        default=True,
        description="Whether what listeners play is collected while `up` runs, where their consent allows it.",
    )
    protect_minutes: int = Field(
        default=5,
        ge=1,
        le=24 * 60,
        description="Minutes between two looks at protected playlists, where the quota allows that.",
    )
    protect_playlist_cap: int = Field(
        default=3, ge=1, le=4, description="Times that one protected playlist is put back within 24 h at most."
    )
    protect_account_cap: int = Field(
        default=30, ge=1, description="Times that protected playlists of one account are put back within 24 h at most."
    )
    url: str = Field(
        default="",
        repr=False,
        description="Work against the Playwarden that serves at this address, instead of a data folder here.",
    )
    token: SecretStr = Field(
        default=SecretStr(""),
        description="What lets commands in there: an API token of a member, or the operator's token, the content of "
        "`operator.token` in its data folder.",
    )
    plain_http: bool = Field(
        default=False,
        description="Send the token over `http://` to another machine too, where others can read it on the way.",
    )
    runner_threads: int = Field(
        default=4, ge=1, le=64, description="Jobs that one process carries out at the same time."
    )
    jobs_days: int = Field(
        default=30, ge=1, description="Days for which jobs that have ended are kept, with their logs."
    )
    webhooks_private: bool = Field(
        default=False,
        description="Let webhooks, alerts and the heartbeat go to addresses that are not public, such as this machine "
        "or one beside it.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What is written to `playwarden.log` in the data folder."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="The form of a log line.")

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _separated(cls, value: Any) -> Any:
        return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value

    @field_validator("spotify_api_url", "spotify_accounts_url", "clock_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("an address starts with http:// or https://")
        if value:
            _check_host(value)
        return value.rstrip("/")

    @field_validator("url", "public_url")
    @classmethod
    def _server(cls, value: str) -> str:
        value = cls._address(value)
        parts = urlsplit(value)
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("an address such as https://music.example:8765, without name, password, ? or #")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            try:
                ip_network(each, strict=False)
            except ValueError:
                raise ValueError(f"'{each[:60]}' is no address and no network") from None
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        for short in ("postgres://", "postgresql://"):
            if value.startswith(short):
                value = "postgresql+psycopg://" + value.removeprefix(short)
        if value and not value.startswith(("postgresql+psycopg://", "sqlite:///")):
            raise ValueError("a database address starts with postgresql:// (or is left out: SQLite in the data folder)")
        if not value.startswith("sqlite:"):
            _check_port(value)
        return value

    @field_validator("broker_url")
    @classmethod
    def _broker(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://")):
            raise ValueError("the address of a broker starts with redis:// (or rediss:// for TLS)")
        if value:
            _check_host(value)
        return value

    @property
    def database_address(self) -> str:
        """The address of the database in use, SQLite's file included."""
        return self.database_url or f"sqlite:///{self.data_dir / 'playwarden.db'}"

    @property
    def on_sqlite(self) -> bool:
        return self.database_address.startswith("sqlite:")

    @property
    def log_file(self) -> Path:
        return self.data_dir / "playwarden.log"

    @property
    def token_file(self) -> Path:
        return self.data_dir / "operator.token"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments (the options of a command) before variables; nothing else is read."""
        return init_settings, EnvSettingsSource(settings_cls)


def _check_host(address: str) -> None:
    """Raises ValueError, without the address, which may hold a password."""
    _check_port(address)
    if not urlsplit(address).hostname:
        raise ValueError("it names no host")


def _check_port(address: str) -> None:
    """Raises ValueError, without the address, which may hold a password."""
    try:
        urlsplit(address).port  # noqa: B018 - reading it is what checks it
    except ValueError:
        raise ValueError("its host or port cannot be read") from None


def variable(name: str) -> str:
    """The variable of the setting `name`: `data_dir` is PLAYWARDEN_DATA_DIR."""
    return PREFIX + name.upper()


def load_settings(**given: Any) -> Settings:
    """The settings in force; `given` (options of a command) win over variables.

    Raises InputError with one sentence that names the first variable that is wrong.
    """
    given = {name: value for name, value in given.items() if value is not None}
    if "data_dir" not in given and not os.environ.get(variable("data_dir")):
        given["data_dir"] = default_data_dir(os.environ)
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise InputError(
            f"The setting {variable(name)} is wrong: {reason[:1].lower()}{reason[1:]}.",
            f"Set {variable(name)} anew, or unset it for its default.",
        ) from None
    check_scale(settings)
    return settings


def check_scale(settings: Settings) -> None:
    """Raises InputError when a broker is set without what workers in other processes need."""
    if not settings.broker_url:
        return
    if settings.on_sqlite:
        raise InputError(
            "PLAYWARDEN_BROKER_URL is set, and workers in other processes need PostgreSQL; this is SQLite.",
            "Set PLAYWARDEN_DATABASE_URL to a PostgreSQL database, or unset PLAYWARDEN_BROKER_URL.",
        )
    if any(importlib.util.find_spec(name) is None for name in ("celery", "redis")):
        raise InputError(
            "PLAYWARDEN_BROKER_URL is set, and what speaks to Redis is not installed.",
            "Install the extra: pip install 'playwarden[scale]'. Or unset PLAYWARDEN_BROKER_URL.",
        )


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """PLAYWARDEN_* variables that are no setting: typing errors, mostly."""
    known = {variable(name) for name in Settings.model_fields}
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
