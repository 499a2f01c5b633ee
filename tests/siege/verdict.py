"""What was stated of protection, beside what a siege has seen: told from the sandbox's own record and the book."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from playwarden.domain.protection.judging import same_text
from playwarden.domain.protection.sweeping import WHOLE_EVERY
from playwarden.engine.ports.quota import HEADS
from playwarden.sandbox.running import ControlRefused
from playwarden.store.models import alerts
from playwarden.store.models import protection as rows
from tests.siege.besieged import Siege
from tests.siege.lines import Attack, Held, Line
from tests.siege.script import FINAL, REFUSED, Script

DAY = timedelta(hours=24)
CALLS = timedelta(minutes=2)
"""What a look and a restore take: their calls, and waits for what lags."""
BREAKER, FAILED, GONE = "protection.breaker", "incident.failed", "incident.gone"


@dataclass
class Verdict:
    """Judges a siege that is over: each method is one line."""

    siege: Siege
    script: Script
    start: datetime
    end: datetime
    campaigns: int
    late: list[Attack] = field(default_factory=list)

    def lines(self) -> list[Line]:
        return [each() for each in self.judges()]

    def judges(self) -> list[Callable[[], Line]]:
        return [
            self.in_time,
            self.stands_alarmed,
            self.all_right_in_the_end,
            self.no_false_correction,
            self.no_false_incident,
            self.gone_is_found,
            self.caps,
            self.calls,
            self.bans,
        ]

    # -- each line

    def in_time(self) -> Line:
        """Within one look at the interval shown, and its upload."""
        mine = [one for one in self.attacks if one.fields and one.kind not in FINAL]
        free = [one for one in mine if not self._excused(one)]
        late = [
            f"{one}; allowed were {self._allowed(one).total_seconds() / 60:.1f}"
            for one in free
            if (one.right_at or self.end) - one.at > self._allowed(one)
        ]
        lasted = [one.minutes for one in free if one.minutes is not None]
        mean = sum(lasted) / max(1, len(lasted))
        worst = max(lasted, default=0.0)
        blind = sum(self._blind(one.owner, one.at, one.right_at) is not None for one in mine)
        return Line(
            "every wrong state is corrected within one look at the interval shown, and its upload",
            f"{len(mine)} attacks made something wrong; {len(free)} of them with nothing in the way: "
            f"worst {worst:.1f}, mean {mean:.1f} minutes; {len(mine) - len(free) - blind} held by a pause, "
            f"a breaker or a refusal, {blind} while nobody could look; intervals shown {self._intervals()}",
            tuple(late),
        )

    def stands_alarmed(self) -> Line:
        """What is not put back is known in time, stands with its reason, and people were told."""
        wrong: list[str] = []
        held = Counter[str]()
        for one in self.attacks:
            if not one.fields or one.kind in FINAL or one.at + 2 * self._allowed(one) > self.end:
                continue
            spans = self._holds(one)
            if not spans:
                continue
            held[spans[0].what] += 1
            incident = self._incident_at(one)
            known_by = (self._blind(one.owner, one.at, one.right_at) or one.at) + self._allowed(one)
            if incident is None or incident.found_at > known_by:
                wrong.append(f"{one}: held, and not known by {known_by:%d %H:%M}")
            elif not any(self._told(kind, incident) for kind in ("incident.takedown", "incident.edit", GONE)):
                wrong.append(f"{one}: nobody was told of {incident.id}")
            for span in spans:
                loud = {"stop": BREAKER, "failed": FAILED}.get(span.what)
                if loud is not None and incident is not None and not self._told(loud, incident):
                    wrong.append(f"{one}: {span.what}, and no alarm")
        return Line(
            "where a cap, a refusal or a ban holds it stands, alarmed",
            f"{_told(held)}; alarms: {_told(Counter(one.kind for one in self.alerts if one.severity == 'alarm'))}",
            tuple(wrong),
        )

    def all_right_in_the_end(self) -> Line:
        """After a person closed the breakers, everything that can be put right is right."""
        wrong = set(self._wrong_now())
        gone = {one.playlist for one in self.attacks if one.kind in FINAL}
        refused = set(self._refused())
        open_ones = {one.playlist_id: one for one in self.incidents if one.ended_at is None}
        held = {key for key, one in open_ones.items() if any(span.until is None for span in self._spans(one))}
        unknown = [
            f"{name} of {playlist}"
            for playlist, name in sorted(wrong)
            if playlist not in gone | held and not (name == "description" and playlist in refused)
        ]
        forgotten = [f"{one}: wrong, and no incident" for one, _ in sorted(wrong) if one not in open_ones]
        return Line(
            "nothing is forgotten: in the end only what is gone, hidden or refused stands wrong, each known",
            f"{len(wrong)} fields of {len({p for p, _ in wrong})} playlists stand wrong: {len(gone)} are gone or "
            f"hidden, {len(refused)} have a description that Spotify refuses; {len(open_ones)} open incidents",
            (*unknown, *forgotten),
        )

    def no_false_correction(self) -> Line:
        """Nothing that was right is written to, and no restore names a field that was not wrong."""
        told = [self.siege.running.told(number) for number in range(1, self.campaigns + 1)]
        writes = {(one["playlist"], one["at"], tuple(one["fields"])): one["needless"] for one in told[0]["writes"]}
        needless = [key for key, bad in writes.items() if bad]
        noise = sum(len(one["harmless"]) for one in told)
        return Line("no false correction", f"{len(writes)} writes, {noise} harmless changes beside", tuple(needless))

    def no_false_incident(self) -> Line:
        """Every incident is about something that somebody did."""
        false = []
        slack = timedelta(minutes=20)
        for one in self.incidents:
            mine = [attack for attack in self.attacks if attack.playlist == one.playlist_id]
            if not any(
                attack.at <= one.found_at and (attack.right_at is None or attack.right_at + slack >= one.found_at)
                for attack in mine
            ):
                false.append(f"{one.id} of {one.playlist_id}, {one.kind}, found {one.found_at:%d %H:%M}")
        kinds = Counter(one.kind for one in self.incidents)
        ends = Counter(one.outcome or "open" for one in self.incidents)
        return Line("no false alarm", f"{len(self.incidents)} incidents: {dict(kinds)}, {dict(ends)}", tuple(false))

    def gone_is_found(self) -> Line:
        """What is gone or hidden is told of, and never made again."""
        wrong, lasted = [], []
        for one in (one for one in self.attacks if one.kind in FINAL and one.fields):
            mine = [each for each in self.incidents if each.playlist_id == one.playlist]
            found = [at for each in mine if (at := self._gone_since(each)) is not None]
            soon = (self._blind(one.owner, one.at, one.at + WHOLE_EVERY) or one.at) + WHOLE_EVERY
            soon += 2 * self._allowed(one)
            first = min((at for at in found if at > one.at), default=None)
            if first is None or (first > soon and one.at + (soon - one.at) < self.end):
                wrong.append(f"{one}: found {first}")
                continue
            lasted.append((first - one.at).total_seconds() / 60)
            if not any(self._told(GONE, each) for each in mine):
                wrong.append(f"{one}: nobody was told")
            if one.right_at is not None:
                wrong.append(f"{one}: it is there again, and nobody asked for that")
        return Line(
            "gone or hidden is the loudest incident, and never made again by itself",
            f"{len(lasted)} found after {max(lasted, default=0):.0f} minutes at most",
            tuple(wrong),
        )

    def caps(self) -> Line:
        """At most 3 a playlist and 30 an account in 24 h since a person closed the breaker, pauses of 0, 15 m, 2 h."""
        wrong: list[str] = []
        most = Counter[str]()
        for what, cap in (("playlist_id", 3), ("account_id", 30)):
            for key in {getattr(one, what) for one in self.restores}:
                sent = sorted(one.at for one in self.restores if getattr(one, what) == key)
                closed = [at for at, scope in self._closings() if scope == key]
                for first, later in zip(sent, sent[cap:], strict=False):
                    if later - first <= DAY and not any(first < at <= later for at in closed):
                        wrong.append(f"{key}: more than {cap} restores from {first} to {later}")
                for number, at in enumerate(sent):
                    most[what] = max(most[what], sum(at - DAY < other <= at for other in sent[: number + 1]))
                if what == "playlist_id":
                    wrong += [
                        f"{key}: {later - first} after {first}"
                        for first, later in pairwise(sent)
                        if later - first < timedelta(minutes=15) and not any(first < at <= later for at in closed)
                    ]
        opened = sum(one.kind == BREAKER for one in self.alerts)
        return Line(
            "the caps hold: 3 restores a playlist and 30 an account in 24 h, and pauses between",
            f"{len(self.restores)} restores; the most in 24 h: {most['playlist_id']} of a playlist, "
            f"{most['account_id']} of an account (a breaker that a person closed counts anew); "
            f"{opened} breakers opened, {len(self._closings())} closed",
            tuple(wrong),
        )

    def calls(self) -> Line:
        """No more looks than the interval says, no more calls than the ceilings."""
        wrong, ratio = [], 0.0
        looks = Counter(one["account"] for one in self._calls if f"{one['method']} {one['template']}" == HEADS)
        for user, account in self.siege.users.items():
            stated = self._stated(account)
            seen = looks[user]
            ratio = max(ratio, seen / max(1.0, stated))
            if seen > stated * 1.02 + 3:
                wrong.append(f"{account}: {seen} calls for looks, stated were {stated:.0f}")
        by_day: dict[tuple[str, int], int] = defaultdict(int)
        for call in self._calls:
            if not call["path"].startswith(("/api/", "/authorize")):
                by_day[call["client_id"], (datetime.fromisoformat(call["at"]) - self.start).days] += 1
        busiest = max(by_day.values(), default=0)
        group = self.script.quota.get("group_ceiling", 900)
        if group and busiest > group:
            wrong.append(f"{busiest} calls in a day, {group} are the most")
        return Line(
            "no more calls a day than stated",
            f"{sum(looks.values())} calls for looks; at most {ratio:.2f} times what the interval says; busiest day of "
            f"a developer {busiest} calls" + (f" of {group}" if group else ""),
            tuple(wrong),
        )

    def bans(self) -> Line:
        """A ban is honoured: nothing is called while it lasts, but the call that learns of it."""
        scripted = sum(one.until is not None and "ban" in one.words for one in self.siege.happened)
        refused = [call for call in self._calls if call["status"] == 429]
        during = self.siege.running.counters()["during_bans"]
        most = scripted * 12  # calls under way together are refused together
        too_many = (f"{during} calls came in {scripted} bans",) if during > most else ()
        return Line("bans are honoured", f"{scripted} bans, {len(refused)} refusals, {during} calls in bans", too_many)

    # -- what is known

    @cached_property
    def attacks(self) -> list[Attack]:
        found = []
        for number in range(1, self.campaigns + 1):
            for one in self.siege.running.told(number)["attacks"]:
                right = one["right_at"]
                found.append(
                    Attack(
                        one["playlist"],
                        one["owner"],
                        one["kind"],
                        datetime.fromisoformat(one["at"]),
                        frozenset(one["fields"]),
                        None if right is None else datetime.fromisoformat(right),
                        one["again_of"] is not None,
                    )
                )
        return sorted(found, key=lambda one: one.at)

    def _all(self, model: Any) -> Sequence[Any]:
        with self.siege.container.database.read() as session:
            return list(session.scalars(select(model)))

    @cached_property
    def incidents(self) -> Sequence[rows.Incident]:
        return self._all(rows.Incident)

    @cached_property
    def restores(self) -> Sequence[rows.Restore]:
        return [one for one in self._all(rows.Restore) if one.state in ("running", "done")]

    @cached_property
    def alerts(self) -> Sequence[alerts.Alert]:
        return self._all(alerts.Alert)

    @cached_property
    def _steps(self) -> dict[str, list[rows.IncidentStep]]:
        found: dict[str, list[rows.IncidentStep]] = defaultdict(list)
        for one in self._all(rows.IncidentStep):
            found[one.incident_id].append(one)
        return found

    @cached_property
    def _calls(self) -> list[dict[str, Any]]:
        return self.siege.running.calls()

    def _closings(self) -> list[tuple[datetime, str]]:
        return self.siege.closed

    def _wrong_now(self) -> Iterator[tuple[str, str]]:
        """Playlist and field of what truly stands otherwise than it is wanted."""
        with self.siege.container.database.read() as session:
            wanted = {row.playlist_id: dict(row.preferred) for row in session.scalars(select(rows.Protection))}
        for playlist in sorted({one.playlist for one in self.attacks}):
            try:
                true, mine = self.siege.running.playlist(playlist), wanted[playlist]
            except ControlRefused:
                continue  # it is gone, which is a line of its own
            for name in ("name", "description"):
                if name in mine and not same_text(true[name], mine[name]):
                    yield playlist, name
            if "public" in mine and true["public"] != mine["public"]:
                yield playlist, "public"
            mine_here = [one for one in self.attacks if one.playlist == playlist and "cover" in one.fields]
            swapped = bool(mine_here) and mine_here[-1].right_at is None and mine_here[-1].fields == {"cover"}
            if "cover" in mine and (swapped or not true["cover"]):
                yield playlist, "cover"

    def _refused(self) -> Iterator[str]:
        with self.siege.container.database.read() as session:
            for row in session.scalars(select(rows.Protection)):
                if REFUSED in (row.preferred.get("description") or ""):
                    yield row.playlist_id

    # -- what was allowed

    def _allowed(self, attack: Attack) -> timedelta:
        """From the interval that was shown while it was wrong, what lists and reads lagged, and its upload."""
        account = self.siege.users[attack.owner]
        shown = self.siege.shown[account]
        begin = max((one.at for one in shown if one.at <= attack.at), default=shown[0].at)
        end = attack.right_at or self.end
        every = max(one.every for one in shown if begin <= one.at <= min(end, attack.at + DAY))
        quirks = self.script.settings.quirks
        lag = max((self._lag(one.words) for one in self.siege.happened if self._during(one, attack)), default=0.0)
        upload = quirks.cover_delay if "cover" in attack.fields else 0.0
        return every + CALLS + timedelta(seconds=lag + upload)

    @staticmethod
    def _lag(words: str) -> float:
        return {"lists lag by 2 minutes": 120.0, "lists lag by 10 minutes": 600.0}.get(words, 0.0)

    @staticmethod
    def _during(happening: Any, attack: Attack) -> bool:
        late = (happening.until or happening.at) + timedelta(minutes=10)
        return bool(happening.at <= attack.at + timedelta(hours=1) and attack.at <= late)

    def _blind(self, user: str, since: datetime, until: datetime | None) -> datetime | None:
        """Until when nobody could look at an account, or write to it, where such a time touches a span."""
        ends = [
            one.until
            for one in self.siege.happened
            if user in one.blinds and one.until and one.at <= (until or self.end) and since <= one.until
        ]
        shown = self.siege.shown[self.siege.users[user]]
        for one, following in zip(shown, [*shown[1:], None], strict=True):
            over = following.at if following is not None else self.end
            if one.trouble is not None and one.at <= (until or self.end) and since <= over:
                ends.append(over)
        return max(ends, default=None)

    def _excused(self, attack: Attack) -> bool:
        return bool(self._holds(attack)) or self._blind(attack.owner, attack.at, attack.right_at) is not None

    def _holds(self, attack: Attack) -> list[Held]:
        """What stood between an attack and its restore."""
        found = []
        for one in self.incidents:
            if one.playlist_id != attack.playlist:
                continue
            for span in self._spans(one):
                begins, ends = span.since, span.until or self.end
                if begins <= (attack.right_at or self.end) and attack.at <= ends:
                    found.append(span)
        return found

    def _spans(self, incident: rows.Incident) -> list[Held]:
        since = self._gone_since(incident)
        found = [] if since is None else [Held(since, incident.ended_at, "gone")]
        steps = self._steps[incident.id]
        for number, step in enumerate(steps):
            if step.what not in ("waits", "ask", "stop", "failed"):
                continue
            over = next((one.at for one in steps[number + 1 :] if one.what == "restores"), incident.ended_at)
            found.append(Held(step.at, over, step.what))
        return found

    def _gone_since(self, incident: rows.Incident) -> datetime | None:
        """When it was found that the playlist is gone or hidden: an incident may be about something else before, or
        after."""
        steps = self._steps[incident.id]
        return next((one.at for one in steps if "in no list any more" in one.note), None)

    def _incident_at(self, attack: Attack) -> rows.Incident | None:
        """The incident that was about it: the first that was open after it."""
        mine = [one for one in self.incidents if one.playlist_id == attack.playlist]
        mine = [one for one in mine if one.ended_at is None or one.ended_at >= attack.at]
        return min(mine, key=lambda one: one.found_at, default=None)

    def _told(self, kind: str, incident: rows.Incident) -> bool:
        whose = (incident.playlist_id, None)
        return any(
            one.kind == kind and one.account_id == incident.account_id and one.playlist_id in whose
            for one in self.alerts
        )

    def _intervals(self) -> str:
        every = [one.every for shown in self.siege.shown.values() for one in shown]
        return f"{min(every)} to {max(every)}"

    def _stated(self, account: str) -> float:
        """The calls for looks that the intervals shown amount to; twice as many in the hour after an incident, where
        the quota does not set the pace."""
        shown = self.siege.shown[account]
        stated = 0.0
        for one, following in zip(shown, [*shown[1:], None], strict=True):
            over = following.at if following is not None else self.end
            stated += (over - one.at) / one.every * one.calls
        found = [one for one in self.incidents if one.account_id == account]
        hours = sum(1 for _ in found) * timedelta(hours=1)
        least = min(one.every for one in shown)
        return stated + (hours / least if least <= timedelta(minutes=5) else len(found))


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {what}" for what, number in counts.most_common()) or "none"
