"""A walk past every route of the API, each asked for something that it can do: where its examples come from.

A new route gets a line here. The first answer to each route is what its example shows.
"""

import json
from base64 import b64encode
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from playwarden.domain.protection.judging import Kind
from playwarden.kit.ids import AccountId, JobId, PlaylistId
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import client_id
from playwarden.store.alerts import raise_alert
from tests.integration.web.browsers import Browser
from tests.integration.web.tour_of_files import exchange, folder
from tests.integration.web.tour_of_pastes import paste
from tests.integration.web.town import PASSWORD, Town, incident_of

JPEG = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4z"
    "NDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AKp//2Q=="
)
Shown = tuple[Any, int, Any]
"""What was sent, the status, and what came back."""


class Tour:
    """Asks, and remembers under `METHOD /path/{with}/names` what was sent and what came back."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.seen: dict[str, Shown] = {}
        self.names = dict(town.own)
        self.browser: Browser | None = None

    def go(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: str = "",
        query: dict[str, Any] | None = None,
        **names: str,
    ) -> Any:
        """One request that must succeed: by the browser where one is open, else by the operator's token. `raw` is a
        file that is sent as it is.
        """
        filled = path
        for name, value in (self.names | names).items():
            filled = filled.replace("{" + name + "}", quote(str(value), safe=""))
        assert "{" not in filled, filled
        if self.browser is not None:
            status, answer = self.browser.ask(method, filled, body)
        else:
            sent = raw.encode() if body is None else json.dumps(body).encode()
            headers = {"content-type": "application/octet-stream"} if raw else {}
            status, answer = self.town.api.ask(method, filled, sent, query=query or {}, headers=headers)
        assert 200 <= status < 300, (method, path, status, answer)
        self.seen.setdefault(f"{method} {path}", (body, status, answer))
        return answer

    def done(self, job: str) -> None:
        self.town.container.runner.run_until_ended(JobId(job))


def walked(town: Town) -> dict[str, Shown]:
    """What every route was sent and answered."""
    tour = Tour(town)
    for part in (
        _look,
        _find,
        _protect,
        _change,
        _seek,
        _say,
        paste,
        _place,
        _schedule,
        _rule,
        _template,
        folder,
        exchange,
        _manage,
        _draft,
        _tell,
        _connect,
        _sign_in,
        _leave,
    ):
        part(tour)
    return tour.seen


def _look(tour: Tour) -> None:
    for path in (
        "/accounts", "/scopes", "/apps", "/playlists", "/edits", "/runs", "/jobs", "/runners", "/placements",
        "/placements/conflicts", "/placements/export", "/campaigns", "/schedules", "/schedulables", "/quota", "/audit",
        "/members",
        "/accounts/redirects", "/accounts/{account}/data",
        "/playlists/{playlist}", "/playlists/{playlist}/versions", "/runs/{run}", "/jobs/{job}", "/jobs/{job}/log",
        "/jobs/{job}/events", "/placements/{placement}", "/campaigns/{campaign}", "/schedules/{schedule}",
        "/proposals/{fingerprint}", "/proposals/{fingerprint}/plans", "/proposals/{fingerprint}/text",
    ):  # fmt: skip
        tour.go("GET", path)


def _find(tour: Tour) -> None:
    tour.go("GET", "/find", query={"q": "made by"})
    held = tour.go("GET", "/playlists/{playlist}")["entries"][0]["uri"]
    found = tour.go("GET", "/tracks/{track}", track=held)
    tour.go("GET", "/tracks/{track}/courses", track=held)
    tour.go("GET", "/artists/{artist}", artist=found["tracks"][0]["artists"][0]["id"])
    tour.go("GET", "/artists/{artist}/courses", artist=found["tracks"][0]["artists"][0]["id"])
    tour.go("GET", "/albums/{album}", album=found["album"]["id"])
    tour.go("GET", "/albums/{album}/courses", album=found["album"]["id"])
    tour.go("GET", "/playlists/{playlist}/versions/{version}", version="latest")


def _change(tour: Tour) -> None:
    own = tour.town.own
    tour.go("POST", "/plans", {"file": own["file"]})
    started = tour.go("POST", "/proposals/{fingerprint}/apply", {})
    tour.done(started["job"])
    tour.go("POST", "/playlists/{playlist}/read")
    tour.go("GET", "/playlists/{playlist}/diff")
    tour.go("POST", "/runs/{run}/undo", {}, run=started["run"])
    tour.go("POST", "/playlists/{playlist}/restore", {"version": "v1"})
    shown = tour.go("GET", "/playlists/{playlist}")
    uris = [one["uri"] for one in shown["entries"] if one["uri"]]
    tour.go("POST", "/playlists/{playlist}/sketch", {"uris": uris[::-1]})
    tour.go("POST", "/playlists/{playlist}/order", {"uris": uris[::-1]})
    _shape(tour, uris)
    selection = {"playlists": [own["playlist"]]}
    tour.go("POST", "/playlists/select", {"selection": selection})
    edit = {"kind": "details", "description": "Renewed every Monday"}
    edited = tour.go("POST", "/playlists/edit", {"selection": selection, "edit": edit})
    tour.go("POST", "/playlists/edit/pairs", {"selection": selection, "edit": {"kind": "renew"}})
    begun = tour.go("POST", "/proposals/{fingerprint}/apply", {}, fingerprint=edited["fingerprint"])
    _override(tour, begun["run"])
    tour.go("POST", "/runs/{run}/resume", run=begun["run"])
    tour.go("POST", "/hold")
    tour.go("POST", "/release")
    tour.go("POST", "/jobs/{job}/run", job=begun["job"])
    tour.go("POST", "/runs/{run}/cancel", run=begun["run"])
    waiting = tour.go("POST", "/sync", {"accounts": [own["account"]], "read": False})
    tour.go("POST", "/jobs/{job}/cancel", job=waiting["job"])
    tour.go("POST", "/jobs/{job}/retry", job=waiting["job"])


def _protect(tour: Tour) -> None:
    own, selection = tour.town.own, {"playlists": [tour.town.own["playlist"]]}
    for path in (
        "/protection", "/protection/playlists", "/playlists/{playlist}/protection", "/playlists/{playlist}/preferred",
        "/playlists/{playlist}/evidence", "/incidents", "/incidents/{incident}",
    ):  # fmt: skip
        tour.go("GET", path)
    tour.go("POST", "/incidents/{incident}/restore")
    tour.go("POST", "/incidents/{incident}/adopt")
    tour.go("PATCH", "/playlists/{playlist}/protection", {"policy": "ask", "important": True})
    cover = tour.go("POST", "/protection/covers", {"picture": JPEG})["cover"]
    tour.go("PUT", "/playlists/{playlist}/preferred", {"name": "Monday coffee", "cover": cover})
    tour.go("POST", "/playlists/{playlist}/preferred/{number}")
    tour.go("POST", "/playlists/{playlist}/take-over", {"seen": True})
    asked = {"selection": selection, "edit": {"kind": "details", "name": "{name} of {year}"}}
    preview = tour.go("POST", "/protection/preferred", asked)
    done = tour.go("POST", "/protection/preferred", asked | {"fingerprint": preview["fingerprint"]})
    tour.go("POST", "/protection/preferred/undo", {"versions": done["undo"]})
    tour.go("POST", "/protection/breakers/close", {"account": own["account"]})
    tour.go("POST", "/protection/sweep", {"accounts": [own["account"]]})
    gone = incident_of(tour.town.container, own["playlist"], Kind.GONE)
    tour.go("POST", "/incidents/{incident}/rebuild", incident=gone)
    tour.go("POST", "/protection/release", selection)
    tour.go("POST", "/protection/candidates", {"selection": selection, "fields": ["name", "description"]})
    tour.go("POST", "/protection/playlists", {"selection": selection, "policy": "restore"})
    tour.go("DELETE", "/playlists/{playlist}/protection")


def _override(tour: Tour, waits: str) -> None:
    tour.go("GET", "/runs/{run}/plan", run=waits)
    shown = tour.go("GET", "/playlists/{playlist}")
    changes = [{"verb": "put", "uri": shown["entries"][-1]["uri"], "position": len(shown["entries"]), "at": 1}]
    preview = tour.go("POST", "/runs/{run}/override/preview", {"changes": changes}, run=waits)
    made = {"changes": changes, "fingerprint": preview["plan"]["fingerprint"], "reason": "It opens the week."}
    tour.go("POST", "/runs/{run}/override", made, run=waits)


def _shape(tour: Tour, uris: list[str]) -> None:
    own, account = tour.town.own["playlist"], tour.town.own["account"]
    tour.go("POST", "/playlists/create", {"account": account, "name": "Friday evening", "uris": uris})
    tour.go("POST", "/playlists/duplicate", {"playlist": own, "account": account})
    sources = [own, tour.town.foreign["playlist"]]
    both = {"playlists": sources, "account": account, "name": "Both in turns", "order": "turns"}
    tour.go("POST", "/playlists/merge", both)
    tour.go("POST", "/playlists/split", {"playlist": own, "account": account, "by": "size", "size": 1})
    tour.go("POST", "/tags/assign", {"playlists": [own], "add": ["release week"]})
    made = tour.go("POST", "/tags/rules", {"tag": "daily", "name": "Daily *", "account": account})
    for path in ("/tags", "/tags/rules"):
        tour.go("GET", path)
    tour.go("DELETE", "/tags/rules/{rule}", rule=made["id"])
    kept = tour.go("POST", "/views", {"name": "Release week", "search": {"tag": "release week", "sort": "-tracks"}})
    tour.go("GET", "/views")
    tour.go("DELETE", "/views/{view}", view=kept["id"])
    tour.go("POST", "/playlists/{playlist}/details", {"name": "Saturday", "description": "Renewed", "public": True})


def _seek(tour: Tour) -> None:
    tour.go("GET", "/tracks", query={"q": "a", "limit": 2})
    tour.go("POST", "/tracks/search", {"account": tour.town.own["account"], "words": "river"})
    tour.go("POST", "/playlists/{playlist}/availability", {"market": "DE"})
    tour.go("GET", "/playlists/{playlist}/availability")


def _say(tour: Tour) -> None:
    own = tour.town.own
    table = f"Spotify Id,BPM,Genre\n{own['track']},120,indie\nspotify:track:nothing,90,folk\n"
    said = {"map": ["id=Spotify Id", "tempo=BPM"]}
    tour.go("POST", "/features/preview", raw=table, query=said)
    kept = tour.go("POST", "/features", raw=table, query={"name": "Mine", **said})
    tour.go("POST", "/features/jobs", raw=table, query={"name": "Another", **said})
    tour.go("POST", "/features/match")
    tour.go("GET", "/features")
    tour.go("GET", "/features/{set}", set=kept["id"])
    tour.go("GET", "/features/coverage", query={"playlist": own["playlist"]})
    tour.go("PATCH", "/features/{set}", {"place": 1}, set=kept["id"])
    tour.go("POST", "/labels/assign", {"kind": "mood", "items": [own["track"]], "add": ["calm"]})
    artist = tour.go("POST", "/labels/look", {"items": [own["track"]]})[0]["artists"][0]
    tour.go("POST", "/labels/import", {"label": "Indie", "lines": [artist["name"], "Nobody Known"]})
    tour.go("GET", "/labels")
    tour.go("GET", "/labels/{kind}/{label}", kind="genre", label="indie")
    tour.go("POST", "/labels/drop", {"kind": "mood", "label": "calm"})
    tour.go("POST", "/blocklist", {"account": own["account"], "add": [artist["uri"]]})
    tour.go("GET", "/blocklist")
    tour.go("DELETE", "/features/{set}", set=kept["id"])


def _place(tour: Tour) -> None:
    own = tour.town.own
    placed = {"playlist": own["playlist"], "track": own["track"], "position": "3", "from": "in 50 days"}
    tour.go("POST", "/placements/check", {"placements": [placed]})
    made = tour.go("POST", "/placements", {"placements": [placed], "campaign": "Autumn"})["placements"][0]["id"]
    tour.go("PATCH", "/placements/{placement}", {"until": "in 60 days"}, placement=made)
    tour.go("POST", "/placements/{placement}/accept", {"code": "unknown-track"}, placement=made)
    tour.go("POST", "/placements/{placement}/cancel", {}, placement=made)
    table = f"playlist,track,from\n{own['playlist']},{own['track']},in 70 days\n"
    tour.go("POST", "/placements/import", {"file": b64encode(table.encode()).decode(), "campaign": "Winter"})
    tour.go("POST", "/placements/covers", {"picture": JPEG})
    tour.go("POST", "/campaigns/{campaign}/cancel", {}, campaign="Winter")


def _schedule(tour: Tour) -> None:
    timing = {"kind": "cron", "expression": "0 6 * * 1", "zone": "Europe/Berlin"}
    tour.go("POST", "/schedules/preview", {"timing": timing})
    body = {"name": "Mondays", "kind": "wishes.apply", "timing": timing, "payload": {"file": tour.town.own["file"]}}
    made = tour.go("POST", "/schedules", body)["id"]
    sevens = {"timing": {**timing, "expression": "0 7 * * 1"}}
    first, second, *_ = tour.go("PATCH", "/schedules/{schedule}", sevens, schedule=made)["times"]
    tour.go("GET", "/coming", query={"since": first, "until": second})
    later = (datetime.fromisoformat(first) + timedelta(days=1, hours=1)).isoformat()
    tour.go("POST", "/schedules/{schedule}/move", {"time": first, "to": later}, schedule=made)
    ahead = tour.go("POST", "/schedules/{schedule}/plan", schedule=made)
    tour.go("POST", "/jobs/{job}/plan", job=ahead["job"])
    tour.go("POST", "/jobs/{job}/cancel", job=ahead["job"])
    for verb in ("pause", "resume", "run"):
        tour.go("POST", "/schedules/{schedule}/" + verb, schedule=made)
    tour.go("DELETE", "/schedules/{schedule}", schedule=made)


def _rule(tour: Tour) -> None:
    own = tour.town.own
    source = {"step": "playlist", "playlists": [f"spotify:playlist:{own['playlist']}"]}
    rules = {"version": 1, "name": "Mondays", "sources": [source], "steps": [{"step": "shuffle"}], "size": 2}
    tour.go("GET", "/rule-sets/steps")
    text = tour.go("POST", "/rule-sets/write", {"document": rules})["text"]
    tour.go("POST", "/rule-sets/read", {"text": text})
    tried = {"account": own["account"], "document": rules, "playlist": own["playlist"]}
    tour.go("POST", "/rule-sets/preview", tried)
    tour.go("POST", "/rule-sets/test", tried | {"document": rules | {"tests": [{"least": 2}]}})
    tour.go("POST", "/rule-sets/explain", tried | {"uri": own["track"]})
    made = tour.go("POST", "/rule-sets", {"account": own["account"], "document": rules, "create": "Mondays"})
    go = partial(tour.go, rule_set=made["id"])
    go("PUT", "/rule-sets/{rule_set}/schedule", {"timing": {"kind": "cron", "expression": "0 6 * * 1"}})
    changed = go("PUT", "/rule-sets/{rule_set}", {"document": rules | {"size": 1}, "number": made["number"]})
    assert changed["number"] == made["number"] + 1
    proposed = go("POST", "/rule-sets/{rule_set}/proposals")
    started = tour.go("POST", "/proposals/{fingerprint}/apply", {}, fingerprint=proposed["fingerprint"])
    tour.done(started["job"])
    go("GET", "/rule-sets/{rule_set}/preview")
    go("GET", "/rule-sets/{rule_set}/explanation", query={"uri": own["track"]})
    go("GET", "/rule-sets/{rule_set}/refreshes")
    go("GET", "/rule-sets/{rule_set}")
    tour.go("GET", "/rule-sets")
    tour.done(go("POST", "/rule-sets/{rule_set}/refresh")["job"])
    go("POST", "/rule-sets/{rule_set}/hand", {"decision": "keep"})
    go("PUT", "/rule-sets/{rule_set}/override", {"kind": "once"})
    go("DELETE", "/rule-sets/{rule_set}/override")
    go("DELETE", "/rule-sets/{rule_set}/schedule")
    go("DELETE", "/rule-sets/{rule_set}")


def _template(tour: Tour) -> None:
    own = tour.town.own
    tour.go("POST", "/rule-templates/read", {"text": "version: 1\nname: Mondays\nsentence: Every Monday.\nrules: {}\n"})
    tour.go("GET", "/rule-templates", query={"account": own["account"]})
    values = {"source": f"spotify:playlist:{own['playlist']}"}
    asked = {"account": own["account"], "values": values}
    tour.go("POST", "/rule-templates/{template}/filled", asked, template="archive")
    timing = {"kind": "cron", "expression": "0 5 * * *", "zone": "Europe/Berlin"}
    more = {"create": "Archive", "timing": timing}
    kept = tour.go("POST", "/rule-templates/{template}/fill", asked | more, template="archive")
    assert kept["schedule"]["words"] == "every day at 05:00, Europe/Berlin"
    assert kept["template"] == {"id": "archive", "name": "Archive of a list that changes"}
    found = tour.go("POST", "/rule-templates/candidates", {"rule_set": kept["id"]})["candidates"]
    chosen = [{name: one[name] for name in ("path", "name", "label")} for one in found if one["kind"] == "playlist"]
    said = {"rule_set": kept["id"], "name": "Our archive", "sentence": "What was in a list.", "parameters": chosen}
    made = tour.go("POST", "/rule-templates", said)
    go = partial(tour.go, template=made["id"])
    assert [one["id"] for one in go("GET", "/rule-templates/{template}")["linked"]] == [kept["id"]]
    changed = made["document"] | {"rules": made["document"]["rules"] | {"add_at": "end"}}
    go("POST", "/rule-templates/{template}/preview", {"document": changed})
    go("PUT", "/rule-templates/{template}", {"document": changed, "number": made["number"]})
    go("POST", "/rule-templates/{template}/proposals", {})
    go("POST", "/rule-templates/{template}/unlink", {"rule_set": kept["id"]})
    go("DELETE", "/rule-templates/{template}")
    tour.go("DELETE", "/rule-sets/{rule_set}", rule_set=kept["id"])


def _manage(tour: Tour) -> None:
    own = tour.town.own
    link = tour.go("POST", "/members/links", {"purpose": "first_member"})["link"].partition("#")[2]
    tour.go("POST", "/links/look", {"token": link})
    browser = tour.browser = Browser(tour.town.api)
    tour.go("POST", "/links/use", {"token": link, "name": "Olga", "password": PASSWORD})
    invited = tour.go("POST", "/members/invitations", {"role": "editor", "accounts": {own["account"]: "edit"}})
    tour.go("GET", "/members/invitations")
    tour.go("DELETE", "/members/invitations/{invitation}", invitation=invited["id"])
    another = tour.go("POST", "/members/invitations", {"role": "editor"})["link"].partition("#")[2]
    tour.browser = Browser(tour.town.api)
    tour.go("POST", "/links/use", {"token": another, "name": "Edda", "password": PASSWORD})
    tour.browser = browser
    tour.go("PATCH", "/members/{member}", {"extra": ["delete"], "zone": "Europe/Berlin"}, member="Edda")
    tour.go("DELETE", "/members/{member}", member="Edda")
    made = tour.go("POST", "/tokens", {"name": "n8n", "scopes": ["read", "write"], "expires_in_days": 90})
    tour.go("GET", "/tokens")
    tour.go("DELETE", "/tokens/{token}", token=made["id"])


def _draft(tour: Tour) -> None:
    shown = tour.go("GET", "/playlists/{playlist}")
    base = [one["uri"] for one in shown["entries"]]
    rows = [len(base), *range(1, len(base))]
    tour.go("PUT", "/playlists/{playlist}/draft", {"version": 1, "base": base, "rows": rows})
    tour.go("GET", "/playlists/{playlist}/draft")
    tour.go("GET", "/playlists/{playlist}/drafts")
    tour.go("DELETE", "/playlists/{playlist}/draft")


def _tell(tour: Tour) -> None:
    tour.go("GET", "/webhooks/kinds")
    body = {"url": "http://127.0.0.1:9/hook", "kinds": ["job.failed", "incident.ban"], "name": "n8n"}
    made = tour.go("POST", "/webhooks", body)["id"]
    tour.go("GET", "/webhooks")
    tour.go("GET", "/webhooks/{webhook}", webhook=made)
    tour.go("PATCH", "/webhooks/{webhook}", {"kinds": ["job.failed"]}, webhook=made)
    sent = tour.go("POST", "/webhooks/{webhook}/test", webhook=made)["id"]
    tour.go("GET", "/webhooks/{webhook}/deliveries", webhook=made)
    tour.go("POST", "/webhooks/{webhook}/deliveries/{delivery}/again", webhook=made, delivery=sent)
    tour.go("POST", "/webhooks/{webhook}/secret", webhook=made)
    tour.go("DELETE", "/webhooks/{webhook}", webhook=made)
    _alert(tour)


def _alert(tour: Tour) -> None:
    tour.go("GET", "/alerts/kinds")
    with tour.town.container.database.write() as session:
        raise_alert(
            session,
            tour.town.container.ids,
            at=tour.town.container.clock.now(),
            kind="incident.takedown",
            title="Title taken down: Monday",
            text="The title was emptied; it was put back after 4 minutes.",
            link="/protection",
            account=AccountId(tour.town.own["account"]),
            playlist=PlaylistId(tour.town.own["playlist"]),
        )
    tour.go("GET", "/alerts", query={"severity": "warning"})
    quiet = {"from": "22:00", "until": "07:00", "zone": "Europe/Berlin", "alarms": True}
    body = {
        "url": "json://127.0.0.1:9/alerts",
        "name": "Ada's phone",
        "severities": ["warning", "alarm"],
        "quiet": quiet,
    }
    made = tour.go("POST", "/alert-routes", body)["id"]
    tour.go("GET", "/alert-routes")
    tour.go("GET", "/alert-routes/{alert_route}", alert_route=made)
    tour.go("PATCH", "/alert-routes/{alert_route}", {"window_minutes": 10}, alert_route=made)
    tour.go("POST", "/alert-routes/{alert_route}/test", alert_route=made)
    tour.go("DELETE", "/alert-routes/{alert_route}", alert_route=made)
    tour.go("PUT", "/heartbeat", {"url": "http://127.0.0.1:9/7c3c6a8e-playwarden"})
    tour.go("GET", "/heartbeat")
    tour.go("POST", "/heartbeat/test")
    tour.go("PUT", "/heartbeat", {"url": None})


def _connect(tour: Tour) -> None:
    sandbox: Running = tour.town.sandbox
    app = tour.go("POST", "/apps", {"client_id": client_id(2), "name": "Second"})["id"]
    tour.go("POST", "/accounts/diagnosis", {"app_id": sandbox.client_id})
    body = {"account": tour.town.own["account"], "write": True, "how": "paste"}
    begun = tour.go("POST", "/accounts/connections", body)
    tour.go("GET", "/accounts/connections/{connection}", connection=begun["id"])
    came = sandbox.agree(begun["url"], "listener1")
    tour.go("POST", "/accounts/connections/{connection}/paste", {"address": came}, connection=begun["id"])
    link = tour.go("POST", "/accounts/links", {"account": tour.town.own["account"]})["link"].partition("#")[2]
    begun = tour.go("POST", "/links/connect", {"token": link, "how": "paste"})
    address = sandbox.agree(begun["url"], "listener1")
    tour.go("POST", "/links/connect/paste", {"token": link, "address": address})
    tour.go("DELETE", "/apps/{app}", app=app)


def _sign_in(tour: Tour) -> None:
    tour.go("GET", "/session")
    tour.go("PATCH", "/session", {"zone": "Europe/Berlin"})
    tour.go("PUT", "/session/password", {"old": PASSWORD, "new": PASSWORD + " again"})
    other = Browser(tour.town.api)
    assert other.sign_in("Olga", PASSWORD + " again")[0] == 200
    sessions = tour.go("GET", "/sessions")
    gone = next(one["id"] for one in sessions if not one["current"])
    tour.go("DELETE", "/sessions/{session}", session=gone)
    tour.go("DELETE", "/sessions")
    tour.go("DELETE", "/session")
    tour.browser = Browser(tour.town.api)
    tour.go("POST", "/session", {"name": "Olga", "password": PASSWORD + " again"})


def _leave(tour: Tour) -> None:
    tour.browser = None
    tour.go("DELETE", "/accounts/{account}", query={"data": "true"}, account=tour.town.foreign["account"])
