"""Foreign keys within the agency; a token is found by its agency, so the one key that was not led by it goes."""

from alembic import op

revision = "0002"
down_revision = "0001"
KEYS = (
    ("supervisions", "person", "people"),
    ("assignments", "person", "people"),
    ("tokens", "person", "people"),
    ("entries", "author", "people"),
    ("notes", "entry", "entries"),
    ("ops", "person", "people"),
    ("items", "feed", "feeds"),
)
"""Parents before children: SQLite makes each table anew, which must not happen under a table that points to it."""


def upgrade() -> None:
    """Add the keys. Fails, and changes nothing, where a row points to nothing."""
    op.drop_index("tokens_by_hash", table_name="tokens")
    for table, column, parent in KEYS:
        with op.batch_alter_table(table) as batch:
            batch.create_foreign_key(f"fk_{table}_{parent}", parent, ["agency", column], ["agency", "id"])
