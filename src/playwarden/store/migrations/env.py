"""What Alembic runs: every step on the connection it is handed, inside that connection's transaction."""

from alembic import context

from playwarden.store import models

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=models.system.Lease.metadata,
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
