"""A move in mid-month and an acting post, as the machines of four people see them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import delete

from ekin_tui.desk import Desk
from ekin_tui.desk.matrix import Member, Reason, Stand
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Action, Capacity, Status
from ekin_tui.server import admin
from ekin_tui.server.moves import carry_out
from ekin_tui.server.sample import ARCHIVE, LIBRARY, identify
from ekin_tui.server.schema import assignments
from ekin_tui.store import Where
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.entry_lines import review_lines
from ekin_tui.widgets.lines import Line
from ekin_tui.widgets.note_lines import note_head
from ekin_tui.widgets.plan_lines import match_lines, plan_lines
from tests.centre import BUDI, JOKO, NURLAELA, SITI, Centre, running_centre
from tests.posts import PERSON, PLT, give_second_skp, written
from tests.sync.device import TODAY, Device, now

DAY = timedelta(days=1)
OLD, NEW = identify("position", ARCHIVE), identify("position", LIBRARY)
Machine = Callable[[str], Device]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """Give each test a centre of its own, without the sample's Plt., who speaks for both offices."""
    with running_centre(tmp_path, TODAY) as one:
        written(one, lambda connection: connection.execute(delete(assignments).where(PLT)))
        yield one


def desk(device: Device, ahead: timedelta = timedelta()) -> Desk:
    return Desk(device.store, clock=lambda: now() + ahead, new_id=lambda: str(uuid4()))


def queue(device: Device) -> set[str]:
    """Return which of Siti's entries wait before the person of this machine."""
    return {view.entry.id for view in desk(device).reviewing.queue() if view.entry.owner == PERSON}


def stand_in(centre: Centre, nip: str = JOKO, capacity: str = "plt", *, days: tuple[int, int] = (0, 9)) -> None:
    first, last = (TODAY + DAY * day for day in days)
    admin.assign(centre.database_url, nip, supervisor=BUDI, capacity=capacity, start=first, end=last)


def move(centre: Centre, days: int = 0) -> None:
    admin.assign(centre.database_url, SITI, supervisor=NURLAELA, start=TODAY + DAY * days, today=TODAY)


def sent(device: Device) -> str:
    entry = device.write()
    device.submit(entry.id)
    assert device.sync().code == "ok"
    return entry.id


def status_at_centre(device: Device, path: str) -> int:
    answer = httpx.get(f"{device.url}/ekin/v1/{path}", headers={"Authorization": f"Bearer {device.token}"})
    return answer.status_code


def said(lines: list[Line]) -> str:
    return "\n".join("".join(text for text, _ in line) for line in lines)


def test_a_move_in_mid_month_as_the_four_who_are_concerned_see_it(machine: Machine, centre: Centre) -> None:
    stand_in(centre)
    siti, budi, nurlaela, joko = machine(SITI), machine(BUDI), machine(NURLAELA), machine(JOKO)
    open_one, given_back = sent(siti), sent(siti)
    budi.sync()
    mended = desk(budi).reviewing.send_back(
        given_back, rev=budi.get(given_back).entry.rev, note="Lampirkan bukti dukung."
    )
    assert mended.problem is None
    for device in (budi, joko, nurlaela, siti):
        device.sync()
    before = queue(budi)
    assert open_one in before
    assert (queue(joko), queue(nurlaela)) == (before, set())
    approved = {s.entry.id for s in siti.days() if s.entry.status is Status.APPROVED}
    rejected = {s.entry.id for s in siti.days() if s.entry.status is Status.REJECTED}

    move(centre)
    for device in (budi, joko, nurlaela, siti):
        assert device.sync().code == "ok"
    assert (queue(budi), queue(joko), queue(nurlaela)) == (set(), set(), before)
    for device in (budi, joko):
        held = {s.entry.id for s in device.store.entries.of_days(PERSON, TODAY - 60 * DAY, TODAY)}
        assert held == approved | rejected
        assert device.store.notes.of_entry(given_back) == []
    note, handed_on = nurlaela.store.notes.of_entry(given_back)
    assert (note.text, note.capacity) == ("Lampirkan bukti dukung.", Capacity.HOLDER)
    assert (handed_on.kind, handed_on.capacity) == (Action.ROUTED, Capacity.CENTRE)
    assert {siti.get(entry).entry.position for entry in before | {given_back}} == {NEW}

    siti.edit(given_back, quantity=3)
    siti.submit(given_back)
    for device in (siti, budi, joko, nurlaela):
        device.sync()
    assert siti.store.outbox.count() == 0
    assert (queue(budi), queue(joko), queue(nurlaela)) == (set(), set(), before | {given_back})
    assert nurlaela.get(given_back).entry.quantity == 3


