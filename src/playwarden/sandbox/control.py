"""The control API under /_sandbox: time, faults, mischief, counts, and the truth behind the lagging answers.

Paths are below /_sandbox/; all is JSON; wrong input is answered 400 `{"error": "…"}`, a thing that is not here 404.

    GET  clock                  {"now": ISO 8601, "rate": n}
    PUT  clock                  {"now": ISO, "advance": seconds, "rate": n}, each optional
    GET|PUT latency             {"ms": n, "jitter_ms": n}
    GET|PUT quirks              the fields of settings.Quirks; PUT takes some of them
    GET|PUT limits              the fields of settings.Limits; PUT {"name": "default" | "none"}, or what differs
    GET|DELETE quota            usage and bans; DELETE starts counting anew and lifts bans
    POST bans                   {"seconds": n, "quota": bool, "client_id": …, "bucket": "GET /me/playlists"}
    GET|POST|DELETE faults      faults.Fault; DELETE faults/{number} lifts one
    POST mischief               {"playlist": id} takes it down; with name, description, public, cover it tampers
    GET|DELETE counters         sums of calls; DELETE resets counters and log
    GET  calls?since=n          the call log
    GET  accounts               all accounts; accounts/{id} with playlists and saved items
    PUT  accounts/{id}          {"id": new user id}
    POST accounts/{id}/revoke   {"access": true, "refresh": true}
    POST accounts/{id}/expire   access tokens run out now
    PUT  accounts/{id}/player   {"playlist": id, "position": n}, {"silent": true}, {"advert": true} or {"habits": true}
    GET|POST apps               POST makes one: client_id, developer, mode, allowlist, redirect_uris …
    PUT  apps/{client_id}       changes some of that
    GET|POST campaigns          all; POST campaigns.Order strikes from then on: {"seed": 1, "accounts": ["listener1"],
                                "most": 300, "after": 3600, "days": 30, "rates": {"takedown": 1, "swap": 0.5, …},
                                "noise": {"touch": 4}, "again": {"share": 0.1, "after": 120, "times": 3}}; the kinds are
                                in attacks.ATTACKS and attacks.NOISE, the rates a playlist and 30 days
    GET|DELETE campaigns/{n}    its attacks (after ?since=number), noise, writes; DELETE calls off what is to come
    PUT  campaigns/{n}/wanted/{playlist}   what is right from now on: name, description, public, cover (base64), listed,
                                exists, or {"now": true} as it stands
    POST dressing               {"covers": 0.5, "accounts": […], "seed": 1}: descriptions and custom covers to attack
    GET  playlists/{id}         the true state
    POST playlists/{id}/edits   vandal.edit
    PUT  tracks/{id}            {"closed_in": ["DE", …] | "everywhere"} or {"gone": true}
    GET  state                  {"digest": …} over everything that calls can change
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from playwarden.kit.canonical import digest
from playwarden.kit.clock import parse_instant
from playwarden.sandbox.clock import iso, stamp
from playwarden.sandbox.drawing import hashed
from playwarden.sandbox.exchange import Answer, Refusal, Request, json_answer
from playwarden.sandbox.mischief import Unknown
from playwarden.sandbox.people import Account, App
from playwarden.sandbox.playlists import Playlist
from playwarden.sandbox.settings import Limits
from playwarden.sandbox.vandal import edit, take_down, tamper
from playwarden.sandbox.words import MARKETS

if TYPE_CHECKING:
    from playwarden.sandbox.application import Application

_MOST_APPS = 25
_APP_FIELDS = (
    "name",
    "developer",
    "mode",
    "redirect_uris",
    "allowlist",
    "users_limit",
    "pkce_required",
    "premium",
    "rotate",
)


class Missing(Exception):
    """What the path names is not here."""


class Control:
    """Answers /_sandbox for one application."""

    def __init__(self, application: "Application") -> None:
        self._app = application
        self._plain: dict[tuple[str, str], Callable[[Request], Any]] = {
            ("GET", "clock"): lambda _: self._clock(),
            ("PUT", "clock"): self._set_clock,
            ("GET", "latency"): lambda _: self._latency(),
            ("PUT", "latency"): self._set_latency,
            ("GET", "quirks"): lambda _: asdict(self._app.world.quirks),
            ("PUT", "quirks"): self._set_quirks,
            ("GET", "limits"): lambda _: asdict(self._app.quota.limits),
            ("PUT", "limits"): self._set_limits,
            ("GET", "quota"): lambda _: self._quota(),
            ("DELETE", "quota"): lambda _: self._app.quota.forget(),
            ("POST", "bans"): self._ban,
            ("GET", "faults"): lambda _: [asdict(fault) for fault in self._app.faults.all],
            ("POST", "faults"): lambda request: asdict(self._app.faults.add(_object(request))),
            ("DELETE", "faults"): lambda _: self._app.faults.remove(),
            ("POST", "mischief"): self._mischief,
            ("GET", "counters"): lambda _: self._app.log.counters(),
            ("DELETE", "counters"): lambda _: self._app.log.reset(),
            ("GET", "calls"): self._calls,
            ("GET", "accounts"): lambda _: [_account_shape(each) for each in self._accounts()],
            ("GET", "apps"): lambda _: [asdict(app) for app in self._app.world.apps.values()],
            ("POST", "apps"): self._add_app,
            ("POST", "dressing"): lambda request: self._app.mischief.dress(_object(request)),
            ("GET", "state"): lambda _: self._state(),
        }

    def answer(self, request: Request) -> Answer:
        """Answers one control request."""
        parts = request.path.strip("/").split("/")[1:]
        try:
            document = self._answered(request, parts)
        except Missing as missing:
            return json_answer({"error": f"no such thing here: {missing}"}, 404)
        except Refusal as refusal:
            return json_answer({"error": refusal.message}, 400)
        except KeyError as missing:
            return json_answer({"error": f"{missing.args[0]} is missing"}, 400)
        except (ValueError, TypeError) as wrong:
            return json_answer({"error": str(wrong)}, 400)
        return json_answer({} if document is None else document)

    def _answered(self, request: Request, parts: list[str]) -> Any:
        match request.method, parts:
            case _, [name] if (request.method, name) in self._plain:
                return self._plain[request.method, name](request)
            case "DELETE", ["faults", number]:
                return self._app.faults.remove(int(number))
            case "GET", ["accounts", user_id]:
                account = self._account(user_id)
                return {**_account_shape(account), "playlists": list(account.playlists), "saved": dict(account.saved)}
            case "PUT", ["accounts", user_id]:
                self._account(user_id)
                return self._app.world.rename_account(user_id, str(_object(request)["id"]))
            case "POST", ["accounts", user_id, "revoke"]:
                return {"revoked": self._app.tokens.revoke(self._account(user_id).id, **_object(request))}
            case "POST", ["accounts", user_id, "expire"]:
                return self._app.tokens.expire(self._account(user_id).id)
            case "PUT", ["accounts", user_id, "player"]:
                return self._set_player(self._account(user_id), _object(request))
            case "PUT", ["apps", client_id] if client_id in self._app.world.apps:
                return _change_app(self._app.world.apps[client_id], _object(request))
            case _, ["campaigns", *rest]:
                return self._campaigns(request, rest)
            case "GET", ["playlists", playlist_id]:
                return self._truth(self._playlist(playlist_id))
            case "POST", ["playlists", playlist_id, "edits"]:
                return {"snapshot_id": edit(self._app.world, self._playlist(playlist_id), _object(request))}
            case "PUT", ["tracks", track_id]:
                return self._set_track(track_id, _object(request))
        raise Missing(f"{request.method} {request.path}")

    def _clock(self) -> dict[str, object]:
        clock = self._app.world.clock
        return {"now": iso(clock.now()), "rate": clock.rate}

    def _set_clock(self, request: Request) -> dict[str, object]:
        wish = _object(request)
        now = parse_instant(wish["now"]).timestamp() if "now" in wish else None
        rate = float(wish["rate"]) if "rate" in wish else None
        self._app.world.change_clock(now=now, rate=rate, advance=float(wish.get("advance", 0)))
        self._app.mischief.catch_up()
        return self._clock()

    def _campaigns(self, request: Request, rest: list[str]) -> Any:
        document = _object(request) if request.method in ("POST", "PUT") else None
        try:
            return self._app.mischief.control(request.method, rest, document, int(request.query.get("since", 0)))
        except Unknown as unknown:
            raise Missing(str(unknown)) from None

    def _latency(self) -> dict[str, float]:
        return {"ms": self._app.latency_ms, "jitter_ms": self._app.jitter_ms}

    def _set_latency(self, request: Request) -> dict[str, float]:
        wish = _object(request)
        self._app.latency_ms = float(wish.get("ms", self._app.latency_ms))
        self._app.jitter_ms = float(wish.get("jitter_ms", self._app.jitter_ms))
        return self._latency()

    def _set_quirks(self, request: Request) -> dict[str, Any]:
        self._app.world.quirks = self._app.world.quirks.changed(_object(request))
        return asdict(self._app.world.quirks)

    def _set_limits(self, request: Request) -> dict[str, Any]:
        wish = _object(request)
        named = {"default": Limits(), "none": Limits.none()}
        if "name" in wish and wish["name"] not in named:
            raise ValueError("limits by name are default and none")
        self._app.quota.limits = named[wish["name"]] if "name" in wish else Limits.read(wish)
        return asdict(self._app.quota.limits)

    def _quota(self) -> dict[str, object]:
        now = self._app.world.clock.now()
        return {**self._app.quota.usage(now), "bans": self._app.quota.bans(now)}

    def _ban(self, request: Request) -> None:
        wish = _object(request)
        apps = self._app.world.apps
        app = apps.get(wish["client_id"]) if "client_id" in wish else next(iter(apps.values()))
        if app is None:
            raise Missing(wish["client_id"])
        quota = bool(wish.get("quota", False))
        bucket = str(wish.get("bucket", ""))
        if quota and not bucket:
            raise ValueError("a quota ban names its bucket, such as GET /me/playlists")
        self._app.quota.ban(app, bucket, float(wish["seconds"]), self._app.world.clock.now(), quota=quota)

    def _mischief(self, request: Request) -> dict[str, str]:
        wish = _object(request)
        playlist = self._playlist(str(wish.pop("playlist")))
        world = self._app.world
        return {"snapshot_id": tamper(world, playlist, wish) if wish else take_down(world, playlist)}

    def _calls(self, request: Request) -> list[dict[str, Any]]:
        since = int(request.query.get("since", 0))
        return [{**asdict(call), "at": iso(call.at)} for call in self._app.log.since(since)]

    def _add_app(self, request: Request) -> dict[str, Any]:
        wish = _object(request)
        world = self._app.world
        number = len(world.apps) + 1
        app = App(
            client_id=str(wish.get("client_id", hashed(32, "app", world.settings.seed, number))),
            client_secret=str(wish.get("client_secret", hashed(32, "secret", world.settings.seed, number))),
            name=f"Sandbox app {number}",
            developer=f"dev-{number}",
            mode=world.settings.mode,
            redirect_uris=list(world.settings.redirect_uris),
            allowlist=[],
        )
        _change_app(app, {name: value for name, value in wish.items() if not name.startswith("client_")})
        if sum(each.developer == app.developer for each in world.apps.values()) >= _MOST_APPS:
            raise ValueError(f"a developer has at most {_MOST_APPS} apps")
        world.apps[app.client_id] = app
        return asdict(app)

    def _set_player(self, account: Account, wish: dict[str, Any]) -> None:
        player, now = self._app.player, self._app.world.clock.now()
        if wish.get("habits"):
            player.follow_habits(account)
        elif wish.get("silent") or wish.get("advert"):
            player.fall_silent(account, now, advert=bool(wish.get("advert")))
        else:
            player.play(account, self._playlist(str(wish["playlist"])), int(wish.get("position", 0)), now)

    def _set_track(self, track_id: str, wish: dict[str, Any]) -> None:
        catalogue = self._app.world.catalogue
        if catalogue.track(track_id) is None:
            raise Missing(track_id)
        if wish.get("gone"):
            catalogue.lose(track_id)
        else:
            closed = wish["closed_in"]
            catalogue.close(track_id, MARKETS if closed == "everywhere" else [str(each) for each in closed])
        self._app.forget_shapes()

    def _accounts(self) -> list[Account]:
        world = self._app.world
        return [account for user_id in world.account_ids() if (account := world.account(user_id)) is not None]

    def _account(self, user_id: str) -> Account:
        account = self._app.world.account(user_id)
        if account is None:
            raise Missing(user_id)
        return account

    def _playlist(self, playlist_id: str) -> Playlist:
        playlist = self._app.world.playlist(playlist_id)
        if playlist is None:
            raise Missing(playlist_id)
        return playlist

    def _truth(self, playlist: Playlist) -> dict[str, Any]:
        self._app.world.take_in_covers(self._app.world.clock.now())
        return {
            "id": playlist.id,
            "owner": playlist.owner,
            "followers": sorted(playlist.followers),
            **asdict(playlist.newest.details),
            "snapshot_id": playlist.newest.snapshot_id,
            "revision": playlist.number,
            "pending_covers": [key for _, _, key in playlist.pending_covers],
            "entries": [
                {"uri": entry.uri, "added_at": stamp(entry.added_at), "added_by": entry.added_by}
                for entry in playlist.entries
            ],
        }

    def _state(self) -> dict[str, str]:
        """Two sandboxes of one seed that were called alike agree, wherever they listen; dates stay out."""
        world = self._app.world
        playlists = []
        for playlist in world.touched_playlists():
            truth = self._truth(playlist)
            truth["entries"] = [entry["uri"] for entry in truth["entries"]]
            playlists.append(truth)
        libraries = {each.id: [each.playlists, sorted(each.saved)] for each in self._accounts()}
        return {"digest": digest({"seed": world.settings.seed, "playlists": playlists, "libraries": libraries})}


def _account_shape(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "account_id": account.account_id,
        "display_name": account.display_name,
        "country": account.country,
        "playlists_total": len(account.playlists),
    }


def _change_app(app: App, wish: dict[str, Any]) -> dict[str, Any]:
    """Changes an app. Raises ValueError for an allowlist that is too long."""
    if strange := sorted(set(wish) - set(_APP_FIELDS)):
        raise ValueError(f"unknown in an app: {', '.join(strange)}")
    if len(wish.get("allowlist", [])) > wish.get("users_limit", app.users_limit):
        raise ValueError(f"an app in development mode has at most {app.users_limit} users")
    for name, value in wish.items():
        setattr(app, name, value)
    return asdict(app)


def _object(request: Request) -> dict[str, Any]:
    document = request.json()
    if not isinstance(document, dict):
        raise ValueError("expected a JSON object")  # noqa: TRY004 - wrong input, not a wrong call
    return document
