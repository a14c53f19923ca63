"""Small questions at the foot of the window. Nothing behind them is dimmed or moved; Esc always takes them back."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from textual import on
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import MAX_NOTE
from ekin_tui.keys import Keymap
from ekin_tui.keys.mapping import keys_of
from ekin_tui.keys.names import name_key
from ekin_tui.keys.table import rows
from ekin_tui.screens.above import Above
from ekin_tui.screens.acts import offered
from ekin_tui.screens.base import Room
from ekin_tui.screens.chained import Chained
from ekin_tui.screens.draft import KEEP_WITHIN
from ekin_tui.screens.sizes import HEIGHTS
from ekin_tui.store import StoreError
from ekin_tui.widgets.activity_input import ActivityInput
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.field_input import Done
from ekin_tui.widgets.footer import Footer
from ekin_tui.widgets.line_input import LineInput
from ekin_tui.widgets.lines import Line, fit
from ekin_tui.widgets.prose import Prose
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.rule_line import RuleLine
from ekin_tui.widgets.say_line import SayLine

T = TypeVar("T")
_MOST_DIGITS = 9
_DIGITS = 9
"""Lines that a digit takes at once."""
_AROUND = 6
"""Rows that a question, its hint and its keys take from a list."""


class Dialog(Chained[T], Above[T]):
    """A question with a title and a hint. Subclasses give the field and dismiss with the answer, None for none."""

    BINDINGS = bound("dialog")
    VERTICAL_BREAKPOINTS = HEIGHTS
    KEYS: tuple[tuple[str, str], ...] = (("choose.take", "dialog.take"), ("dialog.cancel", "dialog.cancel"))
    """Ids of keys, or the keys of a field as they are, and their words."""

    def __init__(self, room: Room, title: str, hint: str = "") -> None:
        """``title`` and ``hint`` are sentences, ready to be shown."""
        super().__init__()
        self.room, self._heading, self._hint = room, title, hint
        self._say, self._keys = SayLine(), Footer()

    def moved_keys(self) -> Keymap:
        """Return those of the room."""
        return self.room.keymap

    def compose(self) -> Iterator[Widget]:
        """Rule, question, field, keys."""
        with Vertical(id="sheet"):
            yield RuleLine(self.room.signs.rule)
            yield Prose(inert(self._heading), inert(self._hint, lines=True))
            yield from self.compose_answer()
            yield self._say
            yield self._keys

    def compose_answer(self) -> Iterator[Widget]:
        """Give the field."""
        yield from ()

    def on_mount(self) -> None:
        """Show the keys."""
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys that hold now; the way out stands in any width."""
        *items, out = [(self._key_name(key), self.room.words(word)) for key, word in self.KEYS if self._holds(key)]
        self._keys.show(items, out, beside=True)

    def _holds(self, key: str) -> bool:
        row = rows().get(key)
        return row is None or offered(self, row.action)

    def _key_name(self, key: str) -> str:
        row = rows().get(key)
        held = keys_of(row, self.room.keymap)[0] if row is not None else key
        return name_key(held, ascii_only=self.room.signs.ascii)

    def wrong(self, text: str) -> str:  # noqa: ARG002 - subclasses judge
        """Return what is wrong with ``text`` as an answer and what to do, the empty text for nothing."""
        return ""

    def mend(self, text: str) -> None:
        """The answer is now ``text``: what was wrong is said for as long as it is wrong."""
        if self._say.text:
            self._say.show(self.wrong(text), "error")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self.mend(event.value)

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


