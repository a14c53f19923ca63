"""How long a key waits while a first sync of a long feed runs in the same program; JSON lines.

    python -m benchmarks.stall [--entries 50000] [--keep FOLDER]

The real program on a pseudo-terminal, signed in as a person whose feed holds that many entries at a real centre (in a
process of its own over SQLite, with every check on). It reads them all in its worker thread while a key is pressed
every tenth of a second: arrows in the calendar, then letters in the editor, which go to disk meanwhile. Told is the
time from a key to the last byte of what it changed, and for comparison the same keys once nothing is exchanged any
more. Bar: no key above 50 ms. ``load`` is the machine's load average: with other work on it the figures say little.
``--keep`` leaves the filled centre in FOLDER, where a later run finds it.
"""

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

from benchmarks.meter import Terminal
from benchmarks.sync import STAFF, machine, serving, write
from benchmarks.terminal import TERM
from ekin_tui.config import Home
from ekin_tui.server import admin
from ekin_tui.sync.login import Personal, save

EVERY_S = 0.1
"""From one key to the next."""
QUIET_S = 0.03
"""Without a byte for that long, the frame of a key is whole."""
PATIENCE_S = 3.0
"""After that long a key has no answer."""
ROUND = 16
"""Keys on one screen before the other has its turn."""
MOVES = ("left", "up", "right", "down")
LETTERS = "menyusunrekaparsip"


def fill_centre(folder: Path, centre: tuple[str, int], token: str, entries: int) -> None:
    """Have a first device of the person record and push ``entries``."""
    office = machine(folder, "office", centre, token)
    office.sync()
    write(office.store, entries)
    result, _ = office.sync()
    assert (result.code, result.pushed) == ("ok", entries), result


def make_early_home(folder: Path, centre: tuple[str, int], token: str) -> None:
    """Make a cache that knows whose it is, and nothing yet of what the person's feed will hold."""
    early = machine(folder, "early", centre, token)
    early.sync()
    with early.store.writing():
        early.store.cursors.reset()
        early.store.meta.put("last_sync", "")
    early.store.close()


def make_home(folder: Path, early: Path, centre: tuple[str, int], token: str) -> Home:
    """Make a home over a copy of the ``early`` cache, signed in."""
    shutil.copytree(early, folder, dirs_exist_ok=True)
    home = Home.find(folder)
    save(home.token_file("pusat"), Personal(token=token))
    target = f'default_target = "pusat"\n[targets.pusat]\nkind = "ekin"\nurl = "{centre[0]}"\n'
    home.config_file.write_text(target, encoding="utf-8")
    return home


def is_read(cache: Path) -> bool:
    """Tell whether an exchange has come to its end."""
    with closing(sqlite3.connect(f"file:{cache}?mode=ro", uri=True, timeout=5)) as found:
        row = found.execute("select value from meta where key = 'last_sync'").fetchone()
    return bool(row and row[0])


def wait_of(terminal: Terminal, key: str) -> float:
    """Press ``key`` and return the milliseconds until all that it changed was written."""
    began = time.perf_counter()
    burst = terminal.key(key, quiet=QUIET_S)
    last = burst.last
    while not last and time.perf_counter() - began < PATIENCE_S:
        late = terminal.read(quiet=QUIET_S, began=began)
        last = late.last
    time.sleep(max(0.0, began + EVERY_S - time.perf_counter()))
    return last


def rounds(terminal: Terminal, go_on: Callable[[], bool]) -> Iterator[tuple[str, float]]:
    """Press keys on two screens in turn while ``go_on``; gives the kind of each and its wait."""
    moves, letters = cycle(MOVES), cycle(LETTERS)
    while go_on():
        for _ in range(ROUND):
            yield "arrow", wait_of(terminal, next(moves))
        yield "editor", wait_of(terminal, "n")
        for _ in range(ROUND):
            yield "letter", wait_of(terminal, next(letters))
        yield "calendar", wait_of(terminal, "ctrl+o")


def told(when: str, found: list[tuple[str, float]], **more: float) -> dict[str, object]:
    """Return one line about some waits."""
    kinds = {}
    for kind in dict.fromkeys(kind for kind, _ in found):
        waits = sorted(wait for name, wait in found if name == kind)
        kinds[kind] = {
            "n": len(waits),
            "p50_ms": round(statistics.median(waits), 1),
            "p99_ms": round(waits[len(waits) * 99 // 100], 1),
            "max_ms": round(waits[-1], 1),
        }
    worst = max((wait for _, wait in found), default=0.0)
    return {"bench": "stall", "when": when, "max_ms": round(worst, 1), **more, "load": os.getloadavg()[0], **kinds}


def run(folder: Path, entries: int) -> Iterator[dict[str, object]]:
    """Measure once."""
    database = f"sqlite:///{folder / 'centre.db'}"
    filled = (folder / "centre.db").exists()
    if not filled:
        admin.init(database, sample=True)
    with serving(database) as centre, tempfile.TemporaryDirectory() as name:
        token = admin.token(database, STAFF)
        if not filled:
            make_early_home(folder, centre, token)
            fill_centre(folder, centre, token, entries)
        home = make_home(Path(name), folder / "early", centre, token)
        command = [sys.executable, "-m", "ekin_tui"]
        with Terminal(command, env={**TERM, "EKIN_TUI_HOME": name}) as terminal:
            began = time.perf_counter()
            terminal.start(quiet=0.2)
            found = list(rounds(terminal, lambda: not is_read(home.cache_file)))
            yield told("while it reads", found, entries=entries, seconds=round(time.perf_counter() - began, 1))
            left = iter(range(3))
            yield told("at rest", list(rounds(terminal, lambda: next(left, None) is not None)))


def main() -> None:
    """Print one line for the time of the exchange and one for the rest."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entries", type=int, default=50_000)
    asked.add_argument("--keep", type=Path, help="folder for the filled centre")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for line in run(folder, given.entries):
            print(json.dumps(line))


if __name__ == "__main__":
    main()
