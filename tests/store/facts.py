"""Shorthands of the tests of the store: ops and a cache with one person."""

from datetime import date
from pathlib import Path

from ekin_tui.domain.model import Entry, Status
from ekin_tui.store import Store, Stored
from ekin_tui.store.undecided import Part, Sift
from ekin_tui.wire import Op, fields_of
from tests.office import SITI, as_received, make_entry

DAY = date(2026, 11, 24)


def open_store(folder: Path) -> Store:
    """Return a new cache that belongs to Siti."""
    store = Store.open(folder / "cache.db")
    with store.writing():
        store.meta.put("person", SITI.id)
        store.reference.put(SITI)
    return store


def op(name: str, kind: str, entry: Entry, *, base: str | None = None, text: str = "", note: str | None = None) -> Op:
    """Return an op on ``entry``; a put carries its content."""
    fields = fields_of(entry) if kind == "put" else None
    return Op(op=name, t=kind, entry=entry.id, base=base, fields=fields, text=text, note=note)


def draft(number: int = 0, **changes: object) -> Entry:
    """Return a complete draft of one day."""
    return make_entry(number, DAY, **changes)


def received(entry: Entry, status: Status = Status.DRAFT, **changes: object) -> Entry:
    """Return ``entry`` as the centre sends it."""
    return as_received(entry, status, **changes)


def waiting(store: Store, *positions: str) -> list[Stored]:
    """Return what waits for ``positions``, oldest submission first."""
    return store.undecided.window(Sift(positions=positions), Part(), 0, 1_000)
