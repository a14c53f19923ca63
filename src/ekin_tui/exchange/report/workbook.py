"""A document as a workbook: a sheet to read first, then one for each long table; numbers are numbers, days are days."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

from ekin_tui.domain.clean import inert
from ekin_tui.exchange.limits import ExtraMissing
from ekin_tui.exchange.report.cells import in_data, on_pages
from ekin_tui.exchange.report.document import Block, Column, Document, Facts, Kind, Prose, Table, Value
from ekin_tui.exchange.table_writing import literal

_OWN_SHEET = frozenset({"rhk", "plans", "months", "days", "entries", "notes"})
"""Tables that have a sheet of their own."""
_ELSEWHERE = frozenset({"rhk-chart", "map", "details", "notes", "note"})
"""Blocks whose content the sheets of the lists hold."""
_UNFIT = re.compile(r"[\[\]:*?/\\']")
_LONGEST = 31
"""Characters of a sheet's name."""
_MOST = 32_767
"""Characters of a cell."""
_FORMATS = {Kind.NUMBER: "#,##0", Kind.SHARE: "0.0%", Kind.DAY: "yyyy-mm-dd", Kind.TEXT: "General"}
_WIDTHS = {Kind.NUMBER: 12, Kind.SHARE: 10, Kind.DAY: 12}
_WIDE, _WIDEST = 12, 60
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def write_xlsx(document: Document) -> bytes:
    """Return ``document`` as the bytes of an XLSX file. Raises ExtraMissing where openpyxl is not installed."""
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as error:
        raise ExtraMissing from error
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = inert(document.title), inert(document.author)
    _front(book, document)
    for block in in_data(document.blocks):
        if isinstance(block, Table) and block.key in _OWN_SHEET:
            _table_sheet(book, block)
    raw = io.BytesIO()
    book.save(raw)
    return _settled(raw, document)


def _front(book: Any, document: Document) -> None:
    sheet = book.create_sheet(_name(document.title))
    for letter, wide in zip("ABCDEF", (44, 44, 12, 12, 12, 12), strict=True):
        sheet.column_dimensions[letter].width = wide
    _set_page(sheet)
    paint = _Paint(sheet)
    for line in document.letterhead:
        sheet.append([paint.text(line, bold=True)])
    for line in ("", document.title, document.subtitle):
        sheet.append([paint.text(line, bold=True)])
    for block in on_pages(document.blocks):
        if isinstance(block, Table) and block.key in _OWN_SHEET:
            for row in _lead_rows(paint, block):
                sheet.append(row)
        elif block.key not in _ELSEWHERE:
            for row in _block_rows(paint, block):
                sheet.append(row)
    sheet.append([])
    sheet.append([paint.text(document.foot)])


def _block_rows(paint: "_Paint", block: Block) -> Iterator[list[Any]]:
    yield []
    if block.title:
        yield [paint.text(block.title, bold=True)]
    match block:
        case Facts():
            yield from ([paint.text(name), paint.text(text, wrap=True)] for name, text in block.rows)
        case Prose():
            yield from ([paint.text(line)] for line in block.lines)
        case Table():
            yield from _rows(paint, block)


def _lead_rows(paint: "_Paint", block: Table) -> Iterator[list[Any]]:
    """Give what stands before a table that has a sheet of its own, whose first row is its head."""
    if block.lead:
        yield []
        yield [paint.text(block.title, bold=True)]
        yield from ([paint.text(line)] for line in block.lead)


def _table_sheet(book: Any, block: Table) -> None:
    sheet = book.create_sheet(_name(block.title))
    sheet.freeze_panes = "A2"
    _set_page(sheet)
    sheet.print_title_rows = "1:1"
    for number, column in enumerate(block.columns):
        letter = chr(ord("A") + number)
        cells = [row[number] for row in block.rows[:200]]
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.kind) or _wide(column, cells)
    for row in _rows(_Paint(sheet), block, lead=False):
        sheet.append(row)


def _wide(column: Column, cells: Sequence[Value]) -> int:
    longest = max((len(str(cell)) for cell in cells), default=0)
    return max(_WIDE, min(_WIDEST, longest + 2, _WIDEST), len(column.title) + 2)


def _set_page(sheet: Any) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _rows(paint: "_Paint", block: Table, *, lead: bool = True) -> Iterator[list[Any]]:
    if lead:
        yield from ([paint.text(line)] for line in block.lead)
    yield [paint.text(column.title, bold=True, wrap=True) for column in block.columns]
    kinds = [column.kind for column in block.columns]
    for row in block.rows:
        yield [paint.value(value, kind) for value, kind in zip(row, kinds, strict=True)]
    if block.total:
        yield [paint.value(value, kind, bold=True) for value, kind in zip(block.total, kinds, strict=True)]


class _Paint:
    """Makes the cells of one sheet. A text is a text, whatever it begins with."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font

        self._sheet, self._cell = sheet, WriteOnlyCell
        self._bold, self._wrap = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def text(self, text: str, *, bold: bool = False, wrap: bool = False) -> Any:
        """Return a cell with a text."""
        cell = self._cell(self._sheet, value=literal(inert(text, lines=True)[:_MOST]))
        cell.data_type = "s"
        if text.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True
        if bold:
            cell.font = self._bold
        if wrap:
            cell.alignment = self._wrap
        return cell

    def value(self, value: Value, kind: Kind, *, bold: bool = False) -> Any:
        """Return a cell with a number, a day, a share or a text; None for nothing."""
        if value is None:
            return None
        if isinstance(value, str):
            return self.text(value, bold=bold, wrap=len(value) > _WIDEST)
        if bold or kind is not Kind.NUMBER:
            shown: Any = value / 1_000 if kind is Kind.SHARE and isinstance(value, int) else value
            cell = self._cell(self._sheet, value=shown)
            cell.number_format = _FORMATS[kind]
            if bold:
                cell.font = self._bold
            return cell
        return value


def _name(title: str) -> str:
    return _UNFIT.sub(" ", inert(title))[:_LONGEST].strip() or "-"


def _settled(raw: io.BytesIO, document: Document) -> bytes:
    """Return the file with the document's own moment in place of that of writing, so that it is the same each time."""
    at = document.made.astimezone(UTC)
    stamp = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second)
    said = at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "docProps/core.xml":
                data = _MOMENT.sub(rb"\g<1>" + said, data)
            new.writestr(zipfile.ZipInfo(item.filename, stamp), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
