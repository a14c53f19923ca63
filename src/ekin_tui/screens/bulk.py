"""Before the work of one person and day is approved at once: what goes, and what stays because it was not seen."""

from collections.abc import Iterator, Sequence

from textual.widget import Widget

from ekin_tui.desk.views import EntryView
from ekin_tui.domain.clean import inert
from ekin_tui.screens.base import Room
from ekin_tui.screens.dialogs import Dialog
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.entry_lines import clocks
from ekin_tui.widgets.lines import Line, wrap
from ekin_tui.widgets.sheet import Sheet

_TALLEST = 14
_AROUND = 6
"""Rows that the question and its keys take."""


class BulkDialog(Dialog[bool]):
    """Shows what would be approved; dismisses with True when it is meant."""

    BINDINGS = bound("bulk")
    KEYS = (("bulk.approve", "bulk.key.approve"), ("dialog.cancel", "dialog.cancel"))

    def __init__(self, room: Room, goes: Sequence[EntryView], stays: Sequence[EntryView]) -> None:
        """All are of one person and day; ``goes`` holds at least one."""
        first, words = goes[0], room.words
        minutes = words.minutes(sum(view.entry.minutes for view in goes))
        named = {"name": first.owner.name, "day": words.day(first.entry.day), "minutes": minutes}
        super().__init__(room, words("bulk.title", n=len(goes), **named))
        self._goes, self._stays = goes, stays
        self._sheet = Sheet(more=words("dialog.more"), id="survey")
        self._sheet.can_focus = True

    def compose_answer(self) -> Iterator[Widget]:
        """What goes and what stays."""
        yield self._sheet

    def on_mount(self) -> None:
        """Show it, as tall as it needs."""
        super().on_mount()
        width = max(20, self.app.size.width - 2)
        self._sheet.styles.height = max(1, min(_TALLEST, self.app.size.height - _AROUND, len(self._lines(width))))
        self._sheet.show(self._lines)
        self._sheet.focus()

    def action_answer(self, yes: bool) -> None:
        """Answer."""
        self.dismiss(yes)

    def _lines(self, width: int) -> list[Line]:
        words, signs = self.room.words, self.room.signs
        lines: list[Line] = []
        for view in self._goes:
            lines += _wrapped(f"{signs.approved} {self._named(view)}", width, "")
        if self._stays:
            lines += [[], *_wrapped(words("bulk.stays", n=len(self._stays)), width, "warning")]
            for view in self._stays:
                lines += _wrapped(f"{signs.warning} {self._named(view)}", width, "warning")
        return lines

    def _named(self, view: EntryView) -> str:
        entry, words = view.entry, self.room.words
        late = f" ({words('review.late_short')})" if entry.late else ""
        return f"{clocks(words, entry)} {words.minutes(entry.minutes)}{late} {inert(entry.activity)}"


def _wrapped(text: str, width: int, tone: str) -> list[Line]:
    first, *rest = wrap(text, width - 2)
    return [[(first, tone)], *([(f"  {line}", tone)] for line in rest)]
