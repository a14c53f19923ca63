"""Push of 10,000 entries by one device, pull of them by a second one, and a sync with nothing new; JSON lines.

    python -m benchmarks.sync [--entries N] [--repeat N] [--db URL|postgres]

The centre is the real one in a process of its own, over SQLite or the database that is named, with every check and
sign-in on; both caches are real files. ``client_cpu_s`` and ``centre_cpu_s`` are the processor time of the whole sync
(a push is followed by the pull of its own entries, which touches nothing); PostgreSQL's own processes are not in it.
A database that is named is measured once; `postgres` is a server of its own, with a new database for each repetition.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.stores import HELP, POSTGRES, engine, fresh, store
from ekin_tui.domain.ids import uuid7
from ekin_tui.domain.model import Entry
from ekin_tui.server import admin
from ekin_tui.store import Store
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.result import Result
from ekin_tui.wire import Op, fields_of

STAFF = "198609262015052001"
SERVE = "import sys; from ekin_tui.server.serve import run; run(sys.argv[1], '127.0.0.1', 0)"


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC).astimezone()


def new_id() -> str:
    """Return an id as the program makes them."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))


def cpu_of(process: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(database: str, script: str = SERVE) -> Iterator[tuple[str, int]]:
    """Run a centre in a process of its own and give its address and process id."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", script, database], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        line = next(line for line in process.stderr if line.startswith("listening"))
        try:
            yield line.split()[-1], process.pid
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One device."""

    store: Store
    remote: HttpRemote
    centre: int
    """Process id of the centre."""

    def sync(self) -> tuple[Result, dict[str, tuple[float, float]]]:
        """Sync once; returns first and last moment of each part."""
        spans: dict[str, tuple[float, float]] = {}
        begun = time.perf_counter()
        cpu, theirs = time.process_time(), cpu_of(self.centre)

        def told(part: str) -> None:
            first = spans.get(part, (time.perf_counter(), 0.0))[0]
            spans[part] = (first, time.perf_counter())

        result = sync(self.store, self.remote, now, tell=lambda progress: told(progress.feed))
        spans["all"] = (begun, time.perf_counter())
        spans["cpu"] = (cpu, time.process_time())
        spans["centre"] = (theirs, cpu_of(self.centre))
        return result, spans


def machine(folder: Path, name: str, centre: tuple[str, int], token: str) -> Machine:
    """Return a device with an empty cache."""
    device = new_id()
    remote = HttpRemote(centre[0], lambda: token, device)
    return Machine(store=Store.open(folder / name / "cache.db"), remote=remote, centre=centre[1])


def write(store: Store, count: int) -> None:
    """Record ``count`` entries offline."""
    me = store.meta.get("person") or ""
    plans = [line.plan.id for line in store.reference.plans(me, now().date())]
    last = now().date() - timedelta(days=150)  # before the periods that the sample agency has locked
    with store.writing():
        for number in range(count):
            entry = Entry(
                id=new_id(),
                owner=me,
                day=last - timedelta(days=number // 8),
                start=450 + number % 8 * 60,
                end=500 + number % 8 * 60,
                zone="Asia/Makassar",
                activity=f"Mendaftar arsip inaktif perangkat daerah boks {number} menurut tahun dan pencipta arsip",
                plan=plans[number % len(plans)],
                quantity=number % 9 + 1,
                unit="berkas",
                evidence=f"https://arsip.kota.example/daftar/{number}",
            )
            op = Op(op=new_id(), t="put", entry=entry.id, at=now().isoformat(), fields=fields_of(entry))
            store.entries.keep(entry, queued=op)


def run(count: int, database: str = "") -> Iterator[dict[str, object]]:
    """Measure once, on a new centre over ``database``, which is empty; over a SQLite file if none is named."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = database or f"sqlite:///{folder / 'centre.db'}"
        admin.init(database, sample=True)
        with serving(database) as centre:
            token = admin.token(database, STAFF)
            office, home = machine(folder, "office", centre, token), machine(folder, "home", centre, token)
            office.sync()
            write(office.store, count)
            result, spans = office.sync()
            assert (result.code, result.pushed) == ("ok", count), result
            yield figure("push", count, spans, "push")
            result, spans = home.sync()
            assert result.code == "ok"
            yield figure("pull", result.pulled, spans)
            result, spans = office.sync()
            yield figure("nothing new", 1, spans)


def figure(what: str, count: int, spans: dict[str, tuple[float, float]], part: str = "all") -> dict[str, object]:
    """Return one line. The times of the processors are those of the whole sync, also where ``part`` is timed."""
    first, last = spans[part]
    client, centre = (spans[name][1] - spans[name][0] for name in ("cpu", "centre"))
    seconds = last - first
    return {
        "what": what,
        "n": count,
        "seconds": seconds,
        "per_s": count / seconds,
        "client_cpu_s": client,
        "centre_cpu_s": centre,
    }


def main() -> None:
    """Print the median of each figure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--entries", type=int, default=10_000)
    asked.add_argument("--repeat", type=int, default=3)
    asked.add_argument("--db", default="", help=HELP)
    options = asked.parse_args()
    repeat = 1 if options.db not in {"", POSTGRES} else options.repeat
    with tempfile.TemporaryDirectory() as name, store(options.db, Path(name)) as url:
        places = [fresh(url) if options.db == POSTGRES else options.db for _ in range(repeat)]
        runs = [list(run(options.entries, place)) for place in places]
    for lines in zip(*runs, strict=True):
        middle = sorted(lines, key=lambda line: float(str(line["seconds"])))[len(lines) // 2]
        spread = [float(str(line["seconds"])) for line in lines]
        shown = {key: round(value, 4) if isinstance(value, float) else value for key, value in middle.items()}
        named = {"bench": "sync", "db": engine(url)}
        print(json.dumps(named | shown | {"median_s": round(statistics.median(spread), 4)}))


if __name__ == "__main__":
    main()
