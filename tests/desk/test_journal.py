import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ekin_tui.desk import Desk, SignInNeeded
from ekin_tui.desk.views import DayKind, Form
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Action, Status
from ekin_tui.domain.rev import advance
from ekin_tui.domain.rules import Refused
from ekin_tui.store import Store, StoreError, Where
from tests.office import NOW, SITI, TODAY, Office, as_received, counting, make_entry, office

NOVEMBER = Month(2026, 11)


@pytest.fixture
def siti(tmp_path: Path) -> Office:
    return office(tmp_path)


def whole(day: str = "2026-11-25", **changes: str) -> Form:
    form = Form(
        plan="plan-lapbul-p-siti",
        day=day,
        start="08.00",
        end="09.30",
        activity="Menyusun rekap arsip masuk bulan November",
        quantity="1",
        unit="dokumen",
    )
    return replace(form, **changes)


def codes(problems: object) -> list[str]:
    return [p.code for p in problems]  # type: ignore[attr-defined]


def test_a_cache_without_an_owner_asks_to_sign_in(tmp_path: Path) -> None:
    with pytest.raises(SignInNeeded):
        Desk(Store.open(tmp_path / "cache.db"), clock=lambda: NOW, new_id=counting())


def test_the_month_counts_what_is_filled_missing_and_offered(siti: Office) -> None:
    view = siti.desk.journal.month(NOVEMBER)
    assert view.workdays == 20
    assert view.missing == (date(2026, 11, 6), date(2026, 11, 10), date(2026, 11, 19), date(2026, 11, 25))
    assert view.filled == 13
    assert view.target_minutes == 20 * 450
    assert view.fixed_target == 6_750
    assert view.returned == 1
    assert view.deadline is not None
    assert view.deadline.date() == date(2026, 12, 5)
    assert view.days_left == 10


def test_days_before_the_log_begins_are_not_missing(tmp_path: Path) -> None:
    siti = office(tmp_path, filled=False)
    with siti.store.writing():
        siti.store.entries.take(make_entry(0, date(2026, 11, 19)))
    journal = siti.desk.journal
    assert journal.month(NOVEMBER).missing == tuple(date(2026, 11, day) for day in (20, 23, 24, 25))
    assert journal.month(Month(2026, 10)).missing == ()
    assert (journal.day(date(2026, 11, 18)).missing, journal.day(date(2026, 11, 20)).missing) == (False, True)
    assert journal.year(2026).missing == 4
    assert journal.next_unfilled(date(2026, 11, 25)) == date(2026, 11, 20)


def test_who_never_logged_lacks_what_the_centre_could_have_taken(tmp_path: Path) -> None:
    siti = office(tmp_path, filled=False)
    journal = siti.desk.journal
    assert len(journal.month(NOVEMBER).missing) == 17
    assert len(journal.month(Month(2026, 9)).missing) == 22
    assert journal.month(Month(2026, 8)).missing == ()
    assert journal.year(2026).missing == 61
    assert journal.next_unfilled(TODAY) == date(2026, 10, 1), "September is locked"
    with siti.store.writing():
        siti.store.reference.put(replace(SITI, stays=((date(2026, 11, 16), None),)))
    again = Desk(siti.store, clock=lambda: NOW, new_id=counting(), holidays=lambda _: {})
    assert again.journal.month(NOVEMBER).missing[0] == date(2026, 11, 16)
    assert again.journal.year(2026).missing == 8


def test_the_days_say_what_they_are(siti: Office) -> None:
    cells = {cell.day.day: cell for cell in siti.desk.journal.month(NOVEMBER).days}
    assert cells[12].kind is DayKind.LEAVE
    assert cells[12].name == "Cuti tahunan"
    assert cells[14].kind is DayKind.OFF
    assert cells[25].today
    december = {cell.day.day: cell for cell in siti.desk.journal.month(Month(2026, 12)).days}
    assert december[24].kind is DayKind.HOLIDAY
    assert december[5].due


