"""Which tests a run of all runs on PostgreSQL as well: every one of what stores, a share of what is built on it.

A rule of the product that holds on one database holds on the other as long as what stores does, and that is tested on
both, test by test. `make databases` runs the others on PostgreSQL as well, and so does naming a folder by itself.
"""

import os
from zlib import crc32

BUILT_ON_IT = tuple(
    f"tests/integration/{each}/"
    for each in ("alerts", "library", "pasting", "placements", "protection", "rules", "runs", "schedules", "web")
)
SHARE = 4
"""One of so many, whichever it is: the same one each time."""


def everywhere() -> bool:
    """Whether every test is to be run on every database it can be run on."""
    alone = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) == 1
    return alone or os.environ.get("PLAYWARDEN_DATABASES") == "all"


def spared(name: str) -> bool:
    """Whether this test (its node id) is left to the long form."""
    return "postgresql" in name and name.startswith(BUILT_ON_IT) and crc32(name.encode()) % SHARE != 0
