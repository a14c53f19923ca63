"""What the next screens need, loaded once the first one stands and nobody has asked for anything yet.

In a thread: it hands over to a key whenever one comes (`terminal.pauses`), and what it loads is not loaded twice.
"""

from collections.abc import Callable
from importlib import import_module
from threading import Thread
from typing import Any

from textual.app import App

from ekin_tui.terminal.pauses import set_apart

_SCREENS = ("editor", "dialogs", "palette", "leader", "search", "help", "quick", "review", "sync", "year", "jump")
"""Modules of this package, as they are likely to be asked for."""
_DESK = ("suggest", "habits", "reviewing", "templates", "quick")


def load_ahead(then: Callable[[], None]) -> None:
    """Begin to load, and to do ``then`` in the same thread; returns at once."""
    Thread(target=_load, args=(then,), name="ahead", daemon=True).start()


def learn_styles(app: App[Any]) -> None:
    """Have the style sheet read what the toolkit's own widgets say, which it does when it meets the first of each."""
    from textual.containers import Vertical, VerticalScroll

    from ekin_tui.widgets.field_input import FieldInput

    for widget in (Vertical(), VerticalScroll(), FieldInput()):
        widget._post_register(app)  # noqa: SLF001 - Textual has no public word for it
    app.stylesheet.rules  # noqa: B018 - reads what is new


def _load(then: Callable[[], None]) -> None:
    for name in _DESK:
        import_module(f"ekin_tui.desk.{name}")
    for name in _SCREENS:
        import_module(f"ekin_tui.screens.{name}")
    set_apart()
    then()
