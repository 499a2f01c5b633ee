"""What happened in the demonstration's three weeks, chapter by chapter; each one's docstring is told while it is lived.

Mara looks after the playlists of three accounts. Jonas edits those of one of them, Priya looks.
"""

import base64
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from scripts.chapters_of_rules import by_hand, themselves
from scripts.chapters_of_text import lists
from scripts.shell import Failed
from scripts.visitor import Document, Visitor
from scripts.weeks import CLOSE_BY, PASSWORD, ZONE, Weeks

from playwarden.sandbox.pictures import drawn_cover

ANN, BEN, CLEO = "listener1", "listener2", "listener3"


def arrive(weeks: Weeks, welcome: str) -> None:
    """Mara arrives, connects three accounts and invites Jonas and Priya"""
    # Most people's playlists have a description, and many a cover of their own.
    weeks.sandbox.control("POST", "dressing", {"accounts": [ANN, BEN, CLEO], "covers": 0.6})
    mara = weeks.members["Mara"] = Visitor.came_by(weeks.address, welcome, name="Mara", password=PASSWORD)
    mara.post("apps", {"client_id": weeks.sandbox.client_id, "name": "Our app"})
    for user, write in ((ANN, True), (BEN, True), (CLEO, False)):
        begun = mara.post("accounts/connections", {"write": write, "how": "paste"})
        back = weeks.sandbox.agree(begun["url"], user)
        connected = mara.post(f"accounts/connections/{begun['id']}/paste", {"address": back})
        weeks.accounts[user] = connected["account"]
    mara.ended(mara.post("sync", {"read": True})["job"])
    weeks.accounts = {each["user_id"]: each for each in mara.get("accounts")}
    ben, cleo = weeks.accounts[BEN]["id"], weeks.accounts[CLEO]["id"]
    invited = {
        "Jonas": {"role": "editor", "accounts": {ben: "edit", cleo: "view"}},
        "Priya": {"role": "viewer"},
    }
    for name, what in invited.items():
        link = mara.post("members/invitations", what)["link"]
        weeks.members[name] = Visitor.came_by(weeks.address, link, name=name, password=PASSWORD)
    for visitor in weeks.members.values():
        visitor.patch("session", {"zone": ZONE})


def campaign(weeks: Weeks) -> None:
    """A release week is placed in three playlists, and what is done again and again is scheduled"""
    weeks.to(19, 10, 20)
    mara = weeks["Mara"]
    rows = [
        _placed(playlist, track, weeks.text(17, 11), weeks.text(11, 12), str(at + 1))
        for playlist in weeks.lists(ANN)[:3]
        for at, track in enumerate(weeks.others(playlist, 4))
    ]
    mara.post("placements", {"placements": rows, "campaign": "Release week", "zone": ZONE, "accept": []})
    monday: Document = {"kind": "cron", "expression": "0 6 * * MON", "zone": ZONE}
    friday: Document = {"kind": "cron", "expression": "30 7 * * FRI", "zone": ZONE}
    mornings: Document = {"kind": "cron", "expression": "0 7 * * *", "zone": ZONE}
    deduplicate: Document = {"selection": {"name": "*Mix"}, "edit": {"kind": "deduplicate"}}
    newest: Document = {
        "selection": {"playlists": [weeks.lists(ANN)[9]["id"]]},
        "edit": {"kind": "sort", "by": "added", "descending": True},
    }
    shuffle: Document = {
        "selection": {"playlists": [row["id"] for row in weeks.lists(BEN)[:2]]},
        "edit": {"kind": "reorder", "how": "shuffle"},
        "most_calls": 40,
    }
    for name, timing, payload, missed in (
        ("Friday shuffle", friday, shuffle, "once"),
        ("Monday tidying up", monday, deduplicate, "ask"),
        ("Newest first", mornings, newest, "once"),
    ):
        body = {"name": name, "kind": "bulk.apply", "timing": timing, "payload": payload, "missed": missed}
        mara.post("schedules", body)
    weeks.to(17, 11, 2)


