"""Short runs that each need one safeguard of the protocol: with it all ends well, without it the checks must tell."""

from ekin_tui.domain.chain import Fault
from ekin_tui.domain.model import Entry, Status
from ekin_tui.sync.repair import is_due
from tests.faults.model import checks
from tests.faults.model.world import World


def end(world: World) -> None:
    """Let all settle; nothing may be lost, and nobody may be asked about what was no fault of theirs."""
    world.settle()
    checks.settled(world)


def calm_end(world: World) -> None:
    """Like :func:`end`, where nobody may be asked anything."""
    end(world)
    asked = {
        name: (machine.store.outbox.attention(), machine.store.conflicts.all())
        for name, machine in world.machines.items()
    }
    assert all(not refused and not clashes for refused, clashes in asked.values()), asked


def sync(world: World, *names: str) -> None:
    for name in names:
        done = world.sync(name)
        assert done, name
        assert done.code == "ok", done


def draft(world: World, name: str = "siti-1") -> Entry:
    return world.machines[name].own(Status.DRAFT)[-1]


def sent(world: World, name: str = "siti-1") -> Entry:
    return world.machines[name].own(Status.SUBMITTED)[-1]


def fresh(world: World, name: str = "siti-1") -> Entry:
    """Write a new activity and return it."""
    return world.machines[name].entry(world.machines[name].write())


def an_answer_is_lost(world: World) -> None:
    siti = world.machines["siti-1"]
    siti.submit(draft(world))
    siti.sync(["", "unanswered"])
    calm_end(world)


def a_text_is_changed_before_it_is_approved(world: World) -> None:
    siti, budi = world.machines["siti-1"], world.machines["budi"]
    read = sent(world)
    siti.withdraw(read)
    siti.edit(siti.entry(read.id), "activity")
    siti.submit(siti.entry(read.id))
    sync(world, "siti-1")
    budi.approve(budi.entry(read.id))
    end(world)


def the_same_number_names_another_text(world: World) -> None:
    siti, budi = world.machines["siti-1"], world.machines["budi"]
    world.back_up_centre()
    world.back_up_machine("siti-1")
    read = draft(world)
    siti.edit(read, "activity")
    siti.submit(siti.entry(read.id))
    sync(world, "siti-1", "budi")
    world.put_back_centre(0)
    world.put_back_machine("siti-1", 0)
    siti.edit(siti.entry(read.id), "activity")
    siti.submit(siti.entry(read.id))
    sync(world, "siti-1")
    budi.approve(budi.entry(read.id))
    end(world)


def an_old_request_arrives_at_a_restored_centre(world: World) -> None:
    siti = world.machines["siti-1"]
    world.back_up_centre()
    new = fresh(world)
    sync(world, "siti-1")
    siti.edit(siti.entry(new.id), "activity")
    siti.sync(["", "copied"])
    world.put_back_centre(0)
    world.arrive(0)
    calm_end(world)


def a_restored_centre_goes_on_before_the_owner_is_back(world: World) -> None:
    siti, budi = world.machines["siti-1"], world.machines["budi"]
    world.back_up_centre()
    siti.comment(sent(world))
    sync(world, "siti-1")
    world.put_back_centre(0)
    for _ in range(3):
        budi.comment(budi.inbox(Status.RETURNED)[-1])
        sync(world, "budi")
    calm_end(world)


def a_centre_is_put_back_with_its_mark(world: World) -> None:
    world.back_up_centre()
    fresh(world)
    sync(world, "siti-1")
    world.put_back_centre(0, mark=True)
    world.unnoticed = False  # the heads tell it at once: no day has to pass
    calm_end(world)


def one_machine_finds_out_for_the_others(world: World) -> None:
    budi = world.machines["budi"]
    read = sent(world)
    world.back_up_centre()
    budi.decide("return", budi.entry(read.id))
    world.machines["siti-1"].comment(read)
    sync(world, "budi", "siti-1")
    world.put_back_centre(0, mark=True)
    world.unnoticed = False
    world.machines["joko"].submit(fresh(world, "joko"))
    sync(world, "joko", "siti-1", "budi")
    calm_end(world)


def an_author_moves(world: World) -> None:
    world.order("siti", "pos-b", "atasan")
    calm_end(world)


def two_machines_change_one_text(world: World) -> None:
    for name in ("siti-1", "siti-2"):
        world.machines[name].edit(draft(world, name), "activity")
    end(world)


def two_machines_change_two_fields(world: World) -> None:
    world.machines["siti-1"].edit(draft(world), "activity")
    world.machines["siti-2"].edit(draft(world, "siti-2"), "evidence")
    calm_end(world)


def the_centre_forgets_what_it_had_acknowledged(world: World) -> None:
    world.back_up_centre()
    fresh(world)
    sync(world, "siti-1")
    world.put_back_centre(0)
    calm_end(world)


