"""Commands run in this process, in an environment of their own: quicker than a process each."""

from dataclasses import dataclass

import pytest

from playwarden.cli.main import run
from tests.integration.cli.conftest import Said

SETTINGS = ("URL", "TOKEN", "PLAIN_HTTP", "DATA_DIR", "SPOTIFY_API_URL", "SPOTIFY_ACCOUNTS_URL", "CLOCK_URL")


@dataclass(frozen=True)
class Here:
    """The door of the command line."""

    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def __call__(self, *words: str, environment: dict[str, str]) -> Said:
        with self.patch.context() as patched:
            for name in SETTINGS:
                patched.delenv(f"PLAYWARDEN_{name}", raising=False)
            for name, value in environment.items():
                patched.setenv(name, value)
            self.capture.readouterr()
            code = run(list(words))
            said = self.capture.readouterr()
        return Said(code, said.out, said.err)
