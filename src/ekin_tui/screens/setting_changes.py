"""What is done with a setting: a value is asked for, checked by the rules of ``config set``, written and told."""

from abc import abstractmethod
from collections.abc import Callable
from functools import partial

from ekin_tui.config.errors import SettingsError
from ekin_tui.desk.setup import SettingView, Setup
from ekin_tui.screens.base import EkinScreen
from ekin_tui.screens.dialogs import AskFitting, Choose
from ekin_tui.screens.messages import Changed
from ekin_tui.text import reason, setting_said
from ekin_tui.widgets.setting_lines import choice, meaning, value_of


class Changing(EkinScreen[None]):
    """A screen on which settings are changed. What changes is written at once and told to the app by ``Changed``."""

    @abstractmethod
    def chosen(self) -> SettingView | None:
        """Return the setting that a key is meant for."""

    @abstractmethod
    def show_again(self, key: str) -> SettingView | None:
        """Show what holds now, with the cursor on ``key``, and return that one."""

    @property
    def setup(self) -> Setup:
        """The settings."""
        assert self.room.setup is not None  # noqa: S101 - the app shows this screen only where there is one
        return self.room.setup

    def action_edit(self) -> None:
        """Ask for a value: one of its choices, or a text that is checked before anything is written."""
        view, words = self.chosen(), self.room.words
        if view is None:
            return
        if view.choices:
            now = words("app.look_now")
            lines = [
                choice(words, view, one) + (f" · {now}" if one == str(view.value).lower() else "")
                for one in view.choices
            ]

            def take_choice(number: int | None) -> None:
                if number is not None:
                    self._change(view, lambda setup: setup.set(view.key, view.choices[number]))

            self.app.push_screen(Choose(self.room, view.key, lines, meaning(words, view.key)), take_choice)
            return
        hint = meaning(words, view.key)
        if view.secret:
            hint = f"{hint} {words('settings.hint_secret')}"
        initial = "" if view.secret else str(view.value)
        take = AskFitting(self.room, view.key, hint, initial, partial(self._take_text, view))
        self.app.push_screen(take, lambda taken: self._show_changed(view.key) if taken else None)

    def _take_text(self, view: SettingView, text: str) -> str:
        if view.secret and not text:  # the field began empty; to empty the setting there is a key of its own
            return self.room.words("dialog.needed")
        return self._wrong_with(lambda setup: setup.set(view.key, text))

    def action_unset(self) -> None:
        """Take the setting out of the user's file, so that what stands below it holds again."""
        view = self.chosen()
        if view is not None and view.own:
            self._change(view, lambda setup: setup.unset(view.key), given_back=True)

    def _change(self, view: SettingView, change: Callable[[Setup], object], *, given_back: bool = False) -> None:
        if wrong := self._wrong_with(change):
            self.say_text(wrong, kind="error")
        else:
            self._show_changed(view.key, given_back=given_back)

    def _wrong_with(self, change: Callable[[Setup], object]) -> str:
        """Make ``change`` if all is fine with it; return what is wrong, the empty text for nothing."""
        try:
            change(self.setup)
        except SettingsError as error:
            return setting_said(self.room.words, error.code, error.key, error.details)
        except OSError as error:
            why = reason(self.room.words, error)
            return self.room.words("settings.cant_write", path=self.setup.file, why=why)
        return ""

    def _show_changed(self, key: str, *, given_back: bool = False) -> None:
        """Show what holds now, say when, and tell the app."""
        view = self.show_again(key)
        if view is not None:
            self.post_message(Changed(self.setup.settings(), key, partial(self._tell_changed, view, given_back)))

    def _tell_changed(self, view: SettingView, given_back: bool) -> None:
        if view.above:
            self.say("settings.said_above", kind="warn", key=view.key, name=view.source.place)
            return
        said = "kept_for_restart" if not view.at_once else "given_back" if given_back else "kept"
        self.say(f"settings.{said}", kind="good", key=view.key, value=value_of(self.room.words, view))
