"""What to send to routes that find out on the way what they are about: things of an account that one does not reach."""

import json
from base64 import b64encode
from typing import Any

from tests.integration.web.town import Town, written


def bodies(town: Town) -> dict[str, Any]:
    """What to send to the routes that find out on the way what they are about: of the foreign account."""
    foreign = town.foreign
    placed = {"playlist": foreign["playlist"], "track": foreign["track"], "from": "in 50 days"}
    table = f"playlist,track,from\n{foreign['playlist']},{foreign['track']},in 50 days\n"
    edit = {"kind": "deduplicate"}
    source = {"step": "playlist", "playlists": [f"spotify:playlist:{foreign['playlist']}"]}
    rules = {"version": 1, "name": "Theirs", "sources": [source]}
    kept = {"name": "Of a folder", "sources": [source]}
    folder = {"a.yaml": json.dumps({"version": 1, "account": foreign["account"], "create": "New", "rules": kept})}
    return {
        "POST /sync": {"accounts": [foreign["account"]]},
        "POST /plans": {"file": foreign["file"]},
        "POST /playlists/edit": {"selection": {"playlists": [foreign["playlist"]]}, "edit": edit},
        "POST /playlists/edit/pairs": {"selection": {"playlists": [foreign["playlist"]]}, "edit": edit},
        "POST /playlists/create": {"account": foreign["account"], "name": "New"},
        "POST /playlists/duplicate": {"playlist": foreign["playlist"], "account": foreign["account"]},
        "POST /playlists/merge": {
            "playlists": [foreign["playlist"], town.own["playlist"]],
            "account": foreign["account"],
        },
        "POST /playlists/split": {
            "playlist": foreign["playlist"],
            "account": foreign["account"],
            "by": "size",
            "size": 1,
        },
        "POST /tracks/search": {"account": foreign["account"], "words": "a"},
        "POST /tags/assign": {"playlists": [foreign["playlist"]], "add": ["x"]},
        "POST /tags/rules": {"tag": "x", "account": foreign["account"]},
        "POST /blocklist": {"account": foreign["account"], "add": [foreign["track"]]},
        "POST /pastes": {"account": foreign["account"], "text": "Nobody - Nothing"},
        "POST /placements": {"placements": [placed]},
        "POST /placements/check": {"placements": [placed]},
        "POST /placements/import": {"file": b64encode(table.encode()).decode()},
        "POST /protection/candidates": {"selection": {"playlists": [foreign["playlist"]]}},
        "POST /protection/playlists": {"selection": {"playlists": [foreign["playlist"]]}},
        "POST /protection/release": {"playlists": [foreign["playlist"]]},
        "POST /protection/preferred": {
            "selection": {"playlists": [foreign["playlist"]]},
            "edit": {"kind": "details", "name": "x"},
        },
        "POST /protection/preferred/undo": {"versions": {foreign["playlist"]: 2}},
        "POST /protection/breakers/close": {"account": foreign["account"]},
        "POST /protection/sweep": {"accounts": [foreign["account"]]},
        "POST /rule-sets": {"account": foreign["account"], "document": rules},
        "POST /rule-sets/preview": {"account": foreign["account"], "document": rules},
        "POST /rule-sets/test": {"account": foreign["account"], "document": rules},
        "POST /rule-sets/explain": {"rule_set": foreign["rule_set"], "document": rules, "uri": foreign["track"]},
        "POST /folders/plan": {"name": "music", "files": folder},
        "POST /folders/keep": {"name": "music", "files": folder, "approved": "0" * 64},
        "POST /imports": written(foreign["playlist"], [foreign["track"]]),
        "POST /rule-templates": {"rule_set": foreign["rule_set"], "name": "Taken", "sentence": "Theirs."},
        "POST /rule-templates/candidates": {"rule_set": foreign["rule_set"]},
        "POST /schedules": {
            "name": "foreign",
            "kind": "wishes.apply",
            "timing": {"kind": "every", "seconds": 86_400},
            "payload": {"file": foreign["file"]},
        },
    }