def order(weeks: Weeks) -> None:
    """Playlists get tags, by rules and by hand, and Mara keeps the views that all of them use"""
    mara, ann, ben = weeks["Mara"], weeks.lists(ANN), weeks.lists(BEN)
    for rule in ({"tag": "mixes", "name": "*Mix*"}, {"tag": "weekly", "description": "*every Friday*"}):
        mara.post("tags/rules", rule)
    for tag, rows in (("campaign", ann[:3]), ("flagship", [*ann[4:7], ben[3]]), ("ask Jonas", ben[:4])):
        mara.post("tags/assign", {"playlists": [row["id"] for row in rows], "add": [tag], "remove": []})
    for name, search in (
        ("Flagships", {"tag": "flagship"}),
        ("Where a campaign runs", {"tag": "campaign"}),
    ):
        mara.post("views", {"name": name, "search": search, "shared": True})


def labelled(weeks: Weeks) -> None:
    """Mara imports how tracks sound, makes a genre of a list of artists and blocks one; Jonas names moods"""
    mara, jonas = weeks["Mara"], weeks["Jonas"]
    rows = [*weeks.lists(ANN)[:20], *weeks.lists(BEN)[:15]]
    uris = [uri for row in rows for uri in weeks.uris(row) if uri.startswith("spotify:track:")]
    sounds = [_sound(uri) for number, uri in enumerate(dict.fromkeys(uris)) if number % 4]
    table = "\n".join(["track_id,tempo,energy,valence,danceability,loudness,key,mode,genre", *sounds]).encode()
    mara.post("features?name=How%20our%20tracks%20sound&map=id%3Dtrack_id", table)
    said = mara.post("labels/look", {"items": uris[:40]})
    artists = list(dict.fromkeys(artist["name"] for each in said for artist in each["artists"]))
    mara.post("labels/import", {"label": "Late night", "lines": artists[:8]})
    for mood, some in (("calm", uris[:9]), ("bright", uris[9:15])):
        jonas.post("labels/assign", {"kind": "mood", "items": some, "add": [mood]})
    mara.post("blocklist", {"account": weeks.accounts[ANN]["id"], "add": [artists[-1], uris[-1]]})


def _sound(uri: str) -> str:
    """A line of a table: how a track of the local Spotify sounds, the same each time."""
    chance = sha256(uri.encode()).digest()
    energy, valence, dance = (f"{part / 255:.3f}" for part in chance[:3])
    genre = ("indie", "electronic", "soul", "folk", "pop", "jazz")[chance[3] % 6]
    tempo, loudness = 70 + chance[4] * 110 / 255, -20 + chance[5] * 16 / 255
    told = (uri, f"{tempo:.1f}", energy, valence, dance, f"{loudness:.1f}", chance[6] % 12, chance[7] % 2, genre)
    return ",".join(str(each) for each in told)


def renew(weeks: Weeks) -> None:
    """Mara renews a playlist; somebody edits another one in the Spotify app"""
    mara, ann = weeks["Mara"], weeks.lists(ANN)
    _renewed(weeks, mara, ann[4], BEN, "Renewed every Monday")
    weeks.elsewhere(ann[5], do="insert", uris=weeks.others(ann[5], 2, skip=25), position=2)
    weeks.elsewhere(ann[5], do="move", **{"from": 8, "before": 1, "length": 2})
    weeks.to(15, 9, 30)


def together(weeks: Weeks) -> None:
    """Jonas puts the lists in order that he may edit; Mara renames many at once"""
    jonas, mara = weeks["Jonas"], weeks["Mara"]
    ben = weeks.lists(BEN)
    _renewed(weeks, jonas, ben[3], CLEO, "Jonas picks ten for the week")
    jonas.applied(jonas.edited({"playlists": [ben[4]["id"]]}, {"kind": "reorder", "how": "reverse"}))
    weeks.to(13, 17, 40)
    dated = [row["id"] for row in mara.get("playlists") if row["owner_id"] == ANN and " 2026" in row["name"]]
    if dated:
        rename = {"kind": "details", "find": " 2026", "replace": "", "within": "name"}
        mara.applied(mara.edited({"playlists": dated}, rename))
    sign = {"kind": "details", "description": "Every week anew. Curated by Mara & Jonas."}
    mara.applied(mara.edited({"playlists": [row["id"] for row in weeks.lists(ANN)[6:10]]}, sign))


