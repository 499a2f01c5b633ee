"""Whatever is asked when and in which lane, no rolling window ever holds more calls than it may."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playwarden.domain.calls import Lane
from playwarden.domain.quota import SHARES, Limits
from playwarden.kit.errors import RateLimited
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.quota.desk import HEADS, ITEMS, Desk

BUCKET, GROUP, WINDOW = 8, 12, 5
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 9, 3600, 6 * 3600, 20 * 3600]), st.sampled_from([ITEMS, HEADS]), st.sampled_from(Lane)
    ),
    min_size=10,
    max_size=60,
)


@settings(max_examples=15, deadline=None)
@given(steps=STEPS)
def test_no_window_is_ever_overdrawn(
    steps: list[tuple[int, str, Lane]],
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("ledger") / "playwarden.db"
    shutil.copyfile(sqlite_template, path)
    database, clock = Database(f"sqlite:///{path}"), FakeClock()
    desk = Desk(database, clock, Limits(bucket=BUCKET, group=GROUP, player=None, window=WINDOW))
    made = []
    try:
        for seconds, bucket, lane in steps:
            clock.advance(seconds)
            try:
                desk.serve(1, bucket, lane=lane)
            except RateLimited:
                continue
            made.append((clock.now(), bucket, lane))
    finally:
        database.close()
    for at, _, _ in made:
        day = [bucket for moment, bucket, _ in made if at - timedelta(hours=24) < moment <= at]
        assert len(day) <= GROUP
        assert max(day.count(ITEMS), day.count(HEADS)) <= BUCKET
        assert sum(at - timedelta(seconds=30) < moment <= at for moment, _, _ in made) <= WINDOW
    for number, (at, _, lane) in enumerate(made):
        before = sum(at - timedelta(hours=24) < moment for moment, _, _ in made[:number])
        assert before < GROUP * SHARES[lane]
