"""Whatever is done to protected playlists is put right within one look, and nothing that was right is touched."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.siege.besieged import Siege, besieged
from tests.siege.lines import Line
from tests.siege.script import MONTH, SHORT, Script, close_breakers, dress, order, weather
from tests.siege.verdict import Verdict

LONG = os.environ.get("PLAYWARDEN_SIEGE") == "long"
pytestmark = pytest.mark.timeout(6 * 3600 if LONG else 900)


def lived_through(siege: Siege, script: Script, rest: timedelta) -> Verdict:
    """The siege, then a person who closes the breakers, then a rest in which all is to come right."""
    start = siege.clock.now()
    campaigns = order(siege, script)
    siege.until(start + script.calm + script.length, weather(siege, script, start))
    close_breakers(siege)
    siege.until(siege.clock.now() + rest)
    return Verdict(siege, script, start, siege.clock.now(), campaigns)


@pytest.fixture(scope="module")
def verdict(request: pytest.FixtureRequest) -> Iterator[Verdict]:
    """Of a siege that is over; printed where it was the long one."""
    script = MONTH if LONG else SHORT
    with besieged(script.settings, script.quota, dress(script)) as siege:
        found = lived_through(siege, script, timedelta(hours=26 if LONG else 1))
        if LONG:
            writer = request.config.get_terminal_writer()
            writer.line()
            for line in found.lines():
                writer.line(str(line))
        yield found


def holds(line: Line) -> None:
    assert line.against == (), str(line)


def test_there_was_a_siege(verdict: Verdict) -> None:
    assert len(verdict.attacks) > (400 if LONG else 15)
    assert len(verdict.restores) > (300 if LONG else 10)


def test_every_wrong_state_is_corrected_within_one_look_at_the_interval_shown_and_its_upload(verdict: Verdict) -> None:
    holds(verdict.in_time())


def test_what_a_pause_a_breaker_or_a_ban_holds_stands_alarmed(verdict: Verdict) -> None:
    holds(verdict.stands_alarmed())


def test_nothing_is_forgotten(verdict: Verdict) -> None:
    holds(verdict.all_right_in_the_end())


def test_nothing_that_was_right_is_written_to(verdict: Verdict) -> None:
    holds(verdict.no_false_correction())


def test_nobody_is_alarmed_about_what_nobody_did(verdict: Verdict) -> None:
    holds(verdict.no_false_incident())


def test_what_is_gone_or_hidden_is_told_of_and_not_made_again(verdict: Verdict) -> None:
    holds(verdict.gone_is_found())


def test_the_caps_hold(verdict: Verdict) -> None:
    holds(verdict.caps())


def test_no_more_is_called_than_is_stated(verdict: Verdict) -> None:
    holds(verdict.calls())


def test_bans_are_honoured(verdict: Verdict) -> None:
    holds(verdict.bans())


def test_the_verdict_sees_that_nobody_looked_for_hours() -> None:
    """The judge is no proof unless it can find fault: here everybody sleeps for a part of a siege."""
    settings = replace(SHORT.settings, accounts=1, playlists_per_account=5)
    with besieged(settings, SHORT.quota) as siege:
        dusk = siege.clock.now() + SHORT.calm
        siege.asleep = lambda now: dusk <= now < dusk + timedelta(hours=2)
        found = lived_through(siege, replace(SHORT, settings=settings, rate=120.0), timedelta(hours=1))
        assert not found.in_time().held
