"""Copies of the cache: whole while others write, one a day, and put back without deleting anything."""

import gzip
import sqlite3
import stat
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from ekin_tui.domain.model import Entry, Status
from ekin_tui.store import Store, StoreError
from ekin_tui.store.backups import KEPT_DAYS, copies, folder_of, keep, keep_daily, restore
from ekin_tui.store.store import VERSION
from tests.office import SITI, as_received, fill_month, fill_reference, make_entry

DAY = date(2026, 11, 25)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    store = Store.open(tmp_path / "cache.db")
    fill_reference(store, SITI)
    fill_month(store)
    store.close()
    return tmp_path / "cache.db"


def rows(path: Path, sql: str = "select id, activity from entries order by id") -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def received(number: int) -> Entry:
    return as_received(make_entry(number % 9, DAY), Status.APPROVED)


def sent(cache: Path) -> None:
    """Leave nothing that waits to be sent or is being typed."""
    with closing(sqlite3.connect(cache)) as db:
        db.executescript("delete from outbox; delete from scratch;")


def test_a_day_has_one_copy_and_the_oldest_days_go(cache: Path) -> None:
    made = [keep_daily(cache, DAY + timedelta(days=n)) for n in range(KEPT_DAYS + 3)]
    assert all(made)
    assert keep_daily(cache, DAY + timedelta(days=KEPT_DAYS + 2)) is None
    kept = {file.name for file in copies(cache)}
    assert kept == {f"cache-{DAY + timedelta(days=n)}.db.gz" for n in range(3, KEPT_DAYS + 3)}
    assert stat.S_IMODE(folder_of(cache).stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in copies(cache)} == {0o600}
    assert [file.name for file in folder_of(cache).iterdir() if file.name.startswith(".")] == []


def test_a_copy_that_somebody_asked_for_stays_and_takes_no_day_its_place(cache: Path) -> None:
    asked = folder_of(cache) / "cache-2026-11-01T120000.db.gz"
    keep(cache, asked)
    for n in range(KEPT_DAYS):
        keep(cache, folder_of(cache) / f"cache-{DAY}T0{n}0000.db.gz")
        keep_daily(cache, DAY + timedelta(days=n))
    days = {f"cache-{DAY + timedelta(days=n)}.db.gz" for n in range(KEPT_DAYS)}
    kept = {file.name for file in copies(cache)}
    assert days <= kept
    assert asked.name in kept
    assert len(kept) == 2 * KEPT_DAYS + 1


