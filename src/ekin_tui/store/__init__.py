"""The cache of one person on this machine: the client's only SQL."""

from ekin_tui.store.conflicts import Conflict
from ekin_tui.store.errors import StoreError
from ekin_tui.store.outbox import Waiting
from ekin_tui.store.reads import Stored, Where
from ekin_tui.store.reference import PlanLine
from ekin_tui.store.store import Store

__all__ = ["Conflict", "PlanLine", "Store", "StoreError", "Stored", "Waiting", "Where"]
