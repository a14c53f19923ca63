"""A program that does a morning's work in a cache, always the same, and tells of each step when it is on the disk.

``python -m tests.faults.program CACHE [synchronous=off|full] [journal=wal] [pictures] [open]`` prints a line ``ACK n``
after the n-th step; with ``pictures`` also what the cache holds then, see :func:`picture`. With ``open`` it opens the
cache and does nothing more. A fault of the store is told by its code, and ends the program with 3.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from ekin_tui.domain.model import DayMark, Status
from ekin_tui.domain.rev import advance
from ekin_tui.store import Store, StoreError
from ekin_tui.sync import plan
from ekin_tui.sync.carry import carry_in, carry_out
from ekin_tui.sync.steps import Queued
from ekin_tui.wire import Item, Verdict, doc_of
from tests.office import NOW, SITI, as_received, make_entry
from tests.store.facts import DAY, draft, op

FAULT = 3
"""Exit code after a StoreError."""
_HELD = {
    "meta": "key, value",
    "entries": "id, day, start, activity, evidence, status, rev, base, unsent",
    "outbox": "seq, op, entry, t, body, tries",
    "sent": "op, entry, verdict, rev",
    "attention": "op, entry, problem",
    "conflicts": "id, mine, theirs",
    "facts": "id, kind, body",
    "cursors": "feed, cur",
    "came": "id, feed",
    "scratch": "entry, fields",
    "pins": "plan",
}
"""What is compared: all but the moments of changes, which differ from run to run."""
Step = Callable[[Store], None]


def picture(store: Store) -> str:
    """Return a short name for all that the cache holds."""
    queries = [f"select {columns} from {table} order by 1" for table, columns in _HELD.items()]  # noqa: S608 - ours
    rows = [store._base.rows(query) for query in queries]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def steps() -> Iterator[Step]:
    """Return the work, step by step; each is one transaction."""
    yield _begin
    for number in range(3):
        yield partial(_type, f"e-{number}")
        yield partial(_save, number, "Menyusun rekap arsip masuk", f"o-{number}-a")
        yield partial(_save, number, "Menyusun rekap arsip masuk " * 30, f"o-{number}-b")
        yield partial(_submit, number)
    yield lambda store: store.outbox.leaving(waiting.seq for waiting in store.outbox.all())
    yield _settle
    yield partial(_pull, 0)
    yield partial(_pull, 1)
    yield partial(_type, "e-9")


def _type(entry: str, store: Store) -> None:
    store.scratch.keep(entry, {"activity": "belum selesai"}, NOW.isoformat())


def _begin(store: Store) -> None:
    store.meta.put("person", SITI.id)
    store.meta.put("device", "d-1")
    store.reference.put(SITI)
    store.reference.pin("plan-lapbul-p-siti", True)


def _save(number: int, text: str, name: str, store: Store) -> None:
    entry = draft(number, id=f"e-{number}", activity=text.strip())
    base = store.outbox.base_for(entry.id)
    store.entries.keep(entry, queued=op(name, "put", entry, base=base))
    store.scratch.drop(entry.id)


def _submit(number: int, store: Store) -> None:
    stored = store.entries.get(f"e-{number}")
    assert stored
    entry = replace(stored.entry, status=Status.SUBMITTED)
    store.entries.keep(entry, queued=op(f"o-{number}-c", "submit", entry, base=store.outbox.base_for(entry.id)))
    store.undo.push("submit", "{}")


def _settle(store: Store) -> None:
    batch = [Queued._make(raw) for raw in store.outbox.raw(0, 100)]
    docs = {n: advance(advance(draft(n, id=f"e-{n}", status=Status.SUBMITTED))) for n in range(3)}
    verdicts = [
        Verdict(op=q.op, v="applied", rev=docs[int(q.entry[2:])].rev, received=datetime(2026, 11, 25, 2, tzinfo=UTC))
        for q in batch
    ]
    carry_out(store, plan.settle(batch, verdicts, later=frozenset(), local={}), NOW)


def _pull(page: int, store: Store) -> None:
    days = [DAY - timedelta(days=n) for n in range(40)]
    made = [as_received(make_entry(n, day, id=f"t-{page}-{n}"), Status.APPROVED) for n, day in enumerate(days)]
    items = [
        Item(pos=n, k="entry", id=e.id, doc=msgspec.Raw(msgspec.json.encode(doc_of(e)))) for n, e in enumerate(made)
    ]
    mark = DayMark(id=f"m-{page}", day=DAY, kind="leave", owner=SITI.id)
    items.append(Item(pos=99, k="day", id=mark.id, doc=msgspec.Raw(msgspec.json.encode(mark))))
    carry_in(store, "me", plan.absorb(items))
    store.cursors.put("me", "epoch-1", f"cursor-{page}")


def run(path: Path, options: list[str]) -> int:
    """Do the work and return the exit code."""
    try:
        store = Store.open(path)
        for name in ("journal=wal", "synchronous=off", "synchronous=full"):
            if name in options:
                store._base._db.execute(f"pragma {name.replace('journal', 'journal_mode')}")
        done = int(store.meta.get("done") or 0)
        for number, step in enumerate(() if "open" in options else steps(), 1):
            if number <= done:
                continue
            with store.writing():
                step(store)
                store.meta.put("done", str(number))
            _say(f"ACK {number} {picture(store)}" if "pictures" in options else f"ACK {number}")
        store.close()
    except StoreError as error:
        _say(f"FAULT {error.code}")
        return FAULT
    return 0


def _say(line: str) -> None:
    os.write(1, line.encode() + b"\n")


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2:]))
