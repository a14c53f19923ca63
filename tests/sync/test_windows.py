"""A first sync by parts, and sameness: over a real centre with a long feed."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from ekin_tui.desk.record import RecordCheck
from ekin_tui.domain.model import Action, Entry, Note, Status
from ekin_tui.domain.rev import advance
from ekin_tui.domain.sameness import Difference, differences
from ekin_tui.server import chain
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.rows import add_rows
from ekin_tui.server.schema import entries, notes
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.sameness import Sameness
from ekin_tui.wire import doc_of
from tests.centre import BUDI, SITI, Centre, running_centre
from tests.sync.device import TODAY, Device, make_device, now

MANY = 3_000
"""Entries of the long feed, twenty a day."""


@pytest.fixture(autouse=True)
def _shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a feed count as long that a test can fill."""
    monkeypatch.setattr("ekin_tui.sync.windows.FAR", 2_000)


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


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("long")
    with running_centre(folder, TODAY) as centre:
        siti = make_device(folder, centre, SITI)
        assert siti.sync().code == "ok"
        me = siti.store.reference.me()
        assert me is not None
        fill(centre, siti.me, me.position)
        yield centre


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


def test_a_long_feed_comes_by_parts_and_is_then_the_same_as_at_the_centre(tmp_path: Path, long: Centre) -> None:
    siti = make_device(tmp_path, long, SITI)
    result = siti.sync()
    assert result.code == "ok"
    assert len(long_ids(siti)) == MANY
    assert found(siti) == []
    record = RecordCheck(siti.store).check()
    assert (record.breaks, record.length > MANY // 10) == (0, True), "notes came in the order of the record"
    bar = [p for p in siti.told if p.feed == "me"]
    assert all(0 <= p.done <= p.total for p in bar)
    assert max(p.done for p in bar) > MANY
    assert [p.done for p in bar if p.total > MANY] == sorted(p.done for p in bar if p.total > MANY)


def test_what_waits_for_somebody_comes_first_and_the_newest_month_before_the_older(
    tmp_path: Path, long: Centre
) -> None:
    siti = make_device(tmp_path, long, SITI)
    seen: list[tuple[int, list[date]]] = []

    def look(_: object) -> None:
        here = [s.entry for s in siti.days(400) if s.entry.id.startswith("long-")]
        days = [entry.day for entry in here if entry.status is Status.APPROVED]
        seen.append((len(here) - len(days), days))

    assert siti.sync(tell=look).code == "ok"
    first = next(at for at, (waiting, _) in enumerate(seen) if waiting)
    assert seen[first] == (MANY // 500, []), "all open entries, and nothing decided, stand in the first look"
    oldest = [min(days) for _, days in seen if days]
    assert oldest == sorted(oldest, reverse=True)


@pytest.mark.parametrize("requests", [1, 6, 14])
def test_a_first_sync_that_was_cut_goes_on_where_it_stood(tmp_path: Path, long: Centre, requests: int) -> None:
    siti = make_device(tmp_path, long, SITI)
    cut = siti.sync(stop=AfterRequests(requests))
    assert cut.code == "stopped"
    had = len(long_ids(siti))
    rest = siti.sync()
    assert rest.code == "ok"
    assert len(long_ids(siti)) == MANY
    assert cut.pulled + rest.pulled < MANY * 1.3 + 1_000, f"{had} entries were here already"
    assert found(siti) == []


def test_what_changes_and_goes_while_a_first_sync_is_cut_is_right_after_it(tmp_path: Path, long: Centre) -> None:
    budi, siti = make_device(tmp_path, long, BUDI), make_device(tmp_path, long, SITI)
    assert budi.sync(stop=AfterRequests(9)).code == "stopped"
    assert budi.store.cursors.begun(next(f.id for f in budi.store.cursors.feeds() if f.id != "me"))
    siti.sync()
    [returned, withdrawn] = [s.entry.id for s in siti.days(400) if s.entry.status is Status.SUBMITTED][:2]
    siti.act(Action.WITHDRAW, withdrawn, Status.DRAFT)
    siti.act(Action.NOTE, returned, text="Berkas menyusul.", note=f"n-{returned}")
    assert siti.sync().rejected == ()
    assert budi.sync().code == "ok"
    assert budi.store.entries.get(withdrawn) is None
    assert "Berkas menyusul." in [note.text for note in budi.store.notes.of_entry(returned)]
    assert found(budi) == found(siti) == []


def test_a_centre_that_knows_no_parts_is_read_as_it_always_was(
    tmp_path: Path, long: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ekin_tui.sync.remote import Refusal
    from ekin_tui.wire import Problem

    def unknown(*_: object, **__: object) -> None:
        raise Refusal(Problem(type="not-found", status=404))

    siti = make_device(tmp_path, long, SITI)
    monkeypatch.setattr(HttpRemote, "digest", unknown)
    assert siti.sync().code == "ok"
    monkeypatch.undo()
    assert len(long_ids(siti)) == MANY
    assert found(siti) == []


def test_random_work_of_two_people_leaves_their_caches_the_same_as_the_centre(
    machine: Callable[[str], Device],
) -> None:
    siti, budi, chance = machine(SITI), machine(BUDI), random.Random(7)
    for _ in range(40):
        mine = [s.entry for s in siti.days()]
        entry = chance.choice(mine)
        match chance.randrange(5):
            case 0:
                siti.submit(siti.write().id)
            case 1 if entry.status is Status.DRAFT:
                siti.edit(entry.id, activity=f"Menata ulang daftar arsip ke-{chance.random()}")
            case 2 if entry.status is Status.SUBMITTED:
                siti.act(Action.WITHDRAW, entry.id, Status.DRAFT)
            case 3:
                siti.sync()
            case 4:
                budi.sync()
    siti.sync()
    budi.sync()
    assert found(siti) == found(budi) == []


def test_changes_of_ones_own_that_wait_are_no_difference(machine: Callable[[str], Device]) -> None:
    siti = machine(SITI)
    entry = siti.write()
    siti.sync()
    siti.edit(entry.id, activity="Menyusun daftar yang lain sama sekali")
    siti.write()
    assert found(siti) == []


@pytest.mark.parametrize(
    "change",
    [
        "update entries set activity = 'Yang tidak pernah ditulis' where id = ?",
        "update entries set status = 'approved', recognised = 999 where id = ?",
        "update entries set day = '2019-03-02' where id = ?",
        "delete from entries where id = ?",
    ],
)
def test_a_row_that_was_changed_by_hand_is_found_and_mended_by_the_next_sync(
    machine: Callable[[str], Device], change: str
) -> None:
    siti = machine(SITI)
    before = next(s.entry for s in siti.days() if s.entry.status is Status.SUBMITTED)
    siti.store.close()
    alter(siti.store.path, change, before.id)
    siti.store = type(siti.store).open(siti.store.path)
    differ = found(siti)
    assert str(before.day)[:7] in {one.part for one in differ}
    remote = HttpRemote(siti.url, lambda: siti.token, siti.name)
    with closing(remote), siti.store.writing():
        Sameness(siti.store, remote).note(differ)
    assert siti.sync().code == "ok"
    assert siti.get(before.id).entry == before
    assert found(siti) == []


def test_a_sync_compares_once_a_day_by_itself(machine: Callable[[str], Device]) -> None:
    siti = machine(SITI)
    entry = next(s.entry for s in siti.days() if s.entry.status is Status.APPROVED)
    siti.store.close()
    alter(siti.store.path, "update entries set activity = 'Lain' where id = ?", entry.id)
    siti.store = type(siti.store).open(siti.store.path)
    assert siti.sync().code == "ok"
    assert siti.get(entry.id).entry.activity == "Lain", "nobody looked yet"
    with siti.store.writing():
        siti.store.meta.put("compared", (now() - timedelta(days=1, minutes=1)).isoformat())
    assert siti.sync().code == "ok"
    assert siti.get(entry.id).entry == entry


def alter(path: Path, change: str, entry: str) -> None:
    """Change the cache as an editor of databases would."""
    import sqlite3

    with closing(sqlite3.connect(path)) as db, db:
        assert db.execute(change, (entry,)).rowcount == 1


def test_a_kind_that_one_side_does_not_know_is_no_difference() -> None:
    from ekin_tui.domain.sameness import Digest, Sum, Sums

    sums = Sums()
    sums.add("2026-11", "a")
    there = {**sums.parts(), "open": Sum(n=3), "person": Sum(n=1)}
    digest = Digest(feed="me", head="c9", epoch="e", parts=there)
    assert list(differences(digest, sums.parts())) == []
    sums.add("2026-11", "b")
    assert [(d.part, d.here, d.there) for d in differences(digest, sums.parts())] == [("2026-11", 2, 1)]
