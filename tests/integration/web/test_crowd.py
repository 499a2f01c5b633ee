"""Many members at once, each with a stream of events: every read is answered, and no stream stays behind."""

import asyncio
from pathlib import Path

from benchmarks.crowd import crowded

from playwarden.domain.access import Level, Role
from playwarden.sandbox.running import Running
from tests.integration.web.served import served
from tests.integration.web.town import peopled

MEMBERS = 10
SECONDS = 3.0


def test_a_crowd_is_answered_and_leaves_nothing_open(tmp_path: Path, web_sandbox: Running) -> None:
    with peopled(tmp_path / "data", web_sandbox) as town:
        own = {town.own["account"]: Level.EDIT}
        tokens = [town.token(f"Member {n}", Role.EDITOR, own if n % 2 else None) for n in range(MEMBERS)]
        with served(town.container) as up:
            told = asyncio.run(crowded(f"http://127.0.0.1:{up.port}", tokens, SECONDS))
            assert told["errors"] == {}
            assert told["streams"] == MEMBERS
            assert len(told["ms"]) > MEMBERS
            up.settled(0)
