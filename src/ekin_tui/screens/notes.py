"""A note of a reviewer, written by hand or from a text with gaps; a gap that is left open keeps it from going."""

from collections.abc import Callable, Iterator

from textual import work
from textual.widget import Widget
from textual.widgets.input import Selection

from ekin_tui.desk.phrases import GAP, LONGEST, around, gaps, with_gaps
from ekin_tui.domain.clean import inert
from ekin_tui.screens.base import Room
from ekin_tui.screens.dialogs import AskText, Dialog
from ekin_tui.store import StoreError
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import Line, fit
from ekin_tui.widgets.row_list import RowList

_OFFERED = 6
"""Texts of the program for one kind at most."""
_TALLEST = 10
_AROUND = 7
_DIGITS = 9


def offered(room: Room, kind: str) -> list[str]:
    """Return the program's own texts for ``kind``, as they stand in the words."""
    keys = [f"phrase.{kind}.{number}" for number in range(1, _OFFERED + 1)]
    return [room.words(key) for key in keys if key in room.words]


class AskNote(AskText):
    """Asks for a note; ``kind`` is what it is for."""

    BINDINGS = bound("note")
    KEYS = (("enter", "dialog.save"), ("note.phrase", "note.key.phrase"), ("dialog.cancel", "dialog.cancel"))

    def __init__(
        self, room: Room, kind: str, title: str, hint: str = "", *, initial: str = "", keep: Callable[[str], None]
    ) -> None:
        """``kind`` is ``return``, ``reject``, ``comment`` or ``minutes_note``; ``keep`` puts what is typed on disk."""
        super().__init__(room, title, hint, initial=initial, keep=keep)
        self._kind = kind

    @work
    async def action_phrase(self) -> None:
        """Choose a text; it goes behind what stands here, and its first gap is filled by what is typed next."""
        before = self._field.value.rstrip()
        chosen = await self.app.push_screen_wait(PhrasesDialog(self.room, self._kind, before))
        if chosen is not None:
            self._field.value = f"{before} {chosen}".lstrip()
            self._to_gap(len(before))

    def wrong(self, text: str) -> str:
        """Name the first gap that is open, else what holds for every text."""
        open_at = gaps(text)
        if not open_at:
            return super().wrong(text)
        return self.room.words("note.gaps", n=len(open_at), near=inert(around(text, open_at[0])), gap=GAP)

    def _take(self, value: str) -> None:
        super()._take(value)
        if gaps(value):
            self._to_gap()

    def _to_gap(self, after: int = 0) -> None:
        """Choose the next gap, so that typing replaces it; without one stand at the end."""
        text = self._field.value
        found = gaps(text)
        at = next((place for place in found if place >= after), found[0] if found else None)
        if at is None:
            self._field.cursor_position = len(text)
        else:
            self._field.selection = Selection(at, at + 1)


class PhrasesDialog(Dialog[str]):
    """Dismisses with the chosen text. One's own come first; what was typed can be kept as another."""

    BINDINGS = bound("phrase")
    KEYS = (
        ("phrase.take", "phrase.key.take"),
        ("phrase.add", "phrase.key.add"),
        ("phrase.drop", "phrase.key.drop"),
        ("dialog.cancel", "dialog.cancel"),
    )

    def __init__(self, room: Room, kind: str, typed: str) -> None:
        """``typed`` is what stands in the note."""
        super().__init__(room, room.words("phrase.title"), room.words("phrase.hint", gap=GAP))
        self._kind, self._typed = kind, typed
        self._rows = RowList(self._row, id="choices")
        self._own: list[str] = []
        self._all: list[str] = []

    def compose_answer(self) -> Iterator[Widget]:
        """The list."""
        yield self._rows

    def on_mount(self) -> None:
        """Start at the most used."""
        super().on_mount()
        self._fill()
        self._rows.focus()

    def action_take(self) -> None:
        """Use the text of the cursor."""
        self._use(self._rows.row)

    def action_pick(self, number: int) -> None:
        """Use the text of that number."""
        self._use(number - 1)

    def action_add(self) -> None:
        """Keep what was typed as a text of one's own."""
        text = with_gaps(self._typed)
        if not text:
            self._say.show(self.room.words("phrase.nothing_to_keep"), "warning")
        elif len(text) > LONGEST:
            self._say.show(self.room.words("phrase.too_long", n=len(text), most=LONGEST), "warning")
        elif self._wrote(lambda: self.room.desk.phrases.keep(text, self._kind)):
            self._say.show(self.room.words("phrase.kept"), "good")

    def action_drop(self) -> None:
        """Delete a text of one's own; those of the program stay."""
        row = self._rows.row
        if row >= len(self._own):
            self._say.show(self.room.words("phrase.not_own"), "warning")
        elif self._wrote(lambda: self.room.desk.phrases.drop(self._own[row], self._kind)):
            self._say.show(self.room.words("phrase.dropped"), "good")

    def _use(self, row: int) -> None:
        if not 0 <= row < len(self._all):
            return
        text = self._all[row]
        if row >= len(self._own) or self._wrote(lambda: self.room.desk.phrases.use(text, self._kind)):
            self.dismiss(text)

    def _wrote(self, write: Callable[[], None]) -> bool:
        """Write and show the list again; say what is wrong with the cache where it could not be."""
        try:
            write()
        except StoreError as no:
            self._say.show(self.room.words.refusal(no.code, no.details), "error")
            return False
        self._fill()
        return True

    def _fill(self) -> None:
        self._own = self.room.desk.phrases.all(self._kind)
        self._all = [*self._own, *offered(self.room, self._kind)]
        self._rows.fill(len(self._all), row=self._rows.row)
        self._rows.styles.height = max(1, min(_TALLEST, self.app.size.height - _AROUND, len(self._all)))

    def _row(self, row: int, width: int, chosen: bool) -> Line:
        mark = self.room.signs.chosen if chosen else " "
        number = str(row + 1) if row < _DIGITS else " "
        own = f"{self.room.signs.pinned} " if row < len(self._own) else ""
        return [(fit(f"{mark} {number} {own}{inert(self._all[row])}", width), "")]
