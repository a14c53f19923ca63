"""The rows of an agency's tables: which kind of table it is, which column is which field, and cells read as values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from ekin_tui.domain.clean import hostile, inert, one_paragraph
from ekin_tui.domain.nip import NipError, parse_nip
from ekin_tui.exchange.cells import Value, as_day, as_text, as_whole
from ekin_tui.exchange.limits import TableError
from ekin_tui.exchange.tables import Column, Table, plain, read_table
from ekin_tui.server.database import AdminError
from ekin_tui.server.intake.mapping import REQUIRED, Columns
from ekin_tui.server.intake.told import MOST_SHOWN, Place, Source, Trouble

MOST_TEXT = 2_000
"""Characters of a result or a plan."""
MOST_NAME = 300
"""Characters of a name, a post, a unit."""
MOST_CODE = 80
YEARS = range(2000, 2101)
DAYS = range(1950, 2101)
"""Years in which a day or a moment may lie."""
_ERRORS = frozenset({"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"})
_EMPTY = frozenset({"-", "--"})
"""What people write for nothing."""
_nip = lru_cache(maxsize=131_072)(parse_nip)


D = TypeVar("D", bound=date)


@dataclass(slots=True)
class Line:
    """One row, whose cells are asked for by field. What is wrong with a cell is kept in ``troubles``."""

    kind: str
    place: Place
    columns: Mapping[str, tuple[str, str]]
    """Field → the heading that fills it, and how a report calls that column."""
    cells: Mapping[str, Value]
    map: Columns
    since1904: bool = False
    troubles: list[Trouble] = field(default_factory=list)

    def text(
        self,
        name: str,
        *,
        need: bool = False,
        most: int = MOST_NAME,
        read: Callable[[Value], str] = as_text,
    ) -> str:
        """Return a text as one paragraph, cut nowhere; the empty one where it is missing or can't be taken."""
        raw = self._raw(name)
        try:
            said = read(raw)
        except ValueError:
            return self.bad(name, "cell-fault")
        if said.casefold() in _ERRORS:
            return self.bad(name, "cell-fault")
        found = one_paragraph(said)
        if found in _EMPTY:
            found = ""
        if need and not found:
            return self.bad(name, "cell-missing")
        if hostile(" ".join(said.split())) and found != said and "\N{REPLACEMENT CHARACTER}" in found:
            return self.bad(name, "cell-hostile")
        if len(found) > most:
            return self.bad(name, "cell-long", have=len(found), most=most)
        return found

    def nip(self, name: str = "nip", *, need: bool = True) -> str:
        """Return the 18 digits of a NIP; the empty text where there is none that can be one."""
        said = self.text(name, need=need)
        try:
            return _nip(said) if said else ""
        except NipError as error:
            return self.bad(name, error.code, args=error.details)

    def day(self, name: str, *, need: bool = False) -> date | None:
        """Return a day; None where it is missing or can't be read."""
        raw = self._raw(name)
        if isinstance(raw, str) and raw.strip() in _EMPTY:
            raw = None
        try:
            found = as_day(raw, since1904=self.since1904)
        except (ValueError, OverflowError):
            self.bad(name, "cell-day")
            return None
        if found is None and need:
            self.bad(name, "cell-missing")
        return found if found is None else self._ranged(name, found)

    def moment(self, name: str, zone: str) -> datetime | None:
        """Return a moment in ``zone``; a day alone means its last second. None where it can't be read."""
        raw = self._raw(name)
        if isinstance(raw, str) and "T" in raw.strip().upper().replace(" ", "T", 1) and ":" in raw:
            try:
                found = datetime.fromisoformat(raw.strip())
            except ValueError:
                self.bad(name, "cell-day")
                return None
            return self._ranged(name, found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone)))
        if isinstance(raw, datetime) and raw.time() != time():
            return self._ranged(name, raw.replace(tzinfo=ZoneInfo(zone)))
        day = self.day(name, need=True)
        return None if day is None else datetime.combine(day, time(23, 59, 59), ZoneInfo(zone))

    def whole(self, name: str, among: range, *, need: bool = False) -> int | None:
        """Return a whole number of ``among``; None where it is missing or can't be taken."""
        try:
            found = as_whole(self._raw(name))
        except ValueError:
            self.bad(name, "cell-number")
            return None
        if found is None:
            if need:
                self.bad(name, "cell-missing")
        elif found not in among:
            self.bad(name, "cell-range", first=among[0], last=among[-1])
            return None
        return found

    def choice(self, name: str, group: str, default: str = "") -> str:
        """Return which value of ``group`` a cell means, ``default`` where it is empty."""
        said = self.text(name)
        if not said:
            return default
        found = self.map.meaning(group, said)
        if found is None:
            return self.bad(name, "cell-word", known=", ".join(words[0] for words in self.map.words[group].values()))
        return found

    def bad(
        self,
        name: str,
        code: str,
        /,
        *,
        warning: bool = False,
        args: Mapping[str, str | int] | None = None,
        **more: str | int,
    ) -> str:
        """Keep that the cell of the field ``name`` is wrong (the row where it has none); returns the empty text."""
        column = self.columns.get(name, ("", ""))[1]
        value = _shown(self._raw(name))
        told = Trouble(
            place=self.place,
            kind=self.kind,
            column=column,
            value=value,
            code=code,
            args={**(args or {}), **more},
            warning=warning,
        )
        self.troubles.append(told)
        return ""

    @property
    def refused(self) -> bool:
        """Whether anything is wrong with it that is more than a warning."""
        return any(not trouble.warning for trouble in self.troubles)

    def has(self, name: str) -> bool:
        """Tell whether the table has a column for the field."""
        return name in self.columns

    def _ranged(self, name: str, found: D) -> D | None:
        """Return a day or a moment, None for one that no paper of an office bears."""
        if found.year in DAYS:
            return found
        self.bad(name, "cell-day")
        return None

    def _raw(self, name: str) -> Value:
        found = self.columns.get(name)
        return self.cells.get(found[0]) if found is not None else None


