"""What is done of each plan is counted from the entries, in the plan's own unit, whatever became of its SKP."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.desk.progress import Ended, PlanView, ProgressView
from ekin_tui.domain.model import Plan, Rhk, Skp, Status
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.progress_lines import bar, figures
from tests.office import SITI, Office, as_received, make_entry, office

DAFTAR = "plan-daftar-p-siti"


@pytest.fixture
def siti(tmp_path: Path) -> Office:
    return office(tmp_path)


def year(place: Office, number: int = 2026) -> ProgressView:
    return place.desk.progress.year(number)


def plan(view: ProgressView, plan_id: str) -> PlanView:
    return next(one for one in view.plans if one.id == plan_id)


def take(place: Office, *entries: tuple[str, Status, dict[str, object]]) -> None:
    with place.store.writing():
        for name, status, changes in entries:
            entry = replace(make_entry(1, date(2026, 11, 24), id=name), **changes)  # type: ignore[arg-type]
            place.store.entries.take(as_received(entry, status))


def acting_post(place: Office, start: date, end: date, kind: str = "plt") -> None:
    put = place.store.reference.put
    with place.store.writing():
        put(Skp(id="skp-2", person=SITI.id, year=2026, post="Kepala Seksi", start=start, end=end, kind=kind))
        put(
            Rhk(id="rhk-2", skp="skp-2", text="Penyusutan arsip terlaksana", kind="tambahan", indicators=("Kuantitas",))
        )
        put(Plan(id="plan-2", rhk="rhk-2", text="Menilai arsip", target=10, unit="berkas", start=start, end=end))


def test_approved_and_waiting_are_told_apart_and_drafts_count_as_neither(siti: Office) -> None:
    before = plan(year(siti), DAFTAR)
    assert (before.approved, before.waiting, before.target, before.unit) == (32, 16, 48, "daftar")
    take(siti, ("n-1", Status.DRAFT, {}), ("n-2", Status.REJECTED, {}), ("n-3", Status.SUBMITTED, {"quantity": 5}))
    after = plan(year(siti), DAFTAR)
    assert (after.approved, after.waiting, after.entries) == (32, 21, before.entries + 3)
    assert (after.by_status[Status.DRAFT], after.by_status[Status.REJECTED]) == (1, 1)
    assert after.last == date(2026, 11, 24)


def test_a_quantity_in_another_unit_is_told_and_never_added(siti: Office) -> None:
    take(siti, ("n-1", Status.APPROVED, {"quantity": 900, "unit": "lembar"}))
    found = plan(year(siti), DAFTAR)
    assert (found.approved, found.other) == (32, (("lembar", 900),))


def test_a_plan_without_anything_is_marked_until_its_first_draft(siti: Office) -> None:
    empty = {one.id for one in year(siti).plans if one.empty}
    assert empty == {"plan-bimtek-p-siti", "plan-musnah-p-siti", "plan-tw1"}
    take(siti, ("n-1", Status.DRAFT, {"plan": "plan-musnah-p-siti"}))
    assert not plan(year(siti), "plan-musnah-p-siti").empty


def test_an_ended_skp_and_a_withdrawn_plan_keep_their_entries_and_say_that_they_have_ended(siti: Office) -> None:
    acting_post(siti, date(2026, 3, 1), date(2026, 6, 30))
    take(siti, ("n-1", Status.APPROVED, {"plan": "plan-2", "unit": "berkas", "day": date(2026, 5, 4)}))
    with siti.store.writing():
        siti.store.reference.drop("plan", DAFTAR)
    view = year(siti)
    assert [(one.skp.kind, one.ended) for one in view.skps] == [("definitif", False), ("plt", True)]
    assert (plan(view, "plan-2").ended, plan(view, "plan-2").approved) == (Ended.SKP, 4)
    assert plan(view, "plan-tw1").ended is Ended.PLAN
    [gone] = view.gone
    assert (gone.id, gone.ended, gone.approved, gone.waiting) == (DAFTAR, Ended.GONE, 32, 16)
    assert siti.desk.progress.entries(DAFTAR)[0].entry.day == date(2026, 11, 24)


def test_two_skps_at_once_stand_side_by_side_and_both_take_work(siti: Office) -> None:
    acting_post(siti, date(2026, 10, 1), date(2026, 12, 31))
    view = year(siti)
    assert [one.ended for one in view.skps] == [False, False]
    form = siti.desk.progress.begin("plan-2")
    assert form is not None
    assert (form.plan, form.unit, form.day) == ("plan-2", "berkas", "2026-11-25")


def test_nothing_new_begins_on_a_plan_that_does_not_hold_that_day(siti: Office) -> None:
    assert siti.desk.progress.begin("plan-tw1") is None
    assert siti.desk.progress.begin("plan-unknown") is None
    assert siti.desk.progress.begin("plan-tw1", date(2026, 2, 2)) is not None


def test_the_pinned_plan_comes_first_and_then_the_most_used(siti: Office) -> None:
    siti.desk.journal.pin("plan-musnah-p-siti", True)
    order = [(one.pinned, one.entries) for one in year(siti).by_use]
    assert order[0] == (True, 0)
    assert order[1:] == sorted(order[1:], key=lambda pair: -pair[1])


def test_a_year_without_an_skp_is_empty(siti: Office) -> None:
    assert year(siti, 2024).plans == []


@pytest.mark.parametrize("signs", [Signs.full(), Signs.plain()], ids=["unicode", "ascii"])
@pytest.mark.parametrize(
    ("approved", "waiting", "target", "shape", "told"),
    [
        (0, 0, 10, "..........", "0/10 berkas"),
        (5, 2, 10, "#####==...", "5+2/10 berkas"),
        (1, 1, 1_000, "#=........", "1+1/1.000 berkas"),
        (999, 0, 1_000, "#########.", "999/1.000 berkas"),
        (998, 1, 1_000, "########=.", "998+1/1.000 berkas"),
        (10, 0, 10, "##########", "10/10 berkas"),
        (9, 1, 10, "#########=", "9+1/10 berkas"),
        (15, 0, 10, "######|###", "15/10 berkas 150%"),
        (10, 10, 10, "#####|====", "10+10/10 berkas"),
    ],
)
def test_the_bar_never_says_more_or_less_than_the_figures(
    siti: Office, signs: Signs, approved: int, waiting: int, target: int, shape: str, told: str
) -> None:
    line = replace(plan(year(siti), DAFTAR), approved=approved, waiting=waiting, target=target, unit="berkas")
    marks = str.maketrans("#=.|", f"{signs.bar}{signs.bar_waiting}{signs.bar_rest}{signs.wall}")
    assert "".join(text for text, _ in bar(signs, line, 10)) == shape.translate(marks)
    assert figures(Words("id"), line) == told
