"""The machines of people: the real cache, the real desk, the real sync, over a wire of the model."""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ekin_tui.desk import Desk
from ekin_tui.desk.reading import write_form
from ekin_tui.domain.ids import uuid7
from ekin_tui.domain.model import CONTENT, Entry, Status
from ekin_tui.domain.rules import Refused
from ekin_tui.store import Store
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.result import Result
from tests.faults.model.book import Book, texts_of
from tests.faults.model.office import ZONE, Clock
from tests.faults.model.wires import URL, Killed, Wire

OPEN = (Status.DRAFT, Status.RETURNED)


@dataclass
class Machine:
    """One machine of one person."""

    name: str
    person: str
    path: Path
    token: str
    wire: Wire
    clock: Clock
    book: Book

    def __post_init__(self) -> None:
        self.remote = HttpRemote(URL, lambda: self.token, self.name, compress=True, transport=self.wire)
        self.store = Store.open(self.path)
        self.syncs = 0

    def close(self) -> None:
        self.store.close()
        self.remote.close()

    def back_up(self, target: Path) -> Path:
        """Copy the cache as a backup program would."""
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return target

    def put_back(self, copy: Path) -> None:
        """Let an older copy take the place of the cache."""
        self.store.close()
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()
        self.path.write_bytes(copy.read_bytes())
        self.store = Store.open(self.path)

    def sync(self, faults: Sequence[str] = (), stop_after: int = 0) -> Result | None:
        """Exchange with the centre; None when the program was killed meanwhile. ``stop_after`` requests it is ended."""
        self.wire.faults = deque(faults)
        self.syncs += 1
        asked = 0

        def stop() -> bool:
            nonlocal asked
            asked += 1
            return 0 < stop_after < asked

        try:
            return sync(self.store, self.remote, self.clock.now, stop=stop)
        except Killed:
            self.store.close()
            self.store = Store.open(self.path)
            return None
        finally:
            self.wire.faults = deque()

    def desk(self) -> Desk:
        return Desk(self.store, clock=self.clock.now, new_id=self._new_id, holidays=lambda _: {})

    def _new_id(self) -> str:
        self.book.numbers += 1
        return uuid7(int(self.clock.now().timestamp() * 1000), self.book.numbers.to_bytes(10))

    def entries(self, wanted: Callable[[Entry], bool]) -> list[Entry]:
        """Return the entries here that are ``wanted``, the oldest first."""
        rows = self.store.meta._base.rows("select id from entries order by id")
        found = [self.entry(row[0]) for row in rows]
        return [entry for entry in found if wanted(entry)]

    def entry(self, entry_id: str) -> Entry:
        """Return an entry as it stands on this screen."""
        stored = self.store.entries.get(entry_id)
        assert stored, entry_id
        return stored.entry

    def own(self, *statuses: Status) -> list[Entry]:
        return self.entries(lambda entry: entry.owner == self.person and entry.status in statuses)

    def inbox(self, *statuses: Status) -> list[Entry]:
        """Return the entries of others that this person may act on, by what the machine knows."""
        actor = {post.position for post in self.desk().reviewing.acting()}
        return self.entries(lambda e: e.owner != self.person and e.position in actor and e.status in statuses)

    def write(self) -> str:
        """Record a new activity and return its id."""
        hour = 8 + self.book.numbers % 8
        entry = Entry(
            id="",
            owner=self.person,
            day=self.clock.today,
            start=hour * 60,
            end=hour * 60 + 50,
            zone=ZONE,
            activity=self.book.new("Mendaftar arsip boks"),
            plan=f"plan-{self.person}",
            quantity=1,
            unit="daftar",
        )
        view, _ = self.desk().journal.save(write_form(entry))
        self.book.typed(view.entry, None)
        return view.entry.id

    def edit(self, before: Entry, name: str) -> None:
        """Type another text, or another number, over what stands on the screen."""
        self._read_refusals(before.id)
        journal = self.desk().journal
        said = (
            str(self.book.numbers + 1)
            if name == "quantity"
            else self.book.new("evidence" if name == "evidence" else "Mendaftar arsip boks")
        )
        form = replace(journal.form(before.id), **{name: said})
        journal.save(form)
        self.book.typed(self.entry(before.id), before)

    def submit(self, entry: Entry) -> None:
        self._read_refusals(entry.id)
        self.desk().journal.submit([entry.id])

    def withdraw(self, entry: Entry) -> None:
        self._read_refusals(entry.id)
        self.desk().journal.withdraw(entry.id)

    def discard(self, entry: Entry) -> None:
        self._read_refusals(entry.id)
        waiting = [queued.op.text for queued in self.store.outbox.all() if queued.op.entry == entry.id]
        if self.desk().journal.discard(entry.id).problem is None:
            self.book.drop([*texts_of(entry), *waiting])

    def comment(self, entry: Entry) -> None:
        text = self.book.new("Catatan")
        desk = self.desk()
        if entry.owner == self.person:
            outcome = desk.journal.comment(entry.id, text)
        else:
            outcome = desk.reviewing.comment(entry.id, note=text)
        if outcome.problem is None:
            self.book.said(entry.id, text)

    def approve(self, entry: Entry, minutes: int | None = None) -> None:
        self._read_refusals(entry.id)
        text = "" if minutes is None else self.book.new("Diakui sebagian")
        outcome = self.desk().reviewing.approve(entry.id, rev=entry.rev, minutes=minutes, note=text)
        if outcome.problem is None:
            self.book.approve(entry)
            self.book.said(entry.id, text)

    def decide(self, how: str, entry: Entry) -> None:
        """Return, reject or reopen with a note."""
        self._read_refusals(entry.id)
        text = self.book.new("Mohon dilengkapi")
        reviewing = self.desk().reviewing
        act = {"return": reviewing.send_back, "reject": reviewing.reject, "reopen": reviewing.reopen}[how]
        if act(entry.id, rev=entry.rev, note=text).problem is None:
            self.book.said(entry.id, text)

    def resolve(self, clash: str, how: str) -> None:
        """End a clash: ``mine``, ``theirs``, or a ``copy`` of mine as a new draft."""
        kept = self.store.conflicts.get(clash)
        assert kept
        before = self.store.entries.get(kept.entry)
        syncing = self.desk().syncing
        if how == "copy":
            new = syncing.copy(clash)
            assert new
            for text in texts_of(kept.mine):
                self.book.where[text] = new
            return
        problem = syncing.compose(clash, CONTENT if how == "mine" else ())
        if problem is None:
            self._composed(kept.mine, before.entry if before else None)

    def _composed(self, mine: Entry, before: Entry | None) -> None:
        after = self.store.entries.get(mine.id)
        shown = texts_of(after.entry) if after else set()
        self.book.drop(texts_of(mine) - shown)
        if before is not None:
            self.book.drop(texts_of(before) - shown)

    def _read_refusals(self, entry: str) -> None:
        """Note that who acts on an entry has its refusals on the screen: a new act takes their place."""
        refused = [waiting.op for waiting in self.store.outbox.attention() if waiting.op.entry == entry]
        self.book.drop(op.text for op in refused)


def try_act(act: Callable[[], None]) -> None:
    """Do what a person tries; a refusal by the table of states is an answer."""
    try:
        act()
    except Refused:
        return
