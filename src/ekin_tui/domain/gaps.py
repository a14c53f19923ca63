"""Text with named gaps (``{start:%H.%M}``), filled from one entry. Names and nothing else: no code, no attributes.

A gap is ``{name}`` or, for a day or a moment, ``{name:form}`` with the directives ``%Y %m %d %y %H %M %S %j %u %z``;
``{{`` is a brace. A text that is one gap of a number and nothing else gives the number itself.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from string import Formatter
from zoneinfo import ZoneInfo

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Entry

Value = str | int | date | datetime | None
_FORMAT = re.compile(r"(?:[^%{}]|%[YmdyHMSjuz])+")
_PLAIN: Mapping[type, str] = {datetime: "%Y-%m-%dT%H:%M:%S%z", date: "%Y-%m-%d"}


class GapError(ValueError):
    """A text can't be used. Codes: ``gap-open`` (a brace has no partner), ``gap-name``, ``gap-format``."""

    def __init__(self, code: str, said: str) -> None:
        """``said`` is the part that is wrong."""
        super().__init__(code)
        self.code, self.said = code, said


def _moment(entry: Entry, minutes: int | None) -> datetime | None:
    if minutes is None:
        return None
    midnight = datetime(entry.day.year, entry.day.month, entry.day.day, tzinfo=ZoneInfo(entry.zone))
    return midnight + timedelta(minutes=minutes)


def _minutes(entry: Entry) -> int | None:
    return None if entry.start is None or entry.end is None else entry.end - entry.start


GAPS: Mapping[str, Callable[[Entry], Value]] = {
    "id": lambda entry: entry.id,
    "day": lambda entry: entry.day,
    "start": lambda entry: _moment(entry, entry.start),
    "end": lambda entry: _moment(entry, entry.end),
    "zone": lambda entry: entry.zone,
    "minutes": _minutes,
    "activity": lambda entry: entry.activity,
    "plan": lambda entry: entry.plan or "",
    "quantity": lambda entry: entry.quantity,
    "unit": lambda entry: entry.unit,
    "evidence": lambda entry: entry.evidence,
    "status": lambda entry: entry.status.value,
    "recognised": lambda entry: entry.recognised,
    "received": lambda entry: entry.received,
}
"""What can be named, and what of an entry it is."""
_TIMES = frozenset({"day", "start", "end", "received"})
_NUMBERS = frozenset({"minutes", "quantity", "recognised"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gapped:
    """A text that was read and found to be fine."""

    parts: tuple[tuple[str, str, str], ...]
    """Text, name of the gap behind it (empty for none) and its format."""

    @property
    def names(self) -> frozenset[str]:
        """The names of its gaps."""
        return frozenset(name for _, name, _ in self.parts if name)

    def fill(self, entry: Entry, more: Mapping[str, Value] | None = None) -> str | int | None:
        """Return the text for ``entry``; ``more`` goes before what the entry says, by name."""
        values = more or {}

        def value(name: str) -> Value:
            return values[name] if name in values else GAPS[name](entry) if name in GAPS else None

        if len(self.parts) == 1 and not self.parts[0][0] and self.parts[0][1] in _NUMBERS:
            number = value(self.parts[0][1])
            return number if isinstance(number, int) else None
        return "".join(text + (_shown(value(name), form) if name else "") for text, name, form in self.parts)


def read(text: str, more: frozenset[str] = frozenset()) -> Gapped:
    """Return ``text`` with its gaps, which may also have the names ``more``. Raises GapError."""
    parts = []
    try:
        found = list(Formatter().parse(text))
    except ValueError as error:
        raise GapError("gap-open", text) from error
    for before, name, form, conversion in found:
        if name is None:
            parts.append((before, "", ""))
            continue
        if conversion or (name not in GAPS and name not in more):
            raise GapError("gap-name", f"{{{name}}}")
        if form and (name not in _TIMES or not _FORMAT.fullmatch(form)):
            raise GapError("gap-format", f"{{{name}:{form}}}")
        parts.append((before, name, form or ""))
    return Gapped(parts=tuple(parts))


def _shown(value: Value, form: str) -> str:
    if isinstance(value, date):  # a datetime is one too
        return value.strftime(form or _PLAIN[type(value)])
    return "" if value is None else str(value)
