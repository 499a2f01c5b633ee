"""A process that has everything loaded, and forks one for each command or script that a test runs.

A command started this way is as real as any other: a process of its own, with its own arguments, variables, folder and
streams, which ends by itself or is killed. Only what every start repeats, a second of loading, is done once, and two
for a worker or a beat. Whatever is about starting itself, about the terminal or another program than `playwarden` is
still started as its user does.
"""

import atexit
import gc
import io
import json
import os
import pkgutil
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn

ROOT = Path(__file__).resolve().parents[1]
ELSEWHERE = ("playwarden.worker", "playwarden.jobs.celery", "playwarden.sandbox", "playwarden.store.migrations")
"""What is not loaded as a module: another program, what only it needs, what must not be needed, Alembic's scripts."""
WORKERS = ("worker", "beat")
"""The commands that go on as another program, which is loaded when the first of them is asked for."""
SOON = (
    "anyio._backends._asyncio",
    "encodings.ascii",
    "encodings.idna",
    "httpcore2",
    "structlog.dev",
    "truststore",
    "typer._adapters",
)
"""What nearly every command loads once it is at work, and no module of ours when it is loaded."""
LATE = (
    "celery.app.amqp",
    "celery.app.control",
    "celery.app.events",
    "celery.app.log",
    "celery.backends.base",
    "celery.concurrency.thread",
    "celery.events",
    "celery.worker.autoscale",
    "celery.worker.components",
    "celery.worker.consumer.delayed_delivery",
    "celery.worker.strategy",
    "kombu.transport.redis",
    "playwarden.worker.__main__",
    "playwarden.worker.beating",
    "playwarden.worker.serving",
    "psycopg",
)
"""The same for workers and beats, and what they are themselves."""
_STREAMS = 3
_A_COMMAND, _A_WORKER = b".", b"w"


@cache
def nursery() -> "Nursery":
    """That of this test process, begun when the first test wants it."""
    begun = Nursery()
    atexit.register(begun.close)
    return begun


class Begun:
    """A command under way, in the words of subprocess.Popen."""

    def __init__(self, words: Sequence[str], line: socket.socket, given: IO[str], out: IO[str], err: IO[bytes]) -> None:
        self._words = words
        self._line = line
        self._told = line.makefile()
        self._err = err
        self.stdin = given
        self.stdout = out
        self.pid = int(self._told.readline())
        self.returncode: int | None = None

    def send_signal(self, number: int) -> None:
        """Nothing when it has ended: its number may be another's by then."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """Its exit code, None as long as it goes on."""
        if self.returncode is None and select.select([self._line], [], [], 0)[0]:
            self.returncode = int(self._told.readline())
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Its exit code. Raises subprocess.TimeoutExpired; it goes on then."""
        if self.returncode is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired([*self._words], timeout)
            self.returncode = int(self._told.readline())
        return self.returncode

    def communicate(self, timeout: float = 90.0) -> tuple[str, str]:
        """Waits for its end: what it wrote to stdout that nobody has read, and to stderr."""
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.append(self.stdout.read()), daemon=True)
        reader.start()
        self.wait(timeout)
        reader.join()
        told = _text(self._err)
        self.close()
        return said[0], told

    def __enter__(self) -> "Begun":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Waits for its end, where nothing went wrong; else it is killed."""
        if kind is not None:
            self.kill()
        self.wait(60)
        self.close()

    def close(self) -> None:
        """For what has ended: nothing is read of it any more."""
        with suppress(BrokenPipeError):  # what it never read
            self.stdin.close()
        for each in (self.stdout, self._told, self._line, self._err):
            each.close()


class Nursery:
    """Asks for processes. Shared by all threads of a test process."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from tests.nursery import serve; serve({theirs.fileno()})"],
                pass_fds=[theirs.fileno()], cwd=ROOT, stdin=subprocess.DEVNULL,
                env=_clean(os.environ) | {"PYTHONWARNINGS": "default"},
            )  # fmt: skip
        self._asking = ours
        self._lock = threading.Lock()

    def run(
        self, words: Sequence[str], *, env: Mapping[str, str], cwd: Path, stdin: str = "", timeout: float
    ) -> "subprocess.CompletedProcess[str]":
        """`playwarden WORDS` to its end. Raises subprocess.TimeoutExpired, having killed it."""
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin.encode())
            given.seek(0)
            answering = self._ask({"words": [*words], "env": dict(env), "cwd": str(cwd)}, (given, out, err))
            with answering, answering.makefile() as told:
                pid = int(told.readline())
                answering.settimeout(timeout)
                try:
                    code = int(told.readline())
                except TimeoutError:
                    os.kill(pid, signal.SIGKILL)
                    raise subprocess.TimeoutExpired([*words], timeout) from None
            return subprocess.CompletedProcess([*words], code, _text(out), _text(err))

    def begin(
        self,
        words: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        room: int | None = None,
        log: Path | None = None,
    ) -> Begun:
        """`playwarden WORDS`, gone on with beside it. `room`: bytes that no file it writes to may grow beyond; `log`:
        the file that keeps what it writes to stderr.
        """
        begun = self._begun({"words": [*words], "env": dict(env), "cwd": str(cwd), "room": room}, log)
        begun.stdin.close()
        return begun

    def script(self, script: str, *arguments: str) -> Begun:
        """`python -c SCRIPT ARGUMENTS` from the root of the repository, gone on with beside it. All of the program is
        loaded before it begins.
        """
        return self._begun({"words": arguments, "env": dict(os.environ), "cwd": str(ROOT), "script": script})

    def _begun(self, asked: dict[str, Any], log: Path | None = None) -> Begun:
        (read, given), (reading, writing) = os.pipe(), os.pipe()
        to, out = os.fdopen(given, "w"), os.fdopen(reading)
        err = tempfile.TemporaryFile() if log is None else log.open("w+b")  # noqa: SIM115 - closed when it has ended
        with os.fdopen(read, "rb") as told, os.fdopen(writing, "wb") as into:
            return Begun(asked["words"], self._ask(asked, (told, into, err)), to, out, err)

    def close(self) -> None:
        """Ends it; it ends by itself as well when this process does."""
        self._asking.close()
        self._process.wait(timeout=20)

    def _ask(self, asked: dict[str, Any], streams: Sequence[IO[bytes]]) -> socket.socket:
        """The line on which the number of the process and later its exit code come."""
        ours, theirs = socket.socketpair()
        with theirs, tempfile.TemporaryFile() as written:
            written.write(json.dumps(asked).encode())
            written.seek(0)
            numbers = [stream.fileno() for stream in (*streams, written)] + [theirs.fileno()]
            kind = _A_COMMAND if "script" in asked or asked["words"][0] not in WORKERS else _A_WORKER
            with self._lock:
                socket.send_fds(self._asking, [kind], numbers)
        return ours


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("PLAYWARDEN_")}


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode().replace("\r\n", "\n")


