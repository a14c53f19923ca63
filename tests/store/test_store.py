import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from ekin_tui.store import Store, StoreError
from ekin_tui.store.file import is_local, wal_is_safe
from ekin_tui.store.store import VERSION
from tests.store.facts import draft, op, open_store


def test_the_cache_and_its_folder_are_for_nobody_else_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        store = open_store(tmp_path / "state")
        with store.writing():
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "state").iterdir()}
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}, modes


def test_every_commit_is_on_the_disk_before_it_returns(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    assert store._base.row("pragma synchronous") == (3,)


def test_the_journal_is_wal_only_where_wal_is_sound(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    wanted = "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"
    assert store._base.row("pragma journal_mode") == (wanted,)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_only_versions_without_the_wal_reset_race_may_use_wal(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) is safe


@pytest.mark.parametrize(
    ("line", "local"),
    [
        ("server:/home /home nfs4 rw 0 0", False),
        ("//server/home /home cifs rw 0 0", False),
        ("me@host: /home/siti fuse.sshfs rw 0 0", False),
        ("/dev/sda2 /home ext4 rw 0 0", True),
        ("server:/x /other nfs rw 0 0", True),
    ],
)
def test_a_folder_on_a_network_file_system_is_known_as_such(line: str, local: bool) -> None:
    assert is_local(Path("/home/siti/cache.db"), f"/dev/sda1 / ext4 rw 0 0\n{line}\n") is local


def test_a_file_that_is_no_database_is_set_aside_as_it_is_and_a_new_cache_made(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    path.write_text("Ini catatan saya, bukan basis data." * 40)
    before = path.read_bytes()
    store = Store.open(path)
    assert store.salvaged is not None
    assert (tmp_path / store.salvaged.file).read_bytes() == before
    assert store.outbox.count() == 0


def test_a_damaged_file_that_may_not_be_changed_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    path.write_text("Ini catatan saya, bukan basis data." * 40)
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        Store.open(path, readonly=True)
    assert caught.value.code == "store-corrupt"
    assert path.read_bytes() == before


def test_a_cache_of_a_later_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "cache.db")) as db:
        db.execute(f"pragma user_version = {VERSION + 1}")
    before = (tmp_path / "cache.db").read_bytes()
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path / "cache.db")
    assert (caught.value.code, caught.value.details["have"]) == ("store-newer", VERSION + 1)
    assert (tmp_path / "cache.db").read_bytes() == before