def test_a_saved_form_is_a_draft_that_waits_for_the_centre(siti: Office) -> None:
    view, checked = siti.desk.journal.save(whole())
    assert checked.errors == ()
    assert view.entry.status is Status.DRAFT
    assert view.where is Where.QUEUED
    assert view.entry.minutes == 90
    assert siti.desk.journal.day(TODAY).entries[0].entry.id == view.entry.id


def test_a_draft_whose_day_cannot_be_read_stays_with_the_day_it_was_begun_for(siti: Office) -> None:
    journal, day = siti.desk.journal, date(2026, 11, 5)
    saved, _ = journal.save(replace(journal.blank(day), day="10.00", activity="Menyusun rekap arsip"))
    assert saved.entry.day == day
    again = journal.form(saved.entry.id)
    assert (again.day, again.activity) == ("10.00", "Menyusun rekap arsip")
    saved, _ = journal.save(replace(again, quantity="2"))
    assert saved.entry.day == day


def test_a_form_that_is_typed_is_on_disk_before_it_is_judged(siti: Office) -> None:
    kept = siti.desk.journal.keep(Form(day="2026-11-25", activity="Menyu", start="delapan"))
    again = Store.open(siti.path)
    assert again.scratch.get(kept.id) is not None
    desk = Desk(again, clock=lambda: NOW, new_id=counting())
    assert desk.journal.unfinished() == [kept]


def test_parts_that_cannot_be_read_stay_as_they_were_typed(siti: Office) -> None:
    view, checked = siti.desk.journal.save(whole(start="delapan", quantity="2,5"))
    assert codes(checked.errors)[:2] == ["time-unreadable", "quantity-not-whole"]
    assert siti.desk.journal.form(view.entry.id).start == "delapan"
    mended, checked = siti.desk.journal.save(replace(siti.desk.journal.form(view.entry.id), start="8", quantity="2"))
    assert checked.errors == ()
    assert siti.desk.journal.unfinished() == []
    assert mended.entry.quantity == 2


def test_a_text_over_the_limit_is_kept_whole_and_not_sent(siti: Office) -> None:
    novel = "Menyusun laporan. " * 60
    view, checked = siti.desk.journal.save(whole(activity=novel))
    assert "text-too-long" in codes(checked.errors)
    assert view.where is Where.LOCAL
    assert view.entry.activity == novel.strip()
    assert siti.store.outbox.count() == 0


def test_words_that_match_no_plan_are_never_linked(siti: Office) -> None:
    view, checked = siti.desk.journal.save(whole(plan="", plan_words="rapat entah"))
    assert codes(checked.errors)[0] == "plan-no-match"
    assert view.entry.plan is None
    assert siti.desk.journal.form(view.entry.id).plan_words == "rapat entah"


def test_a_plan_of_somebody_else_is_unknown(siti: Office) -> None:
    assert "plan-unknown" in codes(siti.desk.journal.check(whole(plan="plan-lapbul-p-joko")).errors)


def test_a_plan_of_another_period_is_refused_with_its_dates(siti: Office) -> None:
    problem = siti.desk.journal.check(whole(plan="plan-tw1")).errors[0]
    assert problem.code == "plan-other-period"
    assert problem.args == {"first": "2026-01-01", "last": "2026-03-31"}


def test_submitting_queues_the_content_and_the_submission_in_order(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole())
    [outcome] = siti.desk.journal.submit([view.entry.id])
    assert outcome.problem is None
    assert outcome.view is not None
    assert outcome.view.entry.status is Status.SUBMITTED
    ops = [w.op for w in siti.store.outbox.of_entry(view.entry.id)]
    assert [op.t for op in ops] == ["put", "submit"]
    assert ops[1].base == f"@{ops[0].op}"