def test_what_the_old_office_decided_is_read_there_with_name_and_plan(machine: Machine, centre: Centre) -> None:
    stand_in(centre)
    siti, budi, joko = machine(SITI), machine(BUDI), machine(JOKO)
    decided = [s.entry for s in siti.days() if s.entry.status is Status.APPROVED]
    move(centre)
    for device in (budi, joko):
        device.sync()
        for entry in decided:
            seen = desk(device).reviewing.look(entry.id)
            assert seen is not None
            assert (seen.view.owner.id, seen.view.owner.nip) == (PERSON, SITI)
            assert seen.view.owner.name
            assert seen.view.plan is not None
            assert (seen.view.plan.plan.id, seen.view.plan.skp.person) == (entry.plan, PERSON)
        person = device.store.reference.person(PERSON)
        assert person is not None
        assert person.position is None
        kept = {line.plan.id for line in device.store.reference.plans(PERSON, None)}
        assert kept == {entry.plan for entry in decided}


def test_the_access_of_the_old_office_ends_with_the_move(machine: Machine, centre: Centre) -> None:
    siti, budi = machine(SITI), machine(BUDI)
    entry = sent(siti)
    budi.sync()
    rev = budi.get(entry).entry.rev
    move(centre)
    assert status_at_centre(budi, f"entries/{entry}") == status_at_centre(budi, f"entries/{entry}/history") == 404
    assert desk(budi).reviewing.approve(entry, rev=rev).problem is None  # the machine does not know of the move yet
    assert budi.sync().rejected
    assert budi.store.entries.get(entry) is None
    siti.sync()
    assert siti.get(entry).entry.status is Status.SUBMITTED


def test_an_edit_that_was_made_offline_before_the_move_reaches_the_new_office(machine: Machine, centre: Centre) -> None:
    siti, budi, nurlaela = machine(SITI), machine(BUDI), machine(NURLAELA)
    entry = sent(siti)
    budi.sync()
    desk(budi).reviewing.send_back(entry, rev=budi.get(entry).entry.rev, note="Jumlahnya keliru.")
    budi.sync()
    siti.sync()
    siti.edit(entry, quantity=7)
    siti.submit(entry)
    move(centre)
    siti.sync()
    siti.sync()
    assert (siti.store.outbox.count(), siti.store.conflicts.count()) == (0, 0)
    assert (siti.get(entry).entry.status, siti.get(entry).where) == (Status.SUBMITTED, Where.RECEIVED)
    nurlaela.sync()
    assert nurlaela.get(entry).entry.quantity == 7


def test_a_move_in_the_future_shows_the_new_office_nothing_until_its_day(machine: Machine, centre: Centre) -> None:
    siti, budi, nurlaela = machine(SITI), machine(BUDI), machine(NURLAELA)
    entry = sent(siti)
    move(centre, days=2)
    for device in (budi, nurlaela):
        device.sync()
    assert entry in queue(budi)
    assert nurlaela.store.reference.person(PERSON) is None
    centre.ahead += 2 * DAY
    database = centre.database()
    assert carry_out(database, centre.now()) == 1
    database.close()
    for device in (budi, nurlaela, siti):
        device.sync()
    assert (queue(budi), entry in queue(nurlaela)) == (set(), True)
    assert siti.get(entry).entry.position == NEW


@pytest.mark.parametrize("capacity", ["plt", "plh", "delegasi"])
def test_a_stand_in_sees_the_office_within_the_window_and_is_told_as_whom_they_speak(
    machine: Machine, centre: Centre, capacity: str
) -> None:
    stand_in(centre, capacity=capacity, days=(1, 2))
    siti, joko = machine(SITI), machine(JOKO)
    entry = sent(siti)
    joko.sync()
    assert (desk(joko).reviewing.acting(), joko.store.entries.get(entry)) == ([], None)

    centre.ahead += DAY
    joko.sync()
    there = desk(joko, DAY).reviewing
    assert [post.capacity for post in there.acting()] == [Capacity(capacity)]
    assert entry in {view.entry.id for view in there.queue()}
    seen = there.look(entry)
    assert seen is not None
    words = Words("id")
    title = words(f"capacity.{capacity}") + " Kepala Bidang Pengelolaan Arsip"
    assert f"Anda bertindak sebagai {title}." in said(review_lines(words, Signs.full(), seen, 90))
    assert there.approve(entry, rev=seen.view.entry.rev).problem is None
    joko.sync()
    siti.sync()
    assert siti.get(entry).entry.status is Status.APPROVED
    [note] = siti.store.notes.of_entry(entry)
    assert (note.kind, note.capacity, note.by) == (Action.APPROVE, Capacity(capacity), joko.me)

    centre.ahead += 2 * DAY
    joko.sync()
    assert (desk(joko, 3 * DAY).reviewing.acting(), joko.store.entries.get(entry)) == ([], None)
    assert joko.store.reference.person(PERSON) is None
    assert status_at_centre(joko, f"feeds/pos:{OLD}") in {404, 409}


