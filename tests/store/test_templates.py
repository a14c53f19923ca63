"""Templates live on this machine alone: they are kept in order of use and come out of a damaged cache."""

from pathlib import Path

from ekin_tui.store import Store
from ekin_tui.store.saved import gather

AT = "2026-11-25T09:30:00+08:00"


def test_the_most_used_stand_first_and_a_new_content_keeps_the_count(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "cache.db")
    with store.writing():
        store.templates.keep("apel", {"activity": "Apel pagi"}, AT)
        store.templates.keep("rekap", {"activity": "Rekap"}, AT)
        store.templates.count("rekap", AT)
        store.templates.keep("rekap", {"activity": "Rekap surat"}, AT)
    assert [(t.name, t.fields["activity"], t.used) for t in store.templates.all()] == [
        ("rekap", "Rekap surat", 1),
        ("apel", "Apel pagi", 0),
    ]
    with store.writing():
        store.templates.rename("apel", "upacara")
        store.templates.drop("rekap")
    assert [t.name for t in store.templates.all()] == ["upacara"]


def test_templates_come_out_of_a_damaged_cache_and_are_not_taken_for_forms(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    store = Store.open(path)
    with store.writing():
        store.templates.keep("apel", {"activity": "Apel pagi"}, AT)
        store.scratch.keep("typing", {"activity": "sedang diketik"}, AT)
    store.close()
    raw = path.read_bytes()
    blind = raw.replace(b"CREATE TABLE templates", b"CREATE TABLE xemplates").replace(
        b"create table templates", b"create table xemplates"
    )
    for image in (raw, blind, b"\0" * 4096 + raw[4096:]):
        saved = gather(image)
        assert (saved.count("templates"), saved.count("scratch")) == (1, 1)
