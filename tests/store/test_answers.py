"""What is kept between two keys is never older than what was written."""

from contextlib import suppress
from pathlib import Path

from ekin_tui.store import Store
from ekin_tui.store.check import is_damage
from tests.office import SITI
from tests.store.facts import DAY, draft, open_store


def shown(store: Store) -> list[str]:
    return [stored.entry.id for stored in store.entries.of_days(SITI.id, DAY, DAY)]


def put(store: Store, entry_id: str) -> None:
    with store.writing():
        store.entries.keep(draft(id=entry_id), queued=None)


def test_what_another_window_wrote_is_seen_with_the_next_question(tmp_path: Path) -> None:
    here, there = open_store(tmp_path), open_store(tmp_path)
    here.renew()
    assert shown(here) == []
    put(there, "e1")
    here.renew()
    assert shown(here) == ["e1"]


def test_what_one_wrote_oneself_is_seen_within_the_same_question(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.renew()
    assert shown(store) == []
    put(store, "e1")
    assert shown(store) == ["e1"]


def test_what_was_taken_back_is_never_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.renew()
    with suppress(InterruptedError), store.writing():
        store.entries.keep(draft(id="e1"), queued=None)
        assert shown(store) == ["e1"]
        raise InterruptedError
    assert shown(store) == []


def test_text_that_is_being_typed_makes_no_view_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    before = store.changed()
    with store.writing():
        store.scratch.keep("e1", {"activity": "menyusun"}, "2026-11-25T08:00:00+07:00")
    assert store.changed() == before
    with store.writing():
        store.scratch.drop("e1")
    assert store.changed() != before


def test_only_the_index_of_words_may_be_damaged_without_the_cache_being_so() -> None:
    assert not is_damage(["ok"])
    assert not is_damage(["malformed inverted index for FTS5 table main.search"])
    assert is_damage(["malformed inverted index for FTS5 table main.search", "row 3 missing from index entries_day"])
