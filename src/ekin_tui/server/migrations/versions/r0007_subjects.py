"""Whose accounts of the agency's sign-in are whose."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "subjects",
        sa.Column("agency", sa.String(64), primary_key=True),
        sa.Column("issuer", sa.String(255), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("made", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["agency", "person"], ["people.agency", "people.id"], name="fk_subjects_people"),
    )
