from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from ekin_tui.desk import Desk
from ekin_tui.domain.model import Action, Capacity, Status
from ekin_tui.server import admin
from ekin_tui.store import Store, Where
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.lock import sole
from ekin_tui.sync.result import Progress
from tests.centre import BUDI, JOKO, NURLAELA, SITI, Centre, running_centre
from tests.store.facts import waiting
from tests.sync.counter import counting
from tests.sync.device import TODAY, YUSUF, Device, make_device, now

Machine = Callable[[str], Device]


def changed(machine: Device, entry: str) -> Mapping[str, tuple[str, str]] | None:
    """Return what the supervisor of this machine is shown of an entry that was returned and sent again."""
    found = Desk(machine.store, clock=now, new_id=lambda: str(uuid4())).reviewing.look(entry)
    assert found is not None
    assert found.back is not None
    return found.back.fields


def test_the_first_sync_brings_the_person_their_targets_and_their_work(machine: Machine) -> None:
    siti = machine(SITI)
    me = siti.store.reference.me()
    assert me is not None
    assert me.nip == SITI
    assert siti.store.reference.plans(siti.me, TODAY)
    assert siti.store.reference.periods()
    assert len(siti.days()) > 20
    assert {s.where for s in siti.days()} == {Where.RECEIVED}
    assert siti.store.meta.get("last_result") == "ok"
    assert siti.store.entries.words.left() == 0, "the search has to know what came"


def test_how_often_the_cache_is_asked_does_not_grow_with_what_is_sent_and_comes_back(machine: Machine) -> None:
    siti = machine(SITI)
    said: list[str] = []
    siti.store._base._db.set_trace_callback(said.append)
    asked = []
    for number in (2, 40):
        for _ in range(number):
            siti.write()
        said.clear()
        assert siti.sync().pushed == number
        asked.append(sum(sql.lstrip().startswith("select") for sql in said))
    assert asked[0] == asked[1]


def test_what_was_recorded_offline_and_submitted_reaches_the_supervisor_and_comes_back(machine: Machine) -> None:
    siti, budi = machine(SITI), machine(BUDI)
    entry = siti.write()
    siti.submit(entry.id)
    done = siti.sync()
    assert (done.code, done.pushed, done.rejected) == ("ok", 2, ())
    mine = siti.get(entry.id)
    assert (mine.entry.status, mine.where, mine.base) == (Status.SUBMITTED, Where.RECEIVED, mine.entry)
    assert mine.entry.received is not None

    budi.sync()
    [post] = [a for a in budi.store.reference.assignments(budi.me) if a.capacity is Capacity.HOLDER]
    assert post.position == mine.entry.position
    assert entry.id in {s.entry.id for s in waiting(budi.store, post.position)}
    owner = budi.store.reference.person(siti.me)
    assert owner is not None
    assert owner.nip == SITI
    budi.act(
        Action.RETURN,
        entry.id,
        Status.RETURNED,
        text="Mohon lampirkan tautannya.",
        note=str(uuid4()),
        assignment=post.id,
    )
    assert budi.sync().pushed == 1

    siti.sync()
    assert siti.get(entry.id).entry.status is Status.RETURNED
    assert [note.text for note in siti.store.notes.of_entry(entry.id)] == ["Mohon lampirkan tautannya."]
    mended = siti.edit(entry.id, evidence="https://arsip.go.id/daftar")
    siti.submit(entry.id)
    siti.sync()
    budi.sync()
    assert budi.get(entry.id).entry.evidence == mended.evidence
    assert changed(budi, entry.id) == {"evidence": ("", mended.evidence)}
    other = machine(BUDI)
    other.sync()
    assert changed(other, entry.id) is None, "what was returned was never on that machine"
    budi.act(Action.APPROVE, entry.id, Status.APPROVED, minutes=50, assignment=post.id)
    budi.sync()
    siti.sync()
    assert (siti.get(entry.id).entry.status, siti.get(entry.id).entry.recognised) == (Status.APPROVED, 50)


