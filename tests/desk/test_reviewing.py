import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ekin_tui.desk.phrases import around, gaps
from ekin_tui.desk.views import Form
from ekin_tui.domain.model import Action, Capacity, Note, Policy, Status
from ekin_tui.domain.rev import advance
from ekin_tui.store import StoreError, Where
from tests.office import BUDI, JOKO, SITI, Office, as_received, make_entry, office

ROOT = Path(__file__).parents[2]


@pytest.fixture
def budi(tmp_path: Path) -> Office:
    return office(tmp_path, me=BUDI)


def first(budi: Office) -> tuple[str, str]:
    entry = budi.desk.reviewing.queue()[0].entry
    return entry.id, entry.rev


def test_the_queue_is_oldest_first_and_only_what_waits(budi: Office) -> None:
    queue = budi.desk.reviewing.queue()
    assert len(queue) == 6
    assert [v.entry.received for v in queue] == sorted(v.entry.received for v in queue if v.entry.received)
    assert {v.owner.name for v in queue} == {SITI.name, JOKO.name}
    assert queue[0].waiting_hours == 113


def test_the_queue_can_be_narrowed_to_a_person_by_nip_or_name(budi: Office) -> None:
    assert len(budi.desk.reviewing.queue("19910115 201903 1 007")) == 3
    assert {v.owner.name for v in budi.desk.reviewing.queue("siti")} == {SITI.name}
    assert budi.desk.reviewing.queue("nobody") == []


def test_an_entry_is_seen_with_its_plan_and_what_was_realised(budi: Office) -> None:
    found = budi.desk.reviewing.look("e-joko-1120-1")
    assert found is not None
    assert found.view.plan is not None
    assert found.view.plan.plan.target == 48
    assert [v.entry.id for v in found.same_day] == ["e-joko-1120-2"]
    assert found.acting is not None
    assert found.acting.capacity is Capacity.HOLDER


def test_what_was_realised_leaves_out_units_that_cannot_count_what_the_plan_counts(budi: Office) -> None:
    found = budi.desk.reviewing.look("e-joko-1120-1")
    assert found is not None
    before, plan = found.realised, found.view.plan
    assert plan is not None
    assert plan.plan.unit == "daftar"
    with budi.store.writing():
        for number, (quantity, unit) in enumerate([(2, "daftar"), (3, "dokumen"), (400, "lembar")]):
            work = make_entry(1, date(2026, 11, 3), JOKO, id=f"e-unit-{number}", plan=plan.plan.id)
            budi.store.entries.take(as_received(work, Status.APPROVED, quantity=quantity, unit=unit))
    again = budi.desk.reviewing.look("e-joko-1120-1")
    assert again is not None
    assert again.realised == before + 5


def test_several_are_approved_all_or_none_where_the_cache_can_not_be_written_midway(budi: Office) -> None:
    read = [(view.entry.id, view.entry.rev) for view in budi.desk.reviewing.queue()[:3]]
    with closing(sqlite3.connect(budi.path)) as other:
        other.execute(
            "create trigger full before insert on outbox when (select count(*) from outbox where t = 'approve') > 0 "
            "begin select raise(abort, 'full'); end"
        )
    with pytest.raises(StoreError):
        budi.desk.reviewing.approve_all(read)
    assert len(budi.desk.reviewing.queue()) == 6
    assert budi.store.outbox.count() == 0
    assert budi.desk.reviewing.undo() is None


_KILLED = """
import os, sys
from pathlib import Path
from ekin_tui.desk import Desk
from ekin_tui.store import Store
from tests.office import NOW, counting

store = Store.open(Path(sys.argv[1]))
put, left = store.undo.push, int(sys.argv[2])

def push(key, payload):
    global left
    left -= 1
    if not left:
        os._exit(9)
    put(key, payload)

store.undo.push = push
desk = Desk(store, clock=lambda: NOW, new_id=counting("killed"), holidays=lambda _: {})
desk.reviewing.approve_all([(view.entry.id, view.entry.rev) for view in desk.reviewing.queue()])
"""


