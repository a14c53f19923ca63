"""What every use case over one's own entries stands on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from ekin_tui.desk.looking import Looking
from ekin_tui.desk.queueing import Clock, NewId, Queueing
from ekin_tui.desk.views import EntryView
from ekin_tui.desk.writing import hints, recent_days
from ekin_tui.domain.model import Action, Problem, Severity, Status
from ekin_tui.store import Store


class Own:
    """Reads of the signed-in person's own entries; always fresh from the store."""

    def __init__(self, store: Store, look: Callable[[], Looking], clock: Clock, new_id: NewId) -> None:
        """``look`` gives a view of the desk at this moment."""
        self._store, self._look, self._clock, self._new_id = store, look, clock, new_id
        self._queue = Queueing(store, clock, new_id)

    def today(self) -> date:
        """Return the local date at the person's place of work."""
        return self._look().today

    def view(self, entry_id: str) -> EntryView | None:
        """Return one of one's own entries; None when there is none of that id."""
        stored = self._store.entries.get(entry_id)
        look = self._look()
        if stored is None or stored.entry.owner != look.me.id or stored.entry.status is Status.DISCARDED:
            return None
        view = look.view(stored)
        if Action.PUT not in view.actions:
            return view
        wrong = {p.field for p in errors(view.problems)}
        said = hints(look, stored.entry, recent_days(look, stored.entry.day))
        return replace(view, problems=(*view.problems, *(p for p in said if p.field not in wrong)))

    def between(self, first: date, last: date) -> list[EntryView]:
        """Return one's own entries from ``first`` to ``last``, in order of day and time."""
        look = self._look()
        actor = look.actor()
        return [look.view(s, actor) for s in self._store.entries.of_days(look.me.id, first, last)]


def errors(problems: Sequence[Problem]) -> list[Problem]:
    """Return those that keep an entry from being submitted."""
    return [p for p in problems if p.severity is Severity.ERROR]
