"""Templates: choose one for a new entry, save an entry as one, mend or delete one."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from textual import work
from textual.widget import Widget

from ekin_tui.desk.templates import LONGEST, Template, tidy
from ekin_tui.desk.views import Form
from ekin_tui.domain.clean import inert, one_paragraph
from ekin_tui.screens.base import Room
from ekin_tui.screens.dialogs import AskText, Confirm, Dialog
from ekin_tui.store import StoreError
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import Line, fit
from ekin_tui.widgets.row_list import RowList

_NAME = 14
"""Cells of a name in the list."""
_DIGITS = 9
"""Templates that a digit takes at once."""
_TALLEST = 10


class TemplatesDialog(Dialog[Template]):
    """Dismisses with the template to use. ``form``, where there is one, can be saved as another."""

    BINDINGS = bound("template")
    KEYS = (
        ("template.take", "template.key.take"),
        ("template.add", "template.key.add"),
        ("template.rename", "template.key.rename"),
        ("template.drop", "template.key.drop"),
        ("dialog.cancel", "dialog.cancel"),
    )

    def __init__(self, room: Room, form: Form | None) -> None:
        """``form`` is the entry under the cursor or in the editor, None when there is none."""
        super().__init__(room, room.words("template.title"), room.words("template.hint"))
        self._form, self._all = form, room.desk.templates.all()
        self._rows = RowList(self._row, id="choices")

    def compose_answer(self) -> Iterator[Widget]:
        """The list."""
        yield self._rows

    def on_mount(self) -> None:
        """Start at the most used."""
        super().on_mount()
        self._fill()
        self._rows.focus()
        if not self._all:
            self._tell("template.none", "warning")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer what is done with a template only where there is one."""
        return bool(self._all) or action not in {"take", "pick", "rename", "drop"}

    def action_take(self) -> None:
        """Use the template of the cursor."""
        self.dismiss(self._all[self._rows.row])

    def action_pick(self, number: int) -> None:
        """Use the template of that number."""
        if number <= len(self._all):
            self.dismiss(self._all[number - 1])

    @work
    async def action_add(self) -> None:
        """Save the entry as a template; one of the same name takes the new content, once confirmed."""
        words, templates = self.room.words, self.room.desk.templates
        form = self._form
        if form is None or not form.activity.strip():
            self._tell("template.nothing_to_save", "warning")
            return
        name = await self._ask_name(words("template.ask_name"))
        if not name:
            return
        known = templates.named(name)
        asked = Confirm(self.room, words("template.ask_replace", name=inert(name)))
        if known is not None and not await self.app.push_screen_wait(asked):
            return
        if self._written(partial(templates.keep, name, form)) is not None:
            self._tell("template.kept", "good", name=inert(name))

    @work
    async def action_rename(self) -> None:
        """Give the template another name."""
        old = self._all[self._rows.row].name
        name = await self._ask_name(self.room.words("template.ask_rename", name=inert(old)), old)
        if name and self._written(partial(self.room.desk.templates.rename, old, name)) is False:
            self._tell("template.taken", "error", name=inert(name))

    @work
    async def action_drop(self) -> None:
        """Delete the template, once confirmed."""
        name, words = self._all[self._rows.row].name, self.room.words
        asked = Confirm(self.room, words("template.ask_drop", name=inert(name)), words("template.ask_drop_hint"))
        drop = partial(self.room.desk.templates.drop, name)
        if await self.app.push_screen_wait(asked) and self._written(drop) is not None:
            self._tell("template.dropped", "good", name=inert(name))

    async def _ask_name(self, title: str, initial: str = "") -> str:
        """Return the name as it will be kept; a longer one is asked again, with what was typed."""
        words, hint = self.room.words, self.room.words("template.name_hint")
        while True:
            asked = AskText(self.room, title, hint, initial=initial, required=False)
            initial = (await self.app.push_screen_wait(asked) or "").strip()
            if len(one_paragraph(initial)) <= LONGEST:
                return tidy(initial)
            hint = words("template.too_long", n=len(one_paragraph(initial)), most=LONGEST)

    def _written(self, write: Callable[[], bool | None]) -> bool | None:
        """Write and fill the list again; say what is wrong with the cache and return None when it could not be."""
        try:
            done = write()
        except StoreError as no:
            self._say.show(self.room.words.refusal(no.code, no.details), "error")
            return None
        self._fill()
        return done is not False

    def _tell(self, key: str, tone: Literal["good", "warning", "error"], **fields: str) -> None:
        self._say.show(self.room.words(key, **fields), tone)

    def _fill(self) -> None:
        self._all = self.room.desk.templates.all()
        self._rows.fill(len(self._all), row=self._rows.row)
        self._rows.styles.height = max(1, min(_TALLEST, self.app.size.height - 7, len(self._all)))
        self.show_keys()

    def _row(self, row: int, width: int, chosen: bool) -> Line:
        template, mark = self._all[row], self.room.signs.chosen if chosen else " "
        number = str(row + 1) if row < _DIGITS else " "
        head = f"{mark} {number} {fit(inert(template.name), _NAME)} "
        form = template.form
        times = f"{form.start}-{form.end} " if form.start and form.end else ""
        return [(fit(f"{head}{times}{inert(form.activity)}", width), "")]
