"""Bytes of the cache go bad: the next start sets the file aside and keeps what its pages still hold."""

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ekin_tui.domain.model import DayMark, Problem, Status
from ekin_tui.store import Store, StoreError
from ekin_tui.store.acknowledged import Sent
from ekin_tui.store.check import beside, is_due
from ekin_tui.store.pages import Image, Reader
from ekin_tui.store.salvage import finish
from ekin_tui.store.saved import _TABLES, gather
from tests.faults import LONG
from tests.office import NOW, SITI, as_received, fill_month, fill_reference, make_entry
from tests.store.facts import DAY, draft, op

Harm = Callable[[bytearray, random.Random], None]
PAGE = 4_096
SEEDS = range(60 if LONG else 6)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a cache with something of every kind that only this machine has, and freed pages between."""
    store = Store.open(tmp_path_factory.mktemp("whole") / "cache.db")
    fill_reference(store, SITI)
    fill_month(store)
    with store.writing():
        for n in range(120):
            store.entries.take(as_received(make_entry(n, DAY - timedelta(days=n), id=f"old-{n}"), Status.APPROVED))
        for n in range(24):
            entry = draft(n, id=f"mine-{n}", activity=f"Menyusun rekap arsip masuk nomor {n} " * (1 + n % 3 * 60))
            store.entries.keep(entry, queued=op(f"o-{n}", "put", entry))
        store.entries.keep(draft(1, id="unfit", activity="belum layak dikirim"), queued=None)
        store.scratch.keep("typing", {"activity": "sedang diketik"}, NOW.isoformat())
        store.conflicts.add("mine-1", draft(1), None, NOW, clash_id="clash", ops=[op("o-x", "put", draft(1))])
        store.outbox.add(op("o-no", "submit", draft(2)))
        store.outbox.set_aside("o-no", draft(2).id, store.outbox.body("o-no") or "", Problem(code="period-locked"))
        store.outbox.sent([Sent(op="o-old", entry="old-1", body="{}", verdict="applied", rev="1-a")])
        store.reference.pin("plan-1", True)
        store.reference.put(DayMark(id="mine", day=DAY, kind="leave", owner=SITI.id))
        store.meta.put("device", "d-1")
        store.cursors.put("me", "epoch-1", "cursor-9")
        for n in range(60, 120):
            store.entries.forget(f"old-{n}")
    store.close()
    return store.path.read_bytes()


def _own(store: Store) -> dict[str, list[str]]:
    """Return what only this machine has, and read all the rest on the way."""
    store.entries.of_days(SITI.id, date(2020, 1, 1), date(2030, 1, 1))
    store.reference.plans(SITI.id, None)
    store.notes.of_entry("e-siti-1123-1")
    return {
        "queue": [f"{w.op}" for w in store.outbox.all()],
        "typed": [f"{form}" for form in store.scratch.all()],
        "clashes": [f"{clash}" for clash in store.conflicts.all()],
        "refused": [f"{w.op} {w.problem}" for w in store.outbox.attention()],
        "pins": sorted(store.reference.pins()),
        "marks": [mark.id for mark in store.reference.marks(SITI.id, DAY, DAY)],
        "unfit": [s.entry.activity for s in store.entries.of_days(SITI.id, DAY, DAY) if s.entry.id == "unfit"],
        "device": [str(store.meta.get("device")), str(store.meta.get("person"))],
    }


def _opened(path: Path) -> tuple[Store, dict[str, list[str]]]:
    """Open the cache and read all of it, as a person would: after a word of damage, once more."""
    store = Store.open(path)
    try:
        return store, _own(store)
    except StoreError as error:
        store.close()
        if error.code != "store-corrupt":
            raise
    store = Store.open(path)
    return store, _own(store)


def _save_on(store: Store) -> None:
    """Save as a person would: a refusal that comes of the damage sends them to start once more."""
    try:
        with store.writing():
            store.meta.put("later", "saves go on")
    except StoreError:
        store.close()
        store = Store.open(store.path)
        with store.writing():
            store.meta.put("later", "saves go on")
    store.close()


def _truth(whole: bytes, folder: Path) -> dict[str, list[str]]:
    folder.mkdir()
    (folder / "cache.db").write_bytes(whole)
    store, own = _opened(folder / "cache.db")
    assert store.salvaged is None
    store.close()
    return own


def _roots(whole: bytes, tmp_path: Path) -> dict[str, int]:
    (tmp_path / "roots.db").write_bytes(whole)
    with closing(sqlite3.connect(tmp_path / "roots.db")) as db:
        return dict(db.execute("select name, rootpage from sqlite_schema"))


def _header(raw: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 4, 16))):
        raw[chance.randrange(100)] ^= chance.randrange(1, 256)


def _no_header(raw: bytearray, _: random.Random) -> None:
    raw[:100] = bytes(100)


def _first_page(raw: bytearray, chance: random.Random) -> None:
    raw[:PAGE] = chance.randbytes(PAGE)


def _flips(raw: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 8, 64))):
        raw[chance.randrange(PAGE, len(raw))] ^= 1 << chance.randrange(8)


def _page(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(1, len(raw) // PAGE) * PAGE
    raw[at : at + PAGE] = chance.choice((bytes(PAGE), chance.randbytes(PAGE)))


def _page_head(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(1, len(raw) // PAGE) * PAGE
    raw[at + chance.randrange(12)] ^= chance.randrange(1, 256)


def _cut(raw: bytearray, chance: random.Random) -> None:
    del raw[chance.randrange(1, len(raw)) :]


def _emptied(raw: bytearray, _: random.Random) -> None:
    raw.clear()


@pytest.mark.parametrize("harm", [_header, _no_header, _first_page, _flips, _page, _page_head, _cut, _emptied])
@pytest.mark.parametrize("seed", SEEDS)
def test_bad_bytes_never_crash_the_start_and_never_leave_it_silently_empty(
    whole: bytes, tmp_path: Path, harm: Harm, seed: int
) -> None:
    truth = _truth(whole, tmp_path / "truth")
    folder = tmp_path / "state"
    folder.mkdir()
    path = folder / "cache.db"
    path.write_bytes(whole)
    Store.open(path).close()
    raw = bytearray(path.read_bytes())
    harm(raw, random.Random(seed))
    path.write_bytes(raw)
    os.utime(beside(path, ".checked"), (1, 1))
    store, own = _opened(path)
    asides = [file for file in folder.iterdir() if ".corrupt-" in file.name]
    assert (store.salvaged is not None) == bool(asides)
    if store.salvaged is not None:
        assert (folder / store.salvaged.file).read_bytes() == raw
        assert store.cursors.all() == {}
    lost = {room for room in truth if len(own[room]) < len(truth[room])}
    if lost:
        assert store.salvaged is not None, lost
        assert store.salvaged.damaged, lost
    _save_on(store)


@pytest.mark.parametrize("harm", [_no_header, _first_page])
def test_what_only_this_machine_has_is_kept_whole_when_the_first_page_is_gone(
    whole: bytes, tmp_path: Path, harm: Harm
) -> None:
    truth = _truth(whole, tmp_path / "truth")
    raw = bytearray(whole)
    harm(raw, random.Random(1))
    (tmp_path / "cache.db").write_bytes(raw)
    store, own = _opened(tmp_path / "cache.db")
    assert store.salvaged is not None
    assert {room for room in truth if own[room] != truth[room]} <= {"pins"}
    assert (store.salvaged.queued, store.salvaged.typed, store.salvaged.conflicts) == (24, 1, 1)


@pytest.mark.parametrize("table", ["entries", "facts", "notes", "sent", "came", "outbox_entry", "entries_day"])
def test_the_queue_is_kept_whole_when_another_table_is_gone(whole: bytes, tmp_path: Path, table: str) -> None:
    truth = _truth(whole, tmp_path / "truth")
    root = _roots(whole, tmp_path)[table]
    raw = bytearray(whole)
    raw[(root - 1) * PAGE : root * PAGE] = bytes(PAGE)
    (tmp_path / "cache.db").write_bytes(raw)
    store, own = _opened(tmp_path / "cache.db")
    assert store.salvaged is not None
    assert own["queue"] == truth["queue"]
    assert (own["typed"], own["clashes"]) == (truth["typed"], truth["clashes"])
    written = {s.entry.id for s in store.entries.of_days(SITI.id, DAY, DAY)}
    assert {f"mine-{n}" for n in range(24)} <= written


@pytest.mark.parametrize(
    ("at", "byte"), [(47, 0x44), (60, 0x1D), (28, 0xFF), (16, 0x07)], ids=lambda value: f"{value:x}"
)
def test_a_flipped_bit_of_the_header_is_damage_and_no_other_fault(
    whole: bytes, tmp_path: Path, at: int, byte: int
) -> None:
    truth = _truth(whole, tmp_path / "truth")
    (tmp_path / "cache.db").write_bytes(whole[:at] + bytes([byte]) + whole[at + 1 :])
    store, own = _opened(tmp_path / "cache.db")
    assert own == truth
    with store.writing():
        store.meta.put("later", "saves go on")


def test_a_header_that_forbids_writing_costs_one_save_and_is_mended_by_the_next_start(
    whole: bytes, tmp_path: Path
) -> None:
    (tmp_path / "cache.db").write_bytes(whole[:18] + b"\x09" + whole[19:])
    store, own = _opened(tmp_path / "cache.db")
    with pytest.raises(StoreError) as caught, store.writing():
        store.meta.put("later", "saves go on")
    assert caught.value.code == "store-readonly"
    store.close()
    again = Store.open(tmp_path / "cache.db")
    assert again.salvaged is not None
    assert _own(again) == own
    with again.writing():
        again.meta.put("later", "saves go on")


def test_damage_whose_own_words_are_no_text_is_damage(whole: bytes, tmp_path: Path) -> None:
    raw = whole.replace(
        b"op text primary key, entry text not null, body", b"op te\xf8t primary key, entry text not null, body"
    )
    (tmp_path / "cache.db").write_bytes(raw)
    store, own = _opened(tmp_path / "cache.db")
    assert raw != whole
    assert store.salvaged is not None
    assert own == _truth(whole, tmp_path / "truth")


def test_pages_are_read_as_sqlite_reads_them(whole: bytes, tmp_path: Path) -> None:
    _roots(whole, tmp_path)
    reader = Reader(Image(whole), lambda _: None)
    found: dict[str, list[str]] = {}
    for name, values in reader.rows():
        found.setdefault(name, []).append(repr([0.0 if value == 0 else value for value in values]))
    assert reader.damaged == 0
    with closing(sqlite3.connect(tmp_path / "roots.db")) as db:
        for table in _TABLES:
            rows = [repr([0.0 if v == 0 else v for v in row]) for row in db.execute(f"select * from {table}")]  # noqa: S608
            assert sorted(found.get(table, [])) == sorted(rows), table


def test_every_column_of_a_table_that_is_kept_is_known(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "cache.db")
    for table, form in _TABLES.items():
        assert len(store._base.rows(f"pragma table_info({table})")) == len(form.columns), table


def test_what_is_in_the_log_alone_is_read_too(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(whole)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("insert into scratch values('in-the-log', '{\"activity\": \"baru\"}', '2026')")
        saved = gather(path.read_bytes(), beside(path, "-wal").read_bytes())
        assert (saved.count("scratch"), saved.damaged) == (2, 0)
        assert gather(path.read_bytes()).count("scratch") == 1


def test_damage_met_while_reading_is_salvaged_at_the_next_start_without_a_look(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(whole.replace(b'{"op":"o-3"', b'["op":"o-3"'))
    store = Store.open(path)
    with pytest.raises(StoreError) as caught:
        store.outbox.all()
    assert caught.value.code == "store-corrupt"
    store.close()
    again = Store.open(path)
    assert again.salvaged is not None
    assert (again.salvaged.queued, again.salvaged.damaged) == (23, 1)
    with again.writing():
        again.forget_salvage()
    again.close()
    assert Store.open(path).salvaged is None


def test_a_window_on_the_file_that_was_set_aside_is_told_so_before_it_writes(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(whole)
    window = Store.open(path)
    os.utime(beside(path, ".checked"), (0, 0))
    Store.open(path).close()
    with pytest.raises(StoreError) as caught, window.writing():
        pytest.fail("a save went to the file that was set aside")
    assert caught.value.code == "store-replaced"


def test_a_salvage_that_was_cut_short_is_taken_up_by_the_next_start(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(bytes(100) + whole[100:])
    store = Store.open(path)
    done = store.salvaged
    store.close()
    assert done is not None
    new = path.read_bytes()
    beside(path, ".salvaged").write_bytes(new)
    path.write_bytes((tmp_path / done.file).read_bytes())
    (tmp_path / done.file).unlink()
    again = Store.open(path)
    assert (again.salvaged, path.read_bytes()[:PAGE]) == (done, new[:PAGE])
    assert (tmp_path / done.file).read_bytes()[100:] == whole[100:]
    finish(path)


def test_two_files_set_aside_in_one_second_keep_names_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    for text in (b"satu" * 400, b"dua" * 400):
        path.write_bytes(text)
        Store.open(path).close()
    asides = sorted(file.read_bytes()[:3] for file in tmp_path.iterdir() if ".corrupt-" in file.name)
    assert asides == [b"dua", b"sat"]


def test_a_look_is_due_after_a_day_and_after_an_end_that_was_not_clean(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    assert is_due(path)
    Store.open(path).close()
    assert not is_due(path)
    now = datetime.now(UTC).timestamp()
    os.utime(beside(path, ".checked"), (now - 90_000, now - 90_000))
    assert is_due(path)
    os.utime(beside(path, ".checked"), (now + 900_000, now + 900_000))
    assert is_due(path)
    Store.open(path).close()
    beside(path, "-journal").write_bytes(b"x")
    assert is_due(path)
