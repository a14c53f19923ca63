from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ekin_tui.domain.model import Status
from ekin_tui.store import Store, Where
from ekin_tui.store.rows import row_of
from tests.office import BUDI, JOKO, SITI, make_entry
from tests.store.facts import DAY, draft, op, open_store, received, waiting


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


def test_a_draft_of_this_machine_is_local_and_has_no_base(store: Store) -> None:
    with store.writing():
        store.entries.keep(draft(), queued=None)
    stored = store.entries.get(draft().id)
    assert stored is not None
    assert (stored.entry, stored.base, stored.where) == (draft(), None, Where.LOCAL)


def test_an_entry_and_its_op_are_kept_together(store: Store) -> None:
    with store.writing():
        store.entries.keep(draft(), queued=op("o-1", "put", draft()))
    stored = store.entries.get(draft().id)
    assert stored is not None
    assert stored.where is Where.QUEUED
    assert [w.op.op for w in store.outbox.of_entry(draft().id)] == ["o-1"]


def test_what_the_centre_sends_is_row_and_base(store: Store) -> None:
    theirs = received(draft(), Status.SUBMITTED, late=True)
    with store.writing():
        store.entries.take(theirs)
    stored = store.entries.get(theirs.id)
    assert stored is not None
    assert (stored.entry, stored.base, stored.where) == (theirs, theirs, Where.RECEIVED)


def test_an_edit_keeps_the_centres_copy_as_its_base(store: Store) -> None:
    theirs = received(draft())
    mine = replace(theirs, activity="Menyusun rekap yang lain")
    with store.writing():
        store.entries.take(theirs)
        store.entries.keep(mine, queued=op("o-1", "put", mine, base=theirs.rev))
    stored = store.entries.get(theirs.id)
    assert stored is not None
    assert (stored.entry, stored.base) == (mine, theirs)


def test_an_edit_taken_back_is_the_centres_copy_again(store: Store) -> None:
    theirs = received(draft())
    mine = replace(theirs, activity="Menyusun rekap yang lain")
    with store.writing():
        store.entries.take(theirs)
        store.entries.keep(mine, queued=op("o-1", "put", mine, base=theirs.rev))
        store.outbox.remove("o-1")
        store.entries.keep(theirs, queued=None)
    stored = store.entries.get(theirs.id)
    assert stored is not None
    assert (stored.entry, stored.base, stored.where) == (theirs, theirs, Where.RECEIVED)


def test_while_changes_wait_the_centres_copy_goes_to_the_base_alone(store: Store) -> None:
    mine = draft(activity="Menyusun rekap dengan tangan sendiri")
    theirs = received(draft(), Status.SUBMITTED)
    with store.writing():
        store.entries.keep(mine, queued=op("o-1", "put", mine))
        store.entries.take(theirs)
    stored = store.entries.get(mine.id)
    assert stored is not None
    assert (stored.entry, stored.base) == (mine, theirs)


def test_text_that_no_op_carries_is_not_overwritten_either(store: Store) -> None:
    mine = replace(received(draft()), activity="Masih diketik, belum layak dikirim")
    with store.writing():
        store.entries.take(received(draft()))
        store.entries.keep(mine, queued=None)
        store.entries.take(received(received(draft()), Status.SUBMITTED))
    stored = store.entries.get(mine.id)
    assert stored is not None
    assert (stored.entry, stored.where) == (mine, Where.LOCAL)
    assert store.outbox.base_for(mine.id) == received(draft()).rev


def test_a_waiting_note_does_not_hold_the_centres_copy_back(store: Store) -> None:
    theirs = received(draft(), Status.SUBMITTED)
    with store.writing():
        store.entries.take(theirs)
        store.outbox.add(op("o-1", "note", theirs, text="Sudah dilampirkan", note="n-1"))
        store.entries.take(received(theirs, Status.APPROVED))
    stored = store.entries.get(theirs.id)
    assert stored is not None
    assert (stored.entry.status, stored.where) == (Status.APPROVED, Where.QUEUED)


def test_text_from_the_centre_is_inert_in_the_cache(store: Store) -> None:
    with store.writing():
        store.entries.take(received(draft(activity="a\x1b]52;c;aGk=\x07b\u202ec", unit="dok\x9bumen")))
    stored = store.entries.get(draft().id)
    assert stored is not None
    assert stored.entry.activity.isprintable()
    assert stored.entry.unit == "dok\ufffdumen"


def test_a_day_is_read_in_order_and_without_what_was_discarded(store: Store) -> None:
    entries = [make_entry(n, DAY) for n in (3, 1, 0, 2)]
    with store.writing():
        for entry in entries:
            store.entries.keep(entry, queued=None)
        store.entries.keep(make_entry(1, DAY, status=Status.DISCARDED), queued=None)
        store.entries.keep(make_entry(0, DAY, JOKO), queued=None)
        store.entries.keep(make_entry(0, DAY + timedelta(days=1)), queued=None)
    assert [s.entry.start for s in store.entries.of_days(SITI.id, DAY, DAY)] == [480, 780, 870]
    assert store.entries.last_filled_day(SITI.id, DAY + timedelta(days=9)) == DAY + timedelta(days=1)
    assert store.entries.last_filled_day(SITI.id, DAY) is None
    both = (Status.DRAFT, Status.DISCARDED)
    assert [store.entries.count_of_status(SITI.id, (status,), DAY, DAY) for status in both] == [3, 1]
    assert store.entries.count_of_status(SITI.id, both, DAY, DAY + timedelta(days=1)) == 5
    found = store.entries.of_status(SITI.id, both, DAY, DAY)
    assert [s.entry.start for s in found] == [480, 570, 780, 870]