@pytest.mark.parametrize(("step", "waiting"), [(1, 6), (4, 6), (6, 6), (7, 0)])
def test_a_program_that_dies_amid_several_approvals_has_made_all_or_none(budi: Office, step: int, waiting: int) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, str(budi.path), str(step)], check=False, cwd=ROOT)
    assert done.returncode == (9 if waiting else 0)
    assert len(budi.desk.reviewing.queue()) == waiting
    assert budi.store.outbox.count() == 6 - waiting


def test_an_approval_recognises_all_minutes_and_waits_to_leave(budi: Office) -> None:
    entry_id, rev = first(budi)
    outcome = budi.desk.reviewing.approve(entry_id, rev=rev)
    assert outcome.view is not None
    assert outcome.view.entry.status is Status.APPROVED
    assert outcome.view.entry.recognised == outcome.view.entry.minutes
    assert outcome.view.where is Where.QUEUED
    assert len(budi.desk.reviewing.queue()) == 5
    [waiting] = budi.store.outbox.of_entry(entry_id)
    assert (waiting.op.t, waiting.op.base, waiting.op.assignment) == ("approve", rev, "as-1")


def test_fewer_minutes_need_a_note(budi: Office) -> None:
    entry_id, rev = first(budi)
    refused = budi.desk.reviewing.approve(entry_id, rev=rev, minutes=30)
    assert refused.problem is not None
    assert refused.problem.code == "note-needed"
    done = budi.desk.reviewing.approve(entry_id, rev=rev, minutes=30, note="Hanya boks 21.")
    assert done.view is not None
    assert done.view.entry.recognised == 30
    assert done.view.notes[-1].text == "Hanya boks 21."


def test_a_return_without_a_note_is_refused(budi: Office) -> None:
    entry_id, rev = first(budi)
    refused = budi.desk.reviewing.send_back(entry_id, rev=rev, note="  ")
    assert refused.problem is not None
    assert refused.problem.field == "note"
    done = budi.desk.reviewing.send_back(entry_id, rev=rev, note="Sebutkan jumlah boks.")
    assert done.view is not None
    assert done.view.entry.status is Status.RETURNED
    assert done.view.notes[-1].kind is Action.RETURN


def test_an_entry_that_has_changed_since_it_was_read_is_refused_and_shown_again(budi: Office) -> None:
    entry_id, rev = first(budi)
    stored = budi.store.entries.get(entry_id)
    assert stored is not None
    with budi.store.writing():
        changed = replace(stored.entry, activity="Menyusun rekap yang lain sama sekali")
        budi.store.entries.take(as_received(changed, Status.SUBMITTED))
    outcome = budi.desk.reviewing.approve(entry_id, rev=rev)
    assert outcome.problem is not None
    assert outcome.problem.code == "stale-base"
    assert outcome.view is not None
    assert outcome.view.entry.activity.endswith("sama sekali")
    assert len(budi.desk.reviewing.queue()) == 6


def test_a_decision_is_taken_back_while_it_has_not_left(budi: Office) -> None:
    entry_id, rev = first(budi)
    budi.desk.reviewing.reject(entry_id, rev=rev, note="Bukan tugas jabatan ini.")
    done = budi.desk.reviewing.undo()
    assert done is not None
    assert (done.key, done.count) == ("reject", 1)
    view = done.view
    assert view is not None
    assert view.entry.status is Status.SUBMITTED
    assert view.notes == ()
    assert budi.store.outbox.count() == 0


def test_an_approval_is_reopened_with_a_reason(budi: Office) -> None:
    stored = budi.store.entries.get("e-joko-1120-2")
    assert stored is not None
    outcome = budi.desk.reviewing.reopen(stored.entry.id, rev=stored.entry.rev, note="Jumlah lembar keliru.")
    assert outcome.view is not None
    assert outcome.view.entry.status is Status.RETURNED


def test_a_comment_decides_nothing(budi: Office) -> None:
    entry_id, _ = first(budi)
    outcome = budi.desk.reviewing.comment(entry_id, note="Terima kasih.")
    assert outcome.view is not None
    assert outcome.view.entry.status is Status.SUBMITTED
    assert [n.text for n in outcome.view.notes] == ["Terima kasih."]


