"""An agency's staff from its tables into an empty centre, once more, and with a tenth of them moved; JSON lines.

    python -m benchmarks.staff [--staff N] [--db sqlite|postgresql] [--goals]

50,000 people in 2,500 units as SIASN exports them (two CSV files), with the twelve periods of a year, all in one
command. ``seconds`` is the whole import as somebody waits for it, ``cpu_s`` the processor time of it (on PostgreSQL
without the server's). ``again`` is the same command on the filled centre, which writes nothing; ``move`` lets a
tenth come under another supervisor. ``--goals`` adds an SKP, a result and two plans for each. PostgreSQL is the one
of the tests, without fsync.
"""

import argparse
import calendar
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.server.postgres import running_postgres

from ekin_tui.server import admin
from ekin_tui.server.intake.mapping import read_map
from ekin_tui.server.intake.run import Files, run

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)


def nips(count: int) -> list[str]:
    """Return that many NIPs that belong to nobody we know of."""
    chance, found = random.Random(1), dict[str, None]()
    while len(found) < count:
        born = f"19{chance.randint(65, 99)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
        taken_on = f"20{chance.randint(10, 24)}{chance.randint(1, 12):02d}"
        found[f"{born}{taken_on}{chance.randint(1, 2)}{chance.randint(1, 999):03d}"] = None
    return list(found)


def write(folder: Path, name: str, header: str, rows: Iterator[str]) -> Path:
    """Write a table."""
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def staff(folder: Path, people: list[str], shift: int = 0) -> Path:
    """Write the staff, one in twenty of whom leads a unit; ``shift`` puts every tenth of the others into the next."""
    units = max(1, len(people) // 20)

    def row(number: int, nip: str) -> str:
        leads = number < units
        unit = (number + (shift if not leads and number % 10 == 0 else 0)) % units
        job, post = ("Struktural", f"Kepala Unit {unit}") if leads else ("Fungsional", "Arsiparis Ahli Muda")
        return f"'{nip};Pegawai {number};Jabatan {job};{post};01-02-2024;U{unit};Unit {unit}"

    header = "NIP BARU;NAMA;JENIS JABATAN NAMA;JABATAN NAMA;TMT JABATAN;UNOR ID;UNOR NAMA"
    return write(folder, f"staff{shift}.csv", header, (row(number, nip) for number, nip in enumerate(people)))


def others(folder: Path, people: list[str], *, goals: bool) -> list[Path]:
    """Write the units, the periods and, if asked, what everybody is to reach."""
    units = max(1, len(people) // 20)
    posts = (f"U{n};Unit {n};Kepala Unit {n};{f'U{(n - 1) // 6}' if n else ''}" for n in range(units))
    months = (
        f"01-{m}-2026;{calendar.monthrange(2026, m)[1]}-{m}-2026;05-{m % 12 + 1}-{2026 + m // 12}" for m in range(1, 13)
    )
    found = [
        write(folder, "posts.csv", "ID;NAMA UNOR;NAMA JABATAN;DIATASAN ID", posts),
        write(folder, "periods.csv", "MULAI;SELESAI;BATAS PENGISIAN", months),
    ]
    if goals:
        plans = (f"'{nip};2026;A;Rencana {n};r{n};12;dokumen" for nip in people for n in range(2))
        found += [
            write(folder, "skp.csv", "NIP;TAHUN;JENIS SKP", (f"'{nip};2026;definitif" for nip in people)),
            write(folder, "rhk.csv", "NIP;TAHUN;KODE RHK;RHK", (f"'{nip};2026;A;Arsip tertata" for nip in people)),
            write(folder, "plans.csv", "NIP;TAHUN;KODE RHK;RENCANA AKSI;KODE;TARGET;SATUAN", plans),
        ]
    return found


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Give the URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'centre.db'}"
        return
    with running_postgres(Path(tempfile.gettempdir(), "ekin-postgres-benchmark")) as cluster:
        yield cluster.fresh()


def measure(name: str, url: str, files: Files, asked: argparse.Namespace) -> None:
    """Import and print what it took."""
    began, cpu = time.perf_counter(), time.process_time()
    report = run(url, files, now=NOW, apply=True)
    assert not report.troubles
    figures = {
        "benchmark": f"staff-{name}",
        "db": asked.db,
        "staff": asked.staff,
        "goals": asked.goals,
        "changes": len(report.changes),
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(figures), flush=True)


def main() -> None:
    """Measure an import, a second one, and one that moves people."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--staff", type=int, default=50_000)
    parser.add_argument("--db", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--goals", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, database(asked.db, Path(name)) as url:
        folder, people = Path(name), nips(asked.staff)
        (folder / "map.toml").write_text('[agency]\nid = "besar"\nname = "Instansi Besar"\n', encoding="utf-8")
        columns, rest = read_map(folder / "map.toml"), others(folder, people, goals=asked.goals)
        admin.init(url)
        first = Files(paths=[(path, None) for path in (staff(folder, people), *rest)], columns=columns)
        measure("import", url, first, asked)
        measure("again", url, first, asked)
        moved = Files(paths=[(staff(folder, people, 1), None)], columns=columns)
        measure("move", url, moved, asked)


if __name__ == "__main__":
    main()
