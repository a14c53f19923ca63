"""Reading a table out of a spreadsheet or a CSV file as anybody produces it; each cell keeps its row and column.

:func:`read_table` takes an open file and the columns that are looked for, and returns a :class:`Table` whose rows come
while the file is read: 50,000 rows need two seconds and no memory to speak of. What a cell means is read by the
functions of :mod:`ekin_tui.exchange.cells`. The header may stand below titles, in any order and case, on any visible
sheet. Repeated headers, a row of column numbers (1) (2) (3) and empty rows are passed over; a cell that was merged
downwards holds its value in each of its rows.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO

from ekin_tui.domain.clean import inert
from ekin_tui.exchange.cells import Value, as_text
from ekin_tui.exchange.delimited import SEPARATORS, coding_of, records
from ekin_tui.exchange.limits import Limits, TableError
from ekin_tui.exchange.sheet_xml import Cells

_TITLES = 60
"""Rows in which the header is looked for."""
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NUMBERED = re.compile(r"\(?(\d{1,3})\)?", re.ASCII)
_WORKBOOK, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is looked for."""

    name: str
    """The field that it holds."""
    headings: tuple[str, ...]
    """What may stand above it; case, spaces, signs and what is in brackets do not count."""
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. ``cells`` has every column that the table has, None for an empty cell."""

    number: int
    """As the spreadsheet counts, from 1."""
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that was found. Its rows can be read once; reading on may raise TableError."""

    sheet: str
    """Name of the sheet, as it came; empty for CSV."""
    header: int
    """Number of the row with the headings."""
    letters: Mapping[str, str]
    """Field → the letter of its column, for every column that was found."""
    extra: tuple[str, ...]
    """Headings that nobody looks for."""
    since1904: bool
    """How the workbook counts days; for :func:`ekin_tui.exchange.cells.as_day`."""
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    places: Mapping[str, int]
    known: Mapping[int, str]
    cells: Cells = field(repr=False)


