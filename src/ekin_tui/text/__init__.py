"""Words for people, in Indonesian and English: a folder a language, a TOML file a room, found by key.

``words("calendar.filled")`` is the key ``filled`` of ``calendar.toml``. Code speaks in codes; only this package knows
sentences. A key that is missing is a fault and raises KeyError. ``<calendar.new>`` in a sentence is the key that does
it, where the settings have put it.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from errno import errorcode
from functools import cache
from pathlib import Path
from typing import Any

from ekin_tui.domain.calendar import Month
from ekin_tui.domain.clean import inert
from ekin_tui.domain.clock import show_clock
from ekin_tui.domain.model import Problem
from ekin_tui.keys import Keymap

LANGUAGES = ("id", "en")
_CLOCKS = frozenset({"start", "end", "overnight"})
"""Args of a problem that hold a time of day."""
_DAYS = frozenset({"day", "first", "last", "today"})
"""Args of a problem that hold an ISO date."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_END = re.compile(r"\{(\w+)\}\.(?=\s|$)")
"""A field at the end of a sentence."""
_KEY = re.compile(r"<([a-z_]+\.[a-z_]+)>", re.ASCII)
"""``<calendar.new>`` in a sentence: the key of that action as it is in force."""


@cache
def _rooms(lang: str) -> Mapping[str, Path]:
    return {file.stem: file for file in Path(__file__).with_name(lang).iterdir() if file.suffix == ".toml"}


@cache
def _read(lang: str, room: str) -> Mapping[str, str]:
    """Return the sentences of one room, read when the first of them is needed: all rooms take 30 ms of a start."""
    file = _rooms(lang).get(room)
    return {} if file is None else dict(_flat(f"{room}.", tomllib.loads(file.read_text(encoding="utf-8"))))


def read_all(lang: str) -> None:
    """Read all rooms of a language, which are else read one by one as they are needed."""
    for room in _rooms(lang):
        _read(lang, room)


