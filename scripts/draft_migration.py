"""Drafts a step of the schema: what the models say beyond the newest revision, to be read and corrected by a person.

`python scripts/draft_migration.py 0002 "Tell what changed"`. Revision 0001 is drafted against an empty database, and
gets the audit chain's guards; after the first release it is never drafted again.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from playwarden.store import migrate, models
from playwarden.store.base import Instant
from playwarden.store.database import Database

VERSIONS = Path(migrate.__file__).with_name("migrations") / "versions"


def main(revision: str, message: str) -> None:
    first = revision == "0001"
    known = [] if first else migrate.known_revisions()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.db")
        if known:
            migrate.create_at(database, known[-1])
        with database.engine.connect() as connection:
            metadata = models.system.Lease.metadata
            options = {"target_metadata": metadata, "render_item": _rendered, "user_module_prefix": None}
            context = MigrationContext.configure(connection, opts=options)
            operations = produce_migrations(context, metadata).upgrade_ops
            assert operations is not None
            body = render_python_code(
                operations, migration_context=context, render_item=_rendered, render_as_batch=not first
            )
        database.close()
    lines = [line.removeprefix("    ") for line in body.splitlines() if "###" not in line]
    guards = (
        "\n    for statement in _GUARDS[op.get_bind().dialect.name]:\n        op.execute(statement)\n" if first else ""
    )
    path = VERSIONS / f"{revision}_{'_'.join(message.lower().split())}.py"
    path.write_text(
        f'"""{message}."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
        f"revision = {revision!r}\ndown_revision = {known[-1] if known else None!r}\nbranch_labels = None\n"
        f"depends_on = None\n\n{_guards() if first else ''}\n\n\n"
        "def upgrade() -> None:\n" + "\n".join(f"    {line}" for line in lines) + guards + "\n"
    )
    for arguments in (("check", "-q", "--fix", "--select", "F,I"), ("format", "-q")):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, str(path)], check=True)
    print(path)


def _guards() -> str:
    """The guards as they stand now, written out: a step never changes with the models."""
    told = "_GUARDS = {\n"
    for dialect, statements in models.audit.GUARDS.items():
        told += f"{dialect!r}: (\n"
        for statement in statements:
            told += " ".join(repr(line) for line in statement.splitlines(keepends=True)) + ",\n"
        told += "),\n"
    return told + "}"


def _rendered(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Instant) else False


if __name__ == "__main__":
    main(*sys.argv[1:])
