"""A real centre for tests: the reference server over a real database, in a thread of its own, on a free port."""

import asyncio
import socket
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path

import uvicorn

from ekin_tui.server import admin
from ekin_tui.server.app import create_app
from ekin_tui.server.bearers import Trust
from ekin_tui.server.database import Database

TODAY = date(2026, 11, 25)
NOON = time(12)
SITI, JOKO, BUDI, NURLAELA, HARUN = (
    "198609262015052001",
    "199101152019031007",
    "197803122003121004",
    "198106242006042008",
    "196904171995031002",
)


def lay_out(path: Path, *, sample: date | None = None) -> list[admin.Listed]:
    """Lay the file of a new centre there: empty, or with the sample agency of that day, whose people are returned.

    It has no names of its own yet: a centre takes them when it is first opened, so that each copy is another store.
    """
    content, people = _made(sample)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(0o600, exist_ok=False)
    path.write_bytes(content)
    return list(people)


@cache
def _made(sample: date | None) -> tuple[bytes, tuple[admin.Listed, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "centre.db")
        people = admin.init(f"sqlite:///{path}", sample=sample is not None, today=sample)
        with closing(sqlite3.connect(path)) as db:
            db.execute("delete from meta where key in ('store', 'era', 'receipt_key', 'commits')")
            db.commit()
        return path.read_bytes(), tuple(people)


class Prompt(uvicorn.Server):
    """Ends when it is told to, not at the next tenth of a second."""

    _told: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    async def main_loop(self) -> None:
        await self.on_tick(0)
        self._told = asyncio.get_running_loop(), asyncio.Event()
        if not self.should_exit:
            await self._told[1].wait()

    def end(self) -> None:
        """Tell it to end; any thread may."""
        self.should_exit = True
        if self._told is not None:
            loop, told = self._told
            loop.call_soon_threadsafe(told.set)


@dataclass
class Centre:
    """A centre with the sample agency. ``stop`` and ``start`` let it be away for a while, at the same address."""

    folder: Path
    today: date = TODAY
    port: int = 0
    people: list[admin.Listed] = field(default_factory=list)
    ahead: timedelta = timedelta()
    """How far the centre's clock is ahead of this machine's: at noon on the day of the sample, unless that is today."""
    store: str = ""
    """URL of an empty database; a SQLite file in ``folder`` if none is given."""
    sample: bool = True
    """Whether it holds the sample agency."""
    trust: Trust | None = None
    """The agency's sign-in."""
    _server: Prompt | None = None
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        now = datetime.now(timezone(timedelta(hours=8)))
        if now.date() != self.today:
            self.ahead = datetime.combine(self.today, NOON, now.tzinfo) - now
        if self.store:
            self.people = admin.init(self.store, sample=self.sample, today=self.today)
            return
        self.people = lay_out(self.folder / "centre.db", sample=self.today if self.sample else None)

    @property
    def database_url(self) -> str:
        return self.store or f"sqlite:///{self.folder / 'centre.db'}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def token(self, nip: str) -> str:
        return admin.token(self.database_url, nip)

    def database(self) -> Database:
        return Database(self.database_url)

    def start(self) -> "Centre":
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        app = create_app(self.database_url, clock=self.now, trust=self.trust)
        config = uvicorn.Config(app, log_level="warning", access_log=False, date_header=False)
        self._server = Prompt(config)
        started = self._server
        self._thread = threading.Thread(target=lambda: asyncio.run(started.serve(sockets=[listening])), daemon=True)
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)
            assert self._thread.is_alive(), "the centre did not start"
        return self

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.end()
            self._thread.join(10)
            self._server = None


@contextmanager
def running_centre(
    folder: Path, today: date = TODAY, *, store: str = "", sample: bool = True, trust: Trust | None = None
) -> Iterator[Centre]:
    """Give a centre that runs until the block ends, over the empty database at ``store`` or a SQLite file."""
    centre = Centre(folder, today, store=store, sample=sample, trust=trust).start()
    try:
        yield centre
    finally:
        centre.stop()
