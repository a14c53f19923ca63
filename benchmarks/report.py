"""Reports: how long the whole command takes, from its start to the file on the disk.

    python -m benchmarks.report [--entries 3000] [--runs 5]

The month's PDF at most 1 s; each form of a year with 3,000 entries and a note on every fifth at most 2 s.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from os import environ
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from tests.office import BUDI, SITI, as_received, fill_reference, make_entry

from benchmarks.home import NOW
from ekin_tui.domain.chain import START, join
from ekin_tui.domain.model import Action, Capacity, Note, Status
from ekin_tui.store import Store
from ekin_tui.store.chains import Record

FORMS = ("text", "pdf", "xlsx", "csv", "md", "json")
_WITA = timezone(timedelta(hours=8))
_LAST = date(2026, 11, 24)


def fill_year(home: Path, entries: int) -> None:
    """Make ``home`` with ``entries`` of 2026 on its working days, and a note in a sound record on every fifth."""
    home.mkdir(mode=0o700)
    store = Store.open(home / "cache.db")
    fill_reference(store, SITI)
    days = list(_workdays())
    place, notes = START, []
    with store.writing():
        for number in range(entries):
            day = days[number * len(days) // entries]
            entry = replace(make_entry(number % 4, day), id=f"year-{number:06d}")
            store.entries.take(as_received(entry, Status.APPROVED if number % 10 else Status.SUBMITTED))
            if number % 5 == 0:
                at = datetime(day.year, day.month, day.day, 17, tzinfo=_WITA)
                note = Note(
                    id=f"note-{number:06d}",
                    entry=entry.id,
                    kind=Action.NOTE,
                    text="Sesuai hasil pemeriksaan; mohon lampirkan tautan daftar arsip pada entri berikutnya.",
                    by=BUDI.id,
                    name=BUDI.name,
                    capacity=Capacity.HOLDER,
                    at=at,
                )
                place, linked = join(place, note)
                notes.append(linked)
        store.notes.take_all(notes)
        store.chains.put(Record(place=place, longest=place.seq))
        store.reference.set_holidays(2026, {date(2026, 12, 25): "Hari Raya Natal"})
    store.close()


def _workdays() -> Iterator[date]:
    day = date(2026, 1, 1)
    while day <= _LAST:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def timed(home: Path, runs: int, *arguments: str) -> dict[str, float]:
    """Return the medians of the seconds and the processor time that the command takes, and the bytes that it wrote."""
    file = home / "out"
    env = {**environ, "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW}
    taken, spent = [], []
    for _ in range(runs):
        began, before = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "ekin_tui", "report", *arguments, "--force", "-o", str(file)]
        subprocess.run(command, env=env, check=True, capture_output=True)
        taken.append(time.perf_counter() - began)
        after = getrusage(RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {"seconds": round(median(taken), 3), "cpu_s": round(median(spent), 3), "bytes": file.stat().st_size}


def main() -> None:
    """Print one JSON line for each report."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entries", type=int, default=3_000)
    asked.add_argument("--runs", type=int, default=5)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        fill_year(home, given.entries)
        todo = [("month", "pdf", 1.0), *(("year", form, 2.0) for form in FORMS)]
        for span, form, bar in todo:
            found = timed(home, given.runs, span, "--format", form)
            line = {"bench": "report", "what": span, "form": form, "entries": given.entries, **found}
            print(json.dumps({**line, "bar_s": bar}), flush=True)


if __name__ == "__main__":
    main()
