"""How the threads of a runner are shared by the lanes, so that no flood of low work keeps higher work waiting."""

from collections.abc import Collection

from playwarden.domain.calls import Lane

URGENT = frozenset({Lane.INTERACTIVE, Lane.PROTECTION})
LOW = frozenset({Lane.LISTENING, Lane.BACKGROUND})


def open_lanes(running: Collection[Lane], threads: int) -> list[Lane]:
    """The lanes that a runner of `threads` may claim from while it carries jobs of the lanes `running`; highest first.

    One thread is kept for interactive and protection work, and listening and background together get at most half
    of all. A single thread takes what comes first.
    """
    if len(running) >= threads:
        return []
    if threads == 1:
        return list(Lane)
    wanted = set(Lane)
    if sum(lane not in URGENT for lane in running) >= threads - 1:
        wanted &= URGENT
    if sum(lane in LOW for lane in running) >= threads // 2:
        wanted -= LOW
    return [lane for lane in Lane if lane in wanted]
