"""Opens the database and gives out sessions: many readers, one writer at a time where it matters."""

import hashlib
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, exc, make_url, text
from sqlalchemy import create_engine as make_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from playwarden.kit.errors import Busy, StoreError
from playwarden.store.commits import Commits
from playwarden.store.failures import told

_LAST = "what is done right before the commit"
_NEWS = "what is told after the commit"
_READS = "whether this connection can only read as it stands"
_witness: ContextVar[Callable[[Session], None] | None] = ContextVar("witness", default=None)


class Database:
    """The one door to the database. `read` and `write` give a session; `write` commits when its block ends well.

    Both raise, out of their block: DiskFull (rolled back, the database stays usable), Busy (somebody else keeps it
    locked for longer than `patience` seconds) and StoreError (cannot be opened, was lost). Errors that the block can
    cause by what it asks for, IntegrityError above all, pass as SQLAlchemy raises them.

    Isolation, on purpose:
    - `read` is one snapshot on both databases (SQLite: a transaction in WAL; PostgreSQL: REPEATABLE READ), and cannot
      write: a row that was changed there would be lost without a word.
    - `write` on SQLite waits for the other threads, then begins with BEGIN IMMEDIATE, so that writers queue instead of
      failing half way. On PostgreSQL it is READ COMMITTED, where a statement sees what was committed before it began:
      with `exclusive` first, the statements after it see everything the previous holder wrote, which a snapshot taken
      earlier would not.
    """

    def __init__(self, url: str, *, patience: float = 30.0) -> None:
        self.url = _parsed(url)
        self.patience = patience
        self.engine = _sqlite(self.url, patience) if self.on_sqlite else _postgres(self.url, patience)
        self._turn = threading.Lock() if self.on_sqlite else None
        reading = {} if self.on_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self.engine.execution_options(reads=True, **reading)
        self._closed = False
        event.listen(self.engine, "checkin", self._given_back)
        self._listeners: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self.commits = Commits(self.path)

    @property
    def on_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The database file; None on PostgreSQL."""
        return Path(self.url.database or "") if self.on_sqlite else None

    @property
    def place(self) -> str:
        """Where it is, in words for a person: never with a password."""
        return str(self.path) if self.on_sqlite else f"{self.url.host or 'local'}/{self.url.database}"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one snapshot. Writing in it is a bug that the database refuses (as SQLAlchemy raises it)."""
        with self.told(reading=True), Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self, *, aside: bool = False) -> Iterator[Session]:
        """A session in a transaction that was begun before the block and is committed after it, or rolled back.
        `aside`: what is written is nothing that anybody asked for, a lease or a booking; nobody witnesses it.
        """
        witness = None if aside else _witness.get()
        with self._alone(), self.told(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.connection()
            yield session
            for work in session.info.get(_LAST, ()):
                work(session)
            if witness is not None:
                witness(session)
        for topic in session.info.get(_NEWS, ()):
            for listener in tuple(self._listeners[topic]):
                listener()

    def listen(self, topic: str, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` after every commit of this process with news of `topic` (see `tell_after`), in the thread
        that committed: it must be quick and not raise. Answers what ends it. Other processes' commits are not heard.
        """
        self._listeners[topic].append(listener)
        return lambda: self._listeners[topic].remove(listener)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """On SQLite, this process's turn to write: SQLite itself lets a writer that waits sleep for up to 0.1 s at a
        time, whoever is done meanwhile. Between processes it still does.
        """
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=self.patience):
            raise Busy(f"Another thread keeps {self.place} locked.", "Try again when it is done.")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def told(self, *, reading: bool = False) -> Iterator[None]:
        """Turns what the driver raises in its block into errors of ours; with `reading` a refused write is a bug."""
        try:
            yield
        except exc.SQLAlchemyError as error:
            known = told(error, self.place, reading=reading)
            if known is None:
                raise
            raise known from error

    def close(self) -> None:
        """Close every pooled connection; one that a thread still has is closed when it is given back."""
        self.commits.close()
        self._closed = True
        self.engine.dispose()

    def _given_back(self, _connection: object, record: ConnectionPoolEntry) -> None:
        # The pool that it came from is thrown away by then, and would keep it open until somebody collects garbage.
        if self._closed:
            record.invalidate()


@contextmanager
def witnessed(witness: Callable[[Session], None]) -> Iterator[None]:
    """What this thread, or this task and the threads it waits for, writes in the block calls `witness` right before
    each commit: it stands or falls with that transaction.
    """
    token = _witness.set(witness)
    try:
        yield
    finally:
        _witness.reset(token)


def do_last(session: Session, work: Callable[[Session], None]) -> None:
    """Does `work` once, right before the transaction of `Database.write` commits: what keeps others waiting."""
    session.info.setdefault(_LAST, {})[work] = None


def tell_after(session: Session, topic: str) -> None:
    """Lets who listens for `topic` know, once the transaction of `Database.write` is committed; never before."""
    session.info.setdefault(_NEWS, {})[topic] = None


def exclusive(session: Session, name: str) -> None:
    """Let only one transaction at a time go on from here, among those that ask for `name`; held until its end.

    For check-then-insert (a quota group's budget, the next number of the audit chain). On SQLite a writer is alone
    anyway; on PostgreSQL this is an advisory lock. Raises Busy, out of the block, after the database's patience.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock_key(name)})


def patient(session: Session) -> None:
    """Let the statements of this transaction take as long as they need: whole tables are read or written."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def lock_key(name: str) -> int:
    """The 64-bit signed number that PostgreSQL's advisory locks know `name` by."""
    return int.from_bytes(hashlib.sha256(f"playwarden {name}".encode()).digest()[:8], "big", signed=True)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise StoreError(
            "PLAYWARDEN_DATABASE_URL is no address of a database.", "Write postgresql://user:password@host:5432/name."
        ) from None
    if parsed.drivername in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(
            f"Playwarden does not speak {parsed.get_backend_name()}.", "It knows SQLite (the default) and PostgreSQL."
        )
    return parsed


def _postgres(url: URL, patience: float) -> Engine:
    """Dead connections are found before they are used (pre-ping), or by TCP within half a minute; nothing is retried
    after a statement was sent, since it may have taken effect.
    """
    milliseconds = int(patience * 1000)
    arguments: dict[str, Any] = {
        "connect_timeout": 10,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        "application_name": "playwarden",
        "options": f"-c lock_timeout={milliseconds} -c statement_timeout={milliseconds * 2}"
        f" -c idle_in_transaction_session_timeout={milliseconds * 4} -c timezone=UTC",
    }
    arguments = {name: value for name, value in arguments.items() if name not in url.query}
    try:
        return make_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=15, connect_args=arguments)
    except exc.ArgumentError as error:
        raise StoreError(
            "The hosts and ports in PLAYWARDEN_DATABASE_URL cannot be read.", "Write ?host=one:5432&host=other:5432."
        ) from error


def _sqlite(url: URL, patience: float) -> Engine:
    """WAL lets readers go on beside a writer; synchronous=FULL keeps what was committed through a power cut."""
    options = {"timeout": patience, "isolation_level": None}
    # What is open stays open for ten: a new connection reads the whole schema first.
    engine = make_engine(url, pool_size=10, max_overflow=30, connect_args=options)
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "journal_size_limit=33554432",
        f"busy_timeout={int(patience * 1000)}",
    )

    @event.listens_for(engine, "do_connect")
    def keep_private(_dialect: object, _record: object, arguments: list[Any], _options: dict[str, Any]) -> None:
        """A new file is readable by its owner alone: it holds sealed tokens and somebody's taste."""
        path = Path(arguments[0])
        if path.name != ":memory:" and not path.exists() and path.parent.is_dir():
            try:
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            except OSError as error:
                raise StoreError(
                    f"{path} cannot be created ({error.strerror}).", "Give this user the right to write its folder."
                ) from error

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("foreign_keys") == "off":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        reads = options.get("reads", False)
        if connection.info.get(_READS) is not reads:
            connection.exec_driver_sql("PRAGMA query_only=ON" if reads else "PRAGMA query_only=OFF")
            connection.info[_READS] = reads
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
