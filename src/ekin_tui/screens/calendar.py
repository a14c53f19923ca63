"""*Kalender*, the home: the month, the chosen day, and all that is done with one's own entries."""

from collections.abc import Iterator
from datetime import date, timedelta

from textual import on, work
from textual.widget import Widget

from ekin_tui.desk.reading import read_day
from ekin_tui.desk.views import EntryView, MonthView
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Status
from ekin_tui.screens.base import Room
from ekin_tui.screens.hands import Hands
from ekin_tui.screens.messages import Open, Quit, Saved, Wrote
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.day_list import DayList
from ekin_tui.widgets.month_grid import MonthGrid
from ekin_tui.widgets.month_lines import MonthLines, deadline_text
from ekin_tui.widgets.painted import Pane

_MARKS = ("leave", "duty", "training", "work")


class CalendarScreen(Hands):
    """A month and a day. Arrows move through the days; Tab moves into the day's entries and back."""

    AUTO_FOCUS = "MonthGrid"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("calendar")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._grid, self._list = MonthGrid(room.words, room.signs), DayList(room.words, room.signs)
        self._lines = MonthLines()
        self._day = room.desk.journal.today()
        self._month: MonthView | None = None
        self._as_of: object = None
        """What the month follows from: itself, the day on which it is shown, what was written, the words."""

    def heading(self) -> str:
        """Name the month and whose log this is."""
        words, view = self.room.words, self._month
        parts = [words.month(Month.of(self._day))]
        if view is not None and view.deadline is not None:
            parts.append(deadline_text(words, view.deadline, self.room.clock()))
        return " · ".join([*parts, inert(self.room.desk.me.name)])

    def compose_body(self) -> Iterator[Widget]:
        """The month in figures over the grid and the day."""
        yield self._lines
        with Pane(id="halves"):
            yield self._grid
            yield self._list

    def on_mount(self) -> None:
        """Show today, and say so when the database was damaged, or something was being typed."""
        self._draw()
        self._greet()

    def _greet(self) -> None:
        unfinished = self.room.desk.journal.unfinished()
        if self.room.desk.syncing.salvaged():
            self.say("calendar.salvaged", kind="warn")
        elif unfinished:
            self.say("calendar.unfinished", kind="warn", n=len(unfinished))
        elif self.room.desk.journal.unfinished_line():
            self.say("calendar.unfinished_line", kind="warn")

    def open_in(self, room: Room) -> None:
        """Show what a start in ``room`` would show."""
        self.room, self._day, self._range_from = room, room.desk.journal.today(), None
        self.say_text("")
        self._list.clear()
        self._grid.focus()
        self._draw()
        self._greet()
        self.draw_footer()

    def refresh_view(self) -> None:
        """Ask again and draw."""
        self.room.desk.changed()
        self._draw()

    def chosen(self) -> EntryView | None:
        """Return the entry under the cursor."""
        return self._list.chosen

    def chosen_day(self) -> date:
        """Return the day under the cursor."""
        return self._day

    def gone_to(self, day: date, entry: str = "") -> None:
        """Put the cursor on ``day`` and ``entry``, and draw what has been written meanwhile."""
        self._go(day, entry)

    def alone(self) -> bool:
        """Tell whether the day's entries have the keys."""
        return self._list.has_focus

    @on(MonthGrid.Picked)
    def _picked(self, event: MonthGrid.Picked) -> None:
        self._grid.focus()
        self._go(event.day)

    def action_first(self) -> None:
        """Go to the first day of the month."""
        self._go(Month.of(self._day).first)

    def action_last(self) -> None:
        """Go to the last day of the month."""
        self._go(Month.of(self._day).last)

    def action_across(self, days: int) -> None:
        """Go to the day before or after."""
        self._go(self._day + timedelta(days=days))

    def action_down(self, step: int) -> None:
        """Go a week on, or to the next entry while the day has the keys."""
        if self._list.has_focus:
            self._list.move(step)
            self.draw_footer()
        else:
            self._go(self._day + timedelta(days=7 * step))

    def action_turn(self, months: int) -> None:
        """Turn to the month before or after, to the same day where there is one."""
        month = Month.of(self._day)
        other = month.next() if months > 0 else month.previous()
        self._go(min(other.first + timedelta(days=self._day.day - 1), other.last))

    def action_today(self) -> None:
        """Go to today."""
        self._go(self.room.desk.journal.today())

    def action_next_unfilled(self) -> None:
        """Go to the next working day without an entry."""
        day = self.room.desk.journal.next_unfilled(self._day)
        if day is None:
            self.say("calendar.all_filled", kind="good")
        else:
            self._go(day)

    def action_switch_pane(self) -> None:
        """Give the keys to the day's entries, or back to the month."""
        if self._list.has_focus:
            self._grid.focus()
        elif self._list.chosen is None:
            self.say("calendar.no_entry", kind="warn")
        else:
            self._list.focus()

    def action_to_month(self) -> None:
        """Give the keys back to the month; say how to leave when they are there."""
        if self.left_range():
            return
        if self._grid.has_focus:
            self.say("app.how_to_quit")
        self._grid.focus()

    def action_new(self) -> None:
        """Record an activity of the chosen day; go on with what was being typed before, if there is any."""
        self._open_form(self._unfinished_new() or "")

    def action_edit(self) -> None:
        """Open the chosen entry; on an empty day, a new one."""
        view = self._list.chosen
        self._open_form(view.entry.id if view else self._unfinished_new() or "")

    @work
    async def action_mark(self) -> None:
        """Mark the chosen day as leave, duty trip, training, or a working day again."""
        from ekin_tui.screens.dialogs import Choose

        words = self.room.words
        choices = [words(f"calendar.mark.{kind}") for kind in _MARKS]
        asked = Choose(self.room, words("calendar.ask_mark", day=words.day(self._day)), choices)
        number = await self.app.push_screen_wait(asked)
        if number is not None:
            self.room.desk.journal.mark(self._day, _MARKS[number])
            self.wrote()
            self.say("calendar.marked", kind="good", day=words.day(self._day), what=choices[number])

    @work
    async def action_go_to(self) -> None:
        """Ask for a date and go there."""
        from ekin_tui.screens.dialogs import AskFitting

        words, found = self.room.words, []

        def take(text: str) -> str:
            try:
                found.extend([read_day(text, self.room.desk.journal.today())] if text else [])
            except ValueError:
                return words.refusal("day-unreadable", {"typed": inert(text)[:40]})
            return ""

        await self.app.push_screen_wait(
            AskFitting(self.room, words("calendar.ask_day"), words("calendar.ask_day_hint"), "", take)
        )
        if found:
            self._go(found[-1])

    @work
    async def action_search(self) -> None:
        """Search all entries, and go to the one that is chosen."""
        from ekin_tui.screens.search import SearchScreen

        found = await self.app.push_screen_wait(SearchScreen(self.room))
        if found is not None:
            self._go(*found)

    @work
    async def action_year(self) -> None:
        """Show the year, and go to the day that is chosen in it."""
        from ekin_tui.screens.year import YearScreen

        day = await self.app.push_screen_wait(YearScreen(self.room, self._day))
        if day is not None:
            self._go(day)

    def action_leave(self) -> None:
        """Leave the program."""
        self.post_message(Quit())

    def _unfinished_new(self) -> str | None:
        """Return the id of a form that was being typed and never saved, if there is one."""
        forms = self.room.desk.journal.unfinished()
        return next((form.id for form in forms if self.room.desk.journal.view(form.id) is None), None)

    def _open_form(self, entry_id: str) -> None:
        self.post_message(Open("editor", entry_id or f"@{self._day.isoformat()}"))

    def edited(self, saved: Saved | None) -> None:
        """Show what the editor has led to."""
        if saved is None:
            return
        self._day = date.fromisoformat(saved.day) if saved.day else self._day
        self.wrote(saved.id)
        view, (said, kind) = self.room.desk.journal.view(saved.id), saved.said
        if said == "editor.kept" and view is not None and view.entry.status is Status.SUBMITTED:
            said, kind = "editor.commented", "good"
        self.say(said, kind=kind)

    def wrote(self, entry: str = "") -> None:
        """Draw again with the cursor on ``entry``, and tell that something was written."""
        self._draw(entry)
        self.post_message(Wrote())

    def _go(self, day: date, entry: str = "") -> None:
        self._day = day
        self._draw(entry)
        self.tell_range()

    def _draw(self, entry: str = "") -> None:
        journal, month = self.room.desk.journal, Month.of(self._day)
        as_of = (month, journal.today(), self.room.desk.stamp(), self.room)
        if self._month is None or self._as_of != as_of:
            self._as_of, self._month = as_of, journal.month(month)
            self._lines.tell(self.room.words, self.room.signs, self._month)
            self.draw_title()
        elif self._month.days_left == 0:  # the hours that are left have gone on
            self.draw_title()
        self._grid.show(self._month, self._day)
        self._grid.light(self.range_days())
        before = self._list.chosen
        self._list.show(journal.day(self._day), entry=entry)
        after = self._list.chosen
        if after is None and self._list.has_focus:  # its entries have gone: the keys belong to the month again
            self._grid.focus()
        if (before.actions if before else None) != (after.actions if after else None):
            self.draw_footer()
