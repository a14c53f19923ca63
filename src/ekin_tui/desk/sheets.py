"""Entries out of a file and into one.

Reading a file is two steps: :meth:`Sheets.preview` says what each row would become, :meth:`Sheets.take` makes drafts of
those that may. A row is the same as an entry when day, times and text are (case and white space aside): such a row
adds nothing, so that a file that is read twice, or that was written from the log, changes nothing. An entry that says
something else about plan, quantity, unit or evidence stays as it is, and that is told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import BinaryIO

from ekin_tui.desk.days import Days
from ekin_tui.desk.import_views import ImportRow, ImportView, RowState
from ekin_tui.desk.looking import Looking
from ekin_tui.desk.naming import Naming, same
from ekin_tui.desk.own import Own
from ekin_tui.desk.suggest import USED_WITHIN, Suggest
from ekin_tui.domain import checks
from ekin_tui.domain.clock import DAY
from ekin_tui.domain.model import Entry, Problem, Severity, Status
from ekin_tui.exchange.bkn_sheet import SheetRow, read_sheet
from ekin_tui.store import PlanLine

_YEARS = 5
"""Years around today in which a day can lie; another one is a slip in the year."""
_BESIDE = 96
"""Entries of a day that a row is compared with at most: one each quarter of an hour."""
_STOPS = frozenset({"period-locked", "plan-unknown"})
_COMPARED = ("plan", "quantity", "unit", "evidence")
Key = tuple[date, int | None, int | None, str]


class Sheets(Own):
    """Reads files into drafts and gives entries to files."""

    _naming: Naming | None = None

    def preview(self, file: BinaryIO) -> ImportView:
        """Return what each row of ``file`` would become. Writes nothing. Raises TableError."""
        found, look = read_sheet(file), self._look()
        rows = [_drafted(row, look) for row in found.rows]
        view = ImportView(
            sheet=found.table.sheet,
            header=found.table.header,
            letters=found.table.letters,
            extra=found.table.extra,
            rows=tuple(rows),
            stamp=self._store.changed(),
        )
        self._naming = self._known_plans(look)
        return self._judged(view)

    def offer(self, text: str) -> list[PlanLine]:
        """Return the plans to choose from for a text of the file, best first."""
        return self._plans().offer(text)

    def choose(self, text: str, line: PlanLine) -> None:
        """Remember that ``text`` means ``line`` in every row that has it; :meth:`again` shows what follows."""
        self._plans().choose(text, line)

    def again(self, view: ImportView) -> ImportView:
        """Return ``view`` with all that was chosen, compared with the log as it is now."""
        return self._judged(view)

    def narrowed(self, view: ImportView, numbers: Collection[int]) -> ImportView:
        """Return ``view`` with the rows of these numbers alone, as though the file had no others."""
        return self._judged(replace(view, rows=tuple(row for row in view.rows if row.number in numbers)))

    def take(self, view: ImportView, *, overlapping: bool = False) -> tuple[ImportView, Mapping[int, str]]:
        """Make drafts of the rows that :meth:`ImportView.parted` takes, all or none; one undo takes them back.

        Returns the file as it stood then, with what was written since the preview, and the ids of the drafts by row.
        """
        now = view if view.stamp == self._store.changed() else self._judged(view)
        rows = now.parted(overlapping=overlapping).taken
        made = {row.number: replace(row.entry, id=self._new_id()) for row in rows}
        if made:
            self._queue.put_all(made.values(), key="import")
        return now, {number: entry.id for number, entry in made.items()}

    def lines(self, first: date, last: date, status: Status | None = None) -> list[tuple[str, Entry]]:
        """Return one's own entries of some days in order, each with the text of its plan."""
        stored = self._store.entries.of_days(self._look().me.id, first, last)
        plans = {line.plan.id: line.plan.text for line in self._store.reference.plans(self._look().me.id, None)}
        return [
            (plans.get(one.entry.plan or "", ""), one.entry)
            for one in stored
            if status is None or one.entry.status is status
        ]

    def _plans(self) -> Naming:
        if self._naming is None:
            self._naming = self._known_plans(self._look())
        return self._naming

    def _known_plans(self, look: Looking) -> Naming:
        reference = self._store.reference
        lines = reference.plans(look.me.id, None)
        ranked = Suggest(
            lines, pins=reference.pins(), uses=reference.uses(look.me.id, look.today - USED_WITHIN), today=look.today
        )
        return Naming(lines, ranked)

    def _judged(self, view: ImportView) -> ImportView:
        """Return ``view`` compared with the log as it is now."""
        look = self._look()
        days = [row.entry.day for row in view.rows if _plausible(row.entry.day, look.today)]
        if not days:
            return replace(view, rows=tuple(_stopped(row, look) for row in view.rows))
        first, last = min(days) - timedelta(days=1), max(days) + timedelta(days=1)
        asked, naming = look.days(first, last), self._plans()  # which may put the holidays of a year into the cache
        stamp, look = self._store.changed(), self._look()
        log = _Log([s.entry for s in self._store.entries.of_days(look.me.id, first, last)])
        rows = [_judged_row(row, look, log, asked, naming) for row in view.rows]
        return replace(view, rows=tuple(rows), stamp=stamp)


