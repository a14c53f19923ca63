"""The filter line of the review queue: words, days and marks, understood as they are typed.

``siti :telat 24/11 skp:arsip`` is late work of Siti on 24 November for a plan with "arsip" in it. Marks come in both
languages. Who types one that is not known is told so; nothing is guessed.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ekin_tui.desk.reading import read_day

LATE, OVER, HINTED = "late", "over", "hinted"
MARKS: Mapping[str, str] = MappingProxyType(
    {
        ":telat": LATE,
        ":terlambat": LATE,
        ":late": LATE,
        ":lebih": OVER,
        ":over": OVER,
        ":petunjuk": HINTED,
        ":hints": HINTED,
    }
)
"""Mark → what it asks for."""
_TARGET = re.compile(r"(?:skp|rhk|plan|rencana):(.*)", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAYS = re.compile(r"\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{4})?|\d{4}-\d{2}-\d{2}|kemarin|yesterday|today", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a filter line asks for. Nothing: all that waits."""

    words: tuple[str, ...] = ()
    """Each stands in the name or NIP of the owner, or in the activity."""
    first: date | None = None
    last: date | None = None
    marks: frozenset[str] = frozenset()
    """Of ``late``, ``over`` (the day claims more minutes than its target) and ``hinted``."""
    targets: tuple[str, ...] = ()
    """Words of the rencana aksi, its RHK or the post of its SKP."""
    unknown: str = ""
    """A mark that is none, while nothing else begins so."""

    @property
    def all(self) -> bool:
        """Whether nothing is left out."""
        return not (self.words or self.first or self.last or self.marks or self.targets)


def read_wanted(text: str, today: date) -> Wanted:
    """Return what ``text`` asks for. A day without a year is the last one of that date."""
    words, targets, marks, unknown = list[str](), list[str](), set[str](), ""
    first: date | None = None
    last: date | None = None
    for token in text.split():
        span = _span(token, today)
        target = _TARGET.fullmatch(token)
        if span is not None:
            first, last = span
        elif target is not None:
            targets += [target[1].casefold()] if target[1] else []
        elif token.casefold() in MARKS:
            marks.add(MARKS[token.casefold()])
        elif token.startswith(":"):
            unknown = "" if any(mark.startswith(token.casefold()) for mark in MARKS) else token
        else:
            words.append(token.casefold())
    return Wanted(
        words=tuple(words),
        first=first,
        last=last,
        marks=frozenset(marks),
        targets=tuple(targets),
        unknown=unknown,
    )


def _span(token: str, today: date) -> tuple[date, date] | None:
    """Return first and last day of ``24/11``, ``2026-11-24``, ``2026-11`` or ``20/11..24/11``; None for other text."""
    begin, _, end = token.partition("..")
    month = _MONTH.fullmatch(begin)
    try:
        if month is not None:
            start = date(int(month[1]), int(month[2]), 1)
            return start, start.replace(day=calendar.monthrange(start.year, start.month)[1])
        if not _DAYS.fullmatch(begin) or (end and not _DAYS.fullmatch(end)):
            return None
        start, stop = _day(begin, today), _day(end or begin, today)
    except ValueError:
        return None
    return min(start, stop), max(start, stop)


def _day(text: str, today: date) -> date:
    day = read_day(text, today)
    said = re.search(r"\d{4}", text)
    return day if said or day <= today else day.replace(year=day.year - 1)
