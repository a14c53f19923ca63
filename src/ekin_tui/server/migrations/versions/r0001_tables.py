"""The tables as they first were."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
ID = sa.String(64)


def _key(name: str, kind: "sa.types.TypeEngine[str]" = ID) -> "sa.Column[str]":
    return sa.Column(name, kind, primary_key=True)


def _text(name: str, kind: "sa.types.TypeEngine[str] | None" = None) -> "sa.Column[str]":
    return sa.Column(name, kind or sa.Text(), nullable=False)


def upgrade() -> None:
    """Make all tables."""
    op.create_table("meta", _key("key", sa.String(40)), _text("value"))
    _make_people()
    _make_records()
    _make_feeds()
    op.create_index("tokens_by_hash", "tokens", ["hash"])
    op.create_index("entries_of_day", "entries", ["agency", "author", "day"])
    op.create_index("facts_of_owner", "facts", ["agency", "owner", "kind"])
    op.create_index("notes_of_entry", "notes", ["agency", "entry"])
    op.create_index("assignments_of_person", "assignments", ["agency", "person"])


def _make_people() -> None:
    op.create_table(
        "people",
        _key("agency"),
        _key("id"),
        _text("nip", sa.String(18)),
        _text("name"),
        _text("post"),
        _text("unit"),
        _text("zone", sa.String(40)),
        sa.Column("week", sa.Integer, nullable=False),
        sa.UniqueConstraint("agency", "nip"),
    )
    op.create_table(
        "supervisions",
        _key("agency"),
        _key("person"),
        sa.Column("start", sa.Date, primary_key=True),
        _text("position", ID),
        sa.Column("end", sa.Date),
    )
    op.create_table(
        "assignments",
        _key("agency"),
        _key("id"),
        _text("person", ID),
        _text("position", ID),
        _text("capacity", sa.String(16)),
        _text("title"),
        sa.Column("start", sa.Date, nullable=False),
        sa.Column("end", sa.Date),
    )
    op.create_table("tokens", _key("agency"), _key("hash"), _text("person", ID), _text("made", sa.String(40)))


def _make_records() -> None:
    op.create_table(
        "facts",
        _key("agency"),
        _key("kind", sa.String(16)),
        _key("id"),
        sa.Column("owner", ID, nullable=False, server_default=""),
        _text("doc"),
    )
    op.create_table(
        "entries",
        _key("agency"),
        _key("id"),
        _text("author", ID),
        sa.Column("day", sa.Date, nullable=False),
        _text("status", sa.String(16)),
        sa.Column("position", ID),
        sa.Column("sent", sa.Boolean, nullable=False),
        _text("doc"),
    )
    op.create_table("notes", _key("agency"), _key("id"), _text("entry", ID), _text("doc"))
    op.create_table(
        "ops",
        _key("agency"),
        _key("op"),
        _text("person", ID),
        _text("hash", ID),
        _text("entry", ID),
        _text("verdict"),
    )


def _make_feeds() -> None:
    op.create_table(
        "feeds", _key("agency"), _key("id", sa.String(80)), sa.Column("head", sa.BigInteger, nullable=False)
    )
    op.create_table(
        "items",
        _key("agency"),
        _key("feed", sa.String(80)),
        _key("kind", sa.String(16)),
        _key("entity"),
        sa.Column("pos", sa.BigInteger, nullable=False),
        sa.Column("gone", sa.String(16), nullable=False, server_default=""),
        sa.UniqueConstraint("agency", "feed", "pos"),
    )
