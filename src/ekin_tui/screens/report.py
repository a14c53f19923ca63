"""*Rapor*: the month or the year of one's own work in figures with their make-up, every note in full, and a way out."""

from asyncio import to_thread
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR
from pathlib import Path

from textual import work
from textual.widget import Widget

from ekin_tui.desk.report_views import MonthReport, Report
from ekin_tui.domain.calendar import Month
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.dialogs import AskText, Choose, Confirm
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import Line
from ekin_tui.widgets.report_lines import report_lines
from ekin_tui.widgets.sheet import Sheet

_FORMS = ("pdf", "xlsx", "csv", "md", "text", "json")
"""In the order in which they are offered."""
_ENDINGS = {"text": "txt"}


class ReportScreen(EkinScreen[None]):
    """Shows one report at a time, beginning with this month's."""

    AUTO_FOCUS = "#report"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("report")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._month = Month.of(room.desk.journal.today())
        self._by_year = False
        self._report: Report | None = None
        self._sheet = Sheet(more=room.words("report.screen.more"), id="report")
        self._sheet.can_focus = True

    def heading(self) -> str:
        """Name the month or the year."""
        words = self.room.words
        if self._by_year:
            return words("report.screen.year", year=self._month.year)
        return words("report.screen.month", month=words.month(self._month))

    def compose_body(self) -> Iterator[Widget]:
        """One page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Show this month."""
        self._show()

    def refresh_view(self) -> None:
        """Count again: something was written, here or by the exchange."""
        self._show(keep_place=True)

    def action_span(self) -> None:
        """Show the year of this month, or the month again."""
        self._by_year = not self._by_year
        self._show()

    def action_turn(self, step: int) -> None:
        """Turn to the month or year before or after."""
        month = self._month
        if not MINYEAR < month.year + step < MAXYEAR:
            return
        if self._by_year:
            self._month = Month(month.year + step, month.month)
        else:
            self._month = month.next() if step > 0 else month.previous()
        self._show()

    def action_today(self) -> None:
        """Show the month or year in which today lies."""
        self._month = Month.of(self.room.desk.journal.today())
        self._show()

    @work(group="export", exclusive=True)
    async def action_export(self) -> None:
        """Write the report that is shown to a file, in a form and under a name that are asked for."""
        words, report = self.room.words, self._report
        lines = [words(f"report.form.{form}") for form in _FORMS]
        ask = Choose(self.room, words("report.screen.ask_form"), lines, words("report.screen.ask_form_hint"))
        chosen = await self.app.push_screen_wait(ask)
        if chosen is None or report is None:
            return
        form = _FORMS[chosen]
        name = AskText(
            self.room,
            words("report.screen.ask_path"),
            words("report.screen.ask_path_hint"),
            initial=self._file_name(report, form),
            required=False,
        )
        typed = await self.app.push_screen_wait(name)
        if typed:
            await self._write(report, form, typed)
        elif typed is not None:
            self.say("report.screen.no_name", kind="warn")

    async def _write(self, report: Report, form: str, typed: str) -> None:
        """Write in a thread of its own, so that keys answer meanwhile; ask before a file is replaced."""
        words, export = self.room.words, self.room.desk.reporting.export
        self.say("report.screen.writing")
        done = await to_thread(export, report, form, typed, words, self.room.letter)
        if not isinstance(done, Path) and done.code == "report-exists":
            sure = Confirm(self.room, words("report.screen.ask_over"), words.problem(done))
            if not await self.app.push_screen_wait(sure):
                self.say_problem(done)
                return
            done = await to_thread(export, report, form, typed, words, self.room.letter, over=True)
        if isinstance(done, Path):
            self.say("report.screen.written", kind="good", path=str(done))
        else:
            self.say_problem(done)

    def _file_name(self, report: Report, form: str) -> str:
        words, ending = self.room.words, _ENDINGS.get(form, form)
        if isinstance(report, MonthReport):
            return words("report.screen.file_month", span=report.month, ending=ending)
        return words("report.screen.file_year", span=report.first.year, ending=ending)

    def _show(self, *, keep_place: bool = False) -> None:
        reporting = self.room.desk.reporting
        self._report = reporting.year(self._month.year) if self._by_year else reporting.month(self._month)
        self._sheet.show(self._lines, keep_place=keep_place)
        self.draw_title()

    def _lines(self, width: int) -> list[Line]:
        report = self._report
        return [] if report is None else report_lines(self.room.words, self.room.signs, report, width)
