"""Runs a script of a test in a Python process of its own, and reads what it says line by line."""

from tests.nursery import nursery


class Child:
    """A process that runs `script` with `arguments`, all of the program loaded; ended when the block ends."""

    def __init__(self, script: str, *arguments: str) -> None:
        self.process = nursery().script(script, *arguments)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.process.close()

    def line(self) -> str:
        """The next line it prints, without its end; '' when it ended."""
        return self.process.stdout.readline().rstrip("\n")

    def tell(self, line: str) -> None:
        """Send a line to its standard input."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.process.kill()
        self.process.wait(60)

    def ended(self) -> int:
        """Wait for its end; its exit code."""
        return self.process.wait(60)
