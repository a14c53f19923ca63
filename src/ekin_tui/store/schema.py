"""The tables of the cache: an append-only list of migrations, run only when a file is behind.

Importing sqlite-utils costs some 40 ms, so nothing imports this module while ``PRAGMA user_version`` is current.
A migration that has shipped is never edited: add one below it and raise ``VERSION`` in ``store.py``.
"""

import sqlite3

from sqlite_utils import Database, Migrations

from ekin_tui.store.search import build
from ekin_tui.store.undecided import TABLES as WAITING

migrations = Migrations("ekin-tui")

_FIRST = (
    "create table meta(key text primary key, value text not null) strict",
    """create table entries(
        id text primary key, owner text not null, day text not null, start integer, "end" integer,
        zone text not null, activity text not null, plan text, quantity integer, unit text not null,
        evidence text not null, status text not null, rev text not null, position text, recognised integer,
        late integer not null, received text, amends text,
        base text, unsent integer not null default 0, changed text not null) strict""",
    "create index entries_day on entries(owner, day, plan)",
    "create index entries_queue on entries(position, status, received) where position is not null",
    """create table notes(id text primary key, entry text not null, at text, body text not null) strict""",
    "create index notes_entry on notes(entry)",
    """create table outbox(
        seq integer primary key autoincrement, op text not null unique, entry text not null, t text not null,
        body text not null, tries integer not null default 0, next_at real not null default 0, problem text) strict""",
    "create index outbox_entry on outbox(entry)",
    """create table attention(
        op text primary key, entry text not null, body text not null, problem text not null,
        at text not null) strict""",
    "create index attention_entry on attention(entry)",
    """create table sent(
        op text primary key, entry text not null, body text not null, verdict text not null, rev text not null,
        received text, receipt text, acked text not null) strict, without rowid""",
    """create table conflicts(
        id text primary key, entry text not null, mine text not null, theirs text, ops text not null,
        made text not null) strict""",
    "create index conflicts_entry on conflicts(entry)",
    """create table facts(
        kind text not null, id text not null, person text, link text, first text, last text, body text not null,
        primary key(kind, id)) strict, without rowid""",
    "create index facts_link on facts(kind, link)",
    "create index facts_person on facts(kind, person, first)",
    """create table came(
        feed text not null, id text not null, kind text not null, primary key(feed, id)) strict, without rowid""",
    "create index came_id on came(id)",
    "create table unknown(feed text, kind text, id text, doc text, primary key(feed, kind, id)) strict, without rowid",
    "create table cursors(feed text primary key, epoch text not null, cur text not null) strict",
    "create table feeds(id text primary key, body text not null) strict",
    "create table holidays(year integer primary key, body text not null) strict",
    "create table pins(plan text primary key) strict",
    "create table scratch(entry text primary key, fields text not null, at text not null) strict",
    "create table undo(seq integer primary key autoincrement, kind text not null, payload text not null) strict",
)


@migrations(name="first")
def _first(db: Database) -> None:
    for statement in _FIRST:
        db.execute(statement)


@migrations(name="grounds")
def _grounds(db: Database) -> None:
    """Keep what a text was written on: by entry while it waits, by conflict copy afterwards."""
    db.execute("create table grounds(id text primary key, body text not null) strict")


@migrations(name="timings")
def _timings(db: Database) -> None:
    """Keep why a submission after its deadline is late or not, and when it was finished."""
    for column in ("claimed", "timing"):
        db.execute(f"alter table entries add column {column} text")


@migrations(name="unseen")
def _unseen(db: Database) -> None:
    """Mark what came by a feed that is being read anew and has not come again so far."""
    db.execute("alter table came add column unseen integer not null default 0")
    db.execute("create index came_unseen on came(feed) where unseen")


@migrations(name="templates")
def _templates(db: Database) -> None:
    """Keep entries that the person gave a name; ``used`` counts how often one was used, ``at`` is the last time."""
    db.execute(
        "create table templates(name text primary key, fields text not null, used integer not null default 0, "
        "at text not null) strict"
    )


@migrations(name="search")
def _search(db: Database) -> None:
    """Make the index of words over the entries: about a second for 20,000 of them."""
    build(db.conn)


@migrations(name="waiting")
def _waiting(db: Database) -> None:
    """Order what waits for a decision, keep what a returned entry said, and keep notes to be used again."""
    for statement in WAITING:
        db.execute(statement)


@migrations(name="acknowledged")
def _acknowledged(db: Database) -> None:
    """Find what the centre has acknowledged of an entry without looking through all of it."""
    db.execute("create index sent_entry on sent(entry)")


@migrations(name="mirrored")
def _mirrored(db: Database) -> None:
    """Keep what the other targets were told: which text, what it is called there, what they said of it."""
    db.execute(
        """create table mirrored(
            target text not null, entry text not null, rev text not null default '', content text not null default '',
            theirs text not null default '', their_rev text not null default '',
            their_status text not null default '', attempt integer not null default 0, leaving text, refused text,
            problem text, asked real not null default 0, at text not null default '',
            primary key(target, entry)) strict, without rowid"""
    )
    db.execute("create index mirrored_theirs on mirrored(target, theirs)")


@migrations(name="statuses")
def _statuses(db: Database) -> None:
    """Find what is open in a log of many years without looking through all of it: some 40 ms for 20,000 entries."""
    db.execute("create index entries_status on entries(owner, status, day)")


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring the file up to date and write ``version`` into it."""
    migrations.apply(Database(connection))
    connection.execute(f"pragma user_version = {version:d}")
