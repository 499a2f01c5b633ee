"""When to ask for plays again: the answer holds fifty at most, and a call is paid."""

from datetime import timedelta

MOST = 50
"""Plays that one answer holds."""
SELDOM = timedelta(hours=1)
"""How long is waited at least after an answer that was far from full, and at most after any."""
OFTEN = timedelta(minutes=10)
"""How long is waited at least after an answer that was full."""
NEARLY = 0.6
"""How full the next answer is to be, by the pace of the last."""


def wait_after(new: int, span: timedelta | None) -> timedelta:
    """How long to wait when an answer held `new` plays of the last `span` (None: it was the first look).

    At most one call an hour, unless somebody plays so much that an hour would nearly fill an answer: then so soon that
    the next one is filled to NEARLY.
    """
    if span is None or span <= timedelta() or new <= 0:
        return SELDOM
    fills_in = span * (MOST * NEARLY / new)
    return max(OFTEN, min(SELDOM, fills_in))
