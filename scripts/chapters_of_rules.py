"""The chapters of the demonstration in which playlists keep themselves by rules."""

from scripts.visitor import Document
from scripts.weeks import ZONE, Weeks

ANN, BEN = "listener1", "listener2"
ON_AIR = "On air this week"
"""The rule set whose playlist somebody changes by hand."""


def themselves(weeks: Weeks) -> None:
    """Playlists keep themselves: by a template, by rules that Mara wrote, and an archive that only grows"""
    mara, ann, ben = weeks["Mara"], weeks.lists(ANN), weeks.lists(BEN)
    flagship = next(one for one in mara.get("rule-templates")["templates"] if one["name"] == "Flagship rotation")
    pool = [_link(row) for row in ann[10:14]]
    monday: Document = {"kind": "cron", "expression": "0 6 * * MON", "zone": ZONE}
    filling = {"values": {"pool": pool, "size": 30, "replace": 6, "away": 14}, "create": "Monday rotation"}
    body = {**filling, "account": weeks.accounts[ANN]["id"], "name": "Monday rotation", "timing": monday}
    rotation = mara.post(f"rule-templates/{flagship['id']}/fill", body)
    mara.applied(mara.post(f"rule-sets/{rotation['id']}/proposals"))
    parts = [
        {"name": "ours", "share": 2, "sources": [{"step": "playlist", "playlists": pool[:2]}]},
        {"name": "guests", "share": 1, "sources": [{"step": "playlist", "playlists": [_link(ann[8])]}]},
    ]
    air: Document = {
        "name": ON_AIR,
        "sources": [{"step": "mix", "parts": parts}],
        "steps": [
            {"step": "duplicates", "by": "likeness"},
            {"step": "duration", "least": "1:30", "most": "7:00", "unknown": "in"},
            {"step": "title", "not": True, "patterns": ["remix", "live"]},
            {"step": "at_most", "number": 1, "of": "first_artist"},
        ],
        "size": 20,
        "floor": 8,
        "order": [{"step": "shuffle"}, {"step": "space_artists", "apart": 3}],
        "hand_edits": "ask",
        "texts": {"description": "Week {week}: {count} tracks, with {artists}"},
    }
    _kept(weeks, ANN, air, {"kind": "cron", "expression": "30 6 * * FRI", "zone": ZONE})
    archive: Document = {
        "name": "Everything that ever stood there",
        "mode": "append",
        "every": "day",
        "sources": [{"step": "playlist", "playlists": [_link(ben[3])]}],
    }
    _kept(weeks, BEN, archive, {"kind": "cron", "expression": "0 5 * * *", "zone": ZONE})
    evenings: Document = {
        "name": "Winter evenings",
        "sources": [{"step": "playlist", "playlists": [_link(ann[14]), _link(ann[9])]}],
        "size": 25,
        "order": [{"step": "shuffle"}],
    }
    held = _kept(weeks, ANN, evenings, {"kind": "cron", "expression": "0 6 * * SUN", "zone": ZONE})
    _template_of(weeks, held, [_link(ann[11]), _link(ann[12])])
    mara.put(
        f"rule-sets/{held['id']}/override", {"kind": "until", "until": f"{weeks.moment(-30, 12):%Y-%m-%dT%H:%M:%SZ}"}
    )


def _template_of(weeks: Weeks, kept: Document, others: list[str]) -> None:
    """A template that Mara made of her own rules, and another playlist from it."""
    mara = weeks["Mara"]
    asked = [
        {"path": ["sources", 0, "playlists"], "name": "lists", "label": "The playlists"},
        {"path": ["size"], "name": "size", "label": "How many"},
    ]
    words = {"name": "Evenings", "sentence": "{size} tracks of {lists}, shuffled anew each time."}
    made = mara.post("rule-templates", {"rule_set": kept["id"], **words, "parameters": asked})
    body = {"account": weeks.accounts[ANN]["id"], "name": "Summer evenings", "create": "Summer evenings"}
    body["timing"] = {"kind": "cron", "expression": "30 6 * * SUN", "zone": ZONE}
    second = mara.post(f"rule-templates/{made['id']}/fill", {"values": {"lists": others, "size": 20}, **body})
    mara.applied(mara.post(f"rule-sets/{second['id']}/proposals"))


def by_hand(weeks: Weeks) -> None:
    """Somebody changes a playlist that rules keep: nothing of it is lost, Mara is asked"""
    mara = weeks["Mara"]
    air = next(one for one in mara.get("rule-sets")["rule_sets"] if one["name"] == ON_AIR)
    playlist = {"id": air["playlist"]}
    weeks.elsewhere(playlist, do="insert", uris=weeks.others(playlist, 2, skip=70), position=1)
    mara.post(f"playlists/{air['playlist']}/read")
    mara.ended(mara.post(f"rule-sets/{air['id']}/refresh")["job"])


def _kept(weeks: Weeks, user: str, rules: Document, timing: Document) -> Document:
    """Rules for a new playlist of an account: kept, refreshed for the first time, and from then on by themselves."""
    mara = weeks["Mara"]
    body = {"account": weeks.accounts[user]["id"], "create": rules["name"], "document": {"version": 1, **rules}}
    kept: Document = mara.post("rule-sets", body)
    mara.put(f"rule-sets/{kept['id']}/schedule", {"timing": timing})
    mara.applied(mara.post(f"rule-sets/{kept['id']}/proposals"))
    return kept


def _link(playlist: Document) -> str:
    return f"spotify:playlist:{playlist['id']}"
