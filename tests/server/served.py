"""A centre as it is run: the program itself in processes of its own, or its application with chosen limits."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn

from ekin_tui.server.app import create_app
from ekin_tui.server.line import Line
from tests.centre import Centre, Prompt


@dataclass
class Program:
    """``ekin-tui serve``; ``lines`` is what it has said on stderr so far."""

    process: "subprocess.Popen[str]"
    lines: list[str] = field(default_factory=list)
    _told: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self._told:
                self.lines.append(line.rstrip("\n"))
                self._told.notify_all()
        with self._told:
            self.lines.append("")
            self._told.notify_all()

    def wait_for(self, begin: str, count: int = 1) -> str:
        """Return the ``count``-th line that holds ``begin``, as soon as it is there."""

        def found() -> list[str]:
            return [line for line in self.lines if begin in line]

        with self._told:
            self._told.wait_for(lambda: len(found()) >= count or "" in self.lines, timeout=300)
            assert len(found()) >= count, self.lines
            return found()[count - 1]

    def wait_for_silence(self) -> None:
        """Wait until no process holds its stderr any more."""
        with self._told:
            assert self._told.wait_for(lambda: "" in self.lines, timeout=300)

    @property
    def events(self) -> list[dict[str, Any]]:
        """Every line of the log, read as JSON."""
        return [json.loads(line) for line in self.lines if line and " on http://" not in line]

    def workers(self) -> list[int]:
        """Process ids of all workers that were ever started."""
        return [event["worker"] for event in self.events if event["event"] == "worker-started"]

    def end(self) -> int:
        """Ask it to end and return its exit code."""
        self.process.terminate()
        return self.process.wait(30)


@contextmanager
def serving(centre: Centre, *options: str) -> Iterator[Program]:
    """Serve the data of ``centre`` (which has not been started) by the program, until the block ends."""
    arguments = ["serve", "--db", centre.database_url, "--port", "0", "--log-level", "info", *options]
    process = subprocess.Popen(
        [sys.executable, "-m", "ekin_tui", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "EKIN_TUI_HOME": str(centre.folder / "home")},
    )
    program = Program(process)
    try:
        centre.port = int(program.wait_for("listening on ").rpartition(":")[2])
        yield program
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def application(folder: Path, patience_s: float = 40.0, **options: Any) -> Iterator[Centre]:
    """Serve the application with ``options`` of its own in a thread; a connection is waited for ``patience_s``."""
    centre = Centre(folder)
    line = type("Brief", (Line,), {"request_s": patience_s})
    app = create_app(centre.database_url, clock=centre.now, **options)
    server = Prompt(uvicorn.Config(app, port=0, http=line, log_config=None, access_log=False, date_header=False))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the centre did not start"
    centre.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield centre
    finally:
        server.end()
        thread.join(10)
