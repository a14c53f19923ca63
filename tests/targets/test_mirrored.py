"""What the cache knows of mirrors: what is due, what was under way, and what a damaged or moved one keeps of it."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ekin_tui.domain.model import Problem, Status
from ekin_tui.store import Store
from ekin_tui.store.mirrored import Outcome
from ekin_tui.store.saved import gather
from tests.office import SITI, TODAY, as_received, make_entry
from tests.store.facts import open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path)
    with store.writing():
        store.meta.put("person", SITI.id)
        for number, status in enumerate((Status.SUBMITTED, Status.APPROVED, Status.DRAFT)):
            store.entries.take(replace(as_received(make_entry(number, TODAY), status), rev=f"1-{number:08x}"))
    return store


def due(store: Store) -> list[str]:
    return [one.entry.status.value for one in store.mirrored.due("dinas", 10)]


def test_only_what_was_handed_in_is_due_and_each_mirror_has_its_own(store: Store) -> None:
    assert sorted(due(store)) == ["approved", "submitted"]
    first = store.mirrored.due("dinas", 1)
    with store.writing():
        store.mirrored.leaving("dinas", first)
        store.mirrored.settle("dinas", [Outcome(entry=first[0].entry.id, rev=first[0].entry.rev, theirs="17")])
    assert (store.mirrored.count("dinas"), store.mirrored.count("arsip")) == (1, 2)
    assert store.mirrored.entry_of("dinas", "17") == first[0].entry.id


def test_a_copy_that_may_have_left_goes_again_as_it_was_before_the_newer_one(store: Store) -> None:
    first = store.mirrored.due("dinas", 1)[0]
    with store.writing():
        store.mirrored.leaving("dinas", [first])
        newer = replace(first.entry, activity="Menyusun rekap yang lain", rev="2-00000009")
        store.entries.take(newer)
    again = store.mirrored.due("dinas", 1)[0]
    assert (again.again, again.entry) == (True, first.entry)
    with store.writing():
        store.mirrored.settle("dinas", [Outcome(entry=again.entry.id, rev=again.entry.rev, theirs="17")])
    after = {one.entry.id: one for one in store.mirrored.due("dinas", 10)}[newer.id]
    assert (after.again, after.entry.rev, after.theirs) == (False, newer.rev, "17")


def test_what_was_refused_waits_for_a_change_or_for_a_person(store: Store) -> None:
    first = store.mirrored.due("dinas", 1)[0]
    problem = Problem(code="mirror-said", args={"target": "dinas", "text": "tidak"})
    with store.writing():
        store.mirrored.leaving("dinas", [first])
        store.mirrored.settle("dinas", [Outcome(entry=first.entry.id, rev=first.entry.rev, problem=problem)])
    assert store.mirrored.count("dinas") == 1
    assert [found for _, found in store.mirrored.refusals("dinas")] == [problem]
    with store.writing():
        store.mirrored.again("dinas")
    assert store.mirrored.count("dinas") == 2


def test_a_damaged_cache_keeps_what_it_is_called_there(store: Store) -> None:
    first = store.mirrored.due("dinas", 1)
    with store.writing():
        store.mirrored.leaving("dinas", first)
        store.mirrored.settle("dinas", [Outcome(entry=first[0].entry.id, rev=first[0].entry.rev, theirs="17")])
    store.seal()
    store.close()
    raw = bytearray(store.path.read_bytes())
    raw[:100] = bytes(100)
    assert gather(bytes(raw)).count("mirrored") == 1
    store.path.write_bytes(raw)
    with closing(Store.open(store.path)) as again:
        assert again.salvaged is not None
        assert again.mirrored.entry_of("dinas", "17") == first[0].entry.id