def test_a_note_is_stamped_with_its_receipt_and_is_there_once(machine: Machine) -> None:
    siti = machine(SITI)
    entry = siti.write()
    siti.submit(entry.id)
    siti.act(Action.NOTE, entry.id, text="Berkas menyusul sore ini.", note=str(uuid4()))
    assert siti.store.notes.of_entry(entry.id)[0].at is None
    siti.sync()
    [note] = siti.store.notes.of_entry(entry.id)
    assert note.at is not None
    assert note.name.startswith("Siti")


def test_a_sync_with_nothing_new_is_one_request_and_under_a_kilobyte(machine: Machine, centre: Centre) -> None:
    siti = machine(SITI)
    with counting(centre.port) as line:
        siti.url = line.url
        assert siti.sync().code == "ok"
    assert line.requests == 1
    assert line.size < 1024


def test_two_devices_that_changed_one_draft_lose_neither_text(machine: Machine) -> None:
    office, home = machine(SITI), machine(SITI)
    entry = office.write()
    office.sync()
    home.sync()
    office.edit(entry.id, activity="Menyusun daftar arsip dari kantor hari ini")
    home.edit(entry.id, activity="Menyusun daftar arsip dari rumah hari ini")
    home.submit(entry.id)
    assert office.sync().conflicts == 0
    done = home.sync()
    assert (done.code, done.conflicts) == ("ok", 1)
    stored = home.get(entry.id)
    assert (stored.entry.activity, stored.entry.status) == ("Menyusun daftar arsip dari kantor hari ini", Status.DRAFT)
    assert stored.conflict
    [clash] = home.store.conflicts.all()
    assert clash.mine.activity == "Menyusun daftar arsip dari rumah hari ini"
    assert [op.t for op in clash.ops] == ["put", "submit"]
    assert home.store.outbox.count() == 0


def test_two_devices_that_wrote_the_same_meet_no_conflict(machine: Machine) -> None:
    office, home = machine(SITI), machine(SITI)
    entry = office.write()
    office.sync()
    home.sync()
    office.edit(entry.id, activity="Menyusun daftar arsip yang sama persis")
    office.sync()
    home.edit(entry.id, activity="Menyusun daftar arsip yang sama persis")
    home.submit(entry.id)
    done = home.sync()
    assert (done.conflicts, done.rejected) == (0, ())
    assert home.get(entry.id).entry.status is Status.SUBMITTED
    assert home.store.outbox.count() == 0


def test_a_refused_submission_is_a_draft_again_with_the_reason_and_the_text(machine: Machine) -> None:
    siti = machine(SITI)
    entry = siti.write(activity="Arsip")
    siti.submit(entry.id)
    done = siti.sync()
    assert [(r.id, r.problem.code, r.problem.field) for r in done.rejected] == [
        (entry.id, "text-too-short", "activity")
    ]
    stored = siti.get(entry.id)
    assert (stored.entry.status, stored.entry.activity, stored.where) == (Status.DRAFT, "Arsip", Where.RECEIVED)
    assert siti.store.outbox.attention_of(entry.id)[0].code == "text-too-short"
    siti.edit(entry.id, activity="Rapat koordinasi penataan arsip dinamis")
    siti.submit(entry.id)
    assert siti.sync().rejected == ()
    assert siti.get(entry.id).entry.status is Status.SUBMITTED
    assert siti.store.outbox.attention() == []


def test_a_refused_text_stays_on_the_machine_as_it_was_typed(machine: Machine) -> None:
    siti = machine(SITI)
    entry = siti.write(plan="plan-nobody-has")
    siti.submit(entry.id)
    done = siti.sync()
    assert [r.problem.code for r in done.rejected] == ["plan-unknown"]
    stored = siti.get(entry.id)
    assert (stored.entry.status, stored.where, stored.entry.activity) == (Status.DRAFT, Where.LOCAL, entry.activity)
    siti.edit(entry.id, plan=siti.plan())
    siti.submit(entry.id)
    assert siti.sync().rejected == ()
    assert siti.get(entry.id).entry.status is Status.SUBMITTED


