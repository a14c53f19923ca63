"""The month as a grid of days. One widget that paints only the days that a move touches."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import partial

from rich.style import Style
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from ekin_tui.desk.views import DayCell, DayKind, MonthView
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.landing import Landing
from ekin_tui.widgets.lines import Part, fit, paint
from ekin_tui.widgets.painted import Painted

_LEAD = 3
_ROOMY = 6
"""Columns of a day from which on there is room for the numbers of the weeks."""
_TALL = 3
"""Lines of a week where there is room: day, what it holds, minutes."""


class MonthGrid(Painted, can_focus=True):
    """Shows a month with one day chosen. Set by :meth:`show`; keys belong to the screen."""

    @dataclass
    class Picked(Message):
        """A jump has led to ``day``."""

        grid: "MonthGrid"
        day: date

        @property
        def control(self) -> "MonthGrid":
            """The grid that speaks."""
            return self.grid

    def __init__(self, words: Words, signs: Signs) -> None:
        """``words`` and ``signs`` of the room."""
        super().__init__()
        self._words, self._signs = words, signs
        self._weeks: list[list[DayCell | None]] = []
        self._chosen = date.min
        self._range: tuple[date, date] | None = None
        self._kept: dict[tuple[date, int, int, int, bool], Strip] = {}
        """Cells as they were painted, for a month and a size."""

    def speak(self, words: Words) -> None:
        """Say all in ``words`` from now on."""
        self._words = words
        self._kept.clear()
        self.refresh()

    def show(self, view: MonthView, chosen: date) -> None:
        """Show ``view`` with ``chosen`` under the cursor."""
        cells = {cell.day: cell for cell in view.days}
        weeks = [[cells.get(day) if day else None for day in week] for week in view.month.weeks()]
        before, self._chosen = self._chosen, chosen
        if weeks != self._weeks:
            drawn = (cell for week in self._weeks for cell in week if cell is not None)
            same = {cell.day for cell in drawn if cells.get(cell.day) == cell}
            self._weeks = weeks
            self._kept = {key: strip for key, strip in self._kept.items() if key[0] in same}
            self.refresh()
        elif before != chosen:
            self._refresh_day(before)
            self._refresh_day(chosen)

    def light(self, days: tuple[date, date] | None) -> None:
        """Light the days of a range, first and last, like the chosen one; None for no range."""
        before, self._range = self._range, days
        if before != days:
            for cell in (cell for week in self._weeks for cell in week if cell is not None):
                if _within(cell.day, before) != _within(cell.day, days):
                    self._refresh_day(cell.day)

    def landings(self) -> list[Landing]:
        """Return the days in view."""
        lead, width, tops = self._lead, self._width, self._tops
        return [
            Landing(x=lead + place * width, y=tops[number], go=partial(self.post_message, self.Picked(self, cell.day)))
            for number, week in enumerate(self._weeks)
            for place, cell in enumerate(week)
            if cell is not None
        ]

    def render_line(self, y: int) -> Strip:
        """Return the names of the days, or one line of a week."""
        width, cell, tops = self.size.width, self._width, self._tops
        if y == 0:
            names = self._words("format.weekdays_short").split()
            lead = fit(self._words("calendar.week"), self._lead)
            return paint([(lead, "dim"), *((fit(f" {name}", cell), "dim") for name in names)], width, self.base)
        week = bisect_right(tops, y) - 1
        if week >= len(self._weeks):
            return Strip.blank(width, self.base)
        line, tall = y - tops[week], tops[week + 1] - tops[week]
        days = [self._cell(day, line, cell, tall) for day in self._weeks[week]]
        return Strip.join([self._week(week, line), *days]).adjust_cell_length(width, self.base)

    @property
    def _lead(self) -> int:
        """Columns of the number of the week; none where the days need the room."""
        return _LEAD if (self.size.width - _LEAD) // 7 >= _ROOMY else 0

    @property
    def _width(self) -> int:
        """Columns of a day."""
        return max(4, (self.size.width - self._lead) // 7)

    def _week(self, number: int, line: int) -> Strip:
        """Return the ISO number of a week beside its first line."""
        day = next((cell.day for cell in self._weeks[number] if cell is not None), None)
        text = f"{day.isocalendar().week:>2}" if day is not None and line == 0 else ""
        return paint([(text, "dim")], self._lead, self.base)

    @property
    def _tops(self) -> list[int]:
        """Lines at which the weeks begin, and the one behind the last.

        Where a sentence below takes a line or two, the last weeks alone give up their minutes: nothing above moves.
        """
        room, weeks = max(1, self.size.height - 1), len(self._weeks) or 6
        tall = max(1, min(_TALL, room // weeks))
        higher = room - tall * weeks if tall == _TALL - 1 else 0
        return [1 + week * tall + min(week, higher) for week in range(weeks + 1)]

    def _cell(self, day: DayCell | None, line: int, width: int, tall: int) -> Strip:
        if day is None:
            return Strip.blank(width, self.base)
        # Lit in the line of its number alone: each line costs 30 bytes a move.
        lit = line == 0 and (day.day == self._chosen or _within(day.day, self._range))
        key = (day.day, line, width, tall, lit)
        if key not in self._kept:
            parts = self._short(day) if tall == 1 else (self._head, self._held, self._minutes)[line](day)
            style = self.base + Style(reverse=True) if lit else self.base
            inner = paint([(" ", ""), *parts], width - 1, style)
            self._kept[key] = Strip.join([inner, Strip.blank(1, self.base)])
        return self._kept[key]

    def notify_style_update(self) -> None:
        """Forget what was painted in another style."""
        self._kept.clear()
        super().notify_style_update()

    def _head(self, day: DayCell) -> list[Part]:
        tone = "bold" if day.today else "dim" if day.kind in {DayKind.OFF, DayKind.HOLIDAY} else ""
        signs = self._signs
        mark = {DayKind.HOLIDAY: signs.holiday, DayKind.OFF: "", DayKind.WORK: ""}.get(day.kind, signs.leave)
        marks = (signs.today if day.today else "") + mark + (signs.warning if day.due else "")
        return [(f"{day.day.day:>2}", tone), (marks, tone)]

    def _held(self, day: DayCell) -> list[Part]:
        signs = self._signs
        if day.missing:
            return [(f"{signs.error}", "warning"), (" 0", "warning")]
        counts = (
            (signs.returned, day.returned, "warning"),
            (signs.rejected, day.rejected, "error"),
            (signs.draft, day.draft, ""),
            (signs.submitted, day.submitted, ""),
            (signs.approved, day.approved, "good"),
        )
        held = [(f"{mark}{count}", tone) for mark, count, tone in counts if count][:2]
        return [*held, (signs.queued, "") if day.queued and len(held) < 2 else ("", "")]

    def _minutes(self, day: DayCell) -> list[Part]:
        if not day.minutes:
            return []
        return [(f"{day.minutes:>3}", "dim" if day.minutes >= day.target else "")]

    def _short(self, day: DayCell) -> list[Part]:
        number = self._head(day)[0]
        held = self._held(day)
        mark = (held[0][0][:1], held[0][1]) if held else ("", "")
        return [number, mark if mark[0] else self._head(day)[1]]

    def _refresh_day(self, day: date) -> None:
        for number, week in enumerate(self._weeks):
            if any(cell is not None and cell.day == day for cell in week):
                width = self._width
                self.refresh(Region(self._lead + day.weekday() * width, self._tops[number], width, 1))


def _within(day: date, days: tuple[date, date] | None) -> bool:
    return days is not None and days[0] <= day <= days[1]
