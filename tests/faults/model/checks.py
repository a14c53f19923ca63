"""What must hold, always and after all has settled."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace

import msgspec

from ekin_tui.domain.chain import Fault
from ekin_tui.domain.model import EVENTS, Entry, Note, Status
from ekin_tui.domain.rev import content_hash
from ekin_tui.server.chain import broken
from ekin_tui.wire import EntryDoc, Op, entry_of
from tests.faults.model.book import texts_of
from tests.faults.model.machines import Machine
from tests.faults.model.world import World

_HIDDEN = (Status.DRAFT, Status.DISCARDED)


@dataclass(frozen=True, slots=True)
class Truth:
    """What the centre has."""

    entries: dict[str, Entry]
    notes: list[Note]
    posts: dict[str, set[str]]
    """Person → the positions that they speak for today."""
    ledger: dict[str, str]


def read_centre(world: World) -> Truth:
    with closing(sqlite3.connect(world.hall.path)) as database:
        docs = [msgspec.json.decode(row[0], type=EntryDoc) for row in database.execute("select doc from entries")]
        notes = [msgspec.json.decode(row[0], type=Note) for row in database.execute("select doc from notes")]
        spans = database.execute("select person, position, start, end from assignments").fetchall()
    today = world.clock.today.isoformat()
    posts: dict[str, set[str]] = {}
    for person, position, start, end in spans:
        if start <= today and (end is None or today <= end):
            posts.setdefault(person, set()).add(position)
    return Truth({doc.id: entry_of(doc) for doc in docs}, notes, posts, world.ledger())


def always(world: World) -> None:
    """Check what no moment may break."""
    truth = read_centre(world)
    written = [note.text for note in truth.notes if note.text and note.kind not in EVENTS]
    twice = [text for text, count in Counter(written).items() if count > 1]
    assert not twice, f"a note was received twice: {twice}"
    unseen = [
        entry
        for entry in truth.entries.values()
        if entry.status is Status.APPROVED and content_hash(entry) not in world.book.approved.get(entry.id, set())
    ]
    assert not unseen, f"approved, and nobody has read it: {unseen}"
    said = [line for machine in world.machines.values() for line in machine.wire.seen]
    assert not said, said


def settled(world: World) -> None:
    """Check what must hold when all wires are sound and every machine has synced until nothing moved."""
    always(world)
    truth = read_centre(world)
    visible = {text for entry in truth.entries.values() for text in texts_of(entry)}
    visible |= {note.text for note in truth.notes}
    for machine in world.machines.values():
        visible |= _on_screen(machine)
    with world.hall.database.reading() as connection:
        assert not list(broken(connection)), "the record of an employee is broken"
    lost = world.book.lost(visible)
    assert not lost, f"typed and lost: {[(text, world.book.where[text]) for text in lost]}"
    for machine in world.machines.values():
        _check_acknowledged(world, machine, truth)
        _check_replica(world, machine, truth)


def _on_screen(machine: Machine) -> set[str]:
    """Return every text that the person can still read on this machine."""
    texts = {text for entry in machine.entries(lambda _: True) for text in texts_of(entry)}
    texts |= {text for clash in machine.store.conflicts.all() for text in texts_of(clash.mine)}
    texts |= {op.text for clash in machine.store.conflicts.all() for op in clash.ops}
    waiting = [*machine.store.outbox.attention(), *machine.store.outbox.all()]
    return texts | {text for one in waiting for text in _in_op(one.op)}


def _in_op(op: Op) -> set[str]:
    return {op.text, *((op.fields.activity, op.fields.evidence) if op.fields else ())}


def _check_acknowledged(world: World, machine: Machine, truth: Truth) -> None:
    """Check that the centre knows every op that it ever acknowledged to this machine.

    Where a restored centre took another turn with an entry before the op was offered again, its owner is asked, and
    what rested on it is not offered.
    """
    with closing(sqlite3.connect(world.hall.path)) as database:
        known = {row[0] for row in database.execute("select op from ops")}
        turned = {row[0] for row in database.execute("""select entry from ops where verdict not like '%"applied"%'""")}
    rows = machine.store.meta._base.rows("select op, entry from sent where verdict in ('applied', 'duplicate')")
    lacking = [(op, entry) for op, entry in rows if op not in known and entry not in world.book.torn | turned]
    assert not lacking, f"{machine.name}: acknowledged, and the centre knows nothing of it: {lacking}"
    idle = [one for one in machine.store.outbox.attention() if one.op.op in truth.ledger]
    assert not idle, f"{machine.name}: called refused, and the centre has taken it: {idle}"


def _check_replica(world: World, machine: Machine, truth: Truth) -> None:
    posts = truth.posts.get(machine.person, set())
    own = {entry.id for entry in truth.entries.values() if entry.owner == machine.person}
    theirs = {e.id for e in truth.entries.values() if e.position in posts and e.status not in _HIDDEN} - own
    rows = machine.store.meta._base.rows("select id, owner, unsent, status from entries")
    unsent = {row[0] for row in rows if row[2]}
    alone = {row[0] for row in rows if row[1] == machine.person and row[0] not in own}
    here = {row[0] for row in rows}
    torn = world.book.torn
    assert (own | theirs) - here - torn == set(), f"{machine.name} lacks {(own | theirs) - here}"
    assert here - own - theirs - alone - torn == set(), f"{machine.name} has too much: {here - own - theirs - alone}"
    odd = {row[0] for row in rows if row[0] in alone and not row[2] and row[3] != "discarded"} - torn
    assert not odd, f"{machine.name}: the centre has nothing of {odd}, and nothing is on its way"
    for entry_id in sorted((own | theirs) - torn - unsent):
        entry = machine.entry(entry_id)
        assert entry == truth.entries[entry_id], f"{machine.name}: {entry} is at the centre {truth.entries[entry_id]}"
        there = {note.id: note for note in truth.notes if note.entry == entry_id}
        mine = {note.id: note for note in machine.store.notes.of_entry(entry_id)}
        spared = {name for name in mine.keys() - there.keys() if name in world.book.ghosts}
        if world.unnoticed:
            there = {name: _as_first_made(note, mine.get(name)) for name, note in there.items()}
        assert {name: mine[name] for name in mine if name not in spared} == there, (
            f"{machine.name}: notes {mine} are at the centre {there}"
        )
        _check_ghosts(machine, entry, [mine[name] for name in spared])


def _as_first_made(note: Note, here: Note | None) -> Note:
    """Return an event that a centre made anew, not noticing that it went back, as the reader has it from before.

    It is the same event by its id; its time and place in the record are told only to who finds the loss.
    """
    if here is None or note.kind not in EVENTS:
        return note
    return replace(note, at=here.at, seq=here.seq, link=here.link)


def _check_ghosts(machine: Machine, entry: Entry, ghosts: list[Note]) -> None:
    """Check that a note that the centre has lost is named in the record it stood in, and kept nowhere else."""
    named = {one.note for one in machine.store.chains.get().breaks if one.fault is Fault.LOST}
    shown = [note for note in ghosts if note.id not in named and machine.person not in (entry.owner, note.by)]
    shown += [note for note in ghosts if note.id not in named and entry.owner == machine.person]
    assert not shown, f"{machine.name}: shown as if the centre had them: {shown}"