def test_a_decision_on_a_text_that_was_not_read_is_not_made(machine: Machine) -> None:
    siti, budi = machine(SITI), machine(BUDI)
    entry = siti.write()
    siti.submit(entry.id)
    siti.sync()
    budi.sync()
    siti.act(Action.WITHDRAW, entry.id, Status.DRAFT)
    siti.sync()
    siti.edit(entry.id, activity="Teks lain yang belum pernah dibaca atasan")
    siti.submit(entry.id)
    siti.sync()
    budi.act(Action.REJECT, entry.id, Status.REJECTED, text="Bukan tugas pokok.", note=str(uuid4()))
    done = budi.sync()
    assert [r.problem.code for r in done.rejected] == ["stale-base"]
    stored = budi.get(entry.id)
    assert (stored.entry.status, stored.entry.activity) == (
        Status.SUBMITTED,
        "Teks lain yang belum pernah dibaca atasan",
    )
    assert budi.store.outbox.attention()[0].op.text == "Bukan tugas pokok."
    assert budi.store.notes.of_entry(entry.id) == []


def test_an_answer_that_was_lost_is_asked_again_and_has_one_effect(machine: Machine) -> None:
    siti = machine(SITI)
    entry = siti.write()
    siti.submit(entry.id)
    ops = siti.store.outbox.all()
    remote = HttpRemote(siti.url, lambda: siti.token, siti.name)
    bodies = [siti.store.outbox.body(w.op.op) or "" for w in ops]
    with siti.store.writing():
        siti.store.outbox.leaving([w.seq for w in ops])
    remote.push(bodies, [w.op.op for w in ops], epoch=siti.store.meta.get("epoch") or "")
    siti.edit(entry.id, activity="Teks yang diketik sesudah jawaban hilang")
    assert [w.op.t for w in siti.store.outbox.all()] == ["put", "submit", "put"]
    remote.close()
    done = siti.sync()
    assert (done.pushed, done.conflicts) == (2, 1)
    assert siti.store.outbox.count() == 0
    assert siti.get(entry.id).entry.status is Status.SUBMITTED
    assert siti.get(entry.id).entry.activity == entry.activity
    assert [c.mine.activity for c in siti.store.conflicts.all()] == ["Teks yang diketik sesudah jawaban hilang"]
    assert [w.problem.code for w in siti.store.outbox.attention() if w.problem] == ["wrong-state"]


def test_what_is_typed_while_a_batch_is_under_way_is_not_overwritten(machine: Machine) -> None:
    siti = machine(SITI)
    entry = siti.write()
    other = replace(siti, store=Store.open(siti.store.path))
    typed: list[str] = []

    def meanwhile(_: Progress) -> None:
        if not typed:
            typed.append(other.edit(entry.id, activity="Diketik ketika pengiriman berjalan").activity)

    assert siti.sync(tell=meanwhile).code == "ok"
    assert siti.sync().conflicts == 0
    assert siti.get(entry.id).entry.activity == "Diketik ketika pengiriman berjalan"
    assert siti.get(entry.id).where is Where.RECEIVED


def test_a_move_to_another_supervisor_takes_the_work_away_from_the_first(
    tmp_path: Path, machine: Machine, centre: Centre
) -> None:
    yusuf, nurlaela, budi = machine(YUSUF), machine(NURLAELA), machine(BUDI)
    entry = yusuf.write()
    yusuf.submit(entry.id)
    yusuf.sync()
    nurlaela.sync()
    assert nurlaela.store.entries.get(entry.id)
    admin.assign(centre.database_url, YUSUF, supervisor=BUDI, start=TODAY - timedelta(days=10))
    nurlaela.sync()
    budi.sync()
    assert nurlaela.store.entries.get(entry.id) is None
    assert budi.store.entries.get(entry.id)


