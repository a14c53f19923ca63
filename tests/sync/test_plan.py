import json
from dataclasses import replace

import msgspec
import pytest

from ekin_tui.domain.model import Entry, Note, Status
from ekin_tui.domain.rev import advance
from ekin_tui.sync import plan
from ekin_tui.sync.carry import read_page
from ekin_tui.sync.clashes import Local
from ekin_tui.sync.steps import (
    Advance,
    Attention,
    Clash,
    Done,
    Drop,
    Exchange,
    FallBack,
    Forget,
    ForgetNote,
    Queued,
    Requeue,
    Rest,
    Stamp,
    Step,
    TakeDoc,
)
from ekin_tui.wire import FeedAnswer, Item, Op, Problem, Verdict, doc_of, fields_of
from tests.store.facts import draft

MINE = draft()
THEIRS = advance(advance(replace(MINE, activity="Menyusun daftar arsip dari perangkat lain")))


def queued(
    seq: int, kind: str, entry: Entry = MINE, *, base: str | None = None, text: str = "", tries: int = 1
) -> Queued:
    note = f"n-{seq}" if kind in {"note", "return", "approve"} else None
    fields = fields_of(entry) if kind == "put" else None
    op = Op(op=f"o-{seq}", t=kind, entry=entry.id, base=base, text=text, note=note, fields=fields)
    return Queued(seq, op.op, entry.id, kind, msgspec.json.encode(op).decode(), tries, 0.0)


def said(one: Queued, v: str, doc: Entry | None = None, code: str = "", rev: str = "") -> Verdict:
    problem = Problem(type=f"https://x/ekin/problems/{code}", field="activity", args={"need": 15}) if code else None
    return Verdict(op=one.op, v=v, doc=doc_of(doc) if doc else None, problem=problem, rev=rev)


def settle(
    pairs: list[tuple[Queued, Verdict]],
    *,
    later: bool = False,
    mine: Entry | None = MINE,
    behind: tuple[Queued, ...] = (),
    ground: Entry | None = None,
) -> list[Step]:
    sent, verdicts = [one for one, _ in pairs], [verdict for _, verdict in pairs]
    local = {MINE.id: Local(entry=mine, behind=behind, ground=ground, fresh="new")}
    entries = frozenset([MINE.id]) if later else frozenset()
    return plan.settle(sent, verdicts, later=entries, local=local)


def kinds(steps: list[Step]) -> list[str]:
    return [type(step).__name__ for step in steps]


def test_ops_that_are_done_leave_the_queue_and_the_last_record_counts() -> None:
    put, submit = queued(1, "put"), queued(2, "submit", base="@o-1")
    one = advance(MINE)
    two = advance(replace(one, status=Status.SUBMITTED))
    steps = settle([(put, said(put, "applied", one, rev=one.rev)), (submit, said(submit, "applied", two, rev=two.rev))])
    assert kinds(steps) == ["Done", "Done", "TakeDoc"]
    assert steps[2] == TakeDoc(doc=doc_of(two))


def test_ops_that_wait_behind_rest_on_the_new_revision() -> None:
    put = queued(1, "put")
    one = advance(MINE)
    steps = settle([(put, said(put, "applied", one, rev=one.rev))], later=True)
    assert steps[-1] == Advance(entry=MINE.id, op="o-1", rev=one.rev)


def test_a_record_that_may_no_longer_be_seen_is_forgotten() -> None:
    approve = queued(1, "approve")
    steps = settle([(approve, said(approve, "duplicate"))])
    assert steps == [
        Done(op="o-1", entry=MINE.id, body=approve.body, verdict="duplicate", t="approve"),
        Stamp(note="n-1", at=None),
        Forget(entry=MINE.id),
    ]


def test_my_text_against_another_one_becomes_a_conflict_copy_with_all_that_waits_on_it() -> None:
    put, submit, later = queued(1, "put"), queued(2, "submit", base="@o-1"), queued(3, "withdraw", base="@o-2", tries=0)
    steps = settle(
        [(put, said(put, "conflict", THEIRS, "stale-base")), (submit, said(submit, "deferred"))], behind=(later,)
    )
    assert steps[0] == Clash(id="o-1", entry=MINE.id, mine=MINE, theirs=THEIRS, ops=[put.body, submit.body, later.body])
    assert steps[1:] == [Drop(op="o-1"), Drop(op="o-2"), Drop(op="o-3"), Rest(entry=THEIRS, doc=doc_of(THEIRS))]


