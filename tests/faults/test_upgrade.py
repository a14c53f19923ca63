"""A later version of the program brings the cache up to date, is killed at it or loses its power, and starts again."""

import random
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlite_utils import Database

from ekin_tui.store import Store, StoreError
from ekin_tui.store.schema import migrations
from ekin_tui.store.store import VERSION
from tests.faults import LONG, fast_folder, spread, strace
from tests.faults.disk import Disk
from tests.faults.proof import CORRUPT, LOST, OK, Tally, copied
from tests.office import NOW
from tests.store.facts import draft, op, open_store

pytestmark = [
    pytest.mark.skipif(bool(strace.why_not()), reason=strace.why_not() or "-"),
    pytest.mark.xdist_group("strace"),
]
SEED = 20_261_125
Rows = dict[str, list[tuple[object, ...]]]


def _columns(db: sqlite3.Connection) -> dict[str, str]:
    """Return the columns of each table of ours."""
    tables = [row[0] for row in db.execute("select name from sqlite_schema where type = 'table'")]
    ours = [table for table in tables if not table.startswith(("sqlite_", "_sqlite"))]
    return {t: ", ".join(f'"{row[1]}"' for row in db.execute(f"pragma table_info({t})")) for t in ours}


def _rows(path: Path, columns: dict[str, str]) -> Rows:
    with closing(sqlite3.connect(path)) as db:
        return {t: db.execute(f"select {names} from {t} order by 1").fetchall() for t, names in columns.items()}  # noqa: S608


def _worked_in(folder: Path) -> Path:
    """Return a cache of today in which somebody has worked."""
    store = open_store(folder)
    with store.writing():
        for n in range(20):
            entry = draft(n, id=f"e-{n}", activity=f"Menyusun rekap arsip masuk nomor {n} " * (1 + n % 3 * 20))
            store.entries.keep(entry, queued=op(f"o-{n}", "put", entry))
        store.scratch.keep("e-typing", {"activity": "sedang diketik"}, NOW.isoformat())
    store.close()
    return store.path


@pytest.fixture
def first(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Return the same cache as the first version of the program would have left it, and the columns that it knew."""
    path = tmp_path / "first" / "cache.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        migrations.apply(Database(db), stop_before="grounds")
        db.execute("pragma user_version = 1")
        columns = _columns(db)
        db.execute("attach ? as today", (str(_worked_in(tmp_path / "today")),))
        for table, names in columns.items():
            db.execute(f"insert into {table}({names}) select {names} from today.{table}")  # noqa: S608
    return path, columns


def _judge(path: Path, before: Rows, columns: dict[str, str]) -> str:
    """Start once more, and say whether the cache is up to date with all that it held."""
    try:
        store = Store.open(path)
    except StoreError as error:
        return f"{CORRUPT} ({error.code}, {error.details})"
    with closing(store):
        if (
            store.salvaged is not None
            or store.damage(deep=True)
            or store._base.row("pragma user_version") != (VERSION,)
        ):
            return CORRUPT
        with store.writing():
            store.entries.keep(draft(30, id="later"), queued=op("o-later", "put", draft(30, id="later")))
        with store.writing():
            store._base.write("delete from outbox where op = 'o-later'")
            store._base.write("delete from entries where id = 'later'")
    return OK if _rows(path, columns) == before else LOST


def _tried(points: list[int], at: Callable[[int, Path], str]) -> Tally:
    tally = Tally()
    for point in points:
        with TemporaryDirectory(dir=fast_folder()) as place:
            tally.add(at(point, Path(place)), point)
    print(tally.found)  # noqa: T201 - the figure of the proof, seen with -s
    return tally


def test_a_kill_at_any_write_of_an_upgrade_needs_no_repair(first: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    path, columns = first
    before = _rows(path, columns)
    out = tmp_path / "calls"
    assert strace.run(copied(path, tmp_path / "counted"), "open", out=out).code == 0
    writes = sum(call.name == "pwrite64" for call in strace.recorded(out))

    def kill(point: int, place: Path) -> str:
        copy = copied(path, place / "state")
        done = trial.run(copy, "open", inject=f"pwrite64:signal=KILL:when={point}")
        return _judge(copy, before, columns) if done.code == -signal.SIGKILL else f"not killed ({done.code})"

    tried = spread(writes, 6)
    with strace.warm(1) as trial:
        tally = _tried(tried, kill)
    assert writes > 20
    assert tally.found == {OK: len(tried)}, tally.faulty


def test_a_loss_of_power_at_any_moment_of_an_upgrade_needs_no_repair(
    first: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    path, columns = first
    before = _rows(path, columns)
    folder, out = tmp_path / "run", tmp_path / "calls"
    run = Path(shutil.copytree(path.parent, folder)) / path.name
    assert strace.run(run, "open", out=out).code == 0
    crashes = list(Disk(run, path.read_bytes(), SEED, tears=12 if LONG else 2).crashes(strace.recorded(out)))
    chosen = crashes if LONG else random.Random(SEED).sample(crashes, 60)
    tally = _tried(list(range(len(chosen))), lambda n, place: _judge(chosen[n].lay_out(place), before, columns))
    assert tally.found == {OK: len(chosen)}, [chosen[int(one.split()[-1])].where for one in tally.faulty]
