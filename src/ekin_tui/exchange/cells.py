"""What a cell of anybody's table says: a text, a day, a time of day, a whole number. What is unclear raises.

Spreadsheets hand over numbers, days and times as typed values, CSV hands over texts; both are read alike. In texts a
leading apostrophe is what spreadsheets put before a text that must stay one, and what :func:`guarded` writes.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from ekin_tui.domain.clean import one_paragraph
from ekin_tui.domain.clock import DAY, parse_clock
from ekin_tui.domain.wholes import parse_whole


class Unread(ValueError):  # noqa: N818 - what a cell is, not a fault of ours
    """A cell that says nothing of the kind that was asked for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a value: an error of the spreadsheet (``#REF!``), or a formula that was never computed (empty)."""

    text: str


Value = str | int | float | bool | date | datetime | time | Fault | None
"""A cell as it was read; None for an empty one."""

ACTIVE = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""First characters that make a spreadsheet compute a text (OWASP, CSV injection), the full-width ones among them."""
_EXACT = 10**15
"""From here on a spreadsheet no longer keeps every digit of a number: a NIP that was typed as one is lost."""
_FIRST_1900, _FIRST_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIALS = range(20_000, 80_000)
"""Day numbers that a text of five digits may mean: 1954 to 2119."""
_APOSTROPHES = ("'", "\u2019")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+[\d:.,]+Z?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{4}|\d{2})(?: +00?[:.]00(?:[:.]00)?)?", re.ASCII)
_NAMED = re.compile(r"(?:[^\W\d_]+['\u2019]?[^\W\d_]*,? +)?(\d{1,2})[ -]+([^\W\d_]{3,9})\.?[ -]+(\d{4}|\d{2})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan",
            "feb",
            "mar mrt",
            "apr",
            "mei may",
            "jun",
            "jul",
            "agu agt ags aug",
            "sep",
            "okt oct",
            "nov nop",
            "des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_SECONDS = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?(\+1)? ?(am|pm|wib|wita|wit)?", re.ASCII | re.IGNORECASE
)


def guarded(text: str, *, inert: bool) -> str:
    """Return ``text`` as it is put into a table, so that :func:`as_text` gives it back.

    ``inert`` puts an apostrophe before what a spreadsheet would compute (CSV); a cell that is typed as text needs none.
    """
    return f"'{text}" if _hides(text) or (inert and text[:1] and text[0] in ACTIVE) else text


def as_text(value: Value) -> str:
    """Return the text of a cell, the empty one for an empty cell.

    Raises Unread for a fault, and for a number of which the spreadsheet has dropped digits.
    """
    if isinstance(value, str):
        return value[1:] if _hides(value) else value
    if value is None:
        return ""
    if isinstance(value, Fault):
        raise Unread(value.text)
    if isinstance(value, float):
        if abs(value) >= _EXACT:
            raise Unread(str(value))
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def as_paragraph(value: Value) -> str:
    """Return the text of a cell as one inert paragraph. Raises Unread as :func:`as_text`."""
    return one_paragraph(as_text(value))


def as_day(value: Value, *, since1904: bool = False) -> date | None:
    """Return the day of a cell: a date, a serial number, ``2026-11-02``, ``02/11/2026``, ``Senin, 2 November 2026``.

    None for an empty cell. The day always stands before the month. ``since1904`` tells how the workbook counts days.
    Raises Unread for anything else.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(value, since1904=since1904)
    if isinstance(value, time | bool):
        raise Unread(str(value))
    text = " ".join(as_text(value).split())
    return _written_day(text) if text else None


def as_clock(value: Value) -> int | None:
    """Return minutes after midnight: ``08.00``, ``8:00``, ``08:00:00``, ``06.00+1``, ``8``, a time, a part of a day.

    None for an empty cell; 1440 for ``24.00``. Raises Unread for anything else, also for a number like 8,3, which
    may mean half past eight or eighteen minutes past.
    """
    if isinstance(value, datetime | time):
        return value.hour * 60 + value.minute
    if isinstance(value, float) and 0 <= value < 1:
        return round(value * DAY)
    if isinstance(value, date | bool):
        raise Unread(str(value))
    text = " ".join(as_text(value).split())
    return _written_clock(text) if text else None


def as_whole(value: Value) -> int | None:
    """Return a whole number: ``3``, ``3.0`` of a spreadsheet, ``1.250`` as Indonesia groups it.

    None for an empty cell. Raises Unread for anything else.
    """
    if isinstance(value, bool | date | time):
        raise Unread(str(value))
    if isinstance(value, int):
        return value
    text = as_written(value).strip()
    try:
        return parse_whole(text) if text else None
    except ValueError as error:
        raise Unread(text) from error


def as_written(value: Value) -> str:
    """Return the text of a cell in which a whole number may stand: a fraction has a decimal comma.

    Its point would be one that groups thousands where it has three digits: 37.125 is not 37,125 thousand. Raises
    Unread as :func:`as_text`.
    """
    text = as_text(value)
    return text.replace(".", ",") if isinstance(value, float) else text


def _hides(text: str) -> bool:
    """Tell whether ``text`` begins with an apostrophe that a reader would take for the mark of a text."""
    return (
        text[:1] in _APOSTROPHES
        and bool(text[1:])
        and (text[1] in ACTIVE or text[1] in _APOSTROPHES or text[1].isdigit())
    )


def _serial(value: float, *, since1904: bool) -> date:
    if not 0 < value < 3_000_000:
        raise Unread(str(value))
    return (_FIRST_1904 if since1904 else _FIRST_1900) + timedelta(days=int(value))


@lru_cache(maxsize=4_096)
def _written_day(text: str) -> date:
    if found := _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return date(_year(found[3]), int(found[2]), int(found[1]))
    if (found := _NAMED.fullmatch(text)) and (month := _MONTHS.get(found[2][:3].casefold())):
        return date(_year(found[3]), month, int(found[1]))
    if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
        return _FIRST_1900 + timedelta(days=int(text))
    raise Unread(text)


def _year(digits: str) -> int:
    return int(digits) + (2_000 if len(digits) == 2 else 0)


@lru_cache(maxsize=4_096)
def _written_clock(text: str) -> int:
    found = _SECONDS.fullmatch(text)
    if not found:
        return parse_clock(text)
    mark = (found[4] or "").casefold()
    minutes = parse_clock(f"{found[1]}.{found[2]}{found[3] or ''}")
    if mark not in {"am", "pm"}:
        return minutes
    if not 60 <= minutes < 13 * 60:
        raise Unread(text)
    return minutes % (12 * 60) + (12 * 60 if mark == "pm" else 0)
