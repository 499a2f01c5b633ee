"""Fixtures of the sandbox's own proofs: a plain sandbox, and an account that calls it."""

import pytest

from playwarden.sandbox.running import Running
from tests.sandboxes import Caller, sandbox_fixture

__all__ = ["sandbox_fixture"]


@pytest.fixture
def me(sandbox: Running) -> Caller:
    """The first listener, connected to a plain sandbox."""
    return Caller.connected(sandbox)
