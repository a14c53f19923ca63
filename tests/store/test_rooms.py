from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ekin_tui.domain.model import Action, DayMark, Note, Person, Plan, Policy, Rhk, Skp, Status
from ekin_tui.store import Store
from ekin_tui.store.glance import glance
from ekin_tui.store.small import Undo
from ekin_tui.wire import Feed
from tests.office import BUDI, JOKO, NOW, SITI, TODAY, fill_month, fill_reference, make_entry
from tests.store.facts import DAY, draft, op, open_store, received


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


def test_a_plan_comes_with_its_result_and_its_skp(store: Store) -> None:
    fill_reference(store, SITI)
    line = store.reference.plan("plan-lapbul-p-siti")
    assert line is not None
    assert (line.rhk.id, line.skp.person) == ("rhk-p-siti", SITI.id)
    assert store.reference.plan("plan-nowhere") is None
    today = [line.plan.code for line in store.reference.plans(SITI.id, TODAY)]
    assert "tw1" not in today
    assert len(store.reference.plans(SITI.id, None)) == len(today) + 1
    assert {line.skp.person for line in store.reference.plans(JOKO.id, TODAY)} == {JOKO.id}


def test_people_periods_policy_and_posts_are_read_back_as_they_were(store: Store) -> None:
    fill_reference(store, BUDI)
    assert store.reference.me() == BUDI
    assert {person.id for person in store.reference.persons()} == {SITI.id, BUDI.id, JOKO.id}
    assert [period.id for period in store.reference.periods()] == ["2026-09", "2026-10", "2026-11", "2026-12"]
    assert store.reference.policy() == Policy(rev=1, month_target=6_750)
    assert [a.id for a in store.reference.assignments(BUDI.id)] == ["as-1", "as-2"]
    assert [skp.id for skp in store.reference.skps(SITI.id)] == ["skp-p-siti"]


def test_without_a_policy_the_built_in_one_holds(store: Store) -> None:
    assert store.reference.policy() == Policy()


def test_marks_of_the_agency_come_before_ones_own(store: Store) -> None:
    with store.writing():
        store.reference.put(DayMark(id="m-1", day=DAY, kind="leave", owner=SITI.id))
        store.reference.put(DayMark(id="m-2", day=DAY, kind="holiday"))
        store.reference.put(DayMark(id="m-3", day=DAY, kind="leave", owner=JOKO.id))
    assert [mark.id for mark in store.reference.marks(SITI.id, DAY, DAY)] == ["m-2", "m-1"]


def test_facts_from_the_centre_are_inert(store: Store) -> None:
    with store.writing():
        store.reference.put(Person(id="p-x", nip="1", name="Budi\x1b[2J", post="a\u202eb"))
        store.reference.put(Rhk(id="r-x", skp="s", text="x", indicators=("jumlah\x07",)))
    person = store.reference.person("p-x")
    assert person is not None
    assert (person.name, person.post) == ("Budi\ufffd[2J", "a\ufffdb")
    assert store.reference.rhks()[0].indicators == ("jumlah\ufffd",)


def test_pins_uses_and_holidays(store: Store) -> None:
    with store.writing():
        store.reference.pin("plan-1", True)
        store.reference.pin("plan-2", True)
        store.reference.pin("plan-2", False)
        store.entries.keep(draft(0), queued=None)
        store.entries.keep(make_entry(0, date(2026, 11, 20)), queued=None)
        store.reference.set_holidays(2026, {date(2026, 12, 25): "Natal"})
    assert store.reference.pins() == {"plan-1"}
    assert store.reference.uses(SITI.id, date(2026, 11, 20)) == {draft(0).plan: (2, DAY)}
    assert store.reference.uses(SITI.id, date(2026, 11, 21)) == {draft(0).plan: (1, DAY)}
    assert store.reference.holidays(2026) == {date(2026, 12, 25): "Natal"}
    assert store.reference.holidays(2027) is None


