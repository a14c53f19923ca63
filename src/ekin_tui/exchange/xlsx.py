"""The rows of an ``.xlsx`` workbook, one by one, with what they need of its other parts.

A reader of its own instead of openpyxl's: that one takes seven seconds for 50,000 rows (this one two), builds whatever
width a hostile row claims, and knows in its streaming mode neither merged cells, errors, nor formulas without a value.
No formula is computed, no macro and no link to another file is followed, and a document type (where the bombs of XML
live) is refused.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from ekin_tui.exchange.limits import Limits, TableError
from ekin_tui.exchange.sheet_xml import CHUNK, Cells, SheetRows, Texts, column_number, make_parser

_PARTS = 5_000
_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
"""Built-in formats of days and times (ECMA-376, 18.8.30); 46 is a length of time, as ``[h]:mm`` is."""
_UNSPOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What stands in a format without being part of a day: quoted and escaped text, colours, conditions."""
_SPOKEN = re.compile(r"[dmyhs]", re.IGNORECASE)
_LENGTH = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_MERGE = re.compile(rb'mergeCell\s[^>]*?ref\s*=\s*["\']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["\']')
_MERGES = 50_000
_BROKEN = (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, LookupError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet that a person can see."""

    name: str
    part: str


class Workbook:
    """An open workbook. ``file`` stays the caller's to close."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        """Raises TableError for a file that is no workbook, or one that is too large."""
        self._limits = limits
        try:
            self._archive = zipfile.ZipFile(file)
            _weigh(self._archive, limits)
            self.sheets, self.since1904 = self._contents()
            self._dates = self._date_styles()
            self._strings = self._shared()
        except _BROKEN as error:
            raise TableError("file-damaged") from error

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, Cells]]:
        """Yield the number, from 1, and the cells of each row that has any. Raises TableError."""
        try:
            with self._archive.open(sheet.part) as part:
                yield from SheetRows(self._strings, self._dates, self.since1904, self._limits).read(part)
        except _BROKEN as error:
            raise TableError("file-damaged") from error

    def merges(self, sheet: Sheet) -> Mapping[int, list[tuple[int, int]]]:
        """Return the merged cells that go down: first row → its columns with the last row of each."""
        found: dict[int, list[tuple[int, int]]] = {}
        tail = b""
        try:
            with self._archive.open(sheet.part) as part:
                while chunk := part.read(CHUNK):
                    tail = tail + chunk if b"mergeCell" in tail else tail[-16:] + chunk
                    if len(tail) > _MERGES * 64:
                        break
        except _BROKEN as error:
            raise TableError("file-damaged") from error
        for letters, first, _, last in _MERGE.findall(tail):
            if int(last) > int(first):
                found.setdefault(int(first), []).append((column_number(letters.decode()), int(last)))
        return found

    def _contents(self) -> tuple[list[Sheet], bool]:
        book = next(
            (path for kind, path in self._related("").values() if kind.endswith("/officeDocument")), "xl/workbook.xml"
        )
        parts, sheets, since1904 = self._related(book), [], False

        def start(name: str, attrs: dict[str, str]) -> None:
            nonlocal since1904
            if name == "workbookPr":
                since1904 = attrs.get("date1904", "0") in {"1", "true", "on"}
            elif name == "sheet" and attrs.get("state", "visible") == "visible":
                link = next((value for key, value in attrs.items() if key.rpartition(":")[2] == "id"), "")
                kind, path = parts.get(link, ("", ""))
                if kind.endswith("/worksheet"):
                    sheets.append(Sheet(name=attrs.get("name", ""), part=path))

        self._walk(book, start)
        return sheets, since1904

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the parts that ``part`` names: id → kind, path. Files outside the workbook are not among them."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attrs: dict[str, str]) -> None:
            if tag == "Relationship" and attrs.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, attrs.get("Target", ""))).lstrip("/")
                found[attrs.get("Id", "")] = attrs.get("Type", ""), path

        self._walk(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def _date_styles(self) -> frozenset[str]:
        """Return the numbers of the cell styles that show a day or a time."""
        formats: dict[str, bool] = {}
        styles: list[bool] = []
        inside = ""

        def start(name: str, attrs: dict[str, str]) -> None:
            nonlocal inside
            inside = name if name in {"cellXfs", "cellStyleXfs", "dxfs"} else inside
            if name == "numFmt" and inside != "dxfs":
                formats[attrs.get("numFmtId", "")] = _is_date(attrs.get("formatCode", ""))
            elif name == "xf" and inside == "cellXfs":
                known = attrs.get("numFmtId", "0")
                styles.append(formats.get(known, known.isdigit() and int(known) in _DATES))

        self._walk("xl/styles.xml", start)
        return frozenset(str(number) for number, is_date in enumerate(styles) if is_date)

    def _shared(self) -> list[str]:
        texts: list[str] = []
        gather = Texts(self._limits.cell)

        def end(name: str) -> None:
            if name == "si":
                texts.append(gather.take())
                if len(texts) > self._limits.texts:
                    raise TableError("too-many-texts", limit=self._limits.texts)
            gather.end(name)

        self._walk("xl/sharedStrings.xml", gather.start, end, gather.said)
        return texts

    def _walk(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda _: None,
        said: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Tell of every element of a part by its name without a prefix; a part that is missing has none."""
        with suppress(KeyError):
            self._archive.getinfo(part)
            parser = make_parser()
            parser.StartElementHandler = lambda name, attrs: start(name.rpartition(":")[2], attrs)
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
            parser.CharacterDataHandler = said
            with self._archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)


def _weigh(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > limits.inflated:
        raise TableError("file-too-large", limit=limits.inflated // 1_048_576)
    if "[Content_Types].xml" not in archive.namelist() or any(part.flag_bits & 1 for part in parts):
        raise TableError("file-unknown")


def _is_date(code: str) -> bool:
    plain = code.partition(";")[0]
    return not _LENGTH.search(plain) and bool(_SPOKEN.search(_UNSPOKEN.sub("", plain).replace("General", "")))
