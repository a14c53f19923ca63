"""What ``u`` takes back: everything that has not left, step by step, also after a restart."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ekin_tui.desk import Desk
from ekin_tui.desk.views import DayKind, Form
from ekin_tui.domain.model import Status
from ekin_tui.store import Store
from tests.office import NOW, TODAY, Office, counting, office


@pytest.fixture
def siti(tmp_path: Path) -> Office:
    return office(tmp_path)


def whole(**changes: str) -> Form:
    form = Form(
        plan="plan-lapbul-p-siti",
        day=TODAY.isoformat(),
        start="08.00",
        end="09.30",
        activity="Menyusun rekap jumlah arsip masuk bulan berjalan",
        quantity="1",
        unit="dokumen",
    )
    return replace(form, **changes)


def quantities(siti: Office, entry_id: str) -> list[int | None]:
    return [w.op.fields.quantity for w in siti.store.outbox.of_entry(entry_id) if w.op.fields]


def saved_three_times(siti: Office) -> str:
    view, _ = siti.desk.journal.save(whole())
    for quantity in ("2", "3"):
        siti.desk.journal.save(replace(siti.desk.journal.form(view.entry.id), quantity=quantity))
    return view.entry.id


def test_saves_that_share_a_place_in_the_queue_are_taken_back_one_by_one(siti: Office) -> None:
    entry = saved_three_times(siti)
    assert quantities(siti, entry) == [3]
    for quantity in (2, 1):
        assert siti.desk.journal.undo() == "save"
        assert quantities(siti, entry) == [quantity]
    assert siti.desk.journal.undo() == "save"
    assert siti.desk.journal.view(entry) is None
    assert siti.store.outbox.count() == 0
    assert siti.desk.journal.undo() is None


def test_the_way_back_survives_a_restart(siti: Office) -> None:
    entry = saved_three_times(siti)
    siti.desk.journal.submit([entry])
    siti.store.close()
    store = Store.open(siti.path)
    again = Desk(store, clock=lambda: NOW, new_id=counting("later"), holidays=lambda _: {})
    assert [again.journal.undo() for _ in range(5)] == ["submit", "save", "save", "save", None]
    assert again.journal.day(TODAY).entries == ()


def test_a_draft_that_was_saved_twice_and_discarded_comes_back_whole(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole())
    siti.desk.journal.save(replace(siti.desk.journal.form(view.entry.id), quantity="2"))
    siti.desk.journal.discard(view.entry.id)
    assert siti.desk.journal.undo() == "discard"
    assert quantities(siti, view.entry.id) == [2]
    assert siti.desk.journal.undo() == "save"
    assert quantities(siti, view.entry.id) == [1]
    assert siti.desk.journal.undo() == "save"
    assert siti.store.outbox.count() == 0


def test_a_copied_day_and_a_sent_day_are_one_step_each(siti: Office) -> None:
    copies = siti.desk.journal.copy_last(TODAY)
    siti.desk.journal.submit([copy.entry.id for copy in copies])
    assert siti.desk.journal.undo() == "submit"
    assert {v.entry.status for v in siti.desk.journal.day(TODAY).entries} == {Status.DRAFT}
    assert siti.desk.journal.undo() == "copy"
    assert siti.desk.journal.day(TODAY).entries == ()
    assert siti.store.outbox.count() == 0


def test_of_a_sent_day_only_what_has_not_left_is_taken_back(siti: Office) -> None:
    copies = siti.desk.journal.copy_last(TODAY)
    siti.desk.journal.submit([copy.entry.id for copy in copies])
    gone = copies[0].entry.id
    with siti.store.writing():
        siti.store.outbox.leaving(waiting.seq for waiting in siti.store.outbox.of_entry(gone))
    assert siti.desk.journal.undo() == "part"
    statuses = {v.entry.id: v.entry.status for v in siti.desk.journal.day(TODAY).entries}
    assert statuses.pop(gone) is Status.SUBMITTED
    assert set(statuses.values()) == {Status.DRAFT}
    assert siti.desk.journal.undo() == "copy"
    assert [v.entry.id for v in siti.desk.journal.day(TODAY).entries] == [gone]


def test_what_was_done_here_alone_before_an_entry_left_never_takes_it_away(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole(activity="x" * 501))
    siti.desk.journal.save(replace(siti.desk.journal.form(view.entry.id), activity=whole().activity))
    with siti.store.writing():
        siti.store.outbox.leaving(waiting.seq for waiting in siti.store.outbox.of_entry(view.entry.id))
    assert siti.desk.journal.undo() == "left"
    assert siti.desk.journal.undo() is None
    assert siti.desk.journal.view(view.entry.id) is not None


def test_a_marked_day_is_taken_back_to_what_it_was(siti: Office) -> None:
    journal = siti.desk.journal
    journal.mark(TODAY, "leave", "Cuti sakit")
    journal.mark(TODAY, "duty")
    assert journal.day_of_undo() == TODAY
    assert journal.undo() == "mark"
    assert (journal.day(TODAY).kind, journal.day(TODAY).name) == (DayKind.LEAVE, "Cuti sakit")
    assert journal.undo() == "mark"
    assert journal.day(TODAY).kind is DayKind.WORK
    assert siti.store.outbox.count() == 0
    assert journal.undo() is None
    assert journal.day_of_undo() is None


def test_a_mark_that_has_left_stays_and_is_said_to_have_left(siti: Office) -> None:
    journal = siti.desk.journal
    journal.mark(TODAY, "leave")
    [waiting] = siti.store.outbox.all()
    with siti.store.writing():
        siti.store.outbox.remove(waiting.op.op)
    assert journal.undo() == "left"
    assert journal.day(TODAY).kind is DayKind.LEAVE


def test_the_day_of_an_undo_is_that_of_the_change(siti: Office) -> None:
    day = TODAY - timedelta(days=2)
    siti.desk.journal.save(whole(day=day.isoformat()))
    assert siti.desk.journal.day_of_undo() == day