# -- on the other side


def serve(number: int) -> None:
    """Forks until nobody asks any more."""
    _load()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the tests; this ends with them
    gc.freeze()
    with socket.socket(fileno=number) as asked:
        while True:
            kind, numbers, _flags, _address = socket.recv_fds(asked, 1, _STREAMS + 2)
            if not numbers:
                return
            if kind == _A_WORKER:
                _load_workers()
            while _reaped():
                pass
            if os.fork() == 0:
                asked.close()
                _keep(*numbers)
            for each in numbers:
                os.close(each)


def _load() -> None:
    """All modules of the program and what they import, and its commands. Nothing is opened, no thread is started."""
    import playwarden

    for module in pkgutil.walk_packages(playwarden.__path__, "playwarden."):
        if not module.name.startswith(ELSEWHERE):
            import_module(module.name)
    for name in SOON:
        import_module(name)
    tree: Callable[[], object] = import_module("playwarden.cli.commands").tree
    tree()
    assert threading.active_count() == 1, "a thread would be missing after the fork"


@cache
def _load_workers() -> None:
    """What a worker and a beat load in the place of the command line, and what they load when they begin."""
    for name in LATE:
        import_module(name)
    assert threading.active_count() == 1, "a thread would be missing after the fork"
    gc.freeze()


def _reaped() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _keep(given: int, out: int, err: int, written: int, line: int) -> NoReturn:
    """Starts the command, waits for its end, and tells both."""
    try:
        with os.fdopen(written, "rb") as file:
            asked = json.load(file)
        with socket.socket(fileno=line) as telling:
            pid = os.fork()
            if pid == 0:
                telling.close()
                _become(asked, (given, out, err))
            telling.sendall(f"{pid}\n".encode())
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            telling.sendall(f"{code}\n".encode())
    finally:
        os._exit(0)


def _become(asked: dict[str, Any], streams: tuple[int, int, int]) -> NoReturn:
    """This process as if it had just been started as `playwarden`."""
    code = 70
    try:
        for place, number in enumerate(streams):
            os.dup2(number, place)
        os.closerange(_STREAMS, 64)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(asked["env"])
        time.tzset()
        os.chdir(asked["cwd"])
        if (room := asked.get("room")) is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        sys.stdin, sys.stdout, sys.stderr = (_stream(0, "r"), _stream(1, "w"), _stream(2, "w"))
        sys.argv = ["playwarden", *asked["words"]]
        os.execve = _goes_on  # type: ignore[assignment]  # what it would load is loaded already
        script = asked.get("script")
        code = _run() if script is None else _run_script(script)
    except BaseException:  # noqa: BLE001 - the end of the process, as Python itself would tell it
        traceback.print_exc()
    finally:
        _end(code)


def _end(code: int) -> NoReturn:
    """What Python does at the end of a process: waits for threads, calls what asked for it, tells what lies about."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        gc.collect()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    finally:
        os._exit(code)


def _stream(number: int, mode: str) -> Any:
    raw = io.FileIO(number, mode, closefd=False)
    buffered = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    errors = "backslashreplace" if number == 2 else "surrogateescape"
    return io.TextIOWrapper(
        buffered, encoding="utf-8", errors=errors, line_buffering=number == 2 or "PYTHONUNBUFFERED" in os.environ
    )


class _GoesOn(BaseException):
    """What is thrown in the place of os.execve: the command has become another program."""


def _goes_on(_program: str, words: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    raise _GoesOn(words, env)


def _run_script(script: str) -> int:
    sys.argv[0] = "-c"
    exec(compile(script, "<string>", "exec"), {"__name__": "__main__"})
    return 0


def _run() -> int:
    from playwarden.cli.main import main

    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except _GoesOn as other:
        words, env = other.args
        from playwarden.worker.__main__ import main as work

        os.environ.clear()
        os.environ.update(env)
        sys.argv = [*words[words.index(work.__module__.removesuffix(".__main__")) :]]
        return work(sys.argv[1:])
    return 0
