"""All of it put together as `up` has it: ticks bring alerts to their routes, call the heartbeat and tell webhooks."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from playwarden.bootstrap import Container, open_container
from playwarden.config import load_settings
from playwarden.features.alerts.service import Asked
from playwarden.features.webhooks.service import Asked as Hook
from playwarden.store.alerts import beat, note_news, raise_alert
from tests.integration.webhooks.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def container(tmp_path: Path, database_url: str) -> Iterator[Container]:
    url = "" if database_url.startswith("sqlite") else database_url
    opened = open_container(load_settings(data_dir=tmp_path / "data", database_url=url, webhooks_private=True))
    yield opened
    opened.close()


def test_an_incident_reaches_people_and_programs_and_a_sweep_beats(container: Container, receiver: Receiver) -> None:
    container.alerts.make(Asked(url=receiver.url.replace("http", "json") + "/people"), actor="test")
    container.webhooks.make(Hook(url=receiver.url + "/programs", kinds=("incident.opened",)), actor="test")
    container.heartbeats.set(receiver.url + "/beat", actor="test")
    now = container.clock.now()
    with container.database.write() as session:
        raise_alert(session, container.ids, at=now, kind="incident.gone", title="Gone: Monday", text="", link="/tasks")
        note_news(session, at=now, kind="incident.opened", data={"incident": "inc_1"}, accounts=None)
        beat(session, now)
    for _ in range(3):
        container.ticker.tick()
        container.ticker.finish(60)
    assert receiver.asked == ["/beat"]
    told = [json.loads(body) for _, body in receiver.got]
    assert sorted(one.get("title") or one["type"] for one in told) == ["Gone: Monday", "incident.opened"]
    [message] = [one["message"] for one in told if "message" in one]
    assert message.endswith("http://127.0.0.1:8765/tasks")
