"""A centre with a feed of many pages, and what a machine has of it."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import msgspec

from ekin_tui.domain.model import Action, Entry, Note, Status
from ekin_tui.domain.rev import advance
from ekin_tui.domain.sameness import Difference
from ekin_tui.server import chain
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.rows import add_rows
from ekin_tui.server.schema import entries, notes
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.sameness import Sameness
from ekin_tui.wire import doc_of
from tests.centre import Centre
from tests.sync.device import TODAY, Device, now

MANY = 3_000
"""Entries of the long feed, twenty a day."""


def long_entry(number: int, owner: str, position: str | None) -> Entry:
    entry = Entry(
        id=f"long-{number:05d}",
        owner=owner,
        day=TODAY - timedelta(days=number // 20 + 1),
        start=480,
        end=540,
        zone="Asia/Makassar",
        activity=f"Menyusun daftar arsip nomor {number}",
        quantity=1,
        unit="daftar",
        position=position,
    )
    status = Status.SUBMITTED if number % 500 == 7 else Status.APPROVED
    return advance(advance(replace(entry, status=status, recognised=None if status is Status.SUBMITTED else 50)))


def long_note(entry: Entry) -> Note:
    return Note(id=f"note-{entry.id}", entry=entry.id, kind=Action.NOTE, text="Baik.", by=entry.owner, at=now())


def fill(centre: Centre, owner: str, position: str | None) -> None:
    """Put MANY entries into the feeds of ``owner`` and of the position, each tenth with a note."""
    made = [long_entry(number, owner, position) for number in range(MANY)]
    agency = "contoh"
    with closing(centre.database()) as database, database.writing() as connection:
        agency = connection.exec_driver_sql("select agency from people limit 1").scalar() or ""
        add_rows(connection, entries, [_row(agency, entry) for entry in made])
        said = chain.extend(connection, agency, [(owner, long_note(entry)) for entry in made[::10]])
        add_rows(connection, notes, [(agency, n.id, n.entry, msgspec.json.encode(n).decode()) for n in said])
        changes = Changes(agency)
        for feed in (own(owner), desk(position or "")):
            for entry in made:
                changes.tell(feed, "entry", entry.id)
            for note in said:
                changes.tell(feed, "note", note.id)
        changes.publish(connection)


def _row(agency: str, entry: Entry) -> tuple[object, ...]:
    text = msgspec.json.encode(doc_of(entry)).decode()
    return agency, entry.id, entry.owner, entry.day.isoformat(), entry.status.value, entry.position, True, text


def found(device: Device) -> list[Difference]:
    """Return where the cache differs from the centre, feed by feed, at this moment."""
    remote = HttpRemote(device.url, lambda: device.token, device.name)
    with closing(remote):
        epoch = device.store.meta.get("epoch") or ""
        compared = [Sameness(device.store, remote).compare(epoch, feed.id) for feed in device.store.cursors.feeds()]
    assert None not in compared, "there are changes that were not read"
    return [one for some in compared for one in some or ()]


def long_ids(device: Device) -> list[str]:
    return [s.entry.id for s in device.days(400) if s.entry.id.startswith("long-")]


class AfterRequests:
    """A stop that comes at the n-th time it is asked."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0
