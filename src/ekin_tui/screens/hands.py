"""What makes the hand quick on the calendar: the quick line, templates, and a range of days sent at once."""

from datetime import date

from textual import work

from ekin_tui.desk.mending import UNMENDED
from ekin_tui.desk.views import Form, Survey
from ekin_tui.screens.messages import Open
from ekin_tui.screens.own_entries import OwnEntries
from ekin_tui.widgets.month_grid import MonthGrid

FIRST = date(2000, 1, 1)
"""Before every entry."""


class Hands(OwnEntries):
    """The actions beside those for one entry. A range lasts from ``v`` until it is sent or left by Esc."""

    _range_from: date | None = None
    """The day on which a range was begun."""

    @work
    async def action_quick(self) -> None:
        """Write whole entries on one line each; go on with a line that was not filed."""
        from ekin_tui.screens.quick import QuickScreen

        left = self.room.desk.journal.unfinished_line()
        kept = (left[0], left[1]) if left else ("", "")
        day = left[2] if left else self.chosen_day()
        await self.app.push_screen_wait(QuickScreen(self.room, day, kept=kept))
        self.gone_to(day)
        if self.room.desk.journal.unfinished_line():
            self.say("calendar.line_kept", kind="warn")

    @work
    async def action_template(self) -> None:
        """Begin an entry of the chosen day with a template, or save the chosen entry as one."""
        from ekin_tui.screens.templates import TemplatesDialog

        view, desk = self.chosen(), self.room.desk
        form: Form | None = desk.journal.form(view.entry.id) if view else None
        template = await self.app.push_screen_wait(TemplatesDialog(self.room, form))
        if template is not None:
            self.post_message(Open("editor", f"={self.chosen_day().isoformat()} {template.name}"))

    def action_paste(self) -> None:
        """Show the chosen entry as it is keyed into BKN's form, with the others of its day behind it."""
        from ekin_tui.screens.paste import PasteScreen, of_views

        entries = self.room.desk.journal.day(self.chosen_day()).entries
        view = self.chosen()
        if view is None or not entries:
            self.say("calendar.nothing_to_paste", kind="warn")
            return
        at = next((n for n, one in enumerate(entries) if one.entry.id == view.entry.id), 0)
        self.app.push_screen(PasteScreen(self.room, of_views(entries), at))

    def action_range(self) -> None:
        """Begin a range of days at the chosen one, or give it up."""
        self._range_from = self.chosen_day() if self._range_from is None else None
        self.show_range()
        self.say("sending.range_over") if self._range_from is None else self.tell_range()

    def action_submit(self) -> None:
        """Send the range where there is one, else the chosen entry or day."""
        if (days := self.range_days()) is None:
            super().action_submit()
            return
        first, last = days
        self._range_from = None
        self.show_range()
        words = self.room.words
        title = words("sending.ask_range", first=words.day(first, year=False), last=words.day(last, year=False))
        self._send(self.room.desk.journal.survey(first, last), title)

    def action_submit_all(self) -> None:
        """Send all that is ready, once it was seen what that is."""
        journal = self.room.desk.journal
        survey = journal.survey(FIRST, journal.today())
        if not survey.goes and UNMENDED not in [why for _, why in survey.stays]:
            self.say("calendar.nothing_ready", kind="warn")
            return
        self._send(survey, self.room.words("calendar.ask_submit", n=len(survey.goes)))

    def range_days(self) -> tuple[date, date] | None:
        """Return the first and the last day of the range, None where there is none."""
        if self._range_from is None:
            return None
        day = self.chosen_day()
        return min(self._range_from, day), max(self._range_from, day)

    def show_range(self) -> None:
        """Light its days in the month."""
        self.query_one(MonthGrid).light(self.range_days())

    def tell_range(self) -> None:
        """Say which days the range has, while there is one."""
        if (days := self.range_days()) is None:
            return
        first, last = days
        drafts = self.room.desk.journal.count_open(first, last)
        words = self.room.words
        if first == last:
            self.say("sending.range_begun", day=words.day(first, year=False))
            return
        span = words("sending.span", first=words.day(first, year=False), last=words.day(last, year=False))
        self.say("sending.range", span=span, days=(last - first).days + 1, n=drafts)

    def left_range(self) -> bool:
        """Give the range up; tell whether there was one."""
        had, self._range_from = self._range_from is not None, None
        if had:
            self.show_range()
            self.say("sending.range_over")
        return had

    @work
    async def _send(self, survey: Survey, title: str) -> None:
        from ekin_tui.screens.sending import SendDialog

        if not survey.goes:
            title = self.room.words("sending.nothing")
        sure = await self.app.push_screen_wait(SendDialog(self.room, survey, title))
        if sure and survey.goes:
            self._tell_outcomes(self.room.desk.journal.submit([view.entry.id for view in survey.goes]))
        else:
            self.say("sending.not_sent")