def test_own_entries_and_those_of_other_posts_are_not_shown(budi: Office) -> None:
    with budi.store.writing():
        own = as_received(make_entry(0, date(2026, 11, 24), BUDI), Status.SUBMITTED)
        elsewhere = as_received(make_entry(3, date(2026, 11, 24)), Status.SUBMITTED, position="pos-9")
        budi.store.entries.take(own)
        budi.store.entries.take(elsewhere)
    assert budi.desk.reviewing.look(own.id) is None
    assert budi.desk.reviewing.look(elsewhere.id) is None
    assert len(budi.desk.reviewing.queue()) == 6
    refused = budi.desk.reviewing.approve(elsewhere.id, rev=elsewhere.rev).problem
    assert refused is not None
    assert refused.code == "not-found"


def test_the_posts_that_one_speaks_for_are_told_with_the_own_one_first(budi: Office) -> None:
    assert [a.capacity for a in budi.desk.reviewing.acting()] == [Capacity.HOLDER, Capacity.PLT]
    assert budi.desk.reviewing.is_supervisor()


def test_a_clerk_is_no_supervisor(tmp_path: Path) -> None:
    assert not office(tmp_path).desk.reviewing.is_supervisor()


def test_the_time_of_a_note_is_told_in_the_readers_zone(budi: Office) -> None:
    entry_id, _ = first(budi)
    with budi.store.writing():
        at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
        budi.store.notes.take(Note(id="n-z", entry=entry_id, kind=Action.NOTE, text="Sore.", by=BUDI.id, at=at))
    found = budi.desk.reviewing.look(entry_id)
    assert found is not None
    told = found.view.notes[-1].at
    assert told is not None
    assert (told.day, told.hour) == (25, 7)


def test_the_room_of_review_takes_back_nothing_of_ones_own_work(budi: Office) -> None:
    entry_id, rev = first(budi)
    budi.desk.reviewing.approve(entry_id, rev=rev)
    saved, _ = budi.desk.journal.save(Form(day="2026-11-25", activity="Menyusun rencana kerja bidang"))
    assert budi.desk.reviewing.undo() is None
    assert budi.desk.journal.view(saved.entry.id) is not None
    assert budi.desk.journal.undo() == "save"
    done = budi.desk.reviewing.undo()
    assert done is not None
    assert done.key == "approve"


def test_work_of_the_same_day_that_went_to_an_office_one_does_not_speak_for_is_not_shown(budi: Office) -> None:
    entry = budi.desk.reviewing.queue()[0].entry
    other = as_received(make_entry(9, entry.day, id="e-elsewhere", owner=JOKO), Status.APPROVED)
    with budi.store.writing():
        budi.store.entries.take(replace(other, position="pos-elsewhere"))
    found = budi.desk.reviewing.look(entry.id)
    assert found is not None
    assert "e-elsewhere" not in {view.entry.id for view in found.same_day}


def returned(budi: Office, entry_id: str, *, note: bool = True, rev: str | None = None) -> None:
    """Have another machine of the office return an entry, and its owner mend two fields and send it again."""
    stored = budi.store.entries.get(entry_id)
    assert stored is not None
    back = advance(replace(stored.entry, status=Status.RETURNED))
    said = Note(id="n-back", entry=entry_id, kind=Action.RETURN, text="Uraikan.", by="p-x", name="Rina",
                at=datetime(2026, 11, 24, tzinfo=UTC), rev=stored.entry.rev if rev is None else rev)  # fmt: skip
    mended = replace(back, quantity=9, activity="Mendaftar arsip boks 30", status=Status.SUBMITTED)
    for entry in (back, advance(mended)):
        with budi.store.writing():
            budi.store.entries.take(entry)
    if note:
        with budi.store.writing():
            budi.store.notes.take(said)


def test_what_changed_since_the_return_stands_field_by_field(budi: Office) -> None:
    entry_id, _ = first(budi)
    returned(budi, entry_id)
    found = budi.desk.reviewing.look(entry_id)
    assert found is not None
    assert found.back is not None
    assert found.back.note.text == "Uraikan."
    assert found.back.fields == {
        "activity": ("Mendaftar arsip inaktif Dinas Pertanian boks 21 sampai 24", "Mendaftar arsip boks 30"),
        "quantity": ("4", "9"),
    }