class _Log:
    """The entries of the log with the rows that were judged so far, by day."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._own: dict[date, list[Entry]] = defaultdict(list)
        self._rows: dict[date, list[Entry]] = defaultdict(list)
        self._same: dict[Key, Entry] = {}
        self._twins: dict[Key, ImportRow] = {}
        for entry in entries:
            self._own[entry.day].append(entry)
            self._same[_key(entry)] = entry

    def same(self, entry: Entry) -> Entry | None:
        """Return the entry of the log that says the same."""
        return self._same.get(_key(entry))

    def twin(self, entry: Entry) -> ImportRow | None:
        """Return the row further up that says the same and may be taken; nothing repeats one that is left out."""
        return self._twins.get(_key(entry))

    def beside(self, entry: Entry) -> list[Entry]:
        """Return what stands around ``entry``, in the log and further up in the file."""
        return [*_near(self._own, entry), *_near(self._rows, entry)]

    def clashes(self, entry: Entry) -> tuple[Entry, ...]:
        """Return the entries of the log that ``entry`` overlaps."""
        start, end = _span(entry)
        counted = (other for other in _near(self._own, entry) if other.minutes and other.status is not Status.REJECTED)
        return tuple(other for other in counted if start < _span(other)[1] and _span(other)[0] < end)

    def add(self, row: ImportRow) -> None:
        """Count a row with what stands around those below it, and with what they may repeat."""
        self._rows[row.entry.day].append(row.entry)
        if row.state in {RowState.READY, RowState.CLASHES}:
            self._twins[_key(row.entry)] = row


def _judged_row(row: ImportRow, look: Looking, log: _Log, asked: Days, naming: Naming) -> ImportRow:
    bare = _stopped(row, look)
    if bare.stops:
        return bare
    line = naming.find(row.plan_text, row.entry.day) if row.plan_text else None
    entry = replace(row.entry, plan=line.plan.id if line else None)
    bare = replace(bare, entry=entry, line=line)
    known, twin = log.same(entry), log.twin(entry)
    other = known or (twin.entry if twin else None)
    if other is not None:
        compared = _COMPARED if line is not None or not row.plan_text else _COMPARED[1:]
        differs = tuple(name for name in compared if getattr(other, name) != getattr(entry, name))
        same_as, number = known.id if known else "", twin.number if twin and not known else 0
        return replace(bare, state=RowState.KNOWN, same=same_as, twin=number, differs=differs)
    beside = log.beside(entry)
    found = [p for p in checks.problems(entry, look.around(entry, beside, asked)) if _matters(p, row)]
    stops = tuple(p for p in found if p.code in _STOPS)
    clashes = log.clashes(entry) if entry.minutes else ()
    asks = bool(row.plan_text) and line is None
    state = RowState.ASKS if asks else RowState.CLASHES if clashes else RowState.READY
    told = tuple(p for p in found if p.code not in _STOPS)
    judged = replace(bare, state=RowState.WRONG if stops else state, stops=stops, told=told, clashes=clashes)
    log.add(judged)
    return judged


def _stopped(row: ImportRow, look: Looking) -> ImportRow:
    """Return ``row`` with what keeps it from being a draft whatever the log holds."""
    stops = [*row.unread, *(p for p in checks.form(row.entry) if p.severity is Severity.ERROR)]
    if not any(p.field == "day" for p in stops) and not _plausible(row.entry.day, look.today):
        missing = row.entry.day == date.min
        args: dict[str, str | int] = {} if missing else {"typed": row.entry.day.isoformat(), "years": _YEARS}
        stops.append(Problem(code="day-missing" if missing else "day-far", field="day", args=args))
    return replace(
        row, stops=tuple(stops), state=RowState.WRONG if stops else RowState.READY, told=(), clashes=(), same="", twin=0
    )


def _matters(problem: Problem, row: ImportRow) -> bool:
    """Tell whether a problem is worth a line: an error, or an overlap. A plan that is asked for is not missing."""
    if problem.code == "plan-missing" and row.plan_text:
        return False
    return problem.severity is Severity.ERROR or problem.code == "overlap"


def _drafted(row: SheetRow, look: Looking) -> ImportRow:
    entry = Entry(
        id=f"row-{row.number}",
        owner=look.me.id,
        day=row.day or date.min,
        start=row.start,
        end=row.end,
        zone=look.me.zone,
        activity=row.activity,
        quantity=row.quantity,
        unit=row.unit,
        evidence=row.evidence,
    )
    return ImportRow(number=row.number, entry=entry, plan_text=row.plan, unread=row.problems)


def _plausible(day: date, today: date) -> bool:
    return abs(day.year - today.year) <= _YEARS


def _key(entry: Entry) -> Key:
    return entry.day, entry.start, entry.end, same(entry.activity)


def _near(days: dict[date, list[Entry]], entry: Entry) -> Sequence[Entry]:
    """Return what stands on the day of ``entry``, and what comes over midnight into it or is met by it."""
    found = [*days.get(entry.day, ())[-_BESIDE:]]
    before = days.get(entry.day - timedelta(days=1), ())
    found += [other for other in before[-_BESIDE:] if (other.end or 0) > DAY]
    if (entry.end or 0) > DAY:
        found += days.get(entry.day + timedelta(days=1), ())[:_BESIDE]
    return found


def _span(entry: Entry) -> tuple[int, int]:
    """Return start and end in minutes of one scale; all entries of one person lie in one zone here."""
    start = entry.day.toordinal() * DAY + (entry.start or 0)
    return start, start + entry.minutes