def read_lines(path: Path, columns: Columns, kind: str | None = None) -> tuple[Source, list[Line]]:
    """Return the rows of the table in the file at ``path``, and as what it was read: as ``kind``, or as what it shows.

    Raises OSError; TableError, with the ``file``; AdminError ``columns-missing`` where it has not what its kind needs,
    ``kind-unclear``.
    """
    name = inert(path.name)
    try:
        return _lines(name, path, columns, kind)
    except TableError as error:
        error.details["file"] = name
        raise


def _lines(name: str, path: Path, columns: Columns, kind: str | None) -> tuple[Source, list[Line]]:
    with path.open("rb") as file:
        table = read_table(file, _wanted(columns, kind))
        chosen = kind or _kind(name, table, columns)
        found = _fields(table, columns, chosen)
        missing = [one for one in REQUIRED[chosen] if one not in found and not _spare(chosen, one, found)]
        if missing:
            names = ", ".join(columns.fields[chosen][missing[0]])
            raise AdminError("columns-missing", file=name, kind=chosen, names=names, row=table.header)
        lines = [
            Line(chosen, Place(file=name, row=row.number), found, row.cells, columns, table.since1904)
            for row in table.rows
        ]
    used = {heading for heading, _ in found.values()}
    unused = (*(heading for heading in table.letters if heading not in used), *table.extra)
    return Source(file=name, kind=chosen, rows=len(lines), unused=unused), lines


def _wanted(columns: Columns, kind: str | None) -> list[Column]:
    """Return every heading that any field may have, each as a column of its own: which one fills what is seen later."""
    kinds = columns.fields if kind is None else {kind: columns.fields[kind]}
    headings = {plain(name): name for fields in kinds.values() for names in fields.values() for name in names}
    return [Column(name=name, headings=(name,), needed=False) for name in headings.values()]


def _kind(name: str, table: Table, columns: Columns) -> str:
    """Return which kind has all its fields in a table and uses most of its columns; its name decides between equals."""
    fits = {}
    for kind, needed in REQUIRED.items():
        found = _fields(table, columns, kind)
        if all(one in found for one in needed):
            fits[kind] = len({heading for heading, _ in found.values()})
    best = [kind for kind, score in fits.items() if score == max(fits.values())]
    if len(best) > 1:
        best = [kind for kind in best if kind in name.casefold()] or best
    if len(best) != 1:
        raise AdminError("kind-unclear", file=name, kinds=", ".join(best or REQUIRED))
    return best[0]


def _fields(table: Table, columns: Columns, kind: str) -> Mapping[str, tuple[str, str]]:
    there = {plain(heading): (heading, letter) for heading, letter in table.letters.items()}
    found = {}
    for name, wanted in columns.fields[kind].items():
        heading = next((plain(one) for one in wanted if plain(one) in there), None)
        if heading is not None:
            spelt, letter = there[heading]
            found[name] = (spelt, f"{letter} {spelt}")
    return found


def _spare(kind: str, name: str, found: Iterable[str]) -> bool:
    """Tell whether a table of ``kind`` that was named so can do without the field."""
    return kind == "assignments" and name == "capacity" and "supervisor" in found


def _shown(value: Value) -> str:
    text = value.isoformat() if isinstance(value, date | time) else str(getattr(value, "text", value or ""))
    return inert(" ".join(text[: MOST_SHOWN * 2].split()))[:MOST_SHOWN]
