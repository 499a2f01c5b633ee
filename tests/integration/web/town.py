"""Two accounts, things that belong to each, and members who may do different things: what rights are tested on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.access import Caller, Level, Role, Scope, the_operator
from playwarden.domain.playlist import Details
from playwarden.domain.protection.judging import How, Kind, Wrong
from playwarden.features.access.passwords import Passwords
from playwarden.features.protection import book
from playwarden.features.protection.keeping import Asked
from playwarden.features.protection.repository import one_guarded
from playwarden.kit.ids import AccountId, JobId, MemberId, PlaylistId
from playwarden.sandbox.running import Running
from tests.integration.web.asking import Api
from tests.sandboxes import REDIRECT_URI

PASSWORD = "a password for tests"


def cheap(container: Container) -> None:
    """Makes hashing quick: how slow it is, is a matter of its own."""
    container.__dict__["passwords"] = Passwords(memory_kib=64, rounds=1)


@dataclass(frozen=True)
class Town:
    """`own` and `foreign` name the things of the two accounts by the parameter that a path calls them."""

    container: Container
    api: Api
    sandbox: Running
    own: dict[str, str]
    foreign: dict[str, str]

    def caller(self, name: str, role: Role, levels: dict[str, Level] | None = None) -> Caller:
        """A new member."""
        accounts = None if levels is None else {AccountId(key): level for key, level in levels.items()}
        issued = self.container.members.invite(the_operator(), role, accounts)
        member_id: MemberId = self.container.members.join(issued.secret, name, PASSWORD)
        return Caller.of(self.container.members.member(member_id))

    def token(self, name: str, role: Role, levels: dict[str, Level] | None = None, *scopes: Scope) -> str:
        """The API token of a new member, with all scopes unless told."""
        caller = self.caller(name, role, levels)
        return self.container.access.make_token(caller, "test", scopes or tuple(Scope), 1)[1]

    def ask(self, method: str, path: str, token: str, document: object = None, query: str = "") -> tuple[int, Any]:
        """One request with that token."""
        body = b"" if document is None else json.dumps(document).encode()
        return self.api.ask(method, path, body, token=token, query=query)

    def got(self, path: str, token: str) -> Any:
        """What must be answered."""
        status, document = self.ask("GET", path, token)
        assert status == 200, document
        return document


@contextmanager
def peopled(data_dir: Path, sandbox: Running, database_url: str | None = None) -> Iterator[Town]:
    """A town while the block runs, on SQLite unless a database is given."""
    settings = load_settings(
        data_dir=data_dir,
        database_url=database_url,
        spotify_api_url=sandbox.api_url,
        spotify_accounts_url=sandbox.accounts_url,
        clock_url=sandbox.clock_url,
    )
    container = replace(open_container(settings), clock=sandbox.clock())
    cheap(container)
    app = container.accounts.add_app(sandbox.client_id, actor="test", name="app")
    accounts = []
    for user in ("listener1", "listener2"):
        pending = container.accounts.begin(app.id, redirect_uri=REDIRECT_URI, write=True)
        connected = container.accounts.finish(sandbox.agree(pending.url, user), actor="test")
        accounts.append((connected.account.id, user))
    api = Api.over(container)
    own, foreign = (things(container, api, sandbox, *each) for each in accounts)
    try:
        yield Town(container, api, sandbox, own, foreign)
    finally:
        container.close()


def incident_of(container: Container, playlist: str, kind: Kind = Kind.EDIT) -> str:
    """An open incident of a protected playlist, about which a person is asked."""
    now = container.clock.now()
    with container.database.write() as session:
        guarded = one_guarded(session, PlaylistId(playlist))
        assert guarded is not None
        wrong = [] if kind is Kind.GONE else [Wrong("name", How.OTHER, guarded.wanted.name or "", "Not this")]
        before, seen = Details(name=guarded.wanted.name), Details(name="Not this")
        row = book.open_incident(session, container.ids, guarded, kind, wrong, before=before, seen=seen, now=now)
        book.stand(row, book.IncidentState.ASKING, "A person decides here.")
        return str(row.id)


def written(playlist: str, uris: list[str]) -> dict[str, Any]:
    """A file that says that a playlist is to hold these, written from a state that is not held here."""
    tie = f"ref:{playlist}:ver_elsewhere"
    one = {"name": "Elsewhere", "sheet": "Elsewhere", "ref": tie, "items": [{"URI": uri} for uri in uris]}
    return {"format": "playwarden playlists", "version": 1, "zone": "UTC", "playlists": [one]}


def things(container: Container, api: Api, sandbox: Running, account: AccountId, user: str) -> dict[str, str]:
    """One of everything that belongs to an account, by the parameter of a path that names it."""

    def post(path: str, document: object) -> Any:
        status, answer = api.post(path, document)
        assert status == 200, answer
        return answer

    tracks = [
        uri for playlist in sandbox.playlists_of(user) for uri in sandbox.uris(playlist) if uri and ":track:" in uri
    ]
    tracks = list(dict.fromkeys(tracks))
    wish = {"create": f"made-{user}", "name": f"Made by {user}", "items": tracks[:3]}
    file = json.dumps({"version": 1, "account": account, "playlists": [wish]})
    started = post(f"/proposals/{post('/plans', {'file': file})['fingerprint']}/apply", {})
    container.runner.run_until_ended(JobId(started["job"]))
    container.library.sync([account])
    playlist = str(api.get(f"/runs/{started['run']}")[1]["parts"][0]["playlist_id"])
    again = json.dumps({"version": 1, "account": account, "playlists": [{"id": playlist, "items": tracks[1:3]}]})
    placed = {"playlist": playlist, "track": tracks[4], "from": "in 30 days", "until": "in 40 days"}
    made = post("/placements", {"placements": [placed], "campaign": f"campaign {user}"})
    schedule = {
        "name": f"again {user}",
        "kind": "wishes.apply",
        "timing": {"kind": "every", "seconds": 86_400},
        "payload": {"file": again},
    }
    source = {"step": "playlist", "playlists": [f"spotify:playlist:{playlist}"]}
    rules = {"version": 1, "name": f"Rules of {user}", "sources": [source], "size": 3}
    rule_set = post("/rule-sets", {"account": account, "document": rules, "create": f"Kept for {user}"})
    parameters = [{"path": ["size"], "name": "size", "label": "How many"}]
    template = post(
        "/rule-templates",
        {"rule_set": rule_set["id"], "name": f"Template of {user}", "sentence": "{size}.", "parameters": parameters},
    )
    container.guard.protect([PlaylistId(playlist)], Asked(), "test")
    read = post("/imports", written(playlist, tracks[2:3]))
    return {
        "import": read["id"],
        "incident": incident_of(container, playlist),
        "side": "found",
        "number": "1",
        "account": account,
        "name": container.accounts.find(account).display_name,
        "playlist": playlist,
        "version": "latest",
        "run": str(started["run"]),
        "job": str(started["job"]),
        "fingerprint": post("/plans", {"file": again})["fingerprint"],
        "placement": made["placements"][0]["id"],
        "campaign": f"campaign {user}",
        "schedule": post("/schedules", schedule)["id"],
        "rule": post("/tags/rules", {"tag": f"of {user}", "name": "Made *", "account": account})["id"],
        "file": again,
        "track": tracks[5],
        "rule_set": rule_set["id"],
        "template": template["id"],
        "paste": post("/pastes", {"account": account, "text": "\n".join(tracks[:3])})["id"],
    }
