"""Processes that end or meet: a worker dies with the answer in hand, windows share a cache, the centre is full."""

import socket
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from ekin_tui.domain.model import Status
from ekin_tui.server.judge import Judge
from ekin_tui.store import Where
from ekin_tui.text import LANGUAGES, Words
from tests.centre import BUDI, SITI, Centre, running_centre
from tests.faults import between as way
from tests.faults.between import Request, between
from tests.sync.device import TODAY, Device, make_device

Machine = Callable[[str], Device]
ROOT = Path(__file__).parents[2]


@contextmanager
def dying_worker(centre: Centre, path: str) -> Iterator["subprocess.Popen[str]"]:
    """Serve the stopped ``centre`` at its address by a process that is killed with the answer for ``path``."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", centre.port))
        listening.listen()
        command = [sys.executable, "-m", "tests.faults.worker", centre.database_url, str(listening.fileno()), path]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, pass_fds=[listening.fileno()])
    try:
        yield worker
    finally:
        worker.kill()
        worker.communicate()


def test_a_worker_that_dies_between_the_commit_and_the_answer_has_done_its_work_once(tmp_path: Path) -> None:
    with running_centre(tmp_path, TODAY) as centre:
        siti = make_device(tmp_path, centre, SITI)
        siti.sync()
        entries = [siti.write() for _ in range(5)]
        siti.submit(entries[0].id)
        centre.stop()
        with dying_worker(centre, "/ekin/v1/push") as worker:
            lost = siti.sync()
            assert (worker.wait(30), worker.stdout and worker.stdout.read()) == (-9, "200\n")
        assert (lost.code, lost.offline, lost.pushed, siti.store.outbox.count()) == ("cut", True, 0, 6)
        assert ledger(centre, entries[0].id) == 2, "committed"
        centre.start()
        done = siti.sync()
        assert (done.code, done.pushed, done.conflicts, done.rejected) == ("ok", 6, 0, ())
        assert Counter(sent(siti)) == {"duplicate": 6}
        assert [ledger(centre, entry.id) for entry in entries] == [2, 1, 1, 1, 1]
        assert siti.get(entries[0].id).entry.status is Status.SUBMITTED
        assert [siti.get(entry.id).entry.rev[:2] for entry in entries] == ["2-", "1-", "1-", "1-", "1-"]


def ledger(centre: Centre, entry: str) -> int:
    """Return how many ops on ``entry`` the centre has done."""
    with closing(sqlite3.connect(centre.folder / "centre.db")) as database:
        found: int = database.execute("select count(*) from ops where entry = ?", (entry,)).fetchone()[0]
        return found


def sent(device: Device) -> list[str]:
    """Return the verdicts that the machine keeps."""
    return [verdict for (verdict,) in device.store._base.rows("select verdict from sent")]


_RECORD = """
import sys
from pathlib import Path
from ekin_tui.store import Store
from tests.sync.device import Device
one = Device(Store.open(Path(sys.argv[1])), "", "")
for number in range(int(sys.argv[2])):
    entry = one.write(activity=f"Menyusun berkas {sys.argv[3]} nomor {number}")
    one.submit(entry.id)