def test_a_copy_that_is_not_what_was_returned_is_not_shown_for_it(budi: Office) -> None:
    entry_id, _ = first(budi)
    returned(budi, entry_id, rev="3-00000000")
    found = budi.desk.reviewing.look(entry_id)
    assert found is not None
    assert found.back is not None
    assert found.back.fields is None


def test_an_entry_without_a_return_has_nothing_to_compare(budi: Office) -> None:
    entry_id, _ = first(budi)
    returned(budi, entry_id, note=False)
    found = budi.desk.reviewing.look(entry_id)
    assert found is not None
    assert found.back is None


def test_the_day_of_an_entry_is_added_up_beside_its_target(budi: Office) -> None:
    found = budi.desk.reviewing.look("e-joko-1120-1")
    assert found is not None
    assert (found.minutes, found.target) == (135 + 90, 450)
    with budi.store.writing():
        rejected = as_received(make_entry(3, date(2026, 11, 20), JOKO), Status.REJECTED)
        budi.store.entries.take(rejected)
        budi.store.reference.put(Policy(rev=2, day_target=200))
    found = budi.desk.reviewing.look("e-joko-1120-1")
    assert found is not None
    assert (found.minutes, found.target) == (225, 200)


def test_a_text_that_repeats_another_day_is_told_to_its_reviewer(budi: Office) -> None:
    found = budi.desk.reviewing.look("e-joko-1120-1")
    assert found is not None
    assert "text-repeated" in {hint.code for hint in found.hints}


def test_several_are_approved_at_once_and_one_undo_takes_all_of_them_back(budi: Office) -> None:
    read = [(view.entry.id, view.entry.rev) for view in budi.desk.reviewing.queue()[:3]]
    outcomes = budi.desk.reviewing.approve_all(read)
    assert [outcome.problem for outcome in outcomes] == [None] * 3
    assert len(budi.desk.reviewing.queue()) == 3
    done = budi.desk.reviewing.undo()
    assert done is not None
    assert (done.key, done.count) == ("approve", 3)
    assert done.view is not None
    assert done.view.entry.id == read[0][0]
    assert len(budi.desk.reviewing.queue()) == 6
    assert budi.store.outbox.count() == 0
    assert budi.desk.reviewing.undo() is None


def test_what_changed_meanwhile_is_left_out_of_several(budi: Office) -> None:
    read = [(view.entry.id, view.entry.rev) for view in budi.desk.reviewing.queue()[:2]]
    outcomes = budi.desk.reviewing.approve_all([read[0], (read[1][0], "9-00000000")])
    assert [outcome.problem and outcome.problem.code for outcome in outcomes] == [None, "stale-base"]
    assert len(budi.desk.reviewing.queue()) == 5


def test_of_several_only_what_has_not_left_is_taken_back(budi: Office) -> None:
    read = [(view.entry.id, view.entry.rev) for view in budi.desk.reviewing.queue()[:3]]
    budi.desk.reviewing.approve_all(read)
    [waiting] = budi.store.outbox.of_entry(read[1][0])
    with budi.store.writing():
        budi.store.outbox.leaving([waiting.seq])
    done = budi.desk.reviewing.undo()
    assert done is not None
    assert (done.key, done.count) == ("part", 2)
    assert len(budi.desk.reviewing.queue()) == 5


def test_notes_are_kept_to_be_used_again_and_a_gap_is_named(budi: Office) -> None:
    phrases = budi.desk.phrases
    phrases.keep("Lampirkan ___ untuk  boks ___", "return")
    phrases.keep("Terima kasih", "comment")
    assert phrases.all("return") == ["Lampirkan … untuk boks …"]
    assert [around("Lampirkan … untuk boks …", at) for at in gaps("Lampirkan … untuk boks …")] == [
        "Lampirkan … untuk boks …",
        "untuk boks …",
    ]
    phrases.drop("Lampirkan … untuk boks …", "return")
    assert (phrases.all("return"), phrases.all("comment")) == ([], ["Terima kasih"])
