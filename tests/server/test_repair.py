"""What a restored centre is told, and whose word it takes."""

import base64
import hmac
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import text

from ekin_tui.server.access import Caller
from ekin_tui.server.epoch import Standing, begin_era
from ekin_tui.server.receipts import Seal
from tests.centre import JOKO, SITI, Centre, running_centre
from tests.server.talk import Talk, act, code, new, put


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A centre that is this test's own, since its history will be changed."""
    with running_centre(tmp_path_factory.mktemp("alone")) as running:
        yield running


def chain(talk: Talk, **changes: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Put and submit an entry; return the ops and the verdicts."""
    entry, first = new("e"), new("o")
    ops = [put(entry, talk.fields(**changes), op=first), act("submit", entry, f"@{first}")]
    return ops, talk.push(*ops)


def lose(centre: Centre, ops: list[dict[str, Any]], *, era: bool = True) -> None:
    """Take ops and their entries out of the store, as a restore does."""
    database = centre.database()
    try:
        with database.writing() as connection:
            for op in ops:
                connection.execute(text("delete from ops where op = :op"), {"op": op["op"]})
                connection.execute(text("delete from items where entity = :entry"), {"entry": op["entry"]})
                connection.execute(text("delete from notes where entry = :entry"), {"entry": op["entry"]})
                connection.execute(text("delete from entries where id = :entry"), {"entry": op["entry"]})
            if era:
                begin_era(connection)
    finally:
        database.close()
    centre.stop()
    centre.start()


def again(ops: list[dict[str, Any]], verdicts: list[dict[str, Any]], **changes: Any) -> list[dict[str, Any]]:
    pairs = zip(ops, verdicts, strict=True)
    return [op | {"before": {"received": v["received"], "mac": v["receipt"], **changes}} for op, v in pairs]


def test_every_op_that_was_done_has_a_receipt_and_the_ledger_repeats_it(siti: Talk) -> None:
    ops, verdicts = chain(siti)
    assert all(v["receipt"] for v in verdicts)
    repeated = siti.push(*ops)
    assert [v["v"] for v in repeated] == ["duplicate", "duplicate"]
    assert [v["receipt"] for v in repeated] == [v["receipt"] for v in verdicts]
    [refused] = siti.push(act("submit", new("e"), "1-x"))
    assert "receipt" not in refused


def test_a_repair_names_what_is_lacking_and_what_was_judged_otherwise(siti: Talk, joko: Talk) -> None:
    ops, _ = chain(siti)
    stale = act("submit", ops[0]["entry"], "1-00000000")
    siti.push(stale)
    theirs = joko.push(put(new("e"), joko.fields()))[0]["op"]
    asked = {op["op"]: "applied" for op in [*ops, stale]} | {"o-lost": "applied", theirs: "applied", "o\u0000": "x"}
    answer = siti.post("/repair", {"ops": asked}).json()
    assert answer["n"] == len(asked)
    assert set(answer["lacks"]) == {"o-lost", theirs, "o\u0000"}
    assert answer["other"] == [stale["op"]]


def test_a_repair_needs_a_caller_the_epoch_and_a_page_of_bearable_size(centre: Centre, siti: Talk) -> None:
    assert Talk(centre, SITI, token="ekin_nobody").post("/repair", {"ops": {}}).status_code == 401
    assert siti.post("/repair", {"ops": {}}, **{"Ekin-Epoch": ""}).status_code == 409
    assert siti.post("/repair", {"ops": {}}, **{"Ekin-Epoch": "another"}).status_code == 409
    assert siti.post("/repair", {"ops": {f"o-{n}": "applied" for n in range(1_001)}}).status_code == 413
    assert siti.post("/repair", {"ops": {}, "more": 1}).status_code == 422


@pytest.mark.parametrize("epoch", ["", "another"])
def test_a_push_that_does_not_name_this_state_of_the_store_does_nothing(siti: Talk, epoch: str) -> None:
    op = put(new("e"), siti.fields())
    refused = siti.post("/push", {"ops": [op]}, **{"Ekin-Epoch": epoch})
    assert (refused.status_code, refused.json()["title"]) == (409, "epoch-changed")
    assert siti.get(f"/entries/{op['entry']}").status_code == 404


def test_a_restored_centre_judges_by_the_first_receipt_and_gives_the_same_revisions(alone: Centre) -> None:
    siti = Talk(alone, SITI)
    ops, verdicts = chain(siti)
    assert not verdicts[1].get("late")
    lose(alone, ops)
    alone.ahead += timedelta(days=20)  # long after the deadline for the day of the work
    siti = Talk(alone, SITI, siti.token)
    done = siti.push(*again(ops, verdicts))
    assert [(v["v"], v["rev"], v["received"]) for v in done] == [("applied", v["rev"], v["received"]) for v in verdicts]
    assert not done[1].get("late")
    assert done[1]["doc"]["received"] == verdicts[1]["received"]
    assert [v["v"] for v in siti.push(*again(ops, verdicts))] == ["duplicate", "duplicate"]
    assert [v["v"] for v in siti.push(*ops)] == ["duplicate", "duplicate"]


@pytest.mark.parametrize(
    "forged",
    [
        {"mac": ""},
        {"mac": "é"},
        {"mac": "0" * 30},
        {"received": "2026-11-01T00:00:00Z"},
        {"received": "2026-11-01T00:00:00"},
        {"received": "2036-11-01T00:00:00Z"},
    ],
)
def test_a_forged_receipt_is_worth_nothing(siti: Talk, forged: dict[str, str]) -> None:
    ops, verdicts = chain(siti)
    fresh = [op | {"op": new("o"), "entry": "", "base": None} for op in ops[:1]]
    fresh[0]["entry"] = new("e")
    [done] = siti.push(*again(fresh, verdicts[:1], **forged))
    assert done["v"] == "applied"
    assert datetime.fromisoformat(done["received"]) > datetime.fromisoformat(verdicts[0]["received"])


def test_a_receipt_holds_for_its_owner_and_its_text_alone(alone: Centre) -> None:
    siti, joko = Talk(alone, SITI), Talk(alone, JOKO)
    op = put(new("e"), siti.fields(plan=None))
    verdicts = siti.push(op)
    lose(alone, [op])
    siti, joko = Talk(alone, SITI, siti.token), Talk(alone, JOKO, joko.token)
    for talk, changed in ((joko, op), (siti, op | {"fields": op["fields"] | {"quantity": 2}})):
        [done] = talk.push(*again([changed | {"entry": new("e")}], verdicts))
        assert done["v"] in {"applied", "rejected"}
        assert done.get("received") != verdicts[0]["received"]


def test_a_receipt_of_this_era_for_an_op_that_is_not_there_proves_that_the_store_went_back(alone: Centre) -> None:
    siti = Talk(alone, SITI)
    ops, verdicts = chain(siti)
    lose(alone, ops, era=False)
    siti = Talk(alone, SITI, siti.token)
    assert [v["v"] for v in siti.push(*again(ops, verdicts))] == ["applied", "applied"]
    assert siti.post("/push", {"ops": []}).status_code == 409
    siti = Talk(alone, SITI, siti.token)
    assert [v["v"] for v in siti.push(*again(ops, verdicts))] == ["duplicate", "duplicate"]
    assert siti.post("/push", {"ops": []}).status_code == 200


def test_a_decision_waits_thirty_days_for_the_entry_and_is_then_refused(alone: Centre) -> None:
    siti, budi = Talk(alone, SITI), Talk(alone, "197803122003121004")
    ops, verdicts = chain(siti)
    entry = ops[0]["entry"]
    approve = act("approve", entry, verdicts[1]["rev"], minutes=90)
    approved = budi.push(approve)
    assert approved[0]["v"] == "applied"
    lose(alone, [*ops, approve])
    budi = Talk(alone, "197803122003121004", budi.token)
    [waits] = budi.push(*again([approve], approved))
    assert (waits["v"], code(waits)) == ("deferred", "waits-for-repair")
    assert [v["v"] for v in budi.push(act("approve", entry, verdicts[1]["rev"], minutes=90))] == ["rejected"]
    alone.ahead += timedelta(days=31)
    [refused] = budi.push(*again([approve], approved))
    assert (refused["v"], code(refused)) == ("rejected", "not-found")


def test_a_receipt_is_a_mac_over_store_era_who_asked_op_body_and_moment() -> None:
    standing = Standing(epoch="s:1", store="s", era="0a1b2c3d", key=b"k" * 32, commits=1)
    asks = Caller(agency='a"1', person="p-1", name="", zone="Asia/Makassar", week=5, posts=(), today=date(2026, 11, 24))
    received = datetime(2026, 11, 24, 9, 0, 1, 5000, tzinfo=timezone(timedelta(hours=8)))
    seal = Seal(standing, asks)
    for op in ("o-1", "o-2"):
        said = f'["s","0a1b2c3d","a\\"1","p-1","{op}","ff00","2026-11-24T01:00:01.005000+00:00"]'
        mac = base64.urlsafe_b64encode(hmac.digest(b"k" * 32, said.encode(), "sha256")[:16]).decode().rstrip("=")
        assert seal.receipt(op, "ff00", received) == f"0a1b2c3d{mac}"