def a_supervisor_is_back_before_the_author(world: World) -> None:
    siti, budi = world.machines["siti-1"], world.machines["budi"]
    world.back_up_centre()
    read = draft(world)
    siti.submit(read)
    sync(world, "siti-1", "budi")
    budi.decide("return", budi.entry(read.id))
    sync(world, "budi")
    world.put_back_centre(0)
    sync(world, "budi")
    calm_end(world)


def somebody_types_while_a_page_is_read(world: World) -> None:
    siti, other = world.machines["siti-1"], world.machines["siti-2"]
    text = fresh(world)
    sync(world, "siti-1", "siti-2")
    other.edit(other.entry(text.id), "evidence")
    sync(world, "siti-2")
    siti.sync(["", "meanwhile:edit siti-1"])
    siti.edit(siti.entry(text.id), "quantity")
    end(world)


def somebody_types_over_what_may_have_left(world: World) -> None:
    siti = world.machines["siti-1"]
    new = fresh(world)
    siti.sync(["", "unanswered"])
    siti.edit(siti.entry(new.id), "activity")
    calm_end(world)


def a_note_is_refused_beside_a_text_that_is_taken(world: World) -> None:
    """The refusal of the note is not taken off the list by what was asked before anybody had read it."""
    siti, other = world.machines["siti-1"], world.machines["siti-2"]
    read = sent(world)
    other.withdraw(read)
    sync(world, "siti-2")
    siti.comment(read)
    siti.withdraw(read)
    siti.edit(siti.entry(read.id), "evidence")
    end(world)


def an_inbox_forgets_what_a_restored_centre_never_sent_it(world: World) -> None:
    """No ``gone`` is sent for what the restored centre never had there: not coming again is enough."""
    world.back_up_centre()
    world.machines["siti-1"].submit(draft(world))
    sync(world, "siti-1", "budi")
    world.put_back_centre(0)
    world.order("siti", "pos-b", "atasan")
    end(world)


def a_decision_that_a_restored_centre_lost_can_not_come_back(world: World) -> None:
    budi, joko = world.machines["budi"], world.machines["joko"]
    world.back_up_centre()
    budi.approve(budi.entry(sent(world, "joko").id))
    sync(world, "budi", "joko")
    world.put_back_centre(0)
    world.order("joko", "pos-b", "atasan")
    end(world)
    assert [one.fault for one in joko.store.chains.get().breaks] == [Fault.LOST]


def a_centre_that_was_put_back_with_its_mark_has_caught_up(world: World) -> None:
    """The heads don't tell any more that it went back; what it acknowledged and lacks does, a day later."""
    siti, other = world.machines["siti-1"], world.machines["siti-2"]
    world.back_up_centre()
    fresh(world)
    sync(world, "siti-1")
    world.put_back_centre(0, mark=True)
    for _ in range(3):
        other.comment(sent(world, "siti-2"))
    sync(world, "siti-2", "siti-1")
    assert not is_due(siti.store)
    world.clock.days += 1
    calm_end(world)


def a_no_of_a_centre_that_went_back_unnoticed_takes_no_text_away(world: World) -> None:
    """What is sent rests on a text that the centre took and lost: asked before its old one is believed."""
    siti = world.machines["siti-1"]
    text = siti.own(Status.RETURNED)[-1]
    siti.edit(text, "activity")
    fresh(world)
    world.back_up_centre()
    sync(world, "siti-1")
    world.order("siti", "pos-b", "atasan")
    siti.submit(siti.entry(text.id))
    world.put_back_centre(0, mark=True)
    end(world)


def a_text_of_another_device_does_not_cover_what_was_lost_unnoticed(world: World) -> None:
    """One device sends what it wrote at the same time; the other one's text was acknowledged, then lost."""
    world.back_up_centre()
    siti, other = world.machines["siti-1"], world.machines["siti-2"]
    text = siti.own(Status.RETURNED)[-1]
    siti.edit(text, "activity")
    other.edit(text, "activity")
    sync(world, "siti-2")
    world.order("siti", "pos-a", "atasan")
    world.put_back_centre(0, mark=True)
    end(world)
    assert other.store.conflicts.all(), "their author is asked which of the two stands"


def what_has_lapsed_in_a_restore_is_not_asked_again_at_the_next(world: World) -> None:
    siti, other = world.machines["siti-1"], world.machines["siti-2"]
    world.back_up_centre()
    text = draft(world)
    siti.edit(text, "activity")
    sync(world, "siti-1")
    world.put_back_centre(0)
    other.edit(other.entry(text.id), "activity")
    sync(world, "siti-2", "siti-1")
    siti.resolve(siti.store.conflicts.all()[0].id, "theirs")
    sync(world, "siti-1", "siti-2")
    world.put_back_centre(0)
    calm_end(world)
