"""Forecasts say what the ledger then does; the summary says what it holds."""

from datetime import timedelta

import pytest

from playwarden.domain.accounts import Account
from playwarden.domain.calls import Lane, Need
from playwarden.domain.quota import PLAYER, SHARES, UNLIMITED, Limits, forecast_sentence, spread_sentence
from playwarden.engine.ports.accounts import Granted
from playwarden.kit.errors import NotFound, RateLimited
from playwarden.kit.ids import AccountId, RunId
from playwarden.kit.seal import Sealer
from playwarden.store.accounts import StoredAccounts
from tests.integration.quota.desk import ACCOUNT, HEADS, ITEMS, ONE, OTHER, TWO, Desk


def test_a_plan_that_fits_says_what_is_left(desk: Desk) -> None:
    desk.had(88)
    forecast = desk.quota.forecast(ACCOUNT, {ITEMS: 12, HEADS: 2}, Lane.INTERACTIVE)
    assert (forecast.fits, forecast.left, forecast.ready_at) == (True, 512, desk.clock.now())
    assert forecast_sentence(forecast) == "This plan needs 14 calls; 512 are left in the next 24 h."


def test_the_group_may_be_what_is_left(desk: Desk) -> None:
    calm = Desk(desk.database, desk.clock, Limits(bucket=60, group=90))
    calm.had(50)
    calm.had(30, HEADS)
    assert calm.quota.forecast(ACCOUNT, {"GET /search": 1}, Lane.INTERACTIVE).left == 10


def test_a_plan_that_does_not_fit_yet_says_when(desk: Desk) -> None:
    narrow = Desk(desk.database, desk.clock, Limits(bucket=10, group=None, window=None))
    start = desk.clock.now()
    for _ in range(8):
        narrow.serve()
        desk.clock.advance(hours=1)
    forecast = narrow.quota.forecast(ACCOUNT, {ITEMS: 5}, Lane.INTERACTIVE)
    assert (forecast.fits, forecast.left) == (False, 2)
    assert forecast.ready_at == start + timedelta(hours=26)
    desk.clock.set(forecast.ready_at)
    narrow.serve(5)
    with pytest.raises(RateLimited):
        narrow.book()


def test_more_than_a_whole_day_never_fits(desk: Desk) -> None:
    forecast = desk.quota.forecast(ACCOUNT, {ITEMS: 601}, Lane.INTERACTIVE)
    assert (forecast.fits, forecast.ready_at) == (False, None)
    assert "more than a whole day's share" in forecast_sentence(forecast)


def test_a_lower_lane_has_less(desk: Desk) -> None:
    for lane in Lane:
        assert desk.quota.forecast(ACCOUNT, {ITEMS: 1}, lane).left == int(600 * SHARES[lane])


def test_a_ban_is_told(desk: Desk) -> None:
    desk.had(40)
    until = desk.refuse(retry_after=7000)
    forecast = desk.quota.forecast(ACCOUNT, {ITEMS: 1}, Lane.INTERACTIVE)
    assert (forecast.fits, forecast.ban_until, forecast.ready_at is not None) == (False, until, True)
    assert "Spotify lets no such call through before" in forecast_sentence(forecast)
    assert desk.quota.forecast(ACCOUNT, {HEADS: 1}, Lane.INTERACTIVE).ban_until is None


def test_without_limits_any_number_fits(desk: Desk) -> None:
    free = Desk(desk.database, desk.clock, Limits(None, None, None, None))
    forecast = free.quota.forecast(ACCOUNT, {ITEMS: 5000}, Lane.BACKGROUND)
    assert (forecast.fits, forecast.left) == (True, UNLIMITED)
    assert "any number is left" in forecast_sentence(forecast)


def test_nothing_to_do_fits(desk: Desk) -> None:
    forecast = desk.quota.forecast(ACCOUNT, {}, Lane.INTERACTIVE)
    assert (forecast.calls, forecast.fits, forecast.left) == (0, True, 900)


