"""The part of the walk past every route that is about files."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.web.tour import Tour


def exchange(tour: "Tour") -> None:
    own = tour.town.own
    selection = {"playlists": [own["playlist"]]}
    names = "Artist,Song\nNobody,What is called like nothing here\n"
    loose = tour.go("POST", "/imports", raw=names, query={"name": "names.csv", "into": own["playlist"]})
    pasted = tour.go("POST", "/imports/{import}/paste", **{"import": loose["id"]})
    assert (pasted["name"], pasted["counts"]["lines"]) == ("names.csv", 1)
    tour.go("POST", "/exports/look", {"selection": selection})
    book = tour.town.api.post("/exports", {"selection": selection, "form": "json", "zone": "Europe/Berlin"})[1]
    items = book["playlists"][0]["items"]
    items.append({"URI": own["track"], "from": "in 60 days", "until": "in 70 days", "note": "from a file"})
    items.append({"title": "What is called like nothing here"})
    book["playlists"][0]["description"] = "Edited in a file"
    read = tour.go("POST", "/imports", raw=json.dumps(book), query={"name": "playlists.json"})
    assert read["counts"]["placements"] == read["counts"]["unresolved"] == read["counts"]["details"] == 1
    key = read["playlists"][0]["unresolved"][0]["key"]
    tour.go("PUT", "/imports/{import}/choices", {"choices": {key: None}}, **{"import": read["id"]})
    tour.go("GET", "/imports/{import}", **{"import": read["id"]})
    tour.go("POST", "/imports/{import}/propose", {}, **{"import": read["id"]})
    tour.go("POST", "/imports/{import}/place", {"campaign": "Of a file"}, **{"import": read["id"]})
    tour.go("DELETE", "/imports/{import}", **{"import": read["id"]})
    shelf, now = tour.town.container.exports, tour.town.container.clock.now()
    kept = shelf.put("playlists", "csv", b"URI\r\n", at=now, keep=3)
    tour.go("GET", "/exports")
    tour.go("DELETE", "/exports/{file}", file=kept.name)


def folder(tour: "Tour") -> None:
    own = tour.town.own
    source = {"step": "playlist", "playlists": [f"spotify:playlist:{own['playlist']}"]}
    rules = {"name": "In a folder", "sources": [source], "size": 2}
    file = {"version": 1, "account": own["account"], "create": "Of a folder", "schedule": "0 6 * * 5", "rules": rules}
    sent = {"name": "music", "files": {"rules/friday.yaml": json.dumps(file)}}
    planned = tour.go("POST", "/folders/plan", sent)
    assert planned["changing"]
    tour.go("POST", "/folders/keep", sent | {"approved": planned["rules_digest"]})
    assert not tour.go("POST", "/folders/plan", sent)["changing"]
    written = tour.go("POST", "/folders/export", {"account": own["account"]})
    assert "rules/in-a-folder.yaml" in written["files"]
    tour.go("DELETE", "/rule-sets/{rule_set}", rule_set="In a folder")
