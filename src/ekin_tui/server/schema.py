"""The tables of the centre. Every key is led by the agency, so that a cluster can be divided by agency.

A change here needs a new version in ``migrations`` and the next number in ``VERSION``; a test compares the two.
``meta`` and ``outages`` have no agency: a few rows of the centre's own, the same on every node.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

VERSION = 8
"""What ``meta`` holds under ``schema``: the number of migrations behind these tables."""
ID = String(64)
metadata = MetaData(naming_convention={"fk": "fk_%(table_name)s_%(referred_table_name)s"})

meta = Table("meta", metadata, Column("key", String(40), primary_key=True), Column("value", Text, nullable=False))


def _agency() -> Column[str]:
    return Column("agency", ID, primary_key=True)


def _in_agency(column: str, table: str) -> ForeignKeyConstraint:
    """Let ``column`` name a row of ``table`` in the same agency."""
    return ForeignKeyConstraint(["agency", column], [f"{table}.agency", f"{table}.id"])


people = Table(
    "people",
    metadata,
    _agency(),
    Column("id", ID, primary_key=True),
    Column("nip", String(18), nullable=False),
    Column("name", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("zone", String(40), nullable=False),
    Column("week", Integer, nullable=False),
    UniqueConstraint("agency", "nip"),
)
supervisions = Table(
    "supervisions",
    metadata,
    _agency(),
    Column("person", ID, primary_key=True),
    Column("start", Date, primary_key=True),
    Column("position", ID, nullable=False),
    Column("end", Date),
    _in_agency("person", "people"),
)
assignments = Table(
    "assignments",
    metadata,
    _agency(),
    Column("id", ID, primary_key=True),
    Column("person", ID, nullable=False),
    Column("position", ID, nullable=False),
    Column("capacity", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date),
    _in_agency("person", "people"),
)
tokens = Table(
    "tokens",
    metadata,
    _agency(),
    Column("hash", String(64), primary_key=True),
    Column("person", ID, nullable=False),
    Column("made", String(40), nullable=False),
    _in_agency("person", "people"),
)
subjects = Table(
    "subjects",
    metadata,
    _agency(),
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("person", ID, nullable=False),
    Column("made", String(40), nullable=False),
    Column("ended", String(40), nullable=True),
    _in_agency("person", "people"),
)
"""Accounts of the agency's sign-in, as the provider names them, and whose they are, or were until ``ended``."""
facts = Table(
    "facts",
    metadata,
    _agency(),
    Column("kind", String(16), primary_key=True),
    Column("id", ID, primary_key=True),
    Column("owner", ID, nullable=False, server_default=""),
    Column("doc", Text, nullable=False),
)
"""Reference data as it travels: skp, rhk, plan, period, day, policy. ``owner`` is empty for the whole agency."""
posts = Table(
    "posts",
    metadata,
    _agency(),
    Column("id", ID, primary_key=True),
    Column("code", String(80), nullable=False),
    Column("title", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("above", String(80), nullable=False, server_default=""),
    UniqueConstraint("agency", "code"),
)
"""The positions that lead a unit, as the agency's own list has them; ``above``: the code of the next one up."""
policies = Table(
    "policies",
    metadata,
    _agency(),
    Column("rev", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("doc", Text, nullable=False),
)
"""Every policy that was in force, from when (UTC; empty where that was not kept). The present one is a fact too."""
entries = Table(
    "entries",
    metadata,
    _agency(),
    Column("id", ID, primary_key=True),
    Column("author", ID, nullable=False),
    Column("day", Date, nullable=False),
    Column("status", String(16), nullable=False),
    Column("position", ID),
    Column("sent", Boolean, nullable=False),
    Column("doc", Text, nullable=False),
    _in_agency("author", "people"),
)
notes = Table(
    "notes",
    metadata,
    _agency(),
    Column("id", ID, primary_key=True),
    Column("entry", ID, nullable=False),
    Column("doc", Text, nullable=False),
    _in_agency("entry", "entries"),
)
chains = Table(
    "chains",
    metadata,
    _agency(),
    Column("person", ID, primary_key=True),
    Column("length", BigInteger, nullable=False),
    Column("head", String(64), nullable=False),
    _in_agency("person", "people"),
)
"""The record of each employee: how many notes it holds and the link of the last (:mod:`ekin_tui.domain.chain`)."""
ops = Table(
    "ops",
    metadata,
    _agency(),
    Column("op", ID, primary_key=True),
    Column("person", ID, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("entry", ID, nullable=False),
    Column("verdict", Text, nullable=False),
    _in_agency("person", "people"),
)
"""The ledger: what became of each op, for ever answered alike."""
feeds = Table(
    "feeds",
    metadata,
    _agency(),
    Column("id", String(80), primary_key=True),
    Column("head", BigInteger, nullable=False),
)
items = Table(
    "items",
    metadata,
    _agency(),
    Column("feed", String(80), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("entity", ID, primary_key=True),
    Column("pos", BigInteger, nullable=False),
    Column("gone", String(16), nullable=False, server_default=""),
    Column("part", String(16), nullable=False, server_default=""),
    Column("open", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("agency", "feed", "pos"),
    _in_agency("feed", "feeds"),
)
"""One row an entity and feed, with its latest position.

``part`` is the slice that holds it: the month of an entry (``2026-11``), ``note``, ``reference`` or ``gone``; ``open``
marks an entry that waits for somebody. Both say what the entry says, since whatever changes it gives it a position.
"""

outages = Table(
    "outages",
    metadata,
    Column("began", String(40), primary_key=True),
    Column("ended", String(40), nullable=False),
)
"""When the centre was away (:mod:`ekin_tui.server.outages`), in UTC."""

Index("entries_of_day", entries.c.agency, entries.c.author, entries.c.day)
Index("items_of_part", items.c.agency, items.c.feed, items.c.part, items.c.pos)
_OPEN = items.c.open == true()
Index("items_open", items.c.agency, items.c.feed, items.c.pos, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index("facts_of_owner", facts.c.agency, facts.c.owner, facts.c.kind)
Index("notes_of_entry", notes.c.agency, notes.c.entry)
Index("assignments_of_person", assignments.c.agency, assignments.c.person)
