"""Stands in for a piece that is costly to make, until something is asked of it."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

Piece = TypeVar("Piece")


class _Later:
    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        return getattr(self._make(), name)


def later(make: Callable[[], Piece]) -> Piece:
    """What `make` answers, made when an attribute of it is wanted. `make` is called each time and keeps it."""
    return cast(Piece, _Later(make))
