"""Opening *SKP* over one's own years and *Tim* over a supervisor's cache, on a pseudo-terminal; JSON lines.

    python -m benchmarks.progress [--entries 20000] [--staff 50] [--each 1000]

``asked`` is what the desk alone takes for the picture's figures (median, no screen), ``open`` and the moves are keys of
the real program. Bars: SKP over 20,000 own entries is asked in at most 50 ms, the month of 50 people in a cache of
50,000 in at most 100 ms; an arrow costs at most 300 B.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.office import BUDI, SITI, as_received, fill_reference, make_entry

from benchmarks.home import NOW, TODAY, fill_home
from benchmarks.meter import Terminal
from benchmarks.terminal import TERM, median, summed
from ekin_tui.desk import Desk
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Status
from ekin_tui.store import Store

_WAITING = 20
"""Of each person, the latest entries that are undecided."""


def fill_team(home: Path, staff: int, each: int) -> None:
    """Make the home of a supervisor with ``staff`` people and ``each`` entries of each, four a day."""
    home.mkdir(mode=0o700)
    store = Store.open(home / "cache.db")
    fill_reference(store, BUDI)
    with store.writing():
        store.reference.set_holidays(2026, {date(2026, 12, 25): "Hari Raya Natal"})
        for number in range(staff):
            person = replace(SITI, id=f"p-{number:03}", nip=f"1986092620150{number:05}", name=f"Pegawai {number:03}")
            store.reference.put(person)
            for piece in range(each):
                entry = make_entry(piece % 4, TODAY - timedelta(days=1 + piece // 4), person)
                status = Status.SUBMITTED if piece < _WAITING else Status.APPROVED
                store.entries.take(as_received(replace(entry, id=f"x-{number:03}-{piece:05}"), status))
    store.close()


def asked(home: Path, ask: Callable[[Desk], object]) -> float:
    """Return the median milliseconds that ``ask`` takes of a desk that was never asked before."""
    found, now = [], datetime.fromisoformat(NOW)
    for _ in range(5):
        store = Store.open(home / "cache.db")
        desk = Desk(store, clock=lambda: now, new_id=lambda: "none")
        began = time.perf_counter()
        ask(desk)
        found.append((time.perf_counter() - began) * 1_000)
        store.close()
    return median(found)


def driven(home: Path, key: str, moves: str) -> dict[str, object]:
    """Open a screen by ``key`` three times and move in it; medians of each."""
    env = {**TERM, "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW}
    with Terminal([sys.executable, "-m", "ekin_tui"], env=env) as terminal:
        terminal.start()
        terminal.read(limit=1.5, whole=True)
        first = terminal.key(key, quiet=0.6)
        opened = []
        for _ in range(3):
            terminal.key("1", quiet=0.4)
            opened.append(terminal.key(key, quiet=0.4))
        moved = {name: summed([terminal.key(name) for _ in range(5)]) for name in moves.split()}
    return {"first_open": summed([first]), "open": summed(opened), **moved}


def main() -> None:
    """Print one JSON line a screen."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--entries", type=int, default=20_000)
    options.add_argument("--staff", type=int, default=50)
    options.add_argument("--each", type=int, default=1_000)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        own, team = Path(folder) / "own", Path(folder) / "team"
        fill_home(own, given.entries)
        took = asked(own, lambda desk: desk.progress.year(TODAY.year))
        told = {"bench": "skp", "entries": given.entries, "asked_ms": took, **driven(own, "4", "down up")}
        print(json.dumps(told), flush=True)
        fill_team(team, given.staff, given.each)
        took = asked(team, lambda desk: desk.team.month(Month.of(TODAY)))
        figures = driven(team, "6", "down left")
        print(json.dumps({"bench": "team", "entries": given.staff * given.each, "asked_ms": took, **figures}))


if __name__ == "__main__":
    main()
