"""What happens in a siege: attacks, the weather of the Web API, and the one person who sees to it once a day."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from benchmarks.wiring import REDIRECT_URI
from sqlalchemy import select

from playwarden.engine.ports.quota import HEADS
from playwarden.kit.ids import AccountId, PlaylistId
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import Limits, Quirks, SandboxSettings, client_id
from playwarden.store.models import protection as rows
from tests.siege.besieged import Happening, Siege

KINDS = (
    "takedown",
    "name",
    "description",
    "cover",
    "default_name",
    "null_description",
    "edit_name",
    "edit_description",
    "swap",
    "privacy",
)
FINAL = ("hide", "gone")
REFUSED = "where nobody has to buy followers"
"""Such a description stands there, and Spotify takes it from nobody again."""


@dataclass(frozen=True, slots=True)
class Script:
    """How large a siege is and how often is attacked: `rate` times a playlist and 30 days of each kind."""

    settings: SandboxSettings
    days: float
    rate: float
    quota: dict[str, int] = field(default_factory=dict)
    refused: int = 1
    storm: int = 0
    """Attacks on one account within a few hours."""
    calm: timedelta = timedelta(hours=1)
    """Before the first attack."""

    @property
    def length(self) -> timedelta:
        return timedelta(days=self.days)


_QUIRKS = Quirks(cover_delay=150.0, normalise_texts=True)
"""Covers appear late, and are encoded anew; texts come back otherwise than they were written."""
SHORT = Script(
    SandboxSettings(
        accounts=2,
        playlists_per_account=10,
        followed_per_account=0,
        limits=Limits.none(),
        quirks=replace(_QUIRKS, cover_delay=20.0),
    ),
    days=1 / 12,
    rate=32.0,
    calm=timedelta(minutes=10),
    quota={"bucket_ceiling": 0, "group_ceiling": 0, "player_ceiling": 0, "window_ceiling": 0},
)
MONTH = Script(
    SandboxSettings(accounts=10, playlists_per_account=30, followed_per_account=0, users_per_app=5, quirks=_QUIRKS),
    days=30.0,
    rate=0.15,
    refused=10,
    storm=36,
)
"""With the limits of the sandbox and the quotas of the product as they are by default."""


def dress(script: Script) -> Callable[[Running], None]:
    """Some descriptions are such as Spotify refuses by now."""

    def do(running: Running) -> None:
        names = [account["id"] for account in running.accounts()]
        for number in range(script.refused):
            place, user = divmod(number, len(names))
            playlist = running.playlists_of(names[user])[place]
            running.edit(playlist, do="details", description=f"Mix {number}, {REFUSED}")

    return do


def order(siege: Siege, script: Script) -> int:
    """Orders the campaigns; how many."""
    running = siege.running
    running.campaign(
        seed=7,
        after=script.calm.total_seconds(),
        days=script.days,
        rates={**dict.fromkeys(KINDS, script.rate), **dict.fromkeys(FINAL, script.rate / 5)},
        noise={"touch": 4 * script.rate, "recode": 3 * script.rate, "tracks": 4 * script.rate},
        again={"share": 0.2, "after": 120, "times": 5},
    )
    if not script.storm:
        return 1
    hours = 6
    rate = 30 * 24 / hours * script.storm / script.settings.playlists_per_account  # type: ignore[operator]
    running.campaign(
        seed=8, accounts=["listener3"], after=script.days * 86_400 * 0.67, days=hours / 24, rates={"takedown": rate}
    )
    return 2


def weather(siege: Siege, script: Script, start: datetime) -> list[Happening]:
    """What befalls the Web API and the accounts meanwhile, spread over the siege; and the person, every noon."""
    running, long = siege.running, script.days > 1
    apps = -(-script.settings.accounts // script.settings.users_per_app)
    by_app = [
        tuple(
            f"listener{number}"
            for number in range(1, script.settings.accounts + 1)
            if (number - 1) // script.settings.users_per_app == app
        )
        for app in range(apps)
    ]

    def at(share: float) -> datetime:
        return start + script.length * share

    usual = script.settings.quirks

    def quirk(begins: float, ends: float, words: str, **changed: object) -> list[Happening]:
        back = {name: getattr(usual, name) for name in changed}
        return [
            Happening(at(begins), words, lambda: running.quirks(**changed), at(ends)),
            Happening(at(ends), f"{words}: over", lambda: running.quirks(**back)),
        ]

    def ban(begins: float, span: timedelta, app: int, bucket: str, words: str) -> Happening:
        def do() -> None:
            running.ban(span.total_seconds(), bucket=bucket, quota=bool(bucket), app=client_id(app + 1))

        return Happening(at(begins), words, do, at(begins) + span, by_app[app])

    found = [
        *quirk(0.10, 0.16, "lists lag by 2 minutes", list_lag=120.0),
        ban(0.54, timedelta(minutes=9), apps - 1, "", "an app is banned"),
        *quirk(0.60, 0.64, "single reads lag by 20 seconds", single_lag=20.0),
        *_consent_lost(siege, at(0.75), at(0.76)),
    ]
    if long:
        found += quirk(0.20, 0.26, "lists lag by 10 minutes", list_lag=600.0)
        found += quirk(0.30, 0.36, "lists lack descriptions", list_descriptions=False)
        found += [
            ban(0.42, timedelta(hours=5), 0, HEADS, "list pages are banned"),
            ban(0.48, timedelta(hours=5), apps - 1, "PUT /playlists/{id}", "writing details is banned"),
        ]
        noon = start.replace(hour=12, minute=0, second=0, microsecond=0)
        days = (noon + timedelta(days=number) for number in range(int(script.days) + 2))
        found += [Happening(day, "the person looks", lambda: close_breakers(siege)) for day in days if day > start]
    return found


def _consent_lost(siege: Siege, since: datetime, until: datetime) -> list[Happening]:
    """The first account takes its consent back, and gives it anew."""
    user, container = "listener1", siege.container

    def renew() -> None:
        account = container.register.account(AccountId(siege.users[user]))
        pending = container.accounts.begin(account.app_id, redirect_uri=REDIRECT_URI, write=True, renew=account.id)
        container.accounts.finish(siege.running.agree(pending.url, user), actor="siege")

    lost = Happening(since, "a consent is lost", lambda: siege.running.revoke(user), until, (user,))
    return [lost, Happening(until, "the consent is renewed", renew)]


def close_breakers(siege: Siege) -> int:
    """The person closes what is open; how many breakers that were."""
    with siege.container.database.read() as session:
        broken = [
            PlaylistId(one)
            for one in session.scalars(
                select(rows.Protection.playlist_id).where(rows.Protection.broken_at.is_not(None))
            )
        ]
        accounts = [
            AccountId(one)
            for one in session.scalars(select(rows.Watch.account_id).where(rows.Watch.broken_at.is_not(None)))
        ]
    scopes: list[PlaylistId | AccountId] = [*broken, *accounts]
    for one in scopes:
        siege.container.guard.keeping.close_breaker(one, actor="siege")
        siege.closed.append((siege.clock.now(), one))
    siege.clock.advance(1.0)
    return len(scopes)
