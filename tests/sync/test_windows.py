"""A first sync by parts, and sameness: over a real centre with a long feed."""

import random
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from ekin_tui.desk.record import RecordCheck
from ekin_tui.domain.model import Action, Status
from ekin_tui.domain.sameness import differences
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.sameness import Sameness
from tests.centre import BUDI, SITI, Centre
from tests.sync.device import Device, make_device, now
from tests.sync.long_feed import MANY, AfterRequests, found, long_ids


@pytest.fixture(autouse=True)
def _shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a feed count as long that a test can fill."""
    monkeypatch.setattr("ekin_tui.sync.windows.FAR", 2_000)


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
