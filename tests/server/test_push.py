"""Every verdict, and what a lying client gets."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from ekin_tui import wire
from ekin_tui.domain.model import Action, Status
from ekin_tui.domain.rules import TABLE, Role
from ekin_tui.server import admin
from ekin_tui.server.schema import entries
from tests.centre import BUDI, TODAY, Centre
from tests.server.postgres import BOTH_ENGINES
from tests.server.talk import Talk, act, code, new, put

pytestmark = BOTH_ENGINES
YUSUF = "198709052011011006"


@pytest.fixture(scope="module")
def auditor(centre: Centre) -> Talk:
    admin.assign(centre.database_url, YUSUF, supervisor=BUDI, capacity="auditor", start=TODAY)
    return Talk(centre, YUSUF)


def test_a_chain_made_offline_is_applied_in_its_order(siti: Talk) -> None:
    entry, rev = siti.sent_entry()
    assert rev.startswith("2-")
    assert siti.get(f"/entries/{entry}").json()["status"] == "submitted"


def test_the_same_op_is_answered_from_the_ledger_and_done_once(siti: Talk) -> None:
    op = put(new("e"), siti.fields())
    [first] = siti.push(op)
    [again] = siti.push(op)
    assert (first["v"], again["v"]) == ("applied", "duplicate")
    assert (again["rev"], again["received"]) == (first["rev"], first["received"])


def test_an_op_id_with_another_body_is_refused(siti: Talk) -> None:
    op = put(new("e"), siti.fields())
    siti.push(op)
    [other] = siti.push({**op, "fields": siti.fields(quantity=9)})
    assert (other["v"], code(other)) == ("rejected", "op-id-reused")


def test_the_op_id_of_somebody_else_tells_nothing(siti: Talk, joko: Talk) -> None:
    op = put(new("e"), siti.fields())
    siti.push(op)
    [other] = joko.push(op)
    assert (other["v"], code(other)) == ("rejected", "op-id-reused")
    assert "doc" not in other
    [foreign] = joko.push(act("submit", op["entry"], f"@{op['op']}"))
    assert foreign.get("doc") is None


def test_an_old_base_is_a_conflict_with_the_entry_as_it_stands(siti: Talk) -> None:
    entry = new("e")
    [first] = siti.push(put(entry, siti.fields()))
    siti.push(put(entry, siti.fields(quantity=2), base=first["rev"]))
    [late] = siti.push(put(entry, siti.fields(quantity=3), base=first["rev"]))
    assert (late["v"], code(late)) == ("conflict", "stale-base")
    assert late["doc"]["quantity"] == 2


def test_what_depends_on_a_refused_op_is_deferred_and_others_go_on(siti: Talk) -> None:
    bad, good = put(new("e"), siti.fields(quantity=-1)), put(new("e"), siti.fields())
    results = siti.push(bad, act("submit", bad["entry"], f"@{bad['op']}"), good)
    assert [r["v"] for r in results] == ["rejected", "deferred", "applied"]
    assert results[0]["problem"]["field"] == "quantity"


@pytest.mark.parametrize(
    ("changes", "want"),
    [
        ({"end": "07:00"}, "end-before-start"),
        ({"end": "08:00"}, "zero-minutes"),
        ({"activity": "x" * 501}, "text-too-long"),
        ({"activity": "Menyusun \x1b[2J laporan"}, "hostile-text"),
        ({"evidence": "ftp://x"}, "evidence-not-link"),
        ({"zone": "Europe/Paris"}, "zone-unknown"),
        ({"plan": "no-such-plan"}, "plan-unknown"),
        ({"start": "25:00"}, "time-out-of-range"),
    ],
)
def test_content_that_no_draft_may_have_is_refused(siti: Talk, changes: dict[str, Any], want: str) -> None:
    [result] = siti.push(put(new("e"), siti.fields(**changes)))
    assert (result["v"], code(result)) == ("rejected", want)


def test_a_plan_of_somebody_else_is_unknown(siti: Talk, joko: Talk) -> None:
    [result] = joko.push(put(new("e"), joko.fields(plan=siti.fields()["plan"])))
    assert code(result) == "plan-unknown"


@pytest.mark.parametrize(
    ("changes", "want"),
    [
        ({"unit": ""}, "unit-missing"),
        ({"plan": None}, "plan-missing"),
        ({"activity": "dll"}, "empty-phrase"),
        ({"day": "2026-12-30"}, "future-day"),
    ],
)
def test_what_is_not_ready_stays_a_draft(siti: Talk, changes: dict[str, Any], want: str) -> None:
    entry, first = new("e"), new("o")
    results = siti.push(put(entry, siti.fields(**changes), op=first), act("submit", entry, f"@{first}"))
    assert results[0]["v"] == "applied"
    assert (results[1]["v"], code(results[1])) == ("rejected", want)
    assert results[1]["doc"]["status"] == "draft"


def test_nothing_is_written_into_a_locked_period(siti: Talk) -> None:
    [result] = siti.push(put(new("e"), siti.fields(day="2026-09-10")))
    assert (result["v"], code(result)) == ("rejected", "period-locked")


def test_a_submission_after_the_deadline_is_marked_late(siti: Talk) -> None:
    entry, _ = siti.sent_entry(day="2026-10-13")
    assert siti.get(f"/entries/{entry}").json()["late"] is True


def test_a_decision_comes_back_with_its_note_in_both_feeds(siti: Talk, budi: Talk) -> None:
    entry, rev = siti.sent_entry()
    inbox = budi.inbox()
    assert entry in {doc["id"] for doc in budi.of_kind("entry", inbox)}
    [refused] = budi.push(act("return", entry, rev))
    assert (code(refused), refused["problem"]["field"]) == ("note-needed", "note")
    [done] = budi.push(act("return", entry, rev, text="Lampirkan daftar.", note=new("n")))
    assert done["doc"]["status"] == "returned"
    for notes in (siti.of_kind("note"), budi.of_kind("note", inbox)):
        assert [n["text"] for n in notes if n["entry"] == entry] == ["Lampirkan daftar."]
    note = next(n for n in siti.of_kind("note") if n["entry"] == entry)
    assert (note["capacity"], note["kind"], note["name"]) == ("atasan", "return", "Budi Hartono, S.Sos.")


def test_fewer_minutes_need_a_note_and_more_are_refused(siti: Talk, budi: Talk) -> None:
    entry, rev = siti.sent_entry()
    assert code(budi.push(act("approve", entry, rev, minutes=91))[0]) == "minutes-out-of-range"
    assert code(budi.push(act("approve", entry, rev, minutes=60))[0]) == "note-needed"
    [done] = budi.push(act("approve", entry, rev, minutes=60, text="Cukup 60."))
    assert done["doc"]["recognised"] == 60


def test_the_first_of_two_decisions_wins(siti: Talk, budi: Talk) -> None:
    entry, rev = siti.sent_entry()
    assert siti.push(act("withdraw", entry, rev))[0]["v"] == "applied"
    [late] = budi.push(act("approve", entry, rev))
    assert late["v"] == "rejected"
    assert late.get("doc") is None
    assert siti.get(f"/entries/{entry}").json()["status"] == "draft"


def test_a_withdrawn_entry_goes_from_the_inbox(siti: Talk, budi: Talk) -> None:
    entry, rev = siti.sent_entry()
    inbox = budi.inbox()
    siti.push(act("withdraw", entry, rev))
    last = [item for item in budi.items(inbox) if item["id"] == entry]
    assert [(item["k"], item["why"]) for item in last] == [("gone", "withdrawn")]


def test_a_note_id_is_used_once(siti: Talk, budi: Talk) -> None:
    entry, rev = siti.sent_entry()
    note = new("n")
    assert budi.push(act("note", entry, rev, text="Satu.", note=note))[0]["v"] == "applied"
    [again] = budi.push(act("note", entry, rev, text="Dua.", note=note))
    assert code(again) == "op-id-reused"


def test_a_hostile_note_is_refused(siti: Talk, budi: Talk) -> None:
    entry, rev = siti.sent_entry()
    [result] = budi.push(act("return", entry, rev, text="lihat\x1b]52;c;eA==\x07"))
    assert code(result) == "hostile-text"


def test_an_assignment_of_somebody_else_is_worth_nothing(siti: Talk, budi: Talk, nurlaela: Talk) -> None:
    entry, rev = siti.sent_entry()
    theirs = next(f["assignment"] for f in nurlaela.session()["feeds"] if f.get("role") == "holder")
    [result] = budi.push(act("approve", entry, rev, **{"as": theirs}))
    assert code(result) == "assignment-invalid"
    [stranger] = nurlaela.push(act("approve", entry, rev))
    assert code(stranger) == "not-found"


def test_nobody_decides_on_their_own_entry(budi: Talk) -> None:
    entry, rev = budi.sent_entry()
    [result] = budi.push(act("approve", entry, rev))
    assert (result["v"], code(result)) == ("rejected", "own-entry")


def test_ones_own_day_mark_is_taken_and_nobody_elses(siti: Talk, joko: Talk) -> None:
    mark = {"id": new("m"), "day": "2026-11-23", "kind": "duty", "text": "Dinas luar", "owner": None}
    assert siti.push({"op": new("o"), "t": "mark", "entry": mark["id"], "mark": mark})[0]["v"] == "applied"
    assert mark["id"] in {doc["id"] for doc in siti.of_kind("day")}
    [other] = joko.push({"op": new("o"), "t": "mark", "entry": mark["id"], "mark": mark})
    assert code(other) == "not-found"


def _set(centre: Centre, entry: str, status: Status) -> str:
    """Put ``entry`` into ``status`` behind the centre's back; return its revision."""
    database = centre.database()
    with database.writing() as connection:
        doc = connection.execute(entries.select().where(entries.c.id == entry)).one().doc
        whole = msgspec.json.decode(doc, type=wire.EntryDoc)
        new_doc = msgspec.structs.replace(whole, status=status)
        text = msgspec.json.encode(new_doc).decode()
        connection.execute(update(entries).where(entries.c.id == entry).values(status=status.value, doc=text))
    database.close()
    return whole.rev


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_the_table_of_states_holds_whatever_a_client_claims(
    role: Role, action: Action, status: Status, centre: Centre, siti: Talk, budi: Talk, nurlaela: Talk, auditor: Talk
) -> None:
    entry, _ = siti.sent_entry()
    rev = _set(centre, entry, status)
    who = {Role.OWNER: siti, Role.SUPERVISOR: budi, Role.AUDITOR: auditor, Role.STRANGER: nurlaela}[role]
    fields = siti.fields(quantity=5) if action is Action.PUT else None
    [result] = who.push({**act(action.value, entry, rev, text="Alasan yang cukup."), "fields": fields})
    rows = [row for row in TABLE if row.action is action and row.role is role and status in row.origin]
    if role is Role.SUPERVISOR and status is Status.DRAFT:
        rows = []
    allowed = bool(rows) and not (action is Action.DISCARD and status is Status.DRAFT)
    assert (result["v"] == "applied") == allowed, result
    now = siti.get(f"/entries/{entry}").json()
    expected = (rows[0].to or status) if allowed else status
    assert now["status"] == expected.value
