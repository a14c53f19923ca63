"""Small pushes by many at once: 8 entries each over 16 connections; pushes a second and how long the slowest wait.

    python -m benchmarks.small [--seconds 10] [--clients 16] [--db URL|postgres]

The centre is the real one in a process of its own (SQLite unless ``--db`` names another, empty database), every check
and sign-in on. Bars: 1,000 entries a second on SQLite, 500 on PostgreSQL, with a 99th percentile below 60 ms.
"""

import argparse
import json
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from benchmarks.growth import SERVE, Client, client
from benchmarks.stores import HELP, engine, store
from benchmarks.sync import cpu_of, serving
from ekin_tui.server import admin

ENTRIES = 8


def drive(device: Client, until: float) -> list[float]:
    """Push until that moment; the milliseconds that each push took."""
    took = []
    while (begun := time.perf_counter()) < until:
        device.push(ENTRIES, ENTRIES)
        took.append((time.perf_counter() - begun) * 1_000)
    return took


def main() -> None:
    """Print one JSON line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=10)
    asked.add_argument("--clients", type=int, default=16)
    asked.add_argument("--db", default="", help=HELP)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, store(given.db, Path(folder)) as database:
        people = [person for person in admin.init(database, sample=True) if person.role == "staff"]
        tokens = [admin.token(database, people[number % len(people)].nip) for number in range(given.clients)]
        with serving(database, SERVE) as (url, process):
            devices = [client(url, token) for token in tokens]
            for device in devices:
                device.begin()
            spent, begun = cpu_of(process), time.perf_counter()
            with ThreadPoolExecutor(len(devices)) as pool:
                took = sorted(chain.from_iterable(pool.map(drive, devices, [begun + given.seconds] * len(devices))))
            seconds = time.perf_counter() - begun
            figures = {
                "pushes_s": round(len(took) / seconds, 1),
                "entries_s": round(len(took) * ENTRIES / seconds, 1),
                "median_ms": round(took[len(took) // 2], 1),
                "p99_ms": round(took[len(took) * 99 // 100], 1),
                "centre_cpu_ms": round((cpu_of(process) - spent) * 1_000 / len(took), 2),
                "busy": sum(device.busy for device in devices),
            }
            print(json.dumps({"bench": "small", "db": engine(database), "clients": given.clients, **figures}))


if __name__ == "__main__":
    main()
