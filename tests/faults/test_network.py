"""What a network does to a sync: pages of its own, cut and endless answers, requests that come twice, late or in turn.

A real machine and a real centre, with something between them. Whatever it does, no verdict is taken from it, nothing is
half applied, the queue stays, and the next sync over a good line gives every op one effect.
"""

import json
import socket
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ekin_tui.app import EkinApp
from ekin_tui.domain.model import Entry, Status
from ekin_tui.screens import exchanging
from ekin_tui.screens.messages import Wrote
from ekin_tui.store import Where
from ekin_tui.sync.result import Result
from ekin_tui.sync.schedule import ASKED_S, wait_s
from ekin_tui.text import Words
from tests.centre import SITI, Centre, running_centre
from tests.faults import between as way
from tests.faults.between import BRIEF, Fault, Request, between, instead, sync_over
from tests.office import office
from tests.screens.stage import room_of
from tests.sync.device import TODAY, Device, make_device

Machine = Callable[[str], Device]
PATIENCE_S = 30
HTML = b"<html><body>Silakan masuk ke WiFi bandara</body></html>"
PORTALS: dict[str, Fault] = {
    "200 with a page": instead("200 OK", HTML, Content_Type="text/html"),
    "200 with a page and the right echo": instead("200 OK", HTML, echo=None, Content_Type="text/html"),
    "302 to a page": instead("302 Found", Location="http://masuk.example/"),
    "511": instead("511 Network Authentication Required", HTML, Content_Type="text/html"),
    "JSON without the echo": instead("200 OK", b'{"n":0,"results":[]}', Content_Type="application/json"),
    "JSON with the echo of another request": instead(
        "200 OK", b'{"n":0,"results":[]}', echo="AAAAAAAAAAA", Content_Type="application/json"
    ),
    "401 of the portal": instead("401 Unauthorized", HTML, Content_Type="text/html"),
    "404 of the portal": instead("404 Not Found", HTML, Content_Type="text/html"),
}
CUTS: dict[str, tuple[Fault, set[str]]] = {
    "a length longer than the body": (way.cut_by_length, {"cut"}),
    "a body that ends with the connection": (way.cut_by_close, {"not-json"}),
    "a chunk that is not whole": (way.cut_in_chunk, {"cut"}),
    "chunks without the last one": (way.cut_before_last_chunk, {"cut"}),
    "a packed body that is not whole": (way.cut_gzip, {"cut"}),
}
SLOW: dict[str, Fault] = {
    "byte after byte": way.drip,
    "half and then nothing": way.stall,
    "no word at all": way.silence,
}


def work(device: Device) -> list[Entry]:
    """Record three activities and send in the first."""
    entries = [device.write() for _ in range(3)]
    device.submit(entries[0].id)
    return entries


def intact(device: Device, entries: list[Entry]) -> None:
    """Hold that nothing was taken for an answer: all waits, as it was typed, and no person is asked anything."""
    assert device.store.outbox.count() == 4
    assert device.store.outbox.attention() == []
    assert [device.get(entry.id).entry.activity for entry in entries] == [entry.activity for entry in entries]
    assert {device.get(entry.id).where for entry in entries} == {Where.QUEUED}


def one_effect_each(device: Device, entries: list[Entry]) -> None:
    """Sync over a good line and hold that each op was done once."""
    done = device.sync()
    assert (done.code, done.pushed, done.conflicts, done.rejected) == ("ok", 4, 0, ())
    assert device.store.outbox.count() == 0
    assert [device.get(entry.id).entry.rev[:2] for entry in entries] == ["2-", "1-", "1-"]
    assert [device.get(entry.id).entry.status for entry in entries][:2] == [Status.SUBMITTED, Status.DRAFT]


@pytest.mark.parametrize(
    ("page", "at"), [*((page, "/push") for page in PORTALS), ("200 with a page", "/session"), ("511", "/session")]
)
def test_a_page_of_the_network_is_no_answer_of_the_centre_and_the_queue_stays(
    machine: Machine, centre: Centre, page: str, at: str
) -> None:
    siti = machine(SITI)
    entries = work(siti)
    with between(centre, PORTALS[page], at) as network:
        done = sync_over(siti, network.url)
    assert (done.code, done.offline, done.sign_in, done.pushed) == ("portal", True, False, 0)
    intact(siti, entries)
    one_effect_each(siti, entries)


@pytest.mark.parametrize("cut", CUTS)
def test_a_cut_answer_to_a_push_settles_nothing_and_is_asked_again(machine: Machine, centre: Centre, cut: str) -> None:
    siti = machine(SITI)
    entries = work(siti)
    fault, codes = CUTS[cut]
    with between(centre, fault, "/push") as network:
        done = sync_over(siti, network.url)
    assert done.code in codes
    assert (done.offline, done.pushed) == (True, 0)
    intact(siti, entries)
    one_effect_each(siti, entries)


