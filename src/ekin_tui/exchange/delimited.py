"""The records of a CSV file as anybody's program writes it: any of four separators, UTF-8, UTF-16 or Windows' own."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from ekin_tui.exchange.limits import Limits, TableError
from ekin_tui.exchange.sheet_xml import CHUNK, Cells

SEPARATORS = (";", ",", "\t", "|")
"""Excel writes ``;`` where the comma parts decimals, as in Indonesia."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOK = 4_096


def coding_of(file: BinaryIO) -> str:
    """Return the coding of a text file: what its mark says, UTF-16 without one by its zeros, UTF-8, or Windows-1252."""
    file.seek(0)
    head = file.read(_LOOK)
    for mark, coding in _MARKS:
        if head.startswith(mark):
            return coding
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    return "utf-8" if _is_utf8(file) else "cp1252"


def records(file: BinaryIO, coding: str, separator: str, limits: Limits) -> Iterator[tuple[int, Cells]]:
    """Yield the number, from 1, and the cells of each record that has any; texts over several lines are one cell.

    Raises TableError with the row that can't be read.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=coding, errors="replace", newline="")
    number = 0
    csv.field_size_limit(limits.cell * 4)
    try:
        for record in csv.reader(text, delimiter=separator):
            number += 1
            cells: Cells = {at: cell for at, cell in enumerate(record[: limits.columns]) if cell and not cell.isspace()}
            if cells and not (number == 1 and record[0].casefold().startswith("sep=")):
                yield number, cells
    except csv.Error as error:
        raise TableError("row-unreadable", row=number + 1) from error
    finally:
        text.detach()


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
