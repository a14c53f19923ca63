"""What is suggested is counted, and two that are as likely suggest nothing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.office import TODAY, make_entry, office


def test_the_usual_start_length_and_amount_are_those_of_the_last_weeks(tmp_path: Path) -> None:
    habits = office(tmp_path).desk.habits(TODAY)
    assert habits.start() == 480
    assert habits.minutes("plan-daftar-p-siti") == 135
    assert habits.minutes("", "memindai foto peresmian pasar tahun 1987") == 90
    assert habits.minutes("plan-none") is not None
    assert habits.amount("plan-alih-p-siti") == (35, "lembar")
    assert habits.amount("plan-musnah-p-siti") is None


def test_words_and_hour_point_to_a_plan_and_doubt_to_none(tmp_path: Path) -> None:
    habits = office(tmp_path).desk.habits(TODAY)
    found = habits.plan("Memindai peta lama", 780)
    assert found is not None
    assert found.plan.code == "alih"
    assert habits.plan("Rapat anggaran", 480) is None
    assert habits.plan("arsip", None) is None
    shares = habits.likely("Memindai peta", 780)
    assert max(shares, key=lambda plan: shares[plan]) == "plan-alih-p-siti"
    assert abs(sum(shares.values()) - 1) < 1e-9


def test_the_most_used_activity_that_begins_so_is_found(tmp_path: Path) -> None:
    behind = office(tmp_path)
    found = behind.desk.habits(TODAY).activity("menda")
    assert found is not None
    assert found.plan == "plan-daftar-p-siti"
    assert behind.desk.habits(TODAY).activity("zzz") is None


def test_a_person_without_entries_gets_suggestions_from_the_plans_alone(tmp_path: Path) -> None:
    habits = office(tmp_path, filled=False).desk.habits(TODAY)
    assert (habits.start(), habits.minutes("x"), habits.amount("x")) == (None, None, None)
    found = habits.plan("Usul pemusnahan keuangan", None)
    assert found is not None
    assert found.plan.code == "musnah"


def test_what_lies_further_back_no_longer_counts(tmp_path: Path) -> None:
    behind = office(tmp_path, filled=False)
    old = replace(make_entry(0, TODAY - timedelta(weeks=9)), id="old")
    with behind.store.writing():
        behind.store.entries.take(old)
    assert behind.desk.habits(TODAY).start() is None
    assert behind.desk.habits(date(2026, 10, 1)).start() == 480


def test_a_plan_that_is_likely_now_goes_before_the_usual_one_but_not_before_a_pin(tmp_path: Path) -> None:
    desk = office(tmp_path).desk
    desk.journal.pin("plan-musnah-p-siti", True)
    suggest = desk.suggest(TODAY)
    suggest.lean({"plan-bimtek-p-siti": 1.0})
    assert [m.line.plan.code for m in suggest.best("", 2)] == ["musnah", "bimtek"]