def test_an_incomplete_entry_is_refused_with_the_field_and_stays_a_draft(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole(unit="", end=""))
    [outcome] = siti.desk.journal.submit([view.entry.id])
    assert outcome.problem is not None
    assert outcome.problem.code == "end-missing"
    assert outcome.problem.field == "end"
    assert outcome.view is not None
    assert outcome.view.entry.status is Status.DRAFT


def test_undo_takes_a_submission_back_while_it_has_not_left(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole())
    siti.desk.journal.submit([view.entry.id])
    assert siti.desk.journal.undo() == "submit"
    again = siti.desk.journal.view(view.entry.id)
    assert again is not None
    assert again.entry.status is Status.DRAFT
    assert [w.op.t for w in siti.store.outbox.of_entry(view.entry.id)] == ["put"]
    assert siti.desk.journal.undo() == "save"
    assert siti.desk.journal.view(view.entry.id) is None
    assert siti.store.outbox.count() == 0


def test_undo_brings_the_first_text_back_after_a_second_save(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole())
    siti.desk.journal.save(replace(siti.desk.journal.form(view.entry.id), quantity="7"))
    assert siti.desk.journal.undo() == "save"
    again = siti.desk.journal.view(view.entry.id)
    assert again is not None
    assert again.entry.quantity == 1
    assert [w.op.fields.quantity for w in siti.store.outbox.of_entry(view.entry.id) if w.op.fields] == [1]


def test_a_discarded_draft_comes_back_by_undo(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole())
    assert siti.desk.journal.discard(view.entry.id).problem is None
    assert siti.desk.journal.view(view.entry.id) is None
    assert siti.store.outbox.count() == 0
    assert siti.desk.journal.undo() == "discard"
    again = siti.desk.journal.view(view.entry.id)
    assert again is not None
    assert again.entry.activity == whole().activity
    assert siti.store.outbox.count() == 1


def test_what_is_at_the_centre_cannot_be_undone(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole())
    [waiting] = siti.store.outbox.of_entry(view.entry.id)
    with siti.store.writing():
        siti.store.outbox.remove(waiting.op.op)
    assert siti.desk.journal.undo() == "left"


def test_a_submitted_entry_can_be_withdrawn_and_an_approved_one_not(siti: Office) -> None:
    waiting = siti.desk.journal.day(date(2026, 11, 24)).entries[0]
    done = siti.desk.journal.day(date(2026, 11, 3)).entries[0]
    assert siti.desk.journal.withdraw(waiting.entry.id).problem is None
    refused = siti.desk.journal.withdraw(done.entry.id).problem
    assert refused is not None
    assert refused.code == "wrong-state"
    with pytest.raises(Refused):
        siti.desk.journal.save(replace(siti.desk.journal.form(done.entry.id), quantity="9"))


def test_a_returned_entry_shows_its_note_and_what_has_changed_since(siti: Office) -> None:
    [returned] = [v for v in siti.desk.journal.day(date(2026, 11, 23)).entries if v.entry.status is Status.RETURNED]
    assert returned.notes[0].kind is Action.RETURN
    assert returned.changes == {}
    form = replace(siti.desk.journal.form(returned.entry.id), evidence="https://drive.contoh.go.id/daftar")
    view, _ = siti.desk.journal.save(form)
    assert view.changes == {"evidence": ("", "https://drive.contoh.go.id/daftar")}
    assert view.entry.status is Status.RETURNED
    [outcome] = siti.desk.journal.submit([view.entry.id])
    assert outcome.problem is None


def test_yesterday_is_copied_as_drafts_of_today(siti: Office) -> None:
    copies = siti.desk.journal.copy_last(TODAY)
    assert len(copies) == len(siti.desk.journal.day(date(2026, 11, 24)).entries)
    assert {c.entry.day for c in copies} == {TODAY}
    assert {c.entry.status for c in copies} == {Status.DRAFT}
    assert siti.desk.journal.undo() == "copy"


