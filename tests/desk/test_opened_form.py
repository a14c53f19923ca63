"""A form that is open while its entry changes beneath it: through a pull, or in another window of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.desk.views import Form, Met
from ekin_tui.domain.model import Action, Entry, Status
from ekin_tui.domain.rev import advance
from ekin_tui.domain.rules import Refused
from ekin_tui.store import Store
from tests.office import Office, as_received, make_entry, office

BASE = as_received(make_entry(0, date(2026, 11, 24), evidence=""), Status.DRAFT)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Office]:
    behind = office(tmp_path)
    with behind.store.writing():
        behind.store.entries.take(BASE)
    yield behind
    behind.store.close()


@contextmanager
def elsewhere(place: Office) -> Iterator[Store]:
    """Open the cache a second time, as the exchange and another window do."""
    store = Store.open(place.path)
    with store.writing():
        yield store
    store.close()


def comes_in(place: Office, **changes: object) -> Entry:
    """Let the centre send a later version of the entry through a connection of its own."""
    later = advance(replace(BASE, **changes))  # type: ignore[arg-type]  # fields by name
    with elsewhere(place) as store:
        store.entries.take(later)
    return later


def entry_of(place: Office) -> Entry:
    stored = place.store.entries.get(BASE.id)
    assert stored is not None
    return stored.entry


def test_changes_in_other_fields_are_both_kept(place: Office) -> None:
    form = place.desk.journal.form(BASE.id)
    theirs = comes_in(place, activity="Menyusun rekap tiga bidang", quantity=2)
    view, checked = place.desk.journal.save(replace(form, evidence="https://arsip.go.id/rekap"))
    assert checked.met is Met.MERGED
    now = entry_of(place)
    assert (now.activity, now.quantity, now.evidence) == (theirs.activity, 2, "https://arsip.go.id/rekap")
    assert view.entry == now
    [waiting] = place.store.outbox.all()
    assert (waiting.op.t, waiting.op.base) == (Action.PUT, theirs.rev)
    assert place.store.conflicts.count() == 0
    assert place.store.scratch.all() == []


def test_a_change_of_the_same_field_keeps_what_was_typed_apart_and_writes_over_nothing(place: Office) -> None:
    form = place.desk.journal.form(BASE.id)
    theirs = comes_in(place, activity="Menyusun rekap tiga bidang")
    place.desk.journal.keep(replace(form, activity="Menyusun rekap arsip keluar"))
    _, checked = place.desk.journal.save(replace(form, activity="Menyusun rekap arsip keluar"))
    assert checked.met is Met.COPIED
    assert entry_of(place) == theirs
    assert place.store.outbox.count() == 0
    [copy] = place.store.conflicts.all()
    assert (copy.mine.activity, copy.base, copy.theirs) == ("Menyusun rekap arsip keluar", BASE, theirs)
    assert place.store.scratch.all() == []
    assert place.desk.syncing.mark().attention == 1


def test_of_two_typed_fields_the_free_one_is_saved_and_the_other_waits_for_a_choice(place: Office) -> None:
    form = place.desk.journal.form(BASE.id)
    theirs = comes_in(place, start=490, end=600)
    place.desk.journal.save(replace(form, end="10.30", evidence="https://arsip.go.id/rekap"))
    now = entry_of(place)
    assert (now.start, now.end, now.evidence) == (490, 600, "https://arsip.go.id/rekap")
    assert place.store.outbox.all()[0].op.base == theirs.rev
    [clash] = place.desk.syncing.view().clashes
    assert clash.fields["end"] == ("10:30", "10:00")


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED, Status.DISCARDED])
def test_an_entry_that_was_closed_meanwhile_keeps_what_was_typed_as_a_copy(place: Office, status: Status) -> None:
    form = place.desk.journal.form(BASE.id)
    comes_in(place, status=status)
    view, checked = place.desk.journal.save(replace(form, activity="Menyusun rekap arsip keluar"))
    assert (checked.met, view.entry.status) == (Met.COPIED, status)
    [copy] = place.store.conflicts.all()
    made = place.desk.syncing.copy(copy.id)
    assert made is not None
    view_of_copy = place.desk.journal.view(made)
    assert view_of_copy is not None
    assert (view_of_copy.entry.activity, view_of_copy.entry.status) == ("Menyusun rekap arsip keluar", Status.DRAFT)


def test_saving_without_a_key_leaves_what_came_in(place: Office) -> None:
    form = place.desk.journal.form(BASE.id)
    theirs = comes_in(place, activity="Menyusun rekap tiga bidang")
    _, checked = place.desk.journal.save(form)
    assert checked.met is Met.MERGED
    assert entry_of(place) == theirs
    assert place.store.outbox.count() == place.store.conflicts.count() == 0


def test_saving_without_a_key_is_refused_when_the_entry_was_closed_meanwhile(place: Office) -> None:
    form = place.desk.journal.form(BASE.id)
    theirs = comes_in(place, status=Status.APPROVED)
    with pytest.raises(Refused):
        place.desk.journal.save(form)
    assert entry_of(place) == theirs


def test_the_same_change_on_both_sides_is_no_clash(place: Office) -> None:
    form = place.desk.journal.form(BASE.id)
    theirs = comes_in(place, activity="Menyusun rekap tiga bidang")
    place.desk.journal.save(replace(form, activity="Menyusun rekap tiga bidang"))
    assert entry_of(place) == theirs
    assert place.store.conflicts.count() == place.store.outbox.count() == 0


def test_a_zone_that_came_in_is_not_taken_for_something_typed(place: Office) -> None:
    form = place.desk.journal.form(BASE.id)
    comes_in(place, zone="Asia/Jayapura")
    _, checked = place.desk.journal.save(replace(form, activity="Menyusun rekap arsip keluar"))
    assert checked.met is Met.MERGED
    assert (entry_of(place).zone, entry_of(place).activity) == ("Asia/Jayapura", "Menyusun rekap arsip keluar")


def test_what_was_being_typed_when_the_program_ended_meets_the_change_too(place: Office, tmp_path: Path) -> None:
    form = place.desk.journal.form(BASE.id)
    place.desk.journal.keep(replace(form, activity="Menyusun rekap arsip keluar"))
    theirs = comes_in(place, activity="Menyusun rekap tiga bidang")
    place.store.close()
    again = office(tmp_path, filled=False)
    [left] = again.desk.journal.unfinished()
    _, checked = again.desk.journal.save(again.desk.journal.form(left.id))
    assert checked.met is Met.COPIED
    assert entry_of(again) == theirs
    assert again.store.conflicts.all()[0].mine.activity == "Menyusun rekap arsip keluar"


def test_a_part_that_cannot_be_read_meets_nothing_of_ones_own_when_it_is_mended(place: Office) -> None:
    form = replace(place.desk.journal.form(BASE.id), start="09.00", end="seten")
    place.desk.journal.save(form)
    left = place.desk.journal.form(BASE.id)
    assert (left.start, left.end) == ("09.00", "seten")
    _, checked = place.desk.journal.save(replace(left, end="10.30"))
    assert checked.met is Met.NOTHING
    assert (entry_of(place).start, entry_of(place).end) == (540, 630)
    assert place.store.conflicts.count() == 0


def test_a_part_that_cannot_be_read_stays_as_it_was_typed_over_what_came_in(place: Office) -> None:
    form = place.desk.journal.form(BASE.id)
    comes_in(place, activity="Menyusun rekap tiga bidang")
    place.desk.journal.save(replace(form, quantity="satu", evidence="https://arsip.go.id/rekap"))
    left = place.desk.journal.form(BASE.id)
    assert (left.quantity, left.activity) == ("satu", "Menyusun rekap tiga bidang")
    place.desk.journal.save(replace(left, quantity="3"))
    now = entry_of(place)
    assert (now.quantity, now.activity, now.evidence) == (3, "Menyusun rekap tiga bidang", "https://arsip.go.id/rekap")


def test_a_form_that_an_earlier_version_kept_is_saved_as_it_ever_was(place: Office) -> None:
    form = place.desk.journal.form(BASE.id)
    comes_in(place, activity="Menyusun rekap tiga bidang")
    _, checked = place.desk.journal.save(replace(form, base="", activity="Menyusun rekap arsip keluar"))
    assert checked.met is Met.NOTHING
    assert entry_of(place).activity == "Menyusun rekap arsip keluar"


def test_a_base_that_went_bad_writes_over_nothing(place: Office) -> None:
    form: Form = place.desk.journal.form(BASE.id)
    comes_in(place, activity="Menyusun rekap tiga bidang")
    place.desk.journal.save(replace(form, base="{", activity="Menyusun rekap arsip keluar"))
    assert entry_of(place).activity == "Menyusun rekap tiga bidang"
    assert place.store.conflicts.all()[0].mine.activity == "Menyusun rekap arsip keluar"
