"""What is imported when it is first wanted is imported by one thread at a time.

Python locks each module by itself. Two threads that come into a circle of modules from two sides (and a package that
names what its modules hold is such a circle) would wait for each other, so Python lets one of them have a module that
is only half there; its import then fails, and with it the job or the request that wanted it.
"""

import threading
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LOADING = threading.RLock()
"""Held around every import that happens while the program runs: `with LOADING: from ... import ...`."""


def loads(function: Callable[P, T]) -> Callable[P, T]:
    """For a function that imports what it is made of and waits for nothing else."""

    @wraps(function)
    def holding(*args: P.args, **kwargs: P.kwargs) -> T:
        with LOADING:
            return function(*args, **kwargs)

    return holding


if TYPE_CHECKING:
    from functools import cached_property

    made_once = cached_property
else:

    class made_once:  # noqa: N801 - used like `cached_property`
        """A piece of an object that is imported and made when it is first wanted, once, by one thread."""

        def __init__(self, make: Callable[[Any], Any]) -> None:
            self._make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            kept = instance.__dict__
            with LOADING:
                if self._name not in kept:
                    kept[self._name] = self._make(instance)
                return kept[self._name]
