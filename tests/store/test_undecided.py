"""The queue as the cache gives it: orders, windows, places, what narrows it; what was returned; kept notes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ekin_tui.domain.model import Entry, Status
from ekin_tui.domain.rev import advance
from ekin_tui.store import Store
from ekin_tui.store.saved import gather
from ekin_tui.store.undecided import Part, Sift
from tests.office import BUDI, JOKO, SITI, make_entry
from tests.store.facts import DAY, open_store, received

AT = "2026-11-25T01:30:00+00:00"
ALL = Sift(positions=("pos-1",), but=BUDI.id)
COUNT = 240


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a cache with 240 entries of two people that wait, four a day and person, received in mixed order."""
    store = open_store(tmp_path_factory.mktemp("queue"))
    with store.writing():
        for number in range(COUNT):
            place, piece = divmod(number, 4)
            owner, day = (SITI, JOKO)[place % 2], DAY - timedelta(days=place // 2)
            at = datetime(2026, 11, 25, tzinfo=UTC) - timedelta(minutes=number * 7 % COUNT)
            entry = replace(make_entry(piece, day, owner), id=f"w-{number:03d}")
            store.entries.take(received(entry, Status.SUBMITTED, received=at, late=number % 5 == 0))
        own = received(make_entry(0, DAY, BUDI), Status.SUBMITTED)
        elsewhere = received(replace(make_entry(1, DAY, JOKO), id="x"), Status.SUBMITTED, position="pos-9")
        decided = received(replace(make_entry(2, DAY, JOKO), id="y"), Status.APPROVED)
        for entry in (own, elsewhere, decided):
            store.entries.take(entry)
    return store


def ids(store: Store, sift: Sift, part: Part = Part(), offset: int = 0, limit: int = 1_000) -> list[str]:  # noqa: B008 - frozen
    return [stored.entry.id for stored in store.undecided.window(sift, part, offset, limit)]


def found(store: Store, entry_id: str) -> Entry:
    stored = store.entries.get(entry_id)
    assert stored is not None
    return stored.entry


def test_only_what_others_sent_to_the_positions_waits(full: Store) -> None:
    assert full.undecided.count(ALL) == COUNT
    assert full.undecided.count(replace(ALL, positions=())) == 0
    assert full.undecided.count(replace(ALL, positions=("pos-1", "pos-9"))) == COUNT + 1


def test_windows_follow_each_other_without_gap_and_each_entry_has_its_place(full: Store) -> None:
    whole = ids(full, ALL)
    assert [entry for at in range(0, COUNT, 32) for entry in ids(full, ALL, offset=at, limit=32)] == whole
    times = [found(full, entry).received for entry in whole]
    assert times == sorted(time for time in times if time)
    for number in (0, 31, 32, COUNT - 1):
        assert full.undecided.place(ALL, Part(), found(full, whole[number])) == number


def test_the_work_of_a_person_stands_by_day_and_that_of_a_day_by_person(full: Store) -> None:
    one = Part(owner=JOKO.id)
    mine = [found(full, entry) for entry in ids(full, ALL, one)]
    assert {entry.owner for entry in mine} == {JOKO.id}
    assert [(entry.day, entry.start) for entry in mine] == sorted((entry.day, entry.start) for entry in mine)
    assert full.undecided.place(ALL, one, mine[17]) == 17
    day = Part(day=DAY, ranks=(SITI.id, JOKO.id))
    assert [found(full, entry).owner for entry in ids(full, ALL, day)] == [SITI.id] * 4 + [JOKO.id] * 4
    assert full.undecided.place(ALL, day, mine[0]) is None
    assert dict(full.undecided.by_owner(ALL)) == {JOKO.id: COUNT // 2, SITI.id: COUNT // 2}
    assert full.undecided.by_day(ALL)[-1] == (DAY, 8)


def test_a_sift_leaves_what_it_names(full: Store) -> None:
    late = replace(ALL, late=True)
    assert {found(full, entry).late for entry in ids(full, late)} == {True}
    assert full.undecided.count(replace(ALL, first=DAY - timedelta(days=1), last=DAY)) == 16
    assert full.undecided.count(replace(ALL, owners=(SITI.id,), first=DAY, last=DAY)) == 4
    assert full.undecided.count(replace(ALL, plans=(f"plan-alih-{JOKO.id}",))) == COUNT // 8
    assert full.undecided.count(replace(ALL, words=(("pertanian", ()),))) == COUNT // 4
    assert full.undecided.count(replace(ALL, words=(("pertanian", (SITI.id,)),))) == COUNT // 2 + COUNT // 8
    assert full.undecided.count(replace(ALL, words=(("%", ()),))) == 0
    assert full.undecided.count(replace(ALL, days=frozenset({(SITI.id, DAY)}))) == 4
    numbers = [number for number, _ in full.undecided.numbered(ALL, 0, 5)]
    assert full.undecided.count(replace(ALL, rows=tuple(numbers))) == 5
    assert full.undecided.place(late, Part(), found(full, "w-001")) is None


def test_the_minutes_of_a_day_count_all_that_was_sent_and_not_rejected(full: Store) -> None:
    said = {(owner, day): minutes for owner, day, minutes in full.undecided.minutes(ALL)}
    assert said[SITI.id, DAY] == 90 + 135 + 90 + 90
    assert said[JOKO.id, DAY] == said[SITI.id, DAY] + 90, "the approved entry of that day counts"


def sent(text: str, status: Status, before: Entry | None = None) -> Entry:
    if before is None:
        return received(make_entry(0, DAY, JOKO, activity=text), status)
    return advance(replace(before, activity=text, status=status))


def test_what_was_submitted_is_what_was_returned(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    first = sent("Menyusun rekap", Status.SUBMITTED)
    for entry in (first, sent("Menyusun rekap", Status.RETURNED, first)):
        with store.writing():
            store.entries.take(entry)
    kept = store.undecided.returned(first.id)
    assert kept is not None
    assert (kept.activity, kept.rev) == ("Menyusun rekap", first.rev)
    for text, status in (("Menyusun rekap dua bidang", Status.RETURNED), ("Selesai", Status.SUBMITTED)):
        with store.writing():
            store.entries.take(sent(text, status, found(store, first.id)))
        assert store.undecided.returned(first.id) == kept, "what its owner writes since changes nothing of it"
    for status in (Status.RETURNED, Status.SUBMITTED, Status.APPROVED, Status.RETURNED):
        with store.writing():
            store.entries.take(sent(f"Selesai, {status}", status, found(store, first.id)))
    again = store.undecided.returned(first.id)
    assert again is not None
    assert again.activity == "Selesai, returned", "an approval that was reopened is as it came"
    with store.writing():
        store.entries.forget(first.id)
    assert store.undecided.returned(first.id) is None


def test_an_entry_that_came_as_returned_is_kept_as_it_came(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.writing():
        store.entries.take(sent("Menyusun rekap", Status.RETURNED))
    kept = store.undecided.returned(sent("", Status.RETURNED).id)
    assert kept is not None
    assert kept.activity == "Menyusun rekap"


def test_kept_notes_stand_most_used_first_and_come_out_of_a_damaged_cache(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.writing():
        for text in ("Lampirkan …", "Uraikan …", "Uraikan …"):
            store.phrases.keep(text, "return", AT)
        store.phrases.keep("Bagus", "comment", AT)
        store.phrases.count("Uraikan …", "return", AT)
        store.templates.keep("apel", {"activity": "Apel pagi"}, AT)
    assert store.phrases.all("return") == ["Uraikan …", "Lampirkan …"]
    store.close()
    raw = (tmp_path / "cache.db").read_bytes()
    blind = raw.replace(b"CREATE TABLE phrases", b"CREATE TABLE xhrases").replace(
        b"create table phrases", b"create table xhrases"
    )
    for image in (raw, blind):
        saved = gather(image)
        assert (saved.count("phrases"), saved.count("templates")) == (3, 1)
    store = Store.open(tmp_path / "cache.db")
    with store.writing():
        store.phrases.drop("Uraikan …", "return")
    assert store.phrases.all("return") == ["Lampirkan …"]
