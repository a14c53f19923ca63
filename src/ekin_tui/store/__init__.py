"""The cache of one person on this machine: the client's only SQL.

The names below are loaded when they are first asked for, so that :mod:`ekin_tui.store.glance` stays as quick as the
sqlite3 it is made of: a shell prompt waits for it.
"""

TYPE_CHECKING = False  # as of `typing`, which takes too long to load before the first frame
if TYPE_CHECKING:
    from typing import Any

    from ekin_tui.store.conflicts import Conflict
    from ekin_tui.store.errors import StoreError
    from ekin_tui.store.outbox import Waiting
    from ekin_tui.store.reads import Stored, Where
    from ekin_tui.store.reference import PlanLine
    from ekin_tui.store.salvage import Salvage
    from ekin_tui.store.store import Store

__all__ = ["Conflict", "PlanLine", "Salvage", "Store", "StoreError", "Stored", "Waiting", "Where"]
_ROOMS = {
    "Conflict": "conflicts",
    "PlanLine": "reference",
    "Salvage": "salvage",
    "Store": "store",
    "StoreError": "errors",
    "Stored": "reads",
    "Waiting": "outbox",
    "Where": "reads",
}


def __getattr__(name: str) -> "Any":
    """Return a name of this package. Raises AttributeError for one that it does not have."""
    if name not in _ROOMS:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"ekin_tui.store.{_ROOMS[name]}"), name)
