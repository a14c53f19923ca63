"""The reports of a real cache: sums that agree, what is not decided told apart, and who is named."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from ekin_tui.config.report import Letter
from ekin_tui.desk.report_said import indicator_said
from ekin_tui.desk.report_tables import rhks
from ekin_tui.desk.report_views import Report
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.chain import START, join
from ekin_tui.domain.clean import inert
from ekin_tui.domain.indicators import OBLIGED, Stand
from ekin_tui.domain.model import Action, Capacity, DayMark, Note, Person, Problem, Status, Superior
from ekin_tui.domain.nip import show_nip
from ekin_tui.domain.works import Stage
from ekin_tui.store.chains import Record
from ekin_tui.text import Words
from tests.office import BUDI, SITI, WITA, Office, as_received, make_entry, office

NOVEMBER = Month(2026, 11)


@pytest.fixture
def siti(tmp_path: Path) -> Office:
    return office(tmp_path)


def test_days_months_and_results_give_the_totals(siti: Office) -> None:
    month, year = siti.desk.reporting.month(NOVEMBER), siti.desk.reporting.year(2026)
    for report in (month, year):
        sums = report.tally
        assert sums.claimed == 4_905 == sum(row.tally.claimed for row in report.days)
        assert sums.recognised == 3_060 == sum(row.tally.recognised for row in report.days)
        assert sums.undecided == 1_845
        assert sum(row.minutes for row in report.rhks) == report.conformity.minutes.whole == 4_905
        assert sum(len(row.outputs) for row in report.rhks) >= 6
        assert report.offer.whole == sum(row.target for row in report.days)
    assert sum(line.tally.claimed for line in year.months) == year.tally.claimed
    assert sum(line.discipline.obliged for line in year.months) == year.discipline.obliged
    assert (month.offer.whole, month.offer.fixed, year.offer.fixed) == (9_000, 6_750, 81_000)


def test_a_month_agrees_with_the_calendar(siti: Office) -> None:
    report, view = siti.desk.reporting.month(NOVEMBER), siti.desk.journal.month(NOVEMBER)
    missing = [row.day for row in report.days if row.stand is Stand.MISSING]
    assert missing == list(view.missing)
    assert report.offer.whole == view.target_minutes
    assert report.tally.claimed == view.minutes
    assert report.discipline.obliged == 17


def test_what_waits_in_the_queue_is_never_told_as_reported(siti: Office) -> None:
    with siti.store.writing():
        siti.store.entries.take(as_received(make_entry(0, date(2026, 11, 25)), Status.DRAFT))
    before = siti.desk.reporting.month(NOVEMBER)
    assert before.tally.entries[Stage.DRAFT] == 1
    [sent] = siti.desk.journal.submit([make_entry(0, date(2026, 11, 25)).id])
    assert sent.problem is None
    after = siti.desk.reporting.month(NOVEMBER)
    assert (after.tally.entries[Stage.DRAFT], after.tally.entries[Stage.QUEUED]) == (0, 1)
    assert after.tally.claimed == before.tally.claimed
    assert after.days[24].stand is Stand.UNSENT


def test_days_outside_of_the_skp_and_leave_do_not_oblige(siti: Office) -> None:
    [skp] = siti.store.reference.skps(SITI.id)
    with siti.store.writing():
        siti.store.reference.put(replace(skp, start=date(2026, 11, 9)))
        siti.store.reference.put(DayMark(id="m2", day=date(2026, 11, 19), kind="duty", owner=SITI.id))
    report = siti.desk.reporting.month(NOVEMBER)
    stands = {row.day.day: row.stand for row in report.days}
    assert stands[6] is Stand.OUTSIDE
    assert stands[12] is stands[19] is Stand.FREE
    assert report.discipline.obliged == 17 - 5 - 1


def test_a_year_before_the_log_has_nothing_to_count(siti: Office) -> None:
    report = siti.desk.reporting.year(2025)
    assert report.discipline.figure.permille is None
    assert report.conformity.figure.permille is None
    assert report.tally.claimed == 0
    assert sum(report.discipline.days[stand] for stand in OBLIGED) == 0


def test_realised_output_counts_from_the_beginning_of_the_plan_to_the_end_of_the_month(siti: Office) -> None:
    with siti.store.writing():
        early, late = (make_entry(0, date(2026, month, 5)) for month in (10, 12))
        siti.store.entries.take(as_received(early, Status.APPROVED, quantity=5))
        siti.store.entries.take(as_received(late, Status.APPROVED, quantity=50))
    outputs = [one for row in siti.desk.reporting.month(NOVEMBER).rhks for one in row.outputs]
    [lapbul] = [one for one in outputs if one.plan.code == "lapbul"]
    assert (lapbul.realised, lapbul.so_far) == (8, 13)


def test_all_notes_stand_in_full_with_the_head_of_the_record_that_was_verified(siti: Office) -> None:
    entry = make_entry(0, date(2026, 11, 3)).id
    place, kept = START, []
    for number in range(3):
        note = Note(
            id=f"k-{number}", entry=entry, kind=Action.NOTE, text=f"Catatan {number}\nbaris kedua", by=BUDI.id,
            name=BUDI.name, capacity=Capacity.PLT, at=datetime(2026, 11, 4 + number, 9, tzinfo=WITA),
        )  # fmt: skip
        place, linked = join(place, note)
        kept.append(linked)
    with siti.store.writing():
        siti.store.notes.take_all(kept)
        siti.store.chains.put(Record(place=place, longest=3))
    report = siti.desk.reporting.month(NOVEMBER)
    assert [row.note.text for row in report.notes if row.note.id.startswith("k-")] == [note.text for note in kept]
    assert (report.record.head, report.record.length, report.record.breaks) == (place.link, 3, 0)
    with siti.store.writing():
        siti.store.notes.take(replace(kept[1], text="Lain"))
    assert siti.desk.reporting.month(NOVEMBER).record.breaks == 1


def test_a_returned_entry_is_counted_as_sent_back_and_its_supervisor_is_named(siti: Office) -> None:
    report = siti.desk.reporting.month(NOVEMBER)
    assert report.accountability.sent_back.part == 1
    assert report.subject.supervisor is not None
    assert report.subject.supervisor.name == BUDI.name


@pytest.mark.parametrize("form", ["pdf", "md", "xlsx", "csv", "json", "text"])
def test_the_supervisor_whom_the_centre_names_signs_with_the_nip_in_every_form(tmp_path: Path, form: str) -> None:
    one = office(tmp_path, filled=False)
    above = Superior(nip=BUDI.nip, name="Rina Lestari", post="Plh. Kepala Bidang\x1b[2J")
    with one.store.writing():
        one.store.reference.put(replace(SITI, supervisor=above))
    report = one.desk.reporting.month(NOVEMBER)
    assert report.subject.supervisor == replace(above, post=inert(above.post))
    assert "\x1b" not in inert(above.post)
    data = one.desk.reporting.render(report, form, Words("id"), Letter())
    text = _read(data, form)
    assert "Rina Lestari" in text
    assert (BUDI.nip if form == "json" else show_nip(BUDI.nip)) in text
    by_hand = one.desk.reporting.render(report, form, Words("id"), Letter(supervisor_nip="197001011995032001"))
    assert ("19700101 199503 2 001" in _read(by_hand, form)) == (form != "json"), "the settings say otherwise"


def _read(data: bytes, form: str) -> str:
    if form == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    if form == "xlsx":
        book = load_workbook(BytesIO(data))
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return data.decode()


def test_a_record_of_an_earlier_version_names_no_supervisor_and_leaves_the_nip_to_be_written(siti: Office) -> None:
    old = msgspec.json.decode(msgspec.json.encode(SITI))
    del old["supervisor"]
    assert msgspec.json.decode(msgspec.json.encode(old), type=Person) == SITI
    with siti.store.writing():
        siti.store.reference.drop("person", BUDI.id)
    report = siti.desk.reporting.month(NOVEMBER)
    assert report.subject.supervisor == Superior(nip="", name=BUDI.name)
    assert "NIP ....." in siti.desk.reporting.render(report, "md", Words("id"), Letter()).decode()


def test_a_supervisor_that_nobody_knows_here_is_not_invented(tmp_path: Path) -> None:
    empty = office(tmp_path, filled=False)
    assert empty.desk.reporting.month(NOVEMBER).subject.supervisor is None


def test_work_for_a_plan_of_another_person_is_not_tied_to_ones_own_skp(siti: Office) -> None:
    with siti.store.writing():
        strange = as_received(make_entry(0, date(2026, 11, 3)), Status.APPROVED, plan="plan-lapbul-p-joko")
        siti.store.entries.take(strange)
    report = siti.desk.reporting.month(NOVEMBER)
    assert report.conformity.entries.whole - report.conformity.entries.part == 1
    assert report.rhks[-1].rhk is None
    assert sum(row.minutes for row in report.rhks) == report.conformity.minutes.whole


def test_a_person_without_any_data_has_a_report_too(tmp_path: Path) -> None:
    empty = office(tmp_path, filled=False)
    assert isinstance(empty.desk.reporting.year(2026).subject.person, Person)
    assert empty.desk.reporting.month(NOVEMBER).begun is None


def said(report: Report, name: str) -> str:
    return " ".join(indicator_said(Words("id"), report, name))


def test_minutes_that_leave_out_what_was_rejected_say_so(siti: Office) -> None:
    with siti.store.writing():
        siti.store.entries.take(as_received(make_entry(0, date(2026, 11, 25)), Status.REJECTED))
    report = siti.desk.reporting.month(NOVEMBER)
    assert report.conformity.minutes.whole < report.tally.claimed
    assert "tidak ditolak" in said(report, "conformity")
    assert "tidak ditolak" in " ".join(rhks(Words("id"), report).lead)


def test_without_an_skp_no_results_are_counted_and_the_remedy_is_named(siti: Office) -> None:
    with siti.store.writing():
        for skp in siti.store.reference.skps(SITI.id):
            siti.store.reference.drop("skp", skp.id)
    report = siti.desk.reporting.month(NOVEMBER)
    assert "0 dari 0" not in said(report, "conformity")
    assert "belum menerima SKP" in said(report, "conformity")


def test_working_days_before_the_first_log_are_not_told_as_no_working_days(siti: Office) -> None:
    report = siti.desk.reporting.month(Month(2026, 10))
    before = report.discipline.days[Stand.BEFORE]
    assert before > 0
    assert f"{before} hari kerja" in said(report, "discipline")


def test_an_entry_that_is_returned_counts_as_sent_back_before_its_note_has_come(siti: Office) -> None:
    with siti.store.writing():
        siti.store.entries.take(as_received(make_entry(0, date(2026, 11, 25)), Status.RETURNED))
    report = siti.desk.reporting.month(NOVEMBER)
    assert report.accountability.sent_back.part == report.tally.entries[Stage.RETURNED] == 2


def test_why_a_file_could_not_be_written_is_told_in_no_foreign_sentence(siti: Office, tmp_path: Path) -> None:
    report = siti.desk.reporting.month(NOVEMBER)
    done = siti.desk.reporting.export(report, "csv", str(tmp_path / "none" / "a.csv"), Words("id"), Letter())
    assert isinstance(done, Problem)
    assert done.args["why"] == "ENOENT"


def test_who_never_logged_lacks_the_same_days_in_the_report_as_in_the_calendar(tmp_path: Path) -> None:
    empty = office(tmp_path, filled=False)
    report, view = empty.desk.reporting.month(NOVEMBER), empty.desk.journal.month(NOVEMBER)
    missing = [row.day for row in report.days if row.stand is Stand.MISSING]
    assert missing == list(view.missing) != []
    assert report.discipline.days[Stand.BEFORE] == 0
    assert report.begun is None
