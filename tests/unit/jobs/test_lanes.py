"""How the threads of a runner are shared: no flood of low work keeps higher work waiting."""

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.calls import Lane
from playwarden.jobs.lanes import LOW, URGENT, open_lanes

LANES = st.lists(st.sampled_from(Lane), max_size=100)


def filled(threads: int, wanted: list[Lane]) -> list[Lane]:
    """What runs after every job of `wanted` that may begin has begun, in that order."""
    running: list[Lane] = []
    for lane in wanted:
        if lane in open_lanes(running, threads):
            running.append(lane)
    return running


@given(threads=st.integers(2, 16), wanted=LANES)
def test_one_thread_is_kept_for_interactive_work_and_protection(threads: int, wanted: list[Lane]) -> None:
    running = filled(threads, wanted)
    assert sum(lane not in URGENT for lane in running) <= threads - 1


@given(threads=st.integers(2, 16), wanted=LANES)
def test_listening_and_background_get_at_most_half(threads: int, wanted: list[Lane]) -> None:
    assert sum(lane in LOW for lane in filled(threads, wanted)) <= threads // 2


@given(threads=st.integers(1, 16), wanted=LANES)
def test_every_lane_gets_on_where_nothing_else_runs(threads: int, wanted: list[Lane]) -> None:
    assert open_lanes([], threads) == list(Lane)
    assert len(filled(threads, wanted)) <= threads


def test_a_single_thread_takes_what_comes() -> None:
    assert open_lanes([Lane.BACKGROUND], 1) == []
    assert filled(1, [Lane.BACKGROUND, Lane.INTERACTIVE]) == [Lane.BACKGROUND]


def test_four_threads_full_of_background_leave_room_above() -> None:
    running = filled(4, [Lane.BACKGROUND] * 9)
    assert len(running) == 2
    assert open_lanes(running, 4) == [Lane.INTERACTIVE, Lane.PROTECTION, Lane.SCHEDULED]
    assert open_lanes([*running, Lane.SCHEDULED], 4) == [Lane.INTERACTIVE, Lane.PROTECTION]
