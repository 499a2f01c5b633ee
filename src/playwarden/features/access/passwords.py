"""Passwords: hashed with Argon2id, checked a few at a time, and as slowly for names that nobody bears."""

import threading
from functools import cached_property

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from playwarden.kit.errors import Busy, InputError

SHORTEST = 10
LONGEST = 200
_MEMORY_KIB = 19_456
_ROUNDS = 2
"""OWASP's recommendation of 2025 for Argon2id: 19 MiB, two rounds. A small machine bears a few of these at once."""
_AT_ONCE = 2
_PATIENCE = 20.0


class Passwords:
    """Makes and checks hashes. Thread-safe; of many who sign in at once a few are looked at, the others wait."""

    def __init__(self, *, memory_kib: int = _MEMORY_KIB, rounds: int = _ROUNDS) -> None:
        self._hash = PasswordHash((Argon2Hasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1),))
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def checked(self, password: str) -> str:
        """The hash of a password that somebody chose. Raises InputError for one that is too short or too long."""
        if len(password) < SHORTEST:
            raise InputError(
                f"A password has at least {SHORTEST} characters.", "A few words that you remember are a good one."
            )
        if len(password) > LONGEST:
            raise InputError(f"A password has at most {LONGEST} characters.")
        with self._turn():
            return self._hash.hash(password)

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether it is the one. Without a hash (`kept` None: there is nobody of that name) it takes as long."""
        with self._turn():
            try:
                fits = self._hash.verify(password[: LONGEST + 1], kept or self._nobodys)
            except UnknownHashError:
                return False
        return fits and kept is not None

    @cached_property
    def _nobodys(self) -> str:
        return self._hash.hash("nobody has this password")

    def _turn(self) -> "_Turn":
        return _Turn(self._turns)


class _Turn:
    """One of the few places; Busy where none becomes free."""

    def __init__(self, turns: threading.BoundedSemaphore) -> None:
        self._turns = turns

    def __enter__(self) -> None:
        if not self._turns.acquire(timeout=_PATIENCE):
            raise Busy("Too many people sign in at this moment.", "Try again in a minute.")

    def __exit__(self, *_: object) -> None:
        self._turns.release()
