"""Against a sandbox with limits nobody told: each ceiling is run into once, and never a second time."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from playwarden.domain.calls import Caller, Lane
from playwarden.domain.quota import Limits
from playwarden.kit.errors import RateLimited
from playwarden.kit.ids import PlaylistId
from playwarden.sandbox import settings as sandbox_settings
from playwarden.store.database import Database
from tests.integration.spotify.rig import Rig, rigged
from tests.sandboxes import started

DAYS = 3
Work = Callable[[Rig, Caller, PlaylistId, random.Random], object]


@contextmanager
def limited(
    database: Database, folder: Path, theirs: dict[str, int] | None = None, limits: Limits | None = None
) -> Iterator[Rig]:
    unlimited = {"window_calls": None, "bucket_calls": None, "group_calls": None, "player_calls": None}
    with (
        started(limits=sandbox_settings.Limits(**{**unlimited, **(theirs or {})})) as sandbox,  # type: ignore[arg-type]  # numbers
        rigged(sandbox, database, folder, limits=limits or Limits(window=None)) as rig,
    ):
        yield rig


def items(rig: Rig, caller: Caller, playlist: PlaylistId, _chance: random.Random) -> object:
    return rig.target.items(caller, playlist, offset=0, brief=True)


def heads(rig: Rig, caller: Caller, _playlist: PlaylistId, _chance: random.Random) -> object:
    return next(rig.target.heads(caller))


def anything(rig: Rig, caller: Caller, playlist: PlaylistId, chance: random.Random) -> object:
    works: list[Work] = [
        items,
        heads,
        lambda rig, caller, playlist, _: rig.target.playlist(caller, playlist, brief=True),
        lambda rig, caller, _playlist, _: rig.target.search(caller, title="a", artist="b"),
    ]
    return chance.choice(works)(rig, caller, playlist, chance)


def mostly_items(rig: Rig, caller: Caller, playlist: PlaylistId, chance: random.Random) -> object:
    return (items if chance.random() < 0.9 else heads)(rig, caller, playlist, chance)


def own_playlist(rig: Rig, caller: Caller) -> PlaylistId:
    return next(head.id for page in rig.target.heads(caller) for head in page.heads if head.owner_id == "listener1")


def days_of(rig: Rig, caller: Caller, work: Work) -> None:
    """Tries more than can fit, twice a day, for some days."""
    chance = random.Random(1)
    playlist = own_playlist(rig, caller)
    for _ in range(DAYS * 2):
        stopped = 0
        for _ in range(35):
            try:
                work(rig, caller, playlist, chance)
            except RateLimited:
                stopped += 1
                if stopped > 6:
                    break
        rig.sandbox.advance(12 * 3600 + 7)


@pytest.mark.parametrize("lane", [Lane.INTERACTIVE, Lane.SCHEDULED])
@pytest.mark.parametrize(
    ("work", "theirs"),
    [
        (mostly_items, {"bucket_calls": 22, "group_calls": 44}),
        (anything, {"bucket_calls": 22, "group_calls": 44}),
        (anything, {"group_calls": 40}),
        (items, {"bucket_calls": 20}),
    ],
    ids=["bucket", "group", "group alone", "bucket alone"],
)
def test_an_unknown_ceiling_is_run_into_once_and_never_twice(
    sqlite_database: Database, tmp_path: Path, lane: Lane, work: Work, theirs: dict[str, int]
) -> None:
    with limited(sqlite_database, tmp_path, theirs) as rig:
        caller = rig.caller(lane=lane)
        days_of(rig, caller, work)
        assert rig.statuses().count(429) == 1
        assert rig.sandbox.counters()["during_bans"] == 0
        assert rig.statuses().count(200) > 1.5 * min(theirs.values())


def test_unattended_work_runs_once_into_a_group_that_one_bucket_filled(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """The hard case: by its share the bucket is to blame, and yet it was the group."""
    with limited(sqlite_database, tmp_path, {"group_calls": 30}) as rig:
        days_of(rig, rig.caller(lane=Lane.SCHEDULED), mostly_items)
        assert rig.statuses().count(429) == 1


def test_at_the_default_limits_nothing_is_ever_refused(sqlite_database: Database, tmp_path: Path) -> None:
    with limited(sqlite_database, tmp_path, {"window_calls": 120}, Limits()) as rig:
        caller = rig.caller()
        for _ in range(150):
            next(rig.target.heads(caller))
        assert rig.statuses() == [200] * 150


def test_an_unknown_window_is_run_into_once_and_never_twice(sqlite_database: Database, tmp_path: Path) -> None:
    with limited(sqlite_database, tmp_path, {"window_calls": 40}, Limits()) as rig:
        caller = rig.caller()
        for _ in range(120):
            next(rig.target.heads(caller))
        assert rig.statuses().count(429) == 1
        assert rig.statuses().count(200) == 120
        assert rig.sandbox.counters()["during_bans"] == 0


def test_a_restart_during_a_ban_makes_no_call(sqlite_database: Database, tmp_path: Path) -> None:
    with limited(sqlite_database, tmp_path) as rig:
        caller = rig.caller()
        rig.sandbox.ban(5000, quota=True, bucket="GET /me/playlists")
        with pytest.raises(RateLimited) as first:
            next(rig.target.heads(caller))
        with rigged(rig.sandbox, sqlite_database, tmp_path) as again:
            with pytest.raises(RateLimited) as second:
                next(again.target.heads(caller))
            assert second.value.until == first.value.until
            assert rig.statuses() == [429]
            rig.sandbox.set_clock(first.value.until)
            assert next(again.target.heads(caller)).total > 0
        assert rig.sandbox.counters()["during_bans"] == 1


def test_a_write_that_was_answered_429_is_done_once_the_window_is_over(
    sqlite_database: Database, tmp_path: Path
) -> None:
    from playwarden.domain.operations import Create

    with limited(sqlite_database, tmp_path) as rig:
        caller = rig.caller()
        rig.sandbox.ban(4)
        made = rig.target.perform(caller, None, Create("late", description="d"))
        assert made.playlist_id in rig.sandbox.playlists_of("listener1")
        assert rig.statuses() == [429, 201]
