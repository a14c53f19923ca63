"""The posts of an agency, and the policies that it had."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "posts",
        sa.Column("agency", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("above", sa.String(80), nullable=False, server_default=""),
        sa.UniqueConstraint("agency", "code"),
    )
    op.create_table(
        "policies",
        sa.Column("agency", sa.String(64), primary_key=True),
        sa.Column("rev", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("doc", sa.Text, nullable=False),
    )
