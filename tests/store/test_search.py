"""The index of words: what is found, what it follows, and that it can be lost without losing anything else."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ekin_tui.store import Store
from ekin_tui.store.search import FIND, match_of
from tests.office import BUDI, SITI, make_entry
from tests.store.facts import DAY, open_store


def put(store: Store, number: int, activity: str, day: date = DAY, **changes: object) -> str:
    entry = replace(make_entry(number, DAY, activity=activity, **changes), day=day)
    with store.writing():
        store.entries.keep(entry, queued=None)
    return entry.id


def found(store: Store, words: str) -> list[str]:
    return [one.entry.activity for one in store.entries.search(SITI.id, words, 50)]


@pytest.fixture(params=[True, False], ids=["indexed", "not yet indexed"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    opened = open_store(tmp_path)
    put(opened, 1, "Menyusun laporan bulanan", DAY)
    put(opened, 2, "Rapat koordinasi laporan", DAY - timedelta(days=400))
    put(opened, 3, "Mengarsipkan surat masuk", DAY + timedelta(days=1))
    if request.param:
        assert opened.entries.words.left() == 3
        assert opened.entries.words.catch_up() == 0
        assert opened.entries.words.left() == 0
    return opened


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("lap", ["Menyusun laporan bulanan", "Rapat koordinasi laporan"]),
        ("LAPORAN rap", ["Rapat koordinasi laporan"]),
        ("laporan", ["Menyusun laporan bulanan", "Rapat koordinasi laporan"]),
        ("lapor rapat", ["Rapat koordinasi laporan"]),
        ("arsip", ["Mengarsipkan surat masuk"]),
        ('surat" OR "x', []),
        ("100%", []),
        ("-masuk", ["Mengarsipkan surat masuk"]),
        ("tidakada", []),
        ("***", []),
        ("", ["Mengarsipkan surat masuk", "Menyusun laporan bulanan", "Rapat koordinasi laporan"]),
    ],
)
def test_words_find_entries_newest_day_first(store: Store, words: str, hits: list[str]) -> None:
    if words == "-masuk" and store.entries.words.left():
        hits = []
    assert found(store, words) == hits


def test_what_is_changed_or_deleted_is_found_as_it_is_now(store: Store) -> None:
    put(store, 1, "Memeriksa berkas cuti", DAY + timedelta(days=5))
    with store.writing():
        store.entries.forget(make_entry(2, DAY).id)
    for _ in range(2):
        assert found(store, "lapor") == []
        assert found(store, "berkas") == ["Memeriksa berkas cuti"]
        store.entries.words.catch_up()
    assert store._base.rows("select count(*) from search where search match 'bulanan'") == [(0,)]


def test_nobody_elses_entries_are_found(store: Store) -> None:
    put(store, 9, "Laporan orang lain", owner=BUDI)
    store.entries.words.catch_up()
    assert "Laporan orang lain" not in found(store, "lapor")


def test_the_question_follows_the_index_and_sorts_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    args = (match_of(SITI.id, ["lap", "bul"], whole=False), SITI.id, 50)
    plan = " ".join(row[3] for row in store._base.rows(f"explain query plan {FIND}", args))
    assert "search VIRTUAL TABLE INDEX" in plan
    assert "SEARCH entries USING INTEGER PRIMARY KEY" in plan
    assert "TEMP B-TREE" not in plan
    assert "SCAN entries" not in plan


def test_a_damaged_index_is_made_anew_and_nothing_else_is_lost(store: Store) -> None:
    store.entries.words.catch_up()
    with store.writing():
        store._base.write("update search_data set block = x'00ff00ff00ff' where id > 1")
    path = store.path
    store.close()
    again = Store.open(path)
    assert again.salvaged is None
    assert found(again, "laporan rapat") == ["Rapat koordinasi laporan"]
    assert again.entries.words.left() == 3
    put(again, 4, "Laporan sesudah kerusakan")
    assert again.entries.words.catch_up() == 0
    assert len(found(again, "lap")) == 3
    assert again.damage(deep=True) == []
    again.close()
    assert Store.open(path).salvaged is None


def test_a_save_does_not_touch_the_index(store: Store) -> None:
    store.entries.words.catch_up()
    with store.writing():
        store._base.write("update search_data set block = x'00ff'")
    assert put(store, 5, "Tetap tersimpan")
    assert found(store, "tetap") == ["Tetap tersimpan"]


def test_without_an_index_everything_is_looked_through_and_one_is_made_once_it_can_be(store: Store) -> None:
    with store.writing():
        store._base.write("drop table search")
    path = store.path
    store.close()
    assert found(Store.open(path, readonly=True), "lapor") == ["Menyusun laporan bulanan", "Rapat koordinasi laporan"]
    again = Store.open(path)
    assert found(again, "lapor") == ["Menyusun laporan bulanan", "Rapat koordinasi laporan"]
    assert again.entries.words.catch_up() == 0
    assert again._base.rows("select count(*) from search where search match 'laporan'") == [(2,)]


def test_a_cache_of_the_version_before_is_indexed_when_it_is_opened(store: Store) -> None:
    path = store.path
    store.close()
    with closing(sqlite3.connect(path)) as db:
        for name in ("insert", "delete", "update"):
            db.execute(f"drop trigger unsearched_{name}")
        db.execute("drop table unsearched")
        db.execute("drop table search")
        db.execute("delete from _sqlite_migrations where name = 'search'")
        db.execute("pragma user_version = 5")
        db.commit()
    again = Store.open(path)
    assert again.entries.words.left() == 0
    assert found(again, "lapor") == ["Menyusun laporan bulanan", "Rapat koordinasi laporan"]