class AskText(Dialog[str]):
    """Asks for a text; an empty answer is refused when one is needed."""

    KEYS: tuple[tuple[str, str], ...] = (("enter", "dialog.save"), ("dialog.cancel", "dialog.cancel"))

    def __init__(
        self,
        room: Room,
        title: str,
        hint: str = "",
        *,
        initial: str = "",
        required: bool = True,
        keep: Callable[[str], None] | None = None,
    ) -> None:
        """``initial`` stands in the field at first; what is typed is handed to ``keep``, which puts it on disk."""
        super().__init__(room, title, hint)
        self._required, self._keep, self._on_disk = required, keep, initial
        self._due: Timer | None = None
        self._field: Input = LineInput(initial, id="answer")
        if required:
            self._field = note = ActivityInput(initial, id="answer")
            note.edited = self._edited

    def keep_now(self) -> None:
        """Put what is typed on disk at once: on leaving, and when the line is cut."""
        if self._due is not None:
            self._due.stop()
            self._due = None
        text = self._field.value
        if self._keep is None or text == self._on_disk:
            return
        try:
            self._keep(text)
            self._on_disk = text
        except StoreError as no:
            self._say.show(self.room.words.refusal(no.code, no.details), "error")

    def _edited(self) -> None:
        self.mend(self._field.value)
        if self._keep is not None and self._due is None and self.is_mounted:
            self._due = self.set_timer(KEEP_WITHIN, self.keep_now)

    def action_cancel(self) -> None:
        """Leave without an answer; what was typed is offered when the same is asked again."""
        self.keep_now()
        super().action_cancel()

    def compose_answer(self) -> Iterator[Widget]:
        """A line, or several for a note."""
        yield self._field

    @on(Done)
    def _done(self, event: Done) -> None:
        """Take a note by Enter, unless a paste brought it: then it is looked at first."""
        event.stop()
        if event.key == "enter" and event.hasty:
            self._say.show(self.room.words("dialog.enter_again"), "warning")
        elif event.key in {"enter", "tab"}:
            self._take(self._field.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._take(event.value)

    def wrong(self, text: str) -> str:
        """Name what is missing, or too much."""
        text = text.strip()
        if self._required and not text:
            return self.room.words("dialog.needed")
        return self.room.words.refusal("note-too-long", {"limit": MAX_NOTE}) if len(text) > MAX_NOTE else ""

    def _take(self, value: str) -> None:
        wrong = self.wrong(value)
        if wrong:
            self._say.show(wrong, "error")
        else:
            self.keep_now()
            self.dismiss(value.strip())


class AskFitting(Dialog[bool]):
    """Asks for a text and hands it on until it is taken; what is wrong with it is said, and it stays to be mended."""

    KEYS = (("enter", "dialog.save"), ("dialog.cancel", "dialog.cancel"))

    def __init__(self, room: Room, title: str, hint: str, initial: str, take: Callable[[str], str]) -> None:
        """``take`` is given what was typed, and returns what is wrong with it; the empty text for nothing."""
        super().__init__(room, title, hint)
        self._field, self._hand_on = LineInput(initial, id="answer"), take

    def compose_answer(self) -> Iterator[Widget]:
        """A line."""
        yield self._field

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        wrong = self._hand_on(event.value.strip())
        if wrong:
            self._say.show(inert(wrong), "error")
        else:
            self.dismiss(True)


class AskNumber(Dialog[int]):
    """Asks for a whole number from 0 to ``most``."""

    def __init__(self, room: Room, title: str, hint: str = "", *, most: int) -> None:
        """``most`` is the largest number that is taken."""
        super().__init__(room, title, hint)
        self._most, self._field = most, LineInput(id="answer")

    def compose_answer(self) -> Iterator[Widget]:
        """A line."""
        yield self._field

    def wrong(self, text: str) -> str:
        """Say which numbers are taken."""
        text = text.strip()
        fine = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text) <= self._most
        return "" if fine else self.room.words("dialog.number", most=self._most)

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        wrong = self.wrong(event.value)
        if wrong:
            self._say.show(wrong, "error")
        else:
            self.dismiss(int(event.value))


class Confirm(Dialog[bool]):
    """Asks whether it is meant. ``y`` says yes in both languages; so does Enter on nothing else."""

    BINDINGS = bound("confirm")
    KEYS = (("confirm.yes", "dialog.yes"), ("confirm.no", "dialog.no"), ("dialog.cancel", "dialog.cancel"))

    def action_answer(self, yes: bool) -> None:
        """Answer."""
        self.dismiss(yes)


class Choose(Dialog[int]):
    """Asks for one of several lines; dismisses with its number."""

    BINDINGS = bound("choose", "pick")

    def __init__(self, room: Room, title: str, choices: Sequence[str], hint: str = "") -> None:
        """``choices`` are sentences, ready to be shown."""
        super().__init__(room, title, hint)
        self._choices = choices
        self._rows = RowList(self._row, id="choices")

    def compose_answer(self) -> Iterator[Widget]:
        """The lines."""
        yield self._rows

    def on_mount(self) -> None:
        """Start at the first line."""
        super().on_mount()
        self._rows.fill(len(self._choices))
        self._rows.styles.height = max(1, min(12, len(self._choices), self.app.size.height - _AROUND))
        self._rows.focus()

    def action_take(self) -> None:
        """Answer with the line of the cursor."""
        self.dismiss(self._rows.row if self._choices else None)

    def action_pick(self, number: int) -> None:
        """Answer with the line of that number."""
        if number <= len(self._choices):
            self.dismiss(number - 1)

    def _row(self, row: int, width: int, chosen: bool) -> Line:
        mark, number = self.room.signs.chosen if chosen else " ", row + 1 if row < _DIGITS else " "
        return [(fit(f"{mark} {number} {inert(self._choices[row])}", width), "")]
