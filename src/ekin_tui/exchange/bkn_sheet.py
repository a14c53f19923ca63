"""BKN's sheet of daily progress: eight columns, in and out.

Source: the form for *progres harian* of E-Kinerja BKN, whose fields are these columns in this order.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import BinaryIO

from ekin_tui.domain.clean import inert
from ekin_tui.domain.clock import DAY, show_clock
from ekin_tui.domain.model import Entry, Problem
from ekin_tui.exchange.cells import Fault, Value, as_clock, as_day, as_paragraph, as_whole
from ekin_tui.exchange.limits import Limits
from ekin_tui.exchange.table_writing import Written, write_csv, write_xlsx
from ekin_tui.exchange.tables import Column, Row, Table, read_table

COLUMNS = (
    Column(name="plan", headings=("Rencana Aksi", "Rencana Aksi SKP", "Kode Rencana Aksi")),
    Column(name="day", headings=("Tanggal", "Tanggal Kegiatan", "Hari/Tanggal", "Tgl")),
    Column(name="start", headings=("Jam Mulai", "Waktu Mulai", "Mulai", "Pukul Mulai")),
    Column(name="end", headings=("Jam Selesai", "Waktu Selesai", "Selesai", "Pukul Selesai")),
    Column(
        name="activity",
        headings=("Kegiatan Harian", "Kegiatan", "Uraian Kegiatan", "Uraian Kegiatan Harian", "Progres Harian"),
    ),
    Column(name="quantity", headings=("Realisasi", "Realisasi Kegiatan", "Kuantitas")),
    Column(name="unit", headings=("Satuan", "Satuan Realisasi")),
    Column(
        name="evidence",
        headings=(
            "Bukti Dukung",
            "Tautan Bukti Dukung",
            "Link Bukti Dukung",
            "Bukti Pendukung",
            "Bukti",
            "Data Dukung",
        ),
        needed=False,
    ),
)
"""BKN's columns in BKN's order; each is written under its first heading and found under any of them."""
MOST_ROWS = 10_000
"""Rows of one file: eight years of four entries a day, and what one undo takes back."""
_TITLE = "Progres Harian"
_WIDTHS = (40, 12, 10, 11, 60, 10, 14, 40)
_NOTHING = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}"})
"""What people write where there is no evidence."""
_UNREAD = {"day": "cell-no-day", "start": "time-unreadable", "end": "time-unreadable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row as it was read. What could not be read is None or empty, and has a problem at its field."""

    number: int
    plan: str
    day: date | None
    start: int | None
    end: int | None
    activity: str
    quantity: int | None
    unit: str
    evidence: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BknSheet:
    """A sheet that was found, with its rows, which come while they are read."""

    table: Table
    rows: Iterator[SheetRow]


def read_sheet(file: BinaryIO) -> BknSheet:
    """Return what ``file`` holds. Raises TableError, also while the rows are read."""
    table = read_table(file, COLUMNS, Limits(rows=MOST_ROWS))
    return BknSheet(table=table, rows=(_row(one, since1904=table.since1904) for one in table.rows))


def sheet_xlsx(entries: Iterable[tuple[str, Entry]]) -> bytes:
    """Return a workbook of entries, each with the text of its plan. Raises ExtraMissing."""
    return write_xlsx(_TITLE, _headings(), map(_written, entries), _WIDTHS)


def sheet_csv(entries: Iterable[tuple[str, Entry]]) -> bytes:
    """Return a CSV file of entries, each with the text of its plan."""
    return write_csv(_headings(), map(_written, entries))


def _headings() -> Sequence[str]:
    return [column.headings[0] for column in COLUMNS]


def _written(line: tuple[str, Entry]) -> Sequence[Written]:
    plan, entry = line
    times = _clock(entry.start), _clock(entry.end)
    return (plan, entry.day, *times, entry.activity, entry.quantity, entry.unit, entry.evidence)


def _clock(minutes: int | None) -> Written:
    """Return a time of day; the end of the day and a shift over midnight, which no spreadsheet knows, as text."""
    if minutes is None or minutes < DAY:
        return None if minutes is None else time(*divmod(minutes, 60))
    return show_clock(minutes)


def _row(row: Row, *, since1904: bool) -> SheetRow:
    problems: list[Problem] = []
    cells = row.cells

    def read(name: str, reader: Callable[[Value], object]) -> object:
        value = cells.get(name)
        try:
            return reader(value)
        except (ValueError, OverflowError):
            problems.append(_problem(name, value))
            return None

    def said(name: str) -> str:
        return str(read(name, as_paragraph) or "")

    day = read("day", lambda value: as_day(value, since1904=since1904))
    start, end, quantity = read("start", as_clock), read("end", as_clock), read("quantity", as_whole)
    evidence = said("evidence")
    return SheetRow(
        number=row.number,
        plan=said("plan"),
        day=day if isinstance(day, date) else None,
        start=start if isinstance(start, int) else None,
        end=end if isinstance(end, int) else None,
        activity=said("activity"),
        quantity=quantity if isinstance(quantity, int) else None,
        unit=said("unit"),
        evidence="" if evidence in _NOTHING else evidence,
        problems=tuple(problems),
    )


def _problem(name: str, value: Value) -> Problem:
    if isinstance(value, Fault):
        code = "cell-error" if value.text else "cell-not-computed"
        return Problem(code=code, field=name, args={"typed": inert(value.text)[:40]} if value.text else {})
    code = _UNREAD.get(name, "quantity-not-whole" if name == "quantity" else "cell-number-lost")
    return Problem(code=code, field=name, args={"typed": inert(str(value))[:40]})