def test_my_text_against_a_closed_entry_becomes_a_conflict_copy_however_it_differs() -> None:
    put, submit = queued(1, "put"), queued(2, "submit", base="@o-1")
    closed = replace(THEIRS, status=Status.APPROVED)
    steps = settle(
        [(put, said(put, "conflict", closed, "stale-base")), (submit, said(submit, "deferred"))], ground=MINE
    )
    assert kinds(steps) == ["Clash", "Drop", "Drop", "Replace"]
    assert isinstance(steps[0], Clash)
    assert steps[0].base == MINE


def test_my_text_is_safe_when_the_record_is_no_longer_there_at_all() -> None:
    put = queued(1, "put")
    steps = settle([(put, said(put, "conflict", None, "stale-base"))])
    assert isinstance(steps[0], Clash)
    assert steps[0].theirs is None
    assert steps[-1] == Forget(entry=MINE.id)


def test_two_devices_that_wrote_the_same_are_no_conflict_and_the_submission_is_asked_again() -> None:
    put, submit = queued(1, "put"), queued(2, "submit", base="@o-1")
    same = advance(advance(MINE))
    steps = settle([(put, said(put, "conflict", same, "stale-base")), (submit, said(submit, "deferred"))])
    sent = replace(same, status=Status.SUBMITTED)
    assert steps == [Drop(op="o-1"), Requeue(op="o-2", base=same.rev), Rest(entry=sent, doc=doc_of(same))]


def test_two_devices_that_submitted_the_same_have_nothing_left_to_say() -> None:
    put, submit = queued(1, "put"), queued(2, "submit", base="@o-1")
    same = advance(replace(MINE, status=Status.SUBMITTED))
    steps = settle([(put, said(put, "conflict", same, "stale-base")), (submit, said(submit, "deferred"))])
    assert steps == [Drop(op="o-1"), Drop(op="o-2"), TakeDoc(doc=doc_of(same))]


EDITED = replace(MINE, evidence="https://arsip.go.id/daftar")
"""My text, changed in a field that they left alone."""
BOTH = replace(THEIRS, evidence=EDITED.evidence)


def test_a_change_of_another_field_is_put_again_on_the_new_base() -> None:
    put = queued(1, "put", EDITED)
    steps = settle([(put, said(put, "conflict", THEIRS, "stale-base"))], mine=EDITED, ground=MINE)
    assert kinds(steps) == ["Exchange", "Rest"]
    assert steps[1] == Rest(entry=BOTH, doc=doc_of(THEIRS))
    assert isinstance(steps[0], Exchange)
    assert (steps[0].op, steps[0].by.op, steps[0].by.base) == ("o-1", "new", THEIRS.rev)
    assert steps[0].by.fields == fields_of(BOTH)


def test_a_submission_behind_a_merge_goes_on_resting_on_it() -> None:
    put, submit = queued(1, "put", EDITED), queued(2, "submit", base="@o-1")
    mine = replace(EDITED, status=Status.SUBMITTED)
    pairs = [(put, said(put, "conflict", THEIRS, "stale-base")), (submit, said(submit, "deferred"))]
    steps = settle(pairs, mine=mine, ground=MINE)
    assert kinds(steps) == ["Exchange", "Requeue", "Rest"]
    assert steps[1] == Requeue(op="o-2", base="@new")
    assert steps[2] == Rest(entry=replace(BOTH, status=Status.SUBMITTED), doc=doc_of(THEIRS))


