"""Forecasts say what the ledger then does; the summary says what it holds."""

from datetime import timedelta

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.quota import PLAYER, SHARES, UNLIMITED, Limits, forecast_sentence
from playwarden.kit.errors import NotFound, RateLimited
from playwarden.kit.ids import AccountId, RunId
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
