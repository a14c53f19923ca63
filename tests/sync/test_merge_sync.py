"""Two machines of one person over a real centre: what each wrote is in the entry, in its history, or in a copy."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from ekin_tui.domain.model import Action, Entry, Status
from ekin_tui.store import Where
from ekin_tui.sync.http import HttpRemote
from tests.centre import BUDI, SITI
from tests.sync.device import Device

Machine = Callable[[str], Device]
PROOF = "https://arsip.go.id/daftar"


def two_with_one_draft(machine: Machine) -> tuple[Device, Device, Entry]:
    """Return two machines of Siti that both have the same draft."""
    office, home = machine(SITI), machine(SITI)
    entry = office.write()
    office.sync()
    home.sync()
    return office, home, entry


def settled(device: Device) -> Device:
    """Let ``device`` sync until it has nothing left, and again to see what others made of it."""
    assert device.sync().code == "ok"
    assert device.store.outbox.count() == 0
    return device


def test_edits_of_different_fields_end_up_on_both_machines(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    office.edit(entry.id, activity="Menyusun daftar arsip dari kantor")
    home.edit(entry.id, evidence=PROOF)
    settled(office)
    done = home.sync()
    assert (done.code, done.conflicts, done.rejected) == ("ok", 0, ())
    settled(office)
    for device in (office, home):
        stored = device.get(entry.id)
        assert (stored.entry.activity, stored.entry.evidence) == ("Menyusun daftar arsip dari kantor", PROOF)
        assert (stored.where, stored.conflict) == (Where.RECEIVED, False)
    assert office.get(entry.id).entry == home.get(entry.id).entry


def test_a_submission_behind_a_clean_merge_goes_out_with_both_edits(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    office.edit(entry.id, activity="Menyusun daftar arsip dari kantor")
    home.edit(entry.id, evidence=PROOF)
    home.submit(entry.id)
    settled(office)
    settled(home)
    settled(office)
    stored = office.get(entry.id).entry
    assert (stored.status, stored.evidence) == (Status.SUBMITTED, PROOF)
    assert stored.activity == "Menyusun daftar arsip dari kantor"


def test_the_same_field_keeps_the_centres_value_and_a_copy_of_mine(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    office.edit(entry.id, activity="Menyusun daftar arsip dari kantor")
    home.edit(entry.id, activity="Menyusun daftar arsip dari rumah", evidence=PROOF)
    home.submit(entry.id)
    settled(office)
    assert settled(home).sync().conflicts == 1
    stored = home.get(entry.id)
    assert (stored.entry.activity, stored.entry.evidence) == ("Menyusun daftar arsip dari kantor", PROOF)
    assert (stored.entry.status, stored.conflict) == (Status.DRAFT, True)
    [clash] = home.store.conflicts.all()
    assert (clash.mine.activity, clash.mine.evidence) == ("Menyusun daftar arsip dari rumah", PROOF)
    assert clash.base is not None
    assert clash.base.activity == entry.activity
    assert [op.t for op in clash.ops] == ["put", "submit"]
    assert settled(office).get(entry.id).entry == stored.entry


def test_a_span_is_never_put_together_from_two_machines(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    office.edit(entry.id, start=(entry.start or 0) - 30)
    home.edit(entry.id, end=(entry.end or 0) + 30)
    settled(office)
    assert home.sync().conflicts == 1
    stored = home.get(entry.id).entry
    assert (stored.start, stored.end) == ((entry.start or 0) - 30, entry.end)


def test_a_chain_made_offline_shrinks_to_its_last_text_and_its_submission(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    office.edit(entry.id, activity="Menyusun daftar arsip dari kantor")
    settled(office)
    home.edit(entry.id, evidence="https://arsip.go.id/1")
    home.submit(entry.id)
    home.act(Action.WITHDRAW, entry.id, Status.DRAFT)
    home.edit(entry.id, evidence=PROOF)
    home.submit(entry.id)
    assert [waiting.op.t for waiting in home.store.outbox.all()] == ["put", "submit", "withdraw", "put", "submit"]
    done = home.sync()
    assert (done.conflicts, done.rejected) == (0, ())
    settled(home)
    stored = home.get(entry.id).entry
    assert (stored.status, stored.evidence) == (Status.SUBMITTED, PROOF)
    assert stored.activity == "Menyusun daftar arsip dari kantor"


def test_the_same_chain_without_another_change_is_taken_as_it_was_made(machine: Machine) -> None:
    siti = machine(SITI)
    entry = siti.write()
    siti.submit(entry.id)
    siti.act(Action.WITHDRAW, entry.id, Status.DRAFT)
    siti.edit(entry.id, evidence=PROOF)
    siti.submit(entry.id)
    done = siti.sync()
    assert (done.pushed, done.conflicts, done.rejected) == (5, 0, ())
    assert siti.get(entry.id).entry.status is Status.SUBMITTED


def test_an_edit_of_what_was_thrown_away_elsewhere_stays_as_a_copy(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    office.act(Action.DISCARD, entry.id, Status.DISCARDED)
    settled(office)
    home.edit(entry.id, activity="Masih saya kerjakan di rumah")
    assert home.sync().conflicts == 1
    [clash] = home.store.conflicts.all()
    assert clash.mine.activity == "Masih saya kerjakan di rumah"
    assert home.store.outbox.count() == 0


def test_throwing_away_what_was_edited_elsewhere_leaves_the_edit(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    office.edit(entry.id, evidence=PROOF)
    settled(office)
    home.act(Action.DISCARD, entry.id, Status.DISCARDED)
    done = home.sync()
    assert [refused.problem.code for refused in done.rejected] == ["stale-base"]
    stored = home.get(entry.id).entry
    assert (stored.status, stored.evidence) == (Status.DRAFT, PROOF)


def test_an_edit_of_what_was_submitted_elsewhere_stays_as_a_copy(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    office.submit(entry.id)
    settled(office)
    home.edit(entry.id, evidence=PROOF)
    assert home.sync().conflicts == 1
    stored = home.get(entry.id)
    assert (stored.entry.status, stored.entry.evidence, stored.conflict) == (Status.SUBMITTED, "", True)


def test_an_edit_meets_a_withdrawal_elsewhere_and_both_hold(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    office.submit(entry.id)
    office.sync()
    home.sync()
    office.act(Action.WITHDRAW, entry.id, Status.DRAFT)
    office.edit(entry.id, activity="Menyusun daftar arsip sesudah ditarik")
    settled(office)
    home.act(Action.WITHDRAW, entry.id, Status.DRAFT)
    home.edit(entry.id, evidence=PROOF)
    home.submit(entry.id)
    done = home.sync()
    assert (done.conflicts, done.rejected) == (0, ())
    stored = settled(home).get(entry.id).entry
    assert (stored.status, stored.activity) == (Status.SUBMITTED, "Menyusun daftar arsip sesudah ditarik")
    assert stored.evidence == PROOF


def test_an_entry_returned_meanwhile_keeps_my_edit_and_is_not_sent_again_unread(machine: Machine) -> None:
    siti, budi = machine(SITI), machine(BUDI)
    entry = siti.write()
    siti.submit(entry.id)
    siti.sync()
    budi.sync()
    post = budi.get(entry.id).entry.position
    [speaks] = [a.id for a in budi.store.reference.assignments(budi.me) if a.position == post]
    budi.act(Action.RETURN, entry.id, Status.RETURNED, text="Lengkapi dahulu.", note=str(uuid4()), assignment=speaks)
    budi.sync()
    siti.act(Action.WITHDRAW, entry.id, Status.DRAFT)
    siti.edit(entry.id, evidence=PROOF)
    siti.submit(entry.id)
    done = siti.sync()
    assert [refused.problem.code for refused in done.rejected] == ["stale-base"]
    stored = settled(siti).get(entry.id)
    assert (stored.entry.status, stored.entry.evidence) == (Status.RETURNED, PROOF)
    assert [note.text for note in siti.store.notes.of_entry(entry.id)] == ["Lengkapi dahulu."]


def test_a_copy_of_the_centre_that_comes_in_while_my_edit_waits_is_not_taken_for_its_base(machine: Machine) -> None:
    """Were it, nothing would seem to be changed at the centre, and mine would go over the other edit unseen."""
    office, home, entry = two_with_one_draft(machine)
    office.edit(entry.id, activity="Menyusun daftar arsip dari kantor")
    settled(office)
    home.edit(entry.id, evidence=PROOF)
    with home.store.writing():
        home.store.outbox.fail(home.store.outbox.all()[0].op.op, "later", "", _soon())
    assert home.sync().code == "ok"
    stored = home.get(entry.id)
    assert stored.base is not None
    assert stored.base.activity == "Menyusun daftar arsip dari kantor"
    assert (stored.ground, stored.where) == (replace(entry, rev=stored.entry.rev), Where.QUEUED)
    with home.store.writing():
        home.store.outbox.fail(home.store.outbox.all()[0].op.op, "later", "", 0)
    assert home.sync().conflicts == 0
    stored = settled(home).get(entry.id)
    assert (stored.entry.activity, stored.entry.evidence) == ("Menyusun daftar arsip dari kantor", PROOF)


def _soon() -> float:
    from datetime import UTC, datetime

    return datetime.now(UTC).timestamp() + 900


def test_after_a_lost_answer_ones_own_text_is_the_base_of_what_was_typed_next(machine: Machine) -> None:
    office, home, entry = two_with_one_draft(machine)
    home.edit(entry.id, evidence="https://arsip.go.id/1")
    [waiting] = home.store.outbox.all()
    remote = HttpRemote(home.url, lambda: home.token, home.name)
    with home.store.writing():
        home.store.outbox.leaving([waiting.seq])
    body = home.store.outbox.body(waiting.op.op) or ""
    remote.push([body], [waiting.op.op], epoch=home.store.meta.get("epoch") or "")
    remote.close()
    settled(office)
    office.edit(entry.id, activity="Menyusun daftar arsip dari kantor")
    settled(office)
    home.edit(entry.id, evidence=PROOF)
    assert home.sync().conflicts == 0
    stored = settled(home).get(entry.id)
    assert (stored.entry.activity, stored.entry.evidence) == ("Menyusun daftar arsip dari kantor", PROOF)


@pytest.mark.parametrize("rounds", [3])
def test_two_machines_that_take_turns_never_lose_what_the_other_wrote(machine: Machine, rounds: int) -> None:
    office, home, entry = two_with_one_draft(machine)
    for number in range(rounds):
        office.edit(entry.id, activity=f"Menyusun daftar arsip bagian {number}")
        home.edit(entry.id, evidence=f"https://arsip.go.id/{number}")
        settled(office)
        settled(home)
        settled(office)
    assert office.get(entry.id).entry == home.get(entry.id).entry
    assert home.get(entry.id).entry.activity == f"Menyusun daftar arsip bagian {rounds - 1}"
    assert home.get(entry.id).entry.evidence == f"https://arsip.go.id/{rounds - 1}"
    assert office.store.conflicts.count() == home.store.conflicts.count() == 0
