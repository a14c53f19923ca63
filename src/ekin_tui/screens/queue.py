"""The supervisor's queue in hand: what waits, what the filter leaves, what was read."""

from collections.abc import Sequence

from ekin_tui.desk.views import EntryView


class Queue:
    """Waiting entries, oldest submission first, and the place in them."""

    def __init__(self) -> None:
        self._all: list[EntryView] = []
        self.shown: list[EntryView] = []
        self.words = ""

    @property
    def total(self) -> int:
        """How many wait in all."""
        return len(self._all)

    def fill(self, views: Sequence[EntryView]) -> None:
        """Take what waits now."""
        self._all = list(views)
        self.filter(self.words)

    def filter(self, words: str) -> None:
        """Show only entries whose owner or activity holds all ``words``."""
        self.words = words.strip()
        wanted = self.words.casefold().split()
        self.shown = [view for view in self._all if _holds(view, wanted)] if wanted else list(self._all)

    def drop(self, entry_id: str) -> None:
        """Take a decided entry out."""
        self._all = [view for view in self._all if view.entry.id != entry_id]
        self.shown = [view for view in self.shown if view.entry.id != entry_id]

    def place(self, entry_id: str, otherwise: int = 0) -> int:
        """Return where an entry is shown; ``otherwise`` when it is not."""
        return next((number for number, view in enumerate(self.shown) if view.entry.id == entry_id), otherwise)


def _holds(view: EntryView, wanted: Sequence[str]) -> bool:
    text = f"{view.owner.name} {view.owner.nip} {view.entry.activity}".casefold()
    return all(word in text for word in wanted)
