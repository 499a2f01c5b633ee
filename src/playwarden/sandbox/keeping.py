"""A sandbox's changes in a file: what it is started with again, so that a demonstration goes on where it ended."""

import base64
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwarden.sandbox.people import Account, Grant
from playwarden.sandbox.playlists import Content, Details, Entry, Playlist

if TYPE_CHECKING:
    from playwarden.sandbox.application import Application

_FORM = 1


class Kept:
    """The file of one sandbox. It holds what calls and the control API changed in playlists, libraries and consents;
    not what lags, quotas, faults, access tokens and the player are at. All times are seconds since 1970.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: tuple[int, int, int, int] | None = None
        self._born: float | None = None
        self._document: dict[str, Any] | None = None
        if path.exists():
            self._document = json.loads(path.read_bytes())
            if not isinstance(self._document, dict) or self._document.get("form") != _FORM:
                raise ValueError(f"{path} was not written by this sandbox")
            self._born = float(self._document["born"])

    @property
    def born(self) -> float | None:
        """When the kept sandbox was made, which its untouched playlists depend on; None where nothing is kept yet."""
        return self._born

    def put_back(self, app: "Application") -> None:
        """Gives a new sandbox what the file holds; its clock goes on at the present, or where it was ahead of that.

        Raises ValueError when the file belongs to a sandbox of other people or music.
        """
        if self._document is None:
            return
        document, world = self._document, app.world
        if document["of"] != _of(app):
            raise ValueError(f"{self._path} was kept with another seed, other accounts or another catalogue")
        for user_id, kept in document["accounts"].items():
            account = world.account(user_id)
            if account is not None:
                account.playlists[:] = kept["playlists"]
                if kept["saved"] is not None:
                    account.saved.clear()
                    account.saved.update(kept["saved"])
        for kept in document["playlists"]:
            world.keep(_playlist(kept, str(world.settings.seed)))
        world.covers.update({key: base64.b64decode(text) for key, text in document["covers"].items()})
        world.resume(sequence=int(document["sequence"]))
        if document["now"] > world.clock.now():
            world.clock.change(now=document["now"])
        app.tokens.resume(int(document["tokens_made"]), [_grant(kept, app) for kept in document["grants"]])
        self._written = self._mark(app)
        self._document = None

    def write(self, app: "Application") -> None:
        """Writes the file anew when something changed: whole or not at all."""
        mark = self._mark(app)
        if mark == self._written:
            return
        world = app.world
        accounts = {each: world.account(each) for each in world.account_ids()}
        document = {
            "form": _FORM,
            "of": _of(app),
            "born": world.born,
            "now": world.clock.now(),
            "sequence": mark[0],
            "accounts": {user_id: _account(account) for user_id, account in accounts.items() if account is not None},
            "playlists": [_kept(playlist) for playlist in world.touched_playlists()],
            "covers": {key: base64.b64encode(picture).decode() for key, picture in world.covers.items()},
            "tokens_made": app.tokens.made,
            "grants": [_told(grant) for grant in app.tokens.grants],
        }
        beside = self._path.with_name(self._path.name + ".new")
        beside.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")
        beside.replace(self._path)
        self._written = mark

    def _mark(self, app: "Application") -> tuple[int, int, int, int]:
        """Is another one after every change that is kept."""
        world = app.world
        accounts = [account for each in world.account_ids() if (account := world.account(each)) is not None]
        libraries = tuple(
            (tuple(each.playlists), tuple(each.saved.items()) if each.looked_into else None) for each in accounts
        )
        revoked = sum(grant.revoked for grant in app.tokens.grants)
        return world.sequence, app.tokens.made, revoked, hash(libraries)


def _of(app: "Application") -> dict[str, Any]:
    settings = app.settings
    return {
        "seed": settings.seed,
        "accounts": settings.accounts,
        "playlists": settings.playlists_per_account,
        "catalogue": settings.catalogue.name if settings.catalogue is not None else None,
    }


def _account(account: Account) -> dict[str, Any]:
    return {"playlists": account.playlists, "saved": account.saved if account.looked_into else None}


def _kept(playlist: Playlist) -> dict[str, Any]:
    cover = playlist.pending_covers[-1][2] if playlist.pending_covers else playlist.newest.details.cover
    return {
        "id": playlist.id,
        "owner": playlist.owner,
        "created_at": playlist.created_at,
        "number": playlist.number,
        "followers": sorted(playlist.followers),
        "details": asdict(playlist.newest.details) | {"cover": cover},
        "at": playlist.newest.at,
        "entries": [[entry.uri, entry.added_at, entry.added_by] for entry in playlist.entries],
    }


def _playlist(kept: dict[str, Any], key: str) -> Playlist:
    content = Content(tuple(Entry(*entry) for entry in kept["entries"]))
    details = Details(**kept["details"])
    playlist = Playlist(kept["id"], kept["owner"], key, details, content, kept["at"], number=kept["number"])
    playlist.created_at = kept["created_at"]
    playlist.followers.update(kept["followers"])
    return playlist


def _told(grant: Grant) -> dict[str, Any]:
    return {
        "client_id": grant.app.client_id,
        "account": grant.account.id,
        "scopes": sorted(grant.scopes),
        "authorised_at": grant.authorised_at,
        "refresh_token": grant.refresh_token,
        "revoked": grant.revoked,
        "rotates": grant.rotates,
    }


def _grant(kept: dict[str, Any], app: "Application") -> Grant:
    account = app.world.account(kept["account"])
    if account is None or kept["client_id"] not in app.world.apps:
        raise ValueError(f"nobody is called {kept['account']} here, or no app {kept['client_id']}")
    return Grant(
        number=len(app.tokens.grants) + 1,
        app=app.world.apps[kept["client_id"]],
        account=account,
        scopes=frozenset(kept["scopes"]),
        authorised_at=kept["authorised_at"],
        refresh_token=kept["refresh_token"],
        revoked=kept["revoked"],
        rotates=kept["rotates"],
    )
