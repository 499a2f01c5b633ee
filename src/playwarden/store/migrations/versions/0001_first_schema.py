"""First schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_GUARDS = {
    "sqlite": (
        "CREATE TRIGGER audit_links_no_update BEFORE UPDATE ON audit_links\n"
        "BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END",
        "CREATE TRIGGER audit_links_no_delete BEFORE DELETE ON audit_links\n"
        "BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END",
        "CREATE TRIGGER audit_links_no_replace BEFORE INSERT ON audit_links\n"
        "WHEN EXISTS (SELECT 1 FROM audit_links WHERE number = NEW.number OR hash = NEW.hash)\n"
        "BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_links_only_grow() RETURNS trigger LANGUAGE plpgsql AS\n"
        "$$ BEGIN RAISE EXCEPTION 'the audit chain only grows' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER audit_links_no_update BEFORE UPDATE OR DELETE ON audit_links\n"
        "FOR EACH ROW EXECUTE FUNCTION audit_links_only_grow()",
        "CREATE TRIGGER audit_links_no_truncate BEFORE TRUNCATE ON audit_links\n"
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_links_only_grow()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "albums",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cover_url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_albums")),
    )
    op.create_table(
        "apps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("quota_group", sa.String(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("dialect", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apps")),
        sa.UniqueConstraint("client_id", name=op.f("uq_apps_client_id")),
    )
    op.create_table(
        "artists",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artists")),
    )
    op.create_index(op.f("ix_artists_folded"), "artists", ["folded"], unique=False)
    op.create_table(
        "audit_documents",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_for", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", "account", name=op.f("pk_audit_documents")),
    )
    op.create_index("ix_audit_documents_account", "audit_documents", ["account"], unique=False)
    op.create_table(
        "audit_links",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("before_sha256", sa.String(), nullable=True),
        sa.Column("after_sha256", sa.String(), nullable=True),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_links_hash")),
    )
    op.create_index(op.f("ix_audit_links_at"), "audit_links", ["at"], unique=False)
    op.create_index(op.f("ix_audit_links_run_id"), "audit_links", ["run_id"], unique=False)
    op.create_index(op.f("ix_audit_links_subject"), "audit_links", ["subject"], unique=False)
    op.create_table(
        "bans",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("quota_group", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calls_before", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bans")),
    )
    op.create_index("ix_bans_group_until", "bans", ["quota_group", "until"], unique=False)
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quota_group", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index("ix_calls_app_at", "calls", ["app_id", "at", "status"], unique=False)
    op.create_index(
        "ix_calls_group_at",
        "calls",
        ["quota_group", "at", "status", "bucket"],
        unique=False,
        sqlite_where=sa.text("bucket <> 'player'"),
        postgresql_where=sa.text("bucket <> 'player'"),
    )
    op.create_index("ix_calls_group_bucket_at", "calls", ["quota_group", "bucket", "at", "status"], unique=False)
    op.create_index(op.f("ix_calls_run_id"), "calls", ["run_id"], unique=False)
    op.create_table(
        "ceilings",
        sa.Column("quota_group", sa.String(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("learned", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suspected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("quota_group", "bucket", name=op.f("pk_ceilings")),
    )
    op.create_table(
        "creations",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("playlist_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_creations")),
    )
    op.create_table(
        "entry_lists",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_entry_lists")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lapses_uptime", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "pictures",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("likeness", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_pictures")),
    )
    op.create_table(
        "playlists",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=True),
        sa.Column("collaborative", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("owner_name", sa.String(), nullable=True),
        sa.Column("cover_url", sa.String(), nullable=True),
        sa.Column("cover_sha256", sa.String(), nullable=True),
        sa.Column("cover_custom", sa.Boolean(), nullable=True),
        sa.Column("snapshot_id", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("items_snapshot_id", sa.String(), nullable=True),
        sa.Column("refused_snapshot_id", sa.String(), nullable=True),
        sa.Column("version_id", sa.String(), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playlists")),
    )
    op.create_index(op.f("ix_playlists_owner_id"), "playlists", ["owner_id"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("of_run_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("forced", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("resume_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_state"), "runs", ["state"], unique=False)
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "syncs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accounts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_syncs")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("spotify_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("market", sa.String(), nullable=True),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("authorised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_accounts_app_id_apps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("spotify_id", name=op.f("uq_accounts_spotify_id")),
    )
    op.create_index(op.f("ix_accounts_app_id"), "accounts", ["app_id"], unique=False)
    op.create_index(op.f("ix_accounts_user_id"), "accounts", ["user_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("sealed_verifier", sa.LargeBinary(), nullable=False),
        sa.Column("redirect_uri", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("market", sa.String(), nullable=True),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_consents_app_id_apps"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_consents")),
    )
    op.create_table(
        "parts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("playlist_id", sa.String(), nullable=True),
        sa.Column("create_key", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("approved", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("anew", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("before_version_id", sa.String(), nullable=True),
        sa.Column("after_version_id", sa.String(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_parts_run_id_runs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_parts_run_id")),
    )
    op.create_index(op.f("ix_parts_account_id"), "parts", ["account_id"], unique=False)
    op.create_index(op.f("ix_parts_playlist_id"), "parts", ["playlist_id"], unique=False)
    op.create_table(
        "tracks",
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("isrc", sa.String(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("explicit", sa.Boolean(), nullable=True),
        sa.Column("album_id", sa.String(), nullable=True),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["album_id"], ["albums.id"], name=op.f("fk_tracks_album_id_albums")),
        sa.PrimaryKeyConstraint("uri", name=op.f("pk_tracks")),
    )
    op.create_index(op.f("ix_tracks_folded"), "tracks", ["folded"], unique=False)
    op.create_index(op.f("ix_tracks_isrc"), "tracks", ["isrc"], unique=False)
    op.create_table(
        "versions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("playlist_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snapshot_id", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("entries_sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entries_sha256"], ["entry_lists.sha256"], name=op.f("fk_versions_entries_sha256_entry_lists")
        ),
        sa.ForeignKeyConstraint(
            ["playlist_id"], ["playlists.id"], name=op.f("fk_versions_playlist_id_playlists"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint("playlist_id", "number", name=op.f("uq_versions_playlist_id")),
    )
    op.create_index("ix_versions_run_id", "versions", ["run_id"], unique=False)
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("part_id", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("operation", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("snapshot_id", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_steps_part_id_parts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
        sa.UniqueConstraint("part_id", "round", "number", name=op.f("uq_steps_part_id")),
    )
    op.create_table(
        "tokens",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("sealed_access", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_refresh", sa.LargeBinary(), nullable=False),
        sa.Column("access_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_tokens_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_tokens")),
    )
    op.create_table(
        "track_artists",
        sa.Column("track_uri", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_track_artists_artist_id_artists")),
        sa.ForeignKeyConstraint(
            ["track_uri"], ["tracks.uri"], name=op.f("fk_track_artists_track_uri_tracks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track_uri", "position", name=op.f("pk_track_artists")),
    )
    op.create_index(op.f("ix_track_artists_artist_id"), "track_artists", ["artist_id"], unique=False)
    op.create_table(
        "views",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("playlist_id", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_views_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["playlist_id"], ["playlists.id"], name=op.f("fk_views_playlist_id_playlists"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "playlist_id", name=op.f("pk_views")),
    )
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