def read_table(file: BinaryIO, columns: Sequence[Column], limits: Limits | None = None) -> Table:
    """Return the first table of ``file``, open for reading and seekable, that has all needed columns.

    Raises TableError: ``file-empty``, ``file-unknown``, ``file-old`` (an .xls, or one with a password),
    ``file-too-large``, ``too-many-texts``, ``file-damaged``, ``file-unsafe``, ``no-table`` (no heading was recognised),
    ``columns-missing`` (some were), ``column-twice``; while rows are read also ``row-unreadable``, ``too-many-rows``.
    """
    within = limits or Limits()
    if file.seek(0, os.SEEK_END) > within.bytes:
        raise TableError("file-too-large", limit=within.bytes // 1_048_576)
    file.seek(0)
    head = file.read(8)
    if not head.strip():
        raise TableError("file-empty")
    if head.startswith(_OLD):
        raise TableError("file-old")
    return _of_workbook(file, columns, within) if head.startswith(_WORKBOOK) else _of_text(file, columns, within)


def letters_of(number: int) -> str:
    """Return the letters of the column ``number``, from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def plain(heading: str) -> str:
    """Return what counts of a heading: its letters and digits, without what stands in brackets."""
    return "".join(char for char in _ASIDE.sub("", heading).casefold() if char.isalnum())


def _of_workbook(file: BinaryIO, columns: Sequence[Column], limits: Limits) -> Table:
    from ekin_tui.exchange.xlsx import Workbook

    book = Workbook(file, limits)
    best: tuple[_Header, list[str]] | None = None
    for sheet in book.sheets:
        rows = book.rows(sheet)
        head = list(islice(rows, _TITLES))
        header = _find(head, columns)
        if header is None:
            continue
        missing = _missing(header, columns)
        if not missing:
            merged = _filled(chain(head, rows), book.merges(sheet), header.row)
            return _table(merged, header, columns, limits, sheet=sheet.name, since1904=book.since1904)
        best = (header, missing) if best is None or len(missing) < len(best[1]) else best
    raise _no_table(best)


def _of_text(file: BinaryIO, columns: Sequence[Column], limits: Limits) -> Table:
    coding = coding_of(file)
    best: tuple[_Header, list[str], str] | None = None
    for separator in SEPARATORS:
        header = _find(_head(file, coding, separator, limits), columns)
        if header is not None and (best is None or len(header.places) > len(best[0].places)):
            best = header, _missing(header, columns), separator
    if best is None or best[1]:
        raise _no_table(best[:2] if best else None)
    return _table(records(file, coding, best[2], limits), best[0], columns, limits)


def _head(file: BinaryIO, coding: str, separator: str, limits: Limits) -> list[tuple[int, Cells]]:
    """Return the first rows; with a wrong separator they may be unreadable, which is not said yet."""
    rows = records(file, coding, separator, limits)
    head: list[tuple[int, Cells]] = []
    try:
        head.extend(islice(rows, _TITLES))
    except TableError:
        return head
    finally:
        rows.close()  # type: ignore[attr-defined]
    return head


def _find(rows: Iterable[tuple[int, Cells]], columns: Sequence[Column]) -> _Header | None:
    """Return the row that has the most headings, the first of several; None where no row has two (or the only one)."""
    names = {plain(heading): column.name for column in columns for heading in column.headings}
    least = min(2, sum(column.needed for column in columns))
    best: _Header | None = None
    for number, cells in rows:
        known = {
            at: names[said] for at, cell in cells.items() if isinstance(cell, str) and (said := plain(cell)) in names
        }
        found = set(known.values())
        if len(found) >= least and (best is None or len(found) > len(best.places)):
            places = {name: at for at, name in sorted(known.items(), reverse=True)}
            best = _Header(number, places, known, cells)
    return best


def _missing(header: _Header, columns: Sequence[Column]) -> list[str]:
    return [column.headings[0] for column in columns if column.needed and column.name not in header.places]


def _no_table(best: tuple[_Header, list[str]] | None) -> TableError:
    if best is None:
        return TableError("no-table", rows=_TITLES)
    return TableError("columns-missing", row=best[0].row, columns=", ".join(best[1]))


def _table(
    rows: Iterable[tuple[int, Cells]],
    header: _Header,
    columns: Sequence[Column],
    limits: Limits,
    *,
    sheet: str = "",
    since1904: bool = False,
) -> Table:
    for at, name in header.known.items():
        if header.places[name] != at:
            first, second = letters_of(header.places[name]), letters_of(at)
            heading = next(column.headings[0] for column in columns if column.name == name)
            raise TableError("column-twice", heading=heading, first=first, second=second, row=header.row)
    others = (cell for at, cell in sorted(header.cells.items()) if at not in header.known and isinstance(cell, str))
    return Table(
        sheet=inert(sheet),
        header=header.row,
        letters={name: letters_of(at) for name, at in header.places.items()},
        extra=tuple(inert(text)[:60] for text in others),
        since1904=since1904,
        rows=_rows(rows, header, limits),
    )


def _rows(rows: Iterable[tuple[int, Cells]], header: _Header, limits: Limits) -> Iterator[Row]:
    places, count = list(header.places.items()), 0
    top = {name: plain(as_text(header.cells[at])) for name, at in places}
    numbered = True
    for number, cells in rows:
        if number <= header.row:
            continue
        if numbered and (numbered := _is_numbered(cells)):
            continue
        row = {name: cells.get(at) for name, at in places}
        if not any(map(_says, row.values())) or _repeats(row, top):
            continue
        count += 1
        if count > limits.rows:
            raise TableError("too-many-rows", limit=limits.rows)
        if any(isinstance(value, str) and len(value) > limits.cell for value in row.values()):
            raise TableError("row-unreadable", row=number)
        yield Row(number=number, cells=row)


def _says(value: Value) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _repeats(row: Mapping[str, Value], top: Mapping[str, str]) -> bool:
    """Tell whether the header stands there once more, as at the top of a printed page."""
    return all(isinstance(row[name], str) and plain(str(row[name])) == said for name, said in top.items())


def _is_numbered(cells: Cells) -> bool:
    """Tell whether a row only counts the columns, as forms of the office do below their header."""
    found = [_NUMBERED.fullmatch(str(cell).strip()) for _, cell in sorted(cells.items())]
    numbers = [int(one[1]) for one in found if one]
    return len(found) == len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _filled(
    rows: Iterable[tuple[int, Cells]], merges: Mapping[int, list[tuple[int, int]]], header: int
) -> Iterator[tuple[int, Cells]]:
    """Give each row below the header the values of the cells that were merged over it."""
    if not merges:
        yield from rows
        return
    held: dict[int, tuple[Value, int]] = {}
    for number, cells in rows:
        for column, (value, last) in list(held.items()):
            if number > last:
                del held[column]
            elif column not in cells:
                cells[column] = value
        if number > header:
            for column, last in merges.get(number, ()):
                if column in cells:
                    held[column] = cells[column], last
        yield number, cells