def mistake(weeks: Weeks) -> None:
    """Half a playlist is thrown away by mistake, and brought back"""
    weeks.to(11, 12, 2)
    mara = weeks["Mara"]
    playlist = weeks.lists(ANN)[4]
    uris = weeks.uris(playlist)
    wish = _wish(playlist, items=uris[: len(uris) // 2])
    done = mara.applied(mara.wished(wish, account=weeks.accounts[ANN]["id"]), "removes-much")
    mara.applied(mara.post(f"runs/{done['id']}/undo", {"forced": []}))


def taken_down(weeks: Weeks) -> None:
    """A false report empties title and description of a playlist; Mara restores what was there"""
    weeks.to(8, 22)
    mara = weeks["Mara"]
    playlist = weeks.lists(ANN)[4]
    weeks.reported(playlist)
    weeks.to(7, 8, 10)
    after, before = mara.get(f"playlists/{playlist['id']}/versions")[:2]
    if "name" not in after["changed"]:
        raise Failed("nobody noticed that a playlist was taken down")
    mara.applied(mara.post(f"playlists/{playlist['id']}/restore", {"version": before["id"], "forced": []}))


def winter(weeks: Weeks) -> None:
    """The winter is planned: placements in force, coming, and one that will not fit"""
    weeks.to(6, 9)
    mara, jonas = weeks["Mara"], weeks["Jonas"]
    ann, ben = weeks.lists(ANN), weeks.lists(BEN)
    warm = [
        _placed(row, track, weeks.text(4, 18), weeks.text(-12, 18), str(at + 1))
        for row in ann[6:9]
        for at, track in enumerate(weeks.others(row, 2, skip=8))
    ]
    mara.post("placements", {"placements": warm, "campaign": "Winter warmers", "zone": ZONE, "accept": []})
    advent = [
        _placed(ann[0], track, weeks.text(-1 - day, 6), weeks.text(-2 - day, 6), "top")
        for day, track in enumerate(weeks.others(ann[0], 10, skip=12))
    ]
    mara.post("placements", {"placements": advent, "campaign": "A song a day", "zone": ZONE, "accept": []})
    when = {"from": weeks.text(-2, 9), "until": weeks.text(-30, 9), "zone": ZONE}
    evening = _placed(ann[8], weeks.others(ann[8], 1, skip=60)[0], weeks.text(0, 20), weeks.text(-7, 20), "3")
    title = {"playlist": ann[1]["id"], "name": f"❄ {ann[1]['name']}", **when}
    mara.post("placements", {"placements": [evening, title], "zone": ZONE, "accept": []})
    guests = weeks.others(ben[5], 3, skip=30)
    guest = [
        _placed(ben[5], track, weeks.text(3 - 2 * at, 16), weeks.text(-3 - at, 16), str(at + 1))
        for at, track in enumerate(guests)
    ]
    jonas.post("placements", {"placements": guest, "campaign": "Guests", "zone": ZONE, "accept": []})
    one = _placed(ben[2], weeks.others(ben[2], 1, skip=40)[0], weeks.text(2, 9), weeks.text(-5, 9), "5")
    unwanted = jonas.post("placements", {"placements": [one], "zone": ZONE, "accept": []})
    for one in unwanted["placements"]:
        jonas.post(f"placements/{one['id']}/cancel", {"keep": False})
    weeks.to(4, 18, 2)
    weeks.elsewhere(ben[5], do="insert", uris=[guests[1]], position=6)
    weeks.elsewhere(ann[2], do="remove", position=3, length=1)
    weeks.to(3, 16, 2)


def trouble(weeks: Weeks) -> None:
    """A text is refused by Spotify, a job is stopped in time, another one is tried again"""
    weeks.to(2, 19, 5)
    mara, jonas = weeks["Mara"], weeks["Jonas"]
    ann, ben = weeks.lists(ANN), weeks.lists(BEN)
    refused = {"kind": "details", "description": "Where not to buy followers: a warning in songs."}
    mara.applied(mara.edited({"playlists": [ann[9]["id"]]}, refused))
    mara.post("hold")
    tidy = jonas.edited({"playlists": [row["id"] for row in ben[:4]]}, {"kind": "sort", "by": "artist"})
    job = jonas.post(f"proposals/{tidy['fingerprint']}/apply", {"forced": []})["job"]
    jonas.post(f"jobs/{job}/cancel")
    mara.post("release")
    weeks.settle(weeks.sandbox.now())
    weeks.to(1, 16, 2)
    _renewed(weeks, jonas, ben[3], CLEO, "Ten for the weekend")
    weeks.elsewhere(ben[6], do="details", description="Now with more piano")
    weeks.elsewhere(ben[6], do="duplicate", position=2, to=9)


def guard(weeks: Weeks) -> None:
    """Mara protects playlists of two accounts: reports and edits by others are put back, or she is asked"""
    weeks.before_now(180)
    mara, ann, ben = weeks["Mara"], weeks.lists(ANN), weeks.lists(BEN)
    _protected(mara, {"playlists": [row["id"] for row in (*ann, *ben[:6])]})
    _protected(mara, {"tag": "flagship"}, important=True)
    _protected(mara, {"playlists": [ben[6]["id"], ben[7]["id"]]}, policy="ask")
    _protected(mara, {"playlists": [ben[8]["id"]]}, policy="adopt")
    victim, other = _covered(weeks)
    weeks.reported(victim)
    weeks.watching(166)
    # The second time waits for a quarter of an hour, the third for two hours.
    weeks.reported(victim)
    weeks.reported(other, cover=base64.b64encode(drawn_cover("what nobody wanted")).decode())
    weeks.watching(136)
    weeks.reported(victim)
    weeks.reported(ben[8], description="Now with even more piano.")
    weeks.watching(121)
    weeks.reported(ann[9], description="Follow my own playlists instead!")
    weeks.reported(ben[6], name="BEST HITS 2026 (followers for free)")


def today(weeks: Weeks) -> None:
    """Today's work"""
    weeks.watching(106)
    mara = weeks["Mara"]
    ann = weeks.lists(ANN)
    mara.post("members/invitations", {"role": "viewer"})
    mara.post("tokens", {"name": "Home automation", "scopes": ["read", "write"], "expires_in_days": 180})
    add = {"kind": "add", "uris": weeks.others(ann[0], 2, skip=50), "where": "top"}
    mara.applied(mara.edited({"playlists": [row["id"] for row in ann[:4]]}, add))
    _renewed(weeks, mara, ann[5], BEN, "What we play this week")


def again(weeks: Weeks) -> None:
    """The fourth report within a day: nothing is put back any more until a person has looked"""
    weeks.watching(CLOSE_BY)
    weeks.reported(_covered(weeks)[0])
    weeks.to_the_present()


def unanswered(weeks: Weeks) -> None:
    """Spotify no longer answers for one playlist: a job tries again, waits, and tries again"""
    jonas, playlist = weeks["Jonas"], weeks.lists(BEN)[7]
    weeks.sandbox.fault("status", method="write", path=f"/playlists/{playlist['id']}/items", times=0, status=503)
    add = {"kind": "add", "uris": weeks.others(playlist, 1, skip=55), "where": "bottom"}
    proposal = jonas.edited({"playlists": [playlist["id"]]}, add)
    jonas.post(f"proposals/{proposal['fingerprint']}/apply", {"forced": []})


def _protected(who: Visitor, selection: Document, **how: object) -> None:
    """Protects playlists as they are."""
    found = who.post("protection/playlists", {"selection": selection, **how})
    if not found["protected"]:
        raise Failed(f"nothing of {selection} could be protected: {found}")


def _covered(weeks: Weeks) -> list[Document]:
    """Two of Ann's protected playlists with a cover of their own. Raises Failed."""
    guarded = weeks["Mara"].get("protection/playlists?limit=500")
    covered = {one["playlist"] for one in guarded if one["preferred"]["cover"] is not None}
    found = [row for row in weeks.lists(ANN)[10:] if row["id"] in covered][-2:]
    if len(found) < 2:
        raise Failed("fewer than two protected playlists have a cover of their own")
    return found


def _placed(playlist: Document, track: str, when: str, until: str, position: str) -> Document:
    """A placement as it is sent."""
    return {
        "playlist": playlist["id"],
        "track": track,
        "from": when,
        "until": until,
        "position": position,
        "zone": ZONE,
    }


def _wish(playlist: Document, **wished: Any) -> Document:
    return {"id": f"spotify:playlist:{playlist['id']}", **wished}


def _renewed(weeks: Weeks, who: Visitor, playlist: Document, source: str, description: str) -> None:
    """The last ten come first, three leave, and four come from another account's lists."""
    now = weeks.uris(playlist)
    fresh = weeks.others(playlist, 4, source=source)
    items = [*now[-10:], *now[3:8], *fresh, *now[8:-10]]
    wish = _wish(playlist, items=items, description=description)
    account = next(each["id"] for each in weeks.accounts.values() if each["user_id"] == playlist["owner_id"])
    who.applied(who.wished(wish, account=account))


AFTERWARDS: tuple[Callable[[Weeks], None], ...] = (
    campaign, order, labelled, themselves, renew, together, lists, mistake, taken_down, winter, trouble, by_hand, guard,
    today, again, unanswered,
)  # fmt: skip