def test_the_stand_in_of_ones_own_chief_sends_ones_own_work_to_the_holder(machine: Machine, centre: Centre) -> None:
    stand_in(centre, SITI)
    siti, budi = machine(SITI), machine(BUDI)
    entry = sent(siti)
    siti.sync()
    budi.sync()
    mine = desk(siti).reviewing
    assert [post.capacity for post in mine.acting()] == [Capacity.PLT]
    assert {view.entry.owner for view in mine.queue()}.isdisjoint({PERSON})
    assert (queue(siti), mine.look(entry)) == (set(), None)
    refused = mine.approve(entry, rev=siti.get(entry).entry.rev).problem
    assert refused is not None
    assert refused.code == "own-entry"
    assert desk(budi).reviewing.approve(entry, rev=budi.get(entry).entry.rev).problem is None
    budi.sync()
    siti.sync()
    assert siti.get(entry).entry.status is Status.APPROVED


def test_the_plans_of_two_skps_are_offered_each_with_its_post_and_reviewed_by_one_office(
    machine: Machine, centre: Centre
) -> None:
    written(centre, lambda connection: give_second_skp(connection, TODAY))
    siti, budi = machine(SITI), machine(BUDI)
    found = desk(siti).suggest().best("", limit=50)
    posts = {match.line.skp.post for match in found}
    assert posts == {"Arsiparis Muda", desk(siti).me.post}
    words = Words("id")
    for number, match in enumerate(found):
        listed = said(match_lines(words, Signs.full(), found, number, frozenset(), (100, 60)))
        assert f"SKP {match.line.skp.post} · RHK" in listed
        assert match.line.skp.post in said(plan_lines(words, match.line, pinned=False, width=100))
    usual, second = siti.write(), siti.write(plan="plan-plt")
    for entry in (usual, second):
        siti.submit(entry.id)
    assert siti.sync().rejected == ()
    assert {siti.get(entry.id).entry.position for entry in (usual, second)} == {OLD}
    budi.sync()
    seen = desk(budi).reviewing.look(second.id)
    assert seen is not None
    assert seen.view.plan is not None
    assert seen.view.plan.skp.post == "Arsiparis Muda"


def test_the_machine_of_nobody_concerned_hears_nothing_of_a_move(machine: Machine, centre: Centre) -> None:
    joko = machine(JOKO)
    before = joko.store.cursors.all()
    sent(machine(SITI))
    move(centre)
    joko.sync()
    assert joko.store.cursors.all() == before


def test_the_owner_and_the_new_supervisor_read_that_work_was_handed_over(machine: Machine, centre: Centre) -> None:
    siti, nurlaela = machine(SITI), machine(NURLAELA)
    entry = sent(siti)
    move(centre)
    assert [siti.sync().code, nurlaela.sync().code] == ["ok", "ok"]
    mine, theirs = desk(siti).journal.view(entry), desk(nurlaela).reviewing.look(entry)
    assert mine is not None
    assert theirs is not None
    for view in (mine, theirs.view):
        [event] = view.notes
        head = note_head(Words("id"), event)
        assert head.endswith("Dinas Kearsipan dan Perpustakaan Kota Contoh (pusat) mengalihkan kepada")
        assert event.text == "Kepala Bidang Layanan Perpustakaan"
    assert desk(siti).record.check().broken is None


def test_each_office_has_the_days_of_a_person_that_were_its_own(machine: Machine, centre: Centre) -> None:
    stand_in(centre, days=(0, 3))
    siti, budi, nurlaela, joko = machine(SITI), machine(BUDI), machine(NURLAELA), machine(JOKO)
    siti.sync()
    month = Month.of(max(s.entry.day for s in siti.days() if s.entry.status is Status.APPROVED))

    def row(device: Device, ahead: timedelta = timedelta()) -> Member | None:
        found = desk(device, ahead).team.month(month).members
        return next((member for member in found if member.person.id == PERSON), None)

    for device in (budi, nurlaela, joko):
        device.sync()
    before = row(budi)
    assert before is not None
    assert (before.reason, row(nurlaela), row(siti)) == (Reason.NOTHING, None, None)
    assert row(joko) is not None, "who stands in has the same team"
    move(centre)
    for device in (budi, nurlaela, joko):
        device.sync()
    old, new = row(budi), row(nurlaela)
    assert old is not None
    assert new is not None
    assert (old.reason, old.turn, old.lacks, old.post) == (Reason.FORMER, TODAY - DAY, (), None)
    assert (new.reason, new.turn, new.lacks) == (Reason.NEWCOMER, TODAY, ())
    assert {day.stand for day in new.days if day.day < TODAY and not day.count} <= {
        Stand.AWAY,
        Stand.OFF,
        Stand.HOLIDAY,
    }
    assert sum(day.submitted + day.returned for day in old.days) == 0, "undecided work went along"
    assert row(joko, 5 * DAY) is None, "the post has ended"
