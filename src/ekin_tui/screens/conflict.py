"""One entry that was changed in two places: mine and theirs field by field, and the choice between them."""

from collections.abc import Iterator

from textual import events, work
from textual.widget import Widget

from ekin_tui.desk.views import ClashView
from ekin_tui.domain.merge import unit_of
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.dialogs import Confirm
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.clash_lines import clash_field, clash_head
from ekin_tui.widgets.compare_list import CompareList
from ekin_tui.widgets.lines import Line
from ekin_tui.widgets.sheet import Sheet

_AROUND, _FIELDS = 3, 3
"""Lines of title, sentence and keys, and of the fields at least: the head takes no more than what is left."""


class ConflictScreen(EkinScreen[str]):
    """Ends a clash, or leaves it as it is. Dismisses with the key of the sentence about what was done."""

    TITLE_KEY = "conflict.title"
    AUTO_FOCUS = "#fields"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("conflict")

    def __init__(self, room: Room, view: ClashView) -> None:
        super().__init__(room)
        self._view = view
        self._mine: frozenset[str] = frozenset()
        self._over = False
        self._head = Sheet(id="head")
        self._fields = CompareList(self._lines, more=room.words("conflict.more"), id="fields")

    def compose_body(self) -> Iterator[Widget]:
        """What it is about, and the fields."""
        yield self._head
        yield self._fields

    def on_mount(self) -> None:
        """Start at the first field that differs."""
        differing = [number for number, field in enumerate(self._view.fields) if field.differs]
        self._draw(row=next(iter(differing), 0))

    def refresh_view(self) -> None:
        """Ask again; leave when the clash was ended elsewhere."""
        super().refresh_view()
        if self._over:
            return
        view = self.room.desk.syncing.clash(self._view.id)
        if view is None:
            self._leave("conflict.ended")
            return
        self._view = view
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Give the head the height that it needs at this width."""
        super().on_resize(event)
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer a choice of sides only while the entry can be written."""
        return self._view.open or action not in {"side", "save", "mine"}

    def action_side(self) -> None:
        """Take the other side of the chosen field, and of those that belong to it."""
        field = self._view.fields[self._fields.row]
        if not field.differs:
            self.say("conflict.nothing_to_choose")
            return
        unit = frozenset(unit_of(field.name))
        self._mine = self._mine - unit if field.name in self._mine else self._mine | unit
        self._draw()
        others = [other for other in self._view.fields if other.differs and other.name in unit]
        if len(others) > 1:
            self.say("conflict.together", fields=", ".join(self.room.words.field(other.name) for other in others))

    def action_save(self) -> None:
        """Make the entry what is chosen; with nothing of mine chosen, ask first."""
        if self._mine:
            self._end(self._mine)
        else:
            self.action_theirs()

    def action_mine(self) -> None:
        """Take mine in every field."""
        self._end(frozenset(field.name for field in self._view.fields))

    @work
    async def action_theirs(self) -> None:
        """Leave the entry as the centre has it; what was typed here goes, so it is asked once."""
        words = self.room.words
        if await self.app.push_screen_wait(Confirm(self.room, words("conflict.ask"), words("conflict.ask_here"))):
            self._end(frozenset())

    def action_copy(self) -> None:
        """Make a new draft of what was typed here."""
        made = self.room.desk.syncing.copy(self._view.id)
        self._leave("conflict.copied" if made else "conflict.ended")

    def _end(self, mine: frozenset[str]) -> None:
        problem = self.room.desk.syncing.compose(self._view.id, mine)
        if problem is not None:
            self.refresh_view()
            self.say_problem(problem)
            return
        differing = {field.name for field in self._view.fields if field.differs}
        whole = "sync.settled_mine" if differing <= mine else "conflict.saved"
        self._leave(whole if mine & differing else "sync.settled_theirs")

    def _leave(self, said: str) -> None:
        """Go with ``said``, once: a screen that comes to the front again on its way out would go twice."""
        self._over = True
        self.dismiss(said)

    def _draw(self, row: int | None = None) -> None:
        words, signs, view = self.room.words, self.room.signs, self._view
        lines = clash_head(words, signs, view, self.size.width)
        self._head.styles.height = max(1, min(len(lines), self.size.height - _AROUND - _FIELDS))
        self._head.show(lambda width: clash_head(words, signs, view, width))
        self._fields.show(len(view.fields), row=row)
        self.refresh_bindings()

    def _lines(self, number: int, chosen: bool, width: int) -> list[Line]:
        field, view = self._view.fields[number], self._view
        mine = field.name in self._mine
        return clash_field(self.room.words, self.room.signs, field, width, chosen=chosen, mine=mine, choice=view.open)