print("recorded")
"""
_SYNC = """
import sys
from pathlib import Path
from ekin_tui.store import Store
from tests.sync.device import Device
print(Device(Store.open(Path(sys.argv[1])), sys.argv[3], sys.argv[2], name=sys.argv[4]).sync().code)
"""


def process(program: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def said(one: "subprocess.Popen[str]") -> str:
    return one.communicate(timeout=300)[0].strip()


def test_two_processes_record_while_a_third_sends_and_a_fourth_is_told_that_it_is_busy(
    machine: Machine, centre: Centre
) -> None:
    siti = machine(SITI)
    before = siti.write()
    arrived, go_on = threading.Event(), threading.Event()

    def hold(line: socket.socket, request: Request) -> None:
        arrived.set()
        assert go_on.wait(60)
        way.pass_on(line, request)

    with between(centre, hold, "/push") as network:
        sender = process(_SYNC, siti.store.path, network.url, siti.token, siti.name)
        assert arrived.wait(60)
        windows = [process(_RECORD, siti.store.path, 15, name) for name in ("kiri", "kanan")]
        other = process(_SYNC, siti.store.path, siti.url, siti.token, siti.name)
        assert [said(window) for window in windows] == ["recorded", "recorded"]
        assert said(other) == "busy"
        go_on.set()
        assert said(sender) == "ok"
    assert siti.sync().code == "ok"
    assert siti.store._base.row("pragma integrity_check") == ("ok",)
    assert (siti.store.outbox.count(), siti.store.outbox.attention(), siti.store.conflicts.all()) == (0, [], [])
    mine = [stored for stored in siti.days() if stored.entry.activity.startswith("Menyusun berkas k")]
    assert {(stored.entry.status, stored.where) for stored in mine} == {(Status.SUBMITTED, Where.RECEIVED)}
    assert len({stored.entry.activity for stored in mine}) == 30
    assert [ledger(centre, stored.entry.id) for stored in mine] == [2] * 30
    assert ledger(centre, before.id) == 1


def test_two_processes_that_sync_at_once_send_every_op_once(machine: Machine, centre: Centre) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(60)]
    both = [process(_SYNC, siti.store.path, siti.url, siti.token, siti.name) for _ in range(2)]
    assert {"ok"} <= {said(one) for one in both} <= {"ok", "busy"}
    assert siti.store.outbox.count() == 0
    assert Counter(sent(siti)) == {"applied": 60}
    assert {ledger(centre, entry.id) for entry in entries} == {1}


def test_an_op_that_the_centre_stumbles_over_is_set_aside_and_the_rest_flows(
    machine: Machine, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(12)]
    bad, carry_out = entries[5].id, Judge._carry_out

    def stumble(judge: Judge, op: Any) -> Any:
        if op.entry == bad:
            raise ZeroDivisionError
        return carry_out(judge, op)

    monkeypatch.setattr(Judge, "_carry_out", stumble)
    for _ in range(2):
        done = siti.sync()
        assert (done.code, done.pushed, siti.store.outbox.count()) == ("server-error", 0, 12)
    done = siti.sync()
    assert (done.code, done.pushed, siti.store.outbox.count()) == ("ok", 11, 0)
    assert [(refused.id, refused.problem.code) for refused in done.rejected] == [(bad, "server-error")]
    assert siti.get(bad).entry.activity == entries[5].activity
    assert [ledger(centre, entry.id) for entry in entries] == [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]

    monkeypatch.undo()
    siti.edit(bad, quantity=2)
    done = siti.sync()
    assert (done.code, done.pushed, ledger(centre, bad)) == ("ok", 1, 1)


@contextmanager
def no_more_pages() -> Iterator[None]:
    """Let every SQLite file that is opened from now on stay as large as it is: a full disk, as SQLite sees it."""

    def limit(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("pragma max_page_count = 1")  # SQLite makes of it the pages that there are

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


def test_a_centre_whose_disk_is_full_keeps_nobody_waiting_and_takes_the_work_when_there_is_room(
    tmp_path: Path,
) -> None:
    with running_centre(tmp_path, TODAY) as centre:
        siti, budi = (make_device(tmp_path, centre, nip) for nip in (SITI, BUDI))
        assert (siti.sync().code, budi.sync().code) == ("ok", "ok")
        entries = [siti.write(activity="Menyusun rekap arsip " + "x" * 450) for _ in range(100)]
        centre.stop()
        with no_more_pages():
            centre.start()
            for _ in range(4):
                done = siti.sync()
                assert (done.code, done.offline, done.pushed) == ("storage-full", True, 0)
                assert done.retry_after > 0
            assert (siti.store.outbox.count(), siti.store.outbox.attention()) == (100, [])
            for language in LANGUAGES:
                assert "admin" in Words(language).refusal(done.code, done.details)
            assert budi.sync().code == "ok"
            assert make_device(tmp_path, centre, BUDI).sync().code == "ok"
            assert sum(ledger(centre, entry.id) for entry in entries) == 0
            centre.stop()
        centre.start()
        done = siti.sync()
        assert (done.code, done.pushed, siti.store.outbox.count()) == ("ok", 100, 0)
        assert {ledger(centre, entry.id) for entry in entries} == {1}