def test_entries_that_are_sent_or_copied_together_are_so_all_or_none(siti: Office) -> None:
    journal = siti.desk.journal
    journal.copy_last(TODAY)
    drafts = [view.entry.id for view in journal.day(TODAY).entries]
    queued = siti.store.outbox.count()
    with closing(sqlite3.connect(siti.path)) as other:
        other.execute(
            "create trigger full before insert on outbox "
            "when (select count(*) from outbox where t = new.t and entry <> new.entry) > 1 "
            "begin select raise(abort, 'full'); end"
        )
    with pytest.raises(StoreError):
        journal.submit(drafts)
    assert {view.entry.status for view in journal.day(TODAY).entries} == {Status.DRAFT}
    assert siti.store.outbox.count() == queued
    with pytest.raises(StoreError):
        journal.copy_last(date(2026, 11, 26))
    assert journal.day(date(2026, 11, 26)).entries == ()
    assert journal.undo() == "copy"
    assert journal.day(TODAY).entries == ()


def test_the_same_entry_named_twice_is_sent_once(siti: Office) -> None:
    [draft, *_] = [view.entry.id for view in siti.desk.journal.copy_last(TODAY)]
    assert [one.problem for one in siti.desk.journal.submit([draft, draft])] == [None, None]
    assert [one.op.t for one in siti.store.outbox.of_entry(draft)] == ["put", "submit"]


def test_the_next_unfilled_day_comes_round(siti: Office) -> None:
    journal = siti.desk.journal
    assert journal.next_unfilled(date(2026, 11, 6)) == date(2026, 11, 10)
    assert journal.next_unfilled(TODAY) is not None


def test_an_overlap_a_leave_day_and_a_future_day_are_said(siti: Office) -> None:
    check = siti.desk.journal.check
    assert "overlap" in codes(check(whole(day="2026-11-24")).problems)
    assert "leave" in codes(check(whole(day="2026-11-12")).problems)
    assert "future-day" in codes(check(whole(day="2026-11-27")).errors)
    assert "off-day" in codes(check(whole(day="2026-11-22")).problems)
    assert "period-locked" in codes(check(whole(day="2026-09-10")).errors)
    assert "late" in codes(check(whole(day="2026-10-13")).problems)


def test_entries_that_are_ready_are_found_for_one_submission(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole())
    siti.desk.journal.save(whole(activity="dll"))
    survey = siti.desk.journal.survey(NOVEMBER.first, TODAY)
    assert [one.entry.id for one in survey.goes] == [view.entry.id]


def test_what_was_returned_and_not_mended_goes_alone_on_purpose_and_never_among_several(siti: Office) -> None:
    journal = siti.desk.journal
    draft, _ = journal.save(whole())
    survey = journal.survey(NOVEMBER.first, TODAY)
    [(returned, why)] = survey.stays
    assert (returned.entry.status, why.code) == (Status.RETURNED, "not-mended")
    both = [returned.entry.id, draft.entry.id]
    assert [one.problem.code if one.problem else "" for one in journal.submit(both)] == ["not-mended", ""]
    assert siti.store.outbox.of_entry(returned.entry.id) == [], "nothing of it is queued"
    [alone] = journal.submit([returned.entry.id], as_is=True)
    assert alone.problem is None


def test_what_was_mended_elsewhere_is_known_by_the_revision_that_was_returned(siti: Office) -> None:
    [returned] = [
        v.entry for v in siti.desk.journal.day(date(2026, 11, 23)).entries if v.entry.status is Status.RETURNED
    ]
    [note] = siti.store.notes.of_entry(returned.id)
    with siti.store.writing():
        siti.store.notes.take(replace(note, rev=returned.rev))
    assert siti.desk.journal.unmended(returned.id)
    mended = advance(replace(returned, evidence="https://drive.contoh.go.id/daftar"))
    with siti.store.writing():
        siti.store.entries.take(mended)
    assert not siti.desk.journal.unmended(returned.id), "the centre has the mended text already"
    assert returned.id in {view.entry.id for view in siti.desk.journal.survey(NOVEMBER.first, TODAY).goes}


