"""Laws of the merge of two texts over one base."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.merge import UNITS, over, same_content, taken, three_way, unit_of
from ekin_tui.domain.model import CONTENT, Entry, Status

BASE = Entry(
    id="e-1",
    owner="p-1",
    day=date(2026, 11, 24),
    start=480,
    end=570,
    activity="Menyusun daftar arsip",
    plan="plan-1",
    quantity=2,
    unit="dokumen",
)

entries = st.builds(
    Entry,
    id=st.just("e-1"),
    owner=st.just("p-1"),
    day=st.sampled_from([date(2026, 11, 24), date(2026, 11, 25)]),
    start=st.sampled_from([None, 480, 540]),
    end=st.sampled_from([None, 600, 660]),
    zone=st.sampled_from(["Asia/Jakarta", "Asia/Jayapura"]),
    activity=st.sampled_from(["", "Rapat", "Menyusun daftar arsip"]),
    plan=st.sampled_from([None, "plan-1", "plan-2"]),
    quantity=st.sampled_from([None, 1, 2]),
    unit=st.sampled_from(["", "dokumen", "lembar"]),
    evidence=st.sampled_from(["", "https://a.go.id", "https://b.go.id"]),
)
bases = st.none() | entries


def values(entry: Entry, unit: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(getattr(entry, name) for name in unit)


def test_the_units_are_all_that_an_owner_writes_each_field_once() -> None:
    assert sorted(name for unit in UNITS for name in unit) == sorted(CONTENT)


@given(bases, entries)
def test_what_only_they_changed_is_theirs_and_nothing_is_left_of_mine(base: Entry | None, theirs: Entry) -> None:
    merged = three_way(base, base or theirs, theirs)
    assert (merged.entry, merged.mine, merged.clashes) == (theirs, (), ())


@given(entries, entries)
def test_what_only_i_changed_is_mine(base: Entry, mine: Entry) -> None:
    merged = three_way(base, mine, base)
    assert same_content(merged.entry, mine)
    assert merged.clashes == ()
    assert set(merged.mine) == {name for name in CONTENT if getattr(mine, name) != getattr(base, name)}


@given(bases, entries)
def test_the_same_change_on_both_sides_is_no_clash(base: Entry | None, both: Entry) -> None:
    merged = three_way(base, both, both)
    assert (merged.entry, merged.mine, merged.clashes) == (both, (), ())


@given(bases, entries, entries)
def test_it_does_not_matter_which_side_is_mine_unless_both_changed_the_same(
    base: Entry | None, mine: Entry, theirs: Entry
) -> None:
    one, other = three_way(base, mine, theirs), three_way(base, theirs, mine)
    assert one.clashes == other.clashes
    if not one.clashes:
        assert same_content(one.entry, other.entry)


@given(bases, entries, entries)
def test_every_unit_of_the_result_was_written_by_one_of_the_two(base: Entry | None, mine: Entry, theirs: Entry) -> None:
    merged = three_way(base, mine, theirs).entry
    for unit in UNITS:
        assert values(merged, unit) in {values(mine, unit), values(theirs, unit)}


@given(bases, entries, entries)
def test_nothing_typed_is_missing_from_both_the_result_and_the_copy(
    base: Entry | None, mine: Entry, theirs: Entry
) -> None:
    """A copy of the whole of mine is made exactly when something clashes."""
    merged = three_way(base, mine, theirs)
    if merged.clashes:
        return
    for unit in UNITS:
        typed = base is None or values(mine, unit) != values(base, unit)
        if typed:
            assert values(merged.entry, unit) == values(mine, unit)


@given(bases, entries, entries)
def test_a_field_that_clashes_stays_as_the_other_side_has_it(base: Entry | None, mine: Entry, theirs: Entry) -> None:
    merged = three_way(base, mine, theirs)
    for name in merged.clashes:
        assert getattr(merged.entry, name) == getattr(theirs, name) != getattr(mine, name)
    assert not set(merged.clashes) & set(merged.mine)


@given(bases, entries, entries)
def test_merging_again_after_the_result_was_taken_changes_nothing(
    base: Entry | None, mine: Entry, theirs: Entry
) -> None:
    merged = three_way(base, mine, theirs)
    again = three_way(theirs, merged.entry, theirs)
    assert (again.entry, again.clashes) == (merged.entry, ())
    assert set(again.mine) == set(merged.mine)


@given(entries, entries, entries)
def test_without_a_clash_mine_over_theirs_is_the_merge(base: Entry, mine: Entry, theirs: Entry) -> None:
    merged = three_way(base, mine, theirs)
    if not merged.clashes:
        assert same_content(over(base, mine, theirs), merged.entry)


def test_mine_over_theirs_takes_what_i_changed_and_leaves_what_i_did_not_touch() -> None:
    mine = replace(BASE, activity="Rapat")
    theirs = replace(BASE, activity="Upacara", evidence="https://a.go.id")
    assert over(BASE, mine, theirs) == replace(theirs, activity="Rapat")
    assert over(None, mine, theirs) == mine


def test_a_start_of_one_machine_never_meets_the_end_of_the_other() -> None:
    merged = three_way(BASE, replace(BASE, start=420), replace(BASE, end=720))
    assert (merged.entry.start, merged.entry.end) == (480, 720)
    assert merged.clashes == ("start", "end")


def test_a_span_is_not_carried_to_another_day() -> None:
    merged = three_way(BASE, replace(BASE, day=date(2026, 11, 25)), replace(BASE, start=540, end=600))
    assert (merged.entry.day, merged.entry.start) == (date(2026, 11, 24), 540)
    assert merged.clashes == ("day", "start", "end")


def test_a_quantity_is_not_counted_towards_another_plan() -> None:
    merged = three_way(BASE, replace(BASE, quantity=35, unit="lembar"), replace(BASE, plan="plan-2"))
    assert values(merged.entry, ("plan", "quantity", "unit")) == ("plan-2", 2, "dokumen")
    assert merged.clashes == ("plan", "quantity", "unit")


def test_the_state_and_the_revision_are_always_the_other_sides() -> None:
    theirs = replace(BASE, status=Status.RETURNED, rev="4-1f09c2aa", position="pos-1", evidence="https://a.go.id")
    mine = replace(BASE, status=Status.SUBMITTED, rev="1-00000000", activity="Rapat")
    assert three_way(BASE, mine, theirs).entry == replace(theirs, activity="Rapat")


def test_taking_a_field_takes_those_that_go_with_it() -> None:
    mine = replace(BASE, start=420, end=500)
    assert taken(BASE, mine, unit_of("start")) == mine
    with pytest.raises(KeyError):
        unit_of("status")