def test_a_thread_is_in_the_order_of_receipt_and_what_waits_stands_last(store: Store) -> None:
    notes = [
        Note(id="n-1", entry="e", kind=Action.NOTE, text="menunggu\tsatu\nbaris\x1b[0m"),
        Note(id="n-2", entry="e", kind=Action.RETURN, text="kedua", at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        Note(
            id="n-3", entry="e", kind=Action.NOTE, text="pertama", at=datetime(2026, 11, 24, 15, 0, tzinfo=NOW.tzinfo)
        ),
    ]
    with store.writing():
        store.notes.add(notes[0])
        store.notes.take_all(notes[1:])
    assert [note.id for note in store.notes.of_entry("e")] == ["n-3", "n-2", "n-1"]
    assert store.notes.of_entry("e")[-1].text == "menunggu\tsatu\nbaris\ufffd[0m"
    with store.writing():
        store.notes.stamp("n-1", datetime(2026, 11, 24, 6, 0, tzinfo=UTC))
        store.notes.forget("n-2")
    assert [note.id for note in store.notes.of_entry("e")] == ["n-1", "n-3"]


def test_a_conflict_copy_keeps_both_texts_and_what_waited(store: Store) -> None:
    mine, theirs = draft(), received(draft(1, id=draft().id), Status.SUBMITTED)
    with store.writing():
        store.entries.take(theirs)
        store.conflicts.add(mine.id, mine, theirs, NOW, clash_id="o-1", ops=[op("o-1", "put", mine)])
    [clash] = store.conflicts.all()
    assert (clash.id, clash.entry, clash.mine, clash.theirs, clash.made) == ("o-1", mine.id, mine, theirs, NOW)
    assert [one.t for one in clash.ops] == ["put"]
    stored = store.entries.get(mine.id)
    assert stored is not None
    assert stored.conflict
    with store.writing():
        store.conflicts.resolve("o-1")
    assert store.conflicts.all() == []


def test_text_that_is_being_typed_is_kept_raw(store: Store) -> None:
    with store.writing():
        store.scratch.keep("e-1", {"start": "8.xx", "activity": "menyu"}, "2026-11-25T09:30:00")
        store.scratch.keep("e-0", {"start": "9"}, "2026-11-25T09:31:00")
    assert store.scratch.get("e-1") == {"start": "8.xx", "activity": "menyu"}
    assert [entry for entry, _ in store.scratch.all()] == ["e-1", "e-0"]
    with store.writing():
        store.scratch.drop("e-1")
    assert store.scratch.get("e-1") is None


def test_changes_are_taken_back_last_first_and_only_so_many_are_kept(store: Store) -> None:
    with store.writing():
        for number in range(Undo.KEPT + 30):
            store.undo.push("save", f'{{"entry":"e-{number % 2}","n":{number}}}')
        assert store.undo.pop() == ("save", f'{{"entry":"e-1","n":{Undo.KEPT + 29}}}')
        store.undo.clear("e-0")
        popped = 0
        while store.undo.pop():
            popped += 1
    assert popped == Undo.KEPT // 2 - 1


def test_a_feed_that_ends_takes_with_it_what_came_by_it_alone(store: Store) -> None:
    own = received(make_entry(0, DAY), Status.SUBMITTED)
    theirs = [received(make_entry(n, DAY, JOKO), Status.SUBMITTED) for n in range(3)]
    skp = Skp(id="s-1", person=JOKO.id, year=2026, post="x", start=DAY, end=DAY)
    with store.writing():
        for entry in (own, *theirs):
            store.entries.take(entry)
        store.notes.take(Note(id="n-1", entry=theirs[0].id, kind=Action.NOTE, text="x"))
        store.notes.take(Note(id="n-2", entry=own.id, kind=Action.NOTE, text="x"))
        for fact in (JOKO, BUDI, skp):
            store.reference.put(fact)
        store.cursors.came("me", [("person", BUDI.id)])
        store.cursors.came(
            "pos:a", [*(("entry", e.id) for e in (own, *theirs)), ("person", JOKO.id), ("person", BUDI.id)]
        )
        store.cursors.came("pos:a", [("note", "n-1"), ("note", "n-2"), ("skp", "s-1")])
        store.cursors.came("pos:b", [("entry", theirs[2].id)])
        store.cursors.put("pos:a", "ep", "c9")
        store.cursors.keep_unknown("pos:a", "survey", "u-1", "{}")
        store.cursors.drop_feed("pos:a")
    kept = [own.id, *(e.id for e in theirs)]
    assert [bool(store.entries.get(entry)) for entry in kept] == [True, False, False, True]
    assert {person.id for person in store.reference.persons()} == {SITI.id, BUDI.id}
    assert store.reference.skps(JOKO.id) == []
    assert store.notes.of_entry(theirs[0].id) == []
    assert len(store.notes.of_entry(own.id)) == 1
    assert store.cursors.get("pos:a") == ""
    assert store._base.rows("select * from unknown") == []


def test_what_is_gone_from_one_feed_stays_when_another_one_has_it(store: Store) -> None:
    theirs = received(make_entry(0, DAY, JOKO), Status.SUBMITTED)
    with store.writing():
        store.entries.take(theirs)
        store.cursors.came("pos:a", [("entry", theirs.id)])
        store.cursors.came("pos:b", [("entry", theirs.id)])
        store.cursors.gone("pos:a", theirs.id)
    assert store.entries.get(theirs.id)
    with store.writing():
        store.cursors.gone("pos:b", theirs.id)
    assert store.entries.get(theirs.id) is None


def test_an_own_entry_that_is_gone_at_the_centre_goes_unless_changes_wait(store: Store) -> None:
    first, second = received(draft(0)), received(draft(1))
    with store.writing():
        store.entries.take(first)
        store.entries.take(second)
        store.entries.keep(second, queued=op("o-1", "submit", second))
        store.cursors.gone("me", first.id)
        store.cursors.gone("me", second.id)
    assert store.entries.get(first.id) is None
    kept = store.entries.get(second.id)
    assert kept is not None
    assert kept.base is None


def test_what_does_not_come_again_leaves_with_its_notes_unless_own_changes_wait_on_it(store: Store) -> None:
    again, lost, waits, own = (received(make_entry(at, DAY, JOKO), Status.SUBMITTED) for at in range(4))
    own = replace(own, owner=SITI.id)
    said = [
        Note(id="n-1", entry=again.id, kind=Action.NOTE, text="x", by=JOKO.id),
        Note(id="n-2", entry=again.id, kind=Action.NOTE, text="x", by=SITI.id),
        Note(id="n-3", entry=lost.id, kind=Action.NOTE, text="x", by=JOKO.id),
    ]
    with store.writing():
        for entry in (again, lost, waits, own):
            store.entries.take(entry)
        store.notes.take_all(said)
        store.outbox.add(op("o-1", "return", waits, base=waits.rev, text="Lengkapi"))
        store.cursors.came("pos:a", [("entry", entry.id) for entry in (again, lost, waits, own)])
        store.cursors.came("pos:a", [("note", note.id) for note in said])
        store.cursors.reset()
    with store.writing():
        store.cursors.came("pos:a", [("entry", again.id)])
        store.cursors.drop_unseen("pos:a")
    assert [bool(store.entries.get(entry.id)) for entry in (again, lost, waits, own)] == [True, False, True, True]
    assert [note.id for note in store.notes.of_entry(again.id)] == ["n-2"], "a note of one's own stays"
    assert store.notes.of_entry(lost.id) == []
    assert store.cursors.has_unseen("pos:a"), "the decision is still to be judged"
    with store.writing():
        store.outbox.remove("o-1")
        store.cursors.drop_unseen("pos:a")
    assert store.entries.get(waits.id) is None
    assert not store.cursors.has_unseen("pos:a")


def test_ones_own_feed_read_anew_drops_nothing(store: Store) -> None:
    mine = received(draft(0))
    with store.writing():
        store.entries.take(mine)
        store.cursors.came("me", [("person", SITI.id)])
        store.cursors.forget_cursor("me")
        store.cursors.drop_unseen("me")
    assert store.entries.get(mine.id)
    assert store.reference.me() == SITI


def test_feeds_of_the_last_session_are_kept(store: Store) -> None:
    feeds = [Feed(id="me", head="c3"), Feed(id="pos:a", head="c9", role="acting", title="Plt. Kepala")]
    with store.writing():
        store.cursors.set_feeds(feeds)
        store.cursors.put("me", "ep", "c3")
    assert store.cursors.feeds() == feeds
    assert store.cursors.all() == {"me": "c3"}
    assert store.cursors.known() == {"me", "pos:a"}
    with store.writing():
        store.cursors.reset()
    assert store.cursors.get("me") == ""


def test_the_glance_counts_the_month_without_the_rest_of_the_program(store: Store) -> None:
    fill_reference(store, SITI)
    fill_month(store)
    with store.writing():
        store.entries.keep(make_entry(0, TODAY), queued=op("o-1", "put", make_entry(0, TODAY)))
        store.reference.set_holidays(2026, {date(2026, 11, 27): "Pilkada", date(2026, 12, 25): "Natal"})
    seen = glance(store.path, TODAY)
    assert seen is not None
    assert (seen.approved, seen.submitted, seen.returned, seen.draft, seen.queued) == (30, 17, 1, 1, 1)
    assert seen.free == {date(2026, 11, 12), date(2026, 11, 27)}
    assert TODAY in seen.days
    assert (seen.zone, seen.week) == (SITI.zone, 5)
    assert glance(store.path.parent / "nowhere.db", TODAY) is None


def test_a_fact_is_dropped_by_kind_and_id(store: Store) -> None:
    with store.writing():
        store.reference.put(Plan(id="p-1", rhk="r", text="x", start=DAY, end=DAY))
        store.reference.put(BUDI)
        store.reference.drop("person", BUDI.id)
    assert store.reference.person(BUDI.id) is None
