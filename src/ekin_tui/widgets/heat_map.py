"""A year as weeks by days: how full each day is, as a mark. Where a year is too wide, the half with the cursor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter

from rich.style import Style
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from ekin_tui.desk.views import DayCell, DayKind
from ekin_tui.desk.years import YearView
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.landing import Landing
from ekin_tui.widgets.lines import Line, Part, fit, paint
from ekin_tui.widgets.painted import Painted

_LEAD = 4
"""Columns of the names of the days."""
_FULL_DAY = 450
"""Minutes that work on a day without a target is measured by."""
_DAYS = 7


class HeatMap(Painted, can_focus=True):
    """Shows a year with one day chosen. Set by :meth:`show`; keys belong to the screen."""

    @dataclass
    class Picked(Message):
        """A jump has led to ``day``."""

        map: "HeatMap"
        day: date

        @property
        def control(self) -> "HeatMap":
            """The map that speaks."""
            return self.map

    def __init__(self, words: Words, signs: Signs) -> None:
        """``words`` and ``signs`` of the room."""
        super().__init__()
        self._words, self._signs = words, signs
        self._cells: dict[date, DayCell] = {}
        self._chosen = self._monday = date.min
        self._weeks = self._drawn_from = 0

    def show(self, view: YearView, chosen: date) -> None:
        """Show ``view`` with ``chosen``, a day of it, under the cursor."""
        cells = {cell.day: cell for cell in view.days}
        before, self._chosen = self._chosen, chosen
        if cells != self._cells:
            first, last = view.days[0].day, view.days[-1].day
            self._cells, self._monday = cells, first - timedelta(days=first.weekday())
            self._weeks = self._week(last) + 1
            self.refresh()
        elif self._first() != self._drawn_from:
            self.refresh()
        else:
            self._refresh_day(before)
            self._refresh_day(chosen)

    def render_line(self, y: int) -> Strip:
        """Return the names of the months, or one day of the weeks that are in view."""
        self._drawn_from = first = self._first()
        weeks = range(first, min(self._weeks, first + self._room()))
        if y == 0:
            return paint([(self._months(weeks), "dim")], self.size.width, self.base)
        if y > _DAYS:
            return Strip.blank(self.size.width, self.base)
        name = self._words("format.weekdays_short").split()[y - 1]
        days = [self._monday + timedelta(days=7 * week + y - 1) for week in weeks]
        parts = [(fit(name, _LEAD), "dim"), *(self._part(day) for day in days)]
        if self._chosen not in days:
            return paint(_joined(parts), self.size.width, self.base)
        # Turned round, a full day would look empty, and an empty one full.
        at, step = days.index(self._chosen) + 1, self._step()
        strips = [
            paint(_joined(parts[:at]), _LEAD + (at - 1) * step, self.base),
            paint([(self._signs.chosen, "")], 1, self.base + Style(reverse=True)),
            paint([(" " * (step - 1), ""), *_joined(parts[at + 1 :])], (len(days) - at + 1) * step - 1, self.base),
        ]
        return Strip.join(strips).adjust_cell_length(self.size.width, self.base)

    def landings(self) -> list[Landing]:
        """Return the first days of the months in view: there are more days than letters."""
        first, step = self._first(), self._step()
        begun = [day for day in self._cells if day.day == 1 and first <= self._week(day) < first + self._room()]
        return [
            Landing(
                x=_LEAD + (self._week(day) - first) * step,
                y=1 + day.weekday(),
                go=partial(self.post_message, self.Picked(self, day)),
            )
            for day in begun
        ]

    def _part(self, day: date) -> Part:
        """Return the mark of ``day`` with the room beside it."""
        cell = self._cells.get(day)
        mark, tone = heat_mark(self._signs, cell) if cell is not None else (" ", "")
        return mark.ljust(self._step()), tone

    def _months(self, weeks: range) -> str:
        """Return the short names of the months over the weeks in which they begin, where there is room."""
        names, step, line = self._words("format.months_short").split(), self._step(), " " * _LEAD
        for week in weeks:
            days = [self._monday + timedelta(days=7 * week + n) for n in range(_DAYS)]
            begins = next((day for day in days if day.day == 1 and day in self._cells), None)
            at = _LEAD + (week - weeks.start) * step
            if begins is not None and len(line) <= at:
                line = line.ljust(at) + names[begins.month - 1]
        return line

    def _step(self) -> int:
        """Columns of a week."""
        return 2 if self.size.width >= _LEAD + 2 * 54 else 1

    def _room(self) -> int:
        return max(1, (self.size.width - _LEAD) // self._step())

    def _first(self) -> int:
        """Return the first week in view: of the whole year, or of the half that the chosen day is in."""
        if self._room() >= self._weeks:
            return 0
        half = self._weeks // 2
        return 0 if self._week(self._chosen) < half else min(half, max(0, self._weeks - 1))

    def _week(self, day: date) -> int:
        return (day - self._monday).days // _DAYS

    def _refresh_day(self, day: date) -> None:
        if day in self._cells:
            x = _LEAD + (self._week(day) - self._first()) * self._step()
            self.refresh(Region(x, 1 + day.weekday(), 1, 1))


def _joined(parts: Iterable[Part]) -> Line:
    """Return ``parts`` with neighbours of one tone as one."""
    return [("".join(text for text, _ in run), tone) for tone, run in groupby(parts, key=itemgetter(1))]


def heat_mark(signs: Signs, cell: DayCell) -> Part:
    """Return the mark of a day: how full it is, else why it is empty; nothing for a free day or one to come."""
    if cell.minutes or cell.count:
        share = cell.minutes / (cell.target or _FULL_DAY)
        return signs.step(max(share, 0.01)), ""
    if cell.missing:
        return signs.error, "warning"
    if cell.kind is DayKind.HOLIDAY:
        return signs.holiday, "dim"
    if cell.kind in {DayKind.LEAVE, DayKind.DUTY, DayKind.TRAINING}:
        return signs.leave, "dim"
    return (signs.today, "bold") if cell.today else (" ", "")
