"""Rows that a reader by cursor never sees: the centre's feeds beside a global sequence, on a real PostgreSQL.

    python -m benchmarks.cursor [--seconds 20] [--writers 8]

Writers in processes of their own insert entries, one to eight in a transaction, while a reader asks for what came
after the last position it saw. The two differ in nothing but the position: ours is handed out by ``Changes.publish``
at the end of the transaction under the lock of the feed and read by ``read_feed``; the naive one is the number that
the database gives a row when it is inserted, and is visible only once its transaction ends, maybe after a later
number. Bar: 0 rows skipped by ours; whatever a reader has skipped it never gets.
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import BigInteger, Column, Connection, Identity, MetaData, String, Table, insert, select

from benchmarks.stores import postgres
from ekin_tui.server import admin
from ekin_tui.server.access import Caller
from ekin_tui.server.database import Database
from ekin_tui.server.inbox import Changes, desk
from ekin_tui.server.reads import read_feed
from ekin_tui.server.schema import entries, people

FEED = desk("measured")
DAY = date(2026, 11, 2)
MOST = 8
"""Entries in one transaction, at most."""
PAGE = 500
PAUSE_S = 0.002
"""Between two questions of the reader."""

naive = Table(
    "naive_items",
    MetaData(),
    Column("pos", BigInteger, Identity(), primary_key=True),
    Column("entity", String(64), nullable=False),
)

Write = Callable[[Connection, Caller, list[str]], None]
"""Writes entries and their positions; the caller commits."""
Read = Callable[[Connection, Caller, int], tuple[list[str], int]]
"""Gives what came after a position, and the last position of that."""


def write_ours(connection: Connection, who: Caller, names: list[str]) -> None:
    """Write entries as the centre does: positions last."""
    changes = Changes(agency=who.agency)
    for name in names:
        _add(connection, who, name)
        changes.tell(FEED, "entry", name)
    changes.publish(connection)


def write_naive(connection: Connection, who: Caller, names: list[str]) -> None:
    """Write entries, each with the next number of the sequence."""
    for name in names:
        _add(connection, who, name)
        connection.execute(insert(naive), [{"entity": name}])


def _add(connection: Connection, who: Caller, name: str) -> None:
    row = {"agency": who.agency, "id": name, "author": who.person, "day": DAY, "status": "submitted", "sent": True}
    connection.execute(insert(entries), [row | {"doc": '{"activity":"Mendaftar arsip inaktif"}'}])


def read_ours(connection: Connection, who: Caller, after: int) -> tuple[list[str], int]:
    """Read a page of the feed as the centre does."""
    page, last, _ = read_feed(connection, who, FEED, after, PAGE)
    return [item.id for item in page], last


def read_naive(connection: Connection, who: Caller, after: int) -> tuple[list[str], int]:
    """Read a page in the order of the sequence."""
    del who  # one sequence for everybody
    query = select(naive.c.pos, naive.c.entity).where(naive.c.pos > after).order_by(naive.c.pos).limit(PAGE)
    rows = connection.execute(query).all()
    return [row.entity for row in rows], rows[-1].pos if rows else after


KINDS: dict[str, tuple[Write, Read]] = {"ours": (write_ours, read_ours), "naive": (write_naive, read_naive)}


def prepare(url: str) -> Caller:
    """Make the tables and the sample agency; returns somebody of it."""
    admin.init(url, sample=True)
    database = Database(url)
    with database.writing() as connection:
        naive.metadata.create_all(connection)
        row = connection.execute(select(people.c.agency, people.c.id, people.c.name).limit(1)).one()
    database.close()
    agency, person, name = row
    return Caller(agency=agency, person=person, name=name, zone="Asia/Makassar", week=5, posts=(), today=DAY)


def keep_writing(url: str, who: Caller, kind: str, writer: int, seconds: float) -> list[str]:
    """Write for some seconds; returns what was committed. Runs in a process of its own."""
    write, chance = KINDS[kind][0], random.Random(writer)
    database, written = Database(url), list[str]()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        names = [f"{kind}-{writer}-{len(written) + place}" for place in range(chance.randint(1, MOST))]
        with database.writing() as connection:
            write(connection, who, names)
        written += names
    database.close()
    return written


def keep_reading(database: Database, who: Caller, kind: str, writing: list[Future[list[str]]]) -> list[str]:
    """Read by cursor until all writers have ended and nothing more comes; returns what was seen."""
    read, seen, after = KINDS[kind][1], list[str](), 0
    while True:
        ended = all(future.done() for future in writing)
        with database.reading() as connection:
            page, after = read(connection, who, after)
        seen += page
        if ended and not page:
            return seen
        if len(page) < PAGE:
            time.sleep(PAUSE_S)


def compare(url: str, who: Caller, kind: str, writers: int, seconds: float) -> dict[str, object]:
    """Return what the reader of ``kind`` has missed."""
    database = Database(url)
    with ProcessPoolExecutor(writers, mp_context=get_context("spawn")) as pool:
        writing = [pool.submit(keep_writing, url, who, kind, writer, seconds) for writer in range(writers)]
        seen = keep_reading(database, who, kind, writing)
        written = [name for future in writing for name in future.result()]
    database.close()
    counts = Counter(seen)
    skipped = sum(name not in counts for name in written)
    return {
        "bench": "cursor",
        "kind": kind,
        "writers": writers,
        "seconds": seconds,
        "written": len(written),
        "written_per_s": round(len(written) / seconds),
        "skipped": skipped,
        "skipped_percent": round(100 * skipped / len(written), 3),
        "twice": sum(count - 1 for count in counts.values()),
    }


def main() -> None:
    """Print a line for each kind of position."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--writers", type=int, default=8)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as url:
        who = prepare(url)
        for kind in KINDS:
            print(json.dumps(compare(url, who, kind, given.writers, given.seconds)), flush=True)


if __name__ == "__main__":
    main()
