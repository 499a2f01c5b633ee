"""The part of the tour past pastes and decisions."""

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.web.tour import Tour


def paste(tour: "Tour") -> None:
    own = tour.town.own
    known = tour.go("GET", "/tracks", query={"uri": own["track"]})[0]
    text = f"{known['artist']} - {known['name']}\nNobody - Nothing At All\n-----\n{own['track']}\n"
    tour.go("POST", "/pastes/read", {"text": text})
    made = tour.go("POST", "/pastes", {"account": own["account"], "text": text, "name": "For Friday"})
    go = partial(tour.go, paste=made["id"])
    go("PUT", "/pastes/{paste}/reading", {"order": "artist-title"})
    tour.done(go("POST", "/pastes/{paste}/search", {})["job"])
    go("POST", "/pastes/{paste}/accept")
    go("POST", "/pastes/{paste}/lines/{number}", {"choose": "missing"}, number="2")
    tour.go("GET", "/pastes")
    go("GET", "/pastes/{paste}")
    go("GET", "/pastes/{paste}/lines")
    go("POST", "/pastes/{paste}/proposal", {"playlists": [own["playlist"]], "where": "top"})
    placed = {"playlists": [own["playlist"]], "from": "in 80 days", "until": "+7d", "check": True}
    go("POST", "/pastes/{paste}/placements", placed)
    decided = tour.go("GET", "/decisions")["decisions"][0]
    tour.go("DELETE", "/decisions/{decision}", decision=decided["id"])
    go("DELETE", "/pastes/{paste}")
