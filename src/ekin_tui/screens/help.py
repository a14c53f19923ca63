"""``?``: every key of the screen below, and what the marks mean."""

from collections.abc import Iterable, Iterator

from textual.binding import ActiveBinding, Binding
from textual.widget import Widget

from ekin_tui.domain.model import Status
from ekin_tui.screens.base import PALETTE_ONLY, EkinScreen, Room
from ekin_tui.widgets.keys import name_key
from ekin_tui.widgets.lines import Line
from ekin_tui.widgets.sheet import Sheet

_COLUMN = 16


class HelpScreen(EkinScreen[None]):
    """Lists the bindings that were in force, then the marks."""

    TITLE_KEY = "help.title"
    BINDINGS = [Binding("escape,q,question_mark", "back", "app.key.back")]

    def __init__(self, room: Room, bindings: Iterable[ActiveBinding]) -> None:
        """``bindings`` are those of the screen that asked."""
        super().__init__(room)
        self._sheet = Sheet(more=room.words("help.more"))
        self._sheet.can_focus = True
        self._asked = [active.binding for active in bindings]

    def compose_body(self) -> Iterator[Widget]:
        """One page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Show the keys."""
        self._sheet.show(lambda _: [*self._keys(), [], *self._marks()])
        self._sheet.focus()

    def _keys(self) -> list[Line]:
        words = self.room.words
        keys: dict[str, list[str]] = {}
        for binding in self._asked:
            if binding.description in words and binding.key != PALETTE_ONLY:
                name = name_key(binding.key, ascii_only=self.room.signs.ascii)
                keys.setdefault(binding.description, []).append(name)
        return [[(" ".join(names).ljust(_COLUMN), "bold"), (words(key), "")] for key, names in keys.items()]

    def _marks(self) -> list[Line]:
        words, signs = self.room.words, self.room.signs
        lines: list[Line] = [[(words("help.marks"), "bold")]]
        shown = [status for status in Status if status is not Status.DISCARDED]
        lines += [[(signs.of(status).ljust(_COLUMN), ""), (words(f"status.{status}"), "")] for status in shown]
        others = ("queued", "warning", "holiday", "leave", "today")
        return lines + [[(getattr(signs, n).ljust(_COLUMN), ""), (words(f"help.mark.{n}"), "")] for n in others]