def test_a_mark_of_ones_own_changes_the_day_and_is_queued(siti: Office) -> None:
    siti.desk.journal.mark(TODAY, "leave", "Cuti sakit")
    assert siti.desk.journal.day(TODAY).kind is DayKind.LEAVE
    siti.desk.journal.mark(TODAY, "work")
    assert siti.desk.journal.day(TODAY).kind is DayKind.WORK
    assert siti.store.outbox.count() == 2


def test_search_finds_by_the_words_of_the_text(siti: Office) -> None:
    found = siti.desk.journal.search("pasar 1987")
    assert found
    assert all("1987" in view.entry.activity for view in found)
    assert siti.desk.journal.search("tidakadakata") == []


def test_a_refused_submission_shows_why_until_it_is_mended(siti: Office) -> None:
    view, _ = siti.desk.journal.save(whole())
    assert view.refused is None


def test_pins_come_first_in_the_suggestions(siti: Office) -> None:
    siti.desk.journal.pin("plan-musnah-p-siti", True)
    assert siti.desk.suggest().best("")[0].line.plan.id == "plan-musnah-p-siti"
    assert all(m.line.skp.person == SITI.id for m in siti.desk.suggest().best("arsip"))


def test_another_window_is_noticed(siti: Office) -> None:
    assert not siti.desk.changed()
    other = Store.open(siti.path)
    with other.writing():
        other.entries.take(as_received(make_entry(2, TODAY), Status.DRAFT))
    assert siti.desk.changed()
    assert not siti.desk.changed()


def test_a_copy_of_a_near_day_is_told_until_it_says_something_of_its_own(siti: Office) -> None:
    siti.desk.journal.save(whole(day="2026-11-23"))
    view, checked = siti.desk.journal.save(whole(day="2026-11-25"))
    assert codes(checked.problems) == codes(view.problems) == ["text-repeated"]
    assert checked.problems[0].args == {"day": "2026-11-23"}
    assert not checked.errors
    assert siti.desk.journal.submit([view.entry.id])[0].problem is None
    other = whole(day="2026-11-24", start="13.00", end="14.30", quantity="2")
    assert "text-repeated" not in codes(siti.desk.journal.check(other).problems)


def test_the_days_around_are_read_once_for_a_form(siti: Office) -> None:
    siti.desk.journal.save(whole(day="2026-11-23"))
    recent = siti.desk.journal.recent(TODAY)
    siti.desk.journal.save(whole(day="2026-11-24"))
    assert siti.desk.journal.check(whole(), recent).problems[0].args == {"day": "2026-11-23"}
    assert siti.desk.journal.check(whole()).problems[0].args == {"day": "2026-11-24"}


def test_an_agency_silences_a_hint_by_its_policy(siti: Office) -> None:
    form = whole(activity="MENYUSUN REKAP ARSIP MASUK")
    assert codes(siti.desk.journal.check(form).problems) == ["text-capitals"]
    with siti.store.writing():
        siti.store.reference.put(replace(siti.store.reference.policy(), silent=("text-capitals",)))
    assert codes(siti.desk.journal.check(form).problems) == []


def test_a_survey_reads_what_is_open_however_long_the_log_is(siti: Office) -> None:
    journal = siti.desk.journal
    before = journal.survey(NOVEMBER.first, TODAY)
    with siti.store.writing():
        for number in range(200):
            old = replace(make_entry(number % 4, date(2026, 10, 31) - timedelta(days=number // 4)), id=f"old-{number}")
            siti.store.entries.take(as_received(old, Status.APPROVED))
    asked = list[str]()
    siti.store._base._db.set_trace_callback(asked.append)
    whole = journal.survey(date(2000, 1, 1), TODAY)
    siti.store._base._db.set_trace_callback(None)
    assert (whole.goes, whole.stays) == (before.goes, before.stays)
    assert whole.done == before.done + 200
    assert len(asked) < 100, "a question or two for each entry that is open, none for those that were sent"
