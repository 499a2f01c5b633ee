"""All campaigns of one sandbox: they strike when the clock passes their moments, and the control API reads them.

No thread and no timer: the sandbox tells the time with every request and with every jump of its clock, and what was
due meanwhile is done in order, each at its own moment.
"""

import base64
from typing import Any

from playwarden.sandbox.attacks import Standing, standing
from playwarden.sandbox.campaigns import Campaign, read_order, with_changes
from playwarden.sandbox.drawing import chance, hashed
from playwarden.sandbox.pictures import drawn_cover
from playwarden.sandbox.playlists import Playlist
from playwarden.sandbox.vandal import new_cover, tamper
from playwarden.sandbox.words import MOODS, SENTENCES
from playwarden.sandbox.world import World


class Unknown(Exception):
    """What was asked for is not here."""


class Mischief:
    """The campaigns, and the moments at which uploads appear between their blows."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._all: list[Campaign] = []
        world.changed = self._changed
        world.writing = self._writing

    def catch_up(self) -> None:
        """Does everything that was due until now, in order."""
        now = self._world.clock.now()
        while self._all:
            campaign = min(self._all, key=lambda each: each.next_at)
            if campaign.next_at > now:
                break
            if self._world.expecting:
                self._world.take_in_covers(campaign.next_at)
                if campaign.next_at != min(each.next_at for each in self._all):
                    continue  # an upload that appeared put something right, and somebody watches closely
            campaign.strike()
        if self._all and self._world.expecting:
            self._world.take_in_covers(now)

    def control(self, method: str, parts: list[str], document: dict[str, Any] | None, since: int = 0) -> Any:
        """Answers below /_sandbox/campaigns. Raises Unknown for what is not here, ValueError for wrong input."""
        match method, parts:
            case "GET", []:
                return [each.summary() for each in self._all]
            case "POST", []:
                return self._ordered(document or {}).summary()
            case "GET", [number]:
                return self._told(self._campaign(number), since)
            case "DELETE", [number]:
                self._campaign(number).call_off()
                return self._campaign(number).summary()
            case "PUT", [number, "wanted", playlist_id]:
                return self._want(self._campaign(number), self._playlist(playlist_id), dict(document or {}))
        raise Unknown(f"{method} campaigns/{'/'.join(parts)}")

    def dress(self, document: dict[str, Any]) -> dict[str, int]:
        """Gives owned playlists what can be attacked: a description where there is none, and to a share a cover.

        `{"seed": 1, "accounts": [], "playlists": [], "covers": 0.5}`; empty: all. Raises ValueError.
        """
        share, seed = float(document.get("covers", 0.5)), int(document.get("seed", 1))
        covers = 0
        targets = self._targets(document.get("accounts") or (), document.get("playlists") or (), None)
        for playlist in targets:
            dice, details = chance(seed, "dressing", playlist.id), playlist.newest.details
            wish: dict[str, Any] = {}
            if not details.description.strip() or details.description == "null":
                mood = dice.choice(MOODS).lower()
                wish["description"] = dice.choice(SENTENCES).format(mood=mood, owner=playlist.owner)
            if details.cover is None and dice.random() < share:
                wish["cover"] = base64.b64encode(drawn_cover(hashed(40, "dressing", seed, playlist.id))).decode()
                covers += 1
            if wish:
                tamper(self._world, playlist, wish)
        return {"playlists": len(targets), "covers": covers}

    def _ordered(self, document: dict[str, Any]) -> Campaign:
        order = read_order(document)
        targets = self._targets(order.accounts, order.playlists, order.most)
        campaign = Campaign(len(self._all) + 1, self._world, order, targets)
        self._all.append(campaign)
        self.catch_up()
        return campaign

    def _targets(self, accounts: Any, playlists: Any, most: int | None) -> list[Playlist]:
        """The playlists that are meant: those named, else all that accounts own, taken from each in turn."""
        world = self._world
        world.take_in_covers(world.clock.now())
        if playlists:
            return [self._playlist(str(each)) for each in playlists]
        owned = []
        for user_id in accounts or world.account_ids():
            account = world.account(str(user_id))
            if account is None:
                raise ValueError(f"nobody is called {user_id} here")
            found = [world.playlist(each) for each in account.playlists]
            owned.append([each for each in found if each is not None and each.owner == account.id])
        longest = max(map(len, owned), default=0)
        in_turn = [each[place] for place in range(longest) for each in owned if place < len(each)]
        return in_turn[:most]

    def _told(self, campaign: Campaign, since: int) -> dict[str, Any]:
        return {
            **campaign.summary(),
            "attacks": [each.shape() for each in campaign.attacks if each.number > since],
            "harmless": campaign.noise,
            "writes": campaign.writes,
        }

    def _want(self, campaign: Campaign, playlist: Playlist, document: dict[str, Any]) -> dict[str, Any]:
        now = standing(self._world, playlist)
        wanted: Standing = now if document.pop("now", False) else campaign.wanted.get(playlist.id, now)
        if document.get("cover") is not None:
            document["cover"] = new_cover(self._world, base64.b64decode(document["cover"]))
        wanted = with_changes(wanted, document)
        campaign.want(playlist, wanted, self._world.clock.now())
        return {"playlist": playlist.id, "name": wanted.name, "description": wanted.description, "cover": wanted.cover}

    def _campaign(self, number: str) -> Campaign:
        if not number.isdigit() or not 0 < int(number) <= len(self._all):
            raise Unknown(f"campaign {number}")
        return self._all[int(number) - 1]

    def _playlist(self, playlist_id: str) -> Playlist:
        playlist = self._world.playlist(playlist_id)
        if playlist is None:
            raise Unknown(playlist_id)
        return playlist

    def _changed(self, playlist: Playlist, at: float) -> None:
        for campaign in self._all:
            campaign.changed(playlist, at)

    def _writing(self, playlist: Playlist, names: tuple[str, ...]) -> None:
        for campaign in self._all:
            campaign.writing(playlist, names, self._world.clock.now())
