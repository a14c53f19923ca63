"""*Catat cepat*: one line for a whole entry, shown as it is understood, one after another."""

from collections.abc import Iterator
from datetime import date

from textual import on
from textual.timer import Timer
from textual.widget import Widget

from ekin_tui.desk.quick import QuickView
from ekin_tui.domain.model import Problem
from ekin_tui.domain.rules import Refused
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.draft import KEEP_WITHIN
from ekin_tui.screens.messages import Wrote
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.store import StoreError
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.field_input import Done
from ekin_tui.widgets.plan_lines import match_lines
from ekin_tui.widgets.quick_input import QuickInput
from ekin_tui.widgets.quick_lines import lacking, quick_lines, say_lines
from ekin_tui.widgets.sheet import Sheet

TALLEST = 9
"""Lines of the list of plans."""
_STEPS = {"down": 1, "up": -1}


class QuickScreen(EkinScreen[None]):
    """Takes lines for one day until Esc. Enter files a draft, Ctrl+G sends too; nothing is chosen for the person."""

    AUTO_FOCUS = "#line"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("quick")

    def __init__(self, room: Room, day: date, *, kept: tuple[str, str] = ("", "")) -> None:
        """``kept`` is a line that was typed before: its id and its text."""
        super().__init__(room)
        self._day, (self._kept_id, text) = day, kept
        self._quick = room.desk.quick(day)
        self._line = QuickInput(text or self._quick.begin())
        self._line.edited = self._edited
        self._first = "" if text else self._line.value
        """What stood there before anything was typed."""
        self._view: QuickView = self._quick.read(self._line.value)
        self._preview, self._say_more = Sheet(id="quick-preview"), Sheet(id="quick-say")
        self._choice, self._moved = -1, False
        self._on_disk = text
        self._due: Timer | None = None

    def heading(self) -> str:
        """Name the day that the lines are for."""
        return self.room.words("quick.title", day=self.room.words.day(self._day))

    def compose_body(self) -> Iterator[Widget]:
        """The line, how it is understood or the plans to choose from, and what is wrong with it."""
        yield self._line
        yield self._preview
        yield self._say_more

    def on_mount(self) -> None:
        """Show what is there; a line that was typed before is said to be one."""
        self._tell()
        if self._kept_id:
            self.say("quick.again", kind="warn")

    def keep_now(self) -> None:
        """Put the line on disk, or forget it when nothing of it is left."""
        if self._due is not None:
            self._due.stop()
            self._due = None
        text = self._line.value
        try:
            if text == self._on_disk:
                return
            if text.strip() and text != self._first:
                self._kept_id = self._quick.keep(self._kept_id, text)
            elif self._kept_id:
                self.room.desk.journal.drop_scratch(self._kept_id)
            self._on_disk = text
        except StoreError as no:
            self.say_problem(Problem(code=no.code, args=no.details))

    def on_unmount(self) -> None:
        """Lose nothing when the program is ended."""
        self.keep_now()

    def action_back(self) -> None:
        """Go back; a line that was not filed is offered again."""
        self.keep_now()
        self.dismiss(None)

    def _edited(self) -> None:
        self._view = self._quick.read(self._line.value, self._kept_id)
        self._choice = 0 if self._matches() and self._view.word else -1
        self._tell()
        if self._due is None and self.is_mounted:
            self._due = self.set_timer(KEEP_WITHIN, self.keep_now)

    @on(Done)
    def _done(self, event: Done) -> None:
        event.stop()
        if event.key in _STEPS:
            self._move(_STEPS[event.key])
        elif event.key == "tab" or self._chosen_here():
            self._take()
        elif event.hasty:
            self.say("quick.enter_again", kind="warn")
        else:
            self._file(send=False)

    def action_file(self) -> None:
        """File a draft."""
        self._file(send=False)

    def action_take(self) -> None:
        """Take the plan of the list, or what is offered."""
        self._take()

    def action_send(self) -> None:
        """File the line and send it; one that lacks something stays, and the lack is said."""
        self._file(send=True)

    def _matches(self) -> bool:
        return bool(self._view.plan.near) and self._view.plan.line is None

    def _chosen_here(self) -> bool:
        """Tell whether Enter takes a plan: the cursor is in the word for it, or the arrows were in the list."""
        near = self._matches() and self._choice >= 0
        return near and (self._line.word.startswith("@") or self._moved)

    def _move(self, step: int) -> None:
        if self._matches():
            self._choice = max(0, min(len(self._view.plan.near) - 1, self._choice + step))
            self._moved = True
            self._tell()

    def _take(self) -> None:
        if self._matches() and self._choice >= 0:
            line = self._view.plan.near[self._choice].line
            self._line.write(self._quick.take(self._line.value, line))
        elif self._view.offer:
            self._line.write(self._line.value + self._view.offer)
        else:
            self.say("quick.nothing_to_take")

    def _file(self, *, send: bool) -> None:
        if self._kept_id and self.room.desk.journal.view(self._kept_id) is not None:
            self._kept_id = ""  # another window has filed that line: this is another entry
        view = self._view = self._quick.read(self._line.value, self._kept_id)
        if not self._line.value.strip() or self._line.value == self._first:
            self.say("quick.empty", kind="warn")
            return
        refused = view.refused or (view.checked.errors if send else ())
        if refused:
            self.say_text(self._refusal(refused[0], send=send), kind="error")
            return
        try:
            saved, checked = self._quick.file(view)
        except Refused as no:
            self.say_problem(Problem(code=no.code, field=no.field, args=no.details))
            return
        except StoreError as no:
            self.say_problem(Problem(code=no.code, args=no.details))
            return
        self._begin()
        problem = self._submit(saved.entry.id) if send else None
        if problem is not None:
            self.say_problem(problem)
        else:
            lack = len({p.field for p in checked.errors})
            key = "quick.sent" if send else "quick.filed_lacking" if lack else "quick.filed"
            self.say(key, kind="warn" if lack else "good", n=lack)

    def _submit(self, entry_id: str) -> Problem | None:
        """Send what has been filed; a disk that takes nothing more leaves it a draft."""
        try:
            return self.room.desk.journal.submit([entry_id])[0].problem
        except StoreError as no:
            return Problem(code=no.code, args=no.details)

    def _refusal(self, problem: Problem, *, send: bool) -> str:
        words = self.room.words
        return f"{words('quick.not_sent' if send else 'quick.not_filed')} {lacking(words, problem)}"

    def _begin(self) -> None:
        """Begin the next line where the entry has ended."""
        if self._due is not None:
            self._due.stop()
            self._due = None
        self._kept_id, self._moved = "", False
        self._quick = self.room.desk.quick(self._day)
        self._first = self._quick.begin()
        self._line.write(self._first)
        self._on_disk = self._line.value
        self._edited()
        self.post_message(Wrote())
        self.draw_title()

    def _tell(self) -> None:
        words, signs, view = self.room.words, self.room.signs, self._view
        self._line.choosing = choosing = self._matches()
        begun, sheet = self._line.value.strip() not in {"", self._first}, self._say_more
        sheet.show(lambda width: say_lines(words, signs, view, (width, sheet.size.height), begun=begun))
        if choosing:
            pins, near, choice, preview = self.room.desk.journal.pins(), view.plan.near, self._choice, self._preview
            preview.show(
                lambda width: match_lines(words, signs, near, choice, pins, (width, min(TALLEST, preview.size.height)))
            )
        else:
            self._moved = False
            self._preview.show(lambda width: quick_lines(words, signs, view, width, begun=begun))
