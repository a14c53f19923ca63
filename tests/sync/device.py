"""Machines of people of the sample agency: real caches that speak to a real centre."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from ekin_tui.domain.model import Action, Entry, Note, Status
from ekin_tui.store import Store, Stored
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.result import Progress, Result
from ekin_tui.wire import Op, fields_of
from tests.centre import Centre

YUSUF = "198709052011011006"
"""An employee of Nurlaela's."""
TODAY = datetime.now(ZoneInfo("Asia/Makassar")).date()
"""The day where the people of the sample work: late in a day of UTC it is the next one there."""


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC).astimezone()


@dataclass(slots=True)
class Device:
    """One person's machine."""

    store: Store
    token: str
    url: str
    told: list[Progress] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    name: str = field(default_factory=lambda: str(uuid4()))

    def sync(self, **options: object) -> Result:
        remote = HttpRemote(self.url, lambda: self.token, self.name, compress=True)
        try:
            return sync(self.store, remote, now, **{"tell": self.told.append, **options})  # type: ignore[arg-type]
        finally:
            remote.close()

    @property
    def me(self) -> str:
        return self.store.meta.get("person") or ""

    def get(self, entry: str) -> Stored:
        stored = self.store.entries.get(entry)
        assert stored, entry
        return stored

    def plan(self) -> str:
        return self.store.reference.plans(self.me, TODAY)[0].plan.id

    def queue(self, kind: str, entry: Entry, **more: object) -> Op:
        fields = fields_of(entry) if kind == "put" else None
        base = None if kind == "note" else self.store.outbox.base_for(entry.id)
        return Op(op=str(uuid4()), t=kind, entry=entry.id, base=base, at=now().isoformat(), fields=fields, **more)  # type: ignore[arg-type]

    def write(self, **changes: object) -> Entry:
        """Record a new activity, complete unless ``changes`` say otherwise."""
        number = next(self.numbers)
        entry = Entry(
            id=str(uuid4()),
            owner=self.me,
            day=TODAY - timedelta(days=1),
            start=480 + number % 8 * 60,
            end=530 + number % 8 * 60,
            zone="Asia/Makassar",
            activity=f"Menyusun daftar arsip inaktif boks nomor {number}",
            plan=self.plan(),
            quantity=1,
            unit="daftar",
        )
        return self.put(replace(entry, **changes))  # type: ignore[arg-type]

    def put(self, entry: Entry) -> Entry:
        with self.store.writing():
            self.store.entries.keep(entry, queued=self.queue("put", entry))
        return entry

    def edit(self, entry: str, **changes: object) -> Entry:
        return self.put(replace(self.get(entry).entry, **changes))  # type: ignore[arg-type]

    def act(self, action: Action, entry: str, status: Status | None = None, **more: object) -> Op:
        """Do what the desk does for an action: local copy, note and op in one transaction."""
        before = self.get(entry).entry
        with self.store.writing():
            op = self.queue(action.value, before, **more)
            if status is not None:
                self.store.entries.keep(replace(before, status=status), queued=op)
            else:
                self.store.outbox.add(op)
            if op.note:
                self.store.notes.add(Note(id=op.note, entry=entry, kind=action, text=op.text, by=self.me))
        return op

    def submit(self, entry: str) -> Op:
        return self.act(Action.SUBMIT, entry, Status.SUBMITTED)

    def days(self, span: int = 40) -> list[Stored]:
        return self.store.entries.of_days(self.me, TODAY - timedelta(days=span), TODAY)


def make_device(folder: Path, centre: Centre, nip: str) -> Device:
    """Return a new machine of the person with ``nip`` that has never synced."""
    number = sum(1 for _ in folder.glob("device-*"))
    place = folder / f"device-{number}"
    return Device(Store.open(place / "cache.db"), centre.token(nip), centre.url)
