"""Whatever people do beside them, rule sets keep what they promise, week after week."""

import os
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.seasons.season import Script, Season, season
from tests.seasons.verdict import broken
from tests.weeks import REAL

LONG = os.environ.get("PLAYWARDEN_SEASON") == "long"
SHORT = Script(weeks=6, rule_sets=2, size=14, busy=2.0)
ON_REAL_LISTS = Script(weeks=100, rule_sets=5, size=30, catalogue=REAL, seed=7)
pytestmark = pytest.mark.timeout(3 * 3600 if LONG else 300)


@pytest.fixture(scope="module")
def lived(request: pytest.FixtureRequest) -> Iterator[Season]:
    """One that is over; told where it was the long one. On made-up lists where the real ones are missing."""
    script = SHORT if not LONG else ON_REAL_LISTS if REAL.exists() else replace(SHORT, weeks=100, rule_sets=5)
    with season(script) as one:
        one.live()
        if LONG:
            writer = request.config.get_terminal_writer()
            writer.line()
            for line in told(one):
                writer.line(line)
        yield one


def told(one: Season) -> list[str]:
    """What happened, and what a week cost."""
    lists = len(one.playlists)
    deeds = Counter(deed.did for playlist in one.playlists for deed in playlist.deeds)
    done = ", ".join(f"{did} {number}" for did, number in sorted(deeds.items()))
    calls = [each / lists for each in one.calls]
    what = "real" if one.script.catalogue else "made-up"
    return [
        f"{lists} rule sets of {one.script.size} tracks over {what} playlists, "
        f"{one.script.weeks} weeks: {len(broken(one))} breaches",
        f"by people: {done}",
        f"calls a week and playlist, sources read and people's edits found included: {statistics.mean(calls):.1f}, "
        f"worst {max(calls):.1f}",
    ]


def test_rule_sets_keep_what_they_promise_beside_placements_holds_and_hand_edits(lived: Season) -> None:
    assert broken(lived) == []


def test_people_did_all_sorts_of_things_meanwhile(lived: Season) -> None:
    deeds = {deed.did for one in lived.playlists for deed in one.deeds}
    assert deeds >= {"put", "out", "moved", "placed", "held"}
    refreshed = [sum(look.refreshed for look in one.looks) for one in lived.playlists]
    assert min(refreshed) > lived.script.weeks / 2


def test_the_verdict_sees_what_is_not_as_it_should_be(lived: Season) -> None:
    """The judge is no proof unless it can find fault: here a track is gone for one look, one after another of some."""
    one = lived.playlists[0]
    wanted = [deed.uri for deed in one.deeds if deed.did in ("put", "placed")]
    wanted += [came.uri for came in one.looks[-1].kept.memory.standing if came.uri not in {d.uri for d in one.deeds}]
    looks = one.looks
    for uri in wanted[:: 1 + len(wanted) // (5 if LONG else 40)]:
        there = [place for place, look in enumerate(looks) if uri in look.items]
        if len(there) < 3:
            continue
        place = there[len(there) // 2]
        gone = replace(looks[place], items=tuple(each for each in looks[place].items if each != uri))
        one.looks = [*looks[:place], gone, *looks[place + 1 :]]
        assert broken(lived) != [], uri
    one.looks = looks
