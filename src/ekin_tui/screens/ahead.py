"""What the next screens need, loaded once the first one stands and nobody has asked for anything yet.

In a thread: it hands over to a key whenever one comes (`terminal.pauses`), and what it loads is not loaded twice.
"""

from importlib import import_module
from threading import Thread

_SCREENS = ("editor", "dialogs", "palette", "leader", "search", "help", "quick", "review", "sync", "year", "jump")
"""Modules of this package, as they are likely to be asked for."""
_DESK = ("suggest", "habits", "reviewing", "templates", "quick")


def load_ahead() -> None:
    """Begin to load; returns at once."""
    Thread(target=_load, name="ahead", daemon=True).start()


def _load() -> None:
    for name in _DESK:
        import_module(f"ekin_tui.desk.{name}")
    for name in _SCREENS:
        import_module(f"ekin_tui.screens.{name}")
