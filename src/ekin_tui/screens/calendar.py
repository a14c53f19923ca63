"""*Kalender*, the home: the month, the chosen day, and all that is done with one's own entries."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from textual import work
from textual.binding import Binding
from textual.containers import Container
from textual.widget import Widget

from ekin_tui.desk.reading import read_day
from ekin_tui.desk.views import EntryView, MonthView, Outcome
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Action, Status
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.dialogs import AskText, Choose, Confirm
from ekin_tui.screens.messages import Leave, Open, Saved, Wrote
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.day_list import DayList
from ekin_tui.widgets.month_grid import MonthGrid
from ekin_tui.widgets.month_lines import MonthLines

_MARKS = ("leave", "duty", "training", "work")


class CalendarScreen(EkinScreen[None]):
    """A month and a day. Arrows move through the days; Tab moves into the day's entries and back."""

    AUTO_FOCUS = "MonthGrid"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = [
        Binding("n", "new", "calendar.key.new"),
        Binding("e,enter", "edit", "calendar.key.edit"),
        Binding("s", "submit", "calendar.key.submit"),
        Binding("f", "next_unfilled", "calendar.key.next_unfilled"),
        Binding("y", "copy", "calendar.key.copy"),
        Binding("S", "submit_all", "calendar.key.submit_all"),
        Binding("tab,shift+tab", "switch_pane", "calendar.key.pane"),
        Binding("u", "undo", "calendar.key.undo"),
        Binding("w", "withdraw", "calendar.key.withdraw"),
        Binding("d", "discard", "calendar.key.discard"),
        Binding("c", "comment", "calendar.key.comment"),
        Binding("i", "mark", "calendar.key.mark"),
        Binding("slash", "search", "calendar.key.search"),
        Binding("g", "go_to", "calendar.key.go_to"),
        Binding("t", "today", "calendar.key.today"),
        Binding("left_square_bracket,pageup", "turn(-1)", "calendar.key.month_before"),
        Binding("right_square_bracket,pagedown", "turn(1)", "calendar.key.month_after"),
        Binding("left,h", "across(-1)", "calendar.key.day_before", show=False),
        Binding("right,l", "across(1)", "calendar.key.day_after", show=False),
        Binding("up,k", "down(-1)", "calendar.key.up", show=False),
        Binding("down,j", "down(1)", "calendar.key.down", show=False),
        Binding("escape", "to_month", "app.key.back", show=False),
        Binding("q", "leave", "app.key.leave", show=False),
    ]

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._grid, self._list = MonthGrid(room.words, room.signs), DayList(room.words, room.signs)
        self._lines = MonthLines()
        self._day = room.desk.journal.today()
        self._month: MonthView | None = None

    def heading(self) -> str:
        """Name the month and whose log this is."""
        words, view = self.room.words, self._month
        parts = [words.month(Month.of(self._day))]
        if view is not None and view.deadline is not None and view.days_left is not None:
            key = "calendar.deadline" if view.days_left >= 0 else "calendar.deadline_over"
            parts.append(words(key, at=words.instant(view.deadline), days=view.days_left))
        return " · ".join([*parts, inert(self.room.desk.me.name)])

    def compose_body(self) -> Iterator[Widget]:
        """The month in figures over the grid and the day."""
        yield self._lines
        with Container(id="halves"):
            yield self._grid
            yield self._list

    def on_mount(self) -> None:
        """Show today, and say so when something was being typed."""
        self._draw()
        unfinished = self.room.desk.journal.unfinished()
        if unfinished:
            self.say("calendar.unfinished", kind="warn", n=len(unfinished))

    def refresh_view(self) -> None:
        """Ask again and draw."""
        self.room.desk.changed()
        self._month = None
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer what the table of states allows for the chosen entry."""
        needed = {"withdraw": Action.WITHDRAW, "discard": Action.DISCARD, "comment": Action.NOTE}.get(action)
        view = self._list.chosen
        return needed is None or (view is not None and needed in view.actions)

    def action_across(self, days: int) -> None:
        """Go to the day before or after."""
        self._go(self._day + timedelta(days=days))

    def action_down(self, step: int) -> None:
        """Go a week on, or to the next entry while the day has the keys."""
        if self._list.has_focus:
            self._list.move(step)
            self.refresh_bindings()
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
        if self._list.has_focus or self._list.chosen is None:
            self._grid.focus()
        else:
            self._list.focus()

    def action_to_month(self) -> None:
        """Give the keys back to the month; say how to leave when they are there."""
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

    def action_copy(self) -> None:
        """Copy the entries of the last filled day as drafts."""
        copies = self.room.desk.journal.copy_last(self._day)
        self._wrote(copies[0].entry.id if copies else "")
        if copies:
            self.say("calendar.copied", kind="good", n=len(copies))
        else:
            self.say("calendar.nothing_to_copy", kind="warn")

    def action_submit(self) -> None:
        """Send the chosen entry, or all of the day while the month has the keys."""
        view, journal = self._list.chosen, self.room.desk.journal
        if view is None:
            self.say("calendar.nothing_to_submit", kind="warn")
            return
        alone = self._list.has_focus
        ids = [view.entry.id] if alone else [v.entry.id for v in journal.day(self._day).entries if _open(v)]
        self._tell_outcomes(journal.submit(ids or [view.entry.id]))

    @work
    async def action_submit_all(self) -> None:
        """Send all that is ready, once confirmed."""
        journal, words = self.room.desk.journal, self.room.words
        ids = journal.ready(date(2000, 1, 1), journal.today())
        if not ids:
            self.say("calendar.nothing_ready", kind="warn")
            return
        asked = Confirm(self.room, words("calendar.ask_submit", n=len(ids)), words("calendar.ask_submit_hint"))
        if await self.app.push_screen_wait(asked):
            self._tell_outcomes(journal.submit(ids))

    def action_withdraw(self) -> None:
        """Take the chosen entry back from the supervisor's queue."""
        if view := self._list.chosen:
            self._tell_one(self.room.desk.journal.withdraw(view.entry.id), "calendar.withdrawn")

    def action_discard(self) -> None:
        """Discard the chosen draft; ``u`` brings it back."""
        if view := self._list.chosen:
            self._tell_one(self.room.desk.journal.discard(view.entry.id), "calendar.discarded")

    @work
    async def action_comment(self) -> None:
        """Write into the thread of the chosen entry."""
        view, words = self._list.chosen, self.room.words
        if view is None:
            return
        asked = AskText(self.room, words("editor.ask_comment"), words("editor.ask_comment_hint"))
        text = await self.app.push_screen_wait(asked)
        if text:
            self._tell_one(self.room.desk.journal.comment(view.entry.id, text), "editor.commented")

    def action_undo(self) -> None:
        """Take the last change back, while it has not left."""
        done = self.room.desk.journal.undo()
        self._wrote()
        if done is None or done == "left":
            self.say("undo.none" if done is None else "undo.left", kind="warn")
        else:
            self.say(f"undo.{done}", kind="good")

    @work
    async def action_mark(self) -> None:
        """Mark the chosen day as leave, duty trip, training, or a working day again."""
        words = self.room.words
        choices = [words(f"calendar.mark.{kind}") for kind in _MARKS]
        asked = Choose(self.room, words("calendar.ask_mark", day=words.day(self._day)), choices)
        number = await self.app.push_screen_wait(asked)
        if number is not None:
            text = "" if _MARKS[number] == "work" else choices[number]
            self.room.desk.journal.mark(self._day, _MARKS[number], text)
            self._wrote()
            self.say("calendar.marked", kind="good", day=words.day(self._day), what=choices[number])

    @work
    async def action_go_to(self) -> None:
        """Ask for a date and go there."""
        words = self.room.words
        asked = AskText(self.room, words("calendar.ask_day"), words("calendar.ask_day_hint"), required=False)
        text = await self.app.push_screen_wait(asked)
        if not text:
            return
        try:
            self._go(read_day(text, self.room.desk.journal.today()))
        except ValueError:
            self.say_text(words.refusal("day-unreadable", {"typed": inert(text)[:40]}), kind="error")

    @work
    async def action_search(self) -> None:
        """Ask for words, show the entries that hold them, and go to the one that is chosen."""
        words = self.room.words
        asked = AskText(self.room, words("calendar.ask_search"), words("calendar.ask_search_hint"), required=False)
        text = await self.app.push_screen_wait(asked)
        if not text:
            return
        hits = self.room.desk.journal.search(text)
        if not hits:
            self.say("calendar.no_hit", kind="warn", words=inert(text))
            return
        lines = [f"{words.day(hit.entry.day)}  {hit.entry.activity}" for hit in hits]
        title = words("calendar.hits", n=len(hits), words=inert(text))
        number = await self.app.push_screen_wait(Choose(self.room, title, lines))
        if number is not None:
            self._go(hits[number].entry.day, hits[number].entry.id)

    def action_leave(self) -> None:
        """Leave the program."""
        self.post_message(Leave())

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
        self._wrote(saved.id)
        view = self.room.desk.journal.view(saved.id)
        if saved.sent:
            self.say("editor.sent", kind="good")
        elif view is not None and view.entry.status is Status.SUBMITTED:
            self.say("editor.commented", kind="good")
        else:
            self.say("editor.kept", kind="info")

    def _tell_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        refused = [outcome for outcome in outcomes if outcome.problem is not None]
        self._wrote()
        if refused and refused[0].problem is not None:
            problem, view = refused[0].problem, refused[0].view
            name = f"{self.room.words.field(problem.field)}: " if problem.field else ""
            day = f"{self.room.words.day(view.entry.day)}, " if view else ""
            said = self.room.words("calendar.some_refused", sent=len(outcomes) - len(refused), refused=len(refused))
            self.say_text(f"{said} {day}{name}{self.room.words.problem(problem)}", kind="error")
        else:
            self.say("calendar.sent", kind="good", n=len(outcomes))

    def _tell_one(self, outcome: Outcome, key: str) -> None:
        self._wrote()
        if outcome.problem is not None:
            self.say_problem(outcome.problem)
        else:
            self.say(key, kind="good")

    def _wrote(self, entry: str = "") -> None:
        self._month = None
        self._draw(entry)
        self.post_message(Wrote())

    def _go(self, day: date, entry: str = "") -> None:
        self._day = day
        self._draw(entry)

    def _draw(self, entry: str = "") -> None:
        journal, month = self.room.desk.journal, Month.of(self._day)
        if self._month is None or self._month.month != month:
            self._month = journal.month(month)
            self._lines.tell(self.room.words, self.room.signs, self._month)
            self.draw_title()
        self._grid.show(self._month, self._day)
        before = self._list.chosen
        self._list.show(journal.day(self._day), entry=entry)
        after = self._list.chosen
        if (before.actions if before else None) != (after.actions if after else None):
            self.refresh_bindings()


def _open(view: EntryView) -> bool:
    return view.entry.status in {Status.DRAFT, Status.RETURNED}