def test_a_long_chain_shrinks_to_what_its_author_wanted_in_the_end() -> None:
    first, put = queued(1, "put"), queued(2, "put", EDITED, base="@o-1")
    submit, withdraw = queued(3, "submit", base="@o-2"), queued(4, "withdraw", base="@o-3")
    last, again = queued(5, "put", EDITED, base="@o-4", tries=0), queued(6, "submit", base="@o-5", tries=0)
    sent = [first, put, submit, withdraw]
    pairs = [(one, said(one, "deferred")) for one in sent]
    pairs[0] = (first, said(first, "conflict", THEIRS, "stale-base"))
    steps = settle(pairs, mine=replace(EDITED, status=Status.SUBMITTED), ground=MINE, behind=(last, again))
    assert kinds(steps) == ["Exchange", "Drop", "Drop", "Drop", "Drop", "Requeue", "Rest"]
    assert steps[5] == Requeue(op="o-6", base="@new")


def test_a_submission_taken_back_again_is_not_made() -> None:
    put, submit, back = queued(1, "put", EDITED), queued(2, "submit", base="@o-1"), queued(3, "withdraw", base="@o-2")
    pairs = [(one, said(one, "deferred")) for one in (put, submit, back)]
    pairs[0] = (put, said(put, "conflict", THEIRS, "stale-base"))
    assert kinds(settle(pairs, mine=EDITED, ground=MINE)) == ["Exchange", "Drop", "Drop", "Rest"]


def test_a_clash_in_one_field_keeps_the_other_fields_and_holds_the_submission() -> None:
    mine = replace(EDITED, activity="Menyusun daftar arsip menurut saya", status=Status.SUBMITTED)
    put, submit = queued(1, "put", mine), queued(2, "submit", base="@o-1")
    pairs = [(put, said(put, "conflict", THEIRS, "stale-base")), (submit, said(submit, "deferred"))]
    steps = settle(pairs, mine=mine, ground=MINE)
    assert kinds(steps) == ["Clash", "Exchange", "Drop", "Rest"]
    assert steps[0] == Clash(id="o-1", entry=MINE.id, mine=mine, theirs=THEIRS, base=MINE, ops=[put.body, submit.body])
    assert steps[2:] == [Drop(op="o-2"), Rest(entry=BOTH, doc=doc_of(THEIRS))]


def test_an_entry_returned_since_is_not_sent_again_before_its_author_has_read_why() -> None:
    withdraw, put = queued(1, "withdraw", base="2-x"), queued(2, "put", EDITED, base="@o-1")
    submit = queued(3, "submit", base="@o-2")
    back = replace(THEIRS, status=Status.RETURNED)
    pairs = [(one, said(one, "deferred")) for one in (withdraw, put, submit)]
    pairs[0] = (withdraw, said(withdraw, "conflict", back, "stale-base"))
    sent = replace(MINE, status=Status.SUBMITTED)
    steps = settle(pairs, mine=replace(EDITED, status=Status.SUBMITTED), ground=sent)
    assert kinds(steps) == ["Attention", "Exchange", "Drop", "Rest"]
    assert isinstance(steps[0], Attention)
    assert (steps[0].op, steps[0].problem.code) == ("o-3", "stale-base")
    assert steps[3] == Rest(entry=replace(BOTH, status=Status.RETURNED), doc=doc_of(back))


def test_what_the_centre_took_of_mine_before_is_the_base_of_what_it_did_not_take() -> None:
    """The first put was taken long ago; its answer was lost, and another machine has written since."""
    first, put = queued(1, "put", EDITED), queued(2, "put", replace(EDITED, quantity=9), base="@o-1")
    theirs = advance(replace(EDITED, activity="Diubah dari rumah"))
    pairs = [(first, said(first, "duplicate", theirs, rev="1-x")), (put, said(put, "conflict", theirs, "stale-base"))]
    steps = settle(pairs, mine=replace(EDITED, quantity=9), ground=None)
    assert kinds(steps) == ["Done", "Advance", "Exchange", "Rest"]
    assert steps[3] == Rest(entry=replace(theirs, quantity=9), doc=doc_of(theirs))


def test_what_was_thrown_away_here_and_changed_elsewhere_stays_as_a_copy() -> None:
    put, discard = queued(1, "put", EDITED), queued(2, "discard", base="@o-1")
    pairs = [(put, said(put, "conflict", THEIRS, "stale-base")), (discard, said(discard, "deferred"))]
    steps = settle(pairs, mine=replace(EDITED, status=Status.DISCARDED), ground=MINE)
    assert kinds(steps) == ["Clash", "Drop", "Drop", "Replace"]


