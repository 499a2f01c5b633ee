"""What a refusal teaches: firmly about its likelier cause, as a suspicion about the other, and not for ever."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from playwarden.domain.calls import Lane
from playwarden.domain.quota import GROUP, Ceiling, Limits, window_key
from playwarden.kit.errors import RateLimited
from tests.integration.quota.desk import COVER, HEADS, ITEMS, ONE, Desk

FREE = Limits(window=None)


@pytest.fixture(name="calm")
def calm_fixture(desk: Desk) -> Desk:
    """Without a window, so that nothing sleeps."""
    return Desk(desk.database, desk.clock, FREE)


def ceilings(desk: Desk) -> Mapping[str, Ceiling]:
    with desk.book_.reading() as reader:
        return reader.ceilings("main")


def booked(desk: Desk, number: int, bucket: str = ITEMS, *, lane: Lane = Lane.INTERACTIVE) -> int:
    done = 0
    for _ in range(number):
        try:
            desk.serve(1, bucket, lane=lane)
        except RateLimited:
            break
        done += 1
    return done


def test_a_bucket_that_made_most_calls_is_learned_and_its_group_suspected(calm: Desk) -> None:
    calm.had(100)
    calm.had(20, HEADS)
    calm.refuse()
    learned = ceilings(calm)
    assert {key: (ceiling.learned, ceiling.suspected) for key, ceiling in learned.items()} == {
        ITEMS: (90, False),
        GROUP: (108, True),
    }


def test_a_group_of_many_buckets_is_learned_and_the_bucket_suspected(calm: Desk) -> None:
    for number, bucket in enumerate((ITEMS, HEADS, "GET /search", "GET /tracks/{id}")):
        calm.had(30 + number, bucket)
    calm.refuse(HEADS)
    learned = ceilings(calm)
    assert {key: (ceiling.learned, ceiling.suspected) for key, ceiling in learned.items()} == {
        GROUP: (113, False),
        HEADS: (27, True),
    }


def test_a_cover_upload_has_a_limit_of_its_own(calm: Desk) -> None:
    calm.had(20, COVER)
    calm.serve(5, HEADS)
    calm.refuse(COVER)
    assert set(ceilings(calm)) == {COVER}


def test_a_bucket_that_served_more_before_is_not_the_cause(calm: Desk) -> None:
    calm.had(100, HEADS)
    calm.clock.advance(days=2)
    calm.had(60, HEADS)
    calm.had(60, ITEMS)
    calm.refuse(HEADS)
    learned = ceilings(calm)
    assert set(learned) == {GROUP}
    assert learned[GROUP].learned == 108


def test_a_group_that_served_more_before_is_not_the_cause(calm: Desk) -> None:
    calm.had(150, HEADS)
    calm.clock.advance(days=2)
    calm.had(20)
    calm.had(60, HEADS)
    calm.refuse()
    assert set(ceilings(calm)) == {ITEMS}


def test_a_suspicion_holds_work_nobody_watches_and_not_a_person(calm: Desk) -> None:
    calm.had(100)
    calm.refuse()
    with pytest.raises(RateLimited):
        calm.book(HEADS, lane=Lane.PROTECTION)
    calm.book(HEADS, lane=Lane.INTERACTIVE)


def test_an_answer_beyond_it_disproves_a_suspicion(calm: Desk) -> None:
    calm.had(100)
    calm.refuse()
    calm.serve(1, HEADS)
    assert set(ceilings(calm)) == {ITEMS}
    calm.book(HEADS, lane=Lane.PROTECTION)


def test_a_refusal_beyond_it_makes_a_suspicion_certain(calm: Desk) -> None:
    calm.had(100)
    calm.refuse()
    calm.refuse(HEADS)
    assert not ceilings(calm)[GROUP].suspected
    with pytest.raises(RateLimited, match="of all calls"):
        calm.book("GET /search")


def test_calls_that_were_under_way_teach_nothing_more(calm: Desk) -> None:
    """Ten threads run into the ceiling at once: it is learned from what was answered, not from what was asked."""
    calm.had(40)
    pending = [calm.book() for _ in range(10)]
    for booking in pending[:3]:
        calm.ledger.settle(booking, status=200, took_ms=1)
    for booking in pending[3:]:
        calm.ledger.refuse(booking, quota=True, retry_after=60, took_ms=1)
    assert ceilings(calm)[ITEMS].learned == 43 * 9 // 10


def test_few_calls_of_ours_are_no_limit_of_anything(calm: Desk) -> None:
    calm.serve(9)
    calm.refuse(retry_after=60)
    assert ceilings(calm) == {}
    calm.clock.advance(61)
    calm.serve(5)


def test_a_learned_ceiling_holds_for_two_weeks_then_grows(calm: Desk) -> None:
    calm.had(100)
    calm.refuse(retry_after=60)
    for days, expected in ((2, 90), (13, 90), (14, 112), (21, 140), (28, 175)):
        calm.clock.set(ceilings(calm)[ITEMS].learned_at + timedelta(days=days))
        assert ceilings(calm)[ITEMS].relaxed(calm.clock.now()) == expected
    calm.clock.set(ceilings(calm)[ITEMS].learned_at + timedelta(days=300))
    narrow = Desk(calm.database, calm.clock, Limits(bucket=130, window=None))
    assert booked(narrow, 140) == 130


def test_a_window_is_learned_as_well(desk: Desk) -> None:
    desk.had(50)
    desk.refuse(quota=False, retry_after=10)
    assert ceilings(desk)[window_key(ONE)].learned == 45
    desk.clock.advance(60)
    desk.serve(45)
    assert desk.slept == 0
    desk.serve(1)
    assert desk.slept == pytest.approx(30)


def test_a_long_ban_without_a_reason_teaches_about_the_day(calm: Desk) -> None:
    calm.had(100)
    calm.refuse(quota=False, retry_after=13_749)
    assert ceilings(calm)[ITEMS].learned == 90


def test_the_setting_stays_when_it_is_the_smaller_one(calm: Desk) -> None:
    calm.had(100)
    calm.refuse(retry_after=60)
    calm.clock.advance(days=2)
    narrow = Desk(calm.database, calm.clock, Limits(bucket=50, window=None))
    assert booked(narrow, 60) == 50
