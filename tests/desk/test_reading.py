from dataclasses import replace
from datetime import date, timedelta

import pytest

from ekin_tui.desk.holidays import apart, official
from ekin_tui.desk.reading import form_from, read_day, read_form, typed, write_form
from ekin_tui.desk.views import Form
from ekin_tui.domain.model import Entry
from tests.office import TODAY, make_entry

BLANK = Entry(id="e", owner="p", day=TODAY, zone="Asia/Makassar")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("3-11-2026", date(2026, 11, 3)),
        ("03/11/2026", date(2026, 11, 3)),
        ("3.11", date(2026, 11, 3)),
        ("3", date(2026, 11, 3)),
        ("hari ini", TODAY),
        ("Kemarin", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 24)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "31-02-2026", "32", "besok lusa", "11/25/2026", "٣"])
def test_a_day_that_does_not_exist_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_day(text, TODAY)


def test_an_entry_is_written_and_read_back_the_same() -> None:
    entry = make_entry(1, TODAY)
    assert read_form(write_form(entry), before=entry, today=TODAY).entry == entry
    night = replace(entry, start=1_320, end=1_800)
    assert write_form(night).end == "06.00+1"
    assert read_form(write_form(night), before=night, today=TODAY).entry == night


def test_a_form_is_taken_apart_and_put_together_again() -> None:
    form = Form(id="x", plan_words="rap", day="besok", start="8", activity="a\nb", quantity="-")
    assert form_from("x", typed(form)) == form


def test_a_day_that_cannot_be_read_leaves_the_one_that_the_form_was_opened_for() -> None:
    opened = replace(write_form(replace(BLANK, day=TODAY - timedelta(days=20))), day="10.00")
    assert read_form(opened, before=BLANK, today=TODAY).entry.day == TODAY - timedelta(days=20)
    assert read_form(form_from("e", typed(opened)), before=BLANK, today=TODAY).entry.day == TODAY - timedelta(days=20)
    assert read_form(replace(opened, opened=""), before=BLANK, today=TODAY).entry.day == BLANK.day


def test_each_part_that_cannot_be_read_is_named() -> None:
    form = Form(id="e", day="besok", start="8.5", end="jam 9", quantity="dua", plan_words="apa saja")
    found = read_form(form, before=BLANK, today=TODAY).problems
    assert [(p.field, p.code) for p in found] == [
        ("day", "day-unreadable"),
        ("start", "time-unreadable"),
        ("end", "time-unreadable"),
        ("quantity", "quantity-not-whole"),
        ("plan", "plan-no-match"),
    ]


@pytest.mark.parametrize(("text", "quantity"), [("3", 3), ("1.250", 1_250), ("-2", -2), (" 7 ", 7), ("", None)])
def test_a_quantity_is_a_whole_number(text: str, quantity: int | None) -> None:
    reading = read_form(Form(id="e", day="2026-11-25", quantity=text), before=BLANK, today=TODAY)
    assert reading.problems == ()
    assert reading.entry.quantity == quantity


@pytest.mark.parametrize("text", ["2,5", "1.5", "1e3", "٣", "9" * 30])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    reading = read_form(Form(id="e", day="2026-11-25", quantity=text), before=BLANK, today=TODAY)
    assert [p.code for p in reading.problems] == ["quantity-not-whole"]


def test_a_pasted_novel_becomes_one_paragraph_and_inert() -> None:
    form = Form(id="e", day="2026-11-25", activity="Baris satu\nbaris dua\t\x1b]52;c;eA==\x07 selesai")
    entry = read_form(form, before=BLANK, today=TODAY).entry
    assert "\n" not in entry.activity
    assert "\x1b" not in entry.activity
    assert entry.activity.startswith("Baris satu baris dua")


def test_a_process_of_its_own_tells_the_same_days_off_and_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    apart.cache_clear()
    assert apart(2026) == official(2026)
    monkeypatch.setattr("sys.executable", "/nowhere")
    assert apart(2026) == official(2026)


def test_where_no_process_can_be_begun_the_days_off_are_known_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    apart.cache_clear()
    monkeypatch.setattr("sys.executable", "/nowhere")
    assert apart(2027) == official(2027)


def test_the_official_days_off_of_2026_are_those_of_the_joint_decree() -> None:
    days = official(2026)
    assert len(days) == 25
    assert sum("Cuti Bersama" in name for name in days.values()) == 8
