"""*Editor*: one entry in BKN's form. What is typed is on disk within half a second and checked at every key."""

from collections.abc import Iterator

from textual import on
from textual.binding import Binding
from textual.timer import Timer
from textual.widget import Widget

from ekin_tui.desk.views import Form
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Action, Problem
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.draft import Draft
from ekin_tui.screens.locked import LockedScreen
from ekin_tui.screens.messages import Saved
from ekin_tui.widgets.entry_form import ORDER, EntryForm
from ekin_tui.widgets.field_input import Left
from ekin_tui.widgets.note_lines import banner_lines, thread_lines
from ekin_tui.widgets.plan_input import PlanInput
from ekin_tui.widgets.problem_lines import problem_lines
from ekin_tui.widgets.sheet import Sheet

KEEP_WITHIN = 0.3
"""Seconds from a key to the disk."""


def open_entry(room: Room, form: Form) -> EkinScreen[Saved | None]:
    """Return the screen for an entry: the editor, or a page to read when the entry may not be written."""
    view = room.desk.journal.view(form.id) if form.id else None
    if view is not None and Action.PUT not in view.actions:
        return LockedScreen(room, view)
    return EditorScreen(room, form)


class EditorScreen(EkinScreen[Saved | None]):
    """Writes one entry. Dismisses with what was saved, or None when nothing was."""

    BINDINGS = [
        Binding("ctrl+g", "send", "editor.key.send"),
        Binding("ctrl+o,ctrl+s", "save", "editor.key.save"),
        Binding("ctrl+t", "pin", "editor.key.pin"),
        Binding("ctrl+r,ctrl+n", "notes", "editor.key.notes"),
        Binding("escape", "back", "editor.key.back"),
    ]

    def __init__(self, room: Room, form: Form) -> None:
        super().__init__(room)
        journal, words, signs = room.desk.journal, room.words, room.signs
        self._draft = Draft(journal, form)
        self._view = view = journal.view(form.id) if form.id else None
        suggest = room.desk.suggest(self._draft.checked.entry.day)
        line = suggest.exact(form.plan) if form.plan else None
        if view is not None and view.plan is not None and view.plan.plan.id == form.plan:
            line = view.plan
        self._form = EntryForm(self._draft.first, suggest, line, words, signs)
        self._form.pins = journal.pins()
        self._banner, self._problems, self._thread = Sheet(id="banner"), Sheet(id="problems"), Sheet(id="thread")
        self._visited: frozenset[str] = frozenset()
        self._due: Timer | None = None

    def compose_body(self) -> Iterator[Widget]:
        """The supervisor's note, the form, the thread in its place, the sentence for the field."""
        yield self._banner
        yield self._form
        yield self._thread
        yield self._problems

    def on_mount(self) -> None:
        """Start at the first field that needs something."""
        view, words, signs = self._view, self.room.words, self.room.signs
        self._thread.display = False
        self._banner.display = view is not None and bool(banner_lines(words, signs, view, 80))
        if view is not None:
            self._banner.show(lambda width: banner_lines(words, signs, view, width))
        needing = [p.field for p in self._draft.checked.errors]
        self._form.go(next((name for name in ORDER if name in needing), "activity") if view else "plan")
        self._form.draw_panel()
        self._tell()

    def keep_now(self) -> None:
        """Put what is typed on disk at once: on leaving a field, and when the line is cut."""
        if self._due is not None:
            self._due.stop()
            self._due = None
        self._complain(self._draft.keep(self._form.form))

    def on_unmount(self) -> None:
        """Lose nothing when the program is ended."""
        self.keep_now()

    def on_descendant_focus(self) -> None:
        """Say what the new field needs; offer an end time."""
        entry = self._draft.checked.entry
        if self._form.at == "end" and entry.start is not None:
            usual = self.room.desk.journal.usual_minutes(entry.plan or "", entry.day)
            self._form.offer_end("" if usual is None else self.room.words.clock(entry.start + usual))
        self._tell()

    def on_descendant_blur(self) -> None:
        """Keep what was typed; the field left is judged openly from now on."""
        ...

    @on(EntryForm.Edited)
    def _edited(self) -> None:
        self._draft.check(self._form.form)
        self._tell()
        if self._due is None:
            self._due = self.set_timer(KEEP_WITHIN, self.keep_now)