def test_a_decision_that_came_too_late_waits_for_its_author_with_its_words() -> None:
    decision = queued(1, "return", text="Lampirkan notulen", base="1-old")
    steps = settle([(decision, said(decision, "conflict", THEIRS, "stale-base"))])
    assert kinds(steps) == ["Attention", "ForgetNote", "FallBack"]
    assert isinstance(steps[0], Attention)
    assert "Lampirkan notulen" in steps[0].body
    assert steps[0].problem.code == "stale-base"
    assert steps[2] == FallBack(entry=MINE.id, doc=doc_of(THEIRS))


def test_a_refused_submission_makes_a_draft_again_with_the_reason() -> None:
    put, submit = queued(1, "put"), queued(2, "submit", base="@o-1")
    one = advance(MINE)
    steps = settle(
        [(put, said(put, "applied", one, rev=one.rev)), (submit, said(submit, "rejected", one, "text-too-short"))]
    )
    assert kinds(steps) == ["Done", "Advance", "Attention", "FallBack"]
    assert isinstance(steps[2], Attention)
    assert (steps[2].problem.code, steps[2].problem.field, steps[2].problem.args) == (
        "text-too-short",
        "activity",
        {"need": 15},
    )
    assert steps[3] == FallBack(entry=MINE.id, doc=doc_of(one))


def test_a_refused_text_stays_and_what_rested_on_it_is_dropped() -> None:
    put, submit = queued(1, "put"), queued(2, "submit", base="@o-1")
    steps = settle([(put, said(put, "rejected", None, "hostile-text")), (submit, said(submit, "deferred"))])
    assert kinds(steps) == ["Attention", "Drop", "FallBack"]
    assert steps[2] == FallBack(entry=MINE.id, doc=None, text=True)


def test_a_text_refused_because_the_entry_is_closed_becomes_a_copy_beside_it() -> None:
    put = queued(1, "put", base="@o-0")
    closed = replace(THEIRS, status=Status.SUBMITTED)
    steps = settle([(put, said(put, "rejected", closed, "wrong-state"))])
    assert kinds(steps) == ["Attention", "Clash", "Replace"]


def test_a_mended_text_behind_a_refused_one_is_asked_in_its_place() -> None:
    put, mended = queued(1, "put", base="3-x"), queued(2, "put", base="@o-1", tries=0)
    submit = queued(3, "submit", base="@o-2", tries=0)
    steps = settle([(put, said(put, "rejected", None, "text-too-long"))], behind=(mended, submit))
    assert kinds(steps) == ["Attention", "Requeue", "Requeue"]
    assert steps[1:] == [Requeue(op="o-2", base="3-x"), Requeue(op="o-3", base="@o-2")]


def test_a_note_stands_for_itself() -> None:
    note, submit = queued(1, "note", text="Sudah saya lampirkan"), queued(2, "submit")
    two = advance(replace(MINE, status=Status.SUBMITTED))
    steps = settle(
        [(note, said(note, "rejected", None, "not-found")), (submit, said(submit, "applied", two, rev=two.rev))]
    )
    assert kinds(steps) == ["Attention", "ForgetNote", "Done", "TakeDoc"]
    assert steps[1] == ForgetNote(note="n-1")


@pytest.mark.parametrize("verdict", ["deferred", "postponed", ""])
def test_a_verdict_that_settles_nothing_leaves_the_op_in_the_queue(verdict: str) -> None:
    put = queued(1, "put")
    assert settle([(put, said(put, verdict))]) == []


def test_trouble_with_one_entry_does_not_touch_another() -> None:
    other = draft(1)
    bad, good = queued(1, "put"), queued(2, "put", other)
    one = advance(other)
    steps = settle(
        [(bad, said(bad, "rejected", None, "hostile-text")), (good, said(good, "applied", one, rev=one.rev))]
    )
    assert kinds(steps) == ["Attention", "FallBack", "Done", "TakeDoc"]


