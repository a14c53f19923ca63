"""Where the work stands between this machine and the centre; what *Sinkron* shows."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ekin_tui.desk.looking import OPEN, Looking
from ekin_tui.desk.mirrors import read_details, view_mirror
from ekin_tui.desk.queueing import Clock, NewId, Queueing
from ekin_tui.desk.views import Clash, ClashField, ClashView, QueueLine, SyncMark, SyncView
from ekin_tui.domain.lateness import SKEW
from ekin_tui.domain.merge import over, same_content, taken, unit_of
from ekin_tui.domain.model import CONTENT, Action, Entry, Problem, Status
from ekin_tui.store import Conflict, Store, Waiting
from ekin_tui.sync.timekeeping import known_skew


class Syncing:
    """Reads the queue and its answers; settles what waits for a person. Speaks to no network itself."""

    def __init__(self, store: Store, look: Callable[[], Looking], clock: Clock, new_id: NewId) -> None:
        """``look`` gives a view of the desk at this moment."""
        self._store, self._look = store, look
        self._queue, self._new_id = Queueing(store, clock, new_id), new_id

    def view(self, targets: Sequence[tuple[str, str, str]] = ()) -> SyncView:
        """Return the queue, the last result, and what waits for a person.

        ``targets`` are name, kind and address of all, the default one first.
        """
        from ekin_tui.desk.record import RecordCheck

        look, meta, record = self._look(), self._store.meta, RecordCheck(self._store).state()
        return SyncView(
            target=meta.get("target") or (targets[0][0] if targets else ""),
            url=meta.get("url") or (targets[0][2] if targets else ""),
            last_sync=look.last_sync(),
            last_code=meta.get("last_result") or "",
            queue=tuple(self._line(waiting) for waiting in self._store.outbox.all()),
            attention=tuple(self._line(waiting) for waiting in self._store.outbox.attention()),
            clashes=tuple(self._clashes(look)),
            record=record if record.broken else None,
            pushed=int(meta.get("last_pushed") or 0),
            pulled=int(meta.get("last_pulled") or 0),
            skew_s=_warned(self._store),
            last_details=read_details(meta.get("last_details")),
            kind=targets[0][1] if targets else "ekin",
            mirrors=tuple(view_mirror(self._store, look, *one) for one in targets[1:]),
            salvaged=self._store.salvaged if self.salvaged() else None,
        )

    def salvaged(self) -> bool:
        """Tell whether the database was damaged, and nobody has read of it yet."""
        return self._store.meta.get("salvaged") is not None

    def forget_salvage(self) -> None:
        """Note that a person has read of the damage."""
        with self._store.writing():
            self._store.forget_salvage()

    def mark(self) -> SyncMark:
        """Return the queue in figures."""
        look, outbox = self._look(), self._store.outbox
        last = look.last_sync()
        return SyncMark(
            waiting=outbox.count(),
            attention=len(outbox.attention()) + self._store.conflicts.count() + self.salvaged(),
            code=self._store.meta.get("last_result") or "",
            last_sync=last,
            now=look.now.astimezone(ZoneInfo(look.me.zone)),
            skew_s=_warned(self._store),
        )

    def settle(self, clash_id: str, *, mine: bool) -> Problem | None:
        """End a clash: put ``mine`` over the centre's version, or drop mine. Returns why not, if refused."""
        return self.compose(clash_id, CONTENT if mine else ())

    def clash(self, clash_id: str) -> ClashView | None:
        """Return two versions side by side; None when the clash was ended meanwhile."""
        clash = self._store.conflicts.get(clash_id)
        if clash is None:
            return None
        look, now = self._look(), self._present(clash)
        mine = over(clash.base, clash.mine, now or clash.mine)
        return ClashView(
            id=clash.id,
            entry=clash.entry,
            day=clash.mine.day,
            activity=clash.mine.activity,
            fields=tuple(_field(look, name, mine, now, clash.base) for name in CONTENT),
            status=now.status if now else None,
            open=now is not None and now.status in OPEN,
            held=any(op.t == Action.SUBMIT for op in clash.ops),
        )

    def compose(self, clash_id: str, mine: Collection[str]) -> Problem | None:
        """End a clash: the entry gets my version of the fields ``mine``, and of those that belong to them.

        What is not among them stays as the centre has it. Returns why not, if refused; then the clash waits on.
        """
        clash = self._store.conflicts.get(clash_id)
        if clash is None:
            return Problem(code="not-found")
        now = self._present(clash)
        if mine:
            if now is None:
                return Problem(code="not-found")
            names = {name for one in mine for name in unit_of(one)}
            wanted = taken(now, over(clash.base, clash.mine, now), names)
            if not same_content(wanted, now):
                return self._queue.replace(wanted, self._look().actor(), clash)
        self._queue.let_go(clash)
        return None

    def copy(self, clash_id: str) -> str | None:
        """End a clash by making the whole of my text a new draft; returns its id, None when there is no clash."""
        clash = self._store.conflicts.get(clash_id)
        if clash is None:
            return None
        blank = Entry(id=self._new_id(), owner=clash.mine.owner, day=clash.mine.day, status=Status.DRAFT)
        self._queue.put(taken(blank, clash.mine, CONTENT), before=None, key="copy", over=clash)
        return blank.id

    def _present(self, clash: Conflict) -> Entry | None:
        """Return the entry as it stands here now; None when it is no longer to be seen."""
        stored = self._store.entries.get(clash.entry)
        return stored.entry if stored else None

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
            fields = look.differences(over(clash.base, clash.mine, theirs), theirs) if theirs else {}
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


def _warned(store: Store) -> int:
    """Return how far this clock is off, in seconds; 0 while that is too little to speak of."""
    found = known_skew(store)
    return found if abs(found) > SKEW.total_seconds() else 0


def _field(look: Looking, name: str, mine: Entry, theirs: Entry | None, base: Entry | None) -> ClashField:
    return ClashField(
        name=name,
        mine=look.shown(mine, name),
        theirs=look.shown(theirs, name) if theirs else "",
        base=look.shown(base, name) if base else "",
    )
