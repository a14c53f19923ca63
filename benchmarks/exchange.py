"""Files in and out: ``python -m benchmarks.exchange``, one JSON line.

Seconds of the real program from the command to its end, medians of three: 10,000 rows of a workbook (and of a CSV
file) become drafts in a log of 20,000 entries; the same file again, which adds nothing; the log's year as a workbook.
``table_s`` is the reader alone over 50,000 rows of eight columns; ``…_cpu_s`` is the processor time in it, which says
what a quiet machine needs where this one is busy.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from tests.office import PLANS, SITI, make_entry

from benchmarks.home import NOW, fill_home
from ekin_tui.domain.model import Entry
from ekin_tui.exchange.bkn_sheet import COLUMNS, sheet_csv, sheet_xlsx
from ekin_tui.exchange.tables import read_table

ROWS, TABLE, LOG, TURNS = 10_000, 50_000, 20_000, 3
A_DAY, LENGTH, EVENING = 34, 10, 17 * 60
"""Rows of one day, minutes of each, and where they begin: after the work that the log holds."""
BAR_S = 5.0


def lines(rows: int) -> list[tuple[str, Entry]]:
    """Return rows of the year's open days, each with its plan."""
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(328))
    open_days = [day for day in days if day.month != 9]
    made = []
    for number in range(rows):
        code, text, _, unit = PLANS[number % len(PLANS)]
        start = EVENING + number % A_DAY * LENGTH
        day = open_days[number // A_DAY % len(open_days)]
        entry = replace(make_entry(0, day), start=start, end=start + LENGTH, unit=unit, plan=f"plan-{code}-{SITI.id}")
        made.append((text, replace(entry, activity=f"Menyusun bagian {number} dari laporan bulanan arsip")))
    return made


def run(home: Path, *arguments: str) -> str:
    """Run the program to its end; what it said beside its result."""
    env = {**os.environ, "EKIN_TUI_NOW": NOW, "EKIN_TUI_HOME": str(home)}
    command = [sys.executable, "-m", "ekin_tui", "--lang", "en", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    return done.stderr


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that ``what`` takes, and the processor time of it and its children."""
    began, before = time.perf_counter(), sum(os.times()[:4])
    what()
    return time.perf_counter() - began, sum(os.times()[:4]) - before


def main() -> None:
    """Measure and print."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ("xlsx", "csv", "again", "export", "table")}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "rows.xlsx").write_bytes(sheet_xlsx(lines(ROWS)))
        (root / "rows.csv").write_bytes(sheet_csv(lines(ROWS)))
        large = sheet_xlsx(lines(TABLE))
        for turn in range(TURNS):
            for kind in ("xlsx", "csv"):
                home = root / f"{kind}-{turn}"
                fill_home(home, LOG)
                said: list[str] = []
                found[kind].append(timed(lambda: said.append(run(home, "import", str(root / f"rows.{kind}")))))  # noqa: B023 - called at once
                assert f"{ROWS} rows became drafts" in said[0], said[0][-300:]
            found["again"].append(timed(lambda: run(home, "import", str(root / "rows.csv"))))  # noqa: B023
            year = ("--from", "2026-01-01", "--to", "2026-12-31", "--force", "-o", str(root / "out.xlsx"))
            found["export"].append(timed(lambda: run(home, "export", *year)))  # noqa: B023
            found["table"].append(timed(lambda: [*read_table(io.BytesIO(large), COLUMNS).rows]))
    figures = {f"{name}_s": round(median(wall for wall, _ in values), 2) for name, values in found.items()}
    figures |= {f"{name}_cpu_s": round(median(cpu for _, cpu in values), 2) for name, values in found.items()}
    within = figures["xlsx_s"] <= BAR_S
    print(json.dumps({"name": "exchange", "rows": ROWS, **figures, "bar_s": BAR_S, "within": within}))


if __name__ == "__main__":
    main()
