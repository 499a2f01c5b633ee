"""One store of compiled statements for all databases of a test process, as a process that serves has for its only one.

SQLAlchemy keeps what it compiled by engine, and every test opens an engine of its own: compiling the same statements
again was a quarter of the time that tests took. What is compiled follows from the statement and the kind of database
alone; that one statement is never taken for another is what the product relies on as well, for as long as it is up.
"""

from collections.abc import Callable

from sqlalchemy import URL, Connection, Engine, event, util
from sqlalchemy.engine import Dialect

from playwarden.store import database

STATEMENTS = 4000
"""How many are kept: more than there are, where an engine keeps 500."""

_first: dict[str, Engine] = {}
"""By kind of database, the first engine that was connected: only then it knows the server it speaks to."""


def keep_together() -> None:
    """From here on every `Database` of this process shares what is compiled."""
    for name in ("_sqlite", "_postgres"):
        setattr(database, name, _sharing(getattr(database, name)))


def _sharing(make: Callable[[URL, float], Engine]) -> Callable[[URL, float], Engine]:
    def made(url: URL, patience: float) -> Engine:
        engine = make(url, patience)
        first = _first.get(engine.dialect.name)
        if first is None:
            _become_first(engine)
        else:
            # The pool goes on with the dialect it was made with, which opens connections.
            engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return engine

    return made


def _become_first(engine: Engine) -> None:
    dialect: Dialect = engine.dialect
    engine._compiled_cache = util.LRUCache(STATEMENTS)

    @event.listens_for(engine, "engine_connect")
    def connected(_connection: Connection) -> None:
        _first.setdefault(dialect.name, engine)