@pytest.mark.parametrize("cut", CUTS)
def test_a_page_of_a_feed_that_is_cut_is_not_half_applied(tmp_path: Path, centre: Centre, cut: str) -> None:
    fresh = make_device(tmp_path, centre, SITI)
    with between(centre, CUTS[cut][0], "/feeds/me") as network:
        done = sync_over(fresh, network.url)
    assert (done.code in CUTS[cut][1], done.pulled) == (True, 0)
    assert (fresh.days(), fresh.store.cursors.get("me")) == ([], "")
    assert fresh.sync().code == "ok"
    assert fresh.days()


@pytest.mark.parametrize("pace", SLOW)
def test_a_line_that_never_comes_to_its_end_is_left_and_nothing_is_settled(
    machine: Machine, centre: Centre, pace: str
) -> None:
    siti = machine(SITI)
    entries = work(siti)
    with between(centre, SLOW[pace], "/push") as network:
        done = sync_over(siti, network.url, BRIEF)
    assert (done.code, done.offline, done.pushed) == ("timeout", True, 0)
    intact(siti, entries)
    one_effect_each(siti, entries)


def test_pages_that_came_before_the_line_died_are_kept(tmp_path: Path, machine: Machine, centre: Centre) -> None:
    siti = machine(SITI)
    for _ in range(520):
        siti.write()
    assert siti.sync().code == "ok"
    fresh, pages = make_device(tmp_path, centre, SITI), iter(range(9))

    def second_page_stalls(line: socket.socket, request: Request) -> None:
        (way.pass_on if next(pages) == 0 else way.stall)(line, request)

    with between(centre, second_page_stalls, "/feeds/me") as network:
        done = sync_over(fresh, network.url, BRIEF)
    assert (done.code, done.pulled) == ("timeout", 500)
    rest = fresh.sync()
    assert (rest.code, rest.pulled < 500) == ("ok", True)
    assert {stored.entry.id for stored in fresh.days()} == {stored.entry.id for stored in siti.days()}


def held(centre: Centre) -> list[list[object]]:
    """Return all entries, notes, ops and feeds of the centre."""
    with closing(sqlite3.connect(centre.folder / "centre.db")) as database:
        return [database.execute(f"select * from {table} order by 1, 2, 3").fetchall() for table in TABLES]  # noqa: S608


TABLES = ("entries", "notes", "ops", "items")


def verdicts(answer: bytes) -> set[str]:
    return {result["v"] for result in json.loads(way.parts(answer)[1])["results"]}


def recorded(siti: Device, centre: Centre) -> list[Request]:
    """Return the raw pushes of two syncs: an entry, then its correction and submission."""
    with between(centre, way.pass_on, "/") as network:
        entry = siti.write()
        assert sync_over(siti, network.url).code == "ok"
        siti.edit(entry.id, quantity=2)
        siti.submit(entry.id)
        assert sync_over(siti, network.url).code == "ok"
        pushes = [request for request in network.requests if request.path.endswith("/push")]
    assert len(pushes) == 2
    return pushes


def test_requests_that_come_again_late_and_in_the_wrong_order_are_duplicates(machine: Machine, centre: Centre) -> None:
    first, second = recorded(machine(SITI), centre)
    before = held(centre)
    for late in (second, first, first, second):
        assert verdicts(late.ask()) == {"duplicate"}
    assert held(centre) == before


def test_a_request_from_before_a_restore_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with running_centre(tmp_path, TODAY) as centre:
        siti = make_device(tmp_path, centre, SITI)
        siti.sync()
        centre.stop()
        backup = (tmp_path / "centre.db").read_bytes()
        centre.start()
        late = recorded(siti, centre)
        centre.stop()
        (tmp_path / "centre.db").write_bytes(backup)
        centre.start()
        before = held(centre)
        for request in late:
            answer = Request(request.raw, centre.port).ask()
            assert answer.startswith(b"HTTP/1.1 409 ")
            assert b"/epoch-changed" in answer
        assert held(centre) == before
        done = siti.sync()
        assert (done.code, done.conflicts, done.rejected) == ("ok", 0, ())
        assert len(held(centre)[0]) == len(before[0]) + 1


def test_a_network_that_sends_every_request_twice_has_one_effect(machine: Machine, centre: Centre) -> None:
    siti = machine(SITI)
    entries = work(siti)

    def twice(line: socket.socket, request: Request) -> None:
        request.ask()
        way.pass_on(line, request)

    with between(centre, twice, "/push") as network:
        done = sync_over(siti, network.url)
    assert (done.code, done.pushed, siti.store.outbox.count()) == ("ok", 4, 0)
    assert [siti.get(entry.id).entry.rev[:2] for entry in entries] == ["2-", "1-", "1-"]


