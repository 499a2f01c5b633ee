"""More blocking keys for tracks and rows of data sets: a letter mistyped in title and artist leaves one whole."""

from alembic import op
from sqlalchemy.orm import Session

from playwarden.store.audio_pairs import rebuild_keys
from playwarden.store.blocking import rebuild

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    session = Session(op.get_bind())
    rebuild(session)
    rebuild_keys(session)
    session.flush()
