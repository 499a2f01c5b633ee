"""A day of 300 playlists that rule sets keep, at the default quota: refreshed, postponed, calls; beside a script.

One developer with one app and three accounts, all limits as the sandbox has them by default. Every rule set is due at
six in the morning and replaces 5 of 30 tracks; the lists it chooses from changed over night. One day all dates are to
be kept, another none (`keep_dates: false`). The script is a fair one:
it reads each list it chooses from once, in the fewest pages, remembers what it sent, and clears and adds in one call (a
PUT of the first hundred, the others by hundreds). It looks at nothing else, and every track loses its date.
"""

import json
import os
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.siege.besieged import StandingClock, Unsleeping

from benchmarks.wiring import UNLIMITED, connect, house, machine, sandbox
from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.domain.accounts import Account
from playwarden.domain.calls import Lane
from playwarden.domain.jobs.job import JobState
from playwarden.domain.rules.kept import RefreshState
from playwarden.domain.rules.reading import read
from playwarden.engine.ports.jobs import JobFilter
from playwarden.features.rules.service import Bound
from playwarden.kit.ids import PlaylistId, RuleSetId, RunnerId
from playwarden.sandbox.running import Running
from playwarden.sandbox.settings import Limits, SandboxSettings
from playwarden.spotify.tokens import TokenKeeper
from playwarden.store.tokens import StoredTokens

ACCOUNTS, EACH, SOURCES = 3, 100, 4
SIZE, REPLACED = 30, 5
QUIET = {"sync_minutes": 0, "backup_hour": -1, "collect_plays": False}
SIX = {"kind": "cron", "expression": "0 6 * * *", "zone": "UTC"}
_OPEN = JobFilter(states=frozenset({JobState.WAITING, JobState.SCHEDULED}), limit=1_000)


@dataclass(frozen=True, slots=True)
class List:
    """A playlist that a rule set keeps, with the lists it is chosen from."""

    rule_set: RuleSetId
    account: Account
    id: PlaylistId
    sources: Sequence[PlaylistId]


def main(each: int = EACH) -> None:
    """Prints what became of a day in both ways, for so many playlists of each account."""
    settings = SandboxSettings(
        accounts=ACCOUNTS,
        playlists_per_account=each + SOURCES,
        followed_per_account=0,
        users_per_app=5,
        limits=Limits.none(),
    )
    print(f"{ACCOUNTS * each} rule sets of {SIZE} tracks on {machine()}, load {os.getloadavg()[0]:.1f}")
    with sandbox(settings) as running, house(running, settings={**UNLIMITED, **QUIET}) as opened:
        clock = StandingClock(running)
        lists = _begun(_standing(opened, clock), running, each)
        cautious = load_settings(
            data_dir=opened.settings.data_dir,
            spotify_api_url=running.api_url,
            spotify_accounts_url=running.accounts_url,
            clock_url=running.clock_url,
            **QUIET,
        )
        running.control("PUT", "limits", {"name": "default"})
        with closing(open_container(cautious)) as ours:
            for number, keep_dates in enumerate((True, False)):
                clock.advance((_midnight(clock.now()) - timedelta(hours=1) - clock.now()).total_seconds())
                clock.advance(timedelta(days=1).total_seconds())
                running.control("DELETE", "quota")
                _change(running, lists, number)
                clock.advance(timedelta(hours=1).total_seconds())
                _our_day(_standing(ours, clock), running, clock, lists, keep_dates=keep_dates)
        running.control("DELETE", "quota")
        clock.advance(timedelta(days=1).total_seconds())
        _change(running, lists, 2)
        _their_day(opened, running, clock, lists)


def _standing(opened: Container, clock: StandingClock) -> Container:
    return Unsleeping(**{one.name: getattr(opened, one.name) for one in fields(opened)} | {"clock": clock})


