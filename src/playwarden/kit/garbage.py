"""Python's search for garbage, put off while much is made at once and kept."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """No garbage is looked for within it, in no thread: for work of a second at most. What makes a hundred thousand
    values that all stay would else be looked through again and again.

    Whoever finds the search off leaves it off, so that several threads may be in it: the first one out turns it on.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