def test_an_unknown_account_has_no_forecast(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.quota.forecast(AccountId("acc_none"), {}, Lane.INTERACTIVE)


def test_the_summary_adds_up(desk: Desk) -> None:
    desk.serve(5)
    desk.serve(3, HEADS, lane=Lane.BACKGROUND, app=TWO)
    desk.serve(7, PLAYER, lane=Lane.LISTENING)
    elsewhere, main = desk.quota.summary()
    assert elsewhere.quota_group == "elsewhere"
    assert elsewhere.total.spent == 0
    assert (main.total.spent, main.total.left) == (8, 892)
    assert {use.bucket: use.spent for use in main.buckets} == {ITEMS: 5, HEADS: 3, PLAYER: 7}
    assert (main.lanes[Lane.INTERACTIVE], main.lanes[Lane.BACKGROUND], main.lanes[Lane.LISTENING]) == (5, 3, 7)
    assert main.left[Lane.BACKGROUND] == 442
    assert {window.app_id: window.spent for window in main.windows} == {ONE: 12, TWO: 3}
    pending = [desk.book(HEADS), desk.book(HEADS)]
    for booking in pending:
        desk.ledger.refuse(booking, quota=True, retry_after=100, took_ms=1)
    assert [(ban.bucket, ban.reason) for ban in desk.quota.summary()[1].bans] == [(HEADS, "quota")]


def test_a_run_knows_what_it_cost(desk: Desk) -> None:
    run = RunId("run_1")
    for bucket in (ITEMS, ITEMS, HEADS):
        desk.ledger.settle(desk.book(bucket, run=run), status=500, took_ms=1)
    desk.serve(2, app=OTHER)
    assert desk.quota.spent(run) == {ITEMS: 2, HEADS: 1}


def test_the_window_is_told_apart_from_the_day(desk: Desk) -> None:
    narrow = Desk(desk.database, desk.clock, Limits(window=10))
    start = desk.clock.now()
    narrow.serve(6)
    desk.clock.advance(10)
    narrow.serve(2)
    assert narrow.quota.forecast(ACCOUNT, {ITEMS: 2}, Lane.INTERACTIVE).window_at == desk.clock.now()
    later = narrow.quota.forecast(ACCOUNT, {ITEMS: 4}, Lane.INTERACTIVE)
    assert (later.fits, later.window_at) == (True, start + timedelta(seconds=30))
    most = narrow.quota.forecast(ACCOUNT, {ITEMS: 400}, Lane.INTERACTIVE)
    assert most.window_at == start + timedelta(seconds=40)
    free = Desk(desk.database, desk.clock, Limits(window=None))
    assert free.quota.forecast(ACCOUNT, {ITEMS: 400}, Lane.INTERACTIVE).window_at is None


def test_many_needs_are_told_when_the_last_can_leave_and_then_it_can(desk: Desk) -> None:
    narrow = Desk(desk.database, desk.clock, Limits(bucket=10, group=12, window=None))
    narrow.had(4)
    desk.clock.advance(hours=5)
    narrow.had(2, HEADS)
    desk.clock.advance(hours=1)
    now = desk.clock.now()
    spread = narrow.quota.spread([Need(ACCOUNT, {ITEMS: 2, HEADS: 1}) for _ in range(8)], Lane.INTERACTIVE)
    assert (spread.calls, spread.now, spread.starts[:2]) == (24, 6, (now, now))
    need = {ITEMS: 2, HEADS: 1}
    for start in spread.starts:
        assert start is not None
        if start > desk.clock.now():
            desk.clock.set(start - timedelta(seconds=1))
            assert not narrow.quota.forecast(ACCOUNT, need, Lane.INTERACTIVE).fits
            desk.clock.set(start)
        narrow.serve(2)
        narrow.serve(1, HEADS)
    assert spread.ready_at == desk.clock.now() == now + timedelta(hours=47)


def test_accounts_of_one_developer_share_what_is_left(desk: Desk) -> None:
    narrow = Desk(desk.database, desk.clock, Limits(bucket=10, group=10, window=None))
    register = StoredAccounts(desk.database, Sealer(["A" * 43 + "="]), desk.clock)
    now = desk.clock.now()
    for name, app in (("acc_two", TWO), ("acc_other", OTHER)):
        account = Account(AccountId(name), app, name, name, name, frozenset(), now, now)
        register.connect(account, Granted("access", "refresh", 3600))
    together = [Need(account, {ITEMS: 7}) for account in (ACCOUNT, AccountId("acc_two"), AccountId("acc_other"))]
    spread = narrow.quota.spread(together, Lane.INTERACTIVE)
    assert spread.starts == (now, now + timedelta(hours=24), now)
    assert spread_sentence(spread) == "21 calls: 14 now, the rest by Tuesday 09:00 UTC"


def test_looks_that_come_anyway_are_reckoned_with(desk: Desk) -> None:
    narrow = Desk(desk.database, desk.clock, Limits(bucket=None, group=100, window=None))
    for _ in range(24):
        narrow.serve(2, HEADS, lane=Lane.SCHEDULED)
        desk.clock.advance(hours=1)
    needs = [Need(ACCOUNT, {ITEMS: 1}) for _ in range(152)]
    spread = narrow.quota.spread(needs, Lane.INTERACTIVE)
    assert 50 <= spread.now <= 54
    ready_at = spread.ready_at
    assert ready_at is not None
    assert timedelta(hours=24) < ready_at - desk.clock.now() <= timedelta(hours=49)


def test_a_ban_holds_what_it_stops_and_what_stands_behind(desk: Desk) -> None:
    desk.had(5)
    until = desk.refuse(retry_after=7000)
    needs = [Need(ACCOUNT, {HEADS: 1}), Need(ACCOUNT, {ITEMS: 1}), Need(ACCOUNT, {HEADS: 1})]
    assert desk.quota.spread(needs, Lane.INTERACTIVE).starts == (desk.clock.now(), until, until)


def test_nothing_to_spread_is_ready(desk: Desk) -> None:
    spread = desk.quota.spread([Need(ACCOUNT, {})], Lane.INTERACTIVE)
    assert (spread.calls, spread.now, spread.ready_at) == (0, 0, desk.clock.now())
    assert spread_sentence(spread) == "0 calls"
