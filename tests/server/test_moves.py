"""Moves and acting posts at the centre: what each office holds before and after, and who carries out what is due."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import delete, select

from ekin_tui.server import admin
from ekin_tui.server.inbox import own
from ekin_tui.server.keeping import check
from ekin_tui.server.moves import Rounds, carry_out, find_due
from ekin_tui.server.sample import identify
from ekin_tui.server.schema import assignments, feeds
from tests.centre import BUDI, HARUN, JOKO, NURLAELA, SITI, TODAY, Centre, running_centre
from tests.posts import PERSON, PLT, give_second_skp, written
from tests.server.postgres import Cluster
from tests.server.talk import Talk, act, code, new, put

DAY = timedelta(days=1)
RECORD = ("person", "skp", "rhk", "plan", "day")


ON_BOTH = pytest.mark.parametrize("centre", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Centre]:
    """Give each test a centre of its own, without the sample's Plt., who speaks for the old and the new office."""
    store = request.getfixturevalue("cluster").fresh() if getattr(request, "param", "") == "postgresql" else ""
    with running_centre(tmp_path, store=store) as running:
        written(running, lambda connection: connection.execute(delete(assignments).where(PLT)))
        yield running


@pytest.fixture
def siti(centre: Centre) -> Talk:
    return Talk(centre, SITI)


@pytest.fixture
def budi(centre: Centre) -> Talk:
    return Talk(centre, BUDI)


@pytest.fixture
def nurlaela(centre: Centre) -> Talk:
    return Talk(centre, NURLAELA)


def move(centre: Centre, start: date = TODAY, *, to: str = NURLAELA, end: date | None = None) -> None:
    admin.assign(centre.database_url, SITI, supervisor=to, start=start, end=end, today=TODAY)


def record(office: Talk, siti: Talk) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what an office holds of Siti's record, by kind and id."""
    mine = {(item["k"], item["id"]) for item in siti.items() if item["k"] in {"person", "skp", "rhk", "plan", "day"}}
    held = {(item["k"], item["id"]): item["doc"] for item in office.items(office.inbox()) if item["k"] in RECORD}
    return {key: doc for key, doc in held.items() if key in mine}


def works(office: Talk) -> dict[str, str]:
    """Return Siti's entries that an office holds, with their status."""
    docs = office.of_kind("entry", office.inbox())
    return {doc["id"]: doc["status"] for doc in docs if doc["owner"] == PERSON}


def kinds_gone(office: Talk, ids: set[str]) -> set[str]:
    return {item["id"] for item in office.items(office.inbox()) if item["k"] == "gone" and item["id"] in ids}


def at(centre: Centre, moment: datetime) -> int:
    """Let the centre look for what is due at ``moment``; returns how many people were moved."""
    centre.ahead = moment - datetime.now(UTC)
    database = centre.database()
    try:
        return carry_out(database, moment)
    finally:
        database.close()


