"""A home with a cache of many entries, as a person would have after years."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.office import BUDI, SITI, as_received, fill_month, fill_reference, make_entry, plans_of

from ekin_tui.domain.model import Action, Capacity, Entry, Note, Status
from ekin_tui.domain.rev import advance
from ekin_tui.store import Store
from ekin_tui.store.base import Row
from ekin_tui.store.rows import row_of

NOW = "2026-11-25T09:30:00+08:00"
TODAY = date(2026, 11, 25)
_NAMES = ("Andi", "Bunga", "Citra", "Dewi", "Eko", "Fajar", "Gita", "Hadi", "Intan", "Jaya")


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


def fill_head(home: Path, entries: int, people: int = 50) -> None:
    """Make ``home`` of a head of ``people`` with ``entries`` that wait, four a day and person, and what stands around.

    Days that divide by seven were late; every ninth entry was returned once and says something else since.
    """
    home.mkdir(mode=0o700)
    store = Store.open(home / "cache.db")
    fill_reference(store, BUDI)
    staff = [
        replace(
            SITI, id=f"p-{n:03d}", nip=f"19860926201505{n % 90 + 10:02d}{n % 10:02d}", name=f"{_NAMES[n % 10]} {n:02d}"
        )
        for n in range(people)
    ]
    with store.writing():
        for person in staff:
            store.reference.put(person)
            for fact in plans_of(person):
                store.reference.put(fact)
        rows, day = list[Row](), date(2026, 11, 24)
        for number in range(entries):
            place, piece = divmod(number, 4)
            back, who = divmod(place, people)
            at = day - timedelta(days=back)
            entry = replace(make_entry(piece, at, staff[who]), id=f"w-{number:06d}")
            waiting = as_received(entry, Status.SUBMITTED, late=at.day % 7 == 0)
            waiting = advance(replace(waiting, activity=f"{waiting.activity} nomor {number}"))
            if number % 9 == 0:
                before = advance(replace(waiting, status=Status.RETURNED, activity=f"Kegiatan rutin {number}"))
                store.entries.take(before)
                store.notes.take(_returned(before))
            rows.append(row_of(waiting))
        store.entries.take_rows(rows)
        store.reference.set_holidays(2026, {date(2026, 12, 25): "Hari Raya Natal"})
    store.close()


def _returned(entry: Entry) -> Note:
    at = datetime.fromisoformat(NOW)
    text = "Mohon uraikan hasil kegiatan dan lampirkan tautan daftar arsip."
    rev, kind = entry.rev, Action.RETURN
    return Note(
        id=f"n-{entry.id}", entry=entry.id, kind=kind, text=text, by=BUDI.id, name=BUDI.name, at=at, rev=rev,
        capacity=Capacity.HOLDER,
    )  # fmt: skip
