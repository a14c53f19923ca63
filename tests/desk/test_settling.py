"""What *Sinkron* is told and what ends there: a choice that is taken back, a salvage, the details of a result."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.domain.model import CONTENT, Status
from ekin_tui.store import Conflict
from ekin_tui.store.salvage import META, Salvage
from ekin_tui.wire import Op
from tests.office import NOW, Office, as_received, make_entry, office

BASE = as_received(make_entry(0, date(2026, 11, 24)), Status.DRAFT)
THEIRS = replace(BASE, activity="Menyusun rekap arsip masuk tiga bidang", end=585, rev="2-aaaaaaaa")
MINE = replace(BASE, activity="Menyusun rekap arsip masuk dan keluar", start=490, end=600)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Office]:
    behind = office(tmp_path)
    yield behind
    behind.store.close()


def clash(place: Office) -> Conflict:
    held = [Op(op="o-1", t="submit", entry=BASE.id)]
    with place.store.writing():
        place.store.entries.take(THEIRS)
        key = place.store.conflicts.add(BASE.id, MINE, THEIRS, NOW, base=BASE, ops=held)
    found = place.store.conflicts.get(key)
    assert found is not None
    return found


@pytest.mark.parametrize("mine", [CONTENT, ("activity",), ()])
def test_a_choice_that_is_taken_back_brings_the_copy_back_as_it_was(place: Office, mine: tuple[str, ...]) -> None:
    kept = clash(place)
    assert place.desk.syncing.compose(kept.id, mine) is None
    assert place.store.conflicts.count() == 0
    assert place.desk.journal.undo() == ("settle" if mine else "theirs")
    assert place.store.conflicts.all() == [kept]
    stored = place.store.entries.get(BASE.id)
    assert stored is not None
    assert stored.entry == THEIRS
    assert place.store.outbox.count() == 0


def test_a_copy_that_is_taken_back_leaves_the_two_versions_and_no_new_draft(place: Office) -> None:
    kept = clash(place)
    made = place.desk.syncing.copy(kept.id)
    assert made is not None
    assert place.desk.journal.undo() == "copy"
    assert place.store.entries.get(made) is None
    assert place.store.conflicts.all() == [kept]


def test_a_choice_for_the_centre_that_is_taken_back_leaves_what_came_in_since(place: Office) -> None:
    kept = clash(place)
    place.desk.syncing.settle(kept.id, mine=False)
    later = replace(THEIRS, evidence="https://arsip.go.id/baru", rev="3-bbbbbbbb")
    with place.store.writing():
        place.store.entries.take(later)
    assert place.desk.journal.undo() == "theirs"
    stored = place.store.entries.get(BASE.id)
    assert stored is not None
    assert stored.entry == later


def test_a_choice_that_has_left_is_not_taken_back(place: Office) -> None:
    kept = clash(place)
    place.desk.syncing.settle(kept.id, mine=True)
    [waiting] = place.store.outbox.all()
    with place.store.writing():
        place.store.outbox.remove(waiting.op.op)
    assert place.desk.journal.undo() == "left"
    assert place.store.conflicts.count() == 0


def test_a_salvage_waits_for_a_person_until_it_was_read(place: Office) -> None:
    salvage = Salvage(file="cache.db.corrupt-1", at="2026-11-25T01:00:00+00:00", entries=70, queued=2, damaged=1)
    before = place.desk.syncing.mark().attention
    with place.store.writing():
        place.store.meta.put(META, salvage.packed())
    assert place.desk.syncing.mark().attention == before + 1
    assert place.desk.syncing.view().salvaged == salvage
    place.desk.syncing.forget_salvage()
    assert place.desk.syncing.mark().attention == before
    assert place.desk.syncing.view().salvaged is None


def test_details_that_cannot_be_read_are_left_out(place: Office) -> None:
    with place.store.writing():
        place.store.meta.put("last_details", '{"min": "1.2"}')
    assert place.desk.syncing.view().last_details == {"min": "1.2"}
    with place.store.writing():
        place.store.meta.put("last_details", '{"min"')
    assert place.desk.syncing.view().last_details == {}
