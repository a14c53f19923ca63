"""Writing a table as XLSX or CSV. A text stays a text: nothing that somebody wrote is ever computed by who opens it."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from ekin_tui.domain.clean import inert
from ekin_tui.exchange.cells import guarded
from ekin_tui.exchange.limits import ExtraMissing

Written = str | int | date | time | None
"""What is put into a cell."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a workbook would read as the number of a character (ECMA-376, ST_Xstring)."""
_DAY, _TIME = "dd/mm/yyyy", "hh:mm"
_WIDEST = 60


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Written]], *, separator: str = ";") -> bytes:
    """Return a CSV file as Excel in Indonesia opens it: UTF-8 with its mark, semicolons, every text in quotes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([guarded(inert(one), inert=True) for one in headings])
    writer.writerows([[_plain(value) for value in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Written]], widths: Sequence[int]) -> bytes:
    """Return a workbook with one sheet; days and times are typed, the header stays in view. ``widths`` in characters.

    Raises ExtraMissing.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
    except ModuleNotFoundError as error:
        raise ExtraMissing from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(width, _WIDEST)
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def typed(value: Written, *, heading: bool = False) -> Any:
        text: Any = literal(guarded(inert(value), inert=False)) if isinstance(value, str) else value
        cell = WriteOnlyCell(sheet, value=text)
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl takes what begins with = for a formula
            cell.quotePrefix = bool(value) and guarded(value, inert=True) != value
        elif isinstance(value, date | time):
            cell.number_format = _DAY if isinstance(value, date) else _TIME
        cell.alignment = wrapped
        if heading:
            cell.font = bold
        return cell

    sheet.append([typed(one, heading=True) for one in headings])
    for row in rows:
        sheet.append([typed(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def literal(text: str) -> str:
    """Return ``text`` as a cell of a workbook holds it, so that ``_x0041_`` in it stays what was typed."""
    return _LOOKS_ESCAPED.sub("_x005F_", text)


def _plain(value: Written) -> str | int:
    if isinstance(value, str):
        return guarded(inert(value), inert=True)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else value.isoformat() if isinstance(value, date) else value
