import asyncio
import os
import signal
import socket
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from ekin_tui.server.database import Database
from ekin_tui.server.serve import _listening
from tests.centre import JOKO, SITI, Centre
from tests.server.served import Program, serving
from tests.server.talk import Talk, new, put

TODAY = datetime.now(timezone(timedelta(hours=8))).date()
BATCHES, SIZE = 20, 5


def fields(number: int) -> dict[str, object]:
    whole = {"day": TODAY.isoformat(), "start": "08:00", "end": "09:30", "zone": "Asia/Makassar"}
    return whole | {"activity": f"Menyusun rekap kegiatan bidang nomor {number}", "quantity": 1, "unit": "dokumen"}


def push_all(talk: Talk, progress: "threading.Semaphore") -> dict[str, str]:
    """Push batch after batch, each until it is answered; returns the verdict on each entry."""
    acknowledged: dict[str, str] = {}
    for batch in range(BATCHES):
        ops = [put(new(f"e-{talk.nip[-4:]}"), fields(batch * SIZE + number)) for number in range(SIZE)]
        answer = None
        while answer is None or answer.status_code != 200:
            assert answer is None or answer.status_code == 503, answer.text
            try:
                answer = talk.post("/push", {"ops": ops})
            except httpx.TransportError:
                talk.client = httpx.Client(base_url=talk.centre.url, timeout=60)
        for op, result in zip(ops, answer.json()["results"], strict=True):
            acknowledged[op["entry"]] = result["v"]
        progress.release()
    return acknowledged


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_worker_that_is_killed_under_load_loses_nothing_doubles_nothing_and_is_replaced(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str
) -> None:
    store = request.getfixturevalue("cluster").fresh() if engine == "postgresql" else ""
    centre = Centre(tmp_path, TODAY, store=store)
    with serving(centre, "--workers", "2", "--rate", "0") as program:
        talks = [Talk(centre, nip) for nip in (SITI, JOKO)]
        progress = threading.Semaphore(0)
        with ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(push_all, talk, progress) for talk in talks]
            for _ in range(6):
                assert progress.acquire(timeout=300)
            os.kill(program.workers()[0], signal.SIGKILL)
            found = [run.result(timeout=300) for run in runs]
        program.wait_for("worker-started", 3)
        for talk, acknowledged in zip(talks, found, strict=True):
            assert set(acknowledged.values()) <= {"applied", "duplicate"}
            stored = [doc["id"] for doc in talk.of_kind("entry") if doc["id"] in acknowledged]
            assert sorted(stored) == sorted(acknowledged)
        assert program.end() == 0
    with closing(Database(centre.database_url)) as database, database.reading() as view:
        ops, entries = view.exec_driver_sql("select count(*), count(distinct entry) from ops").one()
        revised = text("select count(*) from entries e join ops o on o.entry = e.id where e.doc not like :first")
        changed = view.execute(revised, {"first": '%"rev":"1-%'}).scalar_one()
    assert (ops, entries, changed) == (2 * BATCHES * SIZE, 2 * BATCHES * SIZE, 0)


@pytest.mark.parametrize(("workers", "sign"), [("1", signal.SIGINT), ("1", signal.SIGTERM), ("2", signal.SIGTERM)])
def test_a_signal_is_an_orderly_end(tmp_path: Path, workers: str, sign: signal.Signals) -> None:
    centre = Centre(tmp_path)
    with serving(centre, "--workers", workers) as program, socket.create_connection(("127.0.0.1", centre.port)):
        program.process.send_signal(sign)
        assert program.process.wait(30) == 0
        assert [line for line in program.lines if "listening on" in line] == [f"listening on {centre.url}"]
    assert all(gone(worker) for worker in program.workers())


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    with serving(centre, "--workers", "2") as program:
        workers = program.workers()
        os.kill(program.process.pid, signal.SIGKILL)
        program.wait_for_silence()
        assert all(gone(worker) for worker in workers)


def gone(process: int) -> bool:
    """Tell whether a process has ended; one that nobody has waited for yet counts as ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AssertionError, match=f"127.0.0.1:{port}"), serving(centre, "--port", str(port)) as program:
            assert isinstance(program, Program)


def test_readiness_names_what_keeps_the_centre_from_its_work(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    with serving(centre):
        assert httpx.get(f"{centre.url}/readyz").status_code == 200
        with closing(sqlite3.connect(tmp_path / "centre.db")) as database, database:
            database.execute("update meta set value = '99' where key = 'schema'")
        answer = httpx.get(f"{centre.url}/readyz")
        assert (answer.status_code, answer.json()["title"]) == (503, "not-ready")
        assert answer.json()["reason"] == "database-other"
        assert httpx.get(f"{centre.url}/healthz").status_code == 200


async def test_an_answer_does_not_wait_for_its_head_to_be_acknowledged() -> None:
    taken: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()

    def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.set_result(writer)

    with _listening("127.0.0.1", 0) as listening:
        address = listening.getsockname()
        async with await asyncio.start_server(meet, sock=listening):
            _, writer = await asyncio.open_connection(*address[:2])
            theirs = await taken
            assert theirs.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            writer.close()
            theirs.close()