def _flat(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        found += _flat(f"{name}.", value) if isinstance(value, dict) else [(name, str(value))]
    return found


def _keyed(sentence: str, keymap: Keymap) -> str:
    """Return ``sentence`` with the keys that it names by their actions. Raises KeyError for no action."""
    from ekin_tui.keys.names import name_key
    from ekin_tui.keys.table import rows

    known = rows()
    return _KEY.sub(lambda named: name_key(keymap.get(named[1], known[named[1]].keys)[0]), sentence)


def _filled(sentence: str, fields: Mapping[str, object]) -> str:
    """Return ``sentence`` with its fields; what ends in a full stop of its own (``S.Kom.``) gets no second one."""
    if "}." in sentence:
        sentence = _END.sub(
            lambda end: end[0].removesuffix(".") if str(fields.get(end[1])).endswith(".") else end[0], sentence
        )
    return sentence.format(**fields)


class Words:
    """The sentences of one language. ``words("calendar.all_filled")`` returns one, with its ``{fields}`` filled."""

    def __init__(self, lang: str = "id", keymap: Keymap | None = None) -> None:
        """``keymap`` has the keys that settings moved. Raises KeyError for a language that is not spoken here."""
        if lang not in LANGUAGES:
            raise KeyError(lang)
        self.lang = lang
        self._keymap = keymap or {}

    def __call__(self, key: str, /, **fields: object) -> str:
        """Return the sentence ``key``. Raises KeyError when there is none."""
        sentence = self.sentence(key)
        return _filled(sentence, fields) if fields or "{" in sentence else sentence

    def __contains__(self, key: str) -> bool:
        """Tell whether there is a sentence ``key``."""
        return self._find(key) is not None

    def keys(self) -> frozenset[str]:
        """Return all keys, so that a test can hold the languages side by side."""
        return frozenset(key for room in _rooms(self.lang) for key in _read(self.lang, room))

    def sentence(self, key: str) -> str:
        """Return the sentence ``key`` with its fields unfilled. Raises KeyError when there is none."""
        found = self._find(key)
        if found is None:
            raise KeyError(key)
        return _keyed(found, self._keymap) if "<" in found else found

    def _find(self, key: str) -> str | None:
        return _read(self.lang, key.partition(".")[0]).get(key)

    def problem(self, problem: Problem) -> str:
        """Return what is wrong and what to do about it, in one sentence."""
        return self.refusal(problem.code, problem.args)

    def refusal(self, code: str, args: Mapping[str, str | int] | None = None) -> str:
        """Return the sentence of a refusal code; an unknown one (a newer centre) is named as it is."""
        key = f"problem.{code}"
        if key not in self:
            return self("problem.unknown", code=inert(code))
        try:
            return _filled(self.sentence(key), {name: self._argument(name, one) for name, one in (args or {}).items()})
        except (KeyError, ValueError):
            return self("problem.unknown", code=inert(code))

    def _argument(self, name: str, value: str | int) -> str | int:
        """Return an arg as people read it; what can't be read so (a newer or hostile centre) comes inert."""
        if name == "field":
            return self.field(str(value))
        if name in _CLOCKS:
            return inert(str(value)).replace(":", self("format.clock_mark"))
        if name in _DAYS and _ISO_DAY.fullmatch(str(value)):
            return self.day(date.fromisoformat(str(value)))
        found = self._find(f"{name}.{value}")
        return found if found is not None else inert(value) if isinstance(value, str) else value

    def field(self, name: str | None) -> str:
        """Return a field's name as BKN's form has it."""
        found = self._find(f"field.{name}")
        return name or "" if found is None else found

    def clock(self, minutes: int | None) -> str:
        """Return a time of day: ``08.00`` in Indonesian, ``08:00`` in English."""
        return show_clock(minutes, mark=self("format.clock_mark"))

    def minutes(self, minutes: int) -> str:
        """Return a length of time: ``7 j 30 m``."""
        hours, rest = divmod(abs(minutes), 60)
        sign = "-" if minutes < 0 else ""
        parts = [self("format.hours", n=hours)] if hours else []
        parts += [self("format.minutes", n=rest)] if rest or not hours else []
        return sign + " ".join(parts)

    def weekday(self, day: date, *, short: bool = True) -> str:
        """Return the name of the day of the week."""
        return self("format.weekdays_short" if short else "format.weekdays").split()[day.weekday()]

    def month(self, month: Month, *, short: bool = False) -> str:
        """Return ``November 2026``."""
        return f"{self._month_name(month.month, short=short)} {month.year}"

    def day(self, day: date, *, year: bool = True) -> str:
        """Return ``Rab 25 Nov 2026``."""
        text = f"{self.weekday(day)} {day.day} {self._month_name(day.month, short=True)}"
        return f"{text} {day.year}" if year else text

    def instant(self, at: datetime) -> str:
        """Return ``25 Nov 15.02`` in the zone that ``at`` carries."""
        return f"{at.day} {self._month_name(at.month, short=True)} {self.clock(at.hour * 60 + at.minute)}"

    def number(self, value: int) -> str:
        """Return a whole number with the language's mark for thousands."""
        return f"{value:,}".replace(",", self("format.thousands_mark"))

    def _month_name(self, month: int, *, short: bool) -> str:
        return self("format.months_short" if short else "format.months").split()[month - 1]


def setting_said(words: Words, code: str, key: str, details: Mapping[str, str | int]) -> str:
    """Return what is wrong with the setting ``key`` and what to do about it; the kind that is wanted in words."""
    fields: dict[str, str | int] = {"key": key, **details}
    if "want" in fields:
        fields["want"] = words(f"config.want.{fields['want']}")
    return words(f"config.{code}", **fields)


def reason(words: Words, error: OSError) -> str:
    """Return why the system refused, in words; the system's name for it where there are none."""
    name = errorcode.get(error.errno or 0, type(error).__name__)
    return words(f"why.{name}") if f"why.{name}" in words else name
