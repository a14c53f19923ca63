"""The disk is full, fails, takes no changes, or is in use: a word for the person, and nothing that was saved lost."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ekin_tui.store import Store, StoreError
from tests.faults import fast_folder, spread, strace
from tests.faults.program import FAULT
from tests.faults.proof import OK, Tally, copied, judge, prepared
from tests.office import NOW
from tests.store.facts import DAY, draft, op, open_store

traced = pytest.mark.skipif(bool(strace.why_not()), reason=strace.why_not() or "-")
pytestmark = pytest.mark.xdist_group("strace")


def _with_fault(before: Path, calls: str, fault: Callable[[int], str], wanted: int) -> tuple[Tally, int]:
    """Run with a fault at points of ``calls``, judge each, and return with how many ended in a word of the store."""
    tally = Tally()

    def hurt(point: int) -> tuple[str, str, int]:
        with TemporaryDirectory(dir=fast_folder()) as place:
            path = copied(before, Path(place) / "state")
            done = trial.run(path, inject=fault(point))
            verdict = judge(path, done.acked)
            ended = done.told and done.code in (0, FAULT)
            return verdict if ended else "traceback", f"{calls} {point}: {done.said[-3:]}", done.code

    points = strace.count(copied(before, before.parent / "counted"), calls)
    with strace.warm() as trial:
        results = list(trial.map(hurt, spread(points, wanted)))
    for verdict, where, _ in results:
        tally.add(verdict, where)
    return tally, sum(code == FAULT for _, _, code in results)


@traced
def test_a_disk_that_fills_up_at_any_write_ends_the_save_with_a_word_and_takes_it_when_there_is_room(
    tmp_path: Path,
) -> None:
    tally, told = _with_fault(prepared(tmp_path), "pwrite64", lambda n: f"pwrite64:error=ENOSPC:when={n}+", 10)
    print(tally.found, told)  # noqa: T201 - the figure of the proof, seen with -s
    assert tally.faulty == []
    assert told >= tally.found[OK] // 2


@traced
@pytest.mark.parametrize("call", ["fdatasync", "pwrite64"])
def test_a_disk_that_fails_once_at_any_flush_or_write_loses_nothing_that_was_said_to_be_saved(
    tmp_path: Path, call: str
) -> None:
    tally, told = _with_fault(prepared(tmp_path), call, lambda n: f"{call}:error=EIO:when={n}", 8)
    print(tally.found, told)  # noqa: T201 - the figure of the proof, seen with -s
    assert tally.faulty == []
    assert told


def test_on_a_full_disk_what_is_typed_stays_and_is_saved_when_there_is_room(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    entry = draft(activity="Menyusun rekap arsip masuk " * 400)
    with store.writing():
        store.scratch.keep(entry.id, {"activity": entry.activity}, NOW.isoformat())
    pages = store._base.rows("pragma page_count")[0][0]
    store._base._db.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(StoreError) as caught, store.writing():
        store.entries.keep(entry, queued=op("o-1", "put", entry))
    assert caught.value.code == "disk-full"
    assert store.scratch.get(entry.id) == {"activity": entry.activity}
    assert (store.entries.get(entry.id), store.outbox.count()) == (None, 0)
    store._base._db.execute("pragma max_page_count = 100000")
    with store.writing():
        store.entries.keep(entry, queued=op("o-1", "put", entry))
    stored = store.entries.get(entry.id)
    assert stored is not None
    assert (stored.entry, store.outbox.count()) == (entry, 1)


_TRY = """
import sys
from pathlib import Path
from ekin_tui.store import Store, StoreError
from tests.store.facts import draft, op
store = Store.open(Path(sys.argv[1]))
try:
    with store.writing():
        store.entries.keep(draft(), queued=op("o-2", "put", draft()))
except StoreError as error:
    print(store.readonly, error.code, store.outbox.count())
"""


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write anywhere")
@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o755), (0o644, 0o555), (0o444, 0o555)])
def test_where_the_disk_takes_no_changes_nothing_is_queued(tmp_path: Path, file: int, folder: int) -> None:
    store = open_store(tmp_path / "state")
    with store.writing():
        store.outbox.add(op("o-1", "put", draft()))
    store.close()
    for place in (tmp_path, *tmp_path.parents):
        if "pytest" in str(place) and place.stat().st_uid == os.geteuid():
            place.chmod(0o755)
    before = store.path.read_bytes()
    store.path.chmod(file)
    store.path.parent.chmod(folder)
    command = [sys.executable, "-c", _TRY, str(store.path)]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=strace.ROOT)
    store.path.parent.chmod(0o755)
    assert done.stdout.split() == ["True", "store-readonly", "1"], done.stderr
    assert store.path.read_bytes() == before


def test_a_save_waits_for_another_window_and_is_told_when_that_takes_too_long(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    held, leave = threading.Event(), threading.Event()

    def hold() -> None:
        other = Store.open(store.path)
        with other.writing():
            other.meta.put("window", "other")
            held.set()
            leave.wait(30)
        other.close()

    window = threading.Thread(target=hold)
    window.start()
    assert held.wait(30)
    store._base._db.execute("pragma busy_timeout = 100")
    with pytest.raises(StoreError) as caught, store.writing():
        pytest.fail("two writers at once")
    leave.set()
    store._base._db.execute("pragma busy_timeout = 5000")
    with store.writing():
        store.entries.keep(draft(), queued=op("o-1", "put", draft()))
    window.join()
    assert caught.value.code == "store-locked"
    assert (store.meta.get("window"), store.outbox.count()) == ("other", 1)
    assert len(store.entries.of_days("p-siti", DAY, DAY)) == 1


def test_a_second_thread_that_opens_the_cache_leaves_the_lock_of_the_first_in_place(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    program = (
        "from ekin_tui.store import Store\nimport sys\nfrom pathlib import Path\n"
        "s = Store.open(Path(sys.argv[1])); s._base._db.execute('pragma busy_timeout = 200')\n"
        "with s.writing(): s.meta.put('second', 'writer')"
    )
    with store.writing():
        store.meta.put("first", "writer")
        opener = threading.Thread(target=lambda: Store.open(store.path).close())
        opener.start()
        opener.join()
        done = subprocess.run([sys.executable, "-c", program, str(store.path)], capture_output=True, check=False)
    assert b"store-locked" in done.stderr
    assert store.meta.get("second") is None
