"""When the centre itself was away."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "outages",
        sa.Column("began", sa.String(40), primary_key=True),
        sa.Column("ended", sa.String(40), nullable=False),
    )
