"""A home with a cache of many entries, as a person would have after years."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.office import SITI, as_received, fill_month, fill_reference, make_entry

from ekin_tui.domain.model import Status
from ekin_tui.store import Store

NOW = "2026-11-25T09:30:00+08:00"
TODAY = date(2026, 11, 25)


def fill_home(home: Path, entries: int) -> None:
    """Make ``home`` with a November of mixed states and ``entries`` approved ones before it, four a day."""
    home.mkdir(mode=0o700)
    store = Store.open(home / "cache.db")
    fill_reference(store, SITI)
    fill_month(store)
    day = date(2026, 10, 31)
    with store.writing():
        for number in range(entries):
            if number % 4 == 0:
                day -= timedelta(days=1)
            entry = replace(make_entry(number % 4, day), id=f"old-{number:06d}")
            store.entries.take(as_received(entry, Status.APPROVED))
        store.reference.set_holidays(2026, {date(2026, 12, 25): "Hari Raya Natal"})
    store.close()
