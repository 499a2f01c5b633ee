"""What the fuzzer cannot know: a key that makes a write repeatable is a new one for every new write."""

import itertools
import time
from typing import Any

import schemathesis

LONGEST = 200
_numbers = itertools.count(time.time_ns())


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Gives a proper key an ending of its own; one that is to be refused stays as it is."""
    key = (case.headers or {}).get("Idempotency-Key")
    if key and len(key) <= LONGEST and key.isascii() and key.isprintable():
        ending = f"-{next(_numbers)}"
        case.headers["Idempotency-Key"] = key[: LONGEST - len(ending)] + ending
