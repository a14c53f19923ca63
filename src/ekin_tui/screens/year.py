"""*Tahun*: the year as a map of its days. Arrows go by day and week; Enter opens the day in the calendar."""

from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta

from textual import on
from textual.widget import Widget

from ekin_tui.desk.views import DayCell, DayKind
from ekin_tui.desk.years import YearView
from ekin_tui.domain.clean import inert
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.caption import Caption
from ekin_tui.widgets.heat_map import HeatMap
from ekin_tui.widgets.lines import Line


class YearScreen(EkinScreen[date]):
    """Dismisses with the day to open."""

    AUTO_FOCUS = "HeatMap"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("year")

    def __init__(self, room: Room, day: date) -> None:
        """Begin at ``day``."""
        super().__init__(room)
        self._day = day
        self._map, self._said, self._legend = HeatMap(room.words, room.signs), Caption(id="day"), Caption(id="legend")
        self._view: YearView | None = None

    def heading(self) -> str:
        """Name the year and say how much of it is filled."""
        words, view = self.room.words, self._view
        if view is None:
            return str(self._day.year)
        said = words("year.filled", filled=view.filled, workdays=view.workdays, missing=view.missing)
        return f"{view.year} · {said}"

    def compose_body(self) -> Iterator[Widget]:
        """The map, the chosen day in words, what the marks mean."""
        yield self._map
        yield self._said
        yield self._legend

    def on_mount(self) -> None:
        """Show the year of the day."""
        words, signs = self.room.words, self.room.signs
        self._legend.show(
            [(f"{signs.heat[1:]} {words('year.levels')}", "dim")],
            [
                (f"{signs.error} {words('calendar.missing_word')}  ", "warning"),
                (f"{signs.holiday} {words('calendar.kind.holiday')}  {signs.leave} {words('year.leave')}", "dim"),
            ],
        )
        self._draw()

    def refresh_view(self) -> None:
        """Ask again and draw: something was written."""
        self._view = None
        self._draw()

    def action_take(self) -> None:
        """Open the day."""
        self.dismiss(self._day)

    def action_go(self, days: int) -> None:
        """Go ``days`` on, into the next year too."""
        self._go(self._day + timedelta(days=days))

    def action_turn(self, years: int) -> None:
        """Turn to the year before or after, to the same day of the same week day."""
        if MINYEAR < self._day.year + years < MAXYEAR:
            day = self._day + timedelta(days=364 * years)
            inside = day.year == self._day.year + years  # 52 weeks do not leave the year from its first and last days
            self._go(day if inside else day + timedelta(days=7 * years))

    @on(HeatMap.Picked)
    def _picked(self, event: HeatMap.Picked) -> None:
        event.stop()
        self._go(event.day)

    def action_today(self) -> None:
        """Go to today."""
        self._go(self.room.desk.journal.today())

    def _go(self, day: date) -> None:
        self._day = day
        self._draw()

    def _draw(self) -> None:
        if self._view is None or self._view.year != self._day.year:
            self._view = self.room.desk.journal.year(self._day.year)
            self.draw_title()
        self._map.show(self._view, self._day)
        first = self._view.days[0].day
        self._said.show(*self._lines(self._view.days[(self._day - first).days]))

    def _lines(self, cell: DayCell) -> list[Line]:
        words = self.room.words
        kind, name = words(f"calendar.kind.{cell.kind}"), inert(cell.name)
        kind = f"{kind}: {name}" if name and cell.kind is not DayKind.WORK else kind
        said = words("year.day", n=cell.count, minutes=cell.minutes, target=cell.target)
        empty = words("calendar.missing_word") if cell.missing else words("year.nothing")
        return [
            [(words.day(cell.day), "bold"), (f" · {kind}", "dim")],
            [(said if cell.count else empty, "warning" if cell.missing else "")],
        ]
