"""Whatever is done to protected playlists is put right within one look, and nothing that was right is touched."""

import os
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from playwarden.sandbox.settings import Limits, SandboxSettings
from tests.siege.besieged import Siege, besieged, right

LONG = os.environ.get("PLAYWARDEN_SIEGE") == "long"
ACCOUNTS, EACH, DAYS = (10, 30, 30.0) if LONG else (2, 10, 0.4)
pytestmark = pytest.mark.timeout(6 * 3600 if LONG else 900)
KINDS = ("takedown", "name", "description", "cover", "default_name", "null_description", "edit_name", "swap", "privacy")
UPLOAD = timedelta(minutes=2)
"""A restore's own calls, and the time until an upload shows."""


@pytest.fixture(scope="module")
def siege() -> "Siege":  # type: ignore[misc]  # a generator, as fixtures are
    """A siege that is over, with the sandbox's own record of it."""
    often = 1.0 if LONG else 40.0
    settings = SandboxSettings(
        accounts=ACCOUNTS, playlists_per_account=EACH, followed_per_account=0, users_per_app=5, limits=Limits.none()
    )
    with besieged(settings) as siege:
        start = siege.running.now()
        siege.running.campaign(
            seed=7,
            after=3600,
            days=DAYS,
            most=ACCOUNTS * EACH,
            rates=dict.fromkeys(KINDS, 0.12 * often),
            noise={"touch": 0.5 * often, "recode": 0.4 * often, "tracks": 0.5 * often},
            again={"share": 0.2, "after": 120, "times": 5},
        )
        siege.until(start + timedelta(days=DAYS, hours=3))
        yield siege


def held_back(siege: Siege, playlist: str, at: datetime) -> bool:
    """Whether a pause, a cap or a person stood between an attack and its restore."""
    return any(
        found - timedelta(hours=1) <= at and (ended is None or at <= ended) for found, ended in siege.held(playlist)
    )


def test_every_attack_is_put_right_within_one_look_unless_a_pause_or_a_breaker_holds_it(siege: Siege) -> None:
    attacks = siege.running.told(1)["attacks"]
    assert len(attacks) > (200 if LONG else 4)
    late = []
    for attack in attacks:
        at = datetime.fromisoformat(attack["at"])
        if held_back(siege, attack["playlist"], at):
            continue
        if not right(attack) or attack["minutes_wrong"] * 60 > (siege.slowest() + UPLOAD).total_seconds():
            late.append(attack)
    assert late == []


def test_what_stands_wrong_at_the_end_is_known_and_asked_about(siege: Siege) -> None:
    attacks = siege.running.told(1)["attacks"]
    wrong = {attack["playlist"] for attack in attacks if not right(attack)}
    assert all(siege.held(playlist) for playlist in wrong)


def test_nothing_that_was_right_is_written_to(siege: Siege) -> None:
    assert siege.running.told(1)["needless_writes"] == 0


def test_the_caps_hold(siege: Siege) -> None:
    sent = siege.restores()
    for playlist in {playlist for playlist, _, _ in sent}:
        mine = [at for one, _, at in sent if one == playlist]
        assert all(later - first > timedelta(hours=24) for first, later in zip(mine, mine[3:], strict=False))
        assert all(later - first >= timedelta(minutes=15) for first, later in pairwise(mine))
    for account in {account for _, account, _ in sent}:
        mine = [at for _, one, at in sent if one == account]
        assert all(later - first > timedelta(hours=24) for first, later in zip(mine, mine[30:], strict=False))
