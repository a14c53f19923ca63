"""Limits before parsing, headers on every answer, and who may see what."""

import gzip
import stat
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from ekin_tui.domain.nip import NipError
from ekin_tui.server import admin
from ekin_tui.server.database import AdminError, Database
from ekin_tui.server.schema import VERSION
from ekin_tui.wire import PROBLEM
from tests.centre import BUDI, HARUN, JOKO, NURLAELA, SITI, TODAY, Centre, running_centre
from tests.server.talk import Talk, act, new, put

JSON = {"Content-Type": "application/json"}


def test_every_answer_carries_the_echo_and_is_never_stored(siti: Talk) -> None:
    for answer in (
        siti.get("/feeds/me"),
        siti.get("/nowhere"),
        siti.post("/push", {"ops": 1}),
        siti.get("/push"),
        siti.client.get("/.well-known/ekin", headers={"Ekin-Request": "r-1"}),
    ):
        assert answer.headers["ekin-request"] == "r-1"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["ekin-epoch"]
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code


def test_a_packed_body_is_read_and_a_bomb_is_not(siti: Talk) -> None:
    body = gzip.compress(b'{"device":"d"}')
    packed = siti.headers | JSON | {"Content-Encoding": "gzip"}
    assert siti.client.post("/ekin/v1/session", content=body, headers=packed).status_code == 200
    bomb = gzip.compress(b'{"ops":[' + b" " * 50_000_000 + b"]}")
    answer = siti.client.post("/ekin/v1/push", content=bomb, headers=packed)
    assert answer.status_code == 413
    assert answer.json()["max_bytes"] == 262_144
    assert siti.client.post("/ekin/v1/push", content=body[:-4], headers=packed).status_code == 400


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        pytest.param(b" " * 300_000, {}, 413, id="large"),
        (b'{"ops":[', {}, 400),
        pytest.param(b"[" * 100_000, {}, 400, id="deep"),
        (b'{"ops":[]}', {"Content-Type": "text/plain"}, 415),
        (b'{"ops":[]}', {"Content-Encoding": "br"}, 415),
        (b'{"ops":[]}', {"Ekin-Protocol": "2.0"}, 426),
        (b'{"ops":[]}', {"Ekin-Epoch": ""}, 409),
        (b'{"ops":[]}', {"Ekin-Epoch": "other"}, 409),
        (b'{"ops":[]}', {"Authorization": ""}, 401),
        (b'{"ops":[]}', {"Authorization": "Bearer ekin_none"}, 401),
    ],
)
def test_a_wrong_request_is_a_problem_and_no_verdict(
    siti: Talk, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = siti.client.post("/ekin/v1/push", content=content, headers=siti.headers | JSON | headers)
    assert answer.status_code == status, answer.text
    assert "results" not in answer.json()


@pytest.mark.parametrize(
    "content",
    [
        b'{"ops":[{"op":"q1","t":"put","entry":"e1","fields":{"day":"2026-11-24","zone":"Asia/Jakarta","quantity":"5"}}]}',
        b'{"ops":[{"op":"q1","t":"put","entry":"\xff"}]}',
        b'{"ops":[{"op":"q1","t":"put","entry":"\\ud800"}]}',
        b'{"ops":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
    ids=["number in quotes", "not UTF-8", "half a character", "deep"],
)
def test_a_body_is_taken_at_its_word(siti: Talk, content: bytes) -> None:
    answer = siti.client.post("/ekin/v1/push", content=content, headers=siti.headers | JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert siti.get("/entries/e1").status_code == 404


def test_what_is_deep_and_unknown_is_unknown(siti: Talk) -> None:
    content = b'{"ops":[{"op":"q1","t":"mark","entry":"e","mark":{"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}}]}"
    answer = siti.client.post("/ekin/v1/push", content=content, headers=siti.headers | JSON)
    assert (answer.status_code, answer.json()["field"]) == (422, "x")


@pytest.mark.parametrize("cursor", ["c9223372036854775808", "c" + "9" * 5_000, "c-1", "x", "c\u0661"])
def test_a_cursor_that_no_centre_gave_is_a_problem_and_no_fault(siti: Talk, cursor: str) -> None:
    assert siti.get(f"/feeds/me?after={cursor}").status_code == 400


def test_a_cursor_beyond_the_head_gives_nothing_and_stays(siti: Talk) -> None:
    page = siti.get("/feeds/me?after=c9223372036854775807").json()
    assert (page["n"], page["next"], page["more"]) == (0, "c9223372036854775807", False)


def test_who_is_not_signed_in_learns_nothing_of_what_is_wrong(centre: Centre, siti: Talk) -> None:
    stranger = Talk(centre, SITI, token="ekin_x")
    for body in ({"ops": [{"status": "approved"}]}, {"ops": 1}):
        assert stranger.post("/push", body).status_code == 401
    assert stranger.post("/push", {"ops": []}, **{"Ekin-Epoch": "other"}).status_code == 401


def test_too_many_ops_are_refused_with_the_limit(siti: Talk) -> None:
    ops = [act("submit", "e", "1-x") for _ in range(201)]
    answer = siti.post("/push", {"ops": ops})
    assert answer.status_code == 413
    assert answer.json()["max_ops"] == 200


@pytest.mark.parametrize("field", ["status", "owner", "late", "received", "position", "rev", "recognised"])
def test_a_field_that_only_the_centre_writes_is_named(siti: Talk, field: str) -> None:
    op = put(new("e"), siti.fields())
    for body in ({**op, field: "x"}, {**op, "fields": {**op["fields"], field: "x"}}):
        answer = siti.post("/push", {"ops": [body]})
        assert answer.status_code == 422
        assert answer.json()["field"] == field


def test_unknown_and_forbidden_answer_alike(siti: Talk, joko: Talk, budi: Talk, nurlaela: Talk) -> None:
    entry, _ = siti.sent_entry()
    draft = new("e")
    siti.push(put(draft, siti.fields()))
    assert budi.get(f"/entries/{entry}").status_code == 200
    assert budi.get(f"/entries/{entry}/history").status_code == 200
    for who in (joko, nurlaela):
        for path in (f"/entries/{entry}", "/entries/none", f"/entries/{entry}/history", f"/feeds/{budi.inbox()}"):
            answer = who.get(path)
            assert (answer.status_code, answer.json()["type"]) == (404, "/ekin/problems/not-found")
    assert budi.get(f"/entries/{draft}").status_code == 404
    assert siti.get(f"/entries/{draft}").status_code == 200


def test_an_entry_has_a_tag_that_saves_the_body(siti: Talk) -> None:
    entry, rev = siti.sent_entry()
    answer = siti.get(f"/entries/{entry}")
    assert answer.headers["etag"] == f'"{rev}"'
    assert siti.get(f"/entries/{entry}", **{"If-None-Match": f'"{rev}"'}).status_code == 304


def test_positions_rise_and_each_entity_stands_once(siti: Talk) -> None:
    items = siti.items()
    assert [item["pos"] for item in items] == sorted({item["pos"] for item in items})
    assert len({(item["k"], item["id"]) for item in items}) == len(items)
    last = f"c{items[-1]['pos']}"
    assert siti.items(after=last) == []
    assert siti.get("/feeds/me?after=nonsense").status_code == 400
    assert siti.session()["feeds"][0]["head"] == last


def test_a_reader_beside_four_writers_skips_nothing(centre: Centre, siti: Talk, budi: Talk) -> None:
    fields = siti.fields()
    done: list[str] = []

    def write(number: int) -> None:
        talk = Talk(centre, SITI, token=siti.token)
        for _ in range(12):
            entry = f"w{number}-{new('e')}"
            talk.push(put(entry, fields))
            done.append(entry)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    seen: list[str] = []
    after = siti.session()["feeds"][0]["head"]
    while any(thread.is_alive() for thread in threads):
        page = siti.get(f"/feeds/me?after={after}&limit=7").json()
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
    seen += [item["id"] for item in siti.items(after=after)]
    assert set(done) <= set(seen)


def test_only_the_hash_of_a_token_is_stored_and_the_file_is_private(centre: Centre) -> None:
    token = centre.token(JOKO)
    raw = (centre.folder / "centre.db").read_bytes()
    assert token.encode() not in raw
    assert stat.S_IMODE((centre.folder / "centre.db").stat().st_mode) == 0o600


def test_two_starts_at_once_make_one_schema(tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def start() -> None:
        try:
            Database(f"sqlite:///{tmp_path / 'c.db'}").create()
        except BaseException as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


@pytest.mark.parametrize("today", [TODAY, date(2026, 11, 22), date(2027, 1, 1)])
def test_the_sample_agency_is_the_same_office_on_any_day(tmp_path: Path, today: date) -> None:
    people = admin.init(f"sqlite:///{tmp_path / 'a.db'}", sample=True, today=today)
    again = admin.init(f"sqlite:///{tmp_path / 'b.db'}", sample=True, today=today)
    assert people == again
    assert [p.role for p in people].count("head") == 1
    assert [p.role for p in people].count("supervisor") == 2
    assert [p.role for p in people].count("staff") == 12
    with pytest.raises(AdminError):
        admin.init(f"sqlite:///{tmp_path / 'a.db'}", sample=True, today=today)


def test_everybody_of_the_sample_has_three_open_days_and_sound_entries(centre: Centre) -> None:
    from datetime import timedelta

    from ekin_tui import wire
    from ekin_tui.domain import checks

    days = [TODAY - timedelta(days=n) for n in range(1, 29)]
    days = [day for day in days if day.weekday() < 5][:20]
    for person in centre.people:
        if person.role != "staff":
            continue
        talk = Talk(centre, person.nip)
        docs = talk.of_kind("entry")
        filled = {doc["day"] for doc in docs}
        if person.nip not in {SITI, JOKO}:
            assert sum(day.isoformat() not in filled for day in days) >= 3, person.name
        import msgspec

        for doc in docs:
            entry = wire.entry_of(msgspec.convert(doc, wire.EntryDoc))
            assert checks.form(entry) == ()


def test_a_person_who_moves_takes_undecided_work_along(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        siti, budi, nurlaela = Talk(centre, SITI), Talk(centre, BUDI), Talk(centre, NURLAELA)
        entry, rev = siti.sent_entry()
        decided = next(d["id"] for d in siti.of_kind("entry") if d["status"] == "approved")
        admin.assign(centre.database_url, SITI, supervisor=NURLAELA, start=TODAY, today=TODAY)
        mine = {d["id"]: d for d in siti.of_kind("entry")}
        assert mine[entry]["rev"].startswith("3-")
        own = nurlaela.inbox()
        assert entry in {d["id"] for d in nurlaela.of_kind("entry", own)}
        gone = [i for i in budi.items(budi.inbox()) if i["id"] == entry]
        assert [(i["k"], i["why"]) for i in gone] == [("gone", "moved")]
        assert decided in {d["id"] for d in budi.of_kind("entry", budi.inbox())}
        assert nurlaela.push(act("approve", entry, mine[entry]["rev"]))[0]["v"] == "applied"
        assert rev != mine[entry]["rev"]


def test_work_that_comes_after_a_move_goes_to_the_new_office_whatever_its_day(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        siti, budi, nurlaela = Talk(centre, SITI), Talk(centre, BUDI), Talk(centre, NURLAELA)
        returned, rev = siti.sent_entry()
        budi.push(act("return", returned, rev, text="Lampirkan bukti dukung."))
        draft, first = new("e"), new("o")
        siti.push(put(draft, siti.fields(start="13:00", end="14:00"), op=first))
        admin.assign(centre.database_url, SITI, supervisor=NURLAELA, start=TODAY, today=TODAY)
        base = siti.get(f"/entries/{returned}").json()["rev"]
        done = siti.push(act("submit", returned, base), act("submit", draft, f"@{first}"))
        assert [r["v"] for r in done] == ["applied", "applied"]
        assert {returned, draft} <= {d["id"] for d in nurlaela.of_kind("entry", nurlaela.inbox())}
        items = budi.items(budi.inbox())
        assert [i["k"] for i in items if i["id"] == returned] == ["gone"]
        assert not [i for i in items if i["k"] == "note" and i["doc"]["entry"] == returned]


def test_a_move_that_is_yet_to_come_leaves_the_work_where_it_is(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        siti, budi = Talk(centre, SITI), Talk(centre, BUDI)
        entry, rev = siti.sent_entry()
        admin.assign(centre.database_url, SITI, supervisor=NURLAELA, start=TODAY + timedelta(days=6), today=TODAY)
        assert budi.push(act("approve", entry, rev))[0]["v"] == "applied"


def test_a_stand_in_speaks_within_the_window_only(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        siti, joko = Talk(centre, SITI), Talk(centre, JOKO)
        entry, rev = siti.sent_entry()
        assert len(joko.session()["feeds"]) == 1
        url = centre.database_url
        admin.assign(
            centre.database_url, JOKO, supervisor=BUDI, capacity="plh", start=date(2026, 1, 1), end=date(2026, 2, 1)
        )
        assert joko.push(act("approve", entry, rev))[0]["v"] == "rejected"
        admin.assign(url, JOKO, supervisor=BUDI, capacity="plh", start=date(2026, 1, 2))
        assert joko.session()["feeds"][1]["role"] == "acting"
        [done] = joko.push(act("approve", entry, rev))
        assert done["v"] == "applied"
        note = next(n for n in siti.of_kind("note") if n["entry"] == entry)
        assert note["capacity"] == "plh"


def test_an_assignment_that_makes_no_sense_is_refused(centre: Centre) -> None:
    url = centre.database_url
    with pytest.raises(AdminError, match="own-position"):
        admin.assign(url, BUDI, supervisor=BUDI, start=TODAY)
    with pytest.raises(AdminError, match="holds-no-position"):
        admin.assign(url, SITI, supervisor=JOKO, start=TODAY)
    with pytest.raises(AdminError, match="assign-end-before-start"):
        admin.assign(url, SITI, supervisor=BUDI, start=TODAY, end=date(2026, 1, 1))
    with pytest.raises(AdminError, match="bad-capacity"):
        admin.assign(url, SITI, supervisor=BUDI, capacity="raja", start=TODAY)
    with pytest.raises(NipError):
        admin.assign(url, "12", supervisor=HARUN, start=TODAY)


def test_the_health_of_process_and_database_is_told(siti: Talk) -> None:
    assert siti.client.get("/healthz").json() == {"status": "ok"}
    assert siti.client.get("/readyz").json()["schema"] == str(VERSION)
