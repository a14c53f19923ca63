"""Where the work stands between this machine and the centre; what *Sinkron* shows."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from ekin_tui.desk.looking import Looking
from ekin_tui.desk.queueing import Clock, NewId, Queueing
from ekin_tui.desk.views import Clash, QueueLine, SyncMark, SyncView
from ekin_tui.domain.model import Action, Problem
from ekin_tui.store import Store, Waiting


class Syncing:
    """Reads the queue and its answers; settles what waits for a person. Speaks to no network itself."""

    def __init__(self, store: Store, look: Callable[[], Looking], clock: Clock, new_id: NewId) -> None:
        """``look`` gives a view of the desk at this moment."""
        self._store, self._look = store, look
        self._queue = Queueing(store, clock, new_id)

    def view(self) -> SyncView:
        """Return the queue, the last result, and what waits for a person."""
        look, meta = self._look(), self._store.meta
        return SyncView(
            target=meta.get("target") or "",
            url=meta.get("url") or "",
            last_sync=look.last_sync(),
            last_code=meta.get("last_result") or "",
            queue=tuple(self._line(waiting) for waiting in self._store.outbox.all()),
            attention=tuple(self._line(waiting) for waiting in self._store.outbox.attention()),
            clashes=tuple(self._clashes(look)),
            pushed=int(meta.get("last_pushed") or 0),
            pulled=int(meta.get("last_pulled") or 0),
        )

    def mark(self) -> SyncMark:
        """Return the queue in figures."""
        look, outbox = self._look(), self._store.outbox
        last = look.last_sync()
        return SyncMark(
            waiting=outbox.count(),
            attention=len(outbox.attention()) + len(self._store.conflicts.all()),
            code=self._store.meta.get("last_result") or "",
            last_sync=last,
            now=look.now.astimezone(ZoneInfo(look.me.zone)),
        )

    def settle(self, clash_id: str, *, mine: bool) -> Problem | None:
        """End a clash: put ``mine`` over the centre's version, or drop mine. Returns why not, if refused."""
        clash = next((c for c in self._store.conflicts.all() if c.id == clash_id), None)
        if clash is None:
            return Problem(code="not-found")
        if mine:
            refused = self._queue.replace(clash.mine, self._look().actor())
            if refused is not None:
                return refused
        with self._store.writing():
            self._store.conflicts.resolve(clash_id)
        return None

    def dismiss(self, op: str) -> None:
        """Take a refused op off the list after it was read; the entry itself stays as it is."""
        with self._store.writing():
            self._store.outbox.dismiss(op)

    def _line(self, waiting: Waiting) -> QueueLine:
        stored = self._store.entries.get(waiting.op.entry)
        mark = waiting.op.mark
        return QueueLine(
            op=waiting.op.op,
            entry=waiting.op.entry,
            action=Action(waiting.op.t) if waiting.op.t != "mark" else Action.PUT,
            day=stored.entry.day if stored else mark.day if mark else None,
            activity=stored.entry.activity if stored else mark.text if mark else "",
            tries=waiting.tries,
            problem=waiting.problem,
        )

    def _clashes(self, look: Looking) -> list[Clash]:
        found = []
        for clash in self._store.conflicts.all():
            stored = self._store.entries.get(clash.entry)
            theirs = stored.entry if stored else clash.theirs
            fields = look.differences(clash.mine, theirs) if theirs else {}
            found.append(
                Clash(
                    id=clash.id,
                    entry=clash.entry,
                    day=clash.mine.day,
                    activity=clash.mine.activity,
                    made=clash.made if isinstance(clash.made, datetime) else look.now,
                    fields=fields,
                )
            )
        return found
