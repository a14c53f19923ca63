"""What the next screens need, loaded once the first one stands and nobody has asked for anything yet.

In a thread: it hands over to a key whenever one comes (`terminal.pauses`), and what it loads is not loaded twice.
"""

from collections.abc import Callable
from importlib import import_module
from threading import Event, Thread
from typing import Any

from textual.app import App

from ekin_tui.terminal.pauses import set_apart
from ekin_tui.text import LANGUAGES, read_all

_SCREENS = (
    *("editor", "dialogs", "palette", "leader", "search", "help", "quick", "review", "sync", "year", "jump"),
    *("skp", "report", "team", "settings"),
)
"""Modules of this package, as they are likely to be asked for."""
_DESK = ("suggest", "habits", "reviewing", "templates", "quick", "progress", "reporting", "team")


def load_ahead(then: Callable[[], None]) -> Event:
    """Begin to load, and to do ``then`` in the same thread; return at once what tells when all is loaded."""
    loaded = Event()
    Thread(target=_load, args=(loaded, then), name="ahead", daemon=True).start()
    return loaded


def learn_styles(app: App[Any]) -> None:
    """Have the style sheet read what the toolkit's own widgets say, which it does when it meets the first of each."""
    from textual.containers import Vertical, VerticalScroll
    from textual.screen import ModalScreen

    from ekin_tui.widgets.field_input import FieldInput

    for widget in (Vertical(), VerticalScroll(), FieldInput(), ModalScreen[None]()):
        widget._post_register(app)  # noqa: SLF001 - Textual has no public word for it
    app.stylesheet.rules  # noqa: B018 - reads what is new


def _load(loaded: Event, then: Callable[[], None]) -> None:
    for name in _DESK:
        import_module(f"ekin_tui.desk.{name}")
    for name in _SCREENS:
        import_module(f"ekin_tui.screens.{name}")
    for language in LANGUAGES:
        read_all(language)
    set_apart()
    loaded.set()
    then()
