"""The XML of a workbook: its texts and the rows of a sheet, told by expat while it is read."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any
from xml.parsers import expat

from ekin_tui.exchange.cells import Fault, Value
from ekin_tui.exchange.limits import Limits, TableError

CHUNK = 1 << 16
"""Bytes that are read at once."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

Cells = dict[int, Value]
"""Column, from 0, to what stands there."""


class Texts:
    """Gathers the text of an item: its runs, without the readings that stand above Asian characters."""

    def __init__(self, limit: int) -> None:
        self._limit, self._parts, self._on, self._aside = limit, list[str](), False, False

    def start(self, name: str, _: dict[str, str]) -> None:
        """An element begins."""
        self._on = name == "t" and not self._aside
        self._aside = self._aside or name == "rPh"

    def end(self, name: str) -> None:
        """An element ends."""
        self._on = False
        self._aside = self._aside and name != "rPh"

    def said(self, text: str) -> None:
        """Text stands in the element."""
        if self._on:
            self._parts.append(text)

    def take(self) -> str:
        """Return the text of the item and begin the next."""
        text = "".join(self._parts)
        self._parts.clear()
        return unescaped(text[: self._limit + 1])


class SheetRows:
    """Reads one sheet."""

    def __init__(self, strings: list[str], dates: frozenset[str], since1904: bool, limits: Limits) -> None:
        self._strings, self._dates, self._since1904, self._limits = strings, dates, since1904, limits

    def read(self, part: IO[bytes]) -> Iterator[tuple[int, Cells]]:
        """Yield the rows while the part is read."""
        ready: list[tuple[int, Cells]] = []
        parser = make_parser()
        self._listen(parser, ready)
        while chunk := part.read(CHUNK):
            parser.Parse(chunk, False)
            yield from ready
            ready.clear()
        parser.Parse(b"", True)
        yield from ready

    def _listen(self, parser: expat.XMLParserType, ready: list[tuple[int, Cells]]) -> None:  # noqa: C901 - the hot loop
        """Set the handlers; closures over plain names, since they are called some million times."""
        row, column, on, computed = 0, -1, False, False
        cells: Cells = {}
        parts: list[str] = []
        kind, style, widest = "n", "", self._limits.columns
        inner = Texts(self._limits.cell)

        def start(name: str, attrs: dict[str, str]) -> None:
            nonlocal row, column, on, computed, cells, kind, style
            name = name.rpartition(":")[2]
            if name == "c":
                place = attrs.get("r")
                column = column_number(place.rstrip("0123456789")) if place else column + 1
                kind, style, computed = attrs.get("t", "n"), attrs.get("s", ""), False
                parts.clear()
            elif name == "v":
                on = True
            elif name == "row":
                row = int(attrs["r"]) if attrs.get("r", "").isdigit() else row + 1
                column, cells = -1, {}
            elif name == "f":
                computed = True
            elif kind == "inlineStr":
                inner.start(name, attrs)

        def end(name: str) -> None:
            nonlocal on
            name = name.rpartition(":")[2]
            if name == "v":
                on = False
            elif name == "c":
                text = inner.take() if kind == "inlineStr" else "".join(parts)
                if column < widest and (text or computed):
                    cells[column] = self._value(kind, style, text)
            elif name == "row":
                if cells:
                    ready.append((row, cells))
            elif kind == "inlineStr":
                inner.end(name)

        def said(text: str) -> None:
            if on:
                parts.append(text)
            elif kind == "inlineStr":
                inner.said(text)

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, said

    def _value(self, kind: str, style: str, text: str) -> Value:
        if kind == "s":
            return self._strings[int(text)] if text.isdigit() and int(text) < len(self._strings) else Fault("")
        if kind == "inlineStr":
            return text
        if kind == "e" or not text:
            return Fault(text if kind == "e" else "") if kind != "str" else ""
        if kind == "b":
            return text == "1"
        if kind == "n":
            return self._number(style, text)
        return _iso(text) if kind == "d" else unescaped(text[: self._limits.cell + 1])

    def _number(self, style: str, text: str) -> Value:
        if style not in self._dates and text.isdigit():
            return int(text)
        try:
            number = float(text)
        except ValueError:
            return Fault("")
        return _moment(number, since1904=self._since1904) if style in self._dates else number


def column_number(letters: str) -> int:
    """Return the number, from 0, of the column that ``letters`` name; a very high one for what names none."""
    number = 0
    for letter in letters:
        at = ord(letter) - 64
        if not 1 <= at <= 26:
            return 1 << 30
        number = number * 26 + at
    return number - 1 if letters else 1 << 30


def unescaped(text: str) -> str:
    """Return ``text`` with what a workbook writes as ``_x000D_`` read."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def make_parser() -> expat.XMLParserType:
    """Return a parser that refuses document types, with which entities come."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: Any) -> None:
    raise TableError("file-unsafe")


def _moment(number: float, *, since1904: bool) -> Value:
    """Return the day, the time, or both, that a serial number names; the number itself where it names none."""
    if 0 <= number < 1:
        seconds = min(round(number * 86_400), 86_399)
        return time(seconds // 3_600, seconds // 60 % 60, seconds % 60)
    first = datetime(1904, 1, 1) if since1904 else datetime(1899, 12, 30 if number >= 60 else 31)  # noqa: DTZ001
    try:
        at = first + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return number
    return at if number % 1 else at.date()


def _iso(text: str) -> Value:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return at if at.time() != time() else date(at.year, at.month, at.day)
