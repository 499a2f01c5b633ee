"""The database: engine factory, models, migrations and the queries over them, for SQLite and PostgreSQL."""
