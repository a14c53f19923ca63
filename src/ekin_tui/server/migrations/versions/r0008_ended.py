"""Since when an account is nobody's any more."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column; every account that is bound stays so."""
    op.add_column("subjects", sa.Column("ended", sa.String(40), nullable=True))
