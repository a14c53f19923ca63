"""What is written is inert wherever it is opened, and comes back as it was."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import icalendar
import pytest

from ekin_tui.domain.model import Entry, Problem, Status
from ekin_tui.exchange.bkn_sheet import COLUMNS, MOST_ROWS, SheetRow, read_sheet, sheet_csv, sheet_xlsx
from ekin_tui.exchange.calendar_file import calendar_file
from ekin_tui.exchange.cells import as_day
from ekin_tui.exchange.limits import TableError
from ekin_tui.text import Words
from tests.exchange.made import cell, row, texts, workbook
from tests.office import TODAY, make_entry
from tests.test_architecture import loaded_after

HEADINGS = [column.headings[0] for column in COLUMNS]
FORMULAS = [
    '=HYPERLINK("http://x","klik")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "'=apostrof",
    "_x0041_ huruf",
    "\uff1d1+1",
    'a";=1+1;"b',
]


def only(file: bytes) -> SheetRow:
    [found] = read_sheet(io.BytesIO(file)).rows
    return found


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("write", [sheet_csv, sheet_xlsx])
def test_a_text_that_looks_like_a_formula_comes_back_as_it_was(text: str, write: object) -> None:
    entry = replace(make_entry(0, TODAY), activity=text, unit=text)
    found = only(write([(text, entry)]))  # type: ignore[operator]
    assert (found.plan, found.activity, found.unit) == (text, text, text)
    assert found.problems == ()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_program_computes_what_somebody_wrote(text: str) -> None:
    entry = replace(make_entry(0, TODAY), activity=text)
    with zipfile.ZipFile(io.BytesIO(sheet_xlsx([("", entry)]))) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "worksheets" in name]
    assert not any(re.search(rb"<f[ >/]", part) for part in parts)
    said = sheet_csv([("", entry)]).decode("utf-8-sig")
    for separator in ";,\t":
        cells = [one for line in csv.reader(io.StringIO(said), delimiter=separator) for one in line]
        assert separator != ";" or not [one for one in cells if one[:1] in {*"=+-@\t\r\uff1d"} - {""}]


def test_controls_and_bidirectional_marks_never_reach_a_file() -> None:
    entry = replace(make_entry(0, TODAY), activity="a\x1b[2J\u202eb\x00", evidence="https://x/\x07")
    for file in (sheet_csv([("", entry)]), sheet_xlsx([("", entry)])):
        assert only(file).activity == "a\ufffd[2J\ufffdb\ufffd"


def test_a_shift_over_midnight_and_the_end_of_the_day_come_back() -> None:
    for end in (24 * 60, 30 * 60):
        entry = replace(make_entry(0, TODAY), start=22 * 60, end=end)
        for file in (sheet_csv([("", entry)]), sheet_xlsx([("", entry)])):
            assert (only(file).start, only(file).end) == (22 * 60, end)


def test_faults_of_a_spreadsheet_are_told_at_their_field() -> None:
    body = texts(1, *HEADINGS) + row(
        2,
        '<c r="A2"><v>1.98609262015052E+17</v></c>',
        '<c r="B2" t="e"><v>#REF!</v></c>',
        '<c r="C2"><f>A1+1</f></c>',
        cell("D2", 8.3),
        cell("E2", "Menyusun laporan"),
        cell("F2", 2.5),
    )
    found = only(workbook(body).getvalue())
    assert [(p.field, p.code) for p in found.problems] == [
        ("day", "cell-error"),
        ("start", "cell-not-computed"),
        ("end", "time-unreadable"),
        ("quantity", "quantity-not-whole"),
        ("plan", "cell-number-lost"),
    ]


def test_a_file_of_more_rows_than_one_undo_takes_back_is_refused() -> None:
    line = "x;2026-11-25;08.00;09.00;y;1;z;\n"
    file = io.BytesIO((";".join(HEADINGS) + "\n" + line * (MOST_ROWS + 1)).encode())
    with pytest.raises(TableError, match="too-many-rows"):
        list(read_sheet(file).rows)


def calendar(*entries: Entry) -> icalendar.Calendar:
    lines = [("Menyusun laporan", entry) for entry in entries]
    now = datetime(2026, 11, 25, tzinfo=UTC)
    return icalendar.Calendar.from_ical(calendar_file(lines, name="Log", now=now, no_text="(kosong)"))


def test_an_event_keeps_its_uid_when_its_entry_changes_and_counts_on() -> None:
    entry = replace(make_entry(0, TODAY), rev="1-00000000")
    events = [calendar(one).walk("VEVENT")[0] for one in (entry, replace(entry, activity="lain", rev="2-00000000"))]
    assert events[0]["UID"] == events[1]["UID"]
    assert [int(one["SEQUENCE"]) for one in events] == [1, 2]


def test_a_shift_over_midnight_ends_on_the_next_day_and_an_entry_without_times_takes_no_time() -> None:
    night = replace(make_entry(0, TODAY), start=22 * 60, end=30 * 60, status=Status.APPROVED)
    bare = replace(make_entry(1, TODAY), start=None, end=None, activity="")
    first, second = calendar(night, bare).walk("VEVENT")
    assert first["DTEND"].dt.isoformat() == "2026-11-26T06:00:00+08:00"
    assert first["STATUS"] == "CONFIRMED"
    assert (second["DTSTART"].dt, second["SUMMARY"], second["TRANSP"]) == (TODAY, "(kosong)", "TRANSPARENT")
    assert isinstance(second["DTSTART"].dt, date)


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        (Status.DRAFT, "TENTATIVE"),
        (Status.SUBMITTED, "CONFIRMED"),
        (Status.RETURNED, "TENTATIVE"),
        (Status.APPROVED, "CONFIRMED"),
        (Status.REJECTED, "CANCELLED"),
    ],
)
def test_a_calendar_calls_off_what_was_rejected(status: Status, stands: str) -> None:
    [event] = calendar(replace(make_entry(0, TODAY), status=status)).walk("VEVENT")
    assert event["STATUS"] == stands


def test_a_text_with_lines_and_commas_stays_one_property() -> None:
    entry = replace(make_entry(0, TODAY), activity="a, b; c\r\nBEGIN:VALARM", unit="x\nATTACH:y")
    calendar_ = calendar(entry)
    assert not calendar_.walk("VALARM")
    assert "ATTACH" not in calendar_.walk("VEVENT")[0]


def test_the_room_loads_neither_centre_nor_cache_and_its_libraries_only_to_write() -> None:
    rooms = "bkn_sheet, ekin_tui.exchange.calendar_file, ekin_tui.exchange.tables, ekin_tui.exchange.xlsx"
    loaded = loaded_after(f"import ekin_tui.exchange.{rooms}")
    assert not loaded & {"openpyxl", "icalendar", "sqlite3", "httpx", "litestar", "sqlalchemy", "textual", "click"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_date_that_a_remedy_names_can_be_read(language: str) -> None:
    for code in ("cell-no-day", "day-missing"):
        told = Words(language).problem(Problem(code=code, field="day", args={"typed": "x"}))
        named = re.findall(r"\d[\d/-]+\d", told)
        assert named
        assert {as_day(text) for text in named} == {date(2026, 11, 25)}
