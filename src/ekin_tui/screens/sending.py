"""Before several entries are sent: what goes, what stays and why. Enter sends, Esc sends nothing."""

from collections.abc import Iterator

from textual.widget import Widget

from ekin_tui.desk.views import Survey
from ekin_tui.domain.clean import inert
from ekin_tui.screens.base import Room
from ekin_tui.screens.dialogs import Dialog
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import Line, fit, wrap
from ekin_tui.widgets.sheet import Sheet

_TALLEST = 12
_WHAT = 30
"""Cells of an activity that stays."""
_NAMED = 3
"""Empty days that are named; more are counted."""


class SendDialog(Dialog[bool]):
    """Shows a survey; dismisses with True when it is to be sent."""

    BINDINGS = bound("sending")
    KEYS: tuple[tuple[str, str], ...] = (("sending.send", "dialog.send"), ("dialog.cancel", "dialog.cancel"))

    def __init__(self, room: Room, survey: Survey, title: str) -> None:
        """``title`` asks the question, ready to be shown."""
        super().__init__(room, title)
        if not survey.goes:
            self.KEYS = (("dialog.cancel", "app.key.back"),)
        self._survey, self._sheet = survey, Sheet(more=room.words("dialog.more"), id="survey")
        self._sheet.can_focus = True

    def compose_answer(self) -> Iterator[Widget]:
        """What goes and what stays."""
        yield self._sheet

    def on_mount(self) -> None:
        """Show it, as tall as it needs."""
        super().on_mount()
        width = max(20, self.app.size.width - 2)
        self._sheet.styles.height = max(1, min(_TALLEST, self.app.size.height - 6, len(self._lines(width))))
        self._sheet.show(self._lines)
        self._sheet.focus()

    def action_answer(self, yes: bool) -> None:
        """Answer."""
        self.dismiss(yes)

    def _lines(self, width: int) -> list[Line]:
        return [*self._going(width), *self._staying(width), *self._rest(width)]

    def _going(self, width: int) -> list[Line]:
        words, counts = self.room.words, dict.fromkeys((v.entry.day for v in self._survey.goes), 0)
        for view in self._survey.goes:
            counts[view.entry.day] += 1
        lines = list[Line]()
        for day, n in counts.items():
            named = words.day(day, year=day.year != self._survey.last.year)
            text = f"{self.room.signs.queued} {words('sending.goes', day=named, n=n)}"
            lines += [[(line, "")] for line in wrap(text, width)]
        return lines

    def _staying(self, width: int) -> list[Line]:
        words, lines = self.room.words, list[Line]()
        for view, problem in self._survey.stays:
            what = fit(inert(view.entry.activity), _WHAT).rstrip() or words("calendar.no_activity")
            said = words("sending.stays", day=words.day(view.entry.day, year=False), what=what)
            text = f"{self.room.signs.error} {said} {words.problem(problem)}"
            lines += [[(line, "error")] for line in wrap(text, width)]
        return lines

    def _rest(self, width: int) -> list[Line]:
        words, survey, said = self.room.words, self._survey, list[str]()
        if survey.empty:
            named = ", ".join(words.day(day, year=False) for day in survey.empty[:_NAMED])
            more = " …" if len(survey.empty) > _NAMED else ""
            said.append(words("sending.empty", n=len(survey.empty), days=named + more))
        if survey.done:
            said.append(words("sending.done", n=survey.done))
        return [[(line, "dim")] for text in said for line in wrap(text, width)]