def test_an_answer_that_comes_after_the_client_has_left_is_nobodys(machine: Machine, centre: Centre) -> None:
    siti = machine(SITI)
    entries = work(siti)
    again, told = threading.Event(), threading.Event()

    def late(line: socket.socket, request: Request) -> None:
        answer = request.ask()
        again.wait(PATIENCE_S)
        line.sendall(answer)
        told.set()

    with between(centre, late, "/push") as network:
        assert sync_over(siti, network.url, BRIEF).code == "timeout"
        intact(siti, entries)
        one_effect_each(siti, entries)
        again.set()
        assert told.wait(PATIENCE_S)
    one_more = siti.sync()
    assert (one_more.code, one_more.pushed) == ("ok", 0)


@pytest.mark.parametrize(
    ("at", "status", "code", "asked", "wait"),
    [
        ("/session", "429 Too Many Requests", "rate-limited", "40", 40),
        ("/push", "429 Too Many Requests", "rate-limited", "86400", 3600),
        ("/feeds", "429 Too Many Requests", "rate-limited", "40", 40),
        ("/session", "503 Service Unavailable", "overloaded", "86400", 3600),
        ("/push", "503 Service Unavailable", "overloaded", "40", 40),
        ("/push", "507 Insufficient Storage", "storage-full", "40", 40),
    ],
)
def test_a_centre_that_asks_to_wait_is_obeyed_for_an_hour_at_most(
    machine: Machine, centre: Centre, at: str, status: str, code: str, asked: str, wait: int
) -> None:
    siti = machine(SITI)
    entries = work(siti)
    problem = json.dumps({"type": f"/ekin/problems/{code}"}).encode()
    busy = instead(status, problem, echo=None, Content_Type="application/problem+json", Retry_After=asked)
    with between(centre, busy, at) as network:
        done = sync_over(siti, network.url)
    assert (done.code, done.retry_after, done.sign_in) == (code, wait, False)
    assert {wait_s(failures, done.retry_after, lambda: 0.0) for failures in range(30)} == {wait}
    assert wait_s(9, done.retry_after, lambda: 1.0) <= ASKED_S * 1.1
    if at != "/feeds":
        intact(siti, entries)


@pytest.mark.parametrize(("at", "left"), [("/session", 4), ("/push", 4), ("/feeds", 0)])
def test_a_token_that_ends_in_mid_sync_asks_to_sign_in_and_loses_nothing(
    machine: Machine, centre: Centre, at: str, left: int
) -> None:
    siti = machine(SITI)
    entries = work(siti)

    def revoke(line: socket.socket, request: Request) -> None:
        with closing(sqlite3.connect(centre.folder / "centre.db")) as database, database:
            database.execute("delete from tokens")
        way.pass_on(line, request)

    with between(centre, revoke, at) as network:
        done = sync_over(siti, network.url)
    assert (done.code, done.sign_in, done.offline, done.pushed) == ("token-expired", True, False, 4 - left)
    assert (siti.store.outbox.count(), siti.store.outbox.attention()) == (left, [])
    for language in ("id", "en"):
        assert "ekin-tui login" in Words(language).refusal(done.code, done.details)
    later = siti.write()
    siti.token = centre.token(SITI)
    done = siti.sync()
    assert (done.code, done.pushed) == ("ok", left + 1)
    assert [siti.get(entry.id).entry.rev[:2] for entry in (*entries, later)] == ["2-", "1-", "1-", "1-"]


@pytest.mark.parametrize(("asked", "syncs"), [(40.0, 1), (0.0, 2)])
async def test_the_program_leaves_a_centre_alone_that_asked_for_it_until_a_person_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: float, syncs: int
) -> None:
    monkeypatch.setattr(exchanging, "SOON", 0.01)
    begun: list[float] = []

    def syncer(_: object) -> Result:
        begun.append(asked)
        return Result(code="server-error", offline=True, retry_after=asked)

    app = EkinApp(room_of(office(tmp_path).desk, "id"), syncer=syncer, interval=600)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(200):
            if begun:
                break
            await pilot.pause(0.05)
        await app.workers.wait_for_complete()
        await pilot.pause()
        app.post_message(Wrote())
        await pilot.pause(0.3)
        await app.workers.wait_for_complete()
        assert len(begun) == syncs
        await pilot.press("R")
        await pilot.pause()
        await app.workers.wait_for_complete()
        assert len(begun) == syncs + 1
