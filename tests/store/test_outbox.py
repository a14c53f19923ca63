from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ekin_tui.domain.model import Problem, Status
from ekin_tui.store import Store
from ekin_tui.store.acknowledged import Sent
from ekin_tui.store.rows import row_of
from tests.store.facts import draft, op, open_store, received


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


def test_edits_of_one_draft_that_never_left_become_one_op(store: Store) -> None:
    with store.writing():
        store.entries.take(received(draft()))
        for number in range(3):
            text = replace(draft(), activity=f"Menyusun rekap jumlah arsip {number}")
            store.outbox.add(op(f"o-{number}", "put", text, base=store.outbox.base_for(text.id)))
    waiting = store.outbox.all()
    assert [(w.op.op, w.op.base) for w in waiting] == [("o-2", received(draft()).rev)]
    assert waiting[0].op.fields is not None
    assert waiting[0].op.fields.activity.endswith("2")


def test_an_edit_of_a_draft_that_may_have_left_is_an_op_of_its_own(store: Store) -> None:
    with store.writing():
        store.outbox.add(op("o-1", "put", draft()))
        store.outbox.leaving([store.outbox.head(1)[0].seq])
        store.outbox.add(op("o-2", "put", draft(), base=store.outbox.base_for(draft().id)))
    assert [(w.op.op, w.op.base, w.tries) for w in store.outbox.all()] == [("o-1", None, 1), ("o-2", "@o-1", 0)]


def test_submit_then_edit_are_both_kept(store: Store) -> None:
    with store.writing():
        store.outbox.add(op("o-1", "put", draft()))
        store.outbox.add(op("o-2", "submit", draft(), base="@o-1"))
        store.outbox.add(op("o-3", "withdraw", draft(), base="@o-2"))
        store.outbox.add(op("o-4", "put", draft(), base=store.outbox.base_for(draft().id)))
    assert [w.op.t for w in store.outbox.all()] == ["put", "submit", "withdraw", "put"]
    assert store.outbox.all()[-1].op.base == "@o-3"


def test_a_note_is_no_base_for_what_follows(store: Store) -> None:
    with store.writing():
        store.entries.take(received(draft()))
        store.outbox.add(op("o-1", "note", draft(), text="Mohon dilihat", note="n-1"))
    assert store.outbox.base_for(draft().id) == received(draft()).rev
    assert store.outbox.base_for("e-nowhere") is None


def test_a_refused_op_waits_for_a_person_with_its_reason(store: Store) -> None:
    with store.writing():
        store.outbox.add(op("o-1", "submit", draft()))
        body = store.outbox.body("o-1")
        assert body
        store.outbox.set_aside(
            "o-1", draft().id, body, Problem(code="text-too-short", field="activity", args={"need": 15})
        )
    assert store.outbox.count() == 0
    listed = store.outbox.attention()
    assert [(w.op.op, w.problem.code if w.problem else "") for w in listed] == [("o-1", "text-too-short")]
    assert store.outbox.attention_of(draft().id)[0].args == {"need": 15}
    with store.writing():
        store.outbox.dismiss("o-1")
    assert store.outbox.attention() == []


def test_an_acknowledged_op_is_kept_with_its_verdict(store: Store) -> None:
    with store.writing():
        store.outbox.add(op("o-1", "put", draft()))
        store.outbox.sent(
            [Sent(op="o-1", entry=draft().id, body="{}", verdict="applied", rev="1-abc", received="2026")]
        )
    assert store.outbox.count() == 0
    assert store._base.rows("select op, verdict, rev, received from sent") == [("o-1", "applied", "1-abc", "2026")]


def test_an_op_that_is_not_due_is_told_apart(store: Store) -> None:
    now = datetime.now(UTC).timestamp()
    with store.writing():
        store.outbox.add(op("o-1", "submit", draft()), after_s=60)
        store.outbox.add(op("o-2", "submit", draft(1)))
        store.outbox.fail("o-2", "timeout", "read", now + 5)
    assert [w.op.op for w in store.outbox.head(9, now=now)] == []
    assert [w.op.op for w in store.outbox.head(9, now=now + 61)] == ["o-1", "o-2"]
    assert [w.problem.code for w in store.outbox.head(9) if w.problem] == ["timeout"]


def test_only_another_text_under_another_revision_of_what_was_sent_from_here_is_another_text(store: Store) -> None:
    mine = received(draft())
    other = replace(mine, activity="Menyusun rekap jumlah arsip statis", rev="2-00000000")
    with store.writing():
        store.entries.take(mine)
    assert store.outbox.said_otherwise([row_of(other)]) == []  # nothing of it was sent from here
    with store.writing():
        store.outbox.sent([Sent(op="o-1", entry=mine.id, body="{}", verdict="applied")])
    assert store.outbox.said_otherwise([row_of(other)]) == [mine.id]
    assert store.outbox.said_otherwise([row_of(replace(mine, rev="2-00000000", status=Status.SUBMITTED))]) == []
    assert store.outbox.said_otherwise([row_of(replace(other, rev=mine.rev))]) == []
    assert store.outbox.said_otherwise([row_of(replace(other, id="e-elsewhere")), row_of(mine)]) == []