def test_a_cache_opened_to_read_refuses_every_write(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    store = Store.open(tmp_path / "cache.db", readonly=True)
    assert store.readonly
    assert store.meta.get("person") == "p-siti"
    with pytest.raises(StoreError) as caught, store.writing():
        pytest.fail("a read-only cache let a writer in")
    assert caught.value.code == "store-readonly"


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write anywhere")
def test_a_cache_on_a_disk_that_takes_no_changes_opens_to_be_read(tmp_path: Path) -> None:
    open_store(tmp_path / "state").close()
    path = tmp_path / "state" / "cache.db"
    for place in (tmp_path, *tmp_path.parents):
        if place == Path("/"):
            break
        if place.stat().st_uid == os.geteuid() and "pytest" in str(place):
            place.chmod(0o755)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    program = (
        "import sys; from pathlib import Path; from ekin_tui.store import Store\n"
        "store = Store.open(Path(sys.argv[1])); print(store.readonly, store.meta.get('person'))"
    )
    command = [sys.executable, "-c", program, str(path)]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    path.parent.chmod(0o755)
    assert done.stdout.split() == ["True", "p-siti"], done.stderr


def test_a_full_disk_is_named_and_what_was_saved_before_stays(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.writing():
        store.entries.keep(draft(), queued=None)
    pages = store._base.row("pragma page_count")
    assert pages
    store._base._db.execute(f"pragma max_page_count = {pages[0]}")
    with pytest.raises(StoreError) as caught:
        _fill(store)
    assert caught.value.code == "disk-full"
    assert [s.entry.id for s in store.entries.of_days("p-siti", draft().day, draft().day)] == [draft().id]


def _fill(store: Store) -> None:
    with store.writing():
        for number in range(1, 400):
            store.entries.keep(draft(number, id=f"e-{number}"), queued=None)


def _stumble(store: Store) -> None:
    with store.writing():
        store.entries.keep(draft(), queued=op("o-1", "put", draft()))
        raise LookupError


def test_a_transaction_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with pytest.raises(LookupError):
        _stumble(store)
    assert store.entries.get(draft().id) is None
    assert store.outbox.count() == 0
    with store.writing():
        store.entries.keep(draft(), queued=op("o-1", "put", draft()))
    assert store.outbox.count() == 1


def test_a_write_outside_of_a_transaction_is_a_fault_of_the_program(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with pytest.raises(RuntimeError):
        store.meta.put("lang", "id")


def test_two_windows_that_write_at_once_wait_for_each_other(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    barrier, faults = threading.Barrier(4), []

    def write(name: int) -> None:
        store = Store.open(tmp_path / "cache.db")
        try:
            barrier.wait()
            for number in range(15):
                with store.writing():
                    count = int(store.meta.get("count") or 0)
                    store.meta.put("count", str(count + 1))
                    store.entries.keep(draft(0, id=f"e-{name}-{number}"), queued=None)
        except StoreError as error:
            faults.append(error.code)
        finally:
            store.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = Store.open(tmp_path / "cache.db")
    assert faults == []
    assert store.meta.get("count") == "60"
    assert len(store.entries.of_days("p-siti", draft().day, draft().day)) == 60


def test_a_writer_that_waited_five_seconds_is_told_who_is_in_the_way(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    other = Store.open(store.path)
    other._base._db.execute("pragma busy_timeout = 50")
    with store.writing(), pytest.raises(StoreError) as caught, other.writing():
        pytest.fail("two writers at once")
    assert caught.value.code == "store-locked"


def test_a_write_of_another_window_is_noticed(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    other = Store.open(store.path)
    before = store.changed()
    assert store.changed() == before
    with other.writing():
        other.meta.put("lang", "en")
    after = store.changed()
    assert after != before
    with store.writing():
        store.meta.put("lang", "id")
    assert store.changed() != after


def test_first_starts_at_once_make_one_cache(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from ekin_tui.store import Store\n"
        "store = Store.open(Path(sys.argv[1]))\nwith store.writing(): store.meta.put(sys.argv[2], 'x')"
    )
    path = str(tmp_path / "cache.db")
    running = [
        subprocess.Popen([sys.executable, "-c", program, path, str(n)], stderr=subprocess.PIPE) for n in range(4)
    ]
    assert [p.wait() for p in running] == [0] * 4, [p.stderr.read() for p in running if p.stderr]
    store = Store.open(tmp_path / "cache.db")
    assert [store.meta.get(str(n)) for n in range(4)] == ["x"] * 4
    for process in running:
        if process.stderr:
            process.stderr.close()


def test_a_cache_that_is_up_to_date_opens_without_sqlite_utils(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    program = (
        "import sys; from pathlib import Path; from ekin_tui.store import Store\n"
        "Store.open(Path(sys.argv[1])); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "cache.db")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


_WRITER = """
import sys
from pathlib import Path
from ekin_tui.store import Store
from tests.store.facts import draft, op
store = Store.open(Path(sys.argv[1]))
number = 0
while True:
    entry = draft(number, id=f"e-{number}")
    with store.writing():
        store.entries.keep(entry, queued=op(f"o-{number}", "put", entry))
    print(number, flush=True)
    number += 1
"""


@pytest.mark.parametrize("after_s", [0.02, 0.05, 0.09])
def test_what_was_said_to_be_saved_is_there_after_a_kill_and_never_half(tmp_path: Path, after_s: float) -> None:
    open_store(tmp_path).close()
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(tmp_path / "cache.db")], stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert process.stdout
    first = process.stdout.readline()
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    told = len((first + process.stdout.read()).splitlines())
    process.wait()
    process.stdout.close()
    store = Store.open(tmp_path / "cache.db")
    entries = {s.entry.id for s in store.entries.of_days("p-siti", draft().day, draft().day)}
    queued = {waiting.op.entry for waiting in store.outbox.all()}
    assert {f"e-{n}" for n in range(told)} <= entries
    assert entries == queued
    assert store._base.row("pragma integrity_check") == ("ok",)