def midnight(day: date) -> datetime:
    """Return when ``day`` begins in Makassar."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


@ON_BOTH
def test_the_old_office_keeps_who_it_was_and_the_plans_of_what_it_decided_and_nothing_else(
    centre: Centre, siti: Talk, budi: Talk, nurlaela: Talk
) -> None:
    sent, _ = siti.sent_entry()
    before, known = works(budi), record(budi, siti)
    decided = {entry for entry, status in before.items() if status in {"approved", "rejected"}}
    undecided = set(before) - decided
    assert sent in undecided
    assert decided
    move(centre)
    assert (set(works(budi)), set(works(nurlaela))) == (decided, undecided)
    plans = {doc["plan"] for doc in budi.of_kind("entry", budi.inbox()) if doc["owner"] == PERSON}
    kept = record(budi, siti)
    assert {one for kind, one in kept if kind == "plan"} == plans
    assert {doc["rhk"] for (kind, _), doc in kept.items() if kind == "plan"} == {k[1] for k in kept if k[0] == "rhk"}
    assert len([kind for kind, _ in kept if kind == "skp"]) == 1
    assert not [kind for kind, _ in kept if kind == "day"]
    assert kinds_gone(budi, {one for _, one in known}) == {one for _, one in known} - {one for _, one in kept}
    assert kept["person", PERSON]["name"] == known["person", PERSON]["name"]
    assert (known["person", PERSON]["position"], kept["person", PERSON].get("position")) == (
        identify("position", "pos-arsip"),
        None,
    )
    assert set(record(nurlaela, siti)) == set(known)


def test_what_comes_after_a_move_is_nothing_to_the_old_office(
    centre: Centre, siti: Talk, budi: Talk, nurlaela: Talk
) -> None:
    move(centre)
    inbox = budi.inbox()
    head = next(feed["head"] for feed in budi.session()["feeds"] if feed["id"] == inbox)
    entry, _ = siti.sent_entry()
    mark = {"id": new("m"), "day": "2026-11-23", "kind": "leave", "text": "Cuti"}
    [marked] = siti.push({"op": new("o"), "t": "mark", "entry": mark["id"], "mark": mark})
    assert marked["v"] == "applied"
    assert budi.items(inbox, head) == []
    assert budi.get(f"/entries/{entry}").status_code == budi.get(f"/entries/{entry}/history").status_code == 404
    assert entry in works(nurlaela)


@ON_BOTH
def test_an_undecided_entry_takes_its_notes_along_and_comes_back_to_the_new_office(
    centre: Centre, siti: Talk, budi: Talk, nurlaela: Talk
) -> None:
    entry, rev = siti.sent_entry()
    budi.push(act("return", entry, rev, text="Lampirkan bukti dukung.", note=new("n")))
    move(centre)
    notes = [doc for doc in nurlaela.of_kind("note", nurlaela.inbox()) if doc["entry"] == entry]
    note, handed_on = sorted(notes, key=lambda doc: str(doc["kind"]))
    assert (note["text"], note["capacity"]) == ("Lampirkan bukti dukung.", "atasan")
    assert (handed_on["kind"], handed_on["capacity"]) == ("routed", "pusat")
    assert kinds_gone(budi, {entry, note["id"]}) == {entry, note["id"]}
    base = siti.get(f"/entries/{entry}").json()["rev"]
    [sent] = siti.push(act("submit", entry, base))
    assert sent["v"] == "applied"
    [refused] = budi.push(act("approve", entry, sent["rev"]))
    assert (refused["v"], code(refused), refused.get("doc")) == ("rejected", "not-found", None)
    assert nurlaela.push(act("approve", entry, sent["rev"]))[0]["v"] == "applied"
    assert note["id"] in {doc["id"] for doc in nurlaela.get(f"/entries/{entry}/history").json()["notes"]}


@ON_BOTH
def test_with_the_last_decided_entry_the_person_goes_from_the_old_office(
    centre: Centre, siti: Talk, budi: Talk
) -> None:
    move(centre)
    *others, last = sorted(works(budi))
    revs = {doc["id"]: doc["rev"] for doc in siti.of_kind("entry")}
    opened = budi.push(*(act("reopen", one, revs[one], text="Minta ditinjau lagi.") for one in (*others, last)))
    again = [act("submit", answer["doc"]["id"], answer["rev"]) for answer in opened]
    assert {answer["v"] for answer in siti.push(*again[:-1])} == {"applied"}
    assert works(budi) == {last: "returned"}
    assert {kind for kind, _ in record(budi, siti)} == {"person", "skp", "rhk", "plan"}
    assert siti.push(again[-1])[0]["v"] == "applied"
    assert (works(budi), record(budi, siti)) == ({}, {})


def test_an_office_that_decided_nothing_forgets_the_person(centre: Centre, siti: Talk, nurlaela: Talk) -> None:
    move(centre)
    assert ("person", PERSON) in record(nurlaela, siti)
    move(centre, to=HARUN)  # the same first day: the move is corrected
    assert (works(nurlaela), record(nurlaela, siti)) == ({}, {})


def test_who_comes_back_to_an_old_office_is_known_there_in_full_again(
    centre: Centre, siti: Talk, budi: Talk, nurlaela: Talk
) -> None:
    before, known = works(budi), record(budi, siti)
    move(centre)
    move(centre, to=BUDI)
    assert (works(budi), record(budi, siti)) == (before, known)
    assert record(nurlaela, siti) == {}


@ON_BOTH
def test_a_move_that_is_yet_to_come_is_carried_out_when_its_day_begins_where_the_person_works(
    centre: Centre, siti: Talk, budi: Talk, nurlaela: Talk
) -> None:
    entry, rev = siti.sent_entry()
    before = works(budi)
    move(centre, TODAY + 6 * DAY)
    begins = midnight(TODAY + 6 * DAY)
    assert at(centre, begins - timedelta(seconds=1)) == 0
    assert (works(budi), works(nurlaela), record(nurlaela, siti)) == (before, {}, {})
    assert at(centre, begins) == 1
    assert entry in works(nurlaela)
    assert set(works(nurlaela)) | set(works(budi)) == set(before)
    assert set(works(nurlaela)).isdisjoint(works(budi))
    [refused] = budi.push(act("approve", entry, rev))
    assert code(refused) == "not-found"
    moved = siti.get(f"/entries/{entry}").json()["rev"]
    assert moved.startswith("3-")
    assert siti.of_kind("person")[0]["position"] == identify("position", "pos-pustaka")
    for later in (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=2), DAY):
        at(centre, begins + later)
        assert siti.get(f"/entries/{entry}").json()["rev"] == moved


@ON_BOTH
def test_a_placement_that_ends_brings_the_undecided_work_back_on_the_day_after(
    centre: Centre, siti: Talk, budi: Talk, nurlaela: Talk
) -> None:
    entry, _ = siti.sent_entry()
    known = record(budi, siti)
    move(centre, end=TODAY + 2 * DAY)
    assert entry in works(nurlaela)
    assert at(centre, midnight(TODAY + 2 * DAY)) == 0
    assert at(centre, midnight(TODAY + 3 * DAY)) == 1
    assert entry in works(budi)
    again = record(budi, siti)
    last = {"stays": again["person", PERSON]["stays"]}
    assert again == known | {("person", PERSON): known["person", PERSON] | last}
    began, then = known["person", PERSON]["stays"][0][0], TODAY + 3 * DAY
    assert last["stays"] == [[began, str(TODAY - DAY)], [str(then), None]]
    assert (works(nurlaela), record(nurlaela, siti)) == ({}, {})


@ON_BOTH
def test_each_office_is_told_the_days_of_its_own_stays_and_of_no_other(
    centre: Centre, siti: Talk, budi: Talk, nurlaela: Talk
) -> None:
    def stays(office: Talk) -> list[list[str | None]]:
        feed = "me" if office is siti else office.inbox()
        return next(list(doc["stays"]) for doc in office.of_kind("person", feed) if doc["id"] == PERSON)

    [[began, last]] = stays(budi)
    assert (began, last) == ("2025-01-01", None)
    move(centre, TODAY + 2 * DAY)
    assert stays(budi) == [[began, None]], "a move to come is nobody's to know"
    assert at(centre, midnight(TODAY + 2 * DAY)) == 1
    assert stays(budi) == [[began, str(TODAY + DAY)]]
    assert stays(nurlaela) == stays(siti) == [[str(TODAY + 2 * DAY), None]]
    assert not [doc for doc in Talk(centre, JOKO).of_kind("person") if doc["id"] == PERSON]


def test_a_centre_that_was_away_on_the_day_carries_the_move_out_before_it_serves(
    centre: Centre, siti: Talk, nurlaela: Talk
) -> None:
    entry, _ = siti.sent_entry()
    move(centre, TODAY + 2 * DAY)
    centre.stop()
    centre.ahead += 9 * DAY
    centre.start()
    assert entry in works(nurlaela)


def test_rounds_go_on_by_themselves_while_the_centre_serves(centre: Centre, siti: Talk) -> None:
    entry, _ = siti.sent_entry()
    move(centre, TODAY + 2 * DAY)
    database, moments = centre.database(), iter([midnight(TODAY + DAY), midnight(TODAY + 2 * DAY)])
    second = threading.Event()

    def clock() -> datetime:
        moment = next(moments, None)
        if moment is None:
            second.set()
        return moment or midnight(TODAY + 2 * DAY)

    rounds = Rounds(database, clock, round_s=0.001)
    rounds.start()
    assert second.wait(30)
    rounds.stop()
    database.close()
    assert siti.get(f"/entries/{entry}").json()["position"] == identify("position", "pos-pustaka")


def test_a_move_that_was_entered_while_a_round_was_under_way_is_found_by_the_next(centre: Centre) -> None:
    begins = midnight(TODAY + 2 * DAY)
    assert at(centre, begins) == 0
    move(centre, TODAY + 2 * DAY)
    assert at(centre, begins + timedelta(minutes=59)) == 0
    assert at(centre, begins + timedelta(hours=1)) == 1
    database = centre.database()
    with database.reading() as connection:
        assert find_due(connection, begins, begins + timedelta(hours=1)) == []
    database.close()


def test_work_that_is_sent_while_a_move_is_entered_reaches_the_new_office(tmp_path: Path, cluster: Cluster) -> None:
    """On PostgreSQL two transactions run at once: without a lock the submission would stay with the old office."""
    with running_centre(tmp_path, store=cluster.fresh()) as centre:
        siti, nurlaela, database = Talk(centre, SITI), Talk(centre, NURLAELA), centre.database()
        siti.fields()
        entry, first, answers = new("e"), new("o"), list[Any]()
        ops = (put(entry, siti.fields(), op=first), act("submit", entry, f"@{first}"))
        pushing = threading.Thread(target=lambda: answers.extend(siti.push(*ops)))
        with database.writing() as connection:
            admin._assign(connection, (SITI, NURLAELA), "atasan", (TODAY, None), TODAY)
            pushing.start()
            while pushing.is_alive() and not waits_for_a_lock(centre):
                time.sleep(0.01)
        pushing.join(30)
        database.close()
        assert [answer["v"] for answer in answers] == ["applied", "applied"]
        assert entry in works(nurlaela)


def waits_for_a_lock(centre: Centre) -> bool:
    with psycopg.connect(centre.database_url.replace("+psycopg", ""), autocommit=True) as connection:
        asked = "select count(*) from pg_locks where not granted"
        row = connection.execute(asked).fetchone()
    return row is not None and row[0] > 0


@pytest.mark.parametrize("capacity", ["plt", "plh", "delegasi"])
def test_who_stands_in_speaks_from_the_first_to_the_last_day(centre: Centre, siti: Talk, capacity: str) -> None:
    joko = Talk(centre, JOKO)
    span = (TODAY + DAY, TODAY + 2 * DAY)
    done = admin.assign(centre.database_url, JOKO, supervisor=BUDI, capacity=capacity, start=span[0], end=span[1])
    assert (done["capacity"], done["start"], done["end"]) == (capacity, *(day.isoformat() for day in span))
    sent = [siti.sent_entry() for _ in range(3)]
    inbox = f"pos:{identify('position', 'pos-arsip')}"
    for day, speaks, (entry, rev) in zip((TODAY, span[1], span[1] + DAY), (False, True, False), sent, strict=True):
        at(centre, midnight(day) + timedelta(hours=23, minutes=59))
        listed = {feed["id"]: feed for feed in joko.session()["feeds"]}
        assert (inbox in listed) is speaks
        assert joko.get(f"/feeds/{inbox}").status_code == (200 if speaks else 404)
        [answer] = joko.push(act("approve", entry, rev))
        assert answer["v"] == ("applied" if speaks else "rejected")
    [note] = [doc for doc in siti.of_kind("note") if doc["entry"] == sent[1][0]]
    assert note["capacity"] == capacity


def test_a_post_whose_holder_has_left_it_is_nobodys_to_give(centre: Centre) -> None:
    database = centre.database()
    with database.writing() as connection:
        connection.exec_driver_sql("update assignments set \"end\" = '2026-11-01' where capacity = 'atasan'")
    database.close()
    with pytest.raises(admin.AdminError, match="holds-no-position"):
        move(centre)


def test_ones_own_work_as_the_stand_in_of_ones_own_chief_is_the_holders_to_decide(
    centre: Centre, siti: Talk, budi: Talk
) -> None:
    admin.assign(centre.database_url, SITI, supervisor=BUDI, capacity="plt", start=TODAY)
    entry, rev = siti.sent_entry()
    assert code(siti.push(act("approve", entry, rev))[0]) == "own-entry"
    assert budi.push(act("approve", entry, rev))[0]["v"] == "applied"


def test_work_for_either_of_two_skps_goes_to_the_one_who_reviews_the_person(
    centre: Centre, siti: Talk, budi: Talk
) -> None:
    written(centre, lambda connection: give_second_skp(connection, TODAY))
    usual, _ = siti.sent_entry()
    second, rev = siti.sent_entry(plan="plan-plt", start="13:00", end="14:00")
    assert {usual, second} <= set(works(budi))
    assert {("plan", "plan-plt"), ("skp", "skp-plt")} <= set(record(budi, siti))
    assert budi.push(act("approve", second, rev))[0]["v"] == "applied"
    move(centre)
    assert {one for kind, one in record(budi, siti) if kind == "skp"} == {"skp-plt", identify("skp", "siti", 2026)}


def test_a_move_that_is_done_again_tells_no_entry_again(centre: Centre, siti: Talk, nurlaela: Talk) -> None:
    siti.sent_entry()
    move(centre)
    inbox = nurlaela.inbox()
    head = next(feed["head"] for feed in nurlaela.session()["feeds"] if feed["id"] == inbox)
    move(centre)
    assert {item["k"] for item in nurlaela.items(inbox, head)} == {"person"}
    count = written(centre, lambda c: c.execute(select(feeds.c.head).where(feeds.c.id == own(PERSON))).scalar())
    assert count == max(item["pos"] for item in siti.items())


@ON_BOTH
def test_a_move_is_an_event_in_the_record_that_owner_and_new_office_read(
    centre: Centre, siti: Talk, budi: Talk, nurlaela: Talk
) -> None:
    entry, rev = siti.sent_entry()
    decided, sent = siti.sent_entry()
    budi.push(act("note", entry, rev, text="Sebutkan jumlahnya."), act("approve", decided, sent))
    move(centre)
    move(centre)
    [event] = [note for note in siti.of_kind("note") if note["kind"] == "routed" and note["entry"] == entry]
    assert (event["text"], event["capacity"], event["by"]) == ("Kepala Bidang Layanan Perpustakaan", "pusat", "")
    assert (event["name"], event["rev"]) == ("Dinas Kearsipan dan Perpustakaan Kota Contoh", rev)
    assert len(event["link"]) == 64
    assert event in nurlaela.of_kind("note", nurlaela.inbox())
    assert event in siti.get(f"/entries/{entry}/history").json()["notes"]
    assert event["id"] not in {item["id"] for item in budi.items(budi.inbox())}
    assert not [note for note in siti.of_kind("note") if note["kind"] == "routed" and note["entry"] == decided]
    seqs = sorted(note["seq"] for note in siti.of_kind("note"))
    assert seqs == list(range(1, len(seqs) + 1))
    assert not [found for found in check(centre.database_url) if found.code.startswith("chain")]
    again = siti.push(act("note", entry, rev, text="Balasan.", note=event["id"]))[0]
    assert code(again) == "op-id-reused"


def test_who_moves_to_and_fro_holds_up_no_round(centre: Centre, siti: Talk, nurlaela: Talk) -> None:
    entry, _ = siti.sent_entry()
    for office in (NURLAELA, BUDI, NURLAELA):
        move(centre, to=office)
    events = [note for note in siti.of_kind("note") if note["kind"] == "routed" and note["entry"] == entry]
    assert {event["text"] for event in events} >= {"Kepala Bidang Layanan Perpustakaan"}
    assert entry in {doc["id"] for doc in nurlaela.of_kind("entry", nurlaela.inbox())}
