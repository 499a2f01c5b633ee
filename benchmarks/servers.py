"""The servers that a benchmark needs beside the product: PostgreSQL and a Redis, where their programs are at hand."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests import valkey
from tests.postgres import Server


@dataclass(frozen=True, slots=True)
class Servers:
    """`broker` is the address of the Redis, None where there is none."""

    broker: str | None
    postgres: Server | None

    def database(self) -> str | None:
        """The address of an empty database, None without PostgreSQL."""
        return None if self.postgres is None else self.postgres.url(self.postgres.create())

    def __str__(self) -> str:
        here = [name for name, there in (("PostgreSQL", self.postgres), ("Redis", self.broker)) if not there]
        return f"Without {' and '.join(here)}: the programs are not here." if here else "PostgreSQL (fsync off), Valkey"


@contextmanager
def servers() -> Iterator[Servers]:
    """The tests' own servers while the block lasts; they wait for no disk."""
    with ExitStack() as stack:
        broker = postgres = None
        if valkey.available():
            redis = valkey.Valkey.begun()
            stack.callback(redis.stop)
            broker = redis.url
        try:
            postgres = Server.start()
        except (FileNotFoundError, RuntimeError):
            postgres = None
        else:
            stack.callback(postgres.stop)
        yield Servers(broker, postgres)
