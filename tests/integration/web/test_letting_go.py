"""What was served and closed is let go of."""

import gc
import weakref
from pathlib import Path

from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from tests.integration.web.asking import Api


def test_an_application_that_is_closed_leaves_nothing_behind(tmp_path: Path) -> None:
    container = open_container(load_settings(data_dir=tmp_path / "data"))
    api = Api.over(container)
    assert api.get("/api/v1/accounts") == (200, [])
    assert api.get("/api/v1/openapi.json")[0] == 200
    remembered = [weakref.ref(thing) for thing in (api.app, container, container.database.engine)]
    container.close()
    del api, container
    gc.collect()
    assert [thing() for thing in remembered] == [None, None, None]