def _midnight(moment: datetime) -> datetime:
    """The next one."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _begun(container: Container, running: Running, each: int) -> list[List]:
    """Rule sets with their playlists as a first refresh left them."""
    accounts = connect(container, running, ACCOUNTS, users_per_app=5)
    container.library.sync(lane=Lane.INTERACTIVE)
    rows = container.questions.playlists()
    made = []
    for account in accounts:
        own = [row for row in rows if row.owner_id == account.user_id]
        own.sort(key=lambda row: (-(row.total or 0), row.id))
        sources = [row.id for row in own[:SOURCES]]
        for number, row in enumerate(own[SOURCES : SOURCES + each]):
            rules = read(_document(f"{account.display_name} {number}", sources))
            kept = container.rules.keep(Bound(account.id, row.id), rules, actor="bench")
            worked = container.refreshing.propose([kept.id], actor="bench")
            forced = frozenset(block.rule for _, block in worked.proposal.blocks())
            container.runs.apply(worked.proposal, approved=worked.proposal.fingerprint, actor="bench", forced=forced)
            container.refreshing.settle()
            made.append(List(kept.id, account, row.id, sources))
    return made


def _document(name: str, sources: Sequence[PlaylistId]) -> dict[str, object]:
    return {
        "version": 1,
        "name": name,
        "every": "day",
        "sources": [{"step": "playlist", "playlists": [f"spotify:playlist:{each}" for each in sources]}],
        "steps": [{"step": "at_most", "number": 3, "of": "artist"}, {"step": "shuffle"}],
        "size": SIZE,
        "rotation": {"replace": REPLACED, "no_return_days": 3},
    }


def _change(running: Running, lists: Sequence[List], seed: int) -> None:
    """Every list that is chosen from gets a track of another and loses one."""
    dice = Random(seed)
    for source in {source for one in lists for source in one.sources}:
        other = running.uris(dice.choice(lists).id)
        running.edit(source, do="remove", position=0)
        running.edit(source, do="insert", uris=[dice.choice([uri for uri in other if uri])], position=0)


def _our_day(
    container: Container, running: Running, clock: StandingClock, lists: Sequence[List], *, keep_dates: bool
) -> None:
    """From midnight to midnight, everything due at six."""
    kept = {one.id: one for one in container.rules.rule_sets()}
    for one in lists:
        held = container.rules.change(one.rule_set, replace(kept[one.rule_set].rules, keep_dates=keep_dates), actor="b")
        container.rule_times.put(held, SIX, "once", actor="bench")
    before = {one.id: running.playlist(one.id)["entries"] for one in lists}
    running.reset_counters()
    start = clock.now()
    while clock.now() < start + timedelta(days=1):
        container.schedules.tick()
        container.jobs.queue_due()
        while (job := container.jobs.claim(RunnerId("rnr_bench"), list(Lane))) is not None:
            container.carrier.carry(job, threading.Event())
        container.refreshing.settle()
        due = [job.due_at for job in container.jobs.jobs(_OPEN)] + [start + timedelta(days=1)]
        if clock.now() < start + timedelta(hours=6):
            due.append(start + timedelta(hours=6, seconds=1))
        clock.advance(max(1.0, (min(due) - clock.now()).total_seconds()))
    newest = container.rules.latest([one.rule_set for one in lists])
    today = Counter(one.state for one in newest.values() if one.at >= start)
    done = today[RefreshState.DONE] + today[RefreshState.UNCHANGED]
    dates = "dates kept" if keep_dates else "no dates to keep"
    print(f"\n  Playwarden, {dates}: {done} refreshed, {len(lists) - done} postponed to the next day")
    _told(running, before)
    for use in container.quota.summary():
        print("    by lane: " + ", ".join(f"{lane.value} {number}" for lane, number in use.lanes.items() if number))
    _where(running, {source for one in lists for source in one.sources}, done)
    for one in lists:
        container.rule_times.remove(kept[one.rule_set], actor="bench")


def _where(running: Running, sources: Collection[PlaylistId], done: int) -> None:
    """Prints where the calls of a refresh go."""
    found: Counter[str] = Counter()
    for call in running.calls():
        match call["method"], call["template"]:
            case "GET", "/me/playlists":
                found["list pages, which look and prove"] += 1
            case "GET", "/playlists/{id}" | "/playlists/{id}/items":
                chosen = any(source in call["path"] for source in sources)
                found["reading what is chosen from" if chosen else "reading its own list"] += 1
            case "DELETE", _:
                found["taking out"] += 1
            case "POST", "/playlists/{id}/items":
                found["putting in"] += 1
            case "PUT", _:
                found["replacing"] += 1
    for words, number in found.most_common():
        print(f"      {number / max(1, done):5.2f} calls a refresh: {words}")


def _their_day(container: Container, running: Running, clock: StandingClock, lists: Sequence[List]) -> None:
    before = {one.id: running.playlist(one.id)["entries"] for one in lists}
    sent = {key: [entry["uri"] for entry in entries] for key, entries in before.items()}
    running.reset_counters()
    known: dict[PlaylistId, list[str]] = {}
    dice, done = Random(3), 0
    for one in lists:
        token = _token(container, one.account)
        for source in one.sources:
            if source not in known:
                known[source] = _read(running, clock, token, source)
        there = [uri for uri in sent[one.id] if uri and ":track:" in uri]  # a local file cannot be sent
        fresh = [uri for source in one.sources for uri in known[source] if ":track:" in uri and uri not in there]
        wished = there[REPLACED:] + dice.sample(fresh, REPLACED)
        done += _send(running, clock, token, f"playlists/{one.id}/items", "PUT", {"uris": wished[:100]}) is not None
    print(f"\n  a script that clears and adds: {done} refreshed, {len(lists) - done} not")
    _told(running, before)


def _read(running: Running, clock: StandingClock, token: str, source: PlaylistId) -> list[str]:
    found: list[str] = []
    while True:
        page = _send(running, clock, token, f"playlists/{source}/items?limit=50&offset={len(found)}", "GET", None)
        if page is None:
            return found
        found += [line["item"]["uri"] for line in page["items"] if line["item"]]
        if not page["items"] or page["next"] is None:
            return found


def _send(
    running: Running, clock: StandingClock, token: str, path: str, method: str, document: object
) -> Mapping[str, Any] | None:
    """One call, as many as the limit of 30 seconds lets through; None where it was refused."""
    clock.advance(0.3)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(f"{running.api_url}/{path}", data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: Mapping[str, Any] = json.load(answer)
            return found
    except urllib.error.HTTPError:
        return None


def _token(container: Container, account: Account) -> str:
    keeper = TokenKeeper(
        StoredTokens(container.database, container.sealer), container.leases, container.oauth, container.clock
    )
    _, held = keeper.connection(account.id)
    return held.access


def _told(running: Running, before: Mapping[PlaylistId, Sequence[Mapping[str, object]]]) -> None:
    """Prints calls, and how many tracks that stand there still kept their date."""
    counters = running.counters()
    calls = Counter(f"{call['method']} {call['template']}" for call in running.calls())
    stayed = kept = 0
    for key, entries in before.items():
        dates = {entry["uri"]: entry["added_at"] for entry in entries if entry["uri"]}
        for entry in running.playlist(key)["entries"]:
            if entry["uri"] in dates:
                stayed += 1
                kept += entry["added_at"] == dates[entry["uri"]]
    print(f"    {counters['total']} calls, {counters['statuses'].get('429', 0)} refused with 429")
    print("    by endpoint: " + ", ".join(f"{name} {number}" for name, number in calls.most_common()))
    print(f"    of the tracks that stayed {kept / max(1, stayed):.0%} kept their date")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
