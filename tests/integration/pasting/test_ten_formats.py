"""The twin of `make bench NAME=paste`: in ten formats every track is found, the second time for nothing."""

from random import Random

import pytest
from benchmarks.pasted import WRITERS

from playwarden.domain.jobs.job import JobState
from playwarden.store.database import Database
from tests.fakes.clock import FakeClock
from tests.integration.pasting.conftest import STOCK, Shop, open_desk
from tests.integration.runs.conftest import ACCOUNT, connect_account


@pytest.mark.parametrize("form", WRITERS)
def test_what_is_written_in_ten_formats_is_found_and_the_second_time_costs_nothing(
    form: str, sqlite_database: Database, clock: FakeClock
) -> None:
    connect_account(sqlite_database, clock)
    desk = open_desk(sqlite_database, clock, Shop())
    text = WRITERS[form](STOCK, Random(form))
    paste = desk.pastes.keep(ACCOUNT, text, actor="tester")
    most = desk.pastes.show(paste).cost.most
    assert desk.search(paste).state is JobState.SUCCEEDED
    found = [seen.row.uri for seen in desk.lines(paste) if seen.row.state != "left_out"]
    assert found == [track.uri for track in STOCK]
    asked = len(desk.shop.asked)
    assert 0 < asked <= most
    again = desk.pastes.keep(ACCOUNT, text, actor="tester")
    assert desk.pastes.show(again).cost.calls == 0
    desk.search(again)
    assert len(desk.shop.asked) == asked
