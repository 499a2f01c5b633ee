"""What the doctor says: one finding a question, with what helps."""

from dataclasses import dataclass
from enum import StrEnum

from playwarden.kit.errors import Exit, PlaywardenError


class Level(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question. `exit` is the exit code that a failure stands for."""

    name: str
    level: Level
    told: str
    remedy: str = ""
    exit: Exit = Exit.OK

    @classmethod
    def of(cls, name: str, error: PlaywardenError) -> "Finding":
        """A failure that came as an error."""
        return cls(name, Level.FAIL, error.what, error.remedy, error.exit)


def ok(name: str, told: str) -> Finding:
    return Finding(name, Level.OK, told)


def warn(name: str, told: str, remedy: str) -> Finding:
    return Finding(name, Level.WARN, told, remedy)


def fail(name: str, told: str, remedy: str, exit_: Exit = Exit.STORE) -> Finding:
    return Finding(name, Level.FAIL, told, remedy, exit_)