def test_a_batch_keeps_both_caps_and_always_takes_one() -> None:
    ops = [queued(n, "put", draft(n % 4, id=f"e-{n}")) for n in range(10)]
    size = len(ops[0].body)
    assert len(plan.batch(ops, max_ops=4, max_bytes=10**6, now=0)[0]) == 4
    assert len(plan.batch(ops, max_ops=99, max_bytes=size * 3, now=0)[0]) == 2
    assert len(plan.batch(ops, max_ops=99, max_bytes=1, now=0)[0]) == 1
    assert plan.batch([], max_ops=9, max_bytes=9, now=0) == ([], frozenset())


def test_what_is_not_due_holds_back_its_own_entry_alone() -> None:
    first = queued(1, "put")._replace(next_at=100.0)
    second, third = queued(2, "submit"), queued(3, "put", draft(1))
    chosen, held = plan.batch([first, second, third], max_ops=9, max_bytes=10**6, now=50.0)
    assert [one.seq for one in chosen] == [3]
    assert held == {MINE.id}
    assert len(plan.batch([first, second, third], max_ops=9, max_bytes=10**6, now=100.0)[0]) == 3


def test_a_next_try_set_by_a_clock_that_went_wrong_is_due() -> None:
    far = queued(1, "put")._replace(next_at=10.0**12)
    assert plan.batch([far], max_ops=9, max_bytes=10**6, now=50.0)[0] == [far]


def test_halving_ends_at_one_op() -> None:
    ops = [queued(n, "put") for n in range(3)]
    assert [len(half) for half in plan.halves(ops)] == [2, 1]
    assert plan.halves(ops[:1]) == (ops[:1], [])


def raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


def test_a_page_is_sorted_and_what_is_unknown_is_kept_as_it_came() -> None:
    note = Note(id="n-1", entry=MINE.id, kind="note", text="x")  # type: ignore[arg-type]  # encoded only
    page = plan.absorb(
        [
            Item(pos=1, k="entry", id=MINE.id, doc=raw(doc_of(advance(MINE)))),
            Item(pos=2, k="gone", id="e-2", why="moved"),
            Item(pos=3, k="note", id="n-1", doc=raw(note)),
            Item(pos=4, k="survey", id="s-1", doc=raw({"stars": 5})),
            Item(pos=5, k="person", id="p-1", doc=raw({"id": "p-1"})),
        ]
    )
    assert [doc.id for doc in page.entries] == [MINE.id]
    assert page.gone == ["e-2"]
    assert [(kind, entity) for kind, entity, _ in page.facts] == [("note", "n-1")]
    assert [(kind, entity, json.loads(doc)) for kind, entity, doc in page.unknown] == [
        ("survey", "s-1", {"stars": 5}),
        ("person", "p-1", {"id": "p-1"}),
    ]


def test_one_malformed_entry_does_not_take_its_page_with_it() -> None:
    good = Item(pos=1, k="entry", id=MINE.id, doc=raw(doc_of(advance(MINE))))
    bad = Item(pos=2, k="entry", id="e-2", doc=raw({"id": "e-2", "status": "frozen"}))
    page = plan.absorb([good, bad])
    assert ([doc.id for doc in page.entries], [entity for _, entity, _ in page.unknown]) == ([MINE.id], ["e-2"])


@pytest.mark.parametrize("wrong", [{"start": "pagi"}, {"end": "25:99"}, {"start": ""}, {"quantity": 2**63}])
def test_an_entry_whose_time_or_number_cant_be_read_is_kept_as_it_came(wrong: dict[str, object]) -> None:
    good = Item(pos=1, k="entry", id=MINE.id, doc=raw(doc_of(advance(MINE))))
    document = {**msgspec.json.decode(good.doc), **wrong, "id": "e-2"}
    items = [good, Item(pos=2, k="entry", id="e-2", doc=raw(document))]
    page = read_page(FeedAnswer(feed="me", n=2, items=items, next="c2", more=False, epoch="s:1"))
    assert ([doc.id for doc in page.absorbed.entries], [row[0] for row in page.rows]) == ([MINE.id], [MINE.id])
    [(kind, entity, doc)] = page.absorbed.unknown
    assert (kind, entity, json.loads(doc)) == ("entry", "e-2", document)
