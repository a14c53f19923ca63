"""Everything that a run has: the centre, the machines, the wires between them, the copies that were made."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ekin_tui.server import admin
from ekin_tui.sync.result import Result
from tests.faults.model.book import Book
from tests.faults.model.machines import OPEN, Machine
from tests.faults.model.office import DEVICES, HOLDER, PEOPLE, Clock, copy_files
from tests.faults.model.wires import Hall, Request, Wire

ROUNDS = 12
"""Syncs of every machine after which all must be quiet."""
PATIENCE_DAYS = 31
"""After so many days an op no longer waits for what it rests on."""
Ordered = tuple[str, str, str, date, date | None]


@dataclass
class World:
    """One run in ``folder``, which begins as a copy of ``template``."""

    template: Path
    tokens: dict[str, str]
    folder: Path
    book: Book = field(default_factory=Book)
    clock: Clock = field(default_factory=Clock)
    late: list[Request] = field(default_factory=list)
    machines: dict[str, Machine] = field(default_factory=dict)
    ordered: list[Ordered] = field(default_factory=list)
    """What the operator of the centre has ordered; after a restore it is ordered again."""
    backups: list[tuple[Path, int]] = field(default_factory=list)
    copies: dict[str, list[Path]] = field(default_factory=dict)
    unnoticed: bool = False
    """Whether the centre was put back with its mark: what it lacks is found a day later."""
    applied: dict[str, str] = field(default_factory=dict)
    """Op → entry, of all that the centre ever took."""

    def __post_init__(self) -> None:
        copy_files(self.template, self.folder / "centre")
        self.hall = Hall(self.folder / "centre" / "centre.db", self.clock.now)
        self.hall.start()
        for name, person in DEVICES.items():
            home = self.folder / name
            if (self.template / name).exists():
                copy_files(self.template / name, home)
            wire = Wire(self.hall, self.late, self.meanwhile)
            self.machines[name] = Machine(
                name, person, home / "cache.db", self.tokens[person], wire, self.clock, self.book
            )

    def close(self) -> None:
        for machine in self.machines.values():
            machine.close()
        self.hall.close()

    def sync(self, name: str, faults: Sequence[str] = (), stop_after: int = 0) -> Result | None:
        return self.machines[name].sync(faults, stop_after)

    def meanwhile(self, what: str) -> None:
        """Do what somebody else does while a request is under way: ``sync NAME``, or ``edit NAME`` in another window.

        The thread of the request opens the caches anew, as another process would.
        """
        kind, _, name = what.partition(" ")
        known = self.machines[name]
        wire = Wire(self.hall, self.late)
        other = Machine(name, known.person, known.path, known.token, wire, self.clock, self.book)
        try:
            if kind == "sync":
                other.sync()
            elif drafts := other.own(*OPEN):
                other.edit(drafts[-1], "activity")
        finally:
            other.close()

    def arrive(self, number: int) -> None:
        """Let a request that was under way for long reach the centre; nobody hears the answer."""
        self.hall.ask(self.late.pop(number))

    def order(self, who: str, position: str, capacity: str, end: date | None = None) -> None:
        """Let the operator move a person to another office, or let them speak for a position."""
        self.ordered.append((who, position, capacity, self.clock.today, end))
        self._carry_out(self.ordered[-1])

    def _carry_out(self, ordered: Ordered) -> None:
        who, position, capacity, start, end = ordered
        chief = PEOPLE[HOLDER[position]]
        today = self.clock.today
        admin.assign(self.hall.url, PEOPLE[who], supervisor=chief, capacity=capacity, start=start, end=end, today=today)

    def back_up_centre(self) -> None:
        copy = self.folder / f"backup-{len(self.backups)}"
        copy_files(self.hall.path.parent, copy)
        self.backups.append((copy, len(self.ordered)))

    def put_back_centre(self, number: int, *, mark: bool = False, running: bool = False) -> None:
        """Let an older copy of the database take its place, with the ``mark`` beside it or without."""
        copy, known = self.backups[number]
        self.unnoticed |= mark
        self.note_applied()
        with closing(sqlite3.connect(self.hall.path)) as database:
            self.book.ghosts |= {row[0] for row in database.execute("select id from notes")}
        if not running:
            self.hall.stop()
        for file in copy.iterdir():
            if mark or not file.name.endswith(".mark"):
                fresh = shutil.copy(file, self.folder / "fresh")
                Path(fresh).replace(self.hall.path.parent / file.name)
        for ordered in self.ordered[known:]:
            self._carry_out(ordered)
        if not running:
            self.hall.start()
        self.take_stock()

    def back_up_machine(self, name: str) -> None:
        copies = self.copies.setdefault(name, [])
        copies.append(self.machines[name].back_up(self.folder / f"{name}-{len(copies)}.db"))

    def put_back_machine(self, name: str, number: int) -> None:
        self.note_applied()
        self.machines[name].put_back(self.copies[name][number])
        self.take_stock()

    def note_applied(self) -> None:
        self.applied |= self.ledger()

    def ledger(self) -> dict[str, str]:
        """Return the ops that the centre has taken: op → entry."""
        with closing(sqlite3.connect(self.hall.path)) as database:
            return dict(database.execute("""select op, entry from ops where verdict like '%"v":"applied"%'"""))

    def take_stock(self) -> None:
        """Note what is on no disk any more: that is lost whatever the program does."""
        blob = "\n".join([dump(self.hall.path), *(dump(machine.path) for machine in self.machines.values())])
        self.book.gone |= {text for text in self.book.where if text not in blob}
        known = self.ledger()
        for machine in self.machines.values():
            rows = machine.store.meta._base.rows("select op from sent union select op from outbox")
            known |= {row[0]: "" for row in rows}
        self.book.torn |= {entry for op, entry in self.applied.items() if op not in known}

    def settle(self) -> None:
        """Heal all wires, let late requests arrive, and let every machine sync until all is quiet."""
        while self.late:
            self.arrive(0)
        quiet = self._quiet()
        if quiet and self.unnoticed:
            self.clock.days += 1
            quiet = self._quiet()
        if quiet:
            return
        self.clock.days += PATIENCE_DAYS
        assert self._quiet(), self._restless()

    def _quiet(self) -> bool:
        for _ in range(ROUNDS):
            results = [machine.sync() for machine in self.machines.values()]
            if all(r and r.code == "ok" and not r.pushed and not r.pulled for r in results) and not self._restless():
                return True
        return False

    def _restless(self) -> dict[str, object]:
        waiting = {
            name: [
                (w.op.t, w.op.entry, w.op.base, w.tries)
                for w in m.store.outbox.all()
                if w.op.entry not in self.book.torn
            ]
            for name, m in self.machines.items()
        }
        return {name: ops for name, ops in waiting.items() if ops}


def dump(path: Path) -> str:
    """Return every value in a database, as text."""
    with closing(sqlite3.connect(path)) as database:
        held = "select name from sqlite_master where type = 'table' and sql not like 'create virtual%'"
        tables = [row[0] for row in database.execute(held)]
        rows = [row for table in tables for row in database.execute(f'select * from "{table}"')]  # noqa: S608 - its own
    return "\n".join(str(value) for row in rows for value in row)
