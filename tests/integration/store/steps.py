"""A longer history of the schema than the real one, for tests of going from one revision to the next."""

import shutil
from pathlib import Path

from playwarden.store.migrate import OURS, Steps

_STEP = '''"""A step that only tests know."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {body}
'''


def longer(folder: Path, body: str) -> Steps:
    """Our steps in `folder` and one more, `9999`, that runs `body`."""
    shutil.copytree(OURS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_more.py").write_text(_STEP.format(down=OURS.head, body=body))
    return Steps(folder, "9999")
