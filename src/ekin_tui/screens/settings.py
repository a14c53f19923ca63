"""*Pengaturan*: every setting in force, where it comes from and what it means; changed here, or given back."""

from collections.abc import Iterator

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ekin_tui.config.errors import SettingsError
from ekin_tui.config.sources import Layer
from ekin_tui.desk.setup import SettingView
from ekin_tui.screens.base import Room
from ekin_tui.screens.setting_changes import Changing
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.text import setting_said
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.filter_input import FilterInput
from ekin_tui.widgets.lines import Line, wrap
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.setting_lines import detail_lines, matches, setting_line
from ekin_tui.widgets.sheet import Sheet


class SettingsScreen(Changing):
    """Narrows the list by what is typed over it."""

    AUTO_FOCUS = "#settings-rows"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("settings")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._all: list[SettingView] = []
        self._list: list[SettingView] = []
        self._only_own = False
        self._filter = FilterInput(room.words("settings.filter_hint"))
        self._rows = RowList(self._row, id="settings-rows")
        self._detail = Sheet(more=room.words("settings.more"), id="settings-detail")

    def heading(self) -> str:
        """Count the settings, and say what is left out."""
        words = self.room.words
        parts = [words("settings.title"), words("settings.count", n=len(self._list))]
        return " · ".join([*parts, words("settings.only_own")] if self._only_own else parts)

    def compose_body(self) -> Iterator[Widget]:
        """The line that narrows the list, the list, all about the chosen setting."""
        yield self._filter
        yield self._rows
        yield self._detail

    def on_mount(self) -> None:
        """Show all."""
        self.show_again(self.begin_at)

    def move_to(self, room: Room) -> None:
        """Go on in ``room``; the hint in the line speaks its language too."""
        self._filter.placeholder = room.words("settings.filter_hint")
        super().move_to(room)

    def refresh_view(self) -> None:
        """Read again: somebody may have written the file meanwhile."""
        super().refresh_view()
        before = self.chosen()
        self.show_again(before.key if before else "")

    def chosen(self) -> SettingView | None:
        """Return the setting under the cursor."""
        at = self._rows.row
        return self._list[at] if at < len(self._list) else None

    def show_again(self, key: str) -> SettingView | None:
        """Read again and go to ``key``; returns it, also where it is not among what is shown."""
        self._read()
        self._fill(key)
        return next((one for one in self._all if one.key == key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer what is done with a setting only while one is chosen that is the person's own to change."""
        view = self.chosen()
        if self.focused is self._filter and action in {"edit", "filter"}:
            return False
        if action == "edit":
            return view is not None and not view.source.locked
        return view is not None and view.own if action == "unset" else True

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._tell()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        before = self.chosen()
        self._fill(before.key if before else "")

    @on(Input.Submitted)
    def _filtered(self, event: Input.Submitted) -> None:
        event.stop()
        self._rows.focus()

    def action_filter(self) -> None:
        """Go to the line that narrows the list."""
        self._filter.focus()

    def action_changed(self) -> None:
        """Show only what is not built in, or all again."""
        self._only_own = not self._only_own
        before = self.chosen()
        self._fill(before.key if before else "")

    def action_scroll(self, step: int) -> None:
        """Scroll what is said about the setting."""
        self._detail.action_page(step)

    def action_back(self) -> None:
        """Show all again, then leave."""
        if self._filter.value or self._only_own:
            self._filter.value, self._only_own = "", False
            self._rows.focus()
            self._fill(self._list[self._rows.row].key if self._list else "")
        elif self._filter.has_focus:
            self._rows.focus()
        else:
            self.dismiss(None)

    def _read(self) -> None:
        """Ask for the settings; a file that somebody has made wrong meanwhile is told, and what was read stays."""
        try:
            self._all = self.setup.lines()
        except SettingsError as error:
            self.warn_standing(f"{error.place}: {setting_said(self.room.words, error.code, error.key, error.details)}")

    def _fill(self, key: str) -> None:
        words, typed = self.room.words, self._filter.value
        wanted = [one for one in self._all if one.source.layer is not Layer.BUILT_IN or not self._only_own]
        self._list = [one for one in wanted if matches(words, one, typed)]
        keys = [one.key for one in self._list]
        self._rows.fill(len(keys), row=keys.index(key) if key in keys else 0)
        self.set_class(not keys, "-empty")
        self._tell()
        self.draw_title()

    def _tell(self) -> None:
        view, words = self.chosen(), self.room.words
        if view is None:
            self._detail.show(lambda width: [[(line, "warning")] for line in wrap(words("settings.no_hit"), width)])
        else:
            self._detail.show(lambda width: list(detail_lines(words, view, width)))
        self.refresh_bindings()

    def _row(self, at: int, width: int, chosen: bool) -> Line:
        return setting_line(self.room.words, self.room.signs, self._list[at], width, chosen=chosen)
