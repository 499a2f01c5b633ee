"""Runs a script of a test in a Python process of its own, and reads what it says line by line."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Child:
    """A process that runs `script` with `arguments`; ended when the block ends."""

    def __init__(self, script: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()

    def line(self) -> str:
        """The next line it prints, without its end; '' when it ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def tell(self, line: str) -> None:
        """Send a line to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.process.kill()
        self.process.wait()

    def ended(self) -> int:
        """Wait for its end; its exit code."""
        return self.process.wait(timeout=60)
