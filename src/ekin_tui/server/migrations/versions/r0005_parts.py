"""The slice of a feed that holds each item, so that a slice is read by itself and not looked for in the feed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
_MONTH = {"postgresql": "to_char(e.day, 'YYYY-MM')", "sqlite": "substr(e.day, 1, 7)"}
_PART = """update items set part = case when gone <> '' then 'gone' when kind = 'note' then 'note'
    when kind <> 'entry' then 'reference' else coalesce((select {month} from entries e
    where e.agency = items.agency and e.id = items.entity), '') end"""
_OPEN = """update items set open = true where kind = 'entry' and gone = '' and exists (select 1 from entries e
    where e.agency = items.agency and e.id = items.entity and e.status in ('submitted', 'returned'))"""


def upgrade() -> None:
    """Add the columns, fill them from the entries, and make the indexes behind that."""
    op.add_column("items", sa.Column("part", sa.String(16), nullable=False, server_default=""))
    op.add_column("items", sa.Column("open", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(_PART.format(month=_MONTH[op.get_bind().dialect.name]))
    op.execute(_OPEN)
    op.create_index("items_of_part", "items", ["agency", "feed", "part", "pos"])
    is_open = sa.column("open", sa.Boolean) == sa.true()
    key = ["agency", "feed", "pos"]
    op.create_index("items_open", "items", key, sqlite_where=is_open, postgresql_where=is_open)