def test_what_is_open_is_found_by_an_index_and_not_by_looking_through_the_log(store: Store) -> None:
    asked: list[str] = []
    store._base._db.set_trace_callback(asked.append)
    store.entries.of_status(SITI.id, (Status.DRAFT, Status.RETURNED), date.min, date.max)
    store.entries.count_of_status(SITI.id, (Status.DRAFT, Status.RETURNED), date.min, date.max)
    store._base._db.set_trace_callback(None)
    plans = ["; ".join(row[3] for row in store._base.rows(f"explain query plan {sql}")) for sql in asked]
    assert len(plans) == 2
    assert all("INDEX entries_status (owner=? AND status=? AND day>? AND day<?)" in plan for plan in plans), plans


def test_the_queue_of_a_supervisor_has_the_oldest_submission_first(store: Store) -> None:
    times = {n: datetime(2026, 11, 25, hour, tzinfo=UTC) for n, hour in ((0, 9), (1, 7), (2, 8))}
    with store.writing():
        for n, at in times.items():
            store.entries.take(received(make_entry(n, DAY, JOKO), Status.SUBMITTED, received=at))
        store.entries.take(received(make_entry(3, DAY, JOKO), Status.APPROVED))
        store.entries.take(received(make_entry(1, DAY, BUDI), Status.SUBMITTED, position="pos-9"))
    assert [s.entry.start for s in waiting(store, "pos-1")] == [570, 780, 480]
    assert len(waiting(store, "pos-1", "pos-9")) == 4
    assert waiting(store) == []
    assert store.entries.realised(JOKO.id, make_entry(3, DAY, JOKO).plan or "") == {make_entry(3, DAY, JOKO).unit: 3}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("arsip boks", 1),
        ("ARSIP", 4),
        ("dokumen rekap", 1),
        ("100%", 0),
        ("_", 0),
        ("", 4),
        ("'; drop table entries", 0),
    ],
)
def test_a_search_finds_all_words_in_any_order_and_nothing_is_a_wildcard(store: Store, words: str, found: int) -> None:
    with store.writing():
        for n in range(4):
            store.entries.keep(make_entry(n, DAY, evidence="https://arsip.go.id/a"), queued=None)
    assert len(store.entries.search(SITI.id, words, 50)) == found


def test_a_month_out_of_twenty_thousand_entries_costs_what_it_costs_out_of_two_hundred(store: Store) -> None:
    first, steps = date(2006, 1, 1), []
    for numbers in (range(3_300, 3_500), range(20_000)):
        with store.writing():
            store.entries.take_rows([_columns(n, first + timedelta(days=n // 4)) for n in numbers])
        steps.append(_steps(store, first + timedelta(days=830), first + timedelta(days=860)))
    assert steps[1] < steps[0] * 1.1


def _steps(store: Store, first: date, last: date) -> int:
    """Return the instructions of SQLite for the entries of some days, in tens."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    store._base._db.set_progress_handler(count, 10)
    try:
        assert len(store.entries.of_days(SITI.id, first, last)) == 124
    finally:
        store._base._db.set_progress_handler(None, 10)
    return steps


def _columns(number: int, day: date) -> tuple[object, ...]:
    return row_of(received(make_entry(number % 4, day, id=f"e-{number:06d}"), Status.APPROVED))


def test_a_copy_of_the_centre_that_confirms_a_row_gives_it_its_revision_and_any_other_its_whole_content(
    store: Store,
) -> None:
    mine, other = draft(), draft(1)
    told = [received(mine), received(replace(other, activity="Menyusun rekap jumlah arsip statis"), Status.APPROVED)]
    with store.writing():
        for entry in (mine, other):
            store.entries.keep(entry, queued=None)
        store.entries.confirm_rows([row_of(entry) for entry in told])
    found = [store.entries.get(entry.id) for entry in told]
    assert [(one.entry, one.base, one.where) for one in found if one] == [(e, e, Where.RECEIVED) for e in told]


def test_a_copy_of_the_centre_that_is_here_already_touches_nothing_and_what_alone_the_centre_says_is_taken(
    store: Store,
) -> None:
    first, second = received(draft(), Status.SUBMITTED), received(draft(1), Status.SUBMITTED)
    moved = replace(second, position="pos-elsewhere")
    with store.writing():
        store.entries.take_rows([row_of(first), row_of(second)])
        before = store.changed()
        store.entries.take_rows([row_of(first)])
        assert store.changed() == before
        store.entries.take_rows([row_of(first), row_of(moved)])
    found = [store.entries.get(entry.id) for entry in (first, moved)]
    assert [one.entry for one in found if one] == [first, moved]