def test_a_post_that_ends_takes_its_feed_from_the_machine(machine: Machine, centre: Centre) -> None:
    joko = machine(JOKO)
    own = len(joko.days())
    end = TODAY + timedelta(days=9)
    admin.assign(centre.database_url, JOKO, supervisor=NURLAELA, capacity="plh", start=TODAY, end=end)
    joko.sync()
    [post] = joko.store.reference.assignments(joko.me)
    others = waiting(joko.store, post.position)
    assert others
    assert len(joko.store.reference.persons()) > 1
    engine = create_engine(centre.database_url)
    with engine.begin() as connection:
        connection.execute(text("delete from assignments where capacity = 'plh'"))
    engine.dispose()
    joko.sync()
    assert waiting(joko.store, post.position) == []
    assert all(joko.store.entries.get(s.entry.id) is None for s in others)
    assert {p.id for p in joko.store.reference.persons()} == {joko.me}
    assert len(joko.days()) == own


def test_a_token_of_somebody_else_changes_nothing(machine: Machine, centre: Centre) -> None:
    siti = machine(SITI)
    before = siti.store.cursors.all()
    siti.token = centre.token(BUDI)
    entry = siti.write()
    assert siti.sync().code == "other-person"
    assert siti.store.cursors.all() == before
    assert siti.store.outbox.count() == 1
    assert siti.get(entry.id).where is Where.QUEUED


def test_a_dead_token_asks_to_sign_in_and_keeps_the_queue(machine: Machine) -> None:
    siti = machine(SITI)
    siti.write()
    siti.token = "ekin-mati"
    done = siti.sync()
    assert (done.sign_in, done.offline, done.code) == (True, False, "token-expired")
    assert siti.store.outbox.count() == 1
    assert siti.store.meta.get("last_result") == "token-expired"


def test_another_window_that_syncs_is_told_apart(machine: Machine) -> None:
    siti = machine(SITI)
    siti.write()
    with sole(siti.store.path) as held:
        assert held
        assert siti.sync().code == "busy"
    assert siti.sync().pushed == 1


def test_a_stop_ends_between_two_requests_and_loses_nothing(machine: Machine) -> None:
    siti = machine(SITI)
    siti.write()
    done = siti.sync(stop=lambda: True)
    assert (done.code, done.pushed) == ("stopped", 0)
    assert siti.store.outbox.count() == 1


def test_a_new_epoch_reads_everything_again_and_keeps_the_queue(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    with running_centre(tmp_path_factory.mktemp("other"), TODAY) as centre:
        siti = make_device(tmp_path, centre, SITI)
        siti.sync()
        known = len(siti.days())
        entry = siti.write()
        with siti.store.writing():
            siti.store.meta.put("epoch", "from-before-the-restore")
        done = siti.sync()
        assert done.code == "ok"
        assert done.pushed == 1
        assert done.pulled > known
        assert siti.get(entry.id).where is Where.RECEIVED
        assert siti.store.meta.get("epoch") != "from-before-the-restore"


def test_offline_is_an_ordinary_result_and_the_queue_goes_out_later(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    with running_centre(tmp_path_factory.mktemp("away"), TODAY) as centre:
        siti = make_device(tmp_path, centre, SITI)
        siti.sync()
        centre.stop()
        entry = siti.write()
        siti.submit(entry.id)
        done = siti.sync()
        assert (done.code, done.offline, done.pushed) == ("offline", True, 0)
        assert siti.get(entry.id).where is Where.QUEUED
        centre.start()
        assert siti.sync().pushed == 2


def test_a_long_queue_goes_out_in_order_with_its_chains_whole(machine: Machine) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(230)]
    for entry in entries:
        siti.submit(entry.id)
    done = siti.sync()
    assert (done.pushed, done.rejected, done.conflicts) == (460, (), 0)
    assert {siti.get(entry.id).entry.status for entry in entries} == {Status.SUBMITTED}
    totals = [p for p in siti.told if p.feed == "push"]
    assert (totals[-1].done, totals[-1].total) == (460, 460)
    home = machine(SITI)
    assert {s.entry.id for s in home.days()} == {s.entry.id for s in siti.days()}
    assert replace(home.get(entries[0].id).entry) == siti.get(entries[0].id).entry