def test_a_copy_that_is_damaged_anywhere_is_told_as_such_and_leaves_the_cache(cache: Path, tmp_path: Path) -> None:
    sent(cache)
    keep(cache, tmp_path / "copy.db.gz")
    whole, before = (tmp_path / "copy.db.gz").read_bytes(), rows(cache)
    torn = tmp_path / "torn.db.gz"
    told = 0
    for at in range(10, len(whole), len(whole) // 60):
        torn.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        if says(torn.read_bytes()) == gzip.decompress(whole):
            continue  # another way to the same zeros
        with pytest.raises(StoreError) as caught:
            restore(cache, torn, VERSION)
        assert caught.value.code == "backup-unreadable", at
        told += 1
    assert told > 50
    assert rows(cache) == before


def says(packed: bytes) -> bytes:
    """What a copy holds; nothing when it can't be read."""
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        return b""


def test_a_copy_is_whole_while_another_window_writes(cache: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        store = Store.open(cache)
        number = 0
        while not stop.is_set():
            number += 1
            with store.writing():
                store.entries.take(replace(received(number), id=f"more-{number:05d}"))
        store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        keep(cache, tmp_path / "copy.db.gz")
    finally:
        stop.set()
        writer.join()
    plain = tmp_path / "copy.db"
    plain.write_bytes(gzip.decompress((tmp_path / "copy.db.gz").read_bytes()))
    assert rows(plain, "pragma integrity_check") == [("ok",)]
    assert set(rows(plain)) <= set(rows(cache))


def test_two_windows_that_copy_the_same_day_at_once_leave_one_whole_copy(cache: Path) -> None:
    wanted = rows(cache)
    for n in range(8):
        target = folder_of(cache) / f"cache-{DAY + timedelta(days=n)}.db.gz"
        with ThreadPoolExecutor(4) as windows:
            list(windows.map(partial(keep, cache), [target] * 4))  # raises what any of them raised
        whole = cache.with_name("whole.db")
        whole.write_bytes(gzip.decompress(target.read_bytes()))
        assert rows(whole) == wanted
    assert [file.name for file in folder_of(cache).iterdir() if file.name.startswith(".")] == []


def test_a_cache_of_an_older_form_is_copied_before_it_changes(cache: Path) -> None:
    with closing(sqlite3.connect(cache)) as db:
        db.execute(f"pragma user_version = {VERSION - 1}")
    before = rows(cache)
    Store.open(cache).close()
    (copy,) = copies(cache)
    assert copy.name == f"cache-before-change-of-{VERSION - 1}.db.gz"
    plain = cache.with_name("plain.db")
    plain.write_bytes(gzip.decompress(copy.read_bytes()))
    assert rows(plain) == before
    assert rows(plain, "pragma user_version") == [(VERSION - 1,)]


def test_a_restored_copy_stands_in_the_place_of_the_cache_which_is_set_aside(cache: Path) -> None:
    sent(cache)
    keep_daily(cache, DAY)
    before = rows(cache)
    with closing(sqlite3.connect(cache)) as db, db:
        db.execute("delete from entries")
    done = restore(cache, copies(cache)[0], VERSION)
    assert rows(cache) == before
    assert done.entries == len(before) > 0
    assert rows(cache.with_name(done.aside)) == []
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600
    Store.open(cache).close()


def test_a_window_that_is_open_meanwhile_writes_nothing_into_either(cache: Path) -> None:
    sent(cache)
    keep_daily(cache, DAY)
    window = Store.open(cache)
    restore(cache, copies(cache)[0], VERSION)
    with pytest.raises(StoreError) as caught, window.writing():
        window.entries.take(replace(received(1), id="lost"))
    window.close()
    assert caught.value.code == "store-replaced"


def test_what_has_not_left_is_not_set_aside_unasked(cache: Path) -> None:
    keep_daily(cache, DAY)
    store = Store.open(cache)
    with store.writing():
        store.scratch.keep("new", {"activity": "belum selesai"}, "2026-11-25T09:30:00+08:00")
    store.close()
    before = rows(cache)
    with pytest.raises(StoreError) as caught:
        restore(cache, copies(cache)[0], VERSION)
    assert caught.value.code == "backup-unsent"
    assert caught.value.details["n"] == 1
    assert rows(cache) == before
    aside = restore(cache, copies(cache)[0], VERSION, anyway=True).aside
    assert rows(cache.with_name(aside), "select fields from scratch") == [('{"activity": "belum selesai"}',)]


def test_another_persons_copy_is_not_restored(cache: Path, tmp_path: Path) -> None:
    sent(cache)
    keep(cache, tmp_path / "hers.db.gz")
    with closing(sqlite3.connect(cache)) as db, db:
        db.execute("update meta set value = 'somebody-else' where key = 'person'")
    with pytest.raises(StoreError) as caught:
        restore(cache, tmp_path / "hers.db.gz", VERSION)
    assert caught.value.code == "backup-other-person"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a database at all",
        gzip.compress(b"SQLite format 3\x00 but nothing more"),
        gzip.compress(bytes(4096))[:40],
        b"\x1f\x8b\x08\x00garbage",
    ],
    ids=["empty", "text", "head-alone", "cut", "garbage"],
)
def test_what_is_no_whole_copy_changes_nothing(cache: Path, tmp_path: Path, content: bytes) -> None:
    sent(cache)
    before = rows(cache)
    (tmp_path / "odd.db.gz").write_bytes(content)
    with pytest.raises(StoreError) as caught:
        restore(cache, tmp_path / "odd.db.gz", VERSION)
    assert caught.value.code == "backup-unreadable"
    assert rows(cache) == before
    assert sorted(file.name for file in tmp_path.iterdir() if "restored" in file.name) == []


def test_a_flipped_byte_in_a_copy_is_found(cache: Path, tmp_path: Path) -> None:
    sent(cache)
    copy = tmp_path / "copy.db.gz"
    keep(cache, copy)
    held = bytearray(copy.read_bytes())
    held[len(held) // 2] ^= 0xFF
    copy.write_bytes(held)
    with pytest.raises(StoreError) as caught:
        restore(cache, copy, VERSION)
    assert caught.value.code == "backup-unreadable"


def test_a_copy_of_a_later_version_is_refused(cache: Path, tmp_path: Path) -> None:
    sent(cache)
    keep(cache, tmp_path / "copy.db.gz")
    with pytest.raises(StoreError) as caught:
        restore(cache, tmp_path / "copy.db.gz", VERSION - 1)
    assert caught.value.code == "store-newer"
