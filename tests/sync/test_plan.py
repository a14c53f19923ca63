import json
from dataclasses import replace

import msgspec
import pytest

from ekin_tui.domain.model import Entry, Note, Status
from ekin_tui.domain.rev import advance
from ekin_tui.sync import plan
from ekin_tui.sync.plan import Local
from ekin_tui.sync.steps import (
    Advance,
    Attention,
    Clash,
    Done,
    Drop,
    FallBack,
    Forget,
    ForgetNote,
    Queued,
    Replace,
    Requeue,
    Stamp,
    Step,
    TakeDoc,
)
from ekin_tui.wire import Item, Op, Problem, Verdict, doc_of, fields_of
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
) -> list[Step]:
    sent, verdicts = [one for one, _ in pairs], [verdict for _, verdict in pairs]
    local = {MINE.id: Local(entry=mine, behind=behind)}
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
    assert steps[1:] == [Drop(op="o-1"), Drop(op="o-2"), Drop(op="o-3"), Replace(doc=doc_of(THEIRS))]


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
    assert steps == [Drop(op="o-1"), Requeue(op="o-2", base=same.rev), TakeDoc(doc=doc_of(same))]


def test_two_devices_that_submitted_the_same_have_nothing_left_to_say() -> None:
    put, submit = queued(1, "put"), queued(2, "submit", base="@o-1")
    same = advance(replace(MINE, status=Status.SUBMITTED))
    steps = settle([(put, said(put, "conflict", same, "stale-base")), (submit, said(submit, "deferred"))])
    assert steps == [Drop(op="o-1"), Drop(op="o-2"), TakeDoc(doc=doc_of(same))]


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
