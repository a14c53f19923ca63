"""What an attacker would try: the rows of the OWASP list that no other test of the centre stands for."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from ekin_tui import wire
from ekin_tui.server import admin
from ekin_tui.server.access import digest
from ekin_tui.server.schema import tokens
from tests.centre import BUDI, JOKO, SITI, TODAY, Centre, running_centre
from tests.server.cast import check_only_the_ledger_grew, contents
from tests.server.postgres import BOTH_ENGINES
from tests.server.talk import Talk, act, code, new, put


@dataclass
class Stopped(Centre):
    """A centre whose clock can be stopped ``at`` a moment."""

    at: datetime | None = None

    def now(self) -> datetime:
        return self.at or super().now()


@contextmanager
def _stoppable(folder: Path, store: str) -> Iterator[Stopped]:
    centre = Stopped(folder, store=store)
    centre.start()
    try:
        yield centre
    finally:
        centre.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> str:
    """An empty database of either engine, for a centre of one's own."""
    return str(request.getfixturevalue("cluster").fresh()) if request.param == "postgresql" else ""


# -- mass assignment -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    sorted(set(wire.EntryDoc.__struct_fields__) - set(wire.Fields.__struct_fields__) | {"state", "author", "agency"}),
)
@pytest.mark.parametrize("place", ["op", "fields", "request"])
def test_each_field_of_the_centre_is_named_and_nothing_is_written(
    centre: Centre, siti: Talk, field: str, place: str
) -> None:
    op = put(new("e"), siti.fields())
    body: dict[str, Any] = {"ops": [op]}
    {"op": op, "fields": op["fields"], "request": body}[place][field] = "approved"
    before = contents(centre)
    answer = siti.post("/push", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert contents(centre) == before


@BOTH_ENGINES
def test_one_such_field_keeps_the_whole_batch_from_being_done(centre: Centre, siti: Talk) -> None:
    good, bad = put(new("e"), siti.fields()), put(new("e"), siti.fields()) | {"late": False}
    before = contents(centre)
    assert siti.post("/push", {"ops": [good, bad]}).status_code == 422
    assert contents(centre) == before


@BOTH_ENGINES
def test_the_owner_that_a_day_mark_names_counts_for_nothing(siti: Talk, joko: Talk) -> None:
    person = joko.session()["person"]
    mark = {"id": new("m"), "day": "2026-11-20", "kind": "leave", "text": "Cuti", "owner": person}
    assert siti.push({"op": new("o"), "t": "mark", "entry": mark["id"], "mark": mark})[0]["v"] == "applied"
    [kept] = [doc for doc in siti.of_kind("day") if doc["id"] == mark["id"]]
    assert kept["owner"] == siti.session()["person"]
    assert mark["id"] not in {doc["id"] for doc in joko.of_kind("day")}


def test_a_day_mark_takes_no_field_that_it_does_not_have(centre: Centre, siti: Talk) -> None:
    mark = {"id": new("m"), "day": "2026-11-20", "kind": "leave", "status": "approved"}
    before = contents(centre)
    answer = siti.post("/push", {"ops": [{"op": new("o"), "t": "mark", "entry": mark["id"], "mark": mark}]})
    assert (answer.status_code, answer.json()["field"]) == (422, "status")
    assert contents(centre) == before


@pytest.mark.parametrize("entry", [".", ".."])
def test_an_id_that_a_path_would_resolve_is_no_id(siti: Talk, entry: str) -> None:
    assert code(siti.push(put(entry, siti.fields()))[0]) == "bad-id"


@pytest.mark.parametrize("path", ["/feeds/me?after=x", "/feeds/me/window", "/feeds/me/digest?month=x"])
def test_who_asks_is_known_before_what_is_asked_is_looked_at(siti: Talk, path: str) -> None:
    assert siti.get(path, **{"Authorization": "Bearer nobody", "Ekin-Epoch": "another"}).status_code == 401


# -- replay ----------------------------------------------------------------------------------------------------------


def test_a_token_that_ends_has_nothing_done_though_it_was_good_a_moment_ago(centre: Centre) -> None:
    joko = Talk(centre, JOKO)
    assert joko.push(put(new("e"), joko.fields()))[0]["v"] == "applied"
    with closing(centre.database()) as database, database.writing() as connection:
        connection.execute(delete(tokens).where(tokens.c.hash == digest(joko.token)))
    before = contents(centre)
    for body in ({"ops": [put(new("e"), joko.fields())]}, {"ops": "none"}):
        refused = joko.post("/push", body)
        assert refused.status_code == 401, "and from then on before its body is read"
        assert refused.json()["title"] == "token-expired"
    assert contents(centre) == before


def test_an_approval_of_yesterday_does_not_hold_for_what_was_sent_since(tmp_path: Path, store: str) -> None:
    with running_centre(tmp_path, store=store) as centre:
        siti, budi = Talk(centre, SITI), Talk(centre, BUDI)
        entry, rev = siti.sent_entry()
        approval = act("approve", entry, rev)
        [withdrawn] = siti.push(act("withdraw", entry, rev))
        changed = put(entry, siti.fields(quantity=900), base=withdrawn["rev"])
        [_, sent] = siti.push(changed, act("submit", entry, f"@{changed['op']}"))
        centre.ahead += timedelta(days=1)
        [late] = budi.push(approval)
        assert (late["v"], code(late), late["doc"]["quantity"]) == ("conflict", "stale-base", 900)
        assert siti.get(f"/entries/{entry}").json()["status"] == "submitted"
        [again] = budi.push(approval)
        assert again["v"] == "conflict"
        [same_id] = budi.push(approval | {"base": sent["rev"]})
        assert code(same_id) == "op-id-reused"
        number = sent["rev"].partition("-")[0]
        forged = f"{number}-{rev.partition('-')[2]}"
        assert budi.push(act("approve", entry, forged))[0]["v"] == "conflict"


@BOTH_ENGINES
def test_an_approval_that_was_done_is_not_done_again_after_a_reopening(siti: Talk, budi: Talk) -> None:
    entry, rev = siti.sent_entry()
    approval = act("approve", entry, rev)
    [done] = budi.push(approval)
    [opened] = budi.push(act("reopen", entry, done["rev"], text="Salah jumlah."))
    [sent] = siti.push(act("submit", entry, opened["rev"]))
    [again] = budi.push(approval)
    assert (again["v"], again["doc"]["status"], again["doc"]["rev"]) == ("duplicate", "submitted", sent["rev"])


@BOTH_ENGINES
def test_a_base_that_names_the_op_of_somebody_else_is_no_base(siti: Talk, budi: Talk) -> None:
    entry, first = new("e"), new("o")
    siti.push(put(entry, siti.fields(), op=first), {"op": new("o"), "t": "submit", "entry": entry, "base": f"@{first}"})
    submit = act("submit", *siti.sent_entry())
    for named in (first, submit["op"], "none"):
        [result] = budi.push(act("approve", entry, f"@{named}"))
        assert result["v"] == "conflict"


# -- who decides -----------------------------------------------------------------------------------------------------


def test_nobody_decides_on_their_own_entry_as_whatever_they_act(tmp_path: Path, store: str) -> None:
    with running_centre(tmp_path, store=store) as centre:
        for number, capacity in enumerate(("plt", "plh", "delegasi")):
            admin.assign(centre.database_url, SITI, supervisor=BUDI, capacity=capacity, start=TODAY - timedelta(number))
        siti, budi = Talk(centre, SITI), Talk(centre, BUDI)
        posts = [doc["id"] for doc in siti.of_kind("assignment")]
        assert len(posts) == 3
        holder = next(feed["assignment"] for feed in budi.session()["feeds"] if feed.get("role"))
        entry, rev = siti.sent_entry()
        before = contents(centre)
        asked = [
            act(action, entry, rev, text="Baik sekali.", **({"as": post} if post else {}))
            for action in ("approve", "return", "reject", "reopen")
            for post in (*posts, holder, "", "none")
        ]
        assert {(r["v"], code(r)) for r in siti.push(*asked)} == {("rejected", "own-entry")}
        check_only_the_ledger_grew(before, contents(centre), len(asked))


def test_a_delegate_does_not_pass_the_office_on(tmp_path: Path, store: str) -> None:
    with running_centre(tmp_path, store=store) as centre:
        admin.assign(centre.database_url, JOKO, supervisor=BUDI, capacity="delegasi", start=TODAY)
        with pytest.raises(admin.AdminError, match="holds-no-position"):
            admin.assign(centre.database_url, SITI, supervisor=JOKO, capacity="delegasi", start=TODAY)


def test_the_assignment_that_is_named_is_one_of_the_persons_own_for_that_position(tmp_path: Path, store: str) -> None:
    with running_centre(tmp_path, store=store) as centre:
        admin.assign(centre.database_url, JOKO, supervisor=BUDI, capacity="plh", start=TODAY)
        siti, joko, budi = Talk(centre, SITI), Talk(centre, JOKO), Talk(centre, BUDI)
        mine = next(feed["assignment"] for feed in joko.session()["feeds"] if feed.get("role"))
        held = {feed["role"]: feed["assignment"] for feed in budi.session()["feeds"] if feed.get("role")}
        entry, rev = siti.sent_entry()
        before = contents(centre)
        for talk, post in ((joko, held["holder"]), (budi, mine), (budi, held["acting"]), (joko, "none"), (joko, "")):
            [result] = talk.push(act("approve", entry, rev, **{"as": post}))
            assert (result["v"], code(result)) == ("rejected", "assignment-invalid")
        check_only_the_ledger_grew(before, contents(centre), 5)
        [done] = joko.push(act("approve", entry, rev, **{"as": mine}))
        assert done["v"] == "applied"


def test_an_acting_period_ends_with_the_last_second_of_its_last_day_where_the_person_works(
    tmp_path: Path, store: str
) -> None:
    with _stoppable(tmp_path, store) as centre:
        admin.assign(centre.database_url, JOKO, supervisor=BUDI, capacity="plh", start=TODAY, end=TODAY)
        siti, joko = Talk(centre, SITI), Talk(centre, JOKO)
        feeds = joko.session()["feeds"]
        assert (feeds[1]["role"], feeds[1]["until"]) == ("acting", "2026-11-25T23:59:59+08:00")
        works = [siti.sent_entry() for _ in range(3)]
        centre.at = datetime(2026, 11, 25, 15, 59, 59, 999_999, UTC)  # 23:59:59 in Makassar
        assert joko.push(act("approve", *works[0]))[0]["v"] == "applied"
        centre.at += timedelta(microseconds=1)
        for extra in ({}, {"as": feeds[1]["assignment"]}):
            [late] = joko.push(act("approve", *works[1], **extra))
            assert (late["v"], code(late), "doc" in late) == ("rejected", "not-found", False)
        assert joko.get(f"/feeds/{feeds[1]['id']}").status_code == 404
        assert joko.get(f"/entries/{works[1][0]}").status_code == 404


# -- enumeration -----------------------------------------------------------------------------------------------------


@BOTH_ENGINES
def test_nobody_is_found_by_their_nip_or_by_their_id(siti: Talk, joko: Talk) -> None:
    person = joko.session()["person"]
    nothing = siti.get("/entries/none")
    for name in (JOKO, person, f"me:{person}", f"me:{JOKO}", f"pos:{JOKO}", f"e-{JOKO}"):
        for path in (f"/entries/{name}", f"/entries/{name}/history", f"/feeds/{name}"):
            answer = siti.get(path)
            assert (answer.status_code, answer.content) == (404, nothing.content)
        for room in ("people", "persons", "users", "nip", "tokens", "assignments"):
            assert siti.get(f"/{room}/{name}").status_code == 404


def test_a_member_of_staff_is_told_of_no_nip_but_their_own_and_who_signs_for_them(siti: Talk) -> None:
    told = siti.get("/feeds/me").text + siti.post("/session", {"device": "d"}).text
    assert set(re.findall(r"(?<![0-9])[0-9]{18}(?![0-9])", told)) == {SITI, BUDI}
