"""The stage of a demonstration: a centre of its own with the sample agency, in a folder that goes when it ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.join import Joined
from ekin_tui.domain.model import Person

CLERK = "198609262015052001"
"""Whose calendar a demonstration opens."""
_ENDS = (signal.SIGTERM, signal.SIGHUP)
_PATIENCE_S = 5.0
"""Seconds that the centre has for its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A running centre with the sample agency, and where each person's home lies."""

    folder: Path
    url: str
    database: str
    people: tuple[Person, ...]

    def home(self, nip: str) -> Path:
        """Return the home of the person with ``nip``."""
        return self.folder / nip


@contextmanager
def stage(joined: Joined) -> Iterator[Stage]:
    """Give a centre in a process of its own; it and its folder go when the block ends, also by a signal."""
    from ekin_tui.server import admin

    folder = Path(tempfile.mkdtemp(prefix="ekin-tui-demo-"))
    database = f"sqlite:///{folder / 'centre.db'}"
    before = {number: signal.signal(number, _leave) for number in _ENDS}
    centre: subprocess.Popen[str] | None = None
    try:
        listed = admin.init(database, sample=True, today=joined.clock().date())
        people = tuple(Person(id=one.nip, nip=one.nip, name=one.name, post=one.post) for one in listed)
        centre, url = _start_centre(folder, database)
        yield Stage(folder=folder, url=url, database=database, people=people)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if centre is not None:
            _stop(centre)
        shutil.rmtree(folder, ignore_errors=True)


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _stop(centre: "subprocess.Popen[str]") -> None:
    centre.terminate()
    try:
        centre.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        centre.kill()
        centre.wait()


def _start_centre(folder: Path, database: str) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "ekin_tui", "serve", "--db", database, "--port", "0"]
    environment = {**os.environ, "EKIN_TUI_HOME": str(folder / "centre")}
    environment.pop("EKIN_TUI_NOW", None)
    centre = subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, env=environment)
    for line in centre.stderr or ():
        if line.startswith("listening on "):
            threading.Thread(target=_drain, args=(centre.stderr,), daemon=True).start()
            return centre, line.split()[-1]
    centre.wait()
    raise End(Code.UNREACHABLE, "demo.no-centre")


def _drain(said: IO[str] | None) -> None:
    """Read on what the centre says, so that it never waits for a full pipe."""
    for _ in said or ():
        pass
