"""Laws of the record: what was joined verifies; whatever is changed, dropped, added or moved is found and named."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from unicodedata import normalize

from hypothesis import assume, given
from hypothesis import strategies as st

from ekin_tui.domain.chain import START, Break, Fault, Place, breaks, join, link, same_words, verify
from ekin_tui.domain.model import Action, Capacity, Note

CHANGES = {
    "text": "lain",
    "by": "lain",
    "name": "lain",
    "entry": "lain",
    "rev": "9-ffffffff",
    "kind": Action.REOPEN,
    "capacity": Capacity.DELEGATE,
    "minutes": 999,
    "at": datetime(2031, 1, 1, tzinfo=UTC),
    "id": "lain",
}
START_DAY = datetime(2025, 1, 1, tzinfo=UTC)
notes = st.builds(
    Note,
    id=st.uuids().map(str),
    entry=st.sampled_from(["e-1", "e-2"]),
    kind=st.sampled_from([Action.APPROVE, Action.RETURN, Action.NOTE]),
    text=st.text(max_size=20),
    by=st.sampled_from(["p-1", "p-2"]),
    name=st.text(max_size=5),
    minutes=st.none() | st.integers(0, 600),
    at=st.none() | st.integers(0, 10**14).map(lambda moment: START_DAY + timedelta(microseconds=moment)),
    rev=st.sampled_from(["", "2-01234567"]),
)
threads = st.lists(notes, min_size=1, max_size=5, unique_by=lambda note: note.id)


def linked(given_notes: Sequence[Note]) -> tuple[Place, list[Note]]:
    place, record = START, []
    for note in given_notes:
        place, one = join(place, note)
        record.append(one)
    return place, record


@given(threads)
def test_what_was_joined_holds_and_is_numbered_from_one(thread: list[Note]) -> None:
    head, record = linked(thread)
    assert [note.seq for note in record] == list(range(1, len(thread) + 1))
    assert (head.seq, head.link) == (len(thread), record[-1].link)
    assert verify(record, head=head) is None
    assert len(head.link) == 64


@given(threads, st.data())
def test_any_part_of_a_record_holds_from_its_first_note_as_the_anchor(thread: list[Note], data: st.DataObject) -> None:
    head, record = linked(thread)
    first = data.draw(st.integers(0, len(record) - 1))
    assert verify(record[first:], after=None, head=head) is None


@given(threads, st.data(), st.sampled_from(sorted(CHANGES)))
def test_a_changed_note_is_named_and_no_other(thread: list[Note], data: st.DataObject, field: str) -> None:
    head, record = linked(thread)
    at = data.draw(st.integers(0, len(record) - 1))
    changed = replace(record[at], **{field: CHANGES[field]})
    assume(changed != record[at])
    found = list(breaks([*record[:at], changed, *record[at + 1 :]], head=head))
    assert found == [Break(fault=Fault.CHANGED, seq=at + 1, note=changed.id, entry=changed.entry)]


@given(threads, st.data())
def test_a_dropped_note_leaves_its_number_empty(thread: list[Note], data: st.DataObject) -> None:
    head, record = linked(thread)
    at = data.draw(st.integers(0, len(record) - 1))
    assert list(breaks(record[:at] + record[at + 1 :], head=head)) == [Break(fault=Fault.MISSING, seq=at + 1)]


@given(threads, notes, st.data())
def test_an_added_note_is_named_whatever_number_it_bears(thread: list[Note], more: Note, data: st.DataObject) -> None:
    head, record = linked(thread)
    assume(more.id not in {note.id for note in record})
    added = replace(more, seq=data.draw(st.integers(0, len(record))), link=data.draw(st.sampled_from(["", "f" * 64])))
    at = data.draw(st.integers(0, len(record)))
    assert list(breaks([*record[:at], added, *record[at:]], head=head)) == [
        Break(fault=Fault.ADDED, seq=added.seq, note=added.id, entry=added.entry)
    ]


@given(threads, notes)
def test_a_note_added_at_the_end_with_a_right_link_is_found_by_the_head(thread: list[Note], more: Note) -> None:
    head, record = linked(thread)
    _, added = join(head, more)
    assert verify([*record, added], head=head) == Break(
        fault=Fault.ADDED, seq=added.seq, note=added.id, entry=added.entry
    )


@given(threads, st.data())
def test_two_notes_that_changed_places_are_both_named(thread: list[Note], data: st.DataObject) -> None:
    head, record = linked(thread)
    assume(len(record) > 1)
    one, other = sorted(data.draw(st.sets(st.integers(0, len(record) - 1), min_size=2, max_size=2)))
    swapped = list(record)
    swapped[one] = replace(record[other], seq=one + 1, link=record[one].link)
    swapped[other] = replace(record[one], seq=other + 1, link=record[other].link)
    assert [found.note for found in breaks(swapped, head=head)] == [record[other].id, record[one].id]


@given(threads, st.data())
def test_a_changed_note_with_its_own_link_made_anew_breaks_the_next_one_or_the_head(
    thread: list[Note], data: st.DataObject
) -> None:
    head, record = linked(thread)
    at = data.draw(st.integers(0, len(record) - 1))
    before = record[at - 1].link if at else ""
    changed = replace(record[at], text=record[at].text + "x")
    changed = replace(changed, link=link(before, changed))
    found = verify([*record[:at], changed, *record[at + 1 :]], head=head)
    named = record[at + 1].id if at + 1 < len(record) else changed.id
    assert found is not None
    assert (found.fault, found.note) == (Fault.CHANGED, named)


@given(notes)
def test_a_link_is_the_same_in_every_zone_and_normal_form(note: Note) -> None:
    east = timezone(timedelta(hours=9))
    moved = replace(note, at=note.at and note.at.astimezone(east), text=normalize("NFC", note.text))
    assert link("", moved) == link("", note)
    assert same_words(moved, note)


def test_the_link_of_a_known_note_never_changes() -> None:
    note = Note(
        id="n-1",
        entry="e-1",
        kind=Action.APPROVE,
        text="Sudah sesuai.",
        minutes=90,
        by="p-2",
        name="Budi",
        capacity=Capacity.HOLDER,
        at=datetime(2026, 11, 25, 4, 0, tzinfo=UTC),
        rev="2-0a1b2c3d",
        seq=1,
    )
    assert link("", note) == "d17b98f4792ba01e86296b446f5742b17654612497119dfbfd56be40045f23f7"
