"""A centre that went back in time, or is another one; and a machine that went back itself."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from ekin_tui.domain.model import Action, Capacity, Entry, Status
from ekin_tui.store import Store
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.remote import Unreachable
from ekin_tui.sync.result import Result
from tests.centre import BUDI, SITI, Centre, running_centre
from tests.sync.device import TODAY, Device, make_device, now
from tests.sync.faults import Line, refusal


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with running_centre(tmp_path / "centre", TODAY) as one:
        yield one


@pytest.fixture
def siti(tmp_path: Path, centre: Centre) -> Device:
    return synced(make_device(tmp_path, centre, SITI))


@pytest.fixture
def budi(tmp_path: Path, centre: Centre) -> Device:
    return synced(make_device(tmp_path, centre, BUDI))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> None:
    (tmp_path / "centre").mkdir()


def synced(device: Device) -> Device:
    assert device.sync().code == "ok"
    return device


def submitted(device: Device) -> Entry:
    entry = device.write()
    device.submit(entry.id)
    synced(device)
    return device.get(entry.id).entry


def back_up(centre: Centre) -> Path:
    centre.stop()
    copy = Path(shutil.copy(centre.folder / "centre.db", centre.folder / "backup.db"))
    centre.start()
    return copy


def put_back(centre: Centre, copy: Path) -> None:
    centre.stop()
    shutil.copy(copy, centre.folder / "centre.db")
    centre.start()


def over(device: Device, wrap: Callable[[HttpRemote], Line], **options: bool) -> Result:
    remote = HttpRemote(device.url, lambda: device.token, device.name)
    try:
        return sync(device.store, wrap(remote), now, **options)
    finally:
        remote.close()


def post_of(device: Device) -> str:
    return next(a.id for a in device.store.reference.assignments(device.me) if a.capacity is Capacity.HOLDER)


def decide(device: Device, action: Action, entry: str, status: Status, **more: object) -> None:
    device.act(action, entry, status, assignment=post_of(device), note=str(uuid4()), **more)


def test_what_a_restored_centre_has_lost_comes_back_with_its_first_receipt(centre: Centre, siti: Device) -> None:
    before = submitted(siti)
    copy = back_up(centre)
    lost = submitted(siti)
    siti.act(Action.NOTE, before.id, text="Daftar sudah diperiksa ulang.", note=str(uuid4()))
    synced(siti)
    [note] = siti.store.notes.of_entry(before.id)
    put_back(centre, copy)
    waiting = siti.write()
    done = siti.sync()
    assert (done.code, done.pushed, done.rejected, done.conflicts) == ("ok", 4, (), 0)
    assert siti.store.outbox.count() == 0
    again = siti.get(lost.id).entry
    assert (again.status, again.rev, again.received) == (Status.SUBMITTED, lost.rev, lost.received)
    assert again.received is not None
    assert siti.get(before.id).entry == before
    assert siti.get(waiting.id).entry.rev.startswith("1-")
    assert [n.at for n in siti.store.notes.of_entry(before.id)] == [note.at]
    assert siti.sync().pushed == 0


def test_without_its_receipt_an_op_is_received_now(centre: Centre, siti: Device) -> None:
    copy = back_up(centre)
    lost = submitted(siti)
    with siti.store.writing():
        siti.store.meta._base.write("update sent set receipt = substr(receipt, 1, 8) || 'AAAAAAAAAAAAAAAAAAAAAA'")
    put_back(centre, copy)
    assert synced(siti).get(lost.id).entry.received > lost.received  # type: ignore[operator]


def test_a_decision_waits_for_the_owner_to_bring_the_entry_back(centre: Centre, siti: Device, budi: Device) -> None:
    copy = back_up(centre)
    entry = submitted(siti)
    synced(budi)
    decide(budi, Action.RETURN, entry.id, Status.RETURNED, text="Mohon lampirkan tautannya.")
    synced(budi)
    put_back(centre, copy)
    assert synced(budi).store.outbox.count() == 1
    assert budi.get(entry.id).entry.status is Status.RETURNED
    synced(siti)
    assert synced(budi).store.outbox.count() == 0
    assert synced(siti).get(entry.id).entry.status is Status.RETURNED
    assert [n.text for n in siti.store.notes.of_entry(entry.id)] == ["Mohon lampirkan tautannya."]


def test_a_decision_on_a_text_that_was_changed_since_is_a_conflict_that_is_shown(
    centre: Centre, siti: Device, budi: Device
) -> None:
    entry = submitted(siti)
    copy = back_up(centre)
    synced(budi)
    decide(budi, Action.APPROVE, entry.id, Status.APPROVED, minutes=50)
    synced(budi)
    put_back(centre, copy)
    siti.act(Action.WITHDRAW, entry.id, Status.DRAFT)
    siti.edit(entry.id, activity="Menyusun daftar arsip inaktif yang lain sama sekali")
    siti.submit(entry.id)
    synced(siti)
    done = budi.sync()
    assert [(one.id, one.problem.code) for one in done.rejected] == [(entry.id, "stale-base")]
    assert [waiting.problem.code for waiting in budi.store.outbox.attention() if waiting.problem] == ["stale-base"]
    assert budi.get(entry.id).entry.status is Status.SUBMITTED


@pytest.mark.parametrize("lost", ["repair", "first push", "second push"])
def test_a_repair_that_is_cut_short_is_done_again_and_has_one_effect(centre: Centre, siti: Device, lost: str) -> None:
    copy = back_up(centre)
    entries = [submitted(siti) for _ in range(3)]
    put_back(centre, copy)

    def cut(*_: object, **__: object) -> None:
        raise Unreachable("cut")

    def wrap(remote: HttpRemote) -> Line:
        line = Line(remote, after=cut if lost == "second push" else lambda _: None)
        if lost == "repair":
            line.repair = cut  # type: ignore[method-assign,assignment]
        if lost == "first push":
            line.push = cut  # type: ignore[method-assign,assignment]
        return line

    assert over(siti, wrap).code == "cut"
    assert synced(siti).store.outbox.count() == 0
    assert [siti.get(e.id).entry for e in entries] == entries


def test_a_machine_that_was_put_back_whole_is_found_out_by_its_heads_and_receipts(
    centre: Centre, siti: Device, budi: Device
) -> None:
    centre.stop()
    shutil.copytree(centre.folder, centre.folder.with_name("snapshot"))
    centre.start()
    lost = submitted(siti)
    synced(budi)
    epoch = siti.store.meta.get("epoch")
    centre.stop()
    shutil.rmtree(centre.folder)
    shutil.copytree(centre.folder.with_name("snapshot"), centre.folder)
    centre.start()
    synced(siti)
    assert siti.store.meta.get("epoch") != epoch
    assert siti.get(lost.id).entry == lost
    assert synced(budi).get(lost.id).entry.received == lost.received
    assert budi.store.meta.get("epoch") == siti.store.meta.get("epoch")


def everything(store: Store) -> list[object]:
    tables = ("entries", "notes", "outbox", "sent", "facts", "came", "cursors", "feeds", "conflicts")
    return [store.meta._base.rows(f"select * from {table} order by 1, 2") for table in tables]  # noqa: S608 - names above


def test_another_centre_at_the_same_address_changes_nothing_until_the_person_says_so(
    tmp_path: Path, centre: Centre, siti: Device
) -> None:
    known = submitted(siti)
    waiting = siti.write()
    kept = everything(siti.store)
    centre.stop()
    (tmp_path / "new").mkdir()
    other = Centre(tmp_path / "new", TODAY, port=centre.port).start()
    try:
        assert (siti.sync().code, siti.sync().sign_in) == ("other-centre", False)
        siti.token = other.token(SITI)
        assert siti.sync().code == "other-centre"
        assert everything(siti.store) == kept
        assert siti.sync(accept_centre=True).code == "ok"
        assert siti.get(known.id).entry.status is Status.SUBMITTED
        assert siti.get(waiting.id).entry.rev
        assert siti.sync().code == "ok"
    finally:
        other.stop()


def test_a_machine_put_back_from_an_older_copy_is_answered_from_the_ledger(
    tmp_path: Path, centre: Centre, siti: Device
) -> None:
    first = siti.write()
    siti.submit(first.id)
    siti.store.close()
    place = siti.store.path.parent
    shutil.copytree(place, tmp_path / "copy")
    siti.store = Store.open(place / "cache.db")
    synced(siti)
    sent, later = siti.get(first.id).entry, submitted(siti)
    siti.store.close()
    shutil.rmtree(place)
    shutil.copytree(tmp_path / "copy", place)
    siti.store = Store.open(place / "cache.db")
    assert siti.store.outbox.count() == 2
    done = siti.sync()
    assert (done.code, done.pushed, done.rejected, done.conflicts) == ("ok", 2, (), 0)
    assert siti.get(first.id).entry == sent
    assert siti.get(later.id).entry == later


def test_a_home_that_is_used_twice_becomes_another_device_and_keeps_its_queue(siti: Device) -> None:
    with siti.store.writing():
        siti.store.meta.put("device", "d-1")
    entry = siti.write()

    def cloned(_: object) -> None:
        raise refusal(409, "device-cloned")

    assert over(siti, lambda remote: Line(remote, before=cloned)).code == "device-cloned"
    assert not siti.store.meta.get("device")
    assert siti.store.outbox.count() == 1
    assert replace(synced(siti).get(entry.id).entry, rev="") == replace(entry, rev="")
